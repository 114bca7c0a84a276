"""Tables of HTML: labels with their values as lines, values as pipe tables; tables that lay out
a page are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from store.loading.markup.blocks import Block, BlockKind
from store.loading.markup.tree import children

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LONGEST_LABEL = 60  # characters
_LONGEST_CELL = 500
_MOST_LINES = 4  # of a cell; more are the parts of a page
_WIDEST = 30  # columns that one cell may span

Lines = Callable[["LexborNode"], list[str]]


def table_blocks(node: LexborNode, lines_of: Lines) -> list[Block]:
    """Return a table of values as blocks, none for a table that only lays out a page.

    `lines_of` gives the lines of Markdown in a cell.
    """
    if (node.attributes.get("role") or "") in {"presentation", "none"}:
        return []
    rows = [[cell for cell in children(row) if cell.tag in {"td", "th"}] for row in node.css("tr")]
    cells = [[lines_of(cell) for cell in row] for row in rows]
    if any(_is_part_of_page(lines) for row in cells for lines in row):
        return []
    texts = [[" ".join(lines) for lines in row] for row in cells]
    filled = [(row, text) for row, text in zip(rows, texts, strict=True) if any(text)]
    if not filled or max(len(text) for _, text in filled) < 2:
        return []
    caption = [
        Block(BlockKind.PARAGRAPH, tuple(lines))
        for title in node.css("caption")
        if (lines := lines_of(title))
    ]
    return [*caption, _block([row for row, _ in filled], [text for _, text in filled])]


def _is_part_of_page(lines: list[str]) -> bool:
    return len(lines) > _MOST_LINES or sum(map(len, lines)) > _LONGEST_CELL


def _block(rows: list[list[LexborNode]], texts: list[list[str]]) -> Block:
    if _is_labelled(rows, texts):
        return Block(
            BlockKind.LABELS, tuple(f"{text[0].rstrip(': ')}: {text[1]}" for text in texts)
        )
    return Block(BlockKind.TABLE, tuple(pipe_rows(map(_spread, rows, texts))))


def _is_labelled(rows: list[list[LexborNode]], texts: list[list[str]]) -> bool:
    """Tell whether each row is a label and its value: two columns and no row of headers."""
    if any(len(cells) != 2 or not 0 < len(cells[0]) <= _LONGEST_LABEL for cells in texts):
        return False
    if any(cell.css_first("br, p + p") is not None for row in rows for cell in row):
        return False
    return not _is_header(rows[0])


def _is_header(row: list[LexborNode]) -> bool:
    return all(cell.tag == "th" or cell.css_first("b, strong") is not None for cell in row)


def pipe_rows(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return rows of cells, which are Markdown, as the lines of a table whose head is the first
    row.
    """
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    width = max(map(len, cells))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in cells]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _spread(row: list[LexborNode], text: list[str]) -> list[str]:
    """Return the texts of a row with empty ones where a cell spans several columns."""
    spread: list[str] = []
    for cell, value in zip(row, text, strict=True):
        span = cell.attributes.get("colspan") or "1"
        spread += [
            value,
            *[""] * (min(int(span), _WIDEST) - 1 if span.isascii() and span.isdigit() else 0),
        ]
    return spread
