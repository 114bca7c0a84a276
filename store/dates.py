"""Dates of postings, and the periods that people name: "after March 2025", "in 2024", "since 2025-03-01"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_DATE = (
    rf"(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)\b"
    rf"|(?P<day>{_DAY} )?(?:of )?(?P<month>{_MONTH})\b\.?(?: (?P<day2>{_DAY})\b(?!\d))?(?:,? (?P<year>{_YEAR})\b)?"
    rf"|(?P<only>{_YEAR})\b"
)
_NAMED = re.compile(
    r"\b(?P<lead>since|after|from|later than|newer than|before|until|till|by|older than|earlier than|in|on|during|dated"
    rf"|of) (?:the )?(?:{_DATE})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to and including `last`; `month` (1 to 12) narrows them to that month of any year."""

    name: str
    first: date = date.min
    last: date = date.max
    month: int = 0

    def holds(self, said: str) -> bool:
        """Whether a date as a posting gives it lies in the period; one that is no date does not."""
        day = posted_on(said)
        return day is not None and self.first <= day <= self.last and self.month in (0, day.month)


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """Words of a text that name a period."""

    start: int
    end: int
    period: Period


@lru_cache(maxsize=4096)
def posted_on(said: str) -> date | None:
    """The day a posting's date means, the first of a month or year that is all it gives; None where it is no date."""
    from dateutil import parser

    try:
        return parser.parse(said, default=datetime(1, 1, 1)).date() if said.strip() else None
    except (ValueError, OverflowError):
        return None


def find_periods(text: str) -> Iterator[PeriodMention]:
    """The periods a text names behind words such as "in" or "after"."""
    for match in _NAMED.finditer(text):
        if found := _days(match):
            yield PeriodMention(match.start(), match.end(), _period(match[0], match["lead"].casefold(), *found))


def _period(name: str, lead: str, first: date, last: date, month: int) -> Period:
    if month:
        return Period(name, month=month)
    if lead in ("after", "later than", "newer than"):
        return Period(name, first=last + timedelta(1))
    if lead in ("since", "from"):
        return Period(name, first=first)
    if lead in ("before", "older than", "earlier than"):
        return Period(name, last=first - timedelta(1))
    return Period(name, last=last) if lead in ("until", "till", "by") else Period(name, first, last)


def _days(match: re.Match[str]) -> tuple[date, date, int] | None:
    """First and last day of what is named, and its month where no year is; None where there is no such day."""
    try:
        if match["only"]:
            return date(int(match["only"]), 1, 1), date(int(match["only"]), 12, 31), 0
        if match["iso"]:
            year, month, *day = (int(part) for part in match["iso"].split("-"))
            return _within(year, month, day[0] if day else 0)
        month = _MONTHS[match["month"].casefold()]
        if not match["year"]:
            return date.min, date.max, month
        day_said = re.sub(r"\D", "", match["day"] or match["day2"] or "")
        return _within(int(match["year"]), month, int(day_said or 0))
    except ValueError:
        return None


def _within(year: int, month: int, day: int) -> tuple[date, date, int]:
    last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 31
    return date(year, month, day or 1), date(year, month, day or last), 0
