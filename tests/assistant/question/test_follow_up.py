"""Follow-ups are made to stand alone, new subjects are left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.assistant import Assistant
from assistant.question.follow_up import follow_up, leans
from assistant.question.known import Known
from assistant.question.mentions import read
from assistant.question.understand import understand
from assistant.types import Kind, Turn
from harbour import harbour_assistant, known_harbour
from read_files import read_file

CONVERSATIONS = yaml.safe_load(Path(__file__).with_name("conversations.yaml").read_text("utf-8"))
WORDS = yaml.safe_load(files("assistant.question").joinpath("follow_up.yaml").read_text("utf-8"))
# What each list of follow_up.yaml is for: what was asked before, a message with a word of the list,
# what it comes to.
USES = {
    "lead": ("Which roles are in Hull?", "{}, in Munich", "Which roles are in Munich?"),
    "about": ("Which roles are in Hull?", "{} Munich?", "Which roles are in Munich?"),
    "ordinal_of": ("Which pilot roles are there?", "what is the first {}", "what is the first {}"),
    "nothing_meant": ("What does the TAC role involve?", "is it {}", "is it {}"),
    "prepositions": ("Which roles involve cranes?", "and {} ropes", "Which roles involve"),
    "contrast": ("What does the TAC role involve?", "who sponsors {}?", "who sponsors {}?"),
}
TRADES = {
    "brewer.md": "---\nkind: role\ntitle: Cellar Brewer\ncompany: Hopwell\n"
    'postings: [{place: "BE, Ghent"}]\n---\nYou rack the barrels.\n',
    "nurse.md": "---\nkind: role\ntitle: Veterinary Nurse\ncompany: Farriday\n"
    'postings: [{place: "GB, Leeds"}]\n---\nYou hold the horses.\n',
    "tasting.md": "---\nkind: article\ntitle: How tasting goes at Hopwell\n---\n"
    "Guests may send a batch back. They did so nine times last year.\n",
}


def filled_in(question: str, turns: Sequence[Turn], known: Known) -> str:
    return follow_up(read(question, known), turns, known).reading.text


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with harbour_assistant(tmp_path_factory.mktemp("port")) as assistant:
        yield assistant


@pytest.mark.parametrize(
    "conversation", CONVERSATIONS, ids=lambda one: f"{one[0]} - {next(iter(one[-1]))}"
)
def test_a_message_leans_on_the_conversation_in_its_form(
    port: Assistant, conversation: list[Any]
) -> None:
    turns: list[Turn] = []
    for step in conversation:
        message, expected = (step, {}) if isinstance(step, str) else next(iter(step.items()))
        answer = port.ask(message, turns)
        turns.append(answer.turn)
        query, shown = (
            answer.query,
            {role.team.rpartition("(")[2].rstrip(")") or role.title for role in answer.roles},
        )
        told = {
            "form": str(query.refers_to.form),
            "kind": str(query.kind),
            "alone": query.standalone_question,
            "shows": sorted(shown),
        }
        assert {name: told[name] for name in expected} == expected, message


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known_harbour(Path(tmp_path_factory.mktemp("port")))


@pytest.fixture(scope="module")
def trades(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Two employers with one role each, and an article of one of them."""
    folder = tmp_path_factory.mktemp("trades")
    for name, text in TRADES.items():
        (folder / name).write_text(text, "utf-8")
    return Known.of([one for file in sorted(folder.iterdir()) for one in read_file(file)])


@pytest.mark.parametrize(
    ("name", "word"), [(name, str(word)) for name in USES for word in WORDS[name]]
)
def test_every_word_that_is_listed_does_what_it_is_listed_for(
    known: Known, name: str, word: str
) -> None:
    before, message, alone = USES[name]
    filled = filled_in(
        message.format(word),
        asked(before, roles=pilots(known) if name == "ordinal_of" else ()),
        known,
    )
    assert filled.startswith(alone.format(word))


