"""Whatever a file holds, a loader gives documents or says in one line why not; no library's error comes through."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_files import PdfPage, docx, item, odt, paragraph, pdf, styled, table

from store.errors import ReadError
from store.loading.docx import DocxLoader
from store.loading.odt import OdtLoader
from store.loading.pdf import PdfLoader
from store.loading.rtf import RtfLoader
from store.types import Loaded

WORD = docx(styled("Head", "berschrift1") + item("One") + table([("a", "b"), ("c", "d")]) + paragraph("End."))
OPEN = odt("<text:list><text:list-item><text:p>One</text:p></text:list-item></text:list><text:h>H</text:h>")
PAGES = pdf(PdfPage().text(60, 700, "Head", 20).lines(60, 660, "one and", "two").rule(1, 1, 99, 1))
RICH = (
    rb"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\pard\b Head\b0\par{\pntext\'B7\tab}One\par\trowd a\cell b\cell\row"
    rb"{\footnote n}{\shp{\*\shpinst{\shptxt x\par}}}\u-10179?\bin3 abc {\info{\title t}}End.\par}"
)
EDITS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 40), st.binary(max_size=12)), max_size=6)


def check(loader: DocxLoader | OdtLoader | PdfLoader | RtfLoader, content: bytes) -> None:
    try:
        pieces = list(loader.load(content, "file"))
    except ReadError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(pieces[0], Loaded)
        assert pieces[0].markdown.strip()


@pytest.mark.parametrize(("loader", "whole"), [(DocxLoader(), WORD), (OdtLoader(), OPEN), (RtfLoader(), RICH)])
@settings(max_examples=150, deadline=10_000, suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS)
def test_files_with_bytes_changed(
    loader: DocxLoader | OdtLoader | RtfLoader, whole: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    check(loader, _edited(whole, edits))


@settings(max_examples=12, deadline=30_000, suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS)
def test_pdfs_with_bytes_changed(edits: list[tuple[int, int, bytes]]) -> None:
    check(PdfLoader(), _edited(PAGES, edits))


@settings(max_examples=100, deadline=10_000)
@given(text=st.text(max_size=60), value=st.text(max_size=12))
def test_words_and_attributes_of_any_characters(text: str, value: str) -> None:
    safe = "".join(c for c in text if c.isprintable() and c not in "<&")
    number = "".join(c for c in value if c.isprintable() and c not in "<&\"'")
    properties = f'<w:pStyle w:val="{number}"/><w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="1"/></w:numPr>'
    check(DocxLoader(), docx(paragraph(safe, properties + f'<w:outlineLvl w:val="{number}"/>')))
    check(OdtLoader(), odt(f'<text:h text:outline-level="{number}">{safe}<text:s text:c="{number}"/></text:h>'))


def _edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    changed = bytearray(content)
    for start, length, put in edits:
        start %= len(content)
        changed[start : start + length] = put
    return bytes(changed)
