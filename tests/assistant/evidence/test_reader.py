"""Sentences are looked at closely where the judge and what is known of their chunks make them
likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.evidence.features import Candidate, Features
from assistant.evidence.reader import JudgeReranker
from assistant.judge.judge import Judge, Reading
from assistant.tuning import tuning
from assistant.types import Ask
from read_files import read_file
from store.text.chunking import chunks
from store.types import Filters

TIDES = (
    "# Tides\n\nThe tide turns at noon. Boats wait for it.\n\n# Nets\n\nNets dry on poles. "
    "Nobody mends them at sea.\n"
)
ASK = Ask("When does the tide turn?", Filters(), (), ())


class Says:
    """A judge that reads every sentence as likely as it is told to."""

    def __init__(self, likely: Sequence[float]) -> None:
        self._left = list(likely)

    def read(
        self, question: str, passages: Sequence[tuple[str, Sequence[str]]]
    ) -> list[list[Reading]]:
        return [
            [Reading(one, whole=one) for one in (self._left.pop(0) for _ in texts)]
            for _, texts in passages
        ]


@pytest.fixture()
def sentences(tmp_path: Path) -> list[Candidate]:
    (tmp_path / "tides.md").write_text(TIDES, "utf-8")
    (document,) = read_file(tmp_path / "tides.md")
    cut = chunks(document, lambda text: len(text.split()), 254)
    return [
        Candidate(chunk, at, Features(0.5, 0.5, 0.0))
        for chunk in cut
        for at in range(len(chunk.sentences))
    ]


def looked_at(
    likely: Sequence[float], sentences: Sequence[Candidate], similarity: float
) -> tuple[list[str], list[float]]:
    """Which sentences were looked at closely, each then found as similar as given, and the
    probabilities of all.
    """
    seen: list[str] = []

    def closely(some: Sequence[Candidate]) -> list[Candidate]:
        seen.extend(one.text for one in some)
        return [replace(one, features=replace(one.features, similarity=similarity)) for one in some]

    readings = JudgeReranker(cast(Judge, cast(Any, Says(likely)))).read(ASK, sentences, closely)
    return seen, [reading.probability for reading in readings]


def test_what_is_far_behind_is_not_looked_at(sentences: list[Candidate]) -> None:
    seen, _ = looked_at([0.9, 0.8, 0.01, 0.01], sentences, 0.5)
    assert seen == ["The tide turns at noon.", "Boats wait for it."]


def test_what_comes_within_reach_of_a_best_one_that_is_less_near_than_it_seemed_is_looked_at(
    sentences: list[Candidate],
) -> None:
    seen, probabilities = looked_at([0.9, 0.3, 0.3, 0.0001], sentences, 0.0)
    assert seen == ["The tide turns at noon.", "Boats wait for it.", "Nets dry on poles."]
    assert tuning().evidence.look_closely > 0 and probabilities[0] == max(probabilities)


def test_nothing_is_read_of_no_sentences() -> None:
    assert looked_at([], [], 0.5) == ([], [])