@pytest.mark.parametrize(("word", "place"), WORDS["ordinals"].items())
def test_every_ordinal_is_a_place(known: Known, word: str, place: int) -> None:
    roles = [*known.catalog.roles, *known.catalog.roles[:1]]
    turns = asked("Which roles are there?", roles=tuple(role.document_id for role in roles))
    meant = follow_up(
        read(f"what does the {word} one pay", known), turns, known
    ).refers_to.document_ids
    assert meant == (roles[place].document_id,)


@pytest.mark.parametrize(("word", "number"), WORDS["numbers"].items())
def test_every_number_is_read(known: Known, word: str, number: int) -> None:
    turns = asked(
        "Which roles are there?", roles=tuple(role.document_id for role in known.catalog.roles)
    )
    meant = follow_up(
        read(f"what do the first {word} pay", known), turns, known
    ).refers_to.document_ids
    assert len(meant) == (number if number <= len(known.catalog.roles) else 0)


def asked(*questions: str, roles: tuple[str, ...] = ()) -> list[Turn]:
    return [Turn(one, "", one) for one in questions[:-1]] + [
        Turn(questions[-1], "", questions[-1], roles)
    ]


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
        (
            "What does the TAC role involve?",
            "who would I meet there?",
            "who would I meet in the TAC role?",
        ),
        (
            "What does the TAC role involve?",
            "What about Munich?",
            "What does the Munich role involve?",
        ),
        ("How many postings are in Hull?", "And in Germany?", "How many postings are in Germany?"),
        (
            "How many postings are in Hull?",
            "and outside the UK?",
            "How many postings are outside the UK?",
        ),
        ("Which roles involve mentoring?", "what about ropes?", "Which roles involve ropes?"),
        ("Is a rope test required?", "why?", "Why is a rope test required?"),
        (
            "What do Dock Wardens do?",
            "How long are they trained?",
            "How long are Dock Wardens trained?",
        ),
        ("What do Dock Wardens do?", "tell me more", "Tell me more: What do Dock Wardens do?"),
        (
            "Does the TAC role involve tide tables?",
            "nice, tell me more",
            "Tell me more about tide tables in the TAC role",
        ),
        (
            "What does the TAC role involve?",
            "And who would I work with?",
            "And who would I work with in the TAC role?",
        ),
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
        (
            "Which jobs are in Hull?",
            "order them by pay",
            "Which jobs are in Hull, order them by pay",
        ),
        ("jobs in Hull sorted by pay", "lowest first", "jobs in Hull sorted by pay, lowest first"),
        ("jobs by pay, highest first", "lowest first please", "jobs by pay, lowest first please"),
        ("jobs in Hull by pay, lowest first", "by closing date", "jobs in Hull, by closing date"),
        ("jobs in Hull", "newest first", "jobs in Hull, newest first"),
        (
            "jobs over £20,000 a year",
            "best paid first",
            "jobs over £20,000 a year, best paid first",
        ),
        (
            "What does the TAC role involve?",
            "Is the job far from here?",
            "Is the TAC role far from here?",
        ),
    ],
)
def test_what_is_left_out_is_filled_in(
    known: Known, before: str, question: str, alone: str
) -> None:
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
        (
            "How many postings are there in Germany?",
            "Which ones?",
            "Which postings are there in Germany?",
        ),
        ("Which postings are in Germany?", "How many?", "How many postings are in Germany?"),
        ("How many roles are in Hull?", "No, I meant Munich", "How many roles are in Munich?"),
        (
            "Compare the TAC role with the Munich role",
            "And the pay?",
            "Compare the TAC role and the Munich role when it comes to the pay",
        ),
        (
            "What does the TAC role involve?",
            "How long does it take to hear back?",
            "How long does it take to hear back?",
        ),
    ],
)
def test_short_questions_and_corrections_go_on(
    known: Known, before: str, question: str, alone: str
) -> None:
    filled = filled_in(question, asked(before), known)
    assert (
        filled.replace("Heavy Lift", "Munich").replace("Senior Crane Engineer", "Munich") == alone
    )


def test_the_first_two_are_the_first_two(known: Known) -> None:
    turns = asked("Which pilot roles are there?", roles=pilots(known))
    assert (
        filled_in("Compare the first two", turns, known)
        == "Compare the Harbour Pilot role in Vancouver and the TAC role"
    )


