"""What a question asks of the catalog: list or count, of what, under which conditions, decided
by what.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.catalog_intent import content
from assistant.question.catalog_intent import tables as catalog_tables
from assistant.question.focus import read_alone
from assistant.question.known import Known
from assistant.question.subject import tables
from assistant.types import Insistence, Kind, Unit, Wanted
from harbour import known_harbour


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known_harbour(Path(tmp_path_factory.mktemp("port")))


@pytest.mark.parametrize(
    ("question", "kind", "unit", "postings", "roles"),
    [
        ("How many postings are in Hull?", Kind.COUNT, Unit.POSTINGS, 3, 1),
        ("how many roles?", Kind.COUNT, Unit.ROLES, 8, 4),
        ("How many jobs do you have in Germany", Kind.COUNT, Unit.EITHER, 2, 2),
        ("number of harbour pilot listings", Kind.COUNT, Unit.POSTINGS, 5, 2),
        ("In how many cities is Quayside hiring?", Kind.COUNT, Unit.PLACES, 5, 2),
        ("what is there outside the US?", Kind.LIST, Unit.EITHER, 6, 4),
        ("any openings in Norway?", Kind.LIST, Unit.EITHER, 0, 0),
        ("pilot jobs in British Columbia", Kind.LIST, Unit.EITHER, 1, 1),
        ("Which roles are at Saltmarsh but not in Munich?", Kind.LIST, Unit.ROLES, 2, 2),
        ("Do you have internships?", Kind.LIST, Unit.EITHER, 1, 1),
        ("show me the internships", Kind.LIST, Unit.EITHER, 1, 1),
        ("is the TAC role offered anywhere else?", Kind.LIST, Unit.PLACES, 4, 1),
        ("Is the Hull role offered anywhere else?", Kind.LIST, Unit.PLACES, 1, 1),
        ("remote positions please", Kind.LIST, Unit.EITHER, 1, 1),
        ("I'm a crane engineer. What do you have for me?", Kind.LIST, Unit.EITHER, 2, 1),
        ("what's open in Europe", Kind.LIST, Unit.EITHER, 5, 3),
        ("Which pilots are needed outside Hull and Boston?", Kind.LIST, Unit.EITHER, 1, 1),
        ("are there any nurse positions?", Kind.LIST, Unit.EITHER, 0, 0),
        ("I live in Hull. Which jobs are in Hamburg?", Kind.LIST, Unit.EITHER, 1, 1),
        ("I don't want to work in Germany. Which jobs are left?", Kind.LIST, Unit.EITHER, 6, 3),
        ("Are there more jobs in Germany than in Canada?", Kind.COUNT, Unit.EITHER, 3, 3),
        ("How many jobs are in Hull and how many in Munich?", Kind.COUNT, Unit.EITHER, 4, 2),
        ("Where is the Ice Watch role based?", Kind.LIST, Unit.PLACES, 1, 1),
        ("What's there in Germany?", Kind.LIST, Unit.EITHER, 2, 2),
        ("Dear all, I am a pilot. Which jobs are in Munich?", Kind.LIST, Unit.EITHER, 1, 1),
        ("which companies don't hire in Germany?", Kind.LIST, Unit.COMPANIES, 2, 2),
    ],
)
def test_lists_and_counts(
    known: Known, question: str, kind: Kind, unit: Unit, postings: int, roles: int
) -> None:
    query = read_alone(question, known)
    assert (query.kind, query.unit, query.subjects) == (kind, unit, ())
    selection = known.catalog.select(query.conditions)
    assert (len(selection.postings), len(selection.roles)) == (postings, roles)


@pytest.mark.parametrize(
    ("question", "claims"),
    [
        ("which roles involve mentoring", ["The role involves mentoring."]),
        ("which need publishing?", ["The role requires publishing."]),
        ("Which roles don't involve radio work?", ["denied: The role involves radio work."]),
        ("how many roles use Python?", ["The role uses Python."]),
        ("I like ice, which roles have that?", ["The role has ice."]),
        (
            "which roles involve ships but not ice?",
            ["The role involves ships.", "denied: The role involves ice."],
        ),
        (
            "which roles involve cranes or cargo?",
            ["The role involves cranes. / The role involves cargo."],
        ),
        (
            "which mention neither ice nor cargo?",
            ["unsaid: The role involves ice.", "unsaid: The role involves cargo."],
        ),
        ("which roles use both Python and C++?", ["The role uses Python.", "The role uses C++."]),
        (
            "which roles ask for experience with cargo?",
            ["The role requires experience with cargo."],
        ),
        ("which roles could I take if I like the sea?", ["The role involves the sea."]),
        ("Which employers refuse to pay for travel?", ["refused: The employer pays for travel."]),
        ("Which jobs won't sponsor me?", ["denied: The role sponsors a visa."]),
        ("Which companies would sponsor us?", ["The employer sponsors a visa."]),
        ("in which roles will I mentor somebody?", ["In the role you mentor somebody."]),
        (
            "any job where my driving licence is of use",
            ["The role is one where your driving licence is of use."],
        ),
        ("I need a permit. What is there for me?", ["The role offers a permit."]),
        (
            "I can't swim. Which of the Hull jobs could I do?",
            ["denied: The role requires you to swim."],
        ),
        (
            "free parking for staff, which of them has that?",
            ["The role has free parking for staff."],
        ),
        ("Mentoring: which roles?", ["The role has Mentoring."]),
        ("in which roles is Norwegian actually required?", ["The role requires Norwegian."]),
        ("jobs where Norwegian is just a nice-to-have", ["Norwegian is preferred, not required."]),
        ("hi there! quick one, how many jobs have you got?", []),
        ("What number of Hull postings do you hold?", []),
        ("Which city dominates the postings?", []),
        ("Hull jobs, I'm off on holiday then", []),
    ],
)
def test_what_the_catalog_does_not_know_is_put_as_claims(
    known: Known, question: str, claims: list[str]
) -> None:
    ask = read_alone(question, known)
    assert ask.is_of_catalog
    said = [
        ("" if one.wanted is Wanted.SAID else f"{one.wanted}: ") + " / ".join(one.claims)
        for one in ask.subjects
    ]
    assert said == claims


@pytest.mark.parametrize(
    "question",
    [
        "What does the TAC role involve?",
        "How many years has Nele Brandt been a Dock Warden?",
        "What role do tides play?",
        "How many apprentices do crane engineers mentor?",
        "Do I need a licence for the Ice Watch role?",
        "What would an intern do in Hamburg?",
        "who do I contact about the Hull role?",
        "Is there anything on ropes in the Hull posting?",
        "why is the sky blue?",
        "What position did Nele Brandt hold in Hull?",
        "How many harbour pilots work in the Ice Watch team?",
        "How does Quayside hire its pilots?",
    ],
)
def test_a_question_about_one_role_or_none_is_no_list(known: Known, question: str) -> None:
    assert read_alone(question, known).kind is Kind.ANSWER


def test_counting_by_a_facet_keeps_what_is_counted(known: Known) -> None:
    ask = read_alone("how many postings per country?", known)
    assert (ask.unit, ask.by) == (Unit.POSTINGS, Unit.COUNTRIES)


INSISTENCE = [
    (how, word, question)
    for how, words in tables()["insistence"].items()
    for word, question in words.items()
]
REFUSALS = [
    (word, question) for words in tables()["refuses"].values() for word, question in words.items()
]


@pytest.mark.parametrize(("how", "word", "question"), INSISTENCE)
def test_each_word_of_insistence_is_read_in_its_example(
    known: Known, how: str, word: str, question: str
) -> None:
    ask = read_alone(question, known)
    assert word in question
    assert [(one.words, one.insistence) for one in ask.subjects] == [("Norwegian", Insistence(how))]


@pytest.mark.parametrize(("word", "question"), REFUSALS)
def test_each_word_of_refusal_is_read_in_its_example(
    known: Known, word: str, question: str
) -> None:
    ask = read_alone(question, known)
    assert word in question
    assert [one.wanted for one in ask.subjects] == [Wanted.REFUSED]


FILLERS = [
    (group["said"], word)
    for group in catalog_tables()["fillers"].values()
    for word in group["words"]
]
FILLERS += [
    (catalog_tables()[key]["said"], word)
    for key in ("speaking", "soft")
    for word in catalog_tables()[key]["words"]
]


def test_words_that_frame_a_list_leave_nothing_to_ask_of_texts() -> None:
    assert [word for said, word in FILLERS if content(said.format(word).replace("Hull", ""))] == []


@pytest.mark.parametrize(
    "question", ["free berths for harbour pilots?", "staff discount Saltmarsh and Saltmarsh"]
)
def test_half_a_question_about_what_is_named_is_no_list(known: Known, question: str) -> None:
    assert read_alone(question, known).kind is Kind.ANSWER


def test_who_insists_on_a_thing_is_listed_and_at_least_ranks_nothing(known: Known) -> None:
    ask = read_alone("who insists on Norwegian", known)
    assert ask.kind is Kind.LIST and ask.subjects[0].insistence is Insistence.REQUIRED
    ask = read_alone("which ones let me work from home at least some of the time?", known)
    assert ask.kind is Kind.LIST and not ask.superlative
