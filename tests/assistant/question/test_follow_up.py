"""Follow-ups are made to stand alone, new subjects are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.question.follow_up import leans, stand_alone
from assistant.question.known import Known
from assistant.question.mentions import read
from assistant.types import Turn
from harbour import known_harbour


def filled_in(question: str, turns: Sequence[Turn], known: Known) -> str:
    return stand_alone(read(question, known), turns, known)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known_harbour(Path(tmp_path_factory.mktemp("port")))


def asked(*questions: str, roles: tuple[str, ...] = ()) -> list[Turn]:
    return [Turn(one, "", one) for one in questions[:-1]] + [Turn(questions[-1], "", questions[-1], roles)]


def pilots(known: Known) -> tuple[str, ...]:
    """The two pilot roles in the order a list shows them: Ice Watch, then TAC."""
    roles = [one for one in known.catalog.roles if one.document.title == "Harbour Pilot"]
    return tuple(one.document_id for one in sorted(roles, key=lambda one: one.document.team))


@pytest.mark.parametrize(
    ("before", "question", "alone"),
    [
        ("What does the TAC role involve?", "Where is it based?", "Where is the TAC role based?"),
        (
            "What does the job in Munich involve?",
            "does it require mentoring?",
            "does the job in Munich require mentoring?",
        ),
        ("What does the TAC role involve?", "who would I meet there?", "who would I meet in the TAC role?"),
        ("What does the TAC role involve?", "What are the requirements?", "What are the requirements of the TAC role?"),
        ("What does the TAC role involve?", "What about Munich?", "What does the Munich role involve?"),
        ("How many postings are in Hull?", "And in Germany?", "How many postings are in Germany?"),
        ("How many postings are in Hull?", "and outside the UK?", "How many postings are outside the UK?"),
        ("Which roles involve mentoring?", "what about ropes?", "Which roles involve ropes?"),
        ("Is a rope test required?", "why?", "Why is a rope test required?"),
        ("What do Dock Wardens do?", "How long are they trained?", "How long are Dock Wardens trained?"),
        ("What do Dock Wardens do?", "tell me more", "Tell me more about what Dock Wardens do"),
        (
            "Does the TAC role involve tide tables?",
            "nice, tell me more",
            "Tell me more about tide tables in the TAC role",
        ),
        ("What does the TAC role involve?", "And who would I work with?", "And who would I work with in the TAC role?"),
        (
            "What does the TAC role involve?",
            "how many postings does it have in Hull?",
            "how many postings does the TAC role have in Hull?",
        ),
        (
            "What does the TAC role involve?",
            "how is that different from the Munich job?",
            "how is the TAC role different from the Munich job?",
        ),
        ("Which jobs are in Hull?", "order them by pay", "Which jobs are in Hull, order them by pay"),
        ("jobs in Hull sorted by pay", "lowest first", "jobs in Hull sorted by pay, lowest first"),
        ("jobs by pay, highest first", "lowest first please", "jobs by pay, lowest first please"),
        ("jobs in Hull by pay, lowest first", "by closing date", "jobs in Hull, by closing date"),
        ("jobs in Hull", "newest first", "jobs in Hull, newest first"),
        ("jobs over £20,000 a year", "best paid first", "jobs over £20,000 a year, best paid first"),
        ("What does the TAC role involve?", "Is the job far from here?", "Is the TAC role far from here?"),
    ],
)
def test_what_is_left_out_is_filled_in(known: Known, before: str, question: str, alone: str) -> None:
    assert filled_in(question, asked(before), known) == alone


@pytest.mark.parametrize(
    "question",
    [
        "What do Dock Wardens look for?",
        "why is the sky blue",
        "why is the sky blue?",
        "How many roles are there?",
        "Is it hard to become a pilot?",
        "Does it matter where I studied?",
        "Which roles are in Germany?",
        "What does the Ice Watch role pay?",
        "Are there any internships?",
        "any openings in Germany?",
        "jobs in Hull?",
        "What is the first step of an application?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(known: Known, question: str) -> None:
    assert filled_in(question, asked("What does the TAC role involve?"), known) == question


@pytest.mark.parametrize(
    ("before", "question", "alone"),
    [
        ("How many postings are there in Germany?", "Which ones?", "Which postings are there in Germany?"),
        ("Which postings are in Germany?", "How many?", "How many postings are in Germany?"),
        ("How many roles are in Hull?", "No, I meant Munich", "How many roles are in Munich?"),
        (
            "Compare the TAC role with the Munich role",
            "And the pay?",
            "Compare the TAC role with the Munich role when it comes to the pay",
        ),
        (
            "What does the TAC role involve?",
            "How long does it take to hear back?",
            "How long does it take to hear back?",
        ),
    ],
)
def test_short_questions_and_corrections_go_on(known: Known, before: str, question: str, alone: str) -> None:
    filled = filled_in(question, asked(before), known)
    assert filled.replace("Heavy Lift", "Munich").replace("Senior Crane Engineer", "Munich") == alone


def test_the_first_two_are_the_first_two(known: Known) -> None:
    turns = asked("Which pilot roles are there?", roles=pilots(known))
    assert filled_in("Compare the first two", turns, known) == "Compare the Ice Watch role and the TAC role"


def test_a_place_in_a_list_is_the_role_that_was_shown_there(known: Known) -> None:
    turns = asked("Which pilot roles are there?", roles=pilots(known))
    assert filled_in("Tell me about the second one", turns, known) == "Tell me about the TAC role"
    assert filled_in("what does the first involve?", turns, known) == "what does the Ice Watch role involve?"
    of_them = "which of the Ice Watch role and the TAC role mentions mentoring?"
    assert filled_in("which of them mentions mentoring?", turns, known) == of_them


def test_the_other_one_is_the_one_not_spoken_of_last(known: Known) -> None:
    shown = pilots(known)
    turns = [
        *asked("Which pilot roles are there?", roles=shown),
        *asked("Where is the Ice Watch role?", roles=shown[:1]),
    ]
    assert filled_in("and the other one?", turns, known) == "Tell me about the TAC role"


@pytest.mark.parametrize(
    ("reply", "chosen"), [("the second", 1), ("2", 1), ("the Ice Watch one", 0), ("number one", 0)]
)
def test_one_of_the_offered_readings_is_chosen(known: Known, reply: str, chosen: int) -> None:
    options = ("Compare the Ice Watch role with the internship", "Compare the TAC role with the internship")
    turn = Turn("Compare the pilot with the intern", "Which?", "Compare the pilot with the intern", options=options)
    assert filled_in(reply, [turn], known) == options[chosen]


def test_an_old_focus_is_dropped_with_its_subject(known: Known) -> None:
    turns = asked("What does the TAC role involve?", "What do Dock Wardens do?")
    assert "TAC" not in filled_in("How long are they trained?", turns, known)


def test_twenty_turns_are_read_no_further_back_than_the_last_few(known: Known) -> None:
    many = asked(*["What does the Ice Watch role involve?"] * 19, "What does the TAC role involve?")
    assert filled_in("Where is it?", many, known) == filled_in("Where is it?", many[-1:], known)


def test_only_a_question_that_leans_is_given_to_a_model(known: Known) -> None:
    turns = asked("What does the TAC role involve?")
    assert leans("Where is it based?", turns) and leans("And Munich?", turns)
    assert not leans("What do Dock Wardens look for in a new pilot?", turns)
    assert not leans("Where is it based?", [])