def test_a_place_in_a_list_is_the_role_that_was_shown_there(known: Known) -> None:
    turns = asked("Which pilot roles are there?", roles=pilots(known))
    assert filled_in("Tell me about the second one", turns, known) == "Tell me about the TAC role"
    assert (
        filled_in("what does the first involve?", turns, known)
        == "what does the Harbour Pilot role in Vancouver involve?"
    )
    of_them = "which of the Harbour Pilot role in Vancouver and the TAC role mentions mentoring?"
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
    options = (
        "Compare the Ice Watch role with the internship",
        "Compare the TAC role with the internship",
    )
    turn = Turn(
        "Compare the pilot with the intern",
        "Which?",
        "Compare the pilot with the intern",
        options=options,
    )
    assert filled_in(reply, [turn], known) == options[chosen]


def test_a_place_among_what_was_quoted_is_the_quote(known: Known) -> None:
    article = next(document for document in known.documents if document.author)
    quotes = (
        ("Read the tide tables.", article.document_id),
        ("Learn the ropes.", article.document_id),
    )
    turns = [
        Turn("How do I prepare?", "1. ... 2. ...", documents=(article.document_id,), quotes=quotes)
    ]
    query = understand("tell me more about the second one", turns, known)
    assert query.standalone_question == "tell me more about “Learn the ropes”"
    assert query.filters.document_ids == frozenset({article.document_id})


def test_both_are_the_two_that_were_quoted(known: Known) -> None:
    quotes = tuple((f"Quote {at}.", role) for at, role in enumerate(pilots(known)))
    query = understand(
        "what do both pay?", [Turn("Is sailing taught?", "...", quotes=quotes)], known
    )
    assert query.compare is not None and query.refers_to.document_ids == pilots(known)
    query = understand(
        "only those in Hull", [Turn("Is sailing taught?", "...", quotes=quotes)], known
    )
    assert query.refers_to.document_ids == pilots(known) and query.kind is Kind.LIST


def test_what_an_article_told_is_asked_on_of_the_article(trades: Known) -> None:
    article = next(one for one in trades.documents if not one.postings)
    turns: list[Turn] = []
    quotes = (("Guests may send a batch back.", article.document_id),)
    for message, alone in {
        "Who can send a batch back at Hopwell?": "Who can send a batch back at Hopwell?",
        "How often did they do that?": f"How often did they do that (“{article.title}”)?",
        "Why were they asked in?": f"Why were they asked in (“{article.title}”)?",
    }.items():
        query = understand(message, turns, trades)
        assert query.standalone_question == alone
        turns.append(Turn(message, "...", alone, query=query, quotes=quotes))
    assert query.filters.document_ids == {article.document_id}
    free = understand("How often is a batch sent back?", turns[:1], trades)
    assert free.asks[0].nearby == {article.document_id}


def test_a_role_that_was_named_is_asked_on_whatever_told_of_it(trades: Known) -> None:
    article = next(one for one in trades.documents if not one.postings)
    asked = "Who tastes with the Cellar Brewer?"
    turn = Turn(asked, "...", asked, quotes=(("Guests may.", article.document_id),))
    alone = "Where is the Cellar Brewer role based?"
    assert filled_in("Where is it based?", [turn], trades) == alone


@pytest.mark.parametrize(
    ("before", "question", "alone"),
    [
        (
            "Does Farriday let people work from home?",
            "and at Hopwell?",
            "Does Hopwell let people work from home?",
        ),
        (
            "Would Hopwell take back somebody who works remotely?",
            "what about Farriday?",
            "Would Farriday take back somebody who works remotely?",
        ),
    ],
)
def test_another_employer_is_asked_the_rest_of_the_question(
    trades: Known, before: str, question: str, alone: str
) -> None:
    assert filled_in(question, asked(before), trades) == alone


