"""Word documents: DOCX with its styles, numbering and tables; DOC and encrypted files are
refused by name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from store.errors import ReadError
from store.loading.markup.archive import Archive, number, whole_number
from store.loading.office._blocks import Block, Paragraph, Run, Table, to_markdown
from store.loading.office._properties import fields_of
from store.loading.office._style import Style
from store.types import Fields, Loaded, Unread

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_WORD = "WordDocument".encode("utf-16-le")
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"

_DROPPED = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "rt",
    "footnoteReference",
    "pPr",
    "rPr",
    "sdtPr",
}
_BREAKS = {"br", "cr"}
_CHARACTERS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "softHyphen": ""}


class DocxLoader:
    """Loader of Word documents. Macros, pictures and linked files in them are never opened."""

    name = "Word"
    suffixes = (".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot")

    def recognises(self, content: bytes, name: str) -> bool:
        """Say whether a file is a Word document, encrypted or of an older format too."""
        if content.startswith(_OLE):
            encrypted = _OLE_ENCRYPTED in content and name.lower().endswith(self.suffixes)
            return encrypted or _OLE_WORD in content
        return (
            content.startswith(_ZIP) and b"word/" in content and b"[Content_Types].xml" in content
        )

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the document, and an Unread for each document of another format embedded in it.

        Raises ReadError for old, encrypted and damaged files and for ones without text.
        """
        if content.startswith(_OLE):
            raise ReadError(_refusal(content, name))
        archive = Archive(content, name)
        main = _main_part(archive)
        root = archive.xml(main)
        if root is None:
            raise ReadError(f"{name}: has no Word text in it; open it in Word and save it as .docx")
        walker = _Walker(archive, main)
        markdown = to_markdown(chain(walker.blocks(root), _footnotes(archive, main, walker)), name)
        yield Loaded(markdown, _fields(archive, markdown))
        for chunk in range(walker.chunks):
            yield Unread(
                f"embedded document {chunk + 1}",
                "is of another format; paste its text into the document",
            )


def _refusal(content: bytes, name: str) -> str:
    if _OLE_ENCRYPTED in content:
        return f"{name}: is encrypted; open it with its password and save it without one"
    return f"{name}: is in the old Word format; open it and save it as .docx"


def _fields(archive: Archive, markdown: str) -> Fields:
    root = archive.xml("docProps/core.xml")
    if root is None:
        return Fields()
    return fields_of(
        "Word document",
        markdown,
        title=root.findtext(f"{_DUBLIN_CORE}title") or "",
        author=root.findtext(f"{_DUBLIN_CORE}creator") or "",
        created=root.findtext(f"{_TERMS}created") or "",
        changed=root.findtext(f"{_TERMS}modified") or "",
    )


# Parts


def _main_part(archive: Archive) -> str:
    target = _target(archive, "_rels/.rels", "officeDocument").lstrip("/")
    return posixpath.normpath(target) if target else "word/document.xml"


def _part(archive: Archive, main: str, kind: str) -> Element | None:
    folder, file = posixpath.split(main)
    target = _target(archive, f"{folder}/_rels/{file}.rels", kind)
    base = "" if target.startswith("/") else folder
    path = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
    return archive.xml(path) if target else None


def _target(archive: Archive, part: str, kind: str) -> str:
    """Where the relation of a kind leads within the file; "" where there is none."""
    root = archive.xml(part)
    for relation in () if root is None else root.iter(_RELATIONSHIP):
        is_inside = relation.get("TargetMode") != "External"
        if is_inside and relation.get("Type", "").endswith(f"/{kind}"):
            return relation.get("Target", "")
    return ""


def _footnotes(archive: Archive, main: str, walker: _Walker) -> Iterator[Block]:
    """The notes at the end, where they interrupt no sentence."""
    for kind in ("footnote", "endnote"):
        root = _part(archive, main, f"{kind}s")
        for note in () if root is None else root:
            if _local(note) == kind and _value(note, "type") in ("", "normal"):
                yield from walker.blocks(note)


