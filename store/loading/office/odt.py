"""OpenDocument text (ODT), as LibreOffice, OpenOffice and Google Docs write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from store.errors import ReadError
from store.loading.markup.archive import Archive, number, parse_xml, whole_number
from store.loading.office._blocks import Block, Paragraph, Run, Table, to_markdown
from store.loading.office._properties import fields_of
from store.loading.office._style import Style
from store.types import Fields, Loaded, Unread

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MIME_TYPE = b"application/vnd.oasis.opendocument.text"
_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE = f"{_OASIS}text:1.0}}", f"{_OASIS}table:1.0}}", f"{_OASIS}office:1.0}}"
_STYLE, _FO, _META = (
    f"{_OASIS}style:1.0}}",
    f"{_OASIS}xsl-fo-compatible:1.0}}",
    f"{_OASIS}meta:1.0}}",
)
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_ENCRYPTED = (b"encryption-data", b"encrypted-package")
_LONGEST_SPACE = 200
_BARE = Style()

_DROPPED = {
    f"{_TEXT}tracked-changes",
    f"{_TEXT}sequence-decls",
    f"{_TEXT}variable-decls",
    f"{_TEXT}table-of-content",
    f"{_TEXT}note-citation",
    f"{_TEXT}page-number",
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
    f"{_OASIS}drawing:1.0}}object",
    f"{_OASIS}svg-compatible:1.0}}title",
    f"{_OASIS}svg-compatible:1.0}}desc",
}


class OdtLoader:
    """Loader of OpenDocument text, zipped (.odt, .ott) and flat (.fodt).

    Macros and linked files are never opened.
    """

    name = "OpenDocument"
    suffixes = (".odt", ".ott", ".fodt")

    def recognises(self, content: bytes, name: str) -> bool:
        """Say whether a file is an OpenDocument text, packed or flat."""
        if not content.startswith(b"PK\x03\x04"):
            return _MIME_TYPE in content[:4096] and _is_flat(content)
        packed = b"content.xml" in content and name.lower().endswith(self.suffixes)
        return _MIME_TYPE in content[:4096] or packed

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the document; raise ReadError for encrypted and damaged files and for ones
        without text.
        """
        roots = [parse_xml(content, name)] if _is_flat(content) else _roots(content, name)
        styles = _Styles(roots)
        body = next(
            (text for root in roots if (text := root.find(f".//{_OFFICE}text")) is not None), None
        )
        if body is None:
            raise ReadError(
                f"{name}: has no text document in it; open it in LibreOffice and save it as .odt"
            )
        walker = _Walker(styles)
        markdown = to_markdown(chain(walker.blocks(body), walker.notes(body)), name)
        yield Loaded(markdown, _fields(roots, markdown))


def _is_flat(content: bytes) -> bool:
    return b"office:document" in content[:4096] and content.lstrip(
        b"\xef\xbb\xbf \t\r\n"
    ).startswith(b"<")


def _roots(content: bytes, name: str) -> list[Element]:
    archive = Archive(content, name)
    if (
        any(sign in archive.read("META-INF/manifest.xml") for sign in _ENCRYPTED)
        or "encrypted-package" in archive
    ):
        raise ReadError(f"{name}: is encrypted; open it with its password and save it without one")
    roots = (archive.xml(part) for part in ("content.xml", "styles.xml", "meta.xml"))
    return [root for root in roots if root is not None]


def _fields(roots: list[Element], markdown: str) -> Fields:
    def value(tag: str) -> str:
        return next(
            (text for root in roots for element in root.iter(tag) if (text := element.text)), ""
        )

    return fields_of(
        "OpenDocument text",
        markdown,
        title=value(f"{_DUBLIN_CORE}title"),
        author=value(f"{_META}initial-creator") or value(f"{_DUBLIN_CORE}creator"),
        created=value(f"{_META}creation-date"),
        changed=value(f"{_DUBLIN_CORE}date"),
    )


# Styles


class _Styles:
    """The styles of a document by name, and which levels of its list styles are numbered."""

    def __init__(self, roots: list[Element]) -> None:
        self._elements: dict[str, Element] = {}
        self._numbered: set[tuple[str, int]] = set()
        default = Style()
        for element in (element for root in roots for element in root.iter()):
            if element.tag == f"{_STYLE}style":
                self._elements.setdefault(element.get(f"{_STYLE}name", ""), element)
            elif element.tag == f"{_STYLE}default-style":
                if element.get(f"{_STYLE}family") == "paragraph":
                    default = _own_style(element, Style())
            elif element.tag == f"{_TEXT}list-style":
                for level in element.iter(f"{_TEXT}list-level-style-number"):
                    if level.get(f"{_STYLE}num-format"):
                        depth = whole_number(level.get(f"{_TEXT}level", "")) or 1
                        self._numbered.add((element.get(f"{_STYLE}name", ""), depth))
        self.span = cache(self._look)
        self.paragraph = cache(lambda name: self._look(name, default))

    def is_numbered(self, list_name: str, depth: int) -> bool:
        return (list_name, depth + 1) in self._numbered

    def _look(self, name: str, base: Style = _BARE, steps: int = 20) -> Style:
        element = self._elements.get(name)
        if element is None or not steps:  # styles based on one another in a circle end here
            return base
        base = self._look(element.get(f"{_STYLE}parent-style-name", ""), base, steps - 1)
        return _own_style(element, base).over(base)


