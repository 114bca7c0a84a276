"""Places as pages write them."""

from __future__ import annotations

import pytest

from store.facets.names.place_names import (
    country_code,
    country_name,
    known_names,
    parse_place,
    place_in_words,
    region_name,
    regions_named,
    state_named,
    subdivisions_named,
)
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
    "text",
    [
        "",
        "Learning",
        "us, ma, boston",
        "Python, Java",
        "We met in Boston, MA.",
        "IT",
        "a, b, c, d, e",
    ],
)
def test_other_words_are_no_place(text: str) -> None:
    assert parse_place(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Berlin, DE", Place("DE", "", "Berlin")),
        ("Dover, DE", Place("US", "DE", "Dover")),
        ("Toronto, CA", Place("CA", "", "Toronto")),
        ("Windsor, CA", Place("US", "CA", "Windsor")),
        ("Bangalore, IN", Place("IN", "", "Bangalore")),
        ("Bloomington, IN", Place("US", "IN", "Bloomington")),
        ("Bogotá, CO", Place("CO", "", "Bogotá")),
        ("St. John's, NL", Place("CA", "NL", "St. John's")),
        ("Amsterdam, NL", Place("NL", "", "Amsterdam")),
        ("Tbilisi, Georgia", Place("GE", "", "Tbilisi")),
        ("Atlanta, Georgia", Place("US", "GA", "Atlanta")),
    ],
)
def test_two_letters_after_a_city_are_a_state_or_the_country_the_city_is_in(
    text: str, place: Place
) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("United Kingdom", "GB"),
        ("UK", "GB"),
        ("northern ireland", "GB"),
        ("U.S.", "US"),
        ("Ivory Coast", "CI"),
        ("cote d'ivoire", "CI"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Laos", "LA"),
        ("South Korea", "KR"),
        ("Holland", "NL"),
        ("DEU", "DE"),
        ("de", ""),
        ("Atlantis", ""),
    ],
)
def test_countries_go_by_their_codes_and_names(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("US", "US"),
        ("GB", "UK"),
        ("KR", "South Korea"),
        ("LA", "Laos"),
        ("NL", "Netherlands"),
        ("XX", "XX"),
    ],
)
def test_countries_are_called_what_people_call_them(code: str, name: str) -> None:
    assert country_name(code) == name


@pytest.mark.parametrize(
    ("part", "state"),
    [
        ("MA", ("US", "MA")),
        ("ontario", ("CA", "ON")),
        ("D.C.", ("US", "DC")),
        ("Québec", ("CA", "QC")),
        ("ma", None),
    ],
)
def test_states_and_provinces(part: str, state: tuple[str, str] | None) -> None:
    assert state_named(part) == state


def test_regions_of_the_world_go_by_names_of_their_own_and_english_ones() -> None:
    assert regions_named("Bayern") == regions_named("bavaria") == (("DE", "BY"),)
    assert regions_named("Cataluña") == regions_named("Catalonia") == (("ES", "CT"),)
    assert ("IN", "KA") in subdivisions_named("KA")
    assert regions_named("KA") == ()
    assert region_name("ES", "CT") == "Catalunya"
    assert region_name("ES", "none") == "none"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("US", "MA", "Boston"), "Boston, MA, US"),
        (Place("GB", "", "London"), "London, UK"),
        (Place("JP", "13", "Tokyo"), "Tokyo, Japan"),
        (Place("SG", "", "Singapore"), "Singapore"),
        (Place("DE", "", "Remote"), "Remote, Germany"),
        (Place(), ""),
    ],
)
def test_places_are_said_as_people_say_them(place: Place, words: str) -> None:
    assert place_in_words(place) == words


def test_known_names_are_countries_and_states_of_one_or_two_words() -> None:
    assert {"germany", "south korea", "massachusetts", "new brunswick"} <= known_names()
    assert "united states of america" not in known_names()
