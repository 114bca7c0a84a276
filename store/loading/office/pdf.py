"""PDF: text with its places by PDFium, put back into headings, lists, tables and paragraphs.

A tagged page is read by its structure tree, another by the places of its words. Scripts in a PDF
are never run, pictures never decoded and addresses never opened.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from store.errors import ReadError
from store.loading.markup.hyphens import mender
from store.loading.office._blocks import Block, plain, to_markdown
from store.loading.office._page_layout import (
    LINE_END,
    Box,
    Page,
    Row,
    Word,
    blocks_of,
    continued,
    in_margin,
    rows_of,
)
from store.loading.office._page_tags import is_tagged, tagged_blocks_of
from store.loading.office._properties import fields_of
from store.types import Loaded, Unread

MOST_PAGES = 300
# on the clock, for a machine with much else to do; the program also bounds its own processor time
SECONDS = 30

_PROGRAM = Path(__file__).with_name("_pdf_pages.py")
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_TOO_MANY_PAGES, _TOO_LONG = -1, -2
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_NUMBER = re.compile(r"\d+")


class PdfLoader:
    """Loader of PDF files."""

    name = "PDF"
    suffixes = (".pdf",)

    def recognises(self, content: bytes, name: str) -> bool:
        """Say whether a file is a PDF."""
        return b"%PDF-" in content[:1024]

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the document, and an Unread for each page that is a picture without text.

        Raises ReadError for scanned, encrypted, damaged and overlong files.
        """
        read = _read(content, name)
        pages = [_page(page) for page in read["pages"]]
        if not any(page.words for page in pages):
            raise ReadError(f"{name}: {_without_text(pages)}")
        blocks = continued(list(_blocks(page)) for page in _without_furniture(pages))
        written = to_markdown(blocks, name)
        markdown = mender(written, LINE_END)(written)  # one line of each paragraph's lines
        properties = read["properties"]
        yield Loaded(
            markdown,
            fields_of(
                "PDF",
                markdown,
                title=properties["Title"],
                author=properties["Author"],
                created=_day(properties["CreationDate"]),
                changed=_day(properties["ModDate"]),
            ),
        )
        for number, page in enumerate(pages, start=1):
            if page.pictures and not page.words:
                yield Unread(
                    f"page {number}",
                    "is a picture without text; run OCR on it, e.g. ocrmypdf IN.pdf OUT.pdf",
                )
        if read["count"] > len(pages):
            yield Unread(
                f"{read['count'] - len(pages)} pages",
                "are damaged; save or download the file again",
            )


def _without_text(pages: list[Page]) -> str:
    if any(page.pictures for page in pages):
        return "is a scan without text; run OCR on it first, e.g. ocrmypdf IN.pdf OUT.pdf"
    return "holds no text; save the document as PDF again, or run OCR on it"


def _read(content: bytes, name: str) -> dict[str, Any]:
    """Return what the program gives for a PDF. It ends in time whatever the file does to it."""
    damaged = f"{name}: is damaged or asks too much of the reader; save or download it again"
    try:
        # -P: the program's folder is not searched for modules, where a file may have the name of a
        # standard one.
        command = [sys.executable, "-P", str(_PROGRAM), str(MOST_PAGES)]
        ended = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReadError(
            f"{name}: takes more than {SECONDS} seconds to read; save its text, or fewer pages"
        ) from error
    except OSError as error:
        raise ReadError(
            f"{name}: the PDF reader cannot be started ({error.strerror}); check memory and disk"
        ) from error
    if b"ModuleNotFoundError" in ended.stderr:
        raise ReadError(
            f"{name}: the PDF reader is not installed; install it: pip install pypdfium2"
        )
    if ended.returncode != 0:
        raise ReadError(damaged)
    read: dict[str, Any] = json.loads(ended.stdout)
    code = read.get("error")
    if code in (_PASSWORD, _SECURITY):
        raise ReadError(f"{name}: is encrypted; open it with its password and save it without one")
    if code == _TOO_MANY_PAGES:
        raise ReadError(
            f"{name}: declares {read['pages']:,} pages, above the limit of {MOST_PAGES}; save the "
            "ones needed"
        )
    if code == _TOO_LONG:
        raise ReadError(
            f"{name}: holds more text than one document may; save the pages needed as a PDF of "
            "their own"
        )
    if code is not None or not read["pages"]:
        raise ReadError(damaged)
    return read


def _page(read: dict[str, Any]) -> Page:
    return Page(
        width=read["width"],
        height=read["height"],
        words=tuple(Word(*piece) for piece in read["pieces"]),
        boxes=tuple(Box(*line) for line in read["lines"]),
        tags=tuple(tuple((kind, number) for kind, number in path) for path in read["tags"]),
        pictures=read["pictures"],
    )


def _blocks(page: Page) -> Iterator[Block]:
    return tagged_blocks_of(page) if is_tagged(page) else blocks_of(page)


def _day(date: str) -> str:
    """A PDF's date, D:20260302091500+01'00', as 2026-03-02."""
    match = _DATE.match(date)
    return "-".join(part for part in match.groups() if part) if match else ""


# Furniture


def _without_furniture(pages: list[Page]) -> list[Page]:
    """Leave out lines at the head and foot that other pages repeat, numbers aside, and page
    numbers.
    """
    seen: Counter[tuple[str, int, int]] = Counter()
    for page in pages:
        seen.update(
            {
                _repeated(row, page)
                for row in rows_of(page.words)
                if in_margin(row[0].baseline, page)
            }
        )
    return [_bare(page, number, len(pages), seen) for number, page in enumerate(pages, start=1)]


def _bare(page: Page, number: int, count: int, seen: Counter[tuple[str, int, int]]) -> Page:
    dropped: set[Word] = set()
    for row in rows_of(page.words):
        if in_margin(row[0].baseline, page):
            repeats = count > 1 and seen[_repeated(row, page)] >= max(2, count / 3)
            if repeats or _is_page_number(row, number, count):
                dropped.update(word for segment in row for word in segment.words)
    return replace(page, words=tuple(word for word in page.words if word not in dropped))


def _repeated(row: Row, page: Page) -> tuple[str, int, int]:
    """What running lines share: words, head or foot, and size, which the title that they repeat
    has not.
    """
    return _NUMBER.sub("#", _text(row)), round(row[0].baseline / page.height), round(row[0].size)


def _text(row: Row) -> str:
    return plain(" ".join(segment.text for segment in row))


def _is_page_number(row: Row, number: int, count: int) -> bool:
    """Whether a line is "2", or "2 / 3" or "Page 2 of 3" in any language.

    "Page 2" alone is known by its repetition.
    """
    text = _text(row)
    numbers = [int(number_) for number_ in _NUMBER.findall(text)[:3]]
    words = re.findall(r"[^\W\d_]+", text)
    return (numbers == [number] and not words) or (numbers == [number, count] and len(words) <= 2)
