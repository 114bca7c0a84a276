"""List items and the lines that introduce them, without which some mean little."""

from __future__ import annotations

from assistant.types import Citation
from store.types import Chunk, Span

FEWEST_WORDS = 6  # an item of fewer is hardly a sentence of its own


def introduction(chunk: Chunk, position: int) -> Span | None:
    """The line that introduces the list a sentence is an item of; None outside lists and where it is a heading."""
    lead = chunk.sentences[position].lead
    return lead if lead is not None and lead.start >= chunk.section.span.start else None


def stands_alone(item: str) -> bool:
    """Whether an item reads as a sentence without the line above it."""
    return not item[:1].islower() and len(item.split()) >= FEWEST_WORDS


def with_introduction(chunk: Chunk, position: int) -> str:
    """A sentence, under the line that introduces it where it does not stand alone."""
    own = chunk.sentences[position].span.of(chunk.document.text)
    alone = introduction(chunk, position) is None or stands_alone(own)
    return own if alone else chunk.with_lead(position)


def lead_of(citation: Citation) -> str:
    """The line that introduces a quoted list item which does not stand alone; else empty."""
    for chunk in citation.evidence.passage.chunks:
        for at, sentence in enumerate(chunk.sentences):
            if sentence.span == citation.span and not stands_alone(citation.quote):
                lead = introduction(chunk, at)
                return lead.of(citation.document.text) if lead else ""
    return ""