def _local(element: Element) -> str:
    """The name of a Word element without its namespace; "" for elements of other vocabularies."""
    return element.tag.removeprefix(_W) if element.tag.startswith(_W) else ""


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else element.find(_W + name)


def _value(element: Element | None, attribute: str = "val") -> str:
    return "" if element is None else element.get(_W + attribute, "")


def _is_on(element: Element | None) -> bool | None:
    """A switch such as <w:b/>: on, off (val="0"), or None where it is not there."""
    return None if element is None else _value(element) not in ("0", "false", "off", "none")


# Styles and numbering


def _style(paragraph: Element | None, run: Element | None) -> Style:
    """Read paragraph properties (pPr) and run properties (rPr)."""
    outline = whole_number(_value(_child(paragraph, "outlineLvl")))
    numbering, indent = _child(paragraph, "numPr"), _child(paragraph, "ind")
    size = _value(_child(run, "sz"))
    left = _value(indent, "left") or _value(indent, "start")
    return Style(
        heading=None if outline is None else (outline + 1) % 10,  # 9 is "body text"
        strong=_is_on(_child(run, "u")) or _is_on(_child(run, "b")),
        hidden=_is_on(_child(run, "vanish")),
        size=number(size) / 2 if size else None,
        list_id=_value(_child(numbering, "numId")) or None,
        depth=whole_number(_value(_child(numbering, "ilvl"))),
        indent=number(left) / 20 if left else None,
    )


