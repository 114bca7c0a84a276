"""The table of roles and postings, and one role opened: rows and Markdown, no components."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.language.safe_markdown import escape, render, safe_link
from assistant.language.wording import counted
from assistant.page.shown.evidence import document_path
from assistant.question.known import Known
from store.facets.names.place_names import place_in_words
from store.types import Role, RolePosting, SectionKind

POSTINGS, ROLES = "Postings", "Roles"
POSTING_HEADS = ("Title", "Place", "Posted", "Team", "Company", "Level", "Identifier")
ROLE_HEADS = ("Title", "Places", "Postings", "Team", "Company", "Level", "Identifier")
ROLE_WIDTHS = (190, 180, 100, 200, 110, 90, 250)  # pixels
POSTING_WIDTHS = (190, 180, 110, 200, 110, 90, 250)
IDENTIFIER = len(POSTING_HEADS) - 1
OPENING = 900  # characters of a role's text shown when it is opened


def posting_rows(postings: Sequence[RolePosting]) -> list[list[str]]:
    """One row a posting, in the order of POSTING_HEADS."""
    return [
        [
            one.role.document.title,
            place_in_words(one.posting.place),
            one.posting.date,
            one.role.document.team,
            one.role.document.company,
            one.role.document.level,
            one.role.document_id,
        ]
        for one in postings
    ]


def role_rows(roles: Sequence[Role], postings: Sequence[RolePosting]) -> list[list[str | int]]:
    """One row a role, in the order of ROLE_HEADS, its postings counted among those given."""
    rows: list[list[str | int]] = []
    for role in roles:
        own = [one for one in postings if one.role.document_id == role.document_id]
        places = dict.fromkeys(place_in_words(one.posting.place) for one in own)
        document = role.document
        where = "; ".join(filter(None, places))
        facts: list[str | int] = [document.title, where, len(own), document.team]
        rows.append([*facts, document.company, document.level, role.document_id])
    return rows


def facet_choices(known: Known) -> dict[str, list[str]]:
    """What can be filtered by: places, companies and levels that a posting has, in order."""
    postings = known.catalog.postings
    return {
        "place": sorted({place_in_words(one.posting.place) for one in postings} - {""}),
        "company": sorted({one.document.company for one in known.catalog.roles} - {""}),
        "level": sorted({one.document.level for one in known.catalog.roles} - {""}),
    }


def role_markdown(role: Role) -> str:
    """A role opened: its facts, where it is listed, how its text begins, and the way to the whole of it."""
    document = role.document
    facts = {
        "Company": document.company,
        "Team": document.team,
        "Level": document.level,
        "Kind of work": role.family,
        "Employment": role.employment,
        "Skills named": ", ".join(skill.name for skill in role.skills),
    }
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    listed = "\n".join(
        line if times == 1 else f"{line} ({times})" for line, times in Counter(map(_posting, role.postings)).items()
    )
    parts = [
        f"### {escape(document.title)}",
        f'<dl class="facts">{rows}</dl>' if rows else "",
        f"#### {counted(len(role.postings), 'posting')}\n\n{listed}" if role.postings else "",
        f"#### How it begins\n\n{_beginning(role)}",
        f'<small class="whole">[Read the whole text]({document_path(document.document_id)})</small>',
    ]
    return "\n\n".join(part for part in parts if part)


def _posting(one: RolePosting) -> str:
    link = safe_link(one.posting.url)
    said = [place_in_words(one.posting.place) or "place not stated", one.posting.date]
    return "- " + " · ".join([escape(part) for part in said if part] + ([link] if link else []))


def _beginning(role: Role) -> str:
    """The first body text as Markdown, cut at the end of a word."""
    document = role.document
    body = [part.span.of(document.text) for part in document.sections if part.kind is SectionKind.BODY]
    text = "\n".join(body).strip() or document.text
    return render(text) if len(text) <= OPENING else render(text[:OPENING].rsplit(" ", 1)[0]) + " …"
