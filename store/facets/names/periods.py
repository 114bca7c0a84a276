"""Dates of postings, and the periods that people name: "after March 2025", "in 2024", "since
2025-03-01".
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from store.facets.reading import meanings

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {
    "sept": 9
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_DATE = (
    rf"(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)\b"
    rf"|(?P<day>{_DAY} )?(?:of )?(?P<month>{_MONTH})\b\.?(?: (?P<day2>{_DAY})\b(?!\d))?(?:,? "
    rf"(?P<year>{_YEAR})\b)?"
    rf"|(?P<only>{_YEAR})\b"
)
_LEAD = (
    r"\b(?P<lead>since|after|from|later than|newer than|before|until|till|by|older than|earlier "
    r"than|in|on|during|dated|of) (?:the )?"
)
_NAMED = re.compile(rf"{_LEAD}(?:{_DATE})", re.IGNORECASE)
_DAY_SAID = re.compile(_DATE, re.IGNORECASE)
_RANGE = re.compile(
    r"\b(?:between|from) (?P<first>[\w, -]{3,18}?) (?:and|to|until|till) (?P<last>[\w, -]{3,18}?)"
    r"(?=\W*$| (?:in|at|for|with)\b)",
    re.IGNORECASE,
)
_HOLIDAYS = meanings("dates", "holidays")
_HOLIDAY = re.compile(
    rf"(?P<holiday>{'|'.join(sorted(_HOLIDAYS, key=len, reverse=True))})".replace("'", "['’]")
    + rf"\b(?:,? (?P<year>{_YEAR})\b)?",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:today|yesterday|(?:this|last) (?:week|month|year)|recently)\b"
    r"|\b(?:in|within|during|over) the (?:last|past) (?P<number>\d{1,3}) (?P<unit>days?|weeks?"
    r"|months?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to and including `last`; `month` (1 to 12) narrows them to that month
    of any year.
    """

    name: str
    first: date = date.min
    last: date = date.max
    month: int = 0

    def holds(self, written: str) -> bool:
        """Whether a date as a posting gives it lies in the period; one that is no date does not."""
        day = posted_on(written)
        return day is not None and self.first <= day <= self.last and self.month in (0, day.month)


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """Words of a text that name a period."""

    start: int
    end: int
    period: Period


@lru_cache(maxsize=4096)
def posted_on(written: str) -> date | None:
    """The day a posting's date means, the first of a month or year that is all it gives; None
    where it is no date.
    """
    from dateutil import parser

    try:
        return parser.parse(written, default=datetime(1, 1, 1)).date() if written.strip() else None
    except (ValueError, OverflowError):
        return None


def find_periods(text: str, newest: date | None = None) -> Iterator[PeriodMention]:
    """The periods a text names behind words such as "in" or "after", in order.

    `newest` is the latest day that is known: "after March" without a year means the March before
    it. What is said of today ("this month", "in the last 30 days") counts from the machine's date.
    """
    mentions = [*_between(text), *_of_today(text, date.today())]
    for match in _NAMED.finditer(text):
        if days := _days(match):
            mentions.append(
                PeriodMention(
                    match.start(),
                    match.end(),
                    _period(match[0], match["lead"].casefold(), *days, newest),
                )
            )
    for match in re.finditer(_LEAD, text, re.IGNORECASE):
        if found := holiday_at(text, match.end(), newest or date.today(), ahead=False):
            day, end = found
            lead = match["lead"].casefold()
            period = _period(text[match.start() : end], lead, day, day, 0, newest)
            mentions.append(PeriodMention(match.start(), end, period))
    at = 0
    for mention in sorted(mentions, key=lambda mention: (mention.start, -mention.end)):
        if mention.start >= at:
            at = mention.end
            yield mention


def holiday_at(text: str, start: int, near: date, ahead: bool = True) -> tuple[date, int] | None:
    """The day of the holiday that is named from `start` on, and where its name ends; without a
    year the next one from the day `near` on, or the last up to it.
    """
    match = _HOLIDAY.match(text, start)
    if match is None:
        return None
    month, day = map(int, _HOLIDAYS[match["holiday"].casefold().replace("’", "'")].split("-"))
    if match["year"]:
        return date(int(match["year"]), month, day), match.end()
    this_year = near.replace(day=1).replace(month=month, day=day)
    is_past = (this_year < near) if ahead else (this_year > near)
    return this_year.replace(year=near.year + (1 if ahead else -1) * is_past), match.end()


def _between(text: str) -> Iterator[PeriodMention]:
    """Find "between February and April 2025": the year of the second is that of the first too."""
    for match in _RANGE.finditer(text):
        first, last = _days_said(match["first"]), _days_said(match["last"])
        if first and last and first[2] and not last[2]:
            first = _days_said(f"{match['first']} {last[1].year}")
        if first and last and not first[2] and not last[2]:
            yield PeriodMention(match.start(), match.end(), Period(match[0], first[0], last[1]))


def _days_said(words: str) -> tuple[date, date, int] | None:
    match = _DAY_SAID.fullmatch(words.strip())
    return _days(match) if match else None


def _of_today(text: str, today: date) -> Iterator[PeriodMention]:
    for match in _RELATIVE.finditer(text):
        words = " ".join(match[0].casefold().split())
        if match["number"]:
            days = int(match["number"]) * {"d": 1, "w": 7, "m": 30}[match["unit"][0].casefold()]
            yield PeriodMention(
                match.start(), match.end(), Period(words, first=today - timedelta(days))
            )
        else:
            yield PeriodMention(match.start(), match.end(), _named_by_today(words, today))


def _named_by_today(words: str, today: date) -> Period:
    year = today.year
    before = today.replace(day=1) - timedelta(1)
    monday = today - timedelta(today.weekday())
    return {
        "today": Period(words, today, today),
        "yesterday": Period(words, today - timedelta(1), today - timedelta(1)),
        "this week": Period(words, monday, today),
        "last week": Period(words, monday - timedelta(7), monday - timedelta(1)),
        "this month": Period(words, today.replace(day=1), today),
        "last month": Period(words, before.replace(day=1), before),
        "this year": Period(words, date(year, 1, 1), today),
        "last year": Period(words, date(year - 1, 1, 1), date(year - 1, 12, 31)),
    }.get(words, Period("in the last 30 days", first=today - timedelta(30)))


def _period(
    name: str, lead: str, first: date, last: date, month: int, newest: date | None
) -> Period:
    if month and (newest is None or lead in ("in", "on", "during", "dated", "of")):
        return Period(name, month=month)
    if month and newest is not None:
        year = newest.year if month <= newest.month else newest.year - 1
        first, last, _ = _within(year, month, 0)
    return period_led(name, lead, first, last)


def period_led(name: str, lead: str, first: date, last: date) -> Period:
    """Return the period that a word such as "after" makes of some days, as it is `name`d."""
    if lead in ("after", "later than", "newer than"):
        return Period(name, first=last + timedelta(1))
    if lead in ("since", "from"):
        return Period(name, first=first)
    if lead in ("before", "older than", "earlier than"):
        return Period(name, last=first - timedelta(1))
    is_until = lead in ("until", "till", "by", "no later than")
    return Period(name, last=last) if is_until else Period(name, first, last)


def _days(match: re.Match[str]) -> tuple[date, date, int] | None:
    """First and last day of what is named, and its month where no year is; None where there is
    no such day.
    """
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
