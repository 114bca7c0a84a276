"""Tables of postings, a posting a row: CSV and its kin by their separators, and what the sheets
of a workbook share.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import PurePath

from store.errors import ReadError
from store.loading.markup.decoding import stream
from store.loading.structured import columns
from store.loading.structured.columns import TITLES, Column, explicit, is_empty, normalised
from store.loading.structured.posting import Cell, posting
from store.types import Loaded, Unread

SEPARATORS = ",;\t|"
NO_COLUMNS: Mapping[str, str] = {}

WIDEST = 500  # cells of a row
NO_ROWS = "it has no rows"

_HEAD = 40  # rows in which the header is looked for; a sheet of labels and their values has fewer
_SAMPLE = 65_536  # characters that show the separator
_FEWEST_LABELS = 3
_MOST_SHOWN = 12  # columns that an error names
_MOST_MENDED = 20  # quotes never closed; reading on after each costs a pass over what is left
_LARGEST_CELL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its number in the file or sheet, from 1; `broken` says why its cells cannot be
    trusted.
    """

    number: int
    values: Sequence[object]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the row of names stands among the first rows, and its columns."""

    index: int
    columns: tuple[Column, ...]
    score: int


class TableLoader:
    """Reads CSV, TSV and text separated by semicolons or bars.

    `columns` names columns that have unusual names: {"title": "Job Name", "place": "Where"}.
    """

    name = "table"
    suffixes = (".csv", ".tsv", ".tab", ".psv")

    def __init__(self, columns: Mapping[str, str] = NO_COLUMNS) -> None:
        self.mapping = explicit(columns)

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell by the suffix, else by a first line that is a header of three usual columns or
        more.
        """
        if PurePath(name).suffix.lower() in self.suffixes:
            return True
        first = content[:_SAMPLE].lstrip().split(b"\n", 1)[0]
        if len(first) > 5000 or first[:1] in b"<{[#|" or b"\0" in first:
            return False
        line = first.decode("utf-8-sig", "replace")
        scores = (
            _header([Row(1, line.split(separator))], self.mapping)
            for separator in SEPARATORS
            if separator in line
        )
        return any(header and header.score >= _FEWEST_LABELS for header in scores)

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield a posting a row, and each row that could not be read; raise ReadError where none
        could.
        """
        csv.field_size_limit(_LARGEST_CELL)
        with stream(content, name) as sample:
            separator, hinted = self._separator(sample.read(_SAMPLE))
        with stream(content, name) as text:
            rows = _records(text, separator, skip=hinted)
            yield from ensured(loaded_rows(rows, self.mapping), name)

    def _separator(self, sample: str) -> tuple[str, bool]:
        """The separator that gives the best header, and whether a first line "sep=;" names it."""
        first, _, below = sample.lstrip("\ufeff").partition("\n")
        if first.lower().startswith("sep=") and len(first.strip()) == 5:
            return first[4], True
        if len(sample) == _SAMPLE and "\n" in below:
            sample = sample[: sample.rindex("\n")]
        tried = {}
        for separator in SEPARATORS:
            rows = list(islice(_records(io.StringIO(sample, newline=""), separator), _HEAD))
            header = _header(rows, self.mapping)
            filled = [len(row.values) for row in rows if len(row.values) > 1]
            same = max((filled.count(width) for width in set(filled)), default=0)
            tried[separator] = (header.score if header else 0, same)
        return max(SEPARATORS, key=lambda separator: tried[separator]), False


def ensured(pieces: Iterable[Loaded | Unread], name: str) -> Iterator[Loaded | Unread]:
    """Yield the pieces; raise ReadError where they end without a posting, with the reason of the
    first.
    """
    has_postings, reason = False, ""
    for piece in pieces:
        if isinstance(piece, Unread):
            reason = reason or f"{piece.part}: {piece.reason}".removeprefix(": ")
        else:
            has_postings = True
        if isinstance(piece, Loaded) or piece.part:
            yield piece
    if not has_postings:
        raise ReadError(f"{name}: {reason or 'it has no rows below a header; export it again'}")


def loaded_rows(
    rows: Iterator[Row], mapping: Mapping[str, str], sheet: str = ""
) -> Iterator[Loaded | Unread]:
    """Yield what each row below the header is; where no row is a header, one Unread for the
    sheet.
    """
    head = list(
        islice((row for row in rows if any(not is_empty(value) for value in row.values)), _HEAD)
    )
    header = _header(head, mapping)
    if len(head) < _HEAD and (
        form := list(_form(head, mapping, sheet, header.score if header else 0))
    ):
        yield from form
        return
    if header is None:
        yield Unread(sheet, _no_header(head))
        return
    if missing := mapping.keys() - {normalised(str(value)) for value in head[header.index].values}:
        yield Unread(
            sheet,
            f"no column is called {', '.join(map(repr, sorted(missing)))}; "
            f"{_seen(head[header.index])}",
        )
        return
    above = " ".join(
        str(value) for row in head[: header.index] for value in row.values if not is_empty(value)
    )
    names = [str(value).strip() for value in head[header.index].values]
    for row in chain(head[header.index + 1 :], rows):
        part = f"{sheet}, row {row.number}".removeprefix(", ")
        if (
            any(not is_empty(value) for value in row.values)
            and [str(value).strip() for value in row.values] != names
        ):
            yield _loaded(row, header.columns, part, above if len(above) <= 200 else "")


def _loaded(row: Row, named: Sequence[Column], part: str, above: str) -> Loaded | Unread:
    if row.broken:
        return Unread(part, row.broken)
    extra = [value for value in row.values[len(named) :] if not is_empty(value)]
    if extra:
        width = len(row.values)
        return Unread(
            part,
            f"{width} cells under {len(named)} columns; put text that holds the separator in "
            "quotes",
        )
    cells = [
        Cell(column, value)
        for column, value in zip(named, row.values, strict=False)
        if column.kind != "unnamed"
        or not str(value).strip().replace(".0", "").isdigit()  # the number of the row
    ]
    filled = [cell for cell in cells if not is_empty(cell.value)]
    kinds = {cell.column.kind for cell in filled}
    if not kinds & {*TITLES, "body", "section"}:
        return Unread(part, "no title and no text")
    if (
        len(filled) == 1
        and len(named) > 3
        and sum(str(value or "").strip() != "" for value in row.values) == 1
    ):
        return Unread(part, f"only one cell is filled: {str(filled[0].value)[:60]!r}")
    loaded = posting(
        cells,
        part=part,
        role=bool({column.kind for column in named} & columns.vocabulary().of_roles),
    )
    return replace(loaded, fields=replace(loaded.fields, provenance=above)) if above else loaded


# --- the header ---


def _header(rows: Sequence[Row], mapping: Mapping[str, str]) -> _Header | None:
    """The row that names most columns, among them a title or, where a mapping is given, one of
    its names.
    """
    best = None
    for index, row in enumerate(rows):
        named = tuple(
            _named(value, mapping, position)
            for position, value in enumerate(row.values[:WIDEST], start=1)
        )
        kinds = {column.kind for column in named} - {"", "unnamed"}
        mapped = sum(
            normalised(str(value)) in mapping for value in row.values if isinstance(value, str)
        )
        score = len(kinds) + len(SEPARATORS) * 10 * mapped
        titled = kinds & {"title", "title plain"} or (kinds & set(TITLES) and len(kinds) > 1)
        if (titled or mapped) and (best is None or score > best.score):
            best = _Header(index, _without_rivals(named, mapping), score)
    return best


def _named(value: object, mapping: Mapping[str, str], position: int) -> Column:
    if not isinstance(value, str) or is_empty(value) or normalised(value).startswith("unnamed"):
        return Column(f"Column {position}", "unnamed")
    named = columns.column(value)
    chosen = mapping.get(normalised(value))
    if chosen:
        return replace(named, kind=chosen)
    return replace(named, label=named.label or f"Column {position}")


def _without_rivals(named: Sequence[Column], mapping: Mapping[str, str]) -> tuple[Column, ...]:
    """Beside a column that the user chose, the usual names of its kind are columns like any
    other.
    """
    chosen = set(mapping.values())
    rivals = chosen | (set(TITLES) if "title" in chosen else set())
    return tuple(
        replace(column, kind="")
        if column.kind in rivals and normalised(column.label) not in mapping
        else column
        for column in named
    )


def _form(
    rows: Sequence[Row], mapping: Mapping[str, str], sheet: str, rival: int
) -> Iterator[Loaded]:
    """A sheet that holds labels in its first column and a posting in each of the others."""
    rows = [row for row in rows if not is_empty(row.values[0] if row.values else None)]
    labels = [_named(row.values[0], mapping, 1) for row in rows]
    kinds = {label.kind for label in labels} - {"", "unnamed"}
    if len(kinds) < max(_FEWEST_LABELS, rival + 1) or not kinds & set(TITLES):
        return
    for position in range(1, max(len(row.values) for row in rows)):
        cells = [
            Cell(label, row.values[position])
            for label, row in zip(labels, rows, strict=True)
            if position < len(row.values)
        ]
        if any(cell.column.kind in TITLES and not is_empty(cell.value) for cell in cells):
            yield posting(
                cells, part=f"{sheet}, column {position + 1}".removeprefix(", "), role=True
            )


def _no_header(head: Sequence[Row]) -> str:
    if not head:
        return NO_ROWS
    return f'no row names a column of titles; {_seen(head[0])}; name it: --columns title="NAME"'


def _seen(row: Row) -> str:
    names = [" ".join(str(value).split())[:40] for value in row.values if not is_empty(value)][
        :_MOST_SHOWN
    ]
    return f"row {row.number} holds {', '.join(names)}"


# --- separated text ---


class _Lines:
    """Lines that remember what a record took of them, so that they can be read again."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._again: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._text)
        self.taken.append(line)
        return line.replace("\0", "")

    def give_back(self, lines: list[str]) -> None:
        self._again += reversed(lines)


