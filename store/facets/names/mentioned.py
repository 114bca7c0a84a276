"""The places that a text's sentences name: which of them is where the employer or the work is, and
what the text says of its country.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from store.embedding import shipped_classifier
from store.facets.names.areas import REMOTE, Area
from store.facets.names.gazetteer import (
    LANGUAGES,
    PEOPLES,
    cities_named,
    countries,
    folded,
    small_towns,
)
from store.facets.names.place_names import country_code, regions_named, state_named
from store.facets.reading import Reading, read_text, vocabulary
from store.types import Document, Origin, Place, Span

WEIGHTS = Path(__file__).with_name("mentioned.npz")
CLASSES = ("elsewhere", "employer", "work")
SURE = 0.5  # probability from which a place is the employer's or the job's
SEEN = (9, 6)  # words before and behind a name that tell what is there
OPENING = 1_500  # characters of a text that say where its employer is
LEAST = 5  # words of a sentence
_MOST = 80  # names of a text that are weighed
_LONGEST = 5  # words of a name
NAMED, _ANOTHER = "Someplace", "Otherplace"  # what stands for a name, and for those beside it
_WORD = re.compile(r"[^\W\d_]+(?:['’.-](?!s\b)[^\W\d_]+)*")
_JOINED = re.compile(r",?\s+")
_CAPITAL_NEXT = re.compile(r"(?:['’]s)?[ -](?:(?:&|and) )?[A-ZÀ-Þ]")
_CAPITAL_BEFORE = re.compile(r"\b([A-ZÀ-Þ][\w'’]*)(?: &| and)?[ -]$")
_TOWN_BEFORE = re.compile(r"(?<=[a-zß-ÿ] )((?:[A-ZÀ-Þ][\w'’-]+ ){0,2}[A-ZÀ-Þ][\w'’-]+),\s+$")
_DIAL = re.compile(r"(?:\+|\b00)\s?([1-9]\d{0,2})")
_DOMAIN = re.compile(r"[\w-]\.([a-z]{2})\b(?!\.\w|@)")
_POSTCODE = re.compile(  # two groups, one of which has letters and figures
    r"\b(?=[A-Z\d ]*[A-Z])(?=[A-Z\d ]*\d)[A-Z\d]{2,4} [A-Z\d]{2,4}\b"
)
_DWARFS = 8  # times as many inhabitants as the next country of the same money
_DOLLARS = ("$", "kr")  # which many countries have
_CURRENCY = re.compile(r"\b[A-Z]{3}\b|[A-Z]{0,3}[^\w\s.,;:!?()/'’\"&@%+-]")


class IsPlace(Protocol):
    """Tells the names of places; `follows` where a name stands right behind another."""

    def __call__(self, text: str, *, follows: bool) -> bool:
        """Tell whether a text is the name of a place."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A place that a sentence names, and how likely it is the employer's or the job's."""

    span: Span
    sentence: int
    employer: float
    work: float


def places_said(reading: Reading, is_place: IsPlace) -> list[Span]:
    """Return where a text names the place of its job, or else that of its employer; none where it
    names neither. Raises EmbedderError.
    """
    found = [
        (at, span, masked(reading.text, Span(sentence.start, sentence.end), names, span))
        for at, sentence in enumerate(reading.sentences)
        if len(sentence.words) >= LEAST
        for names in [named_in(reading.text, sentence.start, sentence.end, is_place)]
        for span in names
    ][:_MOST]
    if not found:
        return []
    told = shipped_classifier(WEIGHTS).of_all([text for _, _, text in found]).tolist()
    weighed = [
        Mentioned(span, at, employer, work)
        for (at, span, _), (elsewhere, employer, work) in zip(found, told, strict=True)
        if 1 - elsewhere >= SURE
    ]
    of_work = [each for each in weighed if each.work > each.employer]
    best = max(of_work or weighed, key=lambda each: each.work + each.employer, default=None)
    return [each.span for each in of_work or weighed if best and each.sentence == best.sentence]


