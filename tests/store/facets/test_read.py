"""All facets of whole postings."""

from __future__ import annotations

import dataclasses
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.facets.read import read_facets
from store.types import (
    Day,
    Degree,
    Employment,
    Experience,
    Facets,
    Fields,
    Origin,
    Pay,
    Place,
    SectionKind,
    SectionSpan,
    Span,
    Stated,
    Strength,
    Travel,
    Workplace,
)

BAKER = """# Night Baker

Thornacre Bakehouse
**Location:** Leeds, UK
**Salary:** £24,500 - £27,000 per annum
Contract: Full-time, permanent
Job Ref: TB-204
Closing date: 04/02/2025

## About the role
This role is on-site at our bakery. Our team has 40 years of experience in rye. We have a budget of £2m for ovens.
We offer a learning budget of £500 per year.

## Essential criteria
- At least 2 years' experience in a commercial bakery
- A degree in food science, or equivalent
- Good spoken English

## Desirable
- 1 year of sourdough baking
- Polish or Romanian
- PhD not required

We are unable to sponsor visas. You must have the right to work in the UK. Travel: up to 10%
"""

SAELGER = """Saltwerk Küstenhof GmbH
Standort: Husum, Deutschland
Anstellungsart: Vollzeit, unbefristet

Dein Profil
- Mindestens drei Jahre Berufserfahrung in der Salzgewinnung
- Abgeschlossenes Studium der Chemie von Vorteil
- Sehr gute Deutschkenntnisse, Englisch von Vorteil

Wir bieten
- Gehalt: 45.000 € bis 52.000 € pro Jahr
- 30 Tage Urlaub

Bewerbungsschluss: 30.06.2025
Kennziffer: SK-17/25
"""


def values(stated: tuple[Stated[object], ...]) -> list[object]:
    return [one.value for one in stated]


def test_an_english_posting() -> None:
    facets = read_facets(Fields(title="Senior Night Baker", posted="13/01/2025"), BAKER, ())
    assert facets.pay and facets.pay.value == Pay(Decimal(24500), Decimal(27000), "GBP", "year")
    assert values(facets.experience) == [
        Experience(2, None, "commercial bakery"),
        Experience(1, None, "sourdough baking"),
    ]
    assert [one.strength for one in facets.experience] == [Strength.REQUIRED, Strength.PREFERRED]
    assert values(facets.degrees) == [
        Degree("", ("food science",), True),
        Degree("doctorate", needed=False),
    ]
    assert [one.value.code for one in facets.languages] == ["en", "pl", "ro"]
    assert facets.posted and facets.posted.value == Day((date(2025, 1, 13),))
    assert facets.closes and facets.closes.value == Day((date(2025, 2, 4),))
    assert values(facets.places) == [Place("GB", "", "Leeds")] and facets.unplaced == ()
    assert facets.workplace and facets.workplace.value is Workplace.ON_SITE
    assert values(facets.employments) == [Employment.FULL_TIME, Employment.PERMANENT]
    assert facets.level and facets.level.value == "senior"
    assert facets.requisition and facets.requisition.value == "TB-204"
    assert [one.value for one in facets.visas] == ["refused", "unclear"]
    assert values(facets.travel) == [Travel(most=10)]


def test_a_german_posting() -> None:
    facets = read_facets(Fields(title="Salzsieder (m/w/d)"), SAELGER, ())
    assert facets.pay and facets.pay.value == Pay(Decimal(45000), Decimal(52000), "EUR", "year")
    assert values(facets.experience) == [Experience(3, None, "Salzgewinnung")]
    assert [(one.value.fields, one.strength) for one in facets.degrees] == [
        (("Chemie",), Strength.PREFERRED)
    ]
    assert [(one.value.code, one.strength) for one in facets.languages] == [
        ("de", Strength.UNSTATED),
        ("en", Strength.PREFERRED),
    ]
    assert facets.closes and facets.closes.value.day == date(2025, 6, 30)
    assert values(facets.places) == [Place("DE", "", "Husum")]
    assert values(facets.employments) == [Employment.FULL_TIME, Employment.PERMANENT]
    assert facets.requisition and facets.requisition.value == "SK-17/25"


