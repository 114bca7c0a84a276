"""What is compared with what, and what of it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.comparison_intent import superlative_topic
from assistant.question.focus import read_alone
from assistant.question.known import Known
from assistant.question.mentions import read
from assistant.types import Aspect, CompareAsk, Mode, Topic
from harbour import CLERK, CRANE, ICE, TIDES, known_harbour


def compared(question: str, known: Known) -> CompareAsk | None:
    return read_alone(question, known).compare


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
        (
            "How is the crane engineer job different from the internship?",
            [CRANE],
            [CLERK],
            Mode.DIFFERENT,
        ),
        (
            "which is closer to research, the TAC role or the Ice Watch role?",
            [TIDES],
            [ICE],
            Mode.CLOSER,
        ),
        (
            "What is only in the Ice Watch role compared to the TAC one?",
            [ICE],
            [TIDES],
            Mode.ONLY_FIRST,
        ),
        ("compare the harbour pilot with the internship", [ICE, TIDES], [CLERK], Mode.ALL),
        ("compare the harbour pilot with the Ice Watch role", [TIDES], [ICE], Mode.ALL),
    ],
)
def test_the_two_sides(
    known: Known, question: str, first: list[str], second: list[str] | None, mode: Mode
) -> None:
    ask = compared(question, known)
    assert ask is not None and ask.mode is mode
    teams = [
        sorted(side.role.document.team for side in one.sides) for one in (ask.first, ask.second)
    ]
    wanted = [first, second] if second is not None else [[one] for one in first]
    assert sorted(teams) == sorted(wanted) if second is None else teams == wanted


def test_a_place_means_its_postings_and_a_name_all_of_them(known: Known) -> None:
    ask = compared("compare the Hull posting with the TAC role", known)
    assert ask is not None
    assert [len(one.sides[0].postings) for one in (ask.first, ask.second)] == [3, 4]


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("Compare the pay of the TAC role and the Munich role", [("pay", None)]),
        ("Compare Vancouver and Munich when it comes to mentoring", [("mentoring", None)]),
        ("which pays more an hour, the TAC role or the Munich role?", [("pays", True)]),
        ("which of the two harbour pilot roles pays less?", [("pays", False)]),
        ("which closes first, the TAC role or the Munich role?", [("closes", False)]),
        ("who gives more holiday, the TAC role or the Munich one?", [("holiday", True)]),
        ("who gives more holiday the TAC role or the Munich one", [("holiday", True)]),
        ("compare the visas of the TAC role and the Munich role", [("visas", None)]),
        ("how do the TAC role and the Munich role differ in holiday?", [("holiday", None)]),
        ("compare the differences between the TAC role and the Munich role", []),
        (
            "which has shorter hours and which the lighter on-call, the TAC role or the Munich one",
            [("hours", False), ("on-call", False)],
        ),
        (
            "TAC v Munich: days of leave, nights, and is either remote?",
            [("days of leave", None), ("nights", None), ("remote", None)],
        ),
        (
            "In what respects does TAC differ from Munich? I am chiefly interested in the pension.",
            [("pension", None)],
        ),
    ],
)
def test_what_of_them_is_compared(
    known: Known, question: str, topics: list[tuple[str, bool | None]]
) -> None:
    ask = compared(question, known)
    assert ask is not None and not ask.aspects
    assert [(topic.words, topic.highest) for topic in ask.topics] == topics


def test_what_takes_many_sentences_is_an_aspect(known: Known) -> None:
    ask = compared(
        "How do the responsibilities of the TAC role and the Ice Watch role differ?", known
    )
    assert ask is not None and (ask.aspects, ask.topics) == ({Aspect.RESPONSIBILITIES}, ())


def test_words_beside_a_name_are_no_topic(known: Known) -> None:
    ask = compared("which gives more rest, the Munich crane or the TAC pilots", known)
    assert ask is not None and ask.topics == (Topic("rest", highest=True),)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which job has the most days of holiday?", Topic("days of holiday", highest=True)),
        ("which role has the lightest on-call", Topic("on-call", highest=False)),
        ("which company has the most openings?", None),
        ("Where are jobs?", None),
    ],
)
def test_what_the_most_of_is_asked(known: Known, question: str, topic: Topic | None) -> None:
    assert superlative_topic(read(question, known)) == topic


@pytest.mark.parametrize(
    "question",
    [
        "What does the TAC role involve?",
        "What is the difference between pilots and sailors?",
        "How do tides and channels differ?",
        "Is the work in Hull different from what it was?",
        "What do pilots and tug crews do together?",
        "Which role in Europe pays most?",
    ],
)
def test_what_compares_no_two_roles_is_no_comparison(known: Known, question: str) -> None:
    assert compared(question, known) is None


@pytest.mark.parametrize(
    ("question", "teams"),
    [
        ("compare all roles", [TIDES, ICE, CLERK, CRANE]),
        ("the TAC role, the Ice Watch role and the internship side by side", [TIDES, ICE, CLERK]),
        ("compare TAC, Ice Watch and Munich", [TIDES, ICE, CRANE]),
    ],
)
def test_several_are_compared_together(known: Known, question: str, teams: list[str]) -> None:
    ask = compared(question, known)
    assert ask is not None and all(len(reference.sides) == 1 for reference in ask.references)
    assert sorted(reference.sides[0].role.document.team for reference in ask.references) == sorted(
        teams
    )


def test_of_several_the_one_whose_name_fits_two_is_left_open(known: Known) -> None:
    ask = compared("the harbour pilot, the internship and the crane engineer side by side", known)
    assert ask is not None
    assert [len(reference.sides) for reference in ask.references] == [2, 1, 1]
