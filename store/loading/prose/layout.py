"""The tables that are drawn in a plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from store.loading.prose.shapes import is_rule, label_of
from store.text.signs import sign_of

_MOST_COLUMNS = 12
_LONGEST_CELL = 80
_GAP = re.compile(r" {2,}|\t+")
_BORDER = re.compile(r"[\s|+:\-=─━═┼┬┴├┤│]*[-=─━═]{2,}[\s|+:\-=─━═┼┬┴├┤│]*")


def tables(lines: Sequence[str]) -> dict[int, tuple[int, list[list[str]]]]:
    """Return the tables drawn with pipes, tabs or aligned columns: first line -> (line after the
    last, rows).
    """
    runs: dict[int, tuple[int, list[list[str]]]] = {}
    end = 0
    for start in range(len(lines)):
        if start >= end and (run := _table(lines, start)):
            runs[start] = run
            end = run[0]
    return runs


def _table(lines: Sequence[str], start: int) -> tuple[int, list[list[str]]] | None:
    end, rows = _run(lines, start, _piped, _is_border)
    if len(rows) > 1:
        return end, list(rows.values())
    end, rows = _run(lines, start, _tabbed, lambda _line: False)
    if _is_table(rows, least=2):
        return end, list(rows.values())
    end, rows = _run(lines, start, _aligned, lambda line: is_rule(line.replace("  ", "")))
    columns = zip(*(_cells(lines[row]) for row in rows), strict=True)
    if _is_table(rows, least=3) and all(map(_in_line, columns)) and not sign_of(rows[start][0]):
        return end, list(rows.values())
    return None


def _run(
    lines: Sequence[str],
    start: int,
    cells_of: Callable[[str], list[str]],
    is_border: Callable[[str], bool],
) -> tuple[int, dict[int, list[str]]]:
    """Return the line after the rows of as many cells that follow each other, and the rows by
    their lines.
    """
    rows: dict[int, list[str]] = {}
    width = range(2, _MOST_COLUMNS + 1)
    for i in range(start, len(lines)):
        if is_border(lines[i]) and (rows or "+" in lines[i] or "┬" in lines[i]):
            continue
        if len(cells := cells_of(lines[i])) not in width:
            return i, rows
        rows[i] = cells
        width = range(len(cells), len(cells) + 1)
    return len(lines), rows


def _is_border(line: str) -> bool:
    return _BORDER.fullmatch(line) is not None


def _piped(line: str) -> list[str]:
    line = line.replace("│", "|").strip()
    if line.count("(") != line.count(")"):  # a run that goes on below
        return []
    return [cell.strip() for cell in line.strip("|").split("|")] if "|" in line else []


def _tabbed(line: str) -> list[str]:
    line = line.strip()
    return [] if sign_of(line) else [cell.strip() for cell in re.split(r"\t+", line)]


def _aligned(line: str) -> list[str]:
    sign = sign_of(line.strip())
    cells = _cells(line) if "  " in line.strip() and not (sign and sign.certain) else ()
    return [line[first:last] for first, last in cells]


def _in_line(column: Sequence[tuple[int, int]]) -> bool:
    """Tell whether all cells of a column begin, or end, at the same character."""
    return len({first for first, _ in column}) == 1 or len({last for _, last in column}) == 1


def _cells(line: str) -> list[tuple[int, int]]:
    line = line.rstrip()
    gaps = [gap.span() for gap in _GAP.finditer(line, len(line) - len(line.lstrip()))]
    firsts = [len(line) - len(line.lstrip()), *(last for _, last in gaps)]
    return list(zip(firsts, [*(first for first, _ in gaps), len(line)], strict=True))


def _is_table(rows: Mapping[int, Sequence[str]], least: int) -> bool:
    """Tell a table from labels with their values set off by spaces, and from text with gaps."""
    cells = [cell for row in rows.values() for cell in row]
    if len(rows) < least or not all(0 < len(cell) <= _LONGEST_CELL for cell in cells):
        return False
    labels = sum(label_of(row[0]) is not None for row in rows.values())
    return len(cells) != 2 * len(rows) or labels <= len(rows) / 2
