"""Makes a document from a text, its sections and what is known of it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from store.facets.names.employers import company_named, team_named
from store.facets.names.titles import job_title, level_of
from store.types import Document, DocumentKind, Posting, SectionKind, SectionSpan

LONGEST_SLUG = 48


def content_hash(text: str, sections: Sequence[SectionSpan]) -> str:
    """Return the SHA-256, in hex, of what the author says: headings and body text, whitespace collapsed.

    Captions and teasers do not count, nor does it matter where a teaser interrupts a section.
    """
    digest = hashlib.sha256()
    path: tuple[str, ...] = ()
    for section in sections:
        if section.kind is not SectionKind.BODY:
            continue
        if section.heading_path != path:
            path = section.heading_path
            digest.update(("\n# " + " > ".join(path) + "\n").encode())
        digest.update((" ".join(section.span.of(text).split()) + " ").encode())
    return digest.hexdigest()


def document_id(kind: DocumentKind, title: str, content_hash: str) -> str:
    """Return a readable identifier: the title as a slug (the kind where it has no letters) and eight hex digits."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return f"{slug or kind.value}-{content_hash[:8]}"


READ_WITHIN = 20_000  # characters; a posting says what it is near its top


@dataclass(frozen=True, slots=True)
class Facets:
    """What a role's text names; "" where it does not."""

    title: str = ""
    company: str = ""
    team: str = ""
    level: str = ""


def read_facets(text: str, page_company: str = "") -> Facets:
    """Read a role's facets; `page_company` is the employer of the page it stands on, for a text that names none."""
    text = text[:READ_WITHIN]
    company = company_named(text, page_company) or page_company
    title = job_title(text)
    return Facets(title, company, team_named(text, company), level_of(title, text))


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
