"""What is compared with what, and what of it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.comparison_intent import parse_comparison
from assistant.question.known import Known
from assistant.question.mentions import read
from assistant.types import Aspect, Mode
from harbour import CLERK, CRANE, ICE, TIDES, known_harbour


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known_harbour(Path(tmp_path_factory.mktemp("port")))


@pytest.mark.parametrize(
    ("question", "first", "second", "mode"),
    [
        ("Compare the TAC role with the Munich one", [TIDES], [CRANE], Mode.ALL),
        ("difference between the Hull and the Boston posting", [TIDES], [TIDES], Mode.DIFFERENT),
        ("what do the two harbour pilot roles have in common", [ICE, TIDES], None, Mode.SHARED),
        ("Vancouver vs Munich?", [ICE], [CRANE], Mode.ALL),
        ("How is the crane engineer job different from the internship?", [CRANE], [CLERK], Mode.DIFFERENT),
        ("which is closer to research, the TAC role or the Ice Watch role?", [TIDES], [ICE], Mode.CLOSER),
        ("What is only in the Ice Watch role compared to the TAC one?", [ICE], [TIDES], Mode.ONLY_FIRST),
        ("compare the harbour pilot with the internship", [ICE, TIDES], [CLERK], Mode.ALL),
        ("compare the harbour pilot with the Ice Watch role", [TIDES], [ICE], Mode.ALL),
    ],
)
def test_the_two_sides(known: Known, question: str, first: list[str], second: list[str] | None, mode: Mode) -> None:
    ask = parse_comparison(read(question, known), known)
    assert ask is not None and ask.mode is mode
    teams = [sorted(side.role.document.team for side in one.sides) for one in (ask.first, ask.second)]
    wanted = [first, second] if second is not None else [[one] for one in first]
    assert sorted(teams) == sorted(wanted) if second is None else teams == wanted


def test_a_place_means_its_postings_and_a_name_all_of_them(known: Known) -> None:
    ask = parse_comparison(read("compare the Hull posting with the TAC role", known), known)
    assert ask is not None
    assert [len(one.sides[0].postings) for one in (ask.first, ask.second)] == [3, 4]


@pytest.mark.parametrize(
    ("question", "aspects", "criterion"),
    [
        ("Compare the pay of the TAC role and the Munich role", {Aspect.PAY}, ""),
        ("How do the responsibilities of the TAC role and the Ice Watch role differ?", {Aspect.RESPONSIBILITIES}, ""),
        ("Compare Vancouver and Munich when it comes to mentoring", set(), "mentoring"),
        ("which pays more, the TAC role or the Munich role?", {Aspect.PAY}, ""),
    ],
)
def test_what_of_them_is_compared(known: Known, question: str, aspects: set[Aspect], criterion: str) -> None:
    ask = parse_comparison(read(question, known), known)
    assert ask is not None
    assert (ask.aspects, ask.criterion) == (aspects, criterion)


@pytest.mark.parametrize(
    "question",
    [
        "What does the TAC role involve?",
        "What is the difference between pilots and sailors?",
        "How do tides and channels differ?",
        "Is the work in Hull different from what it was?",
        "What do pilots and tug crews do together?",
    ],
)
def test_what_compares_no_two_roles_is_no_comparison(known: Known, question: str) -> None:
    assert parse_comparison(read(question, known), known) is None


def test_more_than_two_are_any_two_of_them(known: Known) -> None:
    ask = parse_comparison(read("compare all roles", known), known)
    assert ask is not None and ask.first == ask.second
    assert len(ask.first.sides) == 4
