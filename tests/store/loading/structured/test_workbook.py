"""Workbooks: each visible sheet with a header, dates and amounts as the sheet shows them, bombs
refused.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from store.errors import ReadError
from store.loading.structured.workbook import WorkbookLoader
from store.types import Loaded, Unread


def xlsx(**sheets: Sequence[Sequence[object]]) -> tuple[Any, bytes]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return book, saved(book)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(*rows: str) -> bytes:
    stream = io.BytesIO()
    namespaces = 'xmlns:office="urn:office" xmlns:table="urn:table" xmlns:text="urn:text"'
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        body = f'<table:table table:name="Jobs">{"".join(rows)}</table:table>'
        archive.writestr(
            "content.xml", f"<office:document-content {namespaces}>{body}</office:document-content>"
        )
    return stream.getvalue()


def ods_row(*cells: str, repeated: int = 1) -> str:
    return (
        "<table:table-row "
        f'table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'
    )


def ods_cell(text: str = "", attributes: str = "") -> str:
    paragraphs = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {attributes}>{paragraphs}</table:table-cell>"


def read(content: bytes, name: str = "jobs.xlsx") -> list[Loaded | Unread]:
    return list(WorkbookLoader().load(content, name))


def test_each_sheet_with_a_header_is_read_and_the_others_are_reported() -> None:
    book, _ = xlsx(
        Roles=[
            ["Seaholm openings 2026"],
            [],
            [
                "Job Title",
                "Location",
                "Salary",
                "Date Posted",
                "Closing date",
                "Job Description",
                "Ref",
            ],
            [
                "Kelp Farmer",
                "Oban, GB",
                28000,
                date(2026, 3, 2),
                datetime(2026, 4, 15, 17),
                "Grow kelp.\n• Dive\n• Haul",
                118,
            ],
            ["#N/A", "#REF!", None, None, None, None, None],
            ["Net Mender", "Leith", None, None, None, "Mend nets.", 119],
        ],
        Boats=[["Position", "City", "Country"], ["Skipper", "Mallaig", "GB"]],
        Notes=[["Ask Jo about pay"]],
        Blank=[],
        Old=[["Title", "City"], ["Gone", "Oban"]],
    )
    book["Old"].sheet_state = "hidden"
    farmer, mender, skipper, notes = read(saved(book))
    assert isinstance(farmer, Loaded) and isinstance(mender, Loaded) and isinstance(skipper, Loaded)
    assert (farmer.fields.title, farmer.fields.pay, farmer.fields.requisition) == (
        "Kelp Farmer",
        "28,000",
        "118",
    )
    assert (farmer.fields.posted, farmer.fields.closes) == ("2026-03-02", "2026-04-15T17:00")
    assert farmer.markdown == "## Job Description\n\nGrow kelp.\n\n- Dive\n- Haul"
    assert (farmer.part, mender.part, skipper.part) == (
        "Roles, row 4",
        "Roles, row 6",
        "Boats, row 2",
    )
    assert farmer.fields.provenance == "Seaholm openings 2026"
    assert (
        isinstance(notes, Unread)
        and notes.part == "Notes"
        and "no row names a column of titles" in notes.reason
    )


def test_an_amount_keeps_the_currency_of_its_format() -> None:
    book, _ = xlsx(
        Jobs=[
            ["Title", "City", "Salary from", "Salary to", "Bonus"],
            ["Diver", "Oban", 28000, 31000.5, 0.1],
        ]
    )
    for cell, shown in (("C2", "[$£-809]#,##0"), ("D2", "£#,##0.00"), ("E2", "0%")):
        book["Jobs"][cell].number_format = shown
    (diver,) = read(saved(book))
    assert isinstance(diver, Loaded)
    assert diver.fields.pay == "GBP 28,000 - 31,000.50"
    assert diver.markdown == "- Bonus: 10%"


def test_ods_with_repeated_cells_and_typed_values() -> None:
    header = ods_row(
        *(ods_cell(name) for name in ("Title", "Location", "Salary", "Posted", "Description"))
    )
    gap = ods_row('<table:table-cell table:number-columns-repeated="16384"/>', repeated=1000)
    row = ods_row(
        ods_cell("Kelp<text:s/>Farmer"),
        ods_cell("Oban<text:line-break/>Leith"),
        ods_cell(
            "£28,000", 'office:value-type="currency" office:value="28000" office:currency="GBP"'
        ),
        ods_cell("2 Mar", 'office:value-type="date" office:date-value="2026-03-02"'),
        ods_cell("Grow <text:span>kelp</text:span>."),
    )
    pieces = read(ods(header, gap, row, ods_row(ods_cell(), repeated=1_048_576)), "jobs.ods")
    (farmer,) = pieces
    assert isinstance(farmer, Loaded)
    assert (farmer.fields.title, farmer.fields.places) == ("Kelp Farmer", ("Oban", "Leith"))
    assert (farmer.fields.pay, farmer.fields.posted, farmer.part) == (
        "GBP 28,000",
        "2026-03-02",
        "Jobs, row 1002",
    )
    assert farmer.markdown == "## Description\n\nGrow kelp."


def test_a_sheet_that_claims_to_be_endless_ends() -> None:
    book, _ = xlsx(Jobs=[["Title", "City"], ["Diver", "Oban"]])
    book["Jobs"].cell(1_048_576, 16_384, "far away")
    assert len(read(saved(book))) == 1


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(210):
                part.write(b"0" * 1_000_000)
    return stream.getvalue()


_, _WHOLE = xlsx(Jobs=[["Title", "City"], ["Diver", "Oban"]])
_LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><office:document-content '
    'xmlns:office="urn:office">&b;'
    "</office:document-content>"
)


def _ods_of(content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (_bomb(), "unpacks to 210"),
        (_WHOLE[: len(_WHOLE) // 2], "damaged"),
        (b"PK\x03\x04junk", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old or encrypted"),
        (_ods_of(_LAUGHS), "DTD"),
        (_ods_of("<a>" * 5000 + "</a>" * 5000), "deeper"),
        (_ods_of("<a/>"), "no rows"),
        (xlsx(Notes=[["Ask Jo"]])[1], "no row names a column of titles"),
    ],
)
def test_what_is_refused(content: bytes, cause: str) -> None:
    with pytest.raises(ReadError, match=cause) as caught:
        read(content)
    assert "\n" not in str(caught.value) and str(caught.value).startswith("jobs.xlsx: ")


def test_a_workbook_is_recognised_by_what_it_holds() -> None:
    loader = WorkbookLoader()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert loader.recognises(_WHOLE, "download") and loader.recognises(ods(), "download")
    assert not loader.recognises(stream.getvalue(), "letter.xlsx.docx")
    assert not loader.recognises(b"Title,City", "jobs.xlsx")
