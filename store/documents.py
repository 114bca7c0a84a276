"""Makes a document from a text, its sections and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath

from store.facets import read_facets
from store.identity import content_hash, document_id
from store.job_titles import level_of
from store.types import Document, DocumentKind, Posting, SectionSpan

UNTITLED_ROLE = "Untitled role"


@dataclass(frozen=True, slots=True)
class Fields:
    """What is known of a document besides its text; "" where it is not."""

    kind: DocumentKind = DocumentKind.ARTICLE
    title: str = ""
    author: str = ""
    publisher: str = ""
    company: str = ""
    team: str = ""
    level: str = ""
    url: str = ""
    provenance: str = ""
    postings: tuple[Posting, ...] = ()


def make_document(source: str, text: str, sections: tuple[SectionSpan, ...], fields: Fields) -> Document:
    """Return the document of a text."""
    digest = content_hash(text, sections)
    return Document(
        document_id=document_id(fields.kind, fields.title, digest),
        kind=fields.kind,
        title=fields.title,
        text=text,
        content_hash=digest,
        sections=sections,
        author=fields.author,
        publisher=fields.publisher,
        company=fields.company,
        team=fields.team,
        level=fields.level,
        url=fields.url,
        provenance=fields.provenance,
        sources=(source,),
        postings=fields.postings,
    )


def with_facets(fields: Fields, text: str, page_company: str = "") -> Fields:
    """Return a role's fields, those that are empty read from its text."""
    said = read_facets(text, fields.company or page_company)
    title = fields.title or said.title or UNTITLED_ROLE
    return replace(
        fields,
        title=title,
        company=fields.company or said.company,
        team=fields.team or said.team,
        level=fields.level or level_of(title, text),
    )


def retitled(document: Document, title: str) -> Document:
    """Return a document under a title that a person gave it."""
    level = level_of(title, document.text) if document.kind is DocumentKind.ROLE else ""
    return replace(
        document,
        document_id=document_id(document.kind, title, document.content_hash),
        title=title,
        level=document.level or level,
    )


def title_from_name(source: str) -> str:
    """Return a file's name as a title: "data-careers.md" gives "Data careers"."""
    words = " ".join(PurePath(source).stem.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] if words else "Untitled"
