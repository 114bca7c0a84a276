"""Workbooks of postings, a posting a row: XLSX through openpyxl's streaming reader, ODS as its
XML streams by.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from store.errors import ReadError
from store.loading.markup.xml import xml_events
from store.loading.structured.columns import currency_in
from store.loading.structured.table import NO_ROWS, WIDEST, Row, ensured, loaded_rows, mapping_of
from store.types import Loaded, Unread

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_UNPACKED = 200_000_000  # bytes of all parts of a workbook together

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_XLSX, _XLSB, _ODS = "xl/workbook.xml", "xl/workbook.bin", "content.xml"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "Err:502", "Err:508"}
)
_LOCALE = re.compile(
    r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]"
)  # "[$£-809]" is a pound sign as in Britain
_SUSPECT, _MOST_TIMES = (
    20_000_000,
    100,
)  # bytes from which a part packed this many times is a bomb; sheets reach 30
_GAP = 2_000  # empty rows in a row after which a sheet has ended


class WorkbookLoader:
    """Reads the visible sheets of XLSX and ODS files that have a header; `columns` as in
    `TableLoader`.
    """

    name = "workbook"
    suffixes = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")

    def __init__(self, columns: Mapping[str, str] | None = None) -> None:
        self.mapping = mapping_of(columns)

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell by what the archive holds; of other containers, by the suffix."""
        if content.startswith(_ZIP):
            try:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    names = set(archive.namelist())
            except (zipfile.BadZipFile, ValueError, OSError):
                return PurePath(name).suffix.lower() in self.suffixes
            return bool(names & {_XLSX, _XLSB}) or (_ODS in names and _ODS_TYPE in content[:200])
        return content.startswith(_OLE) and PurePath(name).suffix.lower() in self.suffixes

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield a posting a row, and each row and sheet that could not be read; raise ReadError
        where none could.
        """
        if content.startswith(_OLE):
            raise ReadError(
                f"{name}: an old or encrypted workbook; open it and save it as XLSX without a "
                "password"
            )
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = _checked(archive, name)
                if _XLSB in names:
                    raise ReadError(f"{name}: a binary workbook; save it as XLSX")
                sheets = _xlsx(content, name) if _XLSX in names else _ods(archive, name)
                yield from ensured(self._sheets(sheets), name)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise ReadError(
                f"{name}: a damaged or encrypted workbook; open it and save it anew"
            ) from error

    def _sheets(self, sheets: Iterator[tuple[str, Iterator[Row]]]) -> Iterator[Loaded | Unread]:
        for title, rows in sheets:
            yield from (
                piece
                for piece in loaded_rows(rows, self.mapping, title)
                if not _is_of_empty_sheet(piece)
            )


def _is_of_empty_sheet(piece: Loaded | Unread) -> bool:
    return isinstance(piece, Unread) and piece.reason == NO_ROWS


def _checked(archive: zipfile.ZipFile, name: str) -> set[str]:
    """The names of the parts; raise ReadError where they would unpack to too much. zipfile holds
    them to their word.
    """
    unpacked = sum(part.file_size for part in archive.infolist())
    packed = sum(part.compress_size for part in archive.infolist())
    if unpacked > LARGEST_UNPACKED or (unpacked > _SUSPECT and unpacked > _MOST_TIMES * packed):
        raise ReadError(
            f"{name}: unpacks to {unpacked:,} bytes, which is too much for {packed:,}; save the "
            "sheet as CSV"
        )
    return set(archive.namelist())


def _xlsx(content: bytes, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that no text depends on
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
        except RecursionError:
            raise
        # openpyxl lets KeyError, ValueError, TypeError and ParseError of its parts through
        except Exception as error:
            raise ReadError(
                f"{name}: a damaged workbook ({type(error).__name__}); open it and save it anew"
            ) from error
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                yield sheet.title, _xlsx_rows(sheet, name)


def _xlsx_rows(sheet: Any, name: str) -> Iterator[Row]:
    sheet.reset_dimensions()
    empty = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            row = [_cell(cell) for cell in cells[:WIDEST]]
            while row and row[-1] is None:
                row.pop()
            empty = 0 if row else empty + 1
            if empty > _GAP:
                return
            yield Row(number, row)
    except ReadError:
        raise
    except Exception as error:  # a broken part is read only when its rows are
        raise ReadError(
            f"{name}: sheet {sheet.title} is damaged ({type(error).__name__}); open it and save it "
            "anew"
        ) from error


def _cell(cell: Any) -> object:
    """A cell's value; a number with the currency or the percent sign that its format shows."""
    value = cell.value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, timedelta):
        return str(value)
    if (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and (shown := cell.number_format) != "General"
    ):
        if shown.endswith("%"):
            return f"{value:.0%}"
        if currency := currency_in(_LOCALE.sub(r"\1", shown)):
            return (
                f"{currency} {value:,.0f}"
                if float(value).is_integer()
                else f"{currency} {value:,.2f}"
            )
    return value


