"""The usual names of a posting's columns, keys and elements: "Job Title*", "job_title",
"Stellenbezeichnung".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from store.errors import ReadError
from store.text.listed import listed

RANGES = ("pay", "experience")  # kinds of columns whose ends may stand in columns of their own
TITLES = ("title", "title plain", "title perhaps", "name")  # the surest first

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_ALTERNATIVE = re.compile(r"[/|\n]|\s[-–—]\s")
_PARTED = re.compile(r"[/()|]")
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_ENDS_OF_PLACE = frozenset({"city", "region", "country"})
_LONGEST_EMPTY = 40  # characters
_LONGEST_NAME = 80  # characters: a longer cell is text, not the name of a column


@dataclass(frozen=True, slots=True)
class Column:
    """A named column of a table, key of an object or element.

    Attributes:
        label: the name, readable; "" for text that stands without a heading.
        kind: what columns.yaml calls it, "" where the name is none of the usual ones.
        currency, period: what the name of a column of pay says of both, else "".
    """

    label: str
    kind: str = ""
    currency: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What columns.yaml holds, its names in the form that `normalised` gives."""

    kinds: Mapping[str, str]
    telling: frozenset[str]
    of_roles: frozenset[str]  # telling, or the title of a job: these make a document a role
    prefixes: tuple[str, ...]
    suffixes: frozenset[str]
    forms: frozenset[str]
    bounds: Mapping[str, str]
    beside_pay: frozenset[str]
    naming: tuple[str, ...]
    wrappers: frozenset[str]
    speakers: frozenset[str]
    empty: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    periods: Mapping[str, str]
    signs: Mapping[str, str]


@lru_cache(8192)
def normalised(name: str) -> str:
    """Return a name without case, accents, punctuation, snake_case and camelCase: "jobTitle" ->
    "job title".
    """
    decomposed = unicodedata.normalize("NFKD", _HUMP.sub(" ", name))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", letters.casefold()).strip()


def readable(name: str) -> str:
    """Return a name as a heading: "minimum_qualifications_html" -> "Minimum qualifications";
    others keep their form.
    """
    name = " ".join(name.split()).strip(" *:")
    if " " not in name:
        words = [word for word in re.split(r"[\s_.-]+", _HUMP.sub(" ", name)) if word]
        while len(words) > 1 and words[-1].lower() in vocabulary().forms:
            words.pop()
        name = " ".join(word if word.isupper() else word.lower() for word in words)
    return name[:1].upper() + name[1:]


@lru_cache(4096)
def column(name: str) -> Column:
    """Return the column that a name heads; its kind is "" where the name is not a usual one."""
    if len(name) > _LONGEST_NAME:
        return Column(name)
    for variant in _variants(name):
        if kind := _kind(variant) or _kind_of_range(variant) or _kind_of_both(variant):
            break
    currency, period = (currency_in(name), period_in(name)) if kind.startswith("pay") else ("", "")
    return Column(readable(name), kind, currency, period)


def explicit(columns: Mapping[str, str]) -> dict[str, str]:
    """Return the normalised column name -> kind that a user's `columns` (field -> name) asks for.

    Raises ReadError where a field is unknown, naming the known ones.
    """
    names = dict.fromkeys(vocabulary().kinds.values())
    kinds = {}
    for field, name in columns.items():
        kind = field if field in names else column(field).kind
        if not kind:
            raise ReadError(
                f"columns: no field is called {field!r}; name one of {', '.join(names)}"
            )
        kinds[normalised(name)] = "title" if kind in TITLES else kind
    return kinds


def is_empty(value: object) -> bool:
    """Say whether a cell holds nothing: blank, "N/A", "-", "null"."""
    if not isinstance(value, str):
        return value is None or value in ([], {})
    if len(value) > _LONGEST_EMPTY:
        return not value.strip()
    words = normalised(value)
    return not words or words in vocabulary().empty


def currency_in(text: str) -> str:
    """Return the ISO code of the currency that `text` names by code or sign, "" where none.

    A sign of several currencies is returned as it is: "$", "kr".
    """
    for word in _CODE.finditer(text):
        if word[0] in _currencies():
            return word[0]
    for sign, currency in sorted(vocabulary().signs.items(), key=lambda entry: -len(entry[0])):
        if sign in text and (
            not sign.isalpha() or re.search(rf"(?<![^\W\d_]){sign}(?![^\W\d_])", text)
        ):
            return currency
    return ""


