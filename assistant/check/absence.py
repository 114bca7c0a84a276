"""Whether something that a reply says the sources don't state is stated among the facts read
from them.
"""

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

# What facets are called whose labels (store/facets/labels.yaml) are called otherwise.
_FACETS = {"degree": "degrees", "employment": "employments", "visa": "visas"}


def stated_after_all(statement: Statement, evidence: Sequence[Evidence]) -> Source | None:
    """Where the documents state what a sentence says they don't: all those it cites, or else all
    roles among them.
    """
    shown = [one for one in evidence if one.number in statement.cited]
    shown = shown or [one for one in evidence if one.passage.document.kind is DocumentKind.ROLE]
    first = {one.passage.document.document_id: one for one in reversed(shown)}
    for facet in _facets_named(statement.text):
        places = [_stated(one, facet) for one in first.values()]
        if places and all(places):
            return places[-1]
    return None


def speaks_of(statement: Statement, verdict: Verdict) -> bool:
    """Whether what is said to state it after all has a good part of the words of what is said to
    be missing.
    """
    for source in verdict.sources:
        named = stems(head_of(source.evidence))
        missing = stems(statement.checked) - named
        if len(missing & stems(source.text)) >= tuning().check.absence_words * len(missing):
            return True
    return False


def _facets_named(text: str) -> Iterator[str]:
    """The facets whose label a sentence has, and hardly anything else."""
    words = stems(text)
    for label, facet in _labels():
        if label and label <= words and len(words - label) <= tuning().check.absence_others:
            yield facet


@cache
def _labels() -> tuple[tuple[frozenset[str], str], ...]:
    """The words of each label, the longest first, with its facet."""
    named = [
        (stems(label), _FACETS.get(name, name))
        for name, labels in vocabulary("labels").items()
        for label in labels
    ]
    return tuple(sorted(named, key=lambda one: -len(one[0])))


def _stated(shown: Evidence, facet: str) -> Source | None:
    """Where a document states a facet, as a source; None where it doesn't, or not in its text."""
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
    for one in stated if isinstance(stated, tuple) else filter(None, (stated,)):
        if one.span and one.value != Pay():
            yield one.span
