"""Reads plain text: an article with guessed headings, or one posting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from store.facets.names.employers import company_named
from store.loading.article import outline_article
from store.loading.documents import Fields, make_document, title_from_name
from store.loading.furniture import byline_author
from store.loading.role import reads_as_role, role_document
from store.text.capitals import PERSON
from store.text.lines import lines_of, trimmed
from store.types import Document, DocumentKind, SectionKind, SectionSpan

TOP = 4_000  # characters in which an article says who wrote it

_SAYS = (
    r"(?:shares?|explains?|describes?|reflects?|discuss(?:es)?|writes?|offers?|tells?|looks?|talks?|recounts?|recalls?|outlines?"
    r"|reveals?|gives?|answers?|considers?|examines?|details?|argues?|walks?)"
)
_STANDFIRST = re.compile(rf"^[ \t]*({PERSON}),[^.\n]{{3,200}}?,? {_SAYS}\b", re.MULTILINE)
_NOTE = re.compile(rf"^[ \t]*(?i:editor['’]?s['’]? note|about the author)\s*[:.]?\s*({PERSON})\b", re.MULTILINE)
_CAPTION = re.compile(rf"({PERSON}),? (?:is|was|an?|the)\b")


def author_of(text: str, captions: Sequence[str] = ()) -> str:
    """Return the author's name, "" where the article does not give it; `captions` are its captions' lines."""
    top = text[:TOP]
    for line in lines_of(top):
        if name := byline_author(line.text):
            return name
    for pattern in (_STANDFIRST, _NOTE):
        if match := pattern.search(top):
            return match[1]
    return next((match[1] for line in captions if (match := _CAPTION.match(line))), "")


NAMES_WITHIN = 200_000  # characters that are searched for the company an article is about
LONGEST_FIRST_LINE = 100


class TextReader:
    """Reads any text."""

    name = "plain text"

    def reads(self, path: Path, text: str) -> bool:
        return True

    def read(self, source: str, text: str) -> tuple[Document, ...]:
        if reads_as_role(text):
            return (role_document(source, text),)
        return (article_document(source, text),)


def article_document(source: str, text: str, company: str = "") -> Document:
    """Return an article saved as plain text, with at least one section; `company` where it is known."""
    outline = outline_article(text)
    fields = Fields(
        kind=DocumentKind.ARTICLE,
        title=outline.title or _title(source, text),
        author=author_of(text, outline.captions),
        company=company or company_named(text[:NAMES_WITHIN]),
    )
    whole = (SectionSpan(SectionKind.BODY, (), trimmed(text, 0, len(text))),)
    return make_document(source, text, outline.sections or whole, fields)


def _title(source: str, text: str) -> str:
    """The first line where it can be a title, else the file's name."""
    first = text.lstrip().partition("\n")[0].strip()
    return first.rstrip(".:") if len(first) <= LONGEST_FIRST_LINE else title_from_name(source)
