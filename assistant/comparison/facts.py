"""The facts of roles side by side: what each posting states, in words, and which of them states
more or earlier.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from assistant.judge.amounts import amounts_of
from assistant.language.conditions import by_place
from assistant.language.stated import (
    VISAS,
    date_in_words,
    day_in_words,
    degree_in_words,
    language_in_words,
    pay_in_words,
    years_in_words,
)
from assistant.language.wording import each_once
from assistant.language.words import any_of
from assistant.question.intents.facets import Asked
from assistant.types import FacetRow, Side
from store.facets import read_text
from store.facets.names.place_names import place_in_words
from store.search.catalog import closes_on, in_period, pay_of, skills_of, years_of
from store.types import (
    Document,
    Facets,
    Role,
    RolePosting,
    Skill,
    Span,
    Stated,
    Strength,
    VisaPolarity,
)

PAY, EXPERIENCE, CLOSES = "pay", "experience", "closing date"
PREFERRED = f"{Strength.PREFERRED}"
# Facts that one role's postings share, and those that tell its listings apart whether they differ
# or not.
_LABELS = frozenset({"closes", "level", "places", "posted", "requisition", "workplace"})
_OF_ROLE, _OF_LISTING = ("title", "company", "team", "kind of work"), ("places", "posted", "links")


def fact_rows(sides: Sequence[Side]) -> tuple[FacetRow, ...]:
    """A row for each fact that can be stated of a role, in the order a reader looks for it."""
    facts = [_facts(side) for side in sides]
    names = [name for name in _ORDER if any(name in own for own in facts)]
    ranks = {name: _ranks(sides, measure, words) for name, (measure, words) in _RANKED.items()}
    rows = (
        FacetRow(name, tuple(own.get(name, "") for own in facts), ranks.get(name, ()))
        for name in names
    )
    return _named_by_strength(tuple(rows), sides)


def listing_rows(sides: Sequence[Side]) -> tuple[FacetRow, ...]:
    """Of postings of one role: where, when and at which links they are, and which of their terms
    differ.
    """
    rows = [row for row in fact_rows(sides) if row.name not in _OF_ROLE]
    return tuple(row for row in rows if row.differs or row.name in _OF_LISTING)


_ORDER = (
    "title",
    "company",
    "team",
    "level",
    "kind of work",
    "employment",
    "workplace",
    "places",
    PAY,
    EXPERIENCE,
    f"{EXPERIENCE} {PREFERRED}",
    "degree",
    f"degree {PREFERRED}",
    "languages",
    f"languages {PREFERRED}",
    "skills required",
    "skills preferred",
    "skills named",
    "visa",
    "posted",
    CLOSES,
    "links",
)


def _facts(side: Side) -> dict[str, str]:
    """What one side states of each fact; "" for nothing."""
    role, document, entries = side.role, side.role.document, entries_of(side)

    def of_each(words: Callable[[Facets], str]) -> str:
        return by_place(entries, lambda entry: words(entry.facets))

    facts = {
        "title": document.title,
        "company": document.company,
        "team": document.team,
        "level": by_place(entries, lambda entry: entry.level),
        "kind of work": role.family,
        "employment": by_place(entries, lambda entry: entry.employment),
        "workplace": of_each(
            lambda facets: str(facets.workplace.value) if facets.workplace else ""
        ),
        "places": _counted(place_in_words(posting.place) for posting in side.postings),
        PAY: of_each(lambda facets: pay_in_words(facets.pay)),
        EXPERIENCE: of_each(lambda facets: _years(years_of(facets))),
        "degree": of_each(lambda facets: _words(_asked(facets.degrees), degree_in_words)),
        "languages": of_each(lambda facets: _words(_asked(facets.languages), language_in_words)),
        "visa": of_each(_visas),
        "posted": _counted(posting.date for posting in side.postings),
        CLOSES: of_each(_closing),
        "links": "; ".join(dict.fromkeys(posting.url for posting in side.postings if posting.url))
        or document.url,
    }
    preferred = {
        EXPERIENCE: of_each(lambda facets: _years(_preferred_years(facets))),
        "degree": of_each(lambda facets: _words(_preferred(facets.degrees), degree_in_words)),
        "languages": of_each(
            lambda facets: _words(_preferred(facets.languages), language_in_words)
        ),
    }
    facts |= {f"{name} {PREFERRED}": words for name, words in preferred.items() if words}
    return facts | _skills(role)


def entries_of(side: Side) -> tuple[RolePosting, ...]:
    """The postings of a side; of a role that is listed nowhere one that stands for it."""
    return Role(replace(side.role.document, postings=side.postings)).entries


@lru_cache(maxsize=256)
def fact_lines(document: Document) -> tuple[Span, ...]:
    """The lines of a text that say no more than one of the facts that no aspect is about: "Team:
    Ovens".
    """
    names = {document.company, document.team} - {""}
    return tuple(
        Span(line.start, line.end)
        for line in read_text(document.text, document.sections).lines
        if line.label in _LABELS
        or (line.label_text and document.text[line.value_start : line.end].strip() in names)
    )


def _counted(values: Iterable[str]) -> str:
    """Each value once, with how often where more than once."""
    counts = Counter(value for value in values if value)
    return "; ".join(
        f"{value} ({count})" if count > 1 else value for value, count in counts.items()
    )


# What is asked of candidates ----------------------------------------------------------------------


def _asked(stated: Iterable[Stated[Any]]) -> list[Stated[Any]]:
    return [one for one in stated if one.strength is not Strength.PREFERRED]


def _preferred(stated: Iterable[Stated[Any]]) -> list[Stated[Any]]:
    return [one for one in stated if one.strength is Strength.PREFERRED]


def _words(stated: Iterable[Stated[Any]], words_of: Callable[[Any], str]) -> str:
    """The values in words, each once, without what another says more closely: "bachelor" beside
    "bachelor in law".
    """
    said = [words_of(one.value) for one in stated]
    return each_once(
        words
        for words in said
        if not any(other != words and other.startswith(words) for other in said)
    )


def _visas(facets: Facets) -> str:
    plain = [stated for stated in facets.visas if stated.value is not VisaPolarity.UNCLEAR]
    return _words(plain or facets.visas, VISAS.__getitem__)


def _years(years: Decimal | None) -> str:
    return "" if years is None else years_in_words(years)


def _preferred_years(facets: Facets) -> Decimal | None:
    """The years of experience that are preferred, read as those that are required are."""
    wanted = (replace(one, strength=Strength.REQUIRED) for one in _preferred(facets.experience))
    return years_of(Facets(experience=tuple(wanted)))


def _closing(facets: Facets) -> str:
    day = closes_on(facets)
    return date_in_words(day) if day else day_in_words(facets.closes)


def _skills(role: Role) -> dict[str, str]:
    """The skills a role names, apart by how much it insists on them."""
    found: dict[str, list[str]] = {}
    for skill, strength in _insisted(role.document, skills_of(role)):
        name = "named" if strength is Strength.UNSTATED else str(strength)
        found.setdefault(f"skills {name}", []).append(skill.name)
    return {name: ", ".join(skills) for name, skills in found.items()}


@lru_cache(maxsize=256)
def _insisted(document: Document, skills: tuple[Skill, ...]) -> tuple[tuple[Skill, Strength], ...]:
    reading = read_text(document.text, document.sections)
    return tuple(
        (skill, reading.demand(sentence, skill.span).strength)
        for skill in skills
        for sentence in reading.sentences
        if sentence.start <= skill.span.start < sentence.end
    )


def _named_by_strength(rows: Sequence[FacetRow], sides: Sequence[Side]) -> tuple[FacetRow, ...]:
    """The rows, each of which all that is stated is required named so."""
    facets = [entry.facets for side in sides for entry in entries_of(side)]
    asked = {
        EXPERIENCE: [stated for own in facets for stated in _asked(own.experience)],
        "degree": [stated for own in facets for stated in _asked(own.degrees)],
        "languages": [stated for own in facets for stated in _asked(own.languages)],
    }
    required = {
        name
        for name, stated in asked.items()
        if stated and all(one.strength is Strength.REQUIRED for one in stated)
    }
    return tuple(
        replace(row, name=f"{row.name} required") if row.name in required else row for row in rows
    )


# Which is more ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Range:
    """What a side's postings state of a number, from the least to the most, in one unit."""

    unit: tuple[str, str]
    least: Decimal
    most: Decimal

    def exceeds(self, other: _Range) -> bool:
        """Whether it lies higher at one end at least, and lower at neither; never across units."""
        higher = self.least >= other.least and self.most >= other.most
        return (
            self.unit == other.unit
            and higher
            and (self.least, self.most) != (other.least, other.most)
        )


