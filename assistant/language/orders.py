"""Find the order a question asks for: a superlative, the first few, or a sorted list; by pay,
experience or dates.

"Which pays the most?" asks for the first, "the three best paid" for the first few, "sorted by pay"
and "best paid first" for all. The words are in quantities.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.types import Entity
from store.search.catalog import Facet, Rank
from store.text.listed import any_of, compiled, listed

_WHOLE = re.compile(r"\bin\s+order\b(?!\s+(?:of|to|that)\b)", re.IGNORECASE)
_GAP = re.compile(r"[\s,;:(–-]*")
_CLAUSE_END = re.compile(r"\s*(?:$|[.,;:?!)])")
_CHOSEN_FROM = re.compile(
    r"\b(?:of|between|among|from)\s+(?:the|these|those|my|your)\s+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns that show an order.

    Attributes:
        superlatives: "best paid", "closes soonest".
        keys: "by pay", "in order of closing date".
        subjects: words that name the facet of the order.
        verbs: "sorted".
        way: "highest first", "from low to high".
        top: "top five", "first 3".
        before: a number directly before a superlative.
        things: a number of things before a superlative: "three jobs that".
        ends: a word for either end of an order, or for its direction.
        number: a number.
    """

    superlatives: tuple[tuple[Facet, re.Pattern[str]], ...]
    keys: tuple[tuple[Facet, re.Pattern[str]], ...]
    subjects: tuple[tuple[Facet, re.Pattern[str]], ...]
    verbs: re.Pattern[str]
    way: re.Pattern[str]
    top: re.Pattern[str]
    before: re.Pattern[str]
    things: re.Pattern[str]
    ends: re.Pattern[str]
    number: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    table = words()
    pay, pays = named("pay", "nouns"), named("pay", "verbs")
    date, close = named("closes", "nouns"), named("closes", "verbs")
    superlatives, order = table["superlatives"], table["order"]
    most = any_of([*superlatives["highest"], *superlatives["lowest"]])
    soonest = any_of([*superlatives["first"], *superlatives["last"]])
    ends = any_of([*_highest(), *superlatives["lowest"], *superlatives["first"], *order["lowest"]])
    several = (
        r"(?:[2-9]|[1-9]\d"
        rf"|{any_of(name for name, number in table['numbers'].items() if number > 1)})"
    )
    number = rf"(?P<number>{several})"
    few = r"(?:(?!(?:of|in|the|and|or|for)\b)[\w'’]+[\s-]+){0,2}?"
    some = rf"(?:{several}\s+(?:\w+\s+)?)?"
    all_first = r"(?P<all>\s+first\b(?!-))?"
    by = r"\b(?P<by>by|in\s+order\s+of|according\s+to)\s+(?P<the>the\s+)?(?:(?!the\b)[\w'’]+\s+)??"
    they = r"(?:they|it|each|these|those|the\s+\w+)"
    things = r"(?:(?!years?\b|months?\b)[\w-]+\s+){1,2}?(?:(?:that|which|who|with|having)\s+)?"
    return _Patterns(
        superlatives=(
            (
                Facet.PAY,
                compiled(
                    rf"\b(?P<word>{most})[\s-]+{few}(?:{pay})\b(?:[\s-]+{few}(?:{pay})\b)?{all_first}"
                ),
            ),
            (
                Facet.PAY,
                compiled(
                    rf"\b(?:{pays})\s+(?:out\s+)?(?:the\s+)?(?P<word>{most})\b(?:\s+(?:money"
                    rf"|per\s+\w+))?{all_first}"
                ),
            ),
            (
                Facet.EXPERIENCE,
                compiled(
                    rf"\b(?P<word>{most})\W+(?:(?:amount|years?"
                    rf"|number)\W+)?(?:of\W+)?(?:\w+\W+)?(?:experience)\b{all_first}"
                ),
            ),
            (Facet.EXPERIENCE, compiled(rf"\b(?P<word>{most})\s+years\b{all_first}")),
            (
                Facet.CLOSES,
                compiled(
                    rf"\b(?P<word>{soonest})[\s-]+{some}(?:(?:application|to)\s+)?(?:{date}"
                    rf"|close)\b{all_first}"
                ),
            ),
            (
                Facet.CLOSES,
                compiled(
                    rf"\b(?:{close}|(?:{date})(?:\s+(?:is|are"
                    rf"|comes?))?)\s+(?:the\s+)?(?P<word>{soonest})\b"
                    rf"(?!\s+(?:week|month|year|day)){all_first}"
                ),
            ),
        ),
        keys=(
            (
                Facet.PAY,
                compiled(rf"{by}(?:(?:{pay})|how\s+(?:much|well)\s+{they}\s+(?:{pays}))\b"),
            ),
            (
                Facet.EXPERIENCE,
                compiled(
                    rf"{by}(?:(?:years?|amount|level)\s+(?:of\s+)?)?experience\b"
                    rf"(?:\s+(?:{they}\s+)?(?:needed|required|necessary"
                    rf"|{any_of(table['asks'])})\b)?(?:\s+for\b)?"
                ),
            ),
            (
                Facet.CLOSES,
                compiled(rf"{by}(?:(?:{date})|(?:when|how\s+soon)\s+{they}\s+(?:{close}))\b"),
            ),
        ),
        subjects=(
            (Facet.PAY, compiled(rf"\b(?:{pay}|{pays})\b")),
            (Facet.EXPERIENCE, compiled(r"\bexperience\b")),
            (Facet.CLOSES, compiled(rf"\b(?:{date}|{close})\b")),
        ),
        verbs=compiled(rf"\b(?:{named('order', 'verbs')})\b"),
        way=compiled(
            rf"\b(?:(?:with|from|in|the)\s+)*(?:(?P<end>{ends})\b(?:[\s-]+(?:{pay}|{date}|{close}"
            r"|experience))?"
            rf"\s+(?:first\b(?!-)|to\s+(?:the\s+)?(?:{ends})\b(?:\s+(?:{pay}|{date}|{close}"
            r"|experience)\b)?)"
            rf"|(?P<whole>{any_of([*order['falling'], *order['rising']])})\b(?:\s+order\b)?)"
        ),
        top=compiled(rf"\b(?:top|first|best)\s+{number}\b"),
        before=compiled(rf"\b{number}\s+$"),
        things=compiled(
            rf"\b{number}\s+{things}(?:(?:{any_of(table['asks'])}|has|have|are|is|for|the)\s+)*$"
        ),
        ends=compiled(rf"\b(?:{ends}|{any_of(order['rising'])})\b"),
        number=compiled(rf"\b{number}\b"),
    )


