"""Lines and spans of a text, by character offset."""

from __future__ import annotations

from dataclasses import dataclass

from store.types import Span


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
