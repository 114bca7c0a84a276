"""When a posting was posted and when it closes.

The order of day and month comes from the country of the posting (CLDR); where that does not decide,
both readings are kept and none is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from store.facets.learned.lines import settled, shares_of
from store.facets.reading import (
    Line,
    Reading,
    Sentence,
    lexicon,
    meanings,
    vocabulary,
    words_of,
)
from store.types import Day, Origin, Span, Stated


@dataclass(frozen=True, slots=True)
class Calendar:
    """What tells how dates are meant.

    Attributes:
        countries: where the posting is, ISO 3166-1 alpha-2.
        reference: the day the text was taken down; None where it is not known.
        beside: other dates that the same source writes in the same form.
    """

    countries: tuple[str, ...] = ()
    reference: date | None = None
    beside: tuple[str, ...] = ()


_HAS_DIGIT = re.compile(r"\d")
_EARLIEST, _LATEST = 1990, 2100
_WITHIN = 60  # characters behind "closing date" in which the date stands
_NUMBERS = re.compile(
    r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-]|\.\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?(?:[-/.年]\s?)(\d{1,2})\s?(?:[-/.月]\s?)(\d{1,2})(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|°|\.)?"


def read_posted(field: str, reading: Reading, calendar: Calendar) -> Stated[Day] | None:
    """Return the day a posting was posted, from its field or a label; None where neither speaks
    of it.
    """
    stated = _from_field(field, calendar, forward=False)
    if stated and stated.value.readings:
        return stated
    in_text = _from_text("posted", reading, calendar, forward=False)
    return in_text if in_text and (in_text.value.readings or not stated) else stated


def read_closes(field: str, reading: Reading, calendar: Calendar) -> Stated[Day] | None:
    """Return the day until which one can apply, from its field, a label or a sentence; None
    where none speaks of it.
    """
    stated = _from_field(field, calendar, forward=True)
    if stated and stated.value.readings:
        return stated
    in_text = _from_text("closes", reading, calendar, forward=True)
    return (
        in_text
        if in_text and (in_text.value.readings or not stated)
        else stated or _rolling(reading)
    )


def parse_day(text: str, calendar: Calendar, *, forward: bool = True) -> Day:
    """Return what a date means; without a year it is the next such day from the reference, or
    the last one.
    """
    return next((day for day, _ in find_days(text, calendar, forward=forward)), Day())


def _from_field(field: str, calendar: Calendar, *, forward: bool) -> Stated[Day] | None:
    raw = field.strip()
    return Stated(parse_day(raw, calendar, forward=forward), Origin.FIELD, raw) if raw else None


def _from_text(
    label: str, reading: Reading, calendar: Calendar, *, forward: bool
) -> Stated[Day] | None:
    """The first label's date, else that of a sentence; a label whose words are no date counts
    where no date stands.
    """
    unread: Stated[Day] | None = None
    for line in reading.labelled(label):
        for stated in _days_in(
            reading, line, line.value_start, line.end, calendar, forward=forward
        ):
            return stated
        if len(line.value_span.of(reading.text).split()) <= 8:
            unread = unread or reading.stated(Day(), line, line.value_span)
    return _from_sentences(label, reading, calendar, forward=forward) or unread


def _from_sentences(
    label: str, reading: Reading, calendar: Calendar, *, forward: bool
) -> Stated[Day] | None:
    for sentence in reading.sentences:
        if not _HAS_DIGIT.search(reading.text, sentence.start, sentence.end) and label == "closes":
            continue
        if label == "posted":
            spans = [
                (mention.end, min(sentence.line.end, mention.end + _WITHIN))
                for mention in lexicon("dates", label).within(reading.text, sentence)
            ]
        else:
            spans = [(sentence.start, sentence.end)]
        days = [
            day
            for start, stop in spans
            for day in _days_in(reading, sentence.line, start, stop, calendar, forward=forward)
            if day.span and _HAS_DIGIT.search(day.span.of(reading.text))
        ]
        for day in days:
            if label == "posted" or _is_closing(reading, sentence, day, days):
                return day
    return None


def _is_closing(
    reading: Reading, sentence: Sentence, day: Stated[Day], days: Sequence[Stated[Day]]
) -> bool:
    """Whether a day among those of a sentence is the last to apply."""
    if day.span is None:
        return False
    others = [each.span for each in days if each.span and each is not day]
    shares = shares_of(reading, sentence, day.span, others)
    other = max(shares["start"], shares["day"])
    is_sure = settled(shares["closing"], other)
    return _is_on_applying(reading, sentence) if is_sure is None else is_sure


def _is_on_applying(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence says how to apply, or where to write to, or has a label of that day."""
    labels = lexicon("labels").within(reading.text, sentence)
    return (
        any(label.meaning == "closes" for label in labels)
        or bool(lexicon("dates", "closes").within(reading.text, sentence))
        or not sentence.keys.isdisjoint(vocabulary("dates")["applications"])
        or "@" in reading.text[sentence.start : sentence.end]
    )


def _days_in(
    reading: Reading, line: Line, start: int, stop: int, calendar: Calendar, *, forward: bool
) -> Iterator[Stated[Day]]:
    for day, (first, last) in find_days(reading.text[start:stop], calendar, forward=forward):
        yield reading.stated(day, line, Span(start + first, start + last))