def test_fields_come_before_the_text() -> None:
    fields = Fields(
        places=("Oslo, Norway", "2 Locations"),
        workplace="hybrid",
        employment="PART_TIME",
        pay="NOK 500,000 per year",
        closes="2025-08-01",
        requisition="N-1",
        level="Junior",
    )
    facets = read_facets(fields, BAKER, ())
    assert facets.pay and (facets.pay.value.currency, facets.pay.origin, facets.pay.span) == (
        "NOK",
        Origin.FIELD,
        None,
    )
    assert values(facets.places) == [Place("NO", "", "Oslo")] and facets.unplaced == (
        "2 Locations",
    )
    assert facets.workplace and facets.workplace.value is Workplace.HYBRID
    assert values(facets.employments) == [Employment.PART_TIME]
    assert facets.closes and facets.closes.value.day == date(2025, 8, 1)
    assert facets.requisition and facets.requisition.value == "N-1"
    assert facets.level and facets.level.value == "junior"


def test_a_posting_that_says_nothing_of_these() -> None:
    assert read_facets(Fields(), "You mend nets.", ()) == Facets()
    assert read_facets(Fields(), "", ()) == Facets()


def test_links_to_elsewhere_are_left_out() -> None:
    text = "You mend nets.\nSalary: £30,000"
    sections = [
        SectionSpan(SectionKind.BODY, (), Span(0, 14)),
        SectionSpan(SectionKind.TEASER, (), Span(15, len(text))),
    ]
    assert read_facets(Fields(), text, sections).pay is None


def test_a_date_without_order_or_country_keeps_both_readings() -> None:
    stated = read_facets(Fields(posted="04/02/2025"), "", ()).posted
    assert (
        stated
        and stated.value.readings == (date(2025, 2, 4), date(2025, 4, 2))
        and stated.value.day is None
    )
    stated = read_facets(Fields(posted="04/02/2025", places=("Derby, UK",)), "", ()).posted
    assert stated and stated.value.day == date(2025, 2, 4)


def test_days_ago_count_from_the_reference() -> None:
    stated = read_facets(Fields(posted="Posted 3 Days Ago"), "", (), date(2025, 3, 20)).posted
    assert stated and stated.value.day == date(2025, 3, 17)


def spans_of(facets: Facets) -> list[Stated[object]]:
    found: list[Stated[object]] = []
    for field in dataclasses.fields(facets):
        value = getattr(facets, field.name)
        found += [
            one
            for one in (value if isinstance(value, tuple) else (value,))
            if isinstance(one, Stated)
        ]
    return found


WORDS = [
    *"3 years experience € £ 40,000 per hour degree fluent German London , ; : ( ) - remote or a "
    "plus".split(),
    "closing date",
    "04/02/2025",
    "\n",
]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=400), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)),
    st.text(max_size=60),
)
def test_any_text_can_be_read_and_each_span_holds_its_words(text: str, field: str) -> None:
    fields = Fields(
        pay=field,
        posted=field,
        closes=field,
        places=(field, text[:200]),
        employment=field,
        level=field,
    )
    for facets in (read_facets(Fields(), text, ()), read_facets(fields, text, ())):
        for stated in spans_of(facets):
            assert stated.span is None or stated.span.of(text) == stated.raw


@pytest.mark.parametrize(
    "text",
    ["1" * 200_000, "1," * 100_000, "(" * 100_000, "a " * 100_000, "9 - " * 50_000, "£1k-" * 50_000, "- " * 100_000,
     "3 years " * 20_000, "a:" * 100_000, "in English " * 10_000, "BSc or " * 15_000, "\n" * 200_000, "* ** " * 30_000],
)  # fmt: skip
def test_hostile_texts_take_no_long_time(text: str) -> None:
    started = time.perf_counter()
    read_facets(Fields(pay=text[:2000], posted=text[:2000], closes=text[:2000]), text, ())
    assert time.perf_counter() - started < 60