_Measure = Callable[[Facets], _Range | None]


def _pay(facets: Facets) -> _Range | None:
    """What is paid, by the month as by the year; None where its currency or period isn't known.

    Of pay pro rata only what it is at most is known.
    """
    pay = pay_of(facets)
    if pay is None or not pay.currency or not pay.period:
        return None
    period = "year" if pay.period == "month" else pay.period
    ends = [end for end in (pay.least, pay.most) if end is not None]
    if pay.period == "month":
        ends = [year for end in ends if (year := in_period(end, "month", "year")) is not None]
    return _Range((pay.currency, period), Decimal(0) if pay.pro_rata else ends[0], ends[-1])


def _required_years(facets: Facets) -> _Range | None:
    """The years of experience that are asked for."""
    years = years_of(facets)
    return None if years is None else _Range(("", ""), years, years)


def _closing_day(facets: Facets) -> _Range | None:
    """The day it closes, counted from the first of year 1."""
    day = closes_on(facets)
    return (
        None
        if day is None
        else _Range(("", ""), Decimal(day.toordinal()), Decimal(day.toordinal()))
    )


# What the highest and the lowest are called, of two and of several.
_Ends = tuple[tuple[str, str], tuple[str, str]]
_AMOUNTS: _Ends = (("more", "less"), ("most", "least"))
_DAYS: _Ends = (("later", "earlier"), ("latest", "earliest"))
HIGHEST, LOWEST = ({ends[at] for words in (_AMOUNTS, _DAYS) for ends in words} for at in (0, 1))
_RANKED: dict[str, tuple[_Measure, _Ends]] = {
    PAY: (_pay, _AMOUNTS),
    EXPERIENCE: (_required_years, _AMOUNTS),
    CLOSES: (_closing_day, _DAYS),
}


