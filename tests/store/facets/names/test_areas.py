"""Areas as questions name them, and the places that lie in them."""

from __future__ import annotations

import pytest

from store.facets.names.areas import Area, find_areas, names_of_areas
from store.facets.names.gazetteer import same_city
from store.types import Place

BOSTON = Place("US", "MA", "Boston")
SEATTLE = Place("US", "", "Seattle")
ATLANTA = Place("US", "GA", "Atlanta")
TBILISI = Place("GE", "", "Tbilisi")
LONDON = Place("GB", "", "London")
LEITH = Place("GB", "Scotland", "Leith")
MUNICH = Place("DE", "", "Munich")
BENGALURU = Place("IN", "KA", "Bengaluru")
TORONTO = Place("CA", "", "Toronto")
SOUTH_BEND = Place("US", "IN", "South Bend")
AT_HOME = Place("US", "", "Virtual")
PLACES = frozenset(
    {
        BOSTON,
        SEATTLE,
        ATLANTA,
        TBILISI,
        LONDON,
        LEITH,
        MUNICH,
        BENGALURU,
        TORONTO,
        SOUTH_BEND,
        AT_HOME,
    }
)
US = {BOSTON, SEATTLE, ATLANTA, SOUTH_BEND, AT_HOME}


def held(question: str, places: frozenset[Place] = PLACES) -> set[Place]:
    """The places that lie in any area a question names."""
    areas = [area for mention in find_areas(question, places) for area in mention.areas]
    return {place for place in places if any(area.holds(place) for area in areas)}


def named(question: str, places: frozenset[Place] = PLACES) -> list[str]:
    """The words of a question that name areas."""
    return [question[one.start : one.end] for one in find_areas(question, places)]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("jobs in the States", US),
        ("jobs in the us", US),
        ("U.S. roles", US),
        ("anything in America?", US),
        ("which roles are in Washington state", {SEATTLE}),
        ("jobs in the state of Washington", {SEATTLE}),
        ("anything in MA?", {BOSTON}),
        ("MA jobs", {BOSTON}),
        ("massachusetts jobs", {BOSTON}),
        ("roles in Massachusetts", {BOSTON}),
        ("UK jobs", {LONDON, LEITH}),
        ("uk jobs", {LONDON, LEITH}),
        ("Are there British postings?", {LONDON, LEITH}),
        ("jobs in England", {LONDON}),
        ("jobs in scotland", {LEITH}),
        ("roles in Ontario", {TORONTO}),
        ("roles in Bavaria", {MUNICH}),
        ("roles in Karnataka", {BENGALURU}),
        ("what is there in Europe", {LONDON, LEITH, MUNICH}),
        ("jobs in the EU", {MUNICH}),
        ("anything in apac", {BENGALURU, TBILISI}),
        ("North American jobs", US | {TORONTO}),
        ("German or Indian postings", {MUNICH, BENGALURU}),
        ("jobs in Georgia", {ATLANTA, TBILISI}),
        ("Boston or seattle", {BOSTON, SEATTLE}),
        ("any new Boston roles", {BOSTON}),
        ("JOBS IN BOSTON", {BOSTON}),
        ("remote roles", {AT_HOME}),
        ("Can I work from home?", {AT_HOME}),
    ],
)
def test_a_question_names_the_places_that_lie_in_its_areas(
    question: str, places: set[Place]
) -> None:
    assert held(question) == places


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("jobs in München", {MUNICH}),
        ("jobs in munich", {MUNICH}),
        ("jobs in Bangalore", {BENGALURU}),
        ("bangalore jobs", {BENGALURU}),
        ("Which roles are at the London office?", {LONDON}),
    ],
)
def test_a_city_is_known_by_its_other_names(question: str, places: set[Place]) -> None:
    assert held(question) == places


@pytest.mark.parametrize(
    "question",
    [
        "jobs in Berlin",
        "jobs in berlin",
        "Denver jobs",
        "jobs in Łódź",
        "jobs near Cracow",
        "jobs in St. John's",
        "relocate to Nairobi",
        "jobs in Reading",
        "Mobile, Alabama",
        "Cambridge, UK",
        "jobs in New South Wales",
    ],
)
def test_a_place_without_postings_is_known_and_holds_none(question: str) -> None:
    assert len(named(question)) >= 1
    assert Place() not in held(question)
    assert not find_areas(question, PLACES)[0].areas[0].holds(LONDON)