def _records(text: Iterable[str], separator: str, *, skip: bool = False) -> Iterator[Row]:
    """Yield the records of separated text; one whose quote is never closed is broken, and those
    after it are read.
    """
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator)
    number = mended = 0
    while True:
        lines.taken = []
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Row(number, lines.taken[:1], f"it cannot be read ({error})")
            continue
        number += 1
        if number == 1:
            values = [value.lstrip("\ufeff") for value in values]
            if skip:
                continue
        values = values[: WIDEST + 1]
        if (
            len(lines.taken) > 1
            and mended < _MOST_MENDED
            and _swallowed(lines.taken, values, separator)
        ):
            mended += 1
            yield Row(number, lines.taken[:1], "a quote in it is never closed")
            lines.give_back(lines.taken[1:])
        else:
            yield Row(number, values)


def _swallowed(lines: Sequence[str], values: Sequence[str], separator: str) -> bool:
    """Tell a record whose open quote took in the records after it: its later lines are whole
    records themselves.
    """
    width = lines[0].count(separator) + 1
    if width < 4:
        return False
    later = [line for line in lines[1:200] if line.strip()]
    whole = sum(len(next(csv.reader([line], delimiter=separator), [])) == width for line in later)
    return whole > 0 and whole >= len(later) / 2
