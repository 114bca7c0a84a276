"""Places in the forms that boards and authors write them in."""

from __future__ import annotations

import pytest

from store.facets.names.gazetteer import same_city
from store.facets.places import places_of_line, places_of_term, read_places
from store.facets.reading import read_text
from store.types import Origin, Place, SectionKind, SectionSpan, Span

NOTHING = read_text("", ())


def placed(*raws: str) -> list[tuple[str, str, str]]:
    found = read_places(raws, NOTHING)
    return [
        (stated.value.country, stated.value.region, stated.value.city) for stated in found.places
    ]


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        ("San Diego, CA; Boulder, CO", [("US", "CA", "San Diego"), ("US", "CO", "Boulder")]),
        ("Portland, OR | Honolulu, HI", [("US", "OR", "Portland"), ("US", "HI", "Honolulu")]),
        ("London / Paris", [("GB", "", "London"), ("FR", "", "Paris")]),
        ("London/Paris", [("GB", "", "London"), ("FR", "", "Paris")]),
        ("Berlin or Munich", [("DE", "", "Berlin"), ("DE", "", "Munich")]),
        ("Hull and Leeds", [("GB", "", "Hull"), ("GB", "", "Leeds")]),
        ("London, Manchester", [("GB", "", "London"), ("GB", "", "Manchester")]),
        ("Berlin, Munich, Germany", [("DE", "", "Berlin"), ("DE", "", "Munich")]),
        (
            "Berlin, Munich and Hamburg, Germany",
            [("DE", "", "Berlin"), ("DE", "", "Munich"), ("DE", "", "Hamburg")],
        ),
        ("Austin, TX, Denver, CO", [("US", "TX", "Austin"), ("US", "CO", "Denver")]),
        ("Ireland - Dublin", [("IE", "", "Dublin")]),
        ("USA.VA.Reston", [("US", "VA", "Reston")]),
        ("US-CA-San Francisco", [("US", "CA", "San Francisco")]),
        ("US - California - San Jose", [("US", "CA", "San Jose")]),
        ("DE-Berlin", [("DE", "", "Berlin")]),
        ("Germany-Munich", [("DE", "", "Munich")]),
        ("GB, Derby", [("GB", "", "Derby")]),
        ("IN, KA, Bengaluru", [("IN", "KA", "Bengaluru")]),
        ("Remote (US)", [("US", "", "Remote")]),
        ("Remote, Germany", [("DE", "", "Remote")]),
        ("Remote: Poland", [("PL", "", "Remote")]),
        ("Spain (Remote)", [("ES", "", "Remote")]),
        ("Remote within the UK", [("GB", "", "Remote")]),
        ("Fully remote", [("", "", "Remote")]),
        ("Boston, MA or Remote", [("US", "MA", "Boston"), ("", "", "Remote")]),
        ("Remote - Boston, MA", [("US", "MA", "Boston")]),
        ("Hybrid - London", [("GB", "", "London")]),
        ("London (2 days a week)", [("GB", "", "London")]),
        ("Zürich (Hybrid)", [("CH", "", "Zürich")]),
        ("12 High Street, Leeds LS1 4AB", [("GB", "", "Leeds")]),
        ("Unit 4, Harbour Road, Hull HU1 2AB, United Kingdom", [("GB", "", "Hull")]),
        ("123 Main St, Springfield, IL 62701", [("US", "IL", "Springfield")]),
        ("Canberra ACT", [("AU", "ACT", "Canberra")]),
        ("3920 Zermatt", [("CH", "", "Zermatt")]),
        ("Leeds/Remote", [("GB", "", "Leeds"), ("", "", "Remote")]),
        ("Leeds, UK; Remote within the UK", [("GB", "", "Leeds")]),
        ("Leeds, UK; Remote (Ireland)", [("GB", "", "Leeds"), ("IE", "", "Remote")]),
        ("Leeds, UK or Remote (UK)", [("GB", "", "Leeds"), ("GB", "", "Remote")]),
        ("NYC", [("US", "NY", "New York City")]),
        ("Orange County, CA", [("US", "CA", "Orange County")]),
        ("Long Island, NY", [("US", "NY", "Long Island")]),
        ("Tel Aviv-Yafo, Tel Aviv District, IL", [("IL", "", "Tel Aviv-Yafo")]),
        ("Melbourne VIC, Australia", [("AU", "VIC", "Melbourne")]),
        ("Gurugram, Haryana", [("IN", "Haryana", "Gurugram")]),
        ("10115 Berlin", [("DE", "", "Berlin")]),
        ("1012 AB Amsterdam", [("NL", "", "Amsterdam")]),
        ("75008 Paris, France", [("FR", "", "Paris")]),
        ("Sydney NSW 2000", [("AU", "NSW", "Sydney")]),
        ("LONDON, UNITED KINGDOM", [("GB", "", "London")]),
        ("new york, ny", [("US", "NY", "New York")]),
        ("Washington DC", [("US", "DC", "Washington")]),
        ("Washington, D.C.", [("US", "DC", "Washington")]),
        ("Wien, Österreich", [("AT", "", "Wien")]),
        ("Milano (MI)", [("IT", "MI", "Milano")]),
        ("São Paulo - SP", [("BR", "SP", "São Paulo")]),
        ("Perth, WA", [("AU", "WA", "Perth")]),
        ("Reston, Fairfax County, VA, USA", [("US", "VA", "Reston")]),
        ("Tuam, Co. Galway, Ireland", [("IE", "County Galway", "Tuam")]),
        ("Mallow, Co Cork", [("IE", "County Cork", "Mallow")]),
        ("Westport, Co. Mayo", [("IE", "County Mayo", "Westport")]),
        ("Tobermore, Co. Antrim, Northern Ireland", [("GB", "County Antrim", "Tobermore")]),
        ("Denver, CO 80202", [("US", "CO", "Denver")]),
        ("Canary Wharf, London, UK", [("GB", "", "London")]),
        ("Hathersage, Derbyshire, UK", [("GB", "Derbyshire", "Hathersage")]),
        ("Leeds, West Yorkshire", [("GB", "West Yorkshire", "Leeds")]),
        ("Paris, Île-de-France, France", [("FR", "Île-de-France", "Paris")]),
        ("Greater London", [("GB", "", "London")]),
        ("San Francisco Bay Area", [("US", "CA", "San Francisco")]),
        ("London HQ", [("GB", "", "London")]),
        ("Berlin Mitte", [("DE", "", "Berlin")]),
        ("Trinidad and Tobago", [("TT", "", "")]),
        ("Deutschland", [("DE", "", "")]),
        ("California", [("US", "CA", "")]),
        ("Bayern", [("DE", "Bayern", "")]),
        ("Tbilisi, Georgia", [("GE", "", "Tbilisi")]),
        ("Mobile, AL", [("US", "AL", "Mobile")]),
        (
            "Kraków / Warszawa / Zdalnie",
            [("PL", "", "Kraków"), ("PL", "", "Warszawa"), ("", "", "Remote")],
        ),
        ("Stratford-upon-Avon, UK", [("GB", "", "Stratford-upon-Avon")]),
        ("Winston-Salem, NC", [("US", "NC", "Winston-Salem")]),
    ],
)
def test_forms_of_places(raw: str, places: list[tuple[str, str, str]]) -> None:
    assert placed(raw) == places
    assert read_places([raw], NOTHING).unplaced == ()