def _highest() -> list[str]:
    """Return the words that put the highest, or the last, first."""
    ends, order = words()["superlatives"], words()["order"]
    return [*ends["highest"], *ends["last"], *order["highest"], *order["falling"]]


def find_orders(text: str) -> Iterator[Entity]:
    """Yield the mentions of an order: one with a `Rank`, and further words for it without a
    value.
    """
    yield from _superlatives(text)
    yield from _sorted(text)


def find_direction(text: str) -> re.Match[str] | None:
    """Return the match of the words for a direction, such as "lowest first" or "descending"; None
    if there are none.
    """
    return _patterns().way.search(text)


def end_named(text: str) -> bool | None:
    """Return which end of an order the last word names: True for "most" and "last", False for
    "least" and "first".
    """
    last, ends = re.findall(r"\w+", text.casefold())[-1:], words()["superlatives"]
    far = {word: name in ("highest", "last") for name, listed in ends.items() for word in listed}
    return far.get(last[0]) if last else None


def _superlatives(text: str) -> Iterator[Entity]:
    whole = _WHOLE.search(text)
    for facet, pattern in _patterns().superlatives:
        for match in pattern.finditer(text):
            start, number, further = _how_many(text, match)
            highest = match["word"].casefold() in _highest()
            rank = Rank(facet, highest, 0 if match["all"] or whole else number)
            yield Entity.of(text, start, match.end(), facet, (rank,))
            yield from (
                Entity.of(text, *span, facet, ())
                for span in (further, whole.span() if whole else None)
                if span
            )


