"""Which document a part of a claim speaks of, by a role's title, team, company and places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.types import Evidence
from store.job_titles import HEADS
from store.places import place_in_words
from store.stemming import singular
from store.types import Document, DocumentKind

_PART = re.compile(r"[;:]|,? (?:and|while|whereas|but)\b|,")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Label:
    """Something one role is called by, and no other role: " theatre nurse ", in the singular, between spaces."""

    number: int
    phrase: str


def labels(evidence: Sequence[Evidence]) -> tuple[Label, ...]:
    """What tells each role from the other documents: they neither are called so nor speak of it."""
    documents = {one.number: one.passage.document for one in evidence}
    called = {number: frozenset(_called(document)) for number, document in documents.items()}
    told = {one.number: plain(one.passage.text) for one in evidence}
    return tuple(
        Label(number, phrase)
        for number, phrases in called.items()
        for phrase in sorted(phrases)
        if not any(
            phrase in told[one] or any(phrase in longer for longer in other)
            for one, other in called.items()
            if documents[one].document_id != documents[number].document_id
        )
    )


def plain(text: str) -> str:
    """Words in lower case and the singular, between spaces."""
    return f" {' '.join(map(singular, _WORD.findall(text)))} "


def parts_of(claim: str) -> tuple[str, ...]:
    """The parts of a claim that may speak of a role each."""
    return tuple(part for part in _PART.split(claim) if part.strip())


def named_in(part: str, known: Sequence[Label]) -> frozenset[int]:
    """The numbers of the documents that a part of a claim names."""
    said = plain(part)
    return frozenset(label.number for label in known if label.phrase in said)


def _called(document: Document) -> Iterator[str]:
    if document.kind is not DocumentKind.ROLE:
        return
    title = re.split(r"[,(|]| [-–—] ", document.title)[0]
    yield plain(title)
    words = plain(title).split()
    heads = [word for word in words if word in HEADS] or words[-1:]
    yield f" {heads[-1]} "
    for text in (document.title, document.company, document.team):
        if text:
            yield plain(text)
    for posting in document.postings:
        if posting.place.city and posting.place.city.casefold() != "remote":
            yield plain(posting.place.city)
        elif not posting.place.city:
            yield plain(place_in_words(posting.place))