def is_said_of(document: Document, place: Place, area: Area) -> bool:
    """Whether a posting whose place no field or label tells says in its first sentences or its
    title that it is in an area: a suburb's, that it is in its city. Raises EmbedderError.
    """
    name = area.city or area.name
    told = any(
        stated.origin not in (Origin.HEADING, Origin.TEXT) for stated in document.facets.places
    )
    if area.grain < 2 or area == REMOTE or place.city == REMOTE.city:
        return False
    homes = {city.country for city in cities_named(name)} | area.countries
    if place.country and homes and place.country not in homes:
        return False
    if told:
        return _stands_beside(document, place, area, name)
    is_titled = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", document.title) is not None
    return is_titled or is_said_in(document.text, name, place.city)


def _stands_beside(document: Document, place: Place, area: Area, name: str) -> bool:
    """Whether a label names an area beside the place and for no other: "Lakewood (Denver metro)";
    or the employer's name does, where the town of the label is not known.
    """
    called = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    places = document.facets.places
    beside = [stated.raw for stated in places if stated.value == place]
    if any(map(called.search, beside)):
        return not any(area.holds(stated.value) for stated in places)
    return not _is_known_town(place.city) and called.search(document.company) is not None


def _is_known_town(name: str) -> bool:
    return bool(cities_named(name) or small_towns(name))


@lru_cache(maxsize=20_000)
def is_said_in(text: str, name: str, beside: str) -> bool:
    """Whether the sentences that a posting opens with say that its job or employer is at a place;
    where `beside` is known to be its place, in one that names both. Raises EmbedderError.
    """

    def is_place(text: str, *, follows: bool) -> bool:
        return folded(text) == folded(name)

    opening = text[:OPENING]
    if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", opening):
        return False
    reading = read_text(opening, ())
    both = [each for each in reading.sentences if beside in opening[each.start : each.end]]
    return bool(places_said(replace(reading, sentences=tuple(both)), is_place))


def named_in_all(reading: Reading, is_place: IsPlace) -> list[Span]:
    """Return the places that the sentences of a text name."""
    return [
        span
        for sentence in reading.sentences
        for span in named_in(reading.text, sentence.start, sentence.end, is_place)
    ]


def named_in(text: str, start: int, end: int, is_place: IsPlace) -> list[Span]:
    """Return the places that a sentence names, each with the region or country behind it."""
    words = list(_WORD.finditer(text, start, end))
    names: list[Span] = []
    at = 0
    while at < len(words):
        before = names[-1].end if names else start
        follows = bool(names) and _JOINED.fullmatch(text, before, words[at].start()) is not None
        length = _longest(text, words, at, is_place, follows=follows)
        if length:
            name = Span(words[at].start(), words[at + length - 1].end())
            if follows:
                names[-1] = Span(names[-1].start, name.end)
            else:
                names.append(_with_town(text, name, start))
        at += length or 1
    return [name for name in names if not _is_part(text, name, start)]


def _with_town(text: str, name: Span, start: int) -> Span:
    """A region or country with the town before it, which need not be known: "Kestrel Bay, Western
    Australia".
    """
    words = name.of(text)
    town = _TOWN_BEFORE.search(text, start, name.start)
    is_wide = bool(country_code(words) or state_named(words) or regions_named(words))
    return Span(town.start(1), name.end) if town and is_wide else name


def _is_part(text: str, name: Span, start: int) -> bool:
    """Whether a name is but a part of another, which has a further capital: "Harrow & Daughters",
    "Marula Ridge". A word that the text has in lower case too is none: "Our Leeds office".
    """
    behind = _CAPITAL_NEXT.match(text, name.end)
    before = _CAPITAL_BEFORE.search(text, start, name.start)
    return bool(behind) or (before is not None and f" {before[1].lower()} " not in text)


