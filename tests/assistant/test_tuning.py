"""The numbers that decide an answer: each is explained and read somewhere, and can be varied."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant import tuning as module
from assistant.tuning import read_tuning, tuning

PACKAGE = Path(module.__file__).parent
WRITTEN = Path(module.__file__).with_suffix(".yaml").read_text("utf-8")


def test_every_number_has_a_comment_of_its_own() -> None:
    lines = WRITTEN.splitlines()
    numbers = [at for at, line in enumerate(lines) if re.match(r"  \w+: ", line)]
    assert len(numbers) == len(tuning().numbers())
    bare = [lines[at] for at in numbers if not lines[at - 1].startswith("  # ")]
    assert bare == []


@pytest.mark.parametrize("dotted", tuning().numbers())
def test_every_number_is_read_by_the_room_that_it_is_named_after(dotted: str) -> None:
    part, name = dotted.split(".")
    sources = "".join(path.read_text("utf-8") for path in (PACKAGE / part).rglob("*.py"))
    assert re.search(rf"\b(?:tuning\(\)\.{part}|limits)\.{name}\b", sources)


def test_a_number_can_be_varied_and_the_others_stay() -> None:
    varied = tuning().varied({"evidence.answered": 0.2, "answer.most_sides": 4.0})
    assert varied.evidence.answered == 0.2
    assert varied.answer.most_sides == 4
    left = tuning().numbers().items() - varied.numbers().items()
    assert {name for name, _ in left} == {"evidence.answered", "answer.most_sides"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"evidence.anwsered": 0.2}, "unknown"), ({"answer.most_sides": 4.5}, "whole number")],
)
def test_a_change_that_means_nothing_is_refused(changes: dict[str, float], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        tuning().varied(changes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  answered: 0.12\n", ""),
        ("  answered: 0.12", "  answered: twelve"),
        ("\nanswer:\n", "\nanswers:\n"),
    ],
)
def test_a_file_with_a_wrong_number_is_refused(before: str, after: str, tmp_path: Path) -> None:
    assert before in WRITTEN
    (tmp_path / "tuning.yaml").write_text(WRITTEN.replace(before, after), "utf-8")
    with pytest.raises(ValueError, match=r"tuning\.yaml"):
        read_tuning(tmp_path / "tuning.yaml")