class _Styles:
    """The document's styles by identifier, each with what it inherits."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else [style for style in root if _local(style) == "style"]
        self._elements = {_value(style, "styleId"): style for style in styles}
        defaults = _child(_child(_child(root, "docDefaults"), "rPrDefault"), "rPr")
        self._default = _style(None, defaults)
        for style in styles:
            if _value(style, "default") and _value(style, "type") == "paragraph":
                self._default = _own_style(style).over(self._default)
                break
        self.run = cache(self._inherited)

    def paragraph(self, name: str) -> Style:
        return self.run(name).over(self._default)

    def _inherited(self, name: str, steps: int = 20) -> Style:
        element = self._elements.get(name)
        if element is None or not steps:  # styles based on one another in a circle end here
            return Style()
        base = self._inherited(_value(_child(element, "basedOn")), steps - 1)
        return _own_style(element).over(base)


def _own_style(element: Element) -> Style:
    """The look of a style; Word writes the names of headings in English in every language."""
    style = _style(_child(element, "pPr"), _child(element, "rPr"))
    name = _value(_child(element, "name")).lower()
    level = 1 if name in ("title", "heading") else whole_number(name.removeprefix("heading "))
    return style if level is None else style._replace(heading=level)


def _levels(root: Element | None) -> dict[tuple[str, int], tuple[str, float]]:
    """The number format and the indent of each list at each depth."""
    items = () if root is None else tuple(root)
    abstract = {_value(item, "abstractNumId"): item for item in items if _local(item) != "num"}
    levels: dict[tuple[str, int], tuple[str, float]] = {}
    for item in items:
        if _local(item) == "num":
            for level in abstract.get(_value(_child(item, "abstractNumId")), ()):
                depth = whole_number(_value(level, "ilvl"))
                if depth is not None:
                    indent = _style(_child(level, "pPr"), None).indent or 0.0
                    form = _value(_child(level, "numFmt"))
                    levels[_value(item, "numId"), depth] = (form, indent)
    return levels


# Text


class _Walker:
    """Reads blocks from elements; `chunks` counts embedded documents that it passed over."""

    def __init__(self, archive: Archive, main: str) -> None:
        self._styles = _Styles(_part(archive, main, "styles"))
        self._levels = _levels(_part(archive, main, "numbering"))
        self.chunks = 0

    def blocks(self, parent: Iterable[Element]) -> Iterator[Block]:
        """Yield the paragraphs and tables under `parent`, those of text boxes after the
        paragraph that holds them.
        """
        for element in parent:
            name = _local(element)
            if name in _DROPPED or _is_unfilled(element):
                continue
            if name == "p":
                yield self._paragraph(element)
                for box in _text_boxes(element):
                    yield from self.blocks(box)
            elif name == "tbl":
                yield Table(tuple(self._row(row) for row in _rows(element)))
            elif name == "altChunk":
                self.chunks += 1
            elif element.tag == _ALTERNATE:
                yield from self.blocks(_first_choice(element))
            else:
                yield from self.blocks(element)

    def _row(self, row: Element) -> tuple[tuple[Block, ...], ...]:
        cells: list[tuple[Block, ...]] = []
        for cell in _under(row, "tc"):
            properties = _child(cell, "tcPr")
            merged = _child(properties, "vMerge")
            covered = merged is not None and _value(merged) != "restart"
            cells.append(() if covered else tuple(self.blocks(cell)))
            span = whole_number(_value(_child(properties, "gridSpan"))) or 1
            cells += [()] * (min(span, 64) - 1)
        return tuple(cells)

    def _paragraph(self, element: Element) -> Paragraph:
        properties = _child(element, "pPr")
        named = self._styles.paragraph(_value(_child(properties, "pStyle")))
        style = _style(properties, None).over(named)
        runs = tuple(run for run in self._runs(element, style) if run.text)
        list_id, depth, heading = style.list_id or "0", style.depth or 0, style.heading or 0
        form, indent = self._levels.get((list_id, depth), ("bullet", 0.0))
        if list_id == "0" or form == "none":
            return Paragraph(runs, heading, indent=style.indent or 0.0)
        indent = indent if style.indent is None else style.indent
        return Paragraph(runs, heading, depth, form != "bullet", indent)

    def _runs(
        self, parent: Iterable[Element], style: Style, *, linked: bool = False
    ) -> Iterator[Run]:
        for element in parent:
            name = _local(element)
            if name in _DROPPED or name == "p" or _is_unfilled(element):
                continue
            if name == "r":
                properties = _child(element, "rPr")
                look = _style(None, properties).over(
                    self._styles.run(_value(_child(properties, "rStyle")))
                )
                look = look.over(style)
                if not look.hidden:
                    text = "".join(_characters(element))
                    yield Run(text, bool(look.strong) and not linked, look.size or 0.0)
            elif element.tag == _MATH_TEXT:
                yield Run(element.text or "", bool(style.strong), style.size or 0.0)
            else:
                inner: Iterable[Element] = (
                    _first_choice(element) if element.tag == _ALTERNATE else element
                )
                yield from self._runs(inner, style, linked=linked or name == "hyperlink")


def _characters(run: Element) -> Iterator[str]:
    for element in run:
        name = _local(element)
        if name == "t":
            yield element.text or ""
        elif name in _BREAKS:
            yield "\n"
        elif name == "sym":
            code = _value(element, "char")
            yield "•" if code else ""
        elif name == "ruby":
            base = _child(element, "rubyBase")
            yield from () if base is None else (text.text or "" for text in base.iter(_W + "t"))
        else:
            yield _CHARACTERS.get(name, "")


def _text_boxes(parent: Iterable[Element]) -> Iterator[Element]:
    for element in parent:
        if _local(element) == "txbxContent":
            yield element
        elif element.tag == _ALTERNATE:
            yield from _text_boxes(_first_choice(element))
        elif _local(element) not in _DROPPED:
            yield from _text_boxes(element)


def _first_choice(alternate: Element) -> Iterable[Element]:
    """The first of several forms of one thing: a text box is written once for new and once for
    old versions of Word.
    """
    return next((choice for choice in alternate if len(choice)), ())


def _is_unfilled(element: Element) -> bool:
    """Whether a form field still shows its prompt: "Click here to enter text"."""
    return (
        _local(element) == "sdt" and _child(_child(element, "sdtPr"), "showingPlcHdr") is not None
    )


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in _under(table, "tr") if _child(_child(row, "trPr"), "del") is None)


def _under(parent: Element, name: str) -> Iterator[Element]:
    """The children of a name, also those in content controls and tracked changes."""
    for element in parent:
        tag = _local(element)
        if tag == name:
            yield element
        elif tag not in _DROPPED and tag not in ("tbl", "tc", "p"):
            yield from _under(element, name)
