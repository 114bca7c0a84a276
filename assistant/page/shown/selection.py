"""Select postings by pay, closing day, workplace and employment, and order them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assistant.errors import QuestionError
from store.facets.names.periods import posted_on
from store.facets.read import read_facets
from store.types import Employment, Fields, Pay, RolePosting, Stated, Workplace

NOT_STATED = "not stated"
OPEN, THIS_WEEK, THIS_MONTH = "not closed", "within 7 days", "within 30 days"
CLOSINGS = (OPEN, THIS_WEEK, THIS_MONTH, NOT_STATED)
WORKPLACES = (*map(str, Workplace), NOT_STATED)
EMPLOYMENTS = (*map(str, Employment), NOT_STATED)
BY_TITLE, BY_MOST_PAY, BY_LEAST_PAY = "Title", "Pay, highest first", "Pay, lowest first"
BY_CLOSING, BY_POSTED = "Closing soonest", "Newest first"
ORDERS = (BY_TITLE, BY_MOST_PAY, BY_LEAST_PAY, BY_CLOSING, BY_POSTED)
# Hours, days and so on that are paid in a year of 52 weeks of 5 days of 8 hours; an amount without
# a period is taken as yearly.
_A_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1, "": 1}
_WITHIN = {THIS_WEEK: 7, THIS_MONTH: 30}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What postings must meet; "" sets no condition.

    Attributes:
        title: any part of it, as typed.
        workplace, employment: one of WORKPLACES, EMPLOYMENTS.
        pay: the least it may be, in words: "50,000", "£50k a year", "EUR 25 an hour".
        closes: one of CLOSINGS.
    """

    title: str = ""
    workplace: str = ""
    employment: str = ""
    pay: str = ""
    closes: str = ""

    def of(self, postings: Iterable[RolePosting], today: date) -> list[RolePosting]:
        """Return the postings that meet all conditions.

        Raises QuestionError for an invalid value.
        """
        title, pay = self.title.strip().casefold(), _least(self.pay)
        workplace = _one_of("workplace", self.workplace, WORKPLACES)
        employment = _one_of("employment", self.employment, EMPLOYMENTS)
        closes = _one_of("closes", self.closes, CLOSINGS)
        return [
            posting
            for posting in postings
            if title in posting.role.document.title.casefold()
            and (not workplace or workplace in _stated(posting.facets.workplace))
            and (not employment or employment in _stated(*posting.facets.employments))
            and (pay is None or _pays(posting, *pay))
            and (not closes or _closes(posting, closes, today))
        ]


def ordered(postings: Sequence[RolePosting], order: str) -> list[RolePosting]:
    """Return the postings in one of ORDERS; a posting without the value comes last in every order.

    Pay is compared as yearly pay, currency by currency, the most frequent currency first.
    """
    if order in (BY_MOST_PAY, BY_LEAST_PAY):
        seen = Counter(_currency(posting) for posting in postings)
        currencies = {name: place for place, (name, _) in enumerate(seen.most_common())}
        sign = -1 if order == BY_MOST_PAY else 1

        def by_pay(posting: RolePosting) -> Any:
            pay = yearly(posting)
            currency = currencies[_currency(posting)]
            return (True, 0, 0) if pay is None else (False, currency, sign * pay)

        return sorted(postings, key=by_pay)
    if order == BY_CLOSING:
        return sorted(postings, key=lambda posting: last_day(posting) or date.max)
    if order == BY_POSTED:
        return sorted(
            postings, key=lambda posting: posted_on(posting.posting.date) or date.min, reverse=True
        )
    return sorted(postings, key=lambda posting: posting.role.document.title.casefold())


def yearly(posting: RolePosting) -> Decimal | None:
    """Return the highest yearly pay of a posting, in its own currency; None if it is not known."""
    pay = posting.facets.pay
    return _a_year(pay.value, pay.value.most or pay.value.least) if pay else None


def last_day(posting: RolePosting) -> date | None:
    """Return the day a posting closes, the later day if two may be meant; None if it is not
    known.
    """
    closes = posting.facets.closes
    return max(closes.value.readings, default=None) if closes else None


def _a_year(pay: Pay, amount: Decimal | None) -> Decimal | None:
    times = _A_YEAR.get(pay.period)
    return None if amount is None or times is None else amount * times


def _currency(posting: RolePosting) -> str:
    pay = posting.facets.pay
    return pay.value.currency if pay else ""


def _stated(*stated: Stated[Any] | None) -> list[str]:
    return [str(each.value) for each in stated if each] or [NOT_STATED]


def _closes(posting: RolePosting, wanted: str, today: date) -> bool:
    """Return whether a posting closes when wanted; a month without a day counts as its last day.

    A posting that was found gone is closed, whatever day it gives.
    """
    day, closes = last_day(posting), posting.facets.closes
    if wanted == NOT_STATED or posting.posting.closed:
        return wanted == NOT_STATED and day is None
    if day is None or closes is None:
        return wanted == OPEN
    if closes.value.month_only:
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return today <= day and (wanted == OPEN or day <= today + timedelta(days=_WITHIN[wanted]))


def _least(words: str) -> tuple[Decimal, str] | None:
    """Return the least yearly pay that is asked for, and its currency; None if none is asked
    for.
    """
    if not words.strip():
        return None
    asked = read_facets(Fields(pay=words), "", ()).pay
    least = _a_year(asked.value, asked.value.least or asked.value.most) if asked else None
    if asked is None or least is None:
        raise QuestionError(
            f"{words!r} is not an amount. Write, for example: 50,000, or £50k a year, or EUR 25 an "
            "hour."
        )
    return least, asked.value.currency


def _pays(posting: RolePosting, least: Decimal, currency: str) -> bool:
    most = yearly(posting)
    return most is not None and most >= least and currency in ("", _currency(posting))


def _one_of(name: str, wanted: str, allowed: Sequence[str]) -> str:
    """Return a value as it is written in `allowed`, ignoring case."""
    words = " ".join(wanted.replace("_", " ").split()).casefold()
    words = {"onsite": "on site", "on-site": "on site"}.get(words, words)
    if words and words not in allowed:
        raise QuestionError(f"{wanted!r} is not known as {name}. There are: {', '.join(allowed)}.")
    return words
