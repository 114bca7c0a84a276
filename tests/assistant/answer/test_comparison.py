"""Comparisons as they are answered: one aspect first, several roles in one table, too many
narrowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.page.shown.chat import answer_text
from assistant.settings import Settings
from assistant.types import Answer
from fake_embedder import FakeEmbedder

pytestmark = pytest.mark.model

ROLES = {
    "welder.md": ("Welder", "Hull", "£30,000 - £34,000 a year", "4 December 2026"),
    "fitter.md": ("Pipe Fitter", "Poole", "£27,000 - £31,000 a year", "18 December 2026"),
    "painter.md": ("Ship Painter", "Hull", "£15.20 an hour", "11 January 2027"),
}
SAID = {
    "welder.md": "You get 31 days of holiday a year.\n\nThe working week has 37 hours.\n\nYou "
    "weld hulls under cover.",
    "fitter.md": "The holiday is 27 days a year.\n\nThe working week has 40 hours.\n\nYou fit "
    "pipes in engine rooms.",
    "painter.md": "We sponsor visas for this job.\n\nYou paint decks and masts with a spray gun.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("yard"))
    files = folder / "files"
    files.mkdir()
    for name, (title, city, pay, closes) in ROLES.items():
        head = (
            f"---\nkind: role\ntitle: {title}\ncompany: Skarrick Yard\npostings:\n  - {{place: "
            f"'GB, {city}'}}\n---\n"
        )
        body = f"Salary: {pay}\nClosing date: {closes}\n\n## The job\n\n{SAID[name]}\n"
        (files / name).write_text(f"{head}\n{body}", "utf-8")
    with Assistant.open(settings=Settings(data_dir=folder / "data", seeds=False)) as opened:
        opened.library.ingest([files])
        yield opened


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Which pays better, the welder or the pipe fitter?",
            "**Welder** pays more: GBP 30,000–34,000 a year against GBP 27,000–31,000 a year.",
        ),
        (
            "Which pays less, the welder or the pipe fitter?",
            "**Pipe Fitter** pays less: GBP 27,000–31,000 a year against GBP 30,000–34,000 a year.",
        ),
        (
            "Which closes first, the pipe fitter or the welder?",
            "**Welder** closes earlier: 4 December 2026 against 18 December 2026.",
        ),
        (
            "Compare the pay of the welder and the ship painter",
            "**Welder**: GBP 30,000–34,000 a year; **Ship Painter**: GBP 15.20 an hour. These "
            "can't be ranked.",
        ),
    ],
)
def test_what_a_facet_ranks_is_answered_first_with_both_values(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(said) and not answer.abstained
    assert answer.citations and answer.comparison is not None


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Who gives more holiday, the welder or the pipe fitter?",
            "You get 31 days of holiday a year.",
            "The holiday is 27 days a year.",
        ),
        (
            "How do the welder and the pipe fitter differ in holiday?",
            "You get 31 days of holiday a year.",
            "The holiday is 27 days a year.",
        ),
        (
            "Compare the working hours of the welder and the pipe fitter",
            "The working week has 37 hours.",
            "The working week has 40 hours.",
        ),
    ],
)
def test_what_no_facet_tells_is_quoted_of_each(
    assistant: Assistant, question: str, first: str, second: str
) -> None:
    answer = assistant.ask(question)
    row = answer.text.splitlines()[-1].split(" | ")
    assert first in row[1] and second in row[2]
    assert {first, second} == set(quotes(answer)) and not answer.abstained


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Who gives more holiday, the welder or the pipe fitter?",
            "**Welder** states more on “holiday”: 31 days against 27 days.",
        ),
        (
            "Which has the shorter week and which pays better, the welder or the pipe fitter?",
            "**Welder** states less on “week”: 37 hours against 40 hours. **Welder** pays more:",
        ),
        ("Which job has the most days of holiday?", "**Welder** states the most on “days of"),
    ],
)
def test_who_states_more_is_said_first(assistant: Assistant, question: str, said: str) -> None:
    assert assistant.ask(question).text.startswith(said)


def test_each_thing_that_is_asked_has_a_row_and_nothing_else(assistant: Assistant) -> None:
    answer = assistant.ask("Welder v Pipe Fitter: holiday, week, closing date and pay")
    table = answer.text[answer.text.index("| |") :].splitlines()[2:]
    assert [row.split(" | ")[0] for row in table] == [
        "| holiday",
        "| week",
        "| closing date",
        "| pay",
    ]
    assert "In both" not in answer.text


def test_a_side_that_does_not_say_is_told_so(assistant: Assistant) -> None:
    answer = assistant.ask("Compare the visas of the ship painter and the welder")
    assert "We sponsor visas for this job." in quotes(answer)
    assert answer.text.endswith("| doesn't say |")
    neither = assistant.ask("Compare the welder and the pipe fitter when it comes to parrots")
    assert (
        neither.abstained
        and "Neither **Welder** nor **Pipe Fitter** speaks of “parrots”" in neither.text
    )


def test_three_roles_stand_in_one_table(assistant: Assistant) -> None:
    answer = assistant.ask("The welder, the pipe fitter and the ship painter side by side")
    assert not answer.options and [role.title for role in answer.roles] == [
        "Welder",
        "Pipe Fitter",
        "Ship Painter",
    ]
    assert "| | **Welder** | **Pipe Fitter** | **Ship Painter** |" in answer.text
    assert (
        "| pay | GBP 30,000–34,000 a year | GBP 27,000–31,000 a year | GBP 15.20 an hour |"
        in answer.text
    )
    assert (
        "| closing date | 4 December 2026 (earliest) | 18 December 2026 | 11 January 2027 "
        "(latest) |" in answer.text
    )
    page = answer_text(answer, 1)
    assert "| <strong>Ship Painter</strong> |" in page and "?compare=" not in page


def test_one_aspect_of_three_roles_is_quoted_of_each(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Compare the holiday of the welder, the pipe fitter and the ship painter"
    )
    assert {"You get 31 days of holiday a year.", "The holiday is 27 days a year."} <= set(
        quotes(answer)
    )
    assert answer.text.count("doesn't say") <= 1


def test_more_than_six_are_asked_to_be_narrowed(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number, trade in enumerate("Welder Fitter Painter Rigger Joiner Diver Pilot".split()):
        (files / f"{number}.md").write_text(
            f"---\nkind: role\ntitle: {trade}\n---\n\nThe {trade} works at the quay.\n"
        )
    with Assistant.open(
        settings=Settings(data_dir=tmp_path / "data", seeds=False), load_embedder=FakeEmbedder
    ) as opened:
        opened.library.ingest([files])
        answer = opened.ask("Compare all roles")
        assert "names 7 roles, and up to 6 fit side by side" in answer.text
        chosen = opened.ask("1", [answer.turn])
        assert chosen.comparison is not None and len(chosen.comparison.sides) == 6
