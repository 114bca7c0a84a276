"""The table of roles and postings, and one opened role, as rows and Markdown without components."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.language.safe_markdown import escape, render, safe_link
from assistant.language.stated import day_in_words, pay_in_words, quoted
from assistant.language.wording import counted, each_once
from assistant.page.shown.evidence import document_path
from assistant.page.shown.facets import (
    GUESSES,
    Fact,
    experience_in_words,
    facts_of,
    origin_in_words,
    unplaced_in_words,
)
from assistant.page.shown.selection import yearly
from assistant.question.known import Known
from store.facets.names.place_names import place_in_words
from store.search.catalog import skills_of
from store.types import Document, Facets, Origin, Role, RolePosting, SectionKind, Span

POSTINGS, ROLES = "Postings", "Roles"
_STATED = ("Pay", "Experience", "Workplace", "Closes", "Posted", "Employment", "Level", "Team")
POSTING_HEADS = ("Title", "Company", "Place", *_STATED, "Requisition", "Identifier")
ROLE_HEADS = ("Title", "Company", "Places", *_STATED, "Postings", "Identifier")
WIDTHS = (180, 125, 150, 165, 130, 105, 110, 110, 120, 90, 180, 110, 250)  # pixels
IDENTIFIER = len(POSTING_HEADS) - 1
PAY, CLOSES = POSTING_HEADS.index("Pay"), POSTING_HEADS.index("Closes")
OPENING = 900  # characters of a role's text shown when it is opened

Cell = str | int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: what its cells show, and the values they are sorted by if these
    differ.
    """

    cells: tuple[Cell, ...]
    yearly: Decimal | None

    @property
    def sorted_by(self) -> list[Any]:
        """The cells with pay as a number; missing values come last when sorted from the highest pay
        or the first day.
        """
        cells: list[Any] = list(self.cells)
        cells[PAY] = None if self.yearly is None else float(self.yearly)
        cells[CLOSES] = cells[CLOSES] or "\uffff"
        return cells


def posting_rows(postings: Sequence[RolePosting]) -> list[Row]:
    """Return one row for each posting, in the order of POSTING_HEADS."""
    return [_row([posting], _requisition(posting.facets)) for posting in postings]


def role_rows(postings: Sequence[RolePosting]) -> list[Row]:
    """Return one row for each role, in the order of ROLE_HEADS, with the number of its postings."""
    listed: dict[str, list[RolePosting]] = {}
    for posting in postings:
        listed.setdefault(posting.role.document_id, []).append(posting)
    return [_row(of_role, len(of_role)) for of_role in listed.values()]


def _requisition(facets: Facets) -> str:
    return facets.requisition.value if facets.requisition else ""


def _row(postings: Sequence[RolePosting], last: Cell) -> Row:
    """Return a row of postings of one role, with `last` before its identifier.

    If the postings differ, a cell has each value once.
    """
    role, stated = postings[0].role, [posting.facets for posting in postings]
    days = [posting.posting.closed for posting in postings]
    cells = (
        role.document.title,
        role.document.company,
        each_once(place_in_words(posting.posting.place) for posting in postings)
        or each_once(map(_where_else, stated)),
        each_once(pay_in_words(facets.pay) for facets in stated),
        each_once(
            experience_in_words(years.value) for facets in stated for years in facets.experience
        ),
        each_once(str(facets.workplace.value) for facets in stated if facets.workplace),
        _gone(max(days))
        if all(days)
        else each_once(day_in_words(facets.closes) for facets in stated),
        each_once(posting.posting.date for posting in postings),
        each_once(posting.employment for posting in postings),
        each_once(posting.level for posting in postings),
        role.document.team,
        last,
        role.document_id,
    )
    return Row(
        cells,
        max((pay for posting in postings if (pay := yearly(posting)) is not None), default=None),
    )


def _gone(day: str) -> str:
    return f"gone since {day}" if day else ""


def _where_else(facets: Facets) -> str:
    """Return the words for places that were not understood, if no place is known."""
    return ", ".join(map(quoted, facets.unplaced))


def facet_choices(known: Known) -> dict[str, list[str]]:
    """Return the choices of the filters: places, companies and levels that a posting has, in
    order.
    """
    postings = known.catalog.postings
    return {
        "place": sorted({place_in_words(posting.posting.place) for posting in postings} - {""}),
        "company": sorted({role.document.company for role in known.catalog.roles} - {""}),
        "level": sorted({posting.level for posting in postings} - {""}),
    }


def role_markdown(role: Role) -> str:
    """Return an opened role: its facts, where it is listed, how its text begins, and a link to all
    of it.
    """
    document = role.document
    rows = _facts(role)
    listed = "\n".join(
        line if times == 1 else f"{line} ({times})"
        for line, times in Counter(map(_posting, role.postings)).items()
    )
    unplaced = unplaced_in_words(document.facets)
    titled = dict(document.origins).get("title")
    parts = [
        f"### {escape(document.title)}",
        f"<small>Title: {escape(origin_in_words(titled))}</small>" if titled in GUESSES else "",
        f'<dl class="facts">{rows}</dl>' if rows else "",
        f"#### {counted(len(role.postings), 'posting')}\n\n{listed}" if role.postings else "",
        f'<small class="unplaced">{escape(unplaced)}</small>' if unplaced else "",
        f"#### How it begins\n\n{_beginning(role)}",
        '<small class="whole">[Read the whole '
        f"text]({document_path(document.document_id)})</small>",
    ]
    return "\n\n".join(part for part in parts if part)


def _facts(role: Role) -> str:
    """Return what the role states, one line each, with where it was read; a value from the text
    links to its place.
    """
    document = role.document
    facts = list(facts_of(document))
    facts.append(Fact("Kind of work", role.family))
    facts.append(Fact("Skills named", ", ".join(skill.name for skill in skills_of(role))))
    by_name: dict[str, list[str]] = {}
    for fact in facts:
        if fact.words:
            by_name.setdefault(fact.name, []).append(_value(document, fact))
    return "".join(f"<dt>{name}</dt>{''.join(values)}" for name, values in by_name.items())


def _value(document: Document, fact: Fact) -> str:
    return f"<dd>{escape(fact.words)}{_origin(document, fact.origin, fact.span)}</dd>"


def _origin(document: Document, origin: Origin | None, span: Span | None) -> str:
    """Return where a value was read, in small print; a link if the words are in the text."""
    where = escape(origin_in_words(origin))
    if where and span:
        path = escape(document_path(document.document_id, [span]))
        where = f'<a href="{path}">{where}</a>'
    return f' <small class="origin">{where}</small>' if where else ""


def _posting(listed: RolePosting) -> str:
    posting, document = listed.posting, listed.role.document
    stated = next((place for place in document.facets.places if place.value == posting.place), None)
    place = (
        place_in_words(posting.place)
        or f"place not {'understood' if document.facets.unplaced else 'stated'}"
    )
    where = _origin(document, stated.origin, stated.span) if stated else ""
    parts = [
        escape(place) + where,
        escape(posting.date),
        _gone(escape(posting.closed)),
        safe_link(posting.url),
    ]
    return "- " + " · ".join(filter(None, parts))


def _beginning(role: Role) -> str:
    """Return the first body text as Markdown, cut at the end of a word."""
    document = role.document
    body = [
        part.span.of(document.text) for part in document.sections if part.kind is SectionKind.BODY
    ]
    text = "\n".join(body).strip() or document.text
    return render(text) if len(text) <= OPENING else render(text[:OPENING].rsplit(" ", 1)[0]) + " …"
