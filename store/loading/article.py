"""The outline of an article saved as text: title, guessed headings, run-in labels, captions and teasers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.loading.furniture import byline_author, furniture, is_date_line, is_teaser_label
from store.text.lines import Line, Piece, joined_sections, lines_of
from store.text.lists import LINE_BULLET
from store.types import SectionKind, SectionSpan

LONGEST_HEADING = 100  # characters
LONGEST_TITLE = 160
TITLE_WITHIN = 3  # blocks from the top
SHORT_LINE = 50  # a shorter line above a longer one was not wrapped
LONG_LINE = 120  # a longer line is a paragraph of its own

_LABEL = re.compile(r"([^\W\d_a-z][\w'’&/ -]{2,40}):\s+(?=[\"“'‘(]?[^\W_a-z])")
_LABEL_WORDS = 4


@dataclass(frozen=True, slots=True)
class ArticleOutline:
    """An article's title ("" where it has none), its sections, and its lines of furniture."""

    title: str
    sections: tuple[SectionSpan, ...]
    captions: tuple[str, ...]


@dataclass(slots=True)
class _Block:
    """Neighbouring lines that belong together, `first` up to `last` by index."""

    kind: SectionKind
    lines: list[Line]
    heading: bool = False

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end


def outline_article(text: str) -> ArticleOutline:
    """Read the title and the sections of an article; the title and the headings are in no section."""
    blocks = _blocks(text)
    body = [block for block in blocks if block.kind is SectionKind.BODY]
    title = _title(text, body)
    _mark_headings(text, body, title)
    shown = [block for block in blocks if block is not title]
    captions = tuple(line.text for b in blocks if b.kind is SectionKind.CAPTION for line in b.lines)
    sections = joined_sections(text, _pieces(text, shown))
    return ArticleOutline(title.lines[0].text if title else "", sections, captions)


def reads_as_heading(text: str, line: Line, longest: int = LONGEST_HEADING) -> bool:
    """Tell whether a line that stands alone reads as a heading: short, capitalised, no sentence."""
    words = line.text
    if not words or len(words) > longest or LINE_BULLET.match(text, line.start, line.end):
        return False
    if words[0] in "“\"‘'" and words[-1] in "”\"’'":
        return False
    if words.endswith((".", ",", ";", "…")) or (words.endswith(":") and len(words.split()) > _LABEL_WORDS):
        return False
    capitalised = words[0].isupper() or words[0].isdigit() or words[0] in "“\"‘'¿"
    return capitalised and any(map(str.isalpha, words)) and not byline_author(words) and not is_date_line(words)


def _blocks(text: str) -> list[_Block]:
    lines = lines_of(text)
    kinds = furniture(lines)
    blocks: list[_Block] = []
    apart = True
    for i, line in enumerate(lines):
        kind = kinds.get(i, SectionKind.BODY)
        alone = kind is SectionKind.BODY and (len(line.text) > LONG_LINE or (apart and _heads(text, lines, i)))
        if not line.blank:
            if apart or alone or blocks[-1].kind is not kind:
                blocks.append(_Block(kind, [line]))
            else:
                blocks[-1].lines.append(line)
        apart = line.blank or alone
    return blocks


def _heads(text: str, lines: Sequence[Line], i: int) -> bool:
    """Tell whether a line is a heading set right above its text, and not the first line of a wrapped paragraph."""
    if i + 1 == len(lines) or len(lines[i].text) >= SHORT_LINE or not reads_as_heading(text, lines[i]):
        return False
    below = lines[i + 1].text
    return len(below) >= SHORT_LINE and below[0].isupper()


def _title(text: str, body: Sequence[_Block]) -> _Block | None:
    """The first heading at the top that is no mere rubric of a word or two, else the first heading there."""
    found = [b for b in body[:TITLE_WITHIN] if len(b.lines) == 1 and reads_as_heading(text, b.lines[0], LONGEST_TITLE)]
    return next((block for block in found if len(block.lines[0].text.split()) > 2), found[0] if found else None)


def _mark_headings(text: str, body: Sequence[_Block], title: _Block | None) -> None:
    """A heading is a short line that stands alone above text; of short lines in a row only the last can be one."""
    text_follows = False
    for block in reversed(body):
        if block is title:
            return  # what stands above the title is a rubric
        short = len(block.lines) == 1 and reads_as_heading(text, block.lines[0])
        block.heading = short and text_follows
        text_follows = not short


def _pieces(text: str, blocks: Sequence[_Block]) -> Iterator[Piece]:
    path: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    labels: dict[int, tuple[str, int]] = {}
    for i, block in enumerate(blocks):
        start = block.start
        if block.heading:
            path = (_label(block.lines[0]),)
            labels = _run_in_labels(text, blocks, i + 1)
        elif block.kind is SectionKind.CAPTION:
            yield Piece(block.kind, (), start, block.end)
        elif block.kind is SectionKind.TEASER:
            if is_teaser_label(block.lines[0].text):
                elsewhere, start = (_label(block.lines[0]),), block.lines[0].end
            yield Piece(block.kind, elsewhere, start, block.end)
        else:
            if i in labels:
                label, start = labels[i]
                path = (*path[:1], label)
            yield Piece(block.kind, path, start, block.end)


def _label(line: Line) -> str:
    return line.text.rstrip(": ")


def _run_in_labels(text: str, blocks: Sequence[_Block], first: int) -> dict[int, tuple[str, int]]:
    """The labels that open paragraphs of one headed part ("Growth: We …"), by block, with where the text begins.

    Two or more different ones make sub-sections; a repeated one is somebody speaking.
    """
    labels: dict[int, tuple[str, int]] = {}
    for i in range(first, len(blocks)):
        if blocks[i].heading:
            break
        match = _LABEL.match(text, blocks[i].start, blocks[i].end)
        if blocks[i].kind is SectionKind.BODY and match and len(match[1].split()) <= _LABEL_WORDS:
            labels[i] = (match[1], match.end())
    distinct = {label for label, _ in labels.values()}
    return labels if len(labels) > 1 and len(distinct) == len(labels) else {}
