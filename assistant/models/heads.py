"""Labelled lines that tell a reader about a document before a piece of it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.language.conditions import by_place
from assistant.language.stated import day_in_words, pay_in_words
from assistant.language.wording import each_once
from store.facets.names.place_names import place_in_words
from store.types import Document, DocumentKind, Role, RolePosting


def head_lines(document: Document) -> Iterator[tuple[str, str]]:
    """Yield labels and values: kind, title, author or company, and what a role's postings state."""
    yield "Kind", str(document.kind)
    yield "Title", document.title
    yield "Author", document.author
    yield "Publisher", document.publisher
    if document.kind is not DocumentKind.ROLE:
        return
    postings = Role(document).entries
    yield "Company", document.company
    yield "Team", document.team
    yield "Places", each_once(place_in_words(posting.posting.place) for posting in postings)
    yield "Level", by_place(postings, lambda posting: posting.level)
    yield "Employment", by_place(postings, lambda posting: posting.employment)
    yield "Workplace", by_place(postings, _workplace)
    yield "Pay", by_place(postings, lambda posting: pay_in_words(posting.facets.pay))
    yield "Posted", each_once(posting.posting.date for posting in postings)
    yield "Closes", by_place(postings, lambda posting: day_in_words(posting.facets.closes))
    yield "Found closed", each_once(posting.posting.closed for posting in postings)
    yield "Link", document.url


def _workplace(posting: RolePosting) -> str:
    stated = posting.facets.workplace
    return str(stated.value) if stated else ""
