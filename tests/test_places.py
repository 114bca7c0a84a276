"""Places as pages write them."""

from __future__ import annotations

import pytest

from store.places import is_place_line, parse_place, places_of_line
from store.types import Place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("US, MA, Boston", Place("US", "MA", "Boston")),
        ("USA, WA, Seattle", Place("US", "WA", "Seattle")),
        ("GB, London", Place("GB", "", "London")),
        ("IN, KA, Bengaluru", Place("IN", "KA", "Bengaluru")),
        ("CA, ON, Toronto", Place("CA", "ON", "Toronto")),
        ("JP, 13, Tokyo", Place("JP", "13", "Tokyo")),
        ("US, Virtual", Place("US", "", "Virtual")),
        ("US, MA", Place("US", "MA")),
        ("Boston, MA, US", Place("US", "MA", "Boston")),
        ("Boston, MA", Place("US", "MA", "Boston")),
        ("Austin, Texas", Place("US", "TX", "Austin")),
        ("Washington, D.C.", Place("US", "DC", "Washington")),
        ("Toronto, ON", Place("CA", "ON", "Toronto")),
        ("London, United Kingdom", Place("GB", "", "London")),
        ("Bengaluru, Karnataka, India", Place("IN", "Karnataka", "Bengaluru")),
        ("BR, SP, São Paulo", Place("BR", "SP", "São Paulo")),
        ("Remote", Place(city="Remote")),
        ("Remote (Germany)", Place("DE", "", "Remote")),
        ("Seattle, WA (Remote)", Place("US", "WA", "Seattle")),
        ("Germany", Place("DE")),
    ],
)
def test_places_are_parsed(text: str, place: Place) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize(
    "text", ["", "Learning", "us, ma, boston", "Python, Java", "We met in Boston, MA.", "IT", "a, b, c, d, e"]
)
def test_other_words_are_no_place(text: str) -> None:
    assert parse_place(text) is None
    assert not is_place_line(text)


def test_a_country_alone_may_be_a_heading_and_is_no_place_line() -> None:
    assert not is_place_line("Germany")


def test_a_line_may_hold_several_places() -> None:
    assert [str(place) for place in places_of_line("US, NY, New York | DE, Berlin")] == [
        "US, NY, New York",
        "DE, Berlin",
    ]