def _own_style(element: Element, base: Style) -> Style:
    """The look that a style gives; its size may be a percentage of that of its base."""

    def value(part: str, attribute: str) -> str:
        properties = element.find(f"{_STYLE}{part}-properties")
        return "" if properties is None else properties.get(attribute, "")

    outline = whole_number(element.get(f"{_STYLE}default-outline-level", ""))
    weight, size = value("text", f"{_FO}font-weight"), value("text", f"{_FO}font-size")
    underlined = value("text", f"{_STYLE}text-underline-style") not in ("", "none")
    strong = underlined or weight in ("bold", "600", "700", "800", "900")
    hidden, indent = value("text", f"{_TEXT}display"), value("paragraph", f"{_FO}margin-left")
    part = number(size[:-1]) / 100 * (base.size or 0.0) if size.endswith("%") else _points(size)
    return Style(
        heading=outline or (1 if element.get(f"{_STYLE}name") == "Title" else None),
        strong=strong if strong or weight else None,
        hidden=hidden == "none" if hidden else None,
        size=round(part, 1) or None,
        list_id=element.get(f"{_STYLE}list-style-name") or None,
        indent=_points(indent) if indent else None,
    )


_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}  # in points


def _points(length: str) -> float:
    return number(length[:-2]) * _UNITS.get(length[-2:], 0.0)


# Text


class _Walker:
    """Reads blocks from the elements of a document."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles

    def blocks(self, parent: Element, list_name: str = "", depth: int = -1) -> Iterator[Block]:
        """Yield the paragraphs and tables under `parent`, which is a list item at `depth` if
        that is not -1.
        """
        for element in parent:
            if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                yield self._paragraph(element, list_name, depth)
                yield from self._boxes(element)
            elif element.tag == f"{_TEXT}list":
                name = element.get(f"{_TEXT}style-name") or list_name
                for item in element:
                    header = item.tag == f"{_TEXT}list-header"
                    yield from self.blocks(item, name, -1 if header else depth + 1)
            elif element.tag == f"{_TABLE}table":
                yield Table(tuple(self._rows(element)))
            elif element.tag not in _DROPPED:
                yield from self.blocks(element, list_name, depth)

    def notes(self, parent: Element) -> Iterator[Block]:
        """Yield the footnotes and endnotes, which go to the end, where they interrupt no
        sentence.
        """
        for body in parent.iter(f"{_TEXT}note-body"):
            yield from self.blocks(body)

    def _boxes(self, paragraph: Element) -> Iterator[Block]:
        for element in paragraph:
            if element.tag.endswith("}text-box"):
                yield from self.blocks(element)
            elif element.tag not in _DROPPED and element.tag != f"{_TEXT}note":
                yield from self._boxes(element)

    def _rows(self, table: Element) -> Iterator[tuple[tuple[Block, ...], ...]]:
        for element in table:
            if element.tag == f"{_TABLE}table-row":
                yield tuple(self._cells(element))
            elif element.tag in (
                f"{_TABLE}table-header-rows",
                f"{_TABLE}table-rows",
                f"{_TABLE}table-row-group",
            ):
                yield from self._rows(element)

    def _cells(self, row: Element) -> Iterator[tuple[Block, ...]]:
        for cell in row:
            if cell.tag == f"{_TABLE}table-cell":
                yield tuple(self.blocks(cell))
            elif cell.tag == f"{_TABLE}covered-table-cell":
                yield ()

    def _paragraph(self, element: Element, list_name: str, depth: int) -> Paragraph:
        style = self._styles.paragraph(element.get(f"{_TEXT}style-name", ""))
        level = (
            whole_number(element.get(f"{_TEXT}outline-level", ""))
            if element.tag == f"{_TEXT}h"
            else None
        )
        heading = (style.heading if level is None else level) or 0
        ordered = depth >= 0 and self._styles.is_numbered(list_name or style.list_id or "", depth)
        runs = tuple(run for run in self._runs(element, style) if run.text)
        return Paragraph(runs, heading, -1 if heading else depth, ordered, style.indent or 0.0)

    def _runs(self, element: Element, style: Style, *, linked: bool = False) -> Iterator[Run]:
        def run(text: str | None) -> Run:
            return Run(
                "" if style.hidden else _collapsed(text or ""),
                bool(style.strong) and not linked,
                style.size or 0.0,
            )

        yield run(element.text)
        for child in element:
            if child.tag == f"{_TEXT}s":
                count = whole_number(child.get(f"{_TEXT}c", "")) or 1
                yield run(" " * min(count, _LONGEST_SPACE))
            elif child.tag == f"{_TEXT}tab":
                yield run("\t")
            elif child.tag == f"{_TEXT}line-break":
                yield Run("\n", bool(style.strong), style.size or 0.0)
            elif (
                child.tag.startswith(_TEXT)
                and child.tag not in _DROPPED
                and child.tag != f"{_TEXT}note"
            ):
                is_span = child.tag == f"{_TEXT}span"
                name = child.get(f"{_TEXT}style-name", "") if is_span else ""
                is_link = linked or child.tag == f"{_TEXT}a"
                look = self._styles.span(name).over(style)
                yield from self._runs(child, look, linked=is_link)
            yield run(child.tail)


def _collapsed(text: str) -> str:
    """White space in the XML is one space; breaks and runs of spaces have elements of their own."""
    return re.sub(r"\s+", " ", text)