@pytest.mark.parametrize(
    "raw",
    [
        "2 Locations",
        "Multiple locations",
        "Various",
        "Nationwide",
        "Foobarville",
        "Flexible",
        "Headquarters",
        "TBD",
        "N/A",
        "Store",
        "CA",
        "Georgia",
        "Europe",
        "東京",
        "Client site",
    ],
)
def test_what_is_not_placed_is_kept(raw: str) -> None:
    found = read_places([raw], NOTHING)
    assert found.places == () and len(found.unplaced) == 1


@pytest.mark.parametrize(
    ("raw", "city", "unplaced"),
    [
        ("London + 3 more", "London", "+ 3 more"),
        ("Remote - EMEA", "Remote", "EMEA"),
        ("Cambridge", "Cambridge", "Cambridge"),
    ],
)
def test_what_is_placed_in_part(raw: str, city: str, unplaced: str) -> None:
    found = read_places([raw], NOTHING)
    assert [stated.value.city for stated in found.places] == [city] and found.unplaced == (
        unplaced,
    )


def test_other_places_of_the_posting_tell_which_city_is_meant() -> None:
    assert placed("Cambridge", "Leeds, UK") == [("GB", "", "Cambridge"), ("GB", "", "Leeds")]
    assert placed("Cambridge", "Boston, MA") == [("US", "MA", "Cambridge"), ("US", "MA", "Boston")]
    assert placed("Georgia", "Atlanta, GA") == [("US", "GA", ""), ("US", "GA", "Atlanta")]


def test_local_names_are_the_same_city() -> None:
    (munich,) = placed("München")
    assert munich[0] == "DE" and same_city(munich[2], "Munich", "DE")
    assert placed("munich") == [("DE", "", "Munich")]


def test_words_that_tell_how_the_work_is_done_are_no_place_beside_one() -> None:
    assert read_places(["Toulouse (31)", "Télétravail partiel"], NOTHING).unplaced == ()
    assert read_places(["Hybrid"], NOTHING).unplaced == ("Hybrid",)


