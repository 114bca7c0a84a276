"""Reads Markdown, with or without front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from store.errors import ReadError
from store.facets.names.place_names import places_of_line
from store.loading.documents import Fields, make_document, title_from_name, with_facets
from store.loading.front_matter import has_front_matter, split_front_matter
from store.loading.furniture import is_teaser_label
from store.loading.role import reads_as_role, role_sections
from store.text.lines import Line, Piece, joined_sections, lines_of
from store.types import Document, DocumentKind, Posting, SectionKind, SectionSpan

SUFFIXES = (".md", ".markdown")

_HEADING = re.compile(r" {0,3}(#{1,4})[ \t]+(.*?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading's level (1 to 4), its words and its line."""

    level: int
    label: str
    start: int
    end: int


class MarkdownReader:
    """Reads Markdown: fields from its front matter, sections from its headings."""

    name = "Markdown"

    def reads(self, path: Path, text: str) -> bool:
        return has_front_matter(text) or path.suffix.lower() in SUFFIXES

    def read(self, source: str, text: str) -> tuple[Document, ...]:
        fields, text = split_front_matter(source, text)
        if not text.strip():
            raise ReadError(f"{source}: no text below the front matter; write the document there")
        headings = list(_headings(text))
        place = None if fields else _place_line(text)
        if fields is None:
            fields = _guessed_fields(text, place)
        title = _title_heading(headings)
        fields = replace(fields, title=fields.title or (title.label if title else ""))
        sections = _sections(text, headings, title, place)
        if fields.kind is DocumentKind.ROLE:
            sections = sections if headings else role_sections(text)
            fields = with_facets(fields, text)
        if not sections:
            raise ReadError(f"{source}: headings but no text below them; write the document there")
        fields = replace(fields, title=fields.title or title_from_name(source))
        return (make_document(source, text, sections, fields),)


def has_markdown_headings(text: str) -> bool:
    """Tell whether a text has at least one heading marked by #."""
    return next(_headings(text), None) is not None


def _headings(text: str) -> Iterator[_Heading]:
    fence = ""
    for line in lines_of(text):
        raw = text[line.start : line.end]
        mark = _FENCE.match(raw)
        if mark and (not fence or (mark[1].startswith(fence) and line.text == mark[1])):
            fence = "" if fence else mark[1]
        elif not fence and (heading := _HEADING.fullmatch(raw)) and heading[2]:
            yield _Heading(len(heading[1]), heading[2].strip("*_ "), line.start, line.end)


def _guessed_fields(text: str, place: Line | None) -> Fields:
    """Without front matter a text is an article unless it begins with a place or has a posting's headings."""
    if place:
        return Fields(DocumentKind.ROLE, postings=tuple(map(Posting, places_of_line(place.text))))
    return Fields(DocumentKind.ROLE if reads_as_role(text) else DocumentKind.ARTICLE)


def _place_line(text: str) -> Line | None:
    """The first line that is no heading, where it is a place."""
    lines = (line for line in lines_of(text) if not line.blank and not line.text.startswith("#"))
    first = next(lines, None)
    return first if first and places_of_line(first.text) else None


def _title_heading(headings: Sequence[_Heading]) -> _Heading | None:
    """The document's own heading: the first, where it is of the first level and no other is."""
    top = [heading for heading in headings if heading.level == 1]
    return top[0] if len(top) == 1 and headings[0] is top[0] else None


def _sections(
    text: str, headings: Sequence[_Heading], title: _Heading | None, place: Line | None
) -> tuple[SectionSpan, ...]:
    start = place.end if place else 0
    pieces: list[Piece] = []
    path: list[_Heading] = []
    for heading in headings:
        pieces += _body(text, path, start, heading.start)
        path = [outer for outer in path if outer.level < heading.level]
        path += [heading] if heading is not title else []
        start = max(heading.end, place.end if place else 0)
    return joined_sections(text, [*pieces, *_body(text, path, start, len(text))])


def _body(text: str, path: Sequence[_Heading], start: int, end: int) -> Iterator[Piece]:
    """The text below a heading; a line with nothing but a picture is a caption."""
    labels = tuple(heading.label for heading in path)
    kind = SectionKind.TEASER if any(map(is_teaser_label, labels)) else SectionKind.BODY
    for line in lines_of(text, start, max(start, end)):
        if _IMAGE.fullmatch(line.text):
            yield Piece(kind, labels, start, line.start)
            yield Piece(SectionKind.CAPTION, labels, line.start, line.end)
            start = line.end
    yield Piece(kind, labels, start, max(start, end))
