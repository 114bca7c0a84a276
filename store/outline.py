"""Puts a document's pieces together into its sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from store.lines import trimmed
from store.types import SectionKind, SectionSpan, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` up to `end` of a text, and the section they belong to."""

    kind: SectionKind
    heading_path: tuple[str, ...]
    start: int
    end: int


def joined_sections(text: str, pieces: Iterable[Piece]) -> tuple[SectionSpan, ...]:
    """Return sections from pieces in order: trimmed, none empty, neighbours of one section joined."""
    sections: list[SectionSpan] = []
    for piece in pieces:
        span = trimmed(text, piece.start, piece.end)
        if span.start == span.end:
            continue
        last = sections[-1] if sections else None
        if last and _same(last, piece) and not text[last.span.end : span.start].strip():
            sections[-1] = SectionSpan(last.kind, last.heading_path, Span(last.span.start, span.end))
        else:
            sections.append(SectionSpan(piece.kind, piece.heading_path, span))
    return tuple(sections)


def _same(section: SectionSpan, piece: Piece) -> bool:
    return section.kind is piece.kind and section.heading_path == piece.heading_path