def _text(text: str) -> str | None:
    return None if text in _ERRORS else text


# --- ODS ---


def _ods(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets of an OpenDocument spreadsheet.

    Each is read to its end before the next, as the XML streams by.
    """
    if _ODS not in archive.namelist():
        raise ReadError(f"{name}: an archive without sheets; save the workbook as XLSX")
    try:
        with archive.open(_ODS) as part:
            events = xml_events(part, name)
            for event, element in events:
                if event == "start" and _local(element.tag) == "table":
                    rows = _ods_rows(element, events)
                    yield _attribute(element, "name") or "sheet", rows
                    for _ in rows:
                        pass
    except SyntaxError as error:  # ParseError is one
        raise ReadError(f"{name}: a damaged workbook; open it and save it anew") from error


def _ods_rows(table: Element, events: Iterator[tuple[str, Element]]) -> Iterator[Row]:
    number = 1
    for event, element in events:
        if event == "end" and element is table:
            element.clear()
            return
        if event == "end" and _local(element.tag) == "table-row":
            yield Row(number, _ods_values(element))
            number += _repeated(element, "number-rows-repeated")
            element.clear()


def _ods_values(row: Element) -> list[object]:
    values: list[object] = []
    for cell in row:
        if _local(cell.tag) in {"table-cell", "covered-table-cell"} and len(values) < WIDEST:
            repeated = min(_repeated(cell, "number-columns-repeated"), WIDEST)
            values += [_ods_value(cell)] * repeated
    while values and values[-1] is None:
        values.pop()
    return values


def _ods_value(cell: Element) -> object:
    kind = _attribute(cell, "value-type")
    if kind == "date":
        stated = _attribute(cell, "date-value")
        try:
            return datetime.fromisoformat(stated)
        except ValueError:
            return stated
    if kind == "boolean":
        return _attribute(cell, "boolean-value") == "true"
    text = "\n".join(_ods_text(line) for line in cell if _local(line.tag) == "p")
    if kind in {"float", "currency", "percentage"}:
        try:
            number = float(_attribute(cell, "value"))
        except ValueError:
            return text
        return (
            f"{_attribute(cell, 'currency')} {number:,.0f}".strip()
            if kind == "currency"
            else text
            if kind == "percentage"
            else number
        )
    return _text(text) or None


def _ods_text(line: Element) -> str:
    """A paragraph's text; runs of spaces, tabs and line breaks are elements of their own."""
    return "".join(_pieces(line))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield {"s": " ", "tab": "\t", "line-break": "\n"}.get(_local(child.tag), "")
        if _local(child.tag) != "annotation":
            yield from _pieces(child)
        yield child.tail or ""


def _repeated(element: Element, name: str) -> int:
    stated = _attribute(element, name)
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 9 else 1


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if _local(key) == name), "")


def _local(name: object) -> str:
    return name.rpartition("}")[2] if isinstance(name, str) else ""
