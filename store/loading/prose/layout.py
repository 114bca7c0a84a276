"""How a plain text is laid out: the width its lines were wrapped at, and the tables drawn in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from store.loading.prose.shapes import ends_sentence, is_rule, label_of, sign_of

NARROWEST, WIDEST = 45, 140  # characters of a line that an editor or a mail program wrapped
_MOST_COLUMNS = 12
_LONGEST_CELL = 80
_GAP = re.compile(r" {2,}|\t+")
_BORDER = re.compile(r"[\s|+:\-=─━═┼┬┴├┤│]*[-=─━═]{2,}[\s|+:\-=─━═┼┬┴├┤│]*")


def wrap_width(lines: Sequence[str]) -> int:
    """Return the width at which lines were wrapped, 0 where they were not; blank lines part
    paragraphs.

    A line that goes on in small letters on the next was wrapped; the longest of these tells the
    width.
    """
    pairs = list(pairwise(lines))
    parted = [
        len(a)
        for a, b in pairs
        if a and b and b[0].islower() and not a.endswith((".", "!", "?", ":", ";"))
    ]
    parted = sorted(length for length in parted if length >= NARROWEST)
    if not parted or parted[len(parted) // 2] > WIDEST:
        return 0
    width = parted[-1] if parted[-1] <= WIDEST else parted[max(0, int(len(parted) * 0.9) - 1)]
    longer = sum(len(a) > width + 15 for a, b in pairs if a and b)
    return 0 if longer > max(1, len(parted)) else width


def is_wrapped(above: str, below: str, width: int) -> bool:
    """Tell whether the first word of `below` would not have fitted onto `above`."""
    if not width or len(above) > width + 40:
        return False
    first = below.split(maxsplit=1)[0] if below.strip() else ""
    full = len(above) + 1 + len(first) > width
    ragged = below[:1].islower() and len(above) > 0.6 * width and not ends_sentence(above)
    return (full and len(above) >= 0.5 * width) or ragged


def tables(lines: Sequence[str]) -> dict[int, tuple[int, list[list[str]]]]:
    """Return the tables drawn with pipes, tabs or aligned columns: first line -> (line after the
    last, rows).
    """
    runs: dict[int, tuple[int, list[list[str]]]] = {}
    i = 0
    while i < len(lines):
        line = lines[i]
        drawn = (
            "|" in line or "│" in line or "\t" in line or "  " in line or _BORDER.fullmatch(line)
        )
        run = (_piped(lines, i) or _tabbed(lines, i) or _aligned(lines, i)) if drawn else None
        if run:
            runs[i] = run
            i = run[0]
        else:
            i += 1
    return runs


def _piped(lines: Sequence[str], start: int) -> tuple[int, list[list[str]]] | None:
    rows: list[list[str]] = []
    i = start
    while i < len(lines) and lines[i].strip():
        line = lines[i].replace("│", "|").strip()
        if not (
            _BORDER.fullmatch(line) and (rows or "+" in line or "|" in line or "┬" in lines[i])
        ):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if (
                "|" not in line
                or not 1 < len(cells) <= _MOST_COLUMNS
                or (rows and len(cells) != len(rows[0]))
            ):
                break
            rows.append(cells)
        i += 1
    return (
        (i, rows)
        if len(rows) > 1 and lines[start].strip() and "|" in "".join(lines[start:i])
        else None
    )


def _tabbed(lines: Sequence[str], start: int) -> tuple[int, list[list[str]]] | None:
    if "\t" not in lines[start].strip():
        return None
    rows: list[list[str]] = []
    i = start
    while i < len(lines) and "\t" in (line := lines[i].strip()) and not sign_of(line):
        cells = [cell.strip() for cell in re.split(r"\t+", line)]
        if len(cells) > _MOST_COLUMNS or (rows and len(cells) != len(rows[0])):
            break
        rows.append(cells)
        i += 1
    return (i, rows) if _is_table(rows, least=2) else None


def _aligned(lines: Sequence[str], start: int) -> tuple[int, list[list[str]]] | None:
    """Rows whose columns begin, or end, at the same characters."""
    if "  " not in lines[start].strip():
        return None
    rows: list[list[str]] = []
    starts: set[tuple[int, ...]] = set()
    ends: set[tuple[int, ...]] = set()
    i = start
    while i < len(lines) and lines[i].strip():
        line = lines[i].rstrip()
        if rows and is_rule(line.replace("  ", "").strip()):
            i += 1
            continue
        spans = _cells(line)
        if len(spans) < 2 or len(spans) > _MOST_COLUMNS or (rows and len(spans) != len(rows[0])):
            break
        starts.add(tuple(span[0] for span in spans))
        ends.add(tuple(span[1] for span in spans[1:]))
        rows.append([line[first:last] for first, last in spans])
        i += 1
    in_line = len(rows) > 2 and all(
        len({row[column] for row in starts}) == 1
        or (column and len({row[column - 1] for row in ends}) == 1)
        for column in range(len(rows[0]))
    )
    return (i, rows) if in_line and not sign_of(rows[0][0]) and _is_table(rows, least=3) else None


def _cells(line: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    first = len(line) - len(line.lstrip())
    for gap in _GAP.finditer(line, first):
        spans.append((first, gap.start()))
        first = gap.end()
    return [*spans, (first, len(line))]


def _is_table(rows: Sequence[Sequence[str]], least: int) -> bool:
    """Tell a table from labels with their values set off by spaces, and from text with gaps."""
    if len(rows) < least or any(
        not cell or len(cell) > _LONGEST_CELL for row in rows for cell in row
    ):
        return False
    labels = sum(label_of(row[0]) is not None for row in rows)
    return not (len(rows[0]) == 2 and labels > len(rows) / 2)
