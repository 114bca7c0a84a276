"""Word documents: DOCX with its styles, numbering and tables; DOC and encrypted files are
refused by name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from store.errors import ReadError
from store.loading.office._blocks import Block, Paragraph, Run, Table, to_markdown
from store.loading.office._properties import fields_of
from store.loading.office.archive import Archive, whole_number
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
        walker = _Walker(_Styles.of(archive, main), _Numbering.of(archive, main))
        markdown = to_markdown(chain(walker.blocks(root), _footnotes(archive, main, walker)), name)
        yield Loaded(markdown, _fields(archive, markdown))
        for number in range(walker.chunks):
            yield Unread(
                f"embedded document {number + 1}",
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
    root = archive.xml("_rels/.rels")
    for relation in () if root is None else root.iter(_RELATIONSHIP):
        if relation.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(relation.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _relations(archive: Archive, main: str) -> Iterator[Element]:
    folder, file = posixpath.split(main)
    root = archive.xml(f"{folder}/_rels/{file}.rels")
    yield from () if root is None else root.iter(_RELATIONSHIP)


def _part(archive: Archive, main: str, kind: str) -> Element | None:
    for relation in _relations(archive, main):
        if (
            relation.get("Type", "").endswith(f"/{kind}")
            and relation.get("TargetMode") != "External"
        ):
            target = relation.get("Target", "")
            folder = "" if target.startswith("/") else posixpath.dirname(main)
            return archive.xml(posixpath.normpath(posixpath.join(folder, target.lstrip("/"))))
    return None


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


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _is_on(element: Element | None) -> bool | None:
    """A switch such as <w:b/>: on, off (val="0"), or None where it is not there."""
    return None if element is None else _value(element) not in ("0", "false", "off", "none")


# Styles and numbering


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph or run looks like; None where it leaves that to what it is based on."""

    heading: int | None = None
    strong: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    list_id: str | None = None
    depth: int | None = None
    indent: float | None = None

    def over(self, base: _Style) -> _Style:
        names = self.__dataclass_fields__
        stated = {name: value for name in names if (value := getattr(self, name)) is not None}
        return replace(base, **stated)

    @classmethod
    def of(cls, paragraph: Element | None, run: Element | None) -> _Style:
        """Read paragraph properties (pPr) and run properties (rPr)."""
        outline, numbering = (
            whole_number(_value(_child(paragraph, "outlineLvl"))),
            _child(paragraph, "numPr"),
        )
        size, indent = _value(_child(run, "sz")), _child(paragraph, "ind")
        left = _value(indent, "left") or _value(indent, "start")
        bold, underlined = _is_on(_child(run, "b")), _is_on(_child(run, "u"))
        return cls(
            heading=None if outline is None else (outline + 1) % 10,  # 9 is "body text"
            strong=True if underlined else bold,
            hidden=_is_on(_child(run, "vanish")),
            size=_number(size) / 2 if size else None,
            list_id=_value(_child(numbering, "numId")) or None,
            depth=whole_number(_value(_child(numbering, "ilvl"))),
            indent=_number(left) / 20 if left else None,
        )


class _Styles:
    """The document's styles by identifier, each with what it inherits."""

    def __init__(self, styles: dict[str, _Style], default: _Style) -> None:
        self._styles, self._default = styles, default

    @classmethod
    def of(cls, archive: Archive, main: str) -> _Styles:
        root = _part(archive, main, "styles")
        if root is None:
            return cls({}, _Style())
        elements = {_value(style, "styleId"): style for style in root if _local(style) == "style"}
        defaults = _child(_child(_child(root, "docDefaults"), "rPrDefault"), "rPr")
        normal = next(
            (
                s
                for s in elements.values()
                if _value(s, "default") and _value(s, "type") == "paragraph"
            ),
            None,
        )
        base = _Style.of(None, defaults)
        if normal is not None:
            base = _own_style(normal).over(base)
        return cls({name: _inherited(name, elements) for name in elements}, base)

    def paragraph(self, name: str) -> _Style:
        return self._styles.get(name, _Style()).over(self._default)

    def run(self, name: str) -> _Style:
        return self._styles.get(name, _Style())


