"""Reads a careers page saved as text: an article, then postings run together, each a place line and a body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from store.errors import ReadError
from store.facets.names.employers import company_named
from store.facets.names.place_names import places_of_line
from store.facets.names.titles import job_title, title_in
from store.loading.front_matter import has_front_matter
from store.loading.markdown import SUFFIXES, has_markdown_headings
from store.loading.plain_text import NAMES_WITHIN, article_document
from store.loading.role import role_document, role_headings
from store.text.lines import Line, lines_of, trimmed
from store.types import Document, Place, Posting, SectionKind, SectionSpan, Span

LONGEST_TITLE = 160  # characters of a lone line above the first posting that is a title and no article
CODES_THAT_ARE_WORDS = ("AI", "IT", "ML", "MS", "PM", "PR", "QA", "TV")  # "AI, Robotics" is no place in Anguilla
ROLE_WITHIN = 4_000  # characters behind a place line in which a posting shows that it is one


@dataclass(frozen=True, slots=True)
class _Listing:
    """The place lines of one listing, the places they name and the span of its body."""

    lines: tuple[str, ...]
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
    named: list[str] = []
    starts = sorted(found)
    for i, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        places += found[i]
        named.append(lines[i].text.strip())
        body = trimmed(text, lines[i].end, lines[following - 1].end)
        if body.start < body.end:
            listings.append(_Listing(tuple(named), tuple(places), body))
            places, named = [], []
    return listings


def _roles(source: str, text: str, listings: Sequence[_Listing], company: str) -> tuple[Document, ...]:
    """One role for each distinct body, with the postings of every listing that has it."""
    by_body: dict[str, list[_Listing]] = {}
    for listing in listings:
        by_body.setdefault(listing.body.of(text), []).append(listing)
    roles: dict[str, tuple[Document, list[str]]] = {}
    for body, listed in by_body.items():
        postings = tuple(Posting(place) for listing in listed for place in listing.places)
        role = role_document(source, body, postings, page_company=company)
        known, lines = roles.get(role.content_hash, (replace(role, postings=()), []))
        merged = replace(known, postings=known.postings + postings)
        roles[role.content_hash] = merged, lines + [line for listing in listed for line in listing.lines]
    return tuple(_under_place_lines(role, list(dict.fromkeys(lines))) for role, lines in roles.values())


def _under_place_lines(role: Document, lines: Sequence[str]) -> Document:
    """The role with each of its place lines above the body once, so that a place can be quoted too."""
    above = "".join(f"{line}\n" for line in lines)
    spans: list[SectionSpan] = []
    for line in lines:
        start = spans[-1].span.end + 1 if spans else 0
        spans.append(SectionSpan(SectionKind.PLACE, (), Span(start, start + len(line))))
    moved = [
        replace(section, span=Span(section.span.start + len(above), section.span.end + len(above)))
        for section in role.sections
    ]
    return replace(role, text=above + role.text, sections=(*spans, *moved))
