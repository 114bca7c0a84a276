"""What kind of answer a question asks for: several sentences together, or what one facet of a
posting states.

Both are told by classifiers (judge/training/breadth.py, question/intents/facets.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from assistant.question.intents.facets import Asked, facets_asked
from assistant.tuning import tuning
from store.collection.listed import DETAILS, LISTED
from store.embedding.classifier import shipped_classifier
from store.facets.read import read_facets
from store.facets.reading import Demand, Reading, read_text
from store.types import Chunk, Document, DocumentKind, Facets, Fields, Span, Stated, Strength

BREADTH = Path(__file__).with_name("breadth.npz")


_STATED_ONCE = (
    Asked.PAY,
    Asked.CLOSES,
    Asked.POSTED,
    Asked.PLACE,
    Asked.WORKPLACE,
    Asked.EMPLOYMENT,
)


def is_broadly_put(question: str) -> bool:
    """Whether a question is put so that several sentences answer it together.

    Raises EmbedderError.
    """
    return shipped_classifier(BREADTH)(question)[1] >= tuning().evidence.broad


def asks_for_requirements(question: str) -> bool:
    """Whether a question asks for all that is asked of candidates; raises EmbedderError."""
    return facets_asked(question)[Asked.REQUIREMENTS] >= tuning().evidence.broad


def asks_for_one_thing(question: str) -> bool:
    """Whether a question asks for what a posting states once, as its pay or its closing date.

    Raises EmbedderError.
    """
    shares = facets_asked(question)
    return max(shares[one] for one in _STATED_ONCE) >= tuning().evidence.asks_for_one


_NEVER_MISSED = {Asked.NONE, Asked.PLACE, Asked.REQUIREMENTS}


class Stating:
    """How much a question asks for what a sentence of a posting states, and for what its posting
    states nowhere.
    """

    def __init__(self, question: str) -> None:
        """Raises EmbedderError."""
        self._share = facets_asked(question)

    def __call__(self, chunk: Chunk, span: Span) -> tuple[float, float]:
        """The probability that the question asks for a facet that the sentence states, or that
        nothing here states.
        """
        if chunk.document.kind is not DocumentKind.ROLE:
            return 0.0, 0.0
        stated, here = _stated(chunk.document), states(chunk, span)
        if demand_of(chunk.document, span).strength is not Strength.UNSTATED:
            here.add(Asked.REQUIREMENTS)
        silent = set(Asked) - _NEVER_MISSED - {asked for asked, _ in stated}
        return sum(self._share[asked] for asked in here), sum(
            self._share[asked] for asked in silent
        )


def states(chunk: Chunk, span: Span) -> set[Asked]:
    """The facets that a sentence of a posting states."""
    within = (
        asked for asked, at in _stated(chunk.document) if at and span.start <= at.start < span.end
    )
    return {*_listed(chunk, span), *within}


def demand_of(document: Document, span: Span) -> Demand:
    """How much a sentence insists, by its own words or the headings above it, and whether it
    waives what it names.
    """
    return reading_of(document).demand_within(span)


@lru_cache(maxsize=1_000)
def reading_of(document: Document) -> Reading:
    """A document's text cut up for its facets."""
    return read_text(document.text, document.sections)


@lru_cache(maxsize=1_000)
def _stated(document: Document) -> tuple[tuple[Asked, Span | None], ...]:
    """The facets that a role or one of its postings states, each with where its text does."""
    every = [document.facets, *(posting.facets for posting in document.postings if posting.facets)]
    # What a field states has no place in the text, which may state it too.
    every.append(read_facets(Fields(), document.text, document.sections))
    return tuple(dict.fromkeys(each for facets in every for each in _of(facets)))


def _of(facets: Facets) -> Iterator[tuple[Asked, Span | None]]:
    for asked in Asked:
        value = getattr(facets, asked, ())
        for stated in value if isinstance(value, tuple) else (value,):
            if isinstance(stated, Stated):
                yield asked, stated.span


def _listed(chunk: Chunk, span: Span) -> set[Asked]:
    """The facet that a line of what only fields state gives."""
    if chunk.section.heading_path[-1:] != (LISTED,):
        return set()
    line = span.of(chunk.document.text)
    return {Asked(name) for name, label in DETAILS.items() if line.startswith(label)}
