"""Find facts that the sources state although a reply says they don't."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from assistant.check.premises import head_of
from assistant.check.sources import Source
from assistant.check.statements import Statement
from assistant.check.verdict import Verdict
from assistant.language.facts import stems
from assistant.tuning import tuning
from assistant.types import Evidence
from store.facets import vocabulary
from store.types import DocumentKind, Facets, Pay, Sentence, Span

# Facets whose names differ from their labels in store/facets/labels.yaml.
_FACETS = {"degree": "degrees", "employment": "employments", "visa": "visas"}


def stated_after_all(statement: Statement, evidence: Sequence[Evidence]) -> Source | None:
    """Return where the documents state what a sentence says is missing, None if they don't. All
    documents that the sentence cites must state it; without citations, all roles in the evidence.
    """
    shown = [piece for piece in evidence if piece.number in statement.cited]
    shown = shown or [
        piece for piece in evidence if piece.passage.document.kind is DocumentKind.ROLE
    ]
    first = {piece.passage.document.document_id: piece for piece in reversed(shown)}
    for facet in _facets_named(statement.text):
        places = [_stated(piece, facet) for piece in first.values()]
        if places and all(places):
            return places[-1]
    return None


def speaks_of(statement: Statement, verdict: Verdict) -> bool:
    """Return whether a source of the verdict has enough of the words that a statement says are
    missing.
    """
    for source in verdict.sources:
        named = stems(head_of(source.evidence))
        missing = stems(statement.checked) - named
        if len(missing & stems(source.text)) >= tuning().check.absence_words * len(missing):
            return True
    return False


def _facets_named(text: str) -> Iterator[str]:
    """Yield the facets whose label a sentence names, if it says hardly anything more."""
    words = stems(text)
    for label, facet in _labels():
        if label and label <= words and len(words - label) <= tuning().check.absence_others:
            yield facet


@cache
def _labels() -> tuple[tuple[frozenset[str], str], ...]:
    """Return the words of each label with its facet, the longest label first."""
    named = [
        (stems(label), _FACETS.get(name, name))
        for name, labels in vocabulary("labels").items()
        for label in labels
    ]
    return tuple(sorted(named, key=lambda pair: -len(pair[0])))


def _stated(shown: Evidence, facet: str) -> Source | None:
    """Return where a document states a facet, as a source; None where it doesn't, or not in its
    text.
    """
    document = shown.passage.document
    postings = (posting.facets for posting in document.postings if posting.facets)
    spans = (span for facets in (document.facets, *postings) for span in _spans(facets, facet))
    for span in spans:
        for sentence in (*shown.passage.sentences, Sentence(span, 0)):
            if sentence.span.start <= span.start and span.end <= sentence.span.end:
                return Source(shown, sentence, sentence.span.of(document.text))
    return None


def _spans(facets: Facets, facet: str) -> Iterator[Span]:
    stated = getattr(facets, facet)
    for fact in stated if isinstance(stated, tuple) else filter(None, (stated,)):
        if fact.span and fact.value != Pay():
            yield fact.span
