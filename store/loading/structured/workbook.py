"""Workbooks of postings, a posting a row: XLSX through openpyxl's streaming reader, ODS by its
XML.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from store.errors import ReadError
from store.loading.markup.archive import Archive, number, whole_number
from store.loading.structured.columns import currency_in, explicit
from store.loading.structured.table import NO_COLUMNS, NO_ROWS, WIDEST, Row, ensured, loaded_rows
from store.types import Loaded, Unread

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_XLSX, _XLSB = "xl/workbook.xml", "xl/workbook.bin"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "Err:502", "Err:508"}
)
_LOCALE = re.compile(
    r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]"
)  # "[$£-809]" is a pound sign as in Britain
_GAP = 2_000  # empty rows in a row after which a sheet has ended


class WorkbookLoader:
    """Reads the visible sheets of XLSX and ODS files that have a header; `columns` as in
    `TableLoader`.
    """

    name = "workbook"
    suffixes = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")

    def __init__(self, columns: Mapping[str, str] = NO_COLUMNS) -> None:
        self.mapping = explicit(columns)

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell by what the archive holds; of other containers, by the suffix."""
        if content.startswith(_ZIP) and (
            any(part.encode() in content for part in (_XLSX, _XLSB)) or _ODS_TYPE in content[:200]
        ):
            return True
        return content.startswith((_ZIP, _OLE)) and name.lower().endswith(self.suffixes)

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield a posting a row, and each row and sheet that could not be read; raise ReadError
        where none could.
        """
        if content.startswith(_OLE):
            raise ReadError(
                f"{name}: an old or encrypted workbook; open it and save it as XLSX without a "
                "password"
            )
        archive = Archive(content, name)
        if _XLSB in archive:
            raise ReadError(f"{name}: a binary workbook; save it as XLSX")
        sheets = _xlsx(content, name) if _XLSX in archive else _ods(archive)
        yield from ensured(self._sheets(sheets), name)

    def _sheets(self, sheets: Iterator[tuple[str, Iterator[Row]]]) -> Iterator[Loaded | Unread]:
        for title, rows in sheets:
            for piece in loaded_rows(rows, self.mapping, title):
                if isinstance(piece, Loaded) or piece.reason != NO_ROWS:
                    yield piece


def _xlsx(content: bytes, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that no text depends on
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
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
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        shown = cell.number_format
        if shown.endswith("%"):
            return f"{value:.0%}"
        if currency := currency_in(_LOCALE.sub(r"\1", shown)):
            return f"{currency} {value:,.{0 if float(value).is_integer() else 2}f}"
    return value


def _text(text: str) -> str | None:
    return None if text in _ERRORS else text


# --- ODS ---


def _ods(archive: Archive) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets of an OpenDocument spreadsheet."""
    root = archive.xml("content.xml")
    if root is None:
        raise ReadError(f"{archive.name}: an archive without sheets; save the workbook as XLSX")
    for table in root.iterfind(".//{*}table"):
        yield _attribute(table, "name") or "sheet", _ods_rows(table)


def _ods_rows(table: Element) -> Iterator[Row]:
    number = 1
    for row in table.iterfind(".//{*}table-row"):
        yield Row(number, _ods_values(row))
        number += _repeated(row, "number-rows-repeated")


def _ods_values(row: Element) -> list[object]:
    values: list[object] = []
    for cell in row:
        if len(values) < WIDEST:
            repeated = min(_repeated(cell, "number-columns-repeated"), WIDEST)
            values += [_ods_value(cell)] * repeated
    while values and values[-1] is None:
        values.pop()
    return values


def _ods_value(cell: Element) -> object:
    kind, stated = _attribute(cell, "value-type"), _attribute(cell, "value")
    if kind == "date":
        return _attribute(cell, "date-value")
    if kind == "boolean":
        return _attribute(cell, "boolean-value") == "true"
    if kind == "currency" and stated:
        return f"{_attribute(cell, 'currency')} {number(stated):,.0f}".strip()
    if kind == "float" and stated:
        return number(stated)
    return _text("\n".join(_ods_text(line) for line in cell.iterfind("{*}p"))) or None


def _ods_text(line: Element) -> str:
    """A paragraph's text; runs of spaces, tabs and line breaks are elements of their own."""
    for kind, sign in (("s", " "), ("tab", "\t"), ("line-break", "\n")):
        for element in line.iterfind(f".//{{*}}{kind}"):
            element.text = sign
    return "".join(line.itertext())


def _repeated(element: Element, name: str) -> int:
    return whole_number(_attribute(element, name)) or 1


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")