def _longest(
    text: str, words: Sequence[re.Match[str]], at: int, is_place: IsPlace, *, follows: bool
) -> int:
    """How many words the longest name has that begins with a word; 0 where none does."""
    if not words[at][0][0].isupper():
        return 0
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        last = words[at + length - 1]
        if last[0][0].isupper() and is_place(text[words[at].start() : last.end()], follows=follows):
            return length
    return 0


def masked(text: str, sentence: Span, names: Sequence[Span], name: Span) -> str:
    """Return the words around a name, the names in them masked."""
    parts: list[str] = []
    end = sentence.start
    for each in names:
        parts += [*text[end : each.start].split(), NAMED if each == name else _ANOTHER]
        end = each.end
    parts += text[end : sentence.end].split()
    at = parts.index(NAMED)
    return " ".join(parts[max(0, at - SEEN[0]) : at + 1 + SEEN[1]])


@lru_cache(maxsize=16)
def countries_told(text: str) -> Counter[str]:
    """Return how many signs of each country a text has: its name or people, language, currency,
    telephone numbers and domains.
    """
    signs: Counter[str] = Counter()
    money = _paid_in(text)
    homes: dict[str, str] = vocabulary("cldr_currencies")["countries"]
    signs.update(country for country, currency in homes.items() if currency in money)
    peoples = {**PEOPLES, **LANGUAGES}
    words = {word for word in _WORD.findall(text) if word[0].isupper()}
    spoken = {
        peoples.get(word.casefold(), "")
        or country_code(word if word.isupper() else word.casefold())
        for word in words
        if not state_named(word)  # "Georgia"
    }
    dialled, domains = {*_DIAL.findall(text)}, {f".{end}" for end in _DOMAIN.findall(text)}
    for country in countries():
        code = country["phone"].lstrip("+").replace("-", "")
        signs[country["iso"]] += (
            (country["iso"] in spoken)
            + any(number.startswith(code) for number in dialled if code)
            + (country["tld"] in domains)
        )
    return signs


def _paid_in(text: str, dollars: bool = False) -> set[str]:
    """The currencies whose signs or codes a text has; those of "$" and "kr" only with `dollars`."""
    signs: dict[str, list[str]] = vocabulary("cldr_currencies")["signs"]
    found = {*_CURRENCY.findall(text)}
    return {
        code
        for sign in found
        if dollars or sign not in _DOLLARS
        for code in signs.get(sign, [sign])
    }


@lru_cache(maxsize=16)
def country_told(text: str) -> str:
    """Return the country that a text's money tells it is in, by its other signs where several
    have that money; "" where more than one may be meant.

    A country beside which the others of its money are small is meant by it alone: "£".
    """
    homes: dict[str, str] = vocabulary("cldr_currencies")["countries"]
    signs = countries_told(text)
    inhabitants = {country["iso"]: int(country["population"]) for country in countries()}
    money = _paid_in(text)
    likely = [country for country, currency in homes.items() if currency in money]
    if not likely:
        shared = _paid_in(text, dollars=True)
        likely = [country for country in homes if homes[country] in shared and signs[country]]
    likely.sort(key=lambda country: (signs[country], inhabitants.get(country, 0)), reverse=True)
    if len(likely) < 2:
        return likely[0] if likely else ""
    first, second = likely[:2]
    dwarfs = inhabitants.get(first, 0) > _DWARFS * inhabitants.get(second, 0)
    return first if signs[first] > signs[second] or dwarfs else ""


def country_of_postcode(words: str) -> str:
    """Return the country that has postcodes of a form that stands in `words`, of letters and
    figures; "" where none or more than one has.
    """
    for found in _POSTCODE.finditer(words):
        told = [
            country["iso"]
            for country in countries()
            if (form := country["postalcoderegex"]) and re.fullmatch(form.strip("^$ "), found[0])
        ]
        if len(told) == 1:
            return str(told[0])
    return ""
