"""What an office document is made of, and its Markdown.

The loaders of PDF, DOCX, ODT and RTF give `Paragraph` and `Table` blocks; `to_markdown` finds the
headings and lists that are only typed or drawn (bold lines, larger lines, "• item") and writes
Markdown from them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from store.errors import ReadError
from store.loading.markup.blocks import Block as Written
from store.loading.markup.blocks import BlockKind, written
from store.loading.markup.inline import escaped, escaped_line
from store.loading.markup.tables import pipe_rows

MOST_PARAGRAPHS = 30_000  # also lines and cells; a page has about 40
MOST_CHARACTERS = 2_000_000  # about 700 pages
LONGEST_HEADING = 100  # characters
MOST_HEADING_WORDS = 14
LARGER = 1.12  # of the body's size: 11 to 12.5 points
MOST_COLUMNS = 60  # of a table that is written as one
LONGEST_CELL = 400  # characters; a longer cell is prose that a table only arranges


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look.

    `size` is in points, 0 where not known; `strong` is bold or underlined.
    """

    text: str
    strong: bool = False
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    r"""Runs of text; "\n" in one is a line break of the author's.

    Attributes:
        heading: its level by style, from 1; 0 where no style says that it is a heading.
        depth: of a list item by style, from 0; -1 where no style says that it is one.
        ordered: whether the items of its list are numbered.
        indent: from the left edge of the text, in points; tells the depth of typed lists.
    """

    runs: tuple[Run, ...]
    heading: int = 0
    depth: int = -1
    ordered: bool = False
    indent: float = 0.0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells of blocks. Cells that a merged one covers are empty."""

    rows: tuple[tuple[tuple[Block, ...], ...], ...]


Block = Paragraph | Table

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_NO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_PRIVATE_USE = "\ue000-\uf8ff"  # where Symbol and Wingdings keep their bullets
_GLYPH = rf"[•◦▪▫‣⁃∙·●○■□◆◇►▶➢➤➔→✓✔☑✦❖*–—{_PRIVATE_USE}-]|o(?=\s)"
_BULLET = re.compile(rf"\s*({_GLYPH})(?:\s+(?=\S)|(?<=[•◦▪‣●○■{_PRIVATE_USE}])(?=\w))")
_NUMBER = re.compile(r"\s*\(?(\d{1,2}|[a-z])[.)]\s+(?=\S)")
_RULE = re.compile(r"[\s_=*.~–—-]+")
_LABELLED = re.compile(r"[^:]{2,40}:\s+\S")


def to_markdown(blocks: Iterable[Block], name: str) -> str:
    """Return the Markdown of the blocks of file `name`, ending in a newline.

    Raises ReadError where they hold no text, or more than MOST_PARAGRAPHS or MOST_CHARACTERS.
    """
    lined = list(_lines(_counted(blocks, name)))
    markdown = _written(_items(_Look.of(lined).headings(lined)))
    if not markdown:
        raise ReadError(f"{name}: holds no text; if its pages are pictures, run OCR on them first")
    return markdown + "\n"


def _counted(blocks: Iterable[Block], name: str) -> Iterator[Block]:
    """Give blocks on until there are too many."""
    paragraphs = characters = 0
    for block in blocks:
        for paragraph in _paragraphs([block]):
            paragraphs += 1 + paragraph.text.count("\n")
            characters += len(paragraph.text)
        if paragraphs > MOST_PARAGRAPHS or characters > MOST_CHARACTERS:
            raise ReadError(
                f"{name}: holds more text than one document may; split it into one file a posting"
            )
        yield block


def plain(text: str) -> str:
    """Return `text` on one line, without characters that show nothing."""
    return _SPACES.sub(" ", _CONTROL.sub(" ", text.translate(_NO_WIDTH)).replace("\n", " ")).strip()


def has_line(markdown: str, text: str) -> bool:
    """Whether `text` is a line of `markdown`, or the text of one of its headings; case and white
    space aside.
    """
    wanted = escaped_line(escaped(plain(text))).casefold()
    lines = (line.lstrip("#").strip().casefold() for line in markdown.splitlines())
    return bool(wanted) and wanted in lines


# Blocks to single lines


def _lines(blocks: Iterable[Block]) -> Iterator[Block]:
    """Give each line that the author broke a paragraph of its own, and a table that only
    arranges text its cells.
    """
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from _broken(block)
        else:
            yield from _parted(block)


def _parted(table: Table) -> Iterator[Block]:
    """Give runs of rows that hold values as tables, and the cells of rows that only arrange
    text.
    """
    filled = [tuple(cell if _has_text(cell) else () for cell in row) for row in table.rows]
    rows = [row for row in filled if any(row)]
    width = max(map(len, rows), default=0)
    for arranges, members in groupby(
        rows, key=lambda row: width > MOST_COLUMNS or any(map(_is_prose, row))
    ):
        group = tuple(members)
        if (
            not arranges
            and len(group) > 1
            and max(sum(1 for cell in row if cell) for row in group) > 1
        ):
            yield Table(group)
            continue
        for row in group:
            for number, cell in enumerate(row):
                yield from _lines(
                    _as_heading(cell) if number == 0 and len(row) == 2 and row[1] else cell
                )


def _has_text(cell: tuple[Block, ...]) -> bool:
    return any(isinstance(block, Table) or block.text.strip() for block in cell)


def _broken(paragraph: Paragraph) -> Iterator[Paragraph]:
    lines: list[list[Run]] = [[]]
    for run in paragraph.runs:
        first, *more = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines.extend([replace(run, text=text)] for text in more)
    whole: list[list[Run]] = []
    for line in lines:
        text = plain("".join(run.text for run in line))
        if not text:
            continue
        if whole and _goes_on("".join(run.text for run in whole[-1]), text):
            whole[-1] += [Run(" "), *line]
        else:
            whole.append(line)
    for number, line in enumerate(whole):
        item = paragraph.depth >= 0 and number > 0
        yield replace(paragraph, runs=tuple(line), depth=-1 if item else paragraph.depth)


def _goes_on(before: str, line: str) -> bool:
    """Whether a line goes on the sentence of a long line before it, as text pasted from a mail
    is broken.
    """
    before = before.rstrip()
    return (
        len(before) > 50
        and before[-1] not in ".:;!?"
        and line[0].islower()
        and not _BULLET.match(line)
    )


def _is_prose(cell: tuple[Block, ...]) -> bool:
    if any(isinstance(block, Table) or block.depth >= 0 or block.heading for block in cell):
        return True
    texts = [block.text for block in cell if isinstance(block, Paragraph)]
    return sum(map(len, texts)) > LONGEST_CELL or any(
        _BULLET.match(line) for text in texts for line in text.split("\n")
    )


def _as_heading(cell: tuple[Block, ...]) -> tuple[Block, ...]:
    """The left cell of two names what stands in the right one."""
    if len(cell) == 1 and isinstance(cell[0], Paragraph) and _may_head(cell[0]):
        return (replace(cell[0], runs=tuple(replace(run, strong=True) for run in cell[0].runs)),)
    return cell


# Headings


@dataclass(frozen=True, slots=True)
class _Look:
    """How the running text of a document looks, and what it takes to stand out from it."""

    size: float = 0.0
    strong: bool = False
    capitals: bool = False
    ranks: tuple[tuple[float, bool], ...] = ()
    # the level of the first rank: 2 where several lines look alike, for then it is no title's
    top: int = 1

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> _Look:
        paragraphs = list(_paragraphs(blocks))
        sizes: Counter[float] = Counter()
        strong = capitals = total = 0
        for paragraph in paragraphs:
            if paragraph.heading:
                continue
            for run in paragraph.runs:
                sizes[run.size] += len(run.text)
                strong += len(run.text) * run.strong
                total += len(run.text)
            capitals += len(paragraph.text) * _is_capitals(paragraph.text)
        body = cls(
            size=sizes.most_common(1)[0][0] if sizes else 0.0,
            strong=strong > total / 2,
            capitals=capitals > total / 2,
        )
        lines = (block for block in blocks if isinstance(block, Paragraph))
        ranks = Counter(body.rank(line) for line in lines if body.stands_out(line))
        titled = bool(ranks) and ranks[max(ranks)] == 1
        return replace(body, ranks=tuple(sorted(ranks, reverse=True)), top=1 if titled else 2)

    def rank(self, paragraph: Paragraph) -> tuple[float, bool]:
        """What orders headings: size where it is larger than the body's, else being bold or in
        capitals.
        """
        size = _size(paragraph)
        larger = round(size, 1) if self.size and size > self.size * LARGER else 0.0
        return larger, larger == 0.0

    def stands_out(self, paragraph: Paragraph) -> bool:
        if paragraph.heading or paragraph.depth >= 0 or not _may_head(paragraph):
            return False
        larger, _ = self.rank(paragraph)
        strong = not self.strong and all(
            run.strong for run in paragraph.runs if run.text.strip(" \t:")
        )
        capitals = not self.capitals and _is_capitals(paragraph.text)
        return bool(larger) or ((strong or capitals) and _size(paragraph) >= self.size)

    def headings(self, blocks: Sequence[Block]) -> Iterator[Block]:
        """Make headings of lines that stand out with something under them, below the styled
        heading they follow.
        """
        styled = 0
        for number, block in enumerate(blocks):
            if isinstance(block, Paragraph) and number + 1 < len(blocks) and self.stands_out(block):
                level = styled + (1 if styled else self.top) + self.ranks.index(self.rank(block))
                yield replace(block, heading=min(level, 6))
                continue
            styled = block.heading if isinstance(block, Paragraph) and block.heading else styled
            yield block


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from _paragraphs(cell)


def _size(paragraph: Paragraph) -> float:
    """The size of most of a paragraph's characters."""
    sizes: Counter[float] = Counter()
    for run in paragraph.runs:
        sizes[run.size] += len(run.text.strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _may_head(paragraph: Paragraph) -> bool:
    text = plain(paragraph.text)
    return (
        0 < len(text) <= LONGEST_HEADING
        and len(text.split()) <= MOST_HEADING_WORDS
        and any(character.isalpha() for character in text)
        and text[-1] not in ".,;"
        and not _LABELLED.match(text)
        and not _BULLET.match(text)
    )


def _is_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= 4 and all(character.isupper() for character in letters)


# Lists


def _items(blocks: Iterable[Block]) -> Iterator[Block]:
    """Make list items of paragraphs that begin with a typed bullet, or with numbers that count
    up.
    """
    listed = list(blocks)
    levels: list[tuple[str, float]] = []
    for number, block in enumerate(listed):
        if isinstance(block, Table) or block.heading:
            levels = []
            yield block
            continue
        if block.depth >= 0:
            item = _without_sign(block)
            # Word's styles "List Bullet 2" and so on are lists of one level, further in.
            yield (
                replace(item, depth=_typed_depth(levels, "styled", block.indent))
                if block.depth == 0
                else item
            )
            continue
        sign = _BULLET.match(block.text)
        counted = None if sign else _counts(listed, number)
        if not sign and not counted:
            levels = []
            yield block
            continue
        depth = _typed_depth(levels, sign[1] if sign else "1.", block.indent)
        length = sign.end() if sign else counted.end() if counted else 0
        yield replace(block, runs=_cut(block.runs, length), depth=depth, ordered=not sign)


def _without_sign(item: Paragraph) -> Paragraph:
    sign = _BULLET.match(item.text)
    return (
        replace(item, runs=_cut(item.runs, sign.end())) if sign and sign[1] not in "-–—o" else item
    )


def _counts(blocks: Sequence[Block], number: int) -> re.Match[str] | None:
    """Return the match of a typed number where a neighbour has the number before or after it."""
    here = _number_of(blocks[number])
    if here is None:
        return None
    neighbours = (
        _number_of(blocks[near]) for near in (number - 1, number + 1) if 0 <= near < len(blocks)
    )
    values = [_ordinal(near[1]) for near in neighbours if near is not None]
    return here if any(abs(value - _ordinal(here[1])) == 1 for value in values) else None


def _number_of(block: Block) -> re.Match[str] | None:
    return None if isinstance(block, Table) or block.heading else _NUMBER.match(block.text)


def _ordinal(sign: str) -> int:
    return int(sign) if sign.isdigit() else ord(sign) + 1000


def _typed_depth(levels: list[tuple[str, float]], sign: str, indent: float) -> int:
    """Return the depth of an item, by its indent where that tells, else by its sign; keep
    `levels` in step.
    """
    step = 6.0  # points; a smaller difference is no deeper level
    while levels and indent < levels[-1][1] - step:
        levels.pop()
    signs = [known for known, _ in levels]
    if not levels or indent > levels[-1][1] + step:
        levels.append((sign, indent))
    elif sign != signs[-1] and sign in signs:
        del levels[signs.index(sign) + 1 :]
    elif sign != signs[-1] and abs(levels[0][1] - indent) < step:
        levels.append((sign, indent))  # at one indent, another sign is what tells another level
    return len(levels) - 1


def _cut(runs: tuple[Run, ...], length: int) -> tuple[Run, ...]:
    kept = []
    for run in runs:
        kept.append(replace(run, text=run.text[length:]))
        length = max(0, length - len(run.text))
    return tuple(run for run in kept if run.text)


# Markdown


def _written(blocks: Iterable[Block]) -> str:
    counts: list[
        tuple[bool, int]
    ] = []  # of each open list, the outermost first: numbered, items so far
    ready: list[Written] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.depth >= 0 and not block.heading:
            depth = min(block.depth, len(counts), 8)
            ordered, count = counts[depth] if depth < len(counts) else (block.ordered, 0)
            counts[depth:] = [(block.ordered, count + 1 if ordered == block.ordered else 1)]
            marker = f"{counts[-1][1]}. " if block.ordered else "- "
            item = Written(BlockKind.ITEM, (_inline(block.runs),), marker, 4 * depth)
            ready += [item] if any(item.lines) else []
        elif standing := _standing(block):
            counts = []
            ready.append(standing)
    return written(ready)


def _standing(block: Block) -> Written | None:
    """A block that is no list item; None for an empty one and a line drawn with dashes."""
    if isinstance(block, Table):
        rows = [row for row in ([_cell(cell) for cell in row] for row in block.rows) if any(row)]
        return Written(BlockKind.TABLE, tuple(pipe_rows(rows))) if rows else None
    text = _inline(block.runs)
    if block.heading:
        marker = "#" * min(block.heading, 6) + " "
        return Written(BlockKind.HEADING, (text,), marker) if text else None
    is_drawn = _RULE.fullmatch(text.replace("\\", ""))
    return Written(BlockKind.PARAGRAPH, (text,)) if text and not is_drawn else None


def _inline(runs: tuple[Run, ...]) -> str:
    return escaped(plain("".join(run.text for run in runs)))


def _cell(cell: tuple[Block, ...]) -> str:
    texts = [_inline(block.runs) for block in cell if isinstance(block, Paragraph)]
    return "; ".join(text.rstrip(";") for text in texts if text)