def test_where_several_were_shown_it_is_asked_which_is_meant(port: Assistant) -> None:
    shown = port.ask("Which roles are in Germany?").turn
    answer = port.ask("what does it pay?", [shown])
    assert answer.options == (
        "What does the Customs Clerk Intern role pay?",
        "What does the Senior Crane Engineer role pay?",
    )
    assert answer.text.startswith("Which of the 2 roles do you mean?")


def test_a_choice_that_is_not_made_is_offered_again(port: Assistant) -> None:
    offered = port.ask("Compare the pilot with the intern")
    again = port.ask("which one closes first?", [offered.turn])
    assert again.options == offered.options and again.comparison is None
    chosen = port.ask("the second", [offered.turn, again.turn])
    assert chosen.comparison is not None


def test_of_a_pair_the_other_is_asked_for_where_none_was_singled_out(port: Assistant) -> None:
    shown = port.ask("Which pilot roles are there?").turn
    assert len(port.ask("the other one", [shown]).options) == 2


@pytest.mark.parametrize("pair", ["either", "both", "neither"])
def test_either_and_neither_are_two_that_were_spoken_of_one_by_one(known: Known, pair: str) -> None:
    turns = asked("What does the TAC role involve?", "What does the Ice Watch role involve?")
    meant = follow_up(read(f"does {pair} sponsor visas", known), turns, known)
    assert set(meant.refers_to.document_ids) == set(pilots(known))


def test_a_correction_asks_the_same_of_the_one_that_was_meant(known: Known) -> None:
    turns = asked("what would the pilot in Hull earn?")
    alone = filled_in("No, I meant the one in Vancouver, not Hull.", turns, known)
    assert alone.startswith("what would the ") and "Hull" not in alone


def test_the_same_is_asked_of_the_like_role_in_a_place(known: Known) -> None:
    role = next(one for one in known.catalog.roles if "TAC" in one.document.team)
    turns = asked("What does the TAC role involve?", "who would I work with?", roles=pilots(known))
    turns[-1] = Turn("who would I work with?", "", "who would I work with?", (role.document_id,))
    alone = filled_in("and in Vancouver?", turns, known)
    assert alone.startswith("who would I work with for the ")


@pytest.mark.parametrize(
    "before", ["Which roles are there?", "Compare the TAC role with the Ice Watch role"]
)
def test_shorter_is_less_of_the_same_answer(port: Assistant, before: str) -> None:
    whole = port.ask(before)
    brief = port.ask("shorter please", [whole.turn])
    assert brief.query.brief and whole.text.startswith(brief.text)
    again = port.ask("and in Hull?", [whole.turn, brief.turn])
    assert not again.query.brief


def test_shorter_is_the_best_sentence_of_what_was_quoted(port: Assistant) -> None:
    whole = port.ask("What does the TAC role involve?")
    brief = port.ask("shorter please", [whole.turn])
    assert len(brief.citations) == 1 < len(whole.citations)


def test_what_names_nothing_stays_with_the_role_spoken_of(port: Assistant) -> None:
    turn = port.ask("What does the TAC role involve?").turn
    answer = port.ask("is a parking space included", [turn])
    assert {one.document.document_id for one in answer.citations} <= set(turn.roles)


def test_an_old_focus_is_dropped_with_its_subject(known: Known) -> None:
    turns = asked("What does the TAC role involve?", "What do Dock Wardens do?")
    assert "TAC" not in filled_in("How long are they trained?", turns, known)


def test_twenty_turns_are_read_no_further_back_than_the_last_few(known: Known) -> None:
    many = asked(*["What does the Ice Watch role involve?"] * 19, "What does the TAC role involve?")
    assert filled_in("Where is it?", many, known) == filled_in("Where is it?", many[-1:], known)


def test_only_a_question_that_leans_is_given_to_a_model(known: Known) -> None:
    turns = asked("What does the TAC role involve?")

    def may_lean(question: str, turns: Sequence[Turn]) -> bool:
        message = read(question, known)
        return leans(message, turns, follow_up(message, turns, known))

    assert may_lean("Where is it based?", turns) and may_lean("And Munich?", turns)
    assert not may_lean("What do Dock Wardens look for in a new pilot?", turns)
    assert not may_lean("Where is it based?", [])
