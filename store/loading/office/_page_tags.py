"""Blocks of a tagged page: the structure tree that Word, LibreOffice, Chrome and Google Docs write
into their PDFs.

The types are those of ISO 32000-1, 14.8.4: H1 to H6, P, L with LI, Lbl and LBody, Table with TR, TH
and TD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from store.loading.office._blocks import Block, Paragraph, Run, Table
from store.loading.office._page_layout import (
    SIGN,
    Page,
    Word,
    blocks_of,
    in_margin,
    joined,
    paragraphs_in,
)

LEAST_TAGGED = 0.8  # of the characters of a page; with fewer the tags are not to be relied on

_INLINE = {
    "Span", "Link", "Quote", "Em", "Strong", "Code", "Reference", "Annot", "NonStruct", "Sub", "BibEntry", "Ruby", "RB",
    "RT", "RP", "Lbl", "Private", "Form", "FENote",
}  # fmt: skip
_HEADING = re.compile(r"H([1-6])|(Title|H)")

Path = tuple[tuple[str, int], ...]


def is_tagged(page: Page) -> bool:
    """Whether the page's tags hold nearly all of its text, in more than one block."""
    total = sum(len(word.text) for word in page.words)
    tagged = sum(len(word.text) for word in page.words if word.tag >= 0)
    blocks = {_block(page.tags[word.tag]) for word in page.words if word.tag >= 0}
    return len(blocks) > 1 and tagged >= LEAST_TAGGED * total


def tagged_blocks_of(page: Page) -> Iterator[Block]:
    """Yield the blocks of the page's structure tree, in its order.

    Words without a tag are, by the standard, the page's furniture. They are left out at its head
    and foot, and come last elsewhere, where a careless program may have left text without tags.
    """
    words = sorted((word for word in page.words if word.tag >= 0), key=lambda word: word.tag)
    for table, members in groupby(words, key=lambda word: _number(page.tags[word.tag], "Table")):
        group = list(members)
        if table:
            yield _table(group, page)
        else:
            yield from _blocks(group, page)
    untagged = tuple(
        word for word in page.words if word.tag < 0 and not in_margin(word.baseline, page)
    )
    yield from blocks_of(replace(page, words=untagged))


def _number(path: Path, *kinds: str) -> int:
    """The number of the first element of `kinds` on the path, 0 without one."""
    return next((number for kind, number in path if kind in kinds), 0)


def _block(path: Path) -> int:
    """The number of the innermost list item, else of the innermost element that is no part of a
    line.
    """
    outer_first = [(kind, number) for kind, number in path if kind not in _INLINE]
    items = [number for kind, number in outer_first if kind == "LI"]
    return items[-1] if items else outer_first[-1][1] if outer_first else 0


def _blocks(words: Sequence[Word], page: Page) -> Iterator[Block]:
    for _, members in groupby(words, key=lambda word: _block(page.tags[word.tag])):
        yield from _styled(list(members), page)


def _styled(words: list[Word], page: Page) -> Iterator[Paragraph]:
    path = page.tags[words[0].tag]
    heading = next((match for kind, _ in path if (match := _HEADING.fullmatch(kind))), None)
    depth = sum(1 for kind, _ in path if kind == "L") - 1
    if heading is None and depth < 0:
        yield from paragraphs_in(words)
    elif heading is not None:
        yield Paragraph(_whole(words), heading=int(heading[1] or 1))
    else:
        label = [word for word in words if _number(page.tags[word.tag], "Lbl")]
        if not label and SIGN.fullmatch(words[0].text) and len(words) > 1:
            label = words[:1]
        text = [word for word in words if word not in label]
        sign = "".join(word.text for word in label)
        yield Paragraph(
            _whole(text), depth=depth, ordered=sign != "o" and any(map(str.isalnum, sign))
        )


def _whole(words: Sequence[Word]) -> tuple[Run, ...]:
    """All words as one paragraph, which the tags say that they are."""
    runs: list[Run] = []
    for paragraph in paragraphs_in(words):
        runs = joined(runs, list(paragraph.runs))
    return tuple(runs)


def _table(words: list[Word], page: Page) -> Table:
    """Cells by their tags.

    Empty ones have none: where a row has fewer cells, their place tells the column.
    """
    rows = [
        [
            list(cell)
            for _, cell in groupby(row, key=lambda word: _number(page.tags[word.tag], "TD", "TH"))
        ]
        for _, row in groupby(words, key=lambda word: _number(page.tags[word.tag], "TR"))
    ]
    fullest = max(rows, key=len)
    lefts = [min(word.left for word in cell) for cell in fullest]
    table: list[tuple[tuple[Block, ...], ...]] = []
    for row in rows:
        cells: list[tuple[Block, ...]] = [()] * len(lefts)
        for number, cell in enumerate(row):
            left = min(word.left for word in cell)
            nearest = min(range(len(lefts)), key=lambda column: abs(lefts[column] - left))
            column = number if len(row) == len(lefts) else nearest
            cells[column] += tuple(_blocks(cell, page))
        table.append(tuple(cells))
    return Table(tuple(table))
