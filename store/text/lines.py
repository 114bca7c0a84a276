"""Lines and spans of a text, by character offset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from store.types import SectionKind, SectionSpan, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` up to `end` of a text, and the section they belong to."""

    kind: SectionKind
    heading_path: tuple[str, ...]
    start: int
    end: int


def joined_sections(text: str, pieces: Iterable[Piece]) -> tuple[SectionSpan, ...]:
    """Return sections from pieces in order: trimmed, none empty, neighbours of one section
    joined.
    """
    sections: list[SectionSpan] = []
    for piece in pieces:
        span = trimmed(text, piece.start, piece.end)
        if span.start == span.end:
            continue
        last = sections[-1] if sections else None
        if last and _same(last, piece) and not text[last.span.end : span.start].strip():
            sections[-1] = SectionSpan(
                last.kind, last.heading_path, Span(last.span.start, span.end)
            )
        else:
            sections.append(SectionSpan(piece.kind, piece.heading_path, span))
    return tuple(sections)


def _same(section: SectionSpan, piece: Piece) -> bool:
    return section.kind is piece.kind and section.heading_path == piece.heading_path


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its newline: characters `start` up to `end`, and the same stripped."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether there is nothing on it."""
        return not self.text


def lines_of(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Return the lines of text[start:end], with offsets into `text`."""
    lines = []
    for raw in text[start:end].split("\n"):
        lines.append(Line(start, start + len(raw), raw.strip()))
        start += len(raw) + 1
    return lines


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span of text[start:end] without the whitespace around it; empty where there is
    nothing else.
    """
    piece = text[start:end]
    inner = piece.strip()
    if not inner:
        return Span(start, start)
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(inner))
