"""Small office files for tests, written by hand so that each test shows what its file holds."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from store.types import Loaded, Unread

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

DOCX_STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="House"><w:name w:val="House head"/><w:basedOn w:val="berschrift2"/></w:style>
<w:style w:type="paragraph" w:styleId="Round"><w:name w:val="Round"/><w:basedOn w:val="Round"/></w:style>
"""

DOCX_NUMBERING = """
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
"""


def docx(body: str, parts: Mapping[str, str] | None = None, prologue: str = "") -> bytes:
    """A Word document of the XML inside its body; `parts` are more of its files, or replace
    these.
    """
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{_R}/officeDocument" '
            'Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{_R}/styles" Target="styles.xml"/>'
            f'<Relationship Id="r2" Type="{_R}/numbering" Target="numbering.xml"/>'
            f'<Relationship Id="r3" Type="{_R}/footnotes" Target="footnotes.xml"/>'
            f'<Relationship Id="r4" Type="{_R}/hyperlink" Target="https://kelp.example/apply" '
            'TargetMode="External"/>'
            "</Relationships>"
        ),
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{DOCX_STYLES}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{_W}">{DOCX_NUMBERING}</w:numbering>',
        "word/document.xml": (
            f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="{_W}" xmlns:r="{_R}"'
            ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<w:body>{body}</w:body></w:document>"
        ),
    }
    return archive({**files, **(parts or {})})


def paragraph(text: str, properties: str = "", look: str = "") -> str:
    """A Word paragraph of one run, with the XML of its properties and of the run's."""
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def styled(text: str, style: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


def item(text: str, list_id: int = 1, depth: int = 0) -> str:
    return paragraph(
        text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )


def table(rows: Iterable[Iterable[str]]) -> str:
    """A Word table; a cell is text, or XML of blocks."""
    return (
        "<w:tbl>"
        + "".join("<w:tr>" + "".join(map(_cell, row)) + "</w:tr>" for row in rows)
        + "</w:tbl>"
    )


def _cell(content: str) -> str:
    return f"<w:tc>{content if content.startswith('<') else paragraph(content)}</w:tc>"


def odt(body: str, styles: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument text of the XML inside its body and its automatic styles."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(
        f'xmlns:{short}="{oasis}{name}:1.0"'
        for short, name in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
            ("fo", "xsl-fo-compatible"), ("draw", "drawing"), ("meta", "meta"),
        )
    )  # fmt: skip
    spaces += (
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    content = (
        "<office:document-content "
        f"{spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    meta = (
        f"<office:document-meta {spaces}><office:meta><dc:title>Old template</dc:title>"
        "<meta:initial-creator>Ann Lee</meta:initial-creator>"
        "<meta:creation-date>2026-03-02T09:15:00</meta:creation-date></office:meta></office:document-meta>"
    )
    files = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "meta.xml": meta,
    }
    return archive({**files, **(parts or {})})


def archive(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return content.getvalue()


class PdfPage:
    """A page of 600 by 800 points, drawn on from the lower left corner."""

    def __init__(self) -> None:
        self._content: list[str] = []

    def text(
        self, x: float, y: float, text: str, size: float = 11, *, bold: bool = False
    ) -> PdfPage:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self._content.append(
            f"BT /{'B' if bold else 'R'} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET"
        )
        return self

    def lines(
        self, x: float, y: float, *texts: str, size: float = 11, leading: float = 14
    ) -> PdfPage:
        for number, text in enumerate(texts):
            self.text(x, y - number * leading, text, size)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        self._content.append(f"{x0} {y0} m {x1} {y1} l S")
        return self

    def draw(self, operators: str) -> PdfPage:
        self._content.append(operators)
        return self

    @property
    def stream(self) -> bytes:
        return "\n".join(self._content).encode("cp1252")


def pdf(*pages: PdfPage, information: str = "", trailer: str = "", extra: bytes = b"") -> bytes:
    """A PDF of pages in Helvetica; `extra` replaces each page's own entries, such as /Rotate 90."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
        f"<<{information}>>".encode(),
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent "
        b"8/Length 1>>"
        b"stream\n\x00\nendstream",
    ]
    kids = []
    for page in pages:
        stream = zlib.compress(page.stream)
        objects.append(
            b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream)
        )
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R%s"
            b"/Resources<</Font<</R 3 0 R/B 4 0 R>>/XObject<</I 6 0 R>>>>>>" % (len(objects), extra)
        )
        kids.append(len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    return pdf_of(objects, trailer=f"/Info 5 0 R{trailer}")


def pdf_of(objects: list[bytes], trailer: str = "") -> bytes:
    """A PDF of objects, numbered from 1; the first is the catalog."""
    content, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, written in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, trailer.encode(), start,
    )  # fmt: skip
    return bytes(content)


def only(pieces: Iterable[Loaded | Unread]) -> Loaded:
    """The one document of a file that holds one and no more."""
    (loaded,) = pieces
    assert isinstance(loaded, Loaded)
    return loaded