@pytest.mark.parametrize(
    "question",
    [
        "does it involve reading papers",
        "Reading papers is part of it?",
        "Is it about mobile apps?",
        "OK show me mobile design",
        "in general, what do you look for",
        "is part of it at night",
        "does it start in March?",
        "experience in IT or HR",
        "experience with AI, AR and VR",
        "16 GB of memory",
        "is an MA or an MS required",
        "Or do I need a PhD in CS?",
        "why join us",
        "what do you expect from us",
        "which states of matter",
        "what the posting states",
        "Is German needed?",
        "French-speaking teams",
        "the virtual machine team",
        "remote sensing",
        "who is Jordan Smith",
        "turkey farming",
        "a degree from Georgia Tech",
        "a degree from the University of Washington",
        "talk to Charlotte",
        "experience in Java",
        "in New England",
    ],
)
def test_words_that_are_also_places_or_codes_are_none(question: str) -> None:
    assert named(question) == []


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Does it involve reading papers in Reading?", ["Reading"]),
        ("Reading jobs", ["Reading"]),
        ("Which roles are in part in Perth?", ["Perth"]),
        ("Roles per team", []),
        ("Which roles are as good as those in Ås?", ["Ås"]),
        ("As a baker", []),
        ("A nice team in Nice", ["Nice"]),
        ("the best jobs", []),
    ],
)
def test_neither_are_they_where_postings_are_there(question: str, found: list[str]) -> None:
    towns = {
        "Reading": "GB",
        "Perth": "AU",
        "Ås": "NO",
        "Nice": "FR",
        "Best": "NL",
        "Raleigh": "US",
    }
    assert (
        named(question, frozenset(Place(country, "", town) for town, country in towns.items()))
        == found
    )


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("jobs in Boston, MA or in Ontario", ["Boston", "MA", "Ontario"]),
        ("Austin, Texas", ["Austin", "Texas"]),
        ("paris texas", ["paris", "texas"]),
        ("San Juan, PR", ["San Juan", "PR"]),
        ("new york state jobs", ["new york state"]),
        ("jobs in New Mexico, not in Mexico", ["New Mexico", "Mexico"]),
        ("the United States of America", ["United States of America"]),
        ("South Bend", ["South Bend"]),
    ],
)
def test_the_longest_name_is_the_one_that_is_meant(question: str, found: list[str]) -> None:
    assert named(question) == found


def test_a_code_is_a_state_unless_only_the_country_has_postings() -> None:
    assert held("jobs in IN") == {SOUTH_BEND}
    assert held("jobs in IN", frozenset({BOSTON, BENGALURU})) == {BENGALURU}
    assert held("jobs in CA") == set()  # which is not said for Canada


def test_nicknames_of_cities_are_known() -> None:
    places = frozenset({Place("US", "NY", "New York"), Place("US", "CA", "Los Angeles")})
    assert held("nyc jobs", places) == {Place("US", "NY", "New York")}
    assert held("jobs in LA", places) == {Place("US", "CA", "Los Angeles")}


@pytest.mark.parametrize(
    ("area", "place", "holds"),
    [
        (Area("Oregon", frozenset({"US"}), "OR"), Place("US", "ME", "Portland"), False),
        (Area("Oregon", frozenset({"US"}), "OR"), Place("US", "", "Portland"), True),
        (Area("England", frozenset({"GB"}), "ENG"), Place("GB", "Greater London", "London"), True),
        (Area("Tokyo", frozenset({"JP"}), "13"), Place("JP", "", "Kobe"), False),
        (Area("Tokyo", frozenset({"JP"}), "13"), Place("JP", "13", "Tokyo"), True),
        (Area("Portland", city="Portland"), Place("US", "ME", "Portland"), True),
        (Area("Portland", city="Portland"), Place("US", "ME", ""), False),
        (Area("remote", city="Remote"), Place("DE", "", "Work from home"), True),
        (Area("the US", frozenset({"US"})), Place(), False),
    ],
)
def test_what_lies_in_an_area(area: Area, place: Place, holds: bool) -> None:
    assert area.holds(place) is holds


@pytest.mark.parametrize(
    ("one", "other", "country", "same"),
    [
        ("Munich", "München", "DE", True),
        ("Kolkata", "Calcutta", "IN", True),
        ("Newcastle", "Newcastle upon Tyne", "GB", True),
        ("St. Louis", "Saint Louis", "US", True),
        ("Xi'an", "Xian", "CN", True),
        ("Tromso", "Tromsø", "NO", True),
        ("Philadelphia", "Amman", "JO", False),
        ("Part", "Perth", "AU", False),
        ("London", "Paris", "FR", False),
    ],
)
def test_two_names_of_one_city(one: str, other: str, country: str, same: bool) -> None:
    assert same_city(one, other, country) is same


def test_grains_tell_the_narrower_area() -> None:
    cambridge, ma, us, europe = (
        find_areas(question, PLACES)[0].areas[0].grain
        for question in ("in Cambridge", "in Massachusetts", "in the US", "in Europe")
    )
    assert cambridge > ma > us > europe


def test_a_misspelt_place_can_be_meant_for_a_city_a_country_or_a_state() -> None:
    names = set(names_of_areas(PLACES))
    assert {"bengaluru", "germany", "massachusetts", "europe"} <= names
    assert not {"reading", "berlin"} & names


def test_thousands_of_signs_behind_a_name_are_read_at_once() -> None:
    """Each sign could end one word and begin the next: all the ways together take hours."""
    assert named("Any Canadian " + "'" * 4000 + " postings?") == ["Canadian"]
    assert named("Any Canadian postings?") == ["Canadian"]
