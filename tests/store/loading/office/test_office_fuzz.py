"""Whatever a file holds, a loader gives documents or says in one line why not; no library's
error comes through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office_files import PdfPage, docx, item, odt, paragraph, pdf, styled, table
from store.errors import ReadError
from store.loading.office._blocks import Block, Paragraph
from store.loading.office._page_layout import Box, Page, Word, blocks_of
from store.loading.office.docx import DocxLoader
from store.loading.office.odt import OdtLoader
from store.loading.office.pdf import PdfLoader
from store.loading.office.rtf import RtfLoader
from store.types import Loaded

WORD = docx(
    styled("Head", "berschrift1")
    + item("One")
    + table([("a", "b"), ("c", "d")])
    + paragraph("End.")
)
OPEN = odt(
    "<text:list><text:list-item><text:p>One</text:p></text:list-item></text:list><text:h>H</text:h>"
)
PAGES = pdf(PdfPage().text(60, 700, "Head", 20).lines(60, 660, "one and", "two").rule(1, 1, 99, 1))
RICH = (
    rb"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\pard\b Head\b0\par{\pntext\'B7\tab}One\par\trowd "
    rb"a\cell b\cell\row"
    rb"{\footnote n}{\shp{\*\shpinst{\shptxt x\par}}}\u-10179?\bin3 abc {\info{\title t}}End.\par}"
)
EDITS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 40), st.binary(max_size=12)), max_size=6
)


def check(loader: DocxLoader | OdtLoader | PdfLoader | RtfLoader, content: bytes) -> None:
    try:
        pieces = list(loader.load(content, "file"))
    except ReadError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(pieces[0], Loaded)
        assert pieces[0].markdown.strip()


@pytest.mark.parametrize(
    ("loader", "whole"), [(DocxLoader(), WORD), (OdtLoader(), OPEN), (RtfLoader(), RICH)]
)
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
    properties = (
        f'<w:pStyle w:val="{number}"/><w:numPr><w:ilvl w:val="{number}"/><w:numId '
        'w:val="1"/></w:numPr>'
    )
    check(DocxLoader(), docx(paragraph(safe, properties + f'<w:outlineLvl w:val="{number}"/>')))
    check(
        OdtLoader(),
        odt(f'<text:h text:outline-level="{number}">{safe}<text:s text:c="{number}"/></text:h>'),
    )


PLACES = st.integers(0, 60).map(lambda step: step * 10.0)


@st.composite
def words(draw: st.DrawFn) -> Word:
    left, baseline, length = draw(PLACES), draw(PLACES), draw(st.integers(1, 9))
    text = draw(st.sampled_from(["word", "•", "1.", "o", "-", "שלום", "中文", "half-"]))
    return Word(
        text,
        left,
        left + 8.0 * length,
        baseline,
        draw(st.sampled_from([9.0, 11.0, 20.0])),
        draw(st.booleans()),
    )


@settings(max_examples=200, deadline=10_000)
@given(
    placed=st.lists(words(), max_size=40),
    boxes=st.lists(st.tuples(PLACES, PLACES, PLACES, PLACES), max_size=12),
)
def test_words_at_any_place_are_all_read(
    placed: list[Word], boxes: list[tuple[float, float, float, float]]
) -> None:
    page = Page(
        600,
        600,
        tuple(placed),
        tuple(Box(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in boxes),
    )
    read = sum(
        text.count(letter) for text in texts(blocks_of(page)) for letter in "wordhalfשלוםעבר中文"
    )
    assert read == sum(
        word.text.count(letter) for word in placed for letter in "wordhalfשלוםעבר中文"
    )


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (text for row in block.rows for cell in row for text in texts(cell))


def _edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    changed = bytearray(content)
    for start, length, put in edits:
        start %= len(content)
        changed[start : start + length] = put
    return bytes(changed)
