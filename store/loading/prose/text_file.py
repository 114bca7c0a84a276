"""Reads Markdown, MDX and plain text: the loader of what no other loader knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields as fields_in
from dataclasses import replace
from pathlib import PurePath

from store.errors import ReadError
from store.loading.prose.decoding import text_of
from store.loading.prose.front_matter import FrontMatter, fields_of, split_front_matter
from store.loading.prose.mdx import from_mdx
from store.loading.prose.parts import Part, is_caption, parts_of
from store.loading.prose.plain_text import plain_to_markdown, with_title
from store.types import DocumentKind, Fields, Loaded, Origin, Unread

SUFFIXES = (".md", ".markdown", ".mdx", ".txt", ".text", "")
_MARKDOWN = (".md", ".markdown", ".mdx")

_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_FIRST_ATX = re.compile(r"\s*#{1,6}[ \t]+\S")
_BOLD_LINE = re.compile(r"^ {0,3}(\*\*|__)[^*_\n]{1,100}\1:?[ \t]*$", re.MULTILINE)
_TABLE = re.compile(r"^[^|\n]*\|[^\n]*\n {0,3}\|?[ \t]*:?-+:?[ \t]*\|[-|: \t]*$", re.MULTILINE)
_OTHER_MARKUP = re.compile(
    r"^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+\S|^ {0,3}(?:```|~~~)|^.+\n {0,3}(?:={3,}|-{3,})[ \t]*$"
    r"|\*\*[^*\n]{1,300}\*\*|\[[^\]\[\n]{1,300}\]\([^)(\n]{1,300}\)|\\[#*_&+~$.()\[\]-]|  \n(?=\S)",
    re.MULTILINE,
)


class TextLoader:
    """Gives the documents of a text: one, or the postings of a page with the text around them."""

    name = "text"
    suffixes = SUFFIXES

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell whether a file is named as text is."""
        return PurePath(name).suffix.lower() in SUFFIXES

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the documents; raise ReadError where the bytes are no text or the front matter does not parse."""
        text = text_of(content, name)
        suffix = PurePath(name).suffix.lower()
        loaded = [one for matter in _matters(text, name, suffix) for one in _documents(matter, name, suffix)]
        if not loaded:
            raise ReadError(f"{name}: no text below the front matter; write the document there")
        yield from _numbered(loaded)


def postings_of(loaded: Loaded, name: str) -> Iterator[Loaded]:
    """Yield the postings of a page that is cut where titles repeat in form; the page itself where it is one."""
    parts = parts_of(loaded.markdown)
    if len(parts) < 2:
        yield loaded
        return
    shared = _shared(loaded.fields)
    yield from _numbered([one for part in parts for one in _part(part, shared, name, is_markdown=True)])


def _matters(text: str, name: str, suffix: str) -> Iterator[FrontMatter]:
    for matter in split_front_matter(text, name):
        if suffix == ".mdx":
            exported, body = from_mdx(matter.body)
            yield replace(matter, values={**exported, **matter.values}, body=body)
        else:
            yield matter


def _documents(matter: FrontMatter, name: str, suffix: str) -> Iterator[Loaded]:
    """The documents of one front matter; what it says of a posting holds for each of several."""
    stated = fields_of(matter.values, name)
    markdown = matter.body
    is_markdown = _is_markdown(markdown, suffix)
    if not is_markdown:
        markdown = plain_to_markdown(markdown)
    said = "" if matter.in_text else stated.markdown
    parts = parts_of(markdown, levelled=is_markdown) if markdown.strip() else ()
    if len(parts) < 2:
        text = _written(parts[0], is_markdown, stated.fields) if parts else ""
        places = parts[0].places if parts else ()
        if whole := "\n\n".join(piece for piece in (said, text) if piece.strip()):
            fields = replace(stated.fields, places=stated.fields.places or places)
            yield Loaded(whole, fields, origins=_labels(fields, Fields() if matter.in_text else stated.fields))
        return
    shared = _shared(Fields() if matter.in_text else stated.fields)
    if said:
        yield Loaded(said, replace(shared, kind=DocumentKind.ARTICLE), origins=_JUDGED)
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
    own = fields_of(matter.values, name).fields
    text = _written(part, is_markdown, own)
    fields = _over(own, replace(shared, kind=None))
    fields = replace(fields, places=own.places or part.places or shared.places, team=fields.team or part.team)
    yield Loaded(text, fields, origins=_labels(fields, shared if matter.in_text else _over(own, shared)))


_JUDGED = (("kind", Origin.TEXT),)


def _labels(fields: Fields, given: Fields) -> tuple[tuple[str, Origin], ...]:
    """The origin of the fields that stand in the text as labels or as lines of their own, and not in `given`."""
    names = (field.name for field in fields_in(fields))
    return tuple((name, Origin.LABEL) for name in names if getattr(fields, name) not in (None, getattr(given, name)))


def _written(part: Part, is_markdown: bool, fields: Fields) -> str:
    return part.markdown if is_markdown else with_title(part.markdown, titled=bool(fields.title))


def _shared(fields: Fields) -> Fields:
    """What the front matter of a page says of each posting on it: all but what names one of them."""
    return replace(fields, title="", requisition="", url="", postings=())


def _over(own: Fields, shared: Fields) -> Fields:
    stated = {field.name: value for field in fields_in(own) if (value := getattr(own, field.name))}
    return replace(shared, **stated)


def _is_markdown(text: str, suffix: str) -> bool:
    """Tell Markdown by its headings or tables; in a file named so by any sign of it."""
    marked = len(_ATX.findall(text)) > 1 or _FIRST_ATX.match(text) or len(_BOLD_LINE.findall(text)) > 1
    if marked or suffix == ".mdx" or _TABLE.search(text):
        return True
    return suffix in _MARKDOWN and bool(_ATX.search(text) or _BOLD_LINE.search(text) or _OTHER_MARKUP.search(text))


def _numbered(loaded: list[Loaded]) -> Iterator[Loaded]:
    """The documents of one file, its postings counted."""
    if len(loaded) == 1:
        yield loaded[0]
        return
    count = sum(one.fields.kind is not DocumentKind.ARTICLE for one in loaded)
    number = 0
    for one in loaded:
        if one.fields.kind is DocumentKind.ARTICLE:
            yield replace(one, part="the text around the postings")
        else:
            number += 1
            yield replace(one, part=f"posting {number} of {count}")
