"""Which aspect of a role each of its sentences speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.comparison.alignment import as_you, introduction
from assistant.comparison.aspect_words import (
    DESCRIPTIONS,
    HEADINGS,
    HOW,
    METHOD_USED,
    PLACE_HEADING,
    STATED,
)
from assistant.language.words import FRAME_WORDS
from assistant.tuning import tuning
from assistant.types import Aspect
from store.embedding.embedder import Embed, Vectors
from store.facets.names.skills import skills_in
from store.search.lexical import STOP_WORDS
from store.text.stemming import stem, stems
from store.types import Chunk, Document, SectionKind, Span

SentenceKey = tuple[str, int]  # chunk_id and the sentence's position in the chunk

# What a sentence may plainly state although its heading promises something else.
_GIVES_WAY: dict[Aspect, frozenset[Aspect]] = {
    Aspect.RESPONSIBILITIES: frozenset(Aspect) - {Aspect.DAY},
    Aspect.PURPOSE: frozenset(Aspect) - {Aspect.DAY},
    Aspect.QUALIFICATIONS: frozenset({Aspect.PAY, Aspect.OTHER}),
    Aspect.METHODS: frozenset({Aspect.PAY, Aspect.OTHER, Aspect.QUALIFICATIONS}),
    Aspect.COLLEAGUES: frozenset({Aspect.PAY, Aspect.OTHER, Aspect.SENIORITY}),
    Aspect.SENIORITY: frozenset({Aspect.PAY, Aspect.OTHER}),
    Aspect.DAY: frozenset({Aspect.PAY, Aspect.OTHER}),
    Aspect.PAY: frozenset({Aspect.OTHER, Aspect.SENIORITY}),
    Aspect.OTHER: frozenset({Aspect.PAY}),
}
# Words that say that a role is listed somewhere, and nothing about it.
_PLACE_STEMS = frozenset(
    stem(word)
    for word in """
    base based locate located location place places post posted posting postings list listed listing advertise
    advertised office offices site city town state country region area times time twice once both all same text
    one two three four five six seven eight nine ten first second north south east west central northern southern
    role roles job jobs position positions united states kingdom america england britain usa uk open opening
    """.split()
)
_LISTED_STEMS = frozenset(stem(word) for word in "based located posted listed advertised".split())
_YOU = re.compile(r"(?:^|, )you\b", re.IGNORECASE)
_WILL = re.compile(r"(?:\bwill|['’]ll)\b(?! to\b)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def aspects_of(
    chunks: Sequence[Chunk], vectors: Mapping[SentenceKey, Vectors], embed: Embed
) -> dict[SentenceKey, Aspect]:
    """Return the aspect of each sentence of a role's chunks, in their order.

    Left out are sentences that only say where the role is posted and what the page put around the
    text. `vectors` are the sentences' unit vectors, shape (dimension,) each; `embed` is called
    once, where no word tells the aspect.
    """
    by_words: dict[SentenceKey, Aspect | None] = {
        (chunk.chunk_id, at): _told(chunk, at)
        for chunk in chunks
        if chunk.section.kind is SectionKind.BODY
        for at in range(len(chunk.sentences))
        if not _only_places(chunk, at)
    }
    nearest = _nearest([key for key, aspect in by_words.items() if aspect is None], vectors, embed)
    return {key: aspect or nearest[key] for key, aspect in by_words.items()}


def heading_aspect(headings: Sequence[str]) -> Aspect | None:
    """Return what the deepest telling heading of a path promises; None where none tells."""
    for heading in reversed(headings):
        for aspect, pattern in HEADINGS:
            if pattern.search(heading):
                return aspect
    return None


def stated_aspect(text: str) -> Aspect | None:
    """Return what a sentence plainly states by its own words; None where it may be anything."""
    for aspect, pattern in STATED:
        if pattern.search(text):
            return aspect
    skills = len(skills_in(text, (Span(0, len(text)),)))
    limits = tuning().comparison
    uses_them = skills >= limits.skills_used and HOW.search(text)
    names_methods = skills >= limits.skills_alone or uses_them or METHOD_USED.search(text)
    return Aspect.METHODS if names_methods else None


def _told(chunk: Chunk, at: int) -> Aspect | None:
    text = _said(chunk, at)
    promised = heading_aspect(_headings(chunk))
    stated = stated_aspect(as_you(text, chunk.document.title))
    if promised is None:
        return stated
    if stated is not None and stated in _GIVES_WAY[promised]:
        return stated
    if promised is Aspect.QUALIFICATIONS and stated is not promised and _WILL.search(text):
        return Aspect.RESPONSIBILITIES  # what is done by the one who is looked for
    if promised is Aspect.PURPOSE and stated is None and _YOU.search(text):
        return Aspect.RESPONSIBILITIES  # what the candidate does in that team
    return promised


def _said(chunk: Chunk, at: int) -> str:
    """Return a sentence with the line that introduces it, unless that is a heading, which has
    had its say.
    """
    introduced = introduction(chunk, at) is not None
    return chunk.with_lead(at) if introduced else chunk.sentences[at].span.of(chunk.document.text)


def _headings(chunk: Chunk) -> tuple[str, ...]:
    """Return the headings over a chunk, without the role's title, in which a word may stand for
    anything.
    """
    title = chunk.document.title.casefold()
    return tuple(
        heading for heading in chunk.section.heading_path if heading.casefold() not in title
    )


def _only_places(chunk: Chunk, at: int) -> bool:
    """Return whether a sentence says where the role is listed and no more."""
    text = chunk.sentences[at].span.of(chunk.document.text)
    said = {
        stem(word) for word in _WORD.findall(text) if word.lower() not in STOP_WORDS | FRAME_WORDS
    }
    about_places = bool(said & (_LISTED_STEMS | _place_stems(chunk.document)))
    under_place = any(PLACE_HEADING.search(heading) for heading in chunk.section.heading_path)
    left = said - _PLACE_STEMS - _place_stems(chunk.document) - _name_stems(chunk.document)
    # Under a heading about places, a word or two more are the names of a region or a street.
    return bool(said) and (about_places or under_place) and len(left) <= (2 if under_place else 0)


def _place_stems(document: Document) -> frozenset[str]:
    places = [posting.place for posting in document.postings]
    return frozenset(
        word for place in places for word in stems(f"{place.country} {place.region} {place.city}")
    )


def _name_stems(document: Document) -> frozenset[str]:
    return frozenset(stems(f"{document.title} {document.team} {document.company} {document.level}"))


def _nearest(
    keys: Sequence[SentenceKey], vectors: Mapping[SentenceKey, Vectors], embed: Embed
) -> dict[SentenceKey, Aspect]:
    """For each sentence the aspect whose description it is nearest to."""
    if not keys:
        return {}
    aspects = list(DESCRIPTIONS)
    near = (
        np.stack([vectors[key] for key in keys])
        @ embed([DESCRIPTIONS[aspect] for aspect in aspects]).T
    )
    best = near.argmax(axis=1)
    return {
        key: aspects[at] if row[at] >= tuning().comparison.nearest_aspect else Aspect.OTHER
        for key, at, row in zip(keys, best.tolist(), near, strict=True)
    }
