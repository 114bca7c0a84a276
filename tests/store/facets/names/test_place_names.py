"""Places as pages write them."""

from __future__ import annotations

import pytest

from store.facets.names.place_names import (
    country_code,
    country_name,
    known_names,
    place_in_words,
    region_name,
    regions_named,
    state_named,
    subdivisions_named,
)
from store.types import Place


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
