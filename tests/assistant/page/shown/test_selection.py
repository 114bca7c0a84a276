"""Postings by pay, closing day, workplace and employment, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.errors import QuestionError
from assistant.page.shown import selection
from assistant.page.shown.selection import Wanted, ordered, yearly
from fake_assistant import document
from store.facets.read import read_facets
from store.types import DocumentKind, Fields, Place, Posting, Role, RolePosting

TODAY = date(2026, 11, 28)


def posting(title: str, *, date: str = "", closed: str = "", **stated: str) -> RolePosting:
    """The posting of a role that states these fields."""
    facets = read_facets(Fields(**stated), "", ())
    listed = (Posting(Place(), date, closed=closed),)
    role = Role(document(title, title, kind=DocumentKind.ROLE, facets=facets, postings=listed))
    return role.postings[0]


PILOT = posting(
    "Pilot", pay="EUR 60,000 a year", closes="2026-12-01", workplace="on site", date="2026-11-02"
)
BAKER = posting(
    "Baker", pay="EUR 15 an hour", closes="2026-12-20", employment="Part-time", date="2026-11-20"
)
DIVER = posting(
    "Diver", pay="GBP 4,000 a month", workplace="remote", employment="Full-time, permanent"
)
KELPER = posting("Kelp farmer", pay="competitive", closes="rolling")
CLERK = posting("Clerk", closes="2026-11-01", pay="EUR 30,000")
ALL = (PILOT, BAKER, DIVER, KELPER, CLERK)


def titles(postings: Sequence[RolePosting]) -> list[str]:
    return [one.role.document.title for one in postings]


def met(**wanted: str) -> list[str]:
    return titles(Wanted(**wanted).of(ALL, TODAY))


def test_nothing_asked_leaves_everything() -> None:
    assert met() == titles(ALL)


def test_pay_is_compared_a_year_at_a_time_and_in_its_own_currency_where_one_is_named() -> None:
    assert met(pay="48,000") == ["Pilot", "Diver"]
    assert met(pay="€25,000 a year") == ["Pilot", "Baker", "Clerk"]
    assert met(pay="GBP 20 an hour") == ["Diver"]
    with pytest.raises(QuestionError, match="'plenty' is not an amount"):
        met(pay="plenty")


def test_closing_days_are_counted_from_today_and_unknown_ones_stay_while_it_may_be_open() -> None:
    assert met(closes=selection.OPEN) == ["Pilot", "Baker", "Diver", "Kelp farmer"]
    assert met(closes=selection.THIS_WEEK) == ["Pilot"]
    assert met(closes=selection.THIS_MONTH) == ["Pilot", "Baker"]
    assert met(closes=selection.NOT_STATED) == ["Diver", "Kelp farmer"]


def test_a_posting_that_is_gone_is_closed() -> None:
    gone = posting("Gone", closed="2026-11-27")
    assert Wanted(closes=selection.OPEN).of([gone], TODAY) == [] and Wanted().of([gone], TODAY) == [
        gone
    ]


def test_a_month_without_a_day_lasts_to_its_end() -> None:
    november = posting("Mender", closes="November 2026")
    assert Wanted(closes=selection.OPEN).of([november], TODAY) == [november]


def test_workplace_and_employment_are_what_is_stated_in_any_spelling() -> None:
    assert met(workplace="Remote") == ["Diver"] and met(workplace="on-site") == ["Pilot"]
    assert met(workplace=selection.NOT_STATED) == ["Baker", "Kelp farmer", "Clerk"]
    assert met(employment="permanent") == ["Diver"] and met(employment="part-time") == ["Baker"]
    assert met(employment=selection.NOT_STATED) == ["Pilot", "Kelp farmer", "Clerk"]
    with pytest.raises(QuestionError, match="'boat' is not known as workplace"):
        met(workplace="boat")


def test_copies_of_one_role_are_met_each_by_its_own_terms() -> None:
    own = read_facets(Fields(pay="EUR 70,000 a year", closes="2026-12-05"), "", ())
    document_ = replace(
        PILOT.role.document, postings=(PILOT.posting, Posting(Place("GB", "", "Hull"), facets=own))
    )
    first, second = Role(document_).postings
    assert Wanted(pay="65,000").of([first, second], TODAY) == [second]
    assert Wanted(workplace="on site").of([first, second], TODAY) == [first]
    assert ordered([first, second], selection.BY_MOST_PAY) == [second, first]


def test_a_title_is_met_by_any_part_of_it() -> None:
    assert met(title=" KELP f") == ["Kelp farmer"]


def test_what_is_not_stated_comes_last_whichever_way_the_rest_stands() -> None:
    most, least = ordered(ALL, selection.BY_MOST_PAY), ordered(ALL, selection.BY_LEAST_PAY)
    assert titles(most) == ["Pilot", "Baker", "Clerk", "Diver", "Kelp farmer"]
    assert titles(least) == ["Clerk", "Baker", "Pilot", "Diver", "Kelp farmer"]
    assert titles(ordered(ALL, selection.BY_CLOSING)) == [
        "Clerk",
        "Pilot",
        "Baker",
        "Diver",
        "Kelp farmer",
    ]
    assert titles(ordered(ALL, selection.BY_POSTED))[:2] == ["Baker", "Pilot"]
    assert titles(ordered(ALL, selection.BY_TITLE)) == sorted(titles(ALL))


def test_a_year_is_paid_by_the_hour_as_by_the_month() -> None:
    assert [yearly(one) for one in ALL] == [60_000, 15 * 2080, 48_000, None, 30_000]