def _range(stated: Sequence[_Range | None]) -> _Range | None:
    """What a side's postings state together; None where one of them doesn't, or in another unit."""
    known = [one for one in stated if one is not None]
    if len(known) < len(stated) or len({one.unit for one in known}) != 1:
        return None
    return _Range(known[0].unit, min(one.least for one in known), max(one.most for one in known))


def _ranks(sides: Sequence[Side], measure: _Measure, words: _Ends) -> tuple[str, ...]:
    """What each side is beside the others, "" where it isn't clear; none where not all can be
    compared.
    """
    found = [_range([measure(entry.facets) for entry in entries_of(side)]) for side in sides]
    highest, lowest = words[len(sides) > 2]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return ()
    told = []
    for at, own in enumerate(known):
        others = known[:at] + known[at + 1 :]
        above, below = (
            all(own.exceeds(other) for other in others),
            all(other.exceeds(own) for other in others),
        )
        told.append(highest if above else lowest if below else "")
    return tuple(told)


# What is asked of each ----------------------------------------------------------------------------

_ROWS = {
    Asked.PAY: PAY,
    Asked.EXPERIENCE: EXPERIENCE,
    Asked.DEGREE: "degree",
    Asked.LANGUAGES: "languages",
    Asked.VISA: "visa",
    Asked.WORKPLACE: "workplace",
    Asked.EMPLOYMENT: "employment",
    Asked.CLOSES: CLOSES,
    Asked.POSTED: "posted",
    Asked.PLACE: "places",
    Asked.LEVEL: "level",
}


def is_of(row: FacetRow, asked: Asked | None) -> bool:
    """Whether a row of facts tells what is asked for."""
    return asked is not None and row.name.removesuffix(" required") == _ROWS.get(asked)


def stating(asked: Asked | None, side: Side) -> list[Stated[Any]]:
    """What the postings of a side state of what is asked for."""
    values = [getattr(entry.facets, asked, ()) for entry in entries_of(side) if asked]
    every = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    return [one for one in every if isinstance(one, Stated)]


# What is paid in hand ----------------------------------------------------------------------------

_OF_FULL_TIME = re.compile(rf"\b{any_of('of_full_time')}\b", re.IGNORECASE)
_LEAST_OF_A_WEEK = Decimal("0.1")  # of a full week's pay, that a part-time post may pay


def paid_of_full_time(side: Side) -> tuple[bool, Decimal | None]:
    """Whether what a side states as its pay is that of a full week, and what it says to pay for its
    own hours.
    """
    text = side.role.document.text
    for stated in stating(Asked.PAY, side):
        full = stated.value.least or stated.value.most
        if stated.span is None or full is None:
            continue
        line = text[stated.span.start :].partition("\n")[0]
        if _OF_FULL_TIME.search(line):
            paid = (Decimal(str(one.written)) for one in amounts_of(line) if one.kind)
            own = [one for one in paid if full * _LEAST_OF_A_WEEK < one < full]
            return True, max(own, default=None)
    return False, None