def test_a_place_said_twice_counts_once() -> None:
    assert placed("London, UK", "London") == [("GB", "", "London")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Location: Leeds, UK", [Place("GB", "", "Leeds")]),
        ("**Standort:** Berlin", [Place("DE", "", "Berlin")]),
        ("- Lieu de travail : Lyon", [Place("FR", "", "Lyon")]),
        ("Location\nOslo, Norway", [Place("NO", "", "Oslo")]),
        ("This role is based in Leeds and you bake.", [Place("GB", "", "Leeds")]),
        ("You will be based at our Nairobi office.", [Place("KE", "", "Nairobi")]),
        ("We sail to Leeds.", []),
    ],
)
def test_places_in_texts(text: str, places: list[Place]) -> None:
    found = read_places([], read_text(text, ()))
    assert [stated.value for stated in found.places] == places
    assert all(stated.span and stated.span.of(text) == stated.raw for stated in found.places)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Location: Lodge House, Marlcombe, MC2 4TD, and two sites", Place("GB", "", "Marlcombe")),
        (
            "Location: Our shop in the square, Threskby\nSalary: £26,500",
            Place("GB", "", "Threskby"),
        ),
        ("Location: The Loft, Quay Lane, Brixley TQ5 9XX", Place("GB", "", "Brixley")),
        ("Location: 4 Mill Lane, Brixley, Devonside, TQ5 9XX", Place("GB", "", "Devonside")),
        ("Location: Zandhoven Noord, 2311 EZ", Place("NL", "", "Zandhoven Noord")),
        ("Location: Threskby\nSalary: €26,500 in Ireland", Place("IE", "", "Threskby")),
        ("Location: Threskby\nSalary: €26,500", None),
        ("Location: Threskby\nSalary: $26,500", None),
        (
            "Location: Threskby\nSalary: $26,500. You may work in the US.",
            Place("US", "", "Threskby"),
        ),
    ],
)
def test_a_postcode_or_money_tells_the_country_of_an_unknown_town(
    text: str, place: Place | None
) -> None:
    found = read_places([], read_text(text, ()))
    assert [stated.value for stated in found.places] == ([place] if place else [])
    assert bool(found.unplaced) is (place is None)


def test_a_street_before_a_city_and_its_state_is_no_place() -> None:
    assert placed("Amla Road, Nagpur, Maharashtra") == [("IN", "Maharashtra", "Nagpur")]


def test_a_place_line_is_read() -> None:
    text = "Oslo, Norway\nYou sail."
    sections = [
        SectionSpan(SectionKind.PLACE, (), Span(0, 12)),
        SectionSpan(SectionKind.BODY, (), Span(13, 22)),
    ]
    (stated,) = read_places([], read_text(text, sections)).places
    assert stated.value == Place("NO", "", "Oslo") and stated.origin is Origin.LABEL


def test_a_field_without_end_is_read_in_time() -> None:
    found = read_places(["Leeds, " * 5_000, "(" * 5_000, "Remote - " * 2_000], NOTHING)
    assert len(found.places) + len(found.unplaced) >= 1


def test_a_country_alone_may_be_a_heading_and_is_no_place_line() -> None:
    assert places_of_line("Germany") == ()


def test_a_line_may_hold_several_places() -> None:
    assert [str(place) for place in places_of_line("US, NY, New York | DE, Berlin")] == [
        "US, NY, New York",
        "DE, Berlin",
    ]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("Emden, Deutschland", ["DE, Emden"]),
        ("10115 Berlin, Germany", ["DE, Berlin"]),
        ("Austin, TX 78701", ["US, TX, Austin"]),
        ("Hybrid, Leeds", ["GB, Leeds"]),
        ("Chef, London", []),
        ("Washington, June 2024", []),
        ("Location: Oban, Scotland", []),
        ("In Canada, from about CAD 85,000.", []),
        ("We met in Boston, MA.", []),
        ("Python, Java", []),
    ],
)
def test_a_line_of_places_holds_nothing_else(line: str, places: list[str]) -> None:
    assert [str(place) for place in places_of_line(line)] == places


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("US, MA, Boston", Place("US", "MA", "Boston")),
        ("USA, WA, Seattle", Place("US", "WA", "Seattle")),
        ("GB, London", Place("GB", "", "London")),
        ("IN, KA, Bengaluru", Place("IN", "KA", "Bengaluru")),
        ("CA, ON, Toronto", Place("CA", "ON", "Toronto")),
        ("JP, 13, Tokyo", Place("JP", "13", "Tokyo")),
        ("US, Virtual", Place("US", "", "Remote")),
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
    ],
)
def test_places_are_parsed(text: str, place: Place) -> None:
    assert places_of_term(text) == (place,)


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
    assert places_of_term(text) == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Berlin, DE", Place("DE", "", "Berlin")),
        ("Dover, DE", Place("US", "DE", "Dover")),
        ("Toronto, CA", Place("CA", "ON", "Toronto")),
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
    assert places_of_term(text) == (place,)
