"""What a document states, in words, and where each value was read: "GBP 28,000–32,000 a year",
"from the text".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.language.conditions import NOT_SAID
from assistant.language.stated import (
    VISAS,
    day_in_words,
    degree_in_words,
    language_in_words,
    pay_in_words,
    quoted,
)
from assistant.language.wording import counted
from store.facets.names.place_names import place_in_words
from store.types import (
    Document,
    Experience,
    Facets,
    Origin,
    Posting,
    Span,
    Stated,
    Strength,
    Travel,
)

GUESSES = frozenset({Origin.HEADING, Origin.TEXT, Origin.FILE_NAME})
_ORIGINS = {
    Origin.CORRECTED: "set by hand",
    Origin.FIELD: "from a field",
    Origin.LABEL: "from a label",
    Origin.HEADING: "from a heading",
    Origin.TEXT: "from the text",
    Origin.FILE_NAME: "from the file name",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a document in words.

    Attributes:
        origin: where it was read; None if that is not kept.
        span: its place in the document's text; None if it comes from a field.
    """

    name: str
    words: str
    origin: Origin | None = None
    span: Span | None = None

    @property
    def is_guess(self) -> bool:
        """Whether the source only implies it."""
        return self.origin in GUESSES


def facts_of(document: Document) -> tuple[Fact, ...]:
    """Return what a document states, in the order a reader looks for it; where postings differ,
    with the places of each value.
    """
    facets, origins = document.facets, dict(document.origins)
    level = Fact("Level", "" if facets.level else document.level)
    facts = [
        Fact("Company", document.company, origins.get("company")),
        Fact("Team", document.team, origins.get("team")),
        *_of_each(
            document, lambda stated: [_fact("Level", stated.level, str) if stated.level else level]
        ),
        *_of_each(
            document, lambda stated: [_fact("Pay", stated.pay, lambda _: pay_in_words(stated.pay))]
        ),
        *_of_each(
            document,
            lambda stated: [_fact("Closes", stated.closes, lambda _: day_in_words(stated.closes))],
        ),
        _fact("Posted", facets.posted, lambda _: day_in_words(facets.posted)),
        *_of_each(document, lambda stated: [_fact("Workplace", stated.workplace, str)]),
        *_of_each(document, lambda stated: _facts("Employment", stated.employments, str)),
        *_facts("Experience", facets.experience, experience_in_words),
        *_facts("Degree", facets.degrees, degree_in_words),
        *_facts("Languages", facets.languages, language_in_words),
        *_facts("Visa or work permit", facets.visas, VISAS.__getitem__),
        *_facts("Travel", facets.travel, _travel),
        *_of_each(document, lambda stated: [_fact("Requisition", stated.requisition, str)]),
    ]
    return tuple(fact for fact in facts if fact.words)


def _of_each(document: Document, facts_in: Callable[[Facets], Iterable[Fact]]) -> Iterator[Fact]:
    """Yield the facts that all postings of a document share, and each other fact with the places of
    its postings.
    """
    postings: dict[Fact, list[Posting]] = {}
    for posting in document.postings:
        for fact in facts_in(document.facets_of(posting)):
            postings.setdefault(fact, []).append(posting)
    for fact, listings in postings.items():
        places = dict.fromkeys(place_in_words(posting.place) or NOT_SAID for posting in listings)
        of_all = len(listings) == len(document.postings) or not fact.words
        yield fact if of_all else replace(fact, words=f"{fact.words} ({'; '.join(places)})")
    if not document.postings:
        yield from facts_in(document.facets)


def origin_in_words(origin: Origin | None) -> str:
    """Return where a value was read: "from a field", "from the text"; "" if that is not known."""
    return _ORIGINS[origin] if origin else ""


def unplaced_in_words(facets: Facets) -> str:
    """Return "1 place not understood: “2 Locations”"; "" if every place was understood."""
    if not facets.unplaced:
        return ""
    return (
        f"{counted(len(facets.unplaced), 'place')} not understood: "
        f"{', '.join(map(quoted, facets.unplaced))}"
    )


def places_of(document: Document) -> tuple[str, ...]:
    """Return the distinct places of a document's postings, in words."""
    return tuple(
        filter(None, dict.fromkeys(place_in_words(posting.place) for posting in document.postings))
    )


def _fact(name: str, stated: Stated[Any] | None, in_words: Any) -> Fact:
    if stated is None:
        return Fact(name, "")
    strength = "" if stated.strength is Strength.UNSTATED else f" ({stated.strength})"
    return Fact(
        name,
        f"{in_words(stated.value) or quoted(stated.raw)}{strength}",
        stated.origin,
        stated.span,
    )


def _facts(name: str, stated: Sequence[Stated[Any]], in_words: Any) -> Iterator[Fact]:
    """Yield a fact for each value, without repeating the same words."""
    facts: dict[str, Fact] = {}
    for value in stated:
        fact = _fact(name, value, in_words)
        facts.setdefault(fact.words, fact)
    yield from facts.values()


def experience_in_words(experience: Experience) -> str:
    """Return "3+ years in baking", "2–4 years", "none needed"."""
    least, most = experience.least, experience.most
    if most is None and not least:
        years = "" if least is None else "none needed"
    else:
        more, unit = "+" if most is None else "", "year" if most == least == 1 else "years"
        years = f"{_range(least, most)}{more} {unit}"
    return " in ".join(part for part in (years, experience.of) if part)


def _travel(travel: Travel) -> str:
    if not travel.asked:
        return "none"
    if travel.least is None and travel.most is None:
        return "some"
    return f"{_range(travel.least, travel.most)}%"


def _range(least: float | None, most: float | None) -> str:
    if least is None:
        return f"up to {most:g}"
    return f"{least:g}" if most in (None, least) else f"{least:g}–{most:g}"
