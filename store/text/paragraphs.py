"""The paragraphs, lists and sentences of one section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from store.text.lines import Line, lines_of, trimmed
from store.text.lists import LINE_BULLET, inline_items, opens_item, run_on_items
from store.text.sentences import sentence_spans
from store.text.terms import terms_of
from store.text.wraps import is_wrapped, wrap_width
from store.types import Sentence, Span

LONGEST_ITEM = 600  # characters; a longer list item is quoted sentence by sentence

_LISTING = re.compile(r":$|qualification|requirement|responsibilit|skills|duties", re.IGNORECASE)
_REPEATED = re.compile(r"(.{4,}?)\s+(\1\b.*)", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class _Block:
    """A paragraph, or one item of a list with its lines; `start` is after the list sign."""

    start: int
    end: int
    item: bool
    first: bool = False


class _Piece(NamedTuple):
    span: Span
    item: bool


def section_sentences(text: str, section: Span, floor: int) -> tuple[Sentence, ...]:
    """Return a section's sentences and list items in order.

    `floor` is the end of what precedes the section, so that a list directly below a heading is led
    by it.
    """
    sentences: list[Sentence] = []
    paragraph, lead, in_list = -1, None, False
    for block in _blocks(text, section):
        fresh = not block.item
        for piece in _pieces(text, block, section, floor):
            if piece.item and not in_list:
                lead = sentences[-1].span if sentences else heading_line(text, floor, section.start)
            if fresh or (in_list and not piece.item) or paragraph < 0:
                fresh, paragraph = False, paragraph + 1
            in_list = piece.item
            sentences.append(Sentence(piece.span, paragraph, lead if in_list else None))
    return tuple(sentences)


def heading_line(text: str, floor: int, start: int) -> Span | None:
    """Return the last line between `floor` and `start`, without heading marks; a repetition
    counts once.
    """
    lines = [line for line in lines_of(text, floor, start) if not line.blank]
    if not lines:
        return None
    span = trimmed(text, lines[-1].start, lines[-1].end)
    begin = span.start + len(span.of(text)) - len(span.of(text).lstrip("#*_ \t"))
    while repeated := _REPEATED.fullmatch(text, begin, span.end):
        begin = repeated.start(2)
    return Span(begin, span.end) if begin < span.end else None


def _blocks(text: str, section: Span) -> Iterator[_Block]:
    lines = lines_of(text, section.start, section.end)
    signs = (LINE_BULLET.match(text, line.start, line.end) for line in lines)
    listed = sum(map(bool, signs)) > 1
    width = wrap_width([line.text for line in lines])
    block: _Block | None = None
    before: Line | None = None
    for line in lines:
        bullet = LINE_BULLET.match(text, line.start, line.end) if listed else None
        if block and not line.blank and not bullet and _continues(text, block, before, line, width):
            block.end = line.end
        elif not line.blank:
            if block:
                yield block
            start = bullet.end() if bullet else line.start
            block = _Block(start, line.end, bool(bullet), first=line.start == section.start)
        before = line
    if block:
        yield block


def _continues(text: str, block: _Block, before: Line | None, line: Line, width: int) -> bool:
    """Tell whether a line goes on with the block above it: indented below an item, or wrapped."""
    indented = text[line.start] in " \t"
    if before is None or before.blank:
        return block.item and indented
    if line.text.startswith("|"):
        return False
    return (block.item and indented) or is_wrapped(before.text, line.text, width)


def _pieces(text: str, block: _Block, section: Span, floor: int) -> Iterator[_Piece]:
    if block.item:
        yield from _item(text, block.start, block.end)
        return
    if terms_of(text, block.start, block.end):  # "Oban · Permanent · Full time"
        yield _Piece(trimmed(text, block.start, block.end), item=False)
        return
    begin, items = inline_items(text, block.start, block.end)
    least = (2 if _announces(text, floor, section.start) else 3) if block.first else 0
    yield from _prose(text, block.start, begin, least)
    for item in items[:-1]:
        yield from _item(text, item.start, item.end)
    if items:
        yield from _last_item(text, items)


def _announces(text: str, floor: int, start: int) -> bool:
    """Tell whether the heading of a section promises a list."""
    heading = heading_line(text, floor, start)
    return heading is not None and bool(_LISTING.search(heading.of(text)))


def _item(text: str, start: int, end: int) -> Iterator[_Piece]:
    span = trimmed(text, start, end)
    if span.start < span.end:
        fits = span.end - span.start <= LONGEST_ITEM
        spans = [span] if fits else sentence_spans(text, span.start, span.end)
        yield from (_Piece(part, item=True) for part in spans)


def _last_item(text: str, items: Sequence[Span]) -> Iterator[_Piece]:
    """The last item of a list run together: where the others are one sentence, prose may follow
    its first.
    """
    sentences = sentence_spans(text, items[-1].start, items[-1].end)
    if any(len(sentence_spans(text, item.start, item.end)) > 1 for item in items[:-1]):
        yield from _item(text, items[-1].start, items[-1].end)
        return
    yield from (_Piece(span, item=i == 0) for i, span in enumerate(sentences))


def _prose(text: str, start: int, end: int, least: int) -> Iterator[_Piece]:
    """Sentences, of which one may be a list; `least`: items that make the first one a list (0:
    needs a colon).
    """
    in_list = False
    for number, span in enumerate(sentence_spans(text, start, end)):
        needed = least if number == 0 and least else 1 + span.end - span.start
        begin, items = run_on_items(text, span.start, span.end, needed)
        in_list = bool(items) or (in_list and opens_item(text, span.start, span.end))
        if items and begin > span.start:
            yield _Piece(trimmed(text, span.start, begin), item=False)
        if items:
            yield from (_Piece(item, item=True) for item in items)
        else:
            yield _Piece(span, item=in_list)