def _inherited(name: str, elements: dict[str, Element]) -> _Style:
    style = _Style()
    for _ in range(20):  # styles based on one another in a circle end here
        element = elements.get(name)
        if element is None:
            break
        style = style.over(_own_style(element))
        name = _value(_child(element, "basedOn"))
    return style


def _own_style(element: Element) -> _Style:
    style = _Style.of(_child(element, "pPr"), _child(element, "rPr"))
    return replace(style, heading=_heading_level(_value(_child(element, "name")), style.heading))


def _heading_level(name: str, outline: int | None) -> int | None:
    """The level by a style's name: Word writes built-in names in English in every language."""
    name = name.lower()
    if name in ("title", "heading"):
        return 1
    level = whole_number(name.removeprefix("heading ")) if name.startswith("heading ") else None
    return outline if level is None else level


class _Numbering:
    """Whether the lists of a document are numbered, by list and depth."""

    def __init__(self, levels: dict[tuple[str, int], tuple[str, float]]) -> None:
        self._levels = levels  # the number format and the indent of a list at a depth

    @classmethod
    def of(cls, archive: Archive, main: str) -> _Numbering:
        root = _part(archive, main, "numbering")
        if root is None:
            return cls({})
        abstract = {
            _value(item, "abstractNumId"): item for item in root if _local(item) == "abstractNum"
        }
        formats: dict[tuple[str, int], tuple[str, float]] = {}
        for item in root:
            if _local(item) != "num":
                continue
            levels = abstract.get(_value(_child(item, "abstractNumId")))
            for level in () if levels is None else levels:
                depth = whole_number(_value(level, "ilvl"))
                if _local(level) == "lvl" and depth is not None:
                    style = _Style.of(_child(level, "pPr"), None)
                    form = _value(_child(level, "numFmt"))
                    formats[_value(item, "numId"), depth] = (form, style.indent or 0.0)
        return cls(formats)

    def item(self, list_id: str | None, depth: int | None) -> tuple[int, bool, float]:
        """Return the depth, whether it is numbered, and its indent; depth -1 where the paragraph
        is no item.
        """
        form, indent = self._levels.get((list_id or "0", depth or 0), ("bullet", 0.0))
        if list_id is None or list_id == "0" or form == "none":
            return -1, False, 0.0
        return depth or 0, form != "bullet", indent


# Text


class _Walker:
    """Reads blocks from elements; `chunks` counts embedded documents that it passed over."""

    def __init__(self, styles: _Styles, numbering: _Numbering) -> None:
        self._styles, self._numbering = styles, numbering
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
        return tuple(cell if any(_has_text(block) for block in cell) else () for cell in cells)

    def _paragraph(self, element: Element) -> Paragraph:
        properties = _child(element, "pPr")
        named = self._styles.paragraph(_value(_child(properties, "pStyle")))
        style = _Style.of(properties, None).over(named)
        depth, ordered, indent = self._numbering.item(style.list_id, style.depth)
        runs = tuple(run for run in self._runs(element, style) if run.text)
        return Paragraph(
            runs,
            style.heading or 0,
            depth,
            ordered,
            indent if style.indent is None else style.indent,
        )

    def _runs(
        self, parent: Iterable[Element], style: _Style, *, linked: bool = False
    ) -> Iterator[Run]:
        for element in parent:
            name = _local(element)
            if name in _DROPPED or name == "p" or _is_unfilled(element):
                continue
            if name == "r":
                properties = _child(element, "rPr")
                look = _Style.of(None, properties).over(
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


def _has_text(block: Block) -> bool:
    return isinstance(block, Table) or bool(block.text.strip())
