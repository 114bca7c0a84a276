"""Reads plain text: an article with guessed headings, or one posting."""

from __future__ import annotations

from pathlib import Path

from store.articles import outline_article
from store.authors import author_of
from store.documents import Fields, make_document, title_from_name
from store.employers import company_named
from store.lines import trimmed
from store.role_text import reads_as_role, role_document
from store.types import Document, DocumentKind, SectionKind, SectionSpan

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