def period_in(text: str) -> str:
    """Return "hour", "day", "week", "month" or "year" where `text` names a period of pay, else
    "".
    """
    periods = vocabulary().periods
    for part in (text, *_PARTED.split(text)):
        if exact := periods.get(normalised(part)):
            return exact
    words = f" {normalised(text)} "
    return next(
        (periods[phrase] for phrase in periods if len(phrase) > 2 and f" {phrase} " in words), ""
    )


@cache
def vocabulary() -> Vocabulary:
    """Return columns.yaml, read once."""
    read: dict[str, Any] = listed(__file__, "columns")
    names = {
        kind: [normalised(name) for entries in languages.values() for name in entries]
        for kind, languages in read["columns"].items()
    }
    periods = {
        normalised(phrase): period
        for period, phrases in read["periods"].items()
        for phrase in phrases
    }
    return Vocabulary(
        kinds={name: kind for kind, entries in reversed(names.items()) for name in entries},
        telling=frozenset(read["telling"]),
        of_roles=frozenset(read["telling"]) | {"title"},
        prefixes=tuple(read["prefixes"]),
        suffixes=frozenset(read["suffixes"]),
        forms=frozenset(read["forms"]),
        bounds={normalised(word): kind for kind, words in read["bounds"].items() for word in words},
        beside_pay=frozenset(read["beside pay"]),
        naming=tuple(read["naming"]),
        wrappers=frozenset(read["wrappers"]),
        speakers=frozenset(read["speakers"]),
        empty=frozenset(normalised(word) for word in read["empty"]),
        yes=frozenset(str(word) for word in read["affirmed"]),
        no=frozenset(str(word).lower() for word in read["denied"]),
        periods=dict(sorted(periods.items(), key=lambda phrase: -len(phrase[0]))),
        signs=read["signs"],
    )


def _variants(name: str) -> Iterator[str]:
    yield normalised(name)
    bare = _BRACKETED.sub(" ", name)
    yield normalised(bare)
    for part in _ALTERNATIVE.split(bare):
        yield normalised(part)
    for bracketed in _BRACKETED.findall(name):
        yield normalised(bracketed)


def _kind(words: str, steps: int = 3) -> str:
    vocabulary_ = vocabulary()
    if kind := vocabulary_.kinds.get(words):
        return kind
    if not steps:
        return ""
    return next((kind for shorter in _shorter(words) if (kind := _kind(shorter, steps - 1))), "")


def _shorter(words: str) -> Iterator[str]:
    start, last = words.rpartition(" ")[::2]
    if last.isdigit():
        yield start
    for prefix in vocabulary().prefixes:
        if words.startswith(f"{prefix} "):
            yield words[len(prefix) + 1 :]
    if last in vocabulary().suffixes:
        yield start
    if words.endswith("s") and not words.endswith("ss"):
        yield words[:-1]


def _kind_of_range(words: str) -> str:
    """The kind of "salary gbp per hour" once currency and then period are taken off, and of
    "experience years min".

    "" where it is none of pay or experience.
    """
    bare = " ".join(word for word in words.split() if word.upper() not in _currencies())
    without_period = f" {bare} "
    for phrase in vocabulary().periods:
        without_period = without_period.replace(f" {phrase} ", " ")
    beside = vocabulary().beside_pay
    shorter = [
        " ".join(word for word in form.split() if word not in beside)
        for form in (bare, without_period)
    ]
    for form in (bare, *shorter):
        kind = _kind(form) if form != words else ""
        if (kind := kind or _bound(form)).startswith(RANGES):
            return kind
    return ""


def _kind_of_both(words: str) -> str:
    """The kind of "town and country" and "city, state": a place of which a word names each end."""
    first, *between, last = words.split() if " " in words else ("", "")
    ends = {_kind(first), _kind(last)}
    return "place" if len(between) < 2 and len(ends & _ENDS_OF_PLACE) == 2 else ""


def _bound(words: str) -> str:
    """The kind of "lower salary" and "experience min": a word of pay or experience with one for
    an end of its range.
    """
    for bound, kind in vocabulary().bounds.items():
        leads = words.startswith(f"{bound} ")
        unbounded = words.removeprefix(f"{bound} ") if leads else words.removesuffix(f" {bound}")
        base = _kind(unbounded) if unbounded != words else ""
        if base == "pay" or (base in RANGES and kind.endswith(("least", "most"))):
            return kind.replace("pay", base)
    return ""


@cache
def _currencies() -> frozenset[str]:
    import pycountry

    return frozenset(currency.alpha_3 for currency in pycountry.currencies)
