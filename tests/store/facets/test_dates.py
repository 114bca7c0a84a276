"""Days of posting and closing."""

from __future__ import annotations

from datetime import date

import pytest

from store.facets.dates import Calendar, parse_day, read_closes, read_posted
from store.facets.reading import read_text
from store.types import Day, Origin

REFERENCE = date(2025, 3, 20)


@pytest.mark.parametrize(
    ("raw", "days"),
    [
        ("2025-03-01", ["2025-03-01"]),
        ("2025-03-01T09:00:00.000Z", ["2025-03-01"]),
        ("2025/05/15", ["2025-05-15"]),
        ("20250315", ["2025-03-15"]),
        ("1740787200000", ["2025-03-01"]),
        ("1740787200", ["2025-03-01"]),
        ("March 12, 2025", ["2025-03-12"]),
        ("12th of March 2025", ["2025-03-12"]),
        ("15-May-2025", ["2025-05-15"]),
        ("Sun, 15 Jun 2025 00:00:00 GMT", ["2025-06-15"]),
        ("15. Mai 2025", ["2025-05-15"]),
        ("15 mai 2025", ["2025-05-15"]),
        ("1er juin 2025", ["2025-06-01"]),
        ("15 de mayo de 2025", ["2025-05-15"]),
        ("15 maggio 2025", ["2025-05-15"]),
        ("15 maja 2025", ["2025-05-15"]),
        ("15 maj 2025", ["2025-05-15"]),
        ("15 mei 2025", ["2025-05-15"]),
        ("2025年5月15日", ["2025-05-15"]),
        ("04.02.2025", ["2025-02-04"]),
        ("31/12/2025", ["2025-12-31"]),
        ("12/31/2025", ["2025-12-31"]),
        ("03/03/2025", ["2025-03-03"]),
        ("04/02/2025", ["2025-02-04", "2025-04-02"]),
        ("04/02/25", ["2025-02-04", "2025-04-02"]),
        ("04-02-2025", ["2025-02-04", "2025-04-02"]),
        ("99/99/2025", []),
        ("31/02/2025", []),
        ("rolling", []),
        ("", []),
    ],
)
def test_days(raw: str, days: list[str]) -> None:
    day = parse_day(raw, Calendar())
    assert [str(reading) for reading in day.readings] == days
    assert (str(day.day) if day.day else "") == (days[0] if len(days) == 1 else "")


@pytest.mark.parametrize(
    ("countries", "days"),
    [
        (("GB",), ["2025-02-04"]),
        (("IN",), ["2025-02-04"]),
        (("US",), ["2025-04-02"]),
        (("US", "PR"), ["2025-04-02"]),
        (("FR", "DE"), ["2025-02-04"]),
        (("GB", "US"), ["2025-02-04", "2025-04-02"]),
        (("CA",), ["2025-02-04", "2025-04-02"]),  # French and English Canada differ
        (("JP",), ["2025-02-04", "2025-04-02"]),
    ],
)
def test_the_country_tells_the_order_of_day_and_month(
    countries: tuple[str, ...], days: list[str]
) -> None:
    assert [str(day) for day in parse_day("04/02/2025", Calendar(countries)).readings] == days


def test_another_date_of_the_same_source_tells_the_order_too() -> None:
    assert parse_day("04/02/2025", Calendar(beside=("13/01/2025",))).day == date(2025, 2, 4)
    assert parse_day("04/02/2025", Calendar(("GB",), beside=("01/13/2025",))).day == date(
        2025, 4, 2
    )
    assert parse_day("04/02/2025", Calendar(beside=("05/03/2025",))).day is None


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("3 days ago", "2025-03-17"),
        ("Posted 3 Days Ago", "2025-03-17"),
        ("vor 3 Tagen", "2025-03-17"),
        ("il y a 5 jours", "2025-03-15"),
        ("hace 2 días", "2025-03-18"),
        ("yesterday", "2025-03-19"),
        ("heute", "2025-03-20"),
        ("Posted 30+ Days Ago", ""),
        ("vor 3 Wochen", ""),
        ("2 months ago", ""),
    ],
)
def test_days_told_from_today_need_a_day_to_count_from(raw: str, day: str) -> None:
    assert str(parse_day(raw, Calendar(reference=REFERENCE)).day or "") == day
    assert parse_day(raw, Calendar()).readings == ()


