"""Reads a careers page saved as text: an article, then postings run together, each a place line and a body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from store.employers import company_named
from store.errors import ReadError
from store.front_matter import has_front_matter
from store.job_titles import job_title, title_in
from store.lines import Line, lines_of, trimmed
from store.places import places_of_line
from store.reader_markdown import SUFFIXES, has_markdown_headings
from store.reader_text import NAMES_WITHIN, article_document
from store.role_headings import role_headings
from store.role_text import role_document
from store.types import Document, Place, Posting, Span

LONGEST_TITLE = 160  # characters of a lone line above the first posting that is a title and no article
CODES_THAT_ARE_WORDS = ("AI", "IT", "ML", "MS", "PM", "PR", "QA", "TV")  # "AI, Robotics" is no place in Anguilla
ROLE_WITHIN = 4_000  # characters behind a place line in which a posting shows that it is one


@dataclass(frozen=True, slots=True)
class _Listing:
    """The places of one listing and the span of its body."""

    places: tuple[Place, ...]
    body: Span


class CareersPageReader:
    """Reads a page by its content: at least one place line with a posting's body below it."""

    name = "careers page"

    def reads(self, path: Path, text: str) -> bool:
        if has_front_matter(text) or (path.suffix.lower() in SUFFIXES and has_markdown_headings(text)):
            return False
        return bool(_place_lines(text, lines_of(text)))

    def read(self, source: str, text: str) -> tuple[Document, ...]:
        lines = lines_of(text)
        found = _place_lines(text, lines)
        if not found:
            raise ReadError(f"{source}: no place line such as 'US, MA, Boston' with a posting below it")
        company = company_named(text[:NAMES_WITHIN])
        roles = _roles(source, text, _listings(text, lines, found), company)
        opening = text[: lines[min(found)].start]
        title = opening.strip()
        if "\n" in title or len(title) > LONGEST_TITLE:
            return (article_document(source, opening, company), *roles)
        if len(roles) == 1 and title_in(title):
            return tuple(role_document(source, role.text, role.postings, title, company) for role in roles)
        return roles


def _place_lines(text: str, lines: Sequence[Line]) -> dict[int, tuple[Place, ...]]:
    """The lines, by index, at which postings begin: place lines with a body below them."""
    opening: dict[int, tuple[Place, ...]] = {}
    below: Line | None = None  # the next line that is no place
    for i in range(len(lines) - 1, -1, -1):
        places = places_of_line(lines[i].text)
        if not places:
            below = below if lines[i].blank else lines[i]
        elif below and (_is_coded(lines[i].text, places[0]) or _reads_as_role(text, below.start)):
            opening[i] = places
    return dict(sorted(opening.items()))


def _is_coded(line: str, place: Place) -> bool:
    """Tell whether a place line begins with its country's code, which hardly any other line does."""
    first = line.partition(",")[0]
    return bool(place.country) and first.isupper() and first not in CODES_THAT_ARE_WORDS


def _reads_as_role(text: str, start: int) -> bool:
    body = text[start : start + ROLE_WITHIN]
    return bool(job_title(body)) or any(heading.certain for heading in role_headings(body))


def _listings(text: str, lines: Sequence[Line], found: dict[int, tuple[Place, ...]]) -> list[_Listing]:
    """Place lines that follow one another share the body below the last."""
    listings: list[_Listing] = []
    places: list[Place] = []
    starts = sorted(found)
    for i, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        places += found[i]
        body = trimmed(text, lines[i].end, lines[following - 1].end)
        if body.start < body.end:
            listings.append(_Listing(tuple(places), body))
            places = []
    return listings


def _roles(source: str, text: str, listings: Sequence[_Listing], company: str) -> tuple[Document, ...]:
    """One role for each distinct body, with the postings of every listing that has it."""
    postings: dict[str, list[Posting]] = {}
    for listing in listings:
        body = listing.body.of(text)
        postings.setdefault(body, []).extend(map(Posting, listing.places))
    roles: dict[str, Document] = {}
    for body, listed in postings.items():
        role = role_document(source, body, tuple(listed), page_company=company)
        known = roles.get(role.content_hash)
        roles[role.content_hash] = replace(known, postings=known.postings + role.postings) if known else role
    return tuple(roles.values())
