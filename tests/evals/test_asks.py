"""The rules by which answers to what people ask are judged, and that the corpora name only what
is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from ask_checks import (
    Item,
    Listings,
    Shown,
    Verdict,
    checks,
    gives_number,
    names_of,
    plain_text,
    says,
    tally_holds,
    verdict,
)
from asks import CORPORA, FOLDER, conversations_of
from read_files import read_file
from store.loading.load import files_in
from store.types import Document, DocumentKind, Place, Posting

DOCUMENT_KEYS = ("roles", "roles_arguable", "about", "unknown")


def role(document_id: str, source: str, title: str, company: str, *cities: str) -> Document:
    postings = tuple(Posting(Place(city=city)) for city in cities)
    return Document(
        document_id,
        DocumentKind.ROLE,
        title,
        "",
        "",
        company=company,
        sources=(source,),
        postings=postings,
    )


LISTINGS = names_of(
    [
        role("pilot", "/port/pilot.md", "Harbour Pilot", "Quayside", "Hull", "Cork"),
        role("cook", "/port/board.csv", "Ship's Cook", "Quayside", "Hull"),
        role("cook-2", "/port/board.csv", "Ship's Cook", "Tern Lines", "Hull"),
        role("mate", "/port/board.csv", "Mate", "Tern Lines", "Porto"),
    ]
)


def checked(shown: Shown, **expected: Any) -> Mapping[str, bool]:
    row = {"intent": "answer", "question": "What is there?", **expected}
    return checks(Item.of("a", row), shown, LISTINGS)


def listed(
    *roles: str, intent: str = "list", text: str = "", numbers: tuple[int, ...] = (1,)
) -> Shown:
    postings = frozenset((name, number) for name in roles for number in numbers)
    return Shown(intent, text, roles=roles, postings=postings)


def test_a_file_of_several_postings_is_named_with_title_city_and_company() -> None:
    assert LISTINGS["pilot"] == {("pilot", 1), ("pilot", 2)}
    assert LISTINGS["pilot#harbour pilot, cork"] == {("pilot", 2)}
    assert LISTINGS["board#ship's cook, hull"] == {("cook", 1), ("cook-2", 1)}
    assert LISTINGS["board#ship's cook, hull, tern lines"] == {("cook-2", 1)}
    with pytest.raises(KeyError):
        checked(listed("mate"), roles=["board#Mate, Hull"])


def test_roles_are_exactly_those_but_for_the_arguable_ones() -> None:
    wanted = {"intent": "list", "roles": ["pilot", "board#Mate, Porto"]}
    assert checked(listed("mate", "pilot"), **wanted)["roles"]
    assert not checked(listed("mate"), **wanted)["roles"]
    assert not checked(listed("mate", "pilot", "cook"), **wanted)["roles"]
    arguable = ["board#Ship's Cook, Hull, Quayside"]
    assert checked(listed("mate", "pilot", "cook"), **wanted, roles_arguable=arguable)["roles"]
    assert not checked(listed("mate", "pilot"), **wanted, ordered=True)["roles"]
    assert checked(listed("pilot", "mate"), **wanted, ordered=True)["roles"]


def test_postings_are_told_apart_where_postings_are_asked_for() -> None:
    wanted = {
        "intent": "list",
        "roles": ["pilot#Harbour Pilot, Cork"],
        "count_of": "postings",
        "count": 1,
    }
    assert checked(listed("pilot", numbers=(2,)), **wanted) == {
        "intent": True,
        "count": True,
        "roles": True,
    }
    assert not checked(listed("pilot", numbers=(1,)), **wanted)["roles"]
    assert not checked(listed("pilot", numbers=(1, 2)), **wanted)["count"]


def test_a_count_is_what_was_computed_else_what_the_first_line_says() -> None:
    assert checked(
        listed("pilot", intent="count", numbers=(1, 2)), intent="count", count=1, count_of="roles"
    )["count"]
    assert checked(Shown("answer", "Three of them.\n\nFour more."), count=3)["count"]
    assert not checked(Shown("answer", "Three of them.\n\nFour more."), count=4)["count"]
    assert gives_number("There are 1,000 postings", 1000) and not gives_number(
        "There are 13 postings", 3
    )
    assert gives_number("There is no role", 0)


def test_what_is_quoted_is_of_the_right_documents_and_has_most_of_the_facts() -> None:
    quotes = ("You need **two years** at sea.", "Pay: £21 an hour")
    shown = Shown("answer", "", quotes=quotes, quoted=frozenset({"pilot"}), roles=("pilot",))
    facts = [
        ["You need two years at sea."],
        ["£21 an hour", "It pays £21 an hour."],
        ["A licence is needed."],
    ]
    assert checked(shown, about=["pilot"], vital=facts) == {
        "intent": True,
        "about": True,
        "vital": True,
    }
    assert not checked(shown, vital=[*facts, ["Nights off."]])["vital"]
    assert not checked(shown, about=["board#Mate, Porto"])["about"]
    assert not checked(Shown("answer", "The sources don't say.", abstained=True), about=["pilot"])[
        "about"
    ]


def test_abstaining_is_saying_so_or_that_there_is_none() -> None:
    assert checked(Shown("answer", "", abstained=True), abstains=True, about=["pilot"])["abstains"]
    assert all(checked(Shown("list", "", postings=frozenset()), abstains=True).values())
    shown = Shown("answer", "There is one in Hull.", quoted=frozenset({"pilot"}))
    assert not checked(shown, abstains=True)["abstains"]
    assert checked(shown, abstains=True, kind="not-there", says=["hull"])["abstains"]


def test_a_list_does_for_a_count_and_every_reading_for_asking_which() -> None:
    assert checked(listed("pilot"), intent="count")["intent"]
    assert not checked(listed("pilot"), intent="answer")["intent"]
    several = {"intent": "clarify", "about": ["board#Ship's Cook, Hull"]}
    assert checked(Shown("clarify", ""), **several)["intent"]
    assert checked(Shown("answer", "", quoted=frozenset({"cook", "cook-2"})), **several)["intent"]
    assert not checked(Shown("answer", "", quoted=frozenset({"cook"})), **several)["intent"]


def test_phrases_are_found_and_numbers_whole() -> None:
    assert says("Pay: **£33,000** [1] a year", "33000 a year") and says(
        "It closes on 4 December.", "4 december"
    )
    assert not says("It closes on 24 December.", "4 december") and not says("£24.75", "24")
    assert says("It is £24.", "24") and plain_text("**Yes** [1][2].") == "Yes."
    assert not checked(Shown("answer", "It pays £24."), never=["£24"])["never"]
    either = {"says_any": [["5", "five"], ["sea"]]}
    assert checked(Shown("answer", "Five years at sea"), **either)["says"]
    assert not checked(Shown("answer", "Five years"), **either)["says"]


def test_the_one_with_the_most_is_named_at_the_top() -> None:
    row = {"intent": "list", "kind": "superlative-city", "says": ["hull"]}
    assert checked(listed(text="9 places:\n- Hull: 4\n- Cork: 2"), **row)["says"]
    assert not checked(listed(text="9 places:\n- Bath: 1\n- Bray: 1\n- Cork: 2\n- Hull: 4"), **row)[
        "says"
    ]


def test_a_tally_has_the_number_after_each_name() -> None:
    tally = {"Hull": 4, "United Kingdom": 9}
    assert tally_holds(tally, "- **Hull**, GB: 4 postings of 2 roles [1]\n- **UK**: 9 postings")
    assert not tally_holds(tally, "- Hull: 3 postings\n- UK: 9 postings")
    assert not tally_holds(tally, "- Hull: 4 postings")


def test_intent_and_what_is_not_said_alone_make_nothing_partly_right() -> None:
    assert verdict({"intent": True, "never": True, "roles": False}) is Verdict.WRONG
    assert verdict({"intent": False, "roles": True}) is Verdict.PARTLY
    assert verdict({"intent": True, "roles": True}) is Verdict.RIGHT


def test_turns_of_a_conversation_are_in_one_half_and_grouped_apart() -> None:
    row = {"question": "and in Hull?", "intent": "list", "kind": "list-by-place"}
    assert Item.of("a/1", row).half == Item.of("a/2", row, 1).half == Item.of("a", row).half
    assert [Item.of("a", row, turn).group for turn in (0, 1)] == [
        "list by condition",
        "follow-up: list or count",
    ]
    assert Item.of("a", {**row, "kind": "superlative-pay"}).group == "superlative"


@cache
def documents_of(corpus: str) -> tuple[Document, ...]:
    files, _ = files_in(FOLDER / corpus / "documents")
    return tuple(one for file in files for one in read_file(file) if isinstance(one, Document))


@pytest.mark.parametrize("corpus", CORPORA)
def test_every_document_named_is_there_and_every_vital_sentence_in_one(corpus: str) -> None:
    read = documents_of(corpus)
    listings: Listings = names_of(read)
    texts = " ".join(" ".join(document.text.replace("*", "").split()) for document in read)
    for item in (item for conversation in conversations_of(corpus) for item in conversation):
        for key in DOCUMENT_KEYS:
            assert [name for name in item.named(key) if name.casefold() not in listings] == [], (
                item.name
            )
        for fact in item.expected.get("vital") or ():
            assert any(" ".join(sentence.replace("*", "").split()) in texts for sentence in fact), (
                item.name,
                fact,
            )
