"""Which of the places that sentences name is where the employer or the work is."""

from __future__ import annotations

import pytest

from store.facets.names.areas import Area
from store.facets.names.mentioned import countries_told, is_said_of
from store.facets.places import read_places
from store.facets.reading import read_text
from store.loading.load import documents_in
from store.types import Document, Place

BODY = """

Employment type: Full-time
Pay: {pay}

## Requirements

- Two years at a bench
"""
# What a posting says, what it pays, and where it is.
SAID = [
    ("Lutherie Morel in Mirecourt is a workshop of four. Our cellos go to players in Boston and "
     "Vienna.", "€2,100 a month", [Place("FR", "", "Mirecourt")]),
    ("Our yard lies in Harlingen, behind the dike, and ships leave for Aarhus.",
     "€19 an hour, and Dutch lessons are free", [Place("NL", "", "Harlingen")]),
    ("Our sheds are in Harlingen, by the airport. We ship to Dallas and Tulsa.", "USD 19 an hour",
     [Place("US", "TX", "Harlingen")]),
    ("You can do this work from anywhere in Poland. The founder studied in Delft.",
     "PLN 9,000 a month", [Place("PL", "", "Remote")]),
    ("You will work at our mill in Kestrel Bay, Western Australia.", "AUD 38 an hour",
     [Place("AU", "Western Australia", "Kestrel Bay")]),
    ("We sell to shops in London and Bristol and buy oak in France.", "£14 an hour", []),
    ("Our founder learned her trade in Lyon. Training takes place in Geneva.", "€15 an hour", []),
]  # fmt: skip


@pytest.mark.parametrize(("said", "pay", "places"), SAID)
def test_the_place_that_sentences_say(said: str, pay: str, places: list[Place]) -> None:
    reading = read_text(said + BODY.format(pay=pay), ())
    assert [stated.value for stated in read_places((), reading).places] == places


def test_lines_at_the_top_come_before_sentences() -> None:
    document = read("# Joiner\n\nHalden & Lie · Bergen, Norway\n\nOur mill is in Voss." + BODY)
    assert [posting.place for posting in document.postings] == [Place("NO", "", "Bergen")]


@pytest.mark.parametrize(
    ("sign", "country"),
    [
        ("Call +31 20 555 0101.", "NL"),
        ("Write to yard@werf.nl.", "NL"),
        ("KES 40,000 a month", "KE"),
        ("You speak Finnish.", "FI"),
        ("All over Chile", "CL"),
    ],
)
def test_signs_of_a_country(sign: str, country: str) -> None:
    assert countries_told(sign).most_common(1)[0][0] == country


def read(text: str) -> Document:
    (document,) = documents_in(text.encode(), "a.md")
    assert isinstance(document, Document)
    return document


SUBURB = (
    "# Cooper - Halden Casks, Eastern Creek NSW\n\nOur Eastern Creek shed in Sydney's west is new."
)


@pytest.mark.parametrize(
    ("text", "city", "said"),
    [
        (SUBURB, "Sydney", True),
        (SUBURB + " We sell to Perth.", "Perth", False),
        ("# Cooper\n\nLocation: Leeds, UK\n\nOur other shed in Hull is new.", "Hull", False),
        ("# Cooper\n\nHalden Casks | Lakewood, CO (Denver metro) | Permanent", "Denver", True),
        ("# Cooper\n\nHalden Casks | Lakewood, CO (Denver metro) | Permanent", "Boulder", False),
        ("# Cooper\n\nCompany: Casks of Glasgow\nLocation: Threskby, UK", "Glasgow", True),
        ("# Cooper\n\nCompany: Casks of Glasgow\nLocation: Leeds, UK", "Glasgow", False),
        ("# Cooper\n\nYou will work at our shed in Skjolden by the fjord.", "Skjolden", True),
        ("# Cooper\n\nWe sell our casks to a distillery in Skjolden.", "Skjolden", False),
    ],
)
def test_a_place_that_first_sentences_name(text: str, city: str, said: bool) -> None:
    document = read(text + BODY.format(pay="AUD 30 an hour"))
    assert is_said_of(document, document.postings[0].place, Area(city, city=city)) is said


def test_a_name_that_is_a_state_too_is_no_sign_of_a_country() -> None:
    assert countries_told("Georgia tax credit")["GE"] == 0
