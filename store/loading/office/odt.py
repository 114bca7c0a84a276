"""OpenDocument text (ODT), as LibreOffice, OpenOffice and Google Docs write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from store.errors import ReadError
from store.loading.office._blocks import Block, Paragraph, Run, Table, to_markdown
from store.loading.office._properties import fields_of
from store.loading.office.archive import Archive, parse_xml, whole_number
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


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph or run looks like; None and 0 where it leaves that to what it is based
    on.
    """

    heading: int = 0
    strong: bool | None = None
    hidden: bool = False
    size: float = 0.0
    list_name: str = ""
    indent: float = 0.0


class _Styles:
    """The styles of a document by name, and which levels of its list styles are numbered."""

    def __init__(self, roots: list[Element]) -> None:
        self._elements: dict[str, Element] = {}
        self._numbered: set[tuple[str, int]] = set()
        self._cache: dict[str, _Style] = {}
        self._default: Element | None = None
        for root in roots:
            for element in root.iter(f"{_STYLE}style"):
                self._elements.setdefault(element.get(f"{_STYLE}name", ""), element)
            for element in root.iter(f"{_STYLE}default-style"):
                if element.get(f"{_STYLE}family") == "paragraph":
                    self._default = element
            for element in root.iter(f"{_TEXT}list-style"):
                for level in element.iter(f"{_TEXT}list-level-style-number"):
                    if level.get(f"{_STYLE}num-format"):
                        depth = whole_number(level.get(f"{_TEXT}level", "")) or 1
                        self._numbered.add((element.get(f"{_STYLE}name", ""), depth))

    def is_numbered(self, list_name: str, depth: int) -> bool:
        return (list_name, depth + 1) in self._numbered

    def __getitem__(self, name: str) -> _Style:
        if name not in self._cache:
            default = [self._default] if self._default is not None else []
            self._cache[name] = _joined(self._chain(name) + default)
        return self._cache[name]

    def span(self, name: str) -> _Style:
        return _joined(self._chain(name))

    def _chain(self, name: str) -> list[Element]:
        """The style, what it is based on, and so on; styles based on one another in a circle
        end.
        """
        chain: list[Element] = []
        while (element := self._elements.get(name)) is not None and len(chain) < 20:
            chain.append(element)
            name = element.get(f"{_STYLE}parent-style-name", "")
        return chain


def _joined(chain: list[Element]) -> _Style:
    def first(part: str, attribute: str) -> str:
        parts = (element.find(f"{_STYLE}{part}-properties") for element in chain)
        return next(
            (
                value
                for properties in parts
                if properties is not None and (value := properties.get(attribute))
            ),
            "",
        )

    names = [element.get(f"{_STYLE}name", "") for element in chain]
    outline = next(
        (
            level
            for e in chain
            if (level := whole_number(e.get(f"{_STYLE}default-outline-level", "")))
        ),
        0,
    )
    weight, underlined = (
        first("text", f"{_FO}font-weight"),
        first("text", f"{_STYLE}text-underline-style"),
    )
    return _Style(
        heading=outline or int("Title" in names),
        strong=_is_strong(weight, underlined) if weight or underlined else None,
        hidden=first("text", f"{_TEXT}display") == "none",
        size=_size(chain),
        list_name=next(
            (list_name for e in chain if (list_name := e.get(f"{_STYLE}list-style-name"))), ""
        ),
        indent=_points(first("paragraph", f"{_FO}margin-left")),
    )


def _is_strong(weight: str, underlined: str) -> bool:
    return weight in ("bold", "600", "700", "800", "900") or underlined not in ("", "none")


def _size(chain: list[Element]) -> float:
    """The size in points; a percentage is one of the style it is based on."""
    factor = 1.0
    for element in chain:
        properties = element.find(f"{_STYLE}text-properties")
        size = "" if properties is None else properties.get(f"{_FO}font-size", "")
        if size.endswith("%"):
            factor *= _number(size[:-1]) / 100
        elif size:
            return round(_points(size) * factor, 1)
    return 0.0


_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}  # in points


def _points(length: str) -> float:
    return _number(length[:-2]) * _UNITS.get(length[-2:], 0.0)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


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
                blocks = tuple(self.blocks(cell))
                yield (
                    blocks
                    if any(isinstance(block, Table) or block.text.strip() for block in blocks)
                    else ()
                )
            elif cell.tag == f"{_TABLE}covered-table-cell":
                yield ()

    def _paragraph(self, element: Element, list_name: str, depth: int) -> Paragraph:
        style = self._styles[element.get(f"{_TEXT}style-name", "")]
        level = (
            whole_number(element.get(f"{_TEXT}outline-level", ""))
            if element.tag == f"{_TEXT}h"
            else None
        )
        heading = style.heading if level is None else level
        ordered = depth >= 0 and self._styles.is_numbered(list_name or style.list_name, depth)
        runs = tuple(run for run in self._runs(element, style) if run.text)
        return Paragraph(runs, heading, -1 if heading else depth, ordered, style.indent)

    def _runs(self, element: Element, style: _Style, *, linked: bool = False) -> Iterator[Run]:
        def run(text: str | None) -> Run:
            return Run(
                "" if style.hidden else _collapsed(text or ""),
                bool(style.strong) and not linked,
                style.size,
            )

        yield run(element.text)
        for child in element:
            if child.tag == f"{_TEXT}s":
                count = whole_number(child.get(f"{_TEXT}c", "")) or 1
                yield run(" " * min(count, _LONGEST_SPACE))
            elif child.tag == f"{_TEXT}tab":
                yield run("\t")
            elif child.tag == f"{_TEXT}line-break":
                yield Run("\n", bool(style.strong), style.size)
            elif (
                child.tag.startswith(_TEXT)
                and child.tag not in _DROPPED
                and child.tag != f"{_TEXT}note"
            ):
                is_link = linked or child.tag == f"{_TEXT}a"
                yield from self._runs(child, self._over(child, style), linked=is_link)
            yield run(child.tail)

    def _over(self, element: Element, base: _Style) -> _Style:
        """The look of a span: its own where it says so, else that of the paragraph."""
        name = element.get(f"{_TEXT}style-name", "")
        if element.tag != f"{_TEXT}span" or not name:
            return base
        span = self._styles.span(name)
        return _Style(
            strong=base.strong if span.strong is None else span.strong,
            hidden=base.hidden or span.hidden,
            size=span.size or base.size,
        )


def _collapsed(text: str) -> str:
    """White space in the XML is one space; breaks and runs of spaces have elements of their own."""
    return re.sub(r"\s+", " ", text)
