"""Put what postings state into words, for the page, the terminal and answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.language.wording import counted, listed
from store.types import Day, Degree, Language, Pay, Stated, VisaPolarity

PERIODS = {
    "hour": "an hour",
    "day": "a day",
    "shift": "a shift",
    "week": "a week",
    "month": "a month",
    "year": "a year",
}


def pay_in_words(pay: Stated[Pay] | None) -> str:
    """Return "GBP 28,000–32,000 a year"; the source's own words in quotation marks if they were not
    understood.
    """
    if pay is None:
        return ""
    value = pay.value
    if not value.understood:
        return quoted(pay.raw)
    if value.least is None:
        amount = f"up to {_amount(value, value.most)}"
    elif value.most is None:
        amount = f"from {_amount(value, value.least)}"
    elif value.least == value.most:
        amount = _amount(value, value.least)
    else:
        amount = f"{_amount(value, value.least)}–{_digits(value.most)}"
    share = "pro rata" if value.pro_rata else ""
    return " ".join(part for part in (amount, PERIODS.get(value.period, ""), share) if part)


def day_in_words(day: Stated[Day] | None) -> str:
    """Return "2026-06-30"; both days if either may be meant, the source's words if neither is
    known.
    """
    if day is None:
        return ""
    if not day.value.readings:
        return quoted(day.raw)
    return " or ".join(
        f"{reading:%Y-%m}" if day.value.month_only else f"{reading}"
        for reading in day.value.readings
    )


def years_in_words(years: Decimal) -> str:
    """Return "4 years of experience", "no experience asked for"."""
    if not years:
        return "no experience asked for"
    number = counted(int(years), "year") if years == int(years) else f"{years} years"
    return f"{number} of experience"


def degree_in_words(degree: Degree) -> str:
    """Return "bachelor in nursing or equivalent"; "no degree needed"."""
    words = degree.level or "degree"
    if degree.fields:
        words += f" in {listed(degree.fields, 'or')}"
    if degree.or_equivalent:
        words += " or equivalent"
    return words if degree.needed else f"no {words} needed"


def language_in_words(language: Language) -> str:
    """Return "German, fluent"."""
    return f"{language.name}, {language.level}" if language.level else language.name


VISAS = {
    VisaPolarity.OFFERED: "offered",
    VisaPolarity.REFUSED: "not offered",
    VisaPolarity.UNCLEAR: "mentioned",
}


def date_in_words(day: date) -> str:
    """Return "4 December 2026"."""
    return f"{day.day} {day:%B %Y}"


def _amount(pay: Pay, number: Decimal | None) -> str:
    return f"{pay.currency} {_digits(number)}".strip()


def _digits(number: Decimal | None) -> str:
    assert number is not None, "an end of the range that is stated"
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}"


def quoted(words: str) -> str:
    """Return a source's words in quotation marks, on one line."""
    return f"“{' '.join(words.split())}”"
