"""Reads Markdown, MDX and plain text: the loader of what no other loader knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from store.errors import ReadError
from store.facets.corrections import joined
from store.loading.markup.characters import legible
from store.loading.markup.decoding import readable
from store.loading.prose.front_matter import FrontMatter, fields_of, split_front_matter
from store.loading.prose.mdx import from_mdx
from store.loading.prose.parts import Part, is_caption, parts_of
from store.loading.prose.plain_text import (
    has_markdown_blocks,
    has_markdown_lines,
    has_markdown_words,
    plain_to_markdown,
    with_title,
)
from store.types import DocumentKind, Fields, Loaded, Origin, Unread

SUFFIXES = (".md", ".markdown", ".mdx", ".txt", ".text", "")
LONGEST_LINE = 1_000_000  # characters
MOST_LINES = 400_000
_MARKDOWN = (".md", ".markdown", ".mdx")

# What other kinds of files begin with, and what to do with them.
_MAGIC = {
    b"%PDF": "a PDF, not text; pdftotext FILE",
    b"PK\x03\x04": "a Word document or another archive, not text; give it its own suffix or save "
    "it as plain text",
    b"\xd0\xcf\x11\xe0": "an old Word document, not text; save it as plain text",
    b"{\\rtf": "an RTF document, not text; name it .rtf or save it as plain text",
    b"\x89PNG": "a picture, not text; leave it out",
    b"GIF8": "a picture, not text; leave it out",
    b"\xff\xd8\xff": "a picture, not text; leave it out",
    b"\x1f\x8b": "a gzip archive, not text; gunzip FILE",
    b"\x7fELF": "a program, not text; leave it out",
}
_SAMPLE = 65_536  # characters that tell whether a file is text
_MOST_CONTROLS = 0.02  # of a text's characters; a terminal's colours stay below
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_TERMINAL = re.compile("\x1b\\[[0-9;?]*[A-Za-z]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")


class TextLoader:
    """Gives the documents of a text: one, or the postings of a page with the text around them."""

    name = "text"
    suffixes = SUFFIXES

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell whether a file is named as text is."""
        return PurePath(name).suffix.lower() in SUFFIXES

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the documents; raise ReadError where the bytes are no text or the front matter
        does not parse.
        """
        text = _text(content, name)
        suffix = PurePath(name).suffix.lower()
        loaded = [
            document
            for matter in split_front_matter(text, name)
            for document in _documents(matter, name, suffix)
        ]
        if not loaded:
            raise ReadError(f"{name}: no text below the front matter; write the document there")
        yield from _numbered(loaded)


def postings_of(loaded: Loaded, name: str) -> Iterator[Loaded]:
    """Yield the postings of a page that is cut where titles repeat in form; the page itself
    where it is one.
    """
    parts = parts_of(loaded.markdown)
    if len(parts) < 2:
        yield loaded
        return
    shared = _shared(loaded.fields)
    yield from _numbered(
        [document for part in parts for document in _part(part, shared, name, is_markdown=True)]
    )


def _text(content: bytes, name: str) -> str:
    """The text of a file without hidden characters; ReadError where it is binary, empty, or too
    long.
    """
    if kind := next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), ""):
        raise ReadError(f"{name}: this is {kind}")
    text = _TERMINAL.sub("", readable(content, name))
    if len(_CONTROL.findall(text[:_SAMPLE])) > _MOST_CONTROLS * len(text[:_SAMPLE]):
        raise ReadError(
            f"{name}: binary (mostly control characters), not text; save it as plain text"
        )
    text = legible(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise ReadError(f"{name}: the file is empty; put the text to be read into it")
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise ReadError(
            f"{name}: {len(lines):,} lines are above the limit of {MOST_LINES:,}; "
            f"split it, e.g. split -l {MOST_LINES} FILE"
        )
    if (longest := max(map(len, lines))) > LONGEST_LINE:
        raise ReadError(
            f"{name}: a line of {longest:,} characters is above the limit of {LONGEST_LINE:,}; "
            "break it: fold -s FILE"
        )
    return text


def _documents(matter: FrontMatter, name: str, suffix: str) -> Iterator[Loaded]:
    """The documents of one front matter; what it says of a posting holds for each of several."""
    values, markdown = matter.values, matter.body
    if suffix == ".mdx":
        exported, markdown = from_mdx(markdown)
        values = {**exported, **values}
    stated = fields_of(values, name)
    head, apart = ("", Fields()) if matter.in_text else (stated.markdown, stated.fields)
    is_markdown = _is_markdown(markdown, suffix)
    if not is_markdown:
        markdown = plain_to_markdown(markdown)
    parts = parts_of(markdown, levelled=is_markdown) if markdown.strip() else ()
    if len(parts) < 2:
        text = _written(parts[0], is_markdown, stated.fields) if parts else ""
        places = stated.fields.places or (parts[0].places if parts else ())
        if whole := "\n\n".join(piece for piece in (head, text) if piece.strip()):
            fields = replace(stated.fields, places=places)
            yield Loaded(whole, fields, origins=_labels(fields, apart))
        return
    shared = _shared(apart)
    if head:
        yield Loaded(head, replace(shared, kind=DocumentKind.ARTICLE), origins=_JUDGED)
    if is_caption(parts[0].markdown):
        shared = replace(shared, provenance=shared.provenance or parts[0].markdown.lstrip("# "))
        parts = parts[1:]
    for part in parts:
        yield from _part(part, shared, name, is_markdown)


def _part(part: Part, shared: Fields, name: str, is_markdown: bool) -> Iterator[Loaded]:
    if not part.is_posting:
        fields = replace(shared, kind=DocumentKind.ARTICLE)
        yield Loaded(_written(part, is_markdown, Fields()), fields, origins=_JUDGED)
        return
    [matter] = split_front_matter(part.markdown, name)
    stated = fields_of(matter.values, name).fields
    fields = joined(replace(shared, kind=None), stated)
    fields = replace(
        fields, places=stated.places or part.places or shared.places, team=fields.team or part.team
    )
    given = shared if matter.in_text else joined(shared, stated)
    yield Loaded(_written(part, is_markdown, stated), fields, origins=_labels(fields, given))


_JUDGED = (("kind", Origin.TEXT),)


def _labels(fields: Fields, given: Fields) -> tuple[tuple[str, Origin], ...]:
    """The origin of the fields that stand in the text as labels or as lines of their own, and
    not in `given`.
    """
    names = Fields.__dataclass_fields__
    return tuple(
        (name, Origin.LABEL)
        for name in names
        if getattr(fields, name) not in (None, getattr(given, name))
    )


def _written(part: Part, is_markdown: bool, fields: Fields) -> str:
    return part.markdown if is_markdown else with_title(part.markdown, titled=bool(fields.title))


def _shared(fields: Fields) -> Fields:
    """What the front matter of a page says of each posting on it: all but what names one of
    them.
    """
    return replace(fields, title="", requisition="", url="", postings=())


def _is_markdown(text: str, suffix: str) -> bool:
    """Tell Markdown by its headings or tables; in a file named so by any sign of it."""
    if suffix == ".mdx" or has_markdown_blocks(text):
        return True
    return suffix in _MARKDOWN and (has_markdown_lines(text) or has_markdown_words(text))


def _numbered(loaded: list[Loaded]) -> Iterator[Loaded]:
    """The documents of one file, its postings counted."""
    if len(loaded) == 1:
        yield loaded[0]
        return
    count = sum(document.fields.kind is not DocumentKind.ARTICLE for document in loaded)
    number = 0
    for document in loaded:
        if document.fields.kind is DocumentKind.ARTICLE:
            yield replace(document, part="the text around the postings")
        else:
            number += 1
            yield replace(document, part=f"posting {number} of {count}")