def _how_many(text: str, superlative: re.Match[str]) -> tuple[int, int, tuple[int, int] | None]:
    """Return where a superlative begins, how many it asks for, and where a number apart from it
    is.
    """
    patterns, before = _patterns(), text[: superlative.start()]
    if number := patterns.number.search(superlative[0]):
        return superlative.start(), _number(number), None
    if number := patterns.before.search(before):
        return number.start(), _number(number), None
    if number := patterns.things.search(before):
        is_all_there_are = _CHOSEN_FROM.search(before[: number.start()])  # "of the three jobs"
        return (
            superlative.start(),
            1 if is_all_there_are else _number(number),
            number.span("number"),
        )
    top = patterns.top.search(text)
    return superlative.start(), _number(top), top.span() if top else None


def _number(match: re.Match[str] | None) -> int:
    """Return how many things a match counts; 1 without a number."""
    written = match["number"].casefold() if match else "1"
    number: int = int(written) if written.isdigit() else words()["numbers"][written]
    return number


def _sorted(text: str) -> Iterator[Entity]:
    """Yield mentions of a sorted list or its top few: "by pay, highest first", "from high to low",
    "top five by pay".
    """
    patterns = _patterns()
    verb, top = patterns.verbs.search(text), patterns.top.search(text)
    key = next(
        (candidate for candidate in _keys(text) if top or _asks_for_order(text, *candidate)), None
    )
    ways = [way for way in patterns.way.finditer(text) if way["end"] or verb or key]
    facet = key[0] if key else _subject(text, ways[0]) if ways else None
    if facet is None:
        return
    number = _number(top) if key and top else 0
    matches = [
        match for match in (key[1] if key else None, *ways, top if key else None, verb) if match
    ]
    rank = Rank(facet, _is_highest_first(matches[0], ways, facet, is_top=number > 0), number)
    for match in matches:
        yield Entity.of(
            text, match.start(), match.end(), facet, (rank,) if match is matches[0] else ()
        )


def _keys(text: str) -> Iterator[tuple[Facet, re.Match[str]]]:
    for facet, pattern in _patterns().keys:
        yield from ((facet, match) for match in pattern.finditer(text))


def _asks_for_order(text: str, facet: Facet, key: re.Match[str]) -> bool:
    """Return whether "by pay" means the order of a list: a verb or a direction says so, or it ends
    the question.
    """
    if key["by"].casefold() != "by" or _patterns().verbs.search(text[: key.start()]):
        return True
    if (gap := _GAP.match(text, key.end())) and _patterns().way.match(text, gap.end()):
        return True
    is_bare = (
        not key["the"] and facet is not Facet.EXPERIENCE
    )  # "decided by experience", "by the closing date"
    return is_bare and _CLAUSE_END.match(text, key.end()) is not None


def _subject(text: str, way: re.Match[str]) -> Facet | None:
    """Return the facet that "highest first" is about: the nearest word for one, preferably before
    it.
    """
    found = sorted(
        (match.start(), facet)
        for facet, named in _patterns().subjects
        for match in named.finditer(text)
    )
    before = [facet for at, facet in found if at < way.end()]
    return before[-1] if before else found[0][1] if found else None


def _is_highest_first(
    key: re.Match[str], ways: Sequence[re.Match[str]], facet: Facet, *, is_top: bool
) -> bool:
    """Return which end comes first: as the question says, otherwise the highest pay and the
    earliest date.
    """
    own = _patterns().ends.search(key[0])
    said = [*([own[0]] if own else []), *(way["end"] or way["whole"] for way in ways)]
    if said:
        return said[-1].casefold() in _highest()  # "by highest pay, no: lowest first"
    return facet is Facet.PAY or (is_top and facet is Facet.EXPERIENCE)


# The words of quantities.yaml ---------------------------------------------------------------------


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """Return the tables of quantities.yaml."""
    tables: Mapping[str, Any] = listed(__file__, "quantities")
    return tables


def all_of(tables: Mapping[str, Mapping[str, str]]) -> str:
    """Return a pattern that matches any name of several tables."""
    return any_of(name for names in tables.values() for name in names)


def named(*keys: str) -> str:
    """Return a pattern that matches any name that quantities.yaml has under these keys."""
    table: Any = words()
    for key in keys:
        table = table[key]
    return any_of(table)


def value_of(tables: Mapping[str, Mapping[str, str]], word: str) -> str:
    """Return the key of the table that has a word, "" if none does."""
    folded = re.sub(r"[\s-]+", " ", word.casefold())
    return next((key for key, names in tables.items() if folded in names), "")