def test_a_day_without_a_year_is_the_next_or_the_last_one() -> None:
    assert parse_day("15 May", Calendar(reference=REFERENCE)).day == date(2025, 5, 15)
    assert parse_day("15 January", Calendar(reference=REFERENCE)).day == date(2026, 1, 15)
    assert parse_day("15 May", Calendar(reference=REFERENCE), forward=False).day == date(
        2024, 5, 15
    )
    assert parse_day("15 May", Calendar()) == Day()


def test_a_month_alone_is_no_day() -> None:
    assert parse_day("May 2025", Calendar()) == Day((date(2025, 5, 1),), month_only=True)


@pytest.mark.parametrize(
    ("text", "day", "raw"),
    [
        ("Applications close on 15 May 2025.", "2025-05-15", "15 May 2025"),
        ("Closing date: 15 May 2025", "2025-05-15", "15 May 2025"),
        ("Closing date: 13/05/2025 at noon", "2025-05-13", "13/05/2025"),
        ("Bewerbungsschluss: 30.06.2025", "2025-06-30", "30.06.2025"),
        ("Please apply by Friday 16th May 2025 at noon", "2025-05-16", "16th May 2025"),
        ("Date limite de candidature : 2 juin 2025", "2025-06-02", "2 juin 2025"),
        ("Fecha límite: 2 de junio de 2025", "2025-06-02", "2 de junio de 2025"),
        ("Sista ansökningsdag: 2025-06-02", "2025-06-02", "2025-06-02"),
        ("Bewerben Sie sich bis 2. Juni 2025.", "2025-06-02", "2. Juni 2025"),
        ("**Deadline:** June 2, 2025", "2025-06-02", "June 2, 2025"),
        ("Closing date\n2 June 2025", "2025-06-02", "2 June 2025"),
        ("| Closing date | 2 June 2025 |", "2025-06-02", "2 June 2025"),
        ("To apply, quote FL/0225 and write to us by 28/02/2025.", "2025-02-28", "28/02/2025"),
        ("Closing date: rolling", "", "rolling"),
        ("The post is open until filled and applications are welcome.", "", "until filled"),
        ("We review applications on a rolling basis.", "", "rolling basis"),
        ("Deadline: 15 May", "", "15 May"),
    ],
)
def test_closing_dates_in_texts(text: str, day: str, raw: str) -> None:
    stated = read_closes("", read_text(text, ()), Calendar())
    assert stated is not None and (str(stated.value.day or ""), stated.raw) == (day, raw)
    assert stated.span is not None and stated.span.of(text) == raw


@pytest.mark.parametrize(
    "text",
    [
        "Start date: 1 June 2025",
        "You meet deadlines, for instance on 15 April 2025.",
        "The fair opens on 3 May 2025.",
        "Posted: 1 March 2025",
        "You learn on an ongoing basis.",
        "The bridge closes for repairs each May.",
        "Founded 12 March 1987",
    ],
)
def test_other_dates_do_not_close_a_posting(text: str) -> None:
    assert read_closes("", read_text(text, ()), Calendar()) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Posted: 1 March 2025", "2025-03-01"),
        ("Date posted: 2025-03-01", "2025-03-01"),
        ("Veröffentlicht am: 01.03.2025", "2025-03-01"),
        ("Publié le 1 mars 2025", "2025-03-01"),
        ("Posted on March 1, 2025 in Bakery", "2025-03-01"),
        ("Posted 3 days ago", ""),
    ],
)
def test_posting_dates_in_texts(text: str, day: str) -> None:
    stated = read_posted("", read_text(text, ()), Calendar())
    assert stated is not None and str(stated.value.day or "") == day


def test_a_field_that_is_no_date_is_kept_in_its_words() -> None:
    stated = read_closes("Open until the mill is full", read_text("You bake.", ()), Calendar())
    assert stated is not None and stated.origin is Origin.FIELD
    assert stated.value == Day() and stated.raw == "Open until the mill is full"
    stated = read_closes("soon", read_text("Closing date: 15 May 2025", ()), Calendar())
    assert stated is not None and stated.value.day == date(2025, 5, 15)


def test_a_calendar_in_a_posting_without_dates() -> None:
    assert read_closes("", read_text("You bake.", ()), Calendar()) is None
    assert read_posted("", read_text("You bake.", ()), Calendar()) is None