def _rolling(reading: Reading) -> Stated[Day] | None:
    """Find "Open until filled" or "on a rolling basis" in a sentence on applying."""
    applications = vocabulary("dates")["applications"]
    for sentence in reading.sentences:
        mentions = (
            lexicon("dates", "rolling").within(reading.text, sentence)
            if len(sentence.words) < 40
            else []
        )
        long = [
            mention
            for mention in mentions
            if len(words_of(reading.text, mention.start, mention.end)) > 1
        ]
        if long and not sentence.keys.isdisjoint(applications):
            return reading.mentioned(Day(), sentence, long[0])
    return None


def find_days(
    text: str, calendar: Calendar, *, forward: bool = True
) -> Iterator[tuple[Day, tuple[int, int]]]:
    """The dates in a text by where they begin."""
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        yield Day((datetime.fromtimestamp(seconds, UTC).date(),)), (0, len(text))
        return
    days = [
        *_numeric(text, calendar),
        *_named(text, calendar, forward=forward),
        *_relative(text, calendar),
    ]
    end = -1
    for day, span in sorted(days, key=lambda item: (item[1][0], -item[1][1])):
        if span[0] >= end:
            end = span[1]
            yield day, span


def _numeric(text: str, calendar: Calendar) -> Iterator[tuple[Day, tuple[int, int]]]:
    for pattern in (_YEAR_FIRST, _COMPACT):
        for match in pattern.finditer(text):
            if day := _date(match[1], match[2], match[3]):
                yield Day((day,)), match.span()
    for match in _NUMBERS.finditer(text):
        year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
        day_first, month_first = _date(year, match[3], match[1]), _date(year, match[1], match[3])
        readings = [day for day in dict.fromkeys((day_first, month_first)) if day]
        if len(readings) == 2:
            order = "day first" if match[2] == "." else _order(calendar)
            readings = (
                readings[:1]
                if order == "day first"
                else readings[1:]
                if order
                else sorted(readings)
            )
        if readings:
            yield Day(tuple(readings)), match.span()


def _named(
    text: str, calendar: Calendar, *, forward: bool
) -> Iterator[tuple[Day, tuple[int, int]]]:
    """Find "15 May 2025", "May 15th, 2025", "15. Mai 2025", "May 2025", "15 May"."""
    for match in _month_pattern().finditer(text):
        month = meanings("cldr_dates", "months")[match["month"].lower()]
        number = match["day"] or match["day2"]
        if match["year"]:
            if day := _date(match["year"], month, number or "1"):
                yield Day((day,), month_only=not number), match.span()
        elif (
            number
            and calendar.reference
            and (day := _nearest(number, month, calendar.reference, forward=forward))
        ):
            yield Day((day,)), match.span()
        elif number:
            yield Day(), match.span()


def _relative(text: str, calendar: Calendar) -> Iterator[tuple[Day, tuple[int, int]]]:
    """Find "3 days ago" and "yesterday", a day where the reference is known; weeks and months
    are too rough.
    """
    for match in _relative_pattern().finditer(text):
        back = match["days"] or match["days2"]
        days = int(back) if back else _relative_days()[match["word"].lower()]
        known = calendar.reference is not None and not (match["more"] or match["more2"])
        readings = (calendar.reference - timedelta(days),) if known and calendar.reference else ()
        yield Day(readings), match.span()


def _order(calendar: Calendar) -> str:
    """Return "day first" or "month first": by a date of the source with one reading, else by the
    countries.
    """
    for date_beside in calendar.beside:
        if match := _NUMBERS.search(date_beside):
            first, second = int(match[1]), int(match[3])
            if (first > 12) != (second > 12):
                return "day first" if first > 12 else "month first"
    orders = {meanings("cldr_dates", "orders").get(country, "") for country in calendar.countries}
    return orders.pop() if len(orders) == 1 else ""


def _date(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if _EARLIEST <= int(year) <= _LATEST else None
    except ValueError:
        return None


def _nearest(number: str, month: int, reference: date, *, forward: bool) -> date | None:
    """The next day of that number and month from the reference on, or the last one up to it."""
    years = (
        (reference.year, reference.year + 1) if forward else (reference.year, reference.year - 1)
    )
    days = (_date(str(year), month, number) for year in years)
    return next(
        (day for day in days if day and (day >= reference if forward else day <= reference)), None
    )


@lru_cache(maxsize=1)
def _month_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(meanings("cldr_dates", "months"), key=len, reverse=True))
    link = r"(?:de |d['’]|of |del )?"
    return re.compile(
        rf"(?<![\w])(?:(?P<day>\d{{1,2}}){_ORDINAL}[\s/-]*{link})?(?P<month>{months})(?![^\W\d_])\.?"
        rf"(?:[\s-]+(?P<day2>\d{{1,2}}){_ORDINAL}(?![\d:]))?(?:,?[\s/-]*{link}{_YEAR}(?!\d))?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _relative_days() -> dict[str, int]:
    relative = vocabulary("dates")["relative"]
    return dict.fromkeys(relative["today"], 0) | dict.fromkeys(relative["yesterday"], 1)


@lru_cache(maxsize=1)
def _relative_pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in _relative_days())
    relative = vocabulary("dates")["relative"]
    ago, behind, day = ("|".join(map(re.escape, relative[key])) for key in ("ago", "behind", "day"))
    return re.compile(
        rf"(?<!\w)(?:(?:{behind})\s+(?P<days2>\d{{1,3}})(?P<more2>\+)?\s+(?:{day})"
        rf"|(?P<days>\d{{1,3}})(?P<more>\+)?\s*(?:{day})\s+(?:{ago})|(?P<word>{words}))(?!\w)",
        re.IGNORECASE,
    )
