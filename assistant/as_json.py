"""The answer as one JSON object: the shape docs/api.md describes; it only grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from typing import Any

from assistant.types import (
    COMPUTED,
    AlignedPair,
    Answer,
    Citation,
    Comparison,
    Evidence,
    FacetRow,
    Side,
)
from store.search.catalog import skills_of
from store.types import (
    Day,
    Document,
    Facets,
    IngestOutcome,
    Place,
    Posting,
    Role,
    RolePosting,
    Stated,
)


def _named(value: object, *names: str) -> dict[str, Any]:
    """Return the named fields of a value, whose types are plain JSON already."""
    return {name: getattr(value, name) for name in names}


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return the sides, their facets and aspects, and what both say or only one of them says;
    quotes name evidence by its number.
    """
    return {
        "first": _side(comparison.first),
        "second": _side(comparison.second),
        "sides": [_side(side) for side in comparison.sides],
        "same_text": comparison.same_text,
        "facets": [_facet(row) for row in comparison.facets],
        "aspects": [
            {"aspect": str(row.aspect), "first": _quotes(row.first), "second": _quotes(row.second)}
            for row in comparison.aspects
        ],
        "in_both": [_pair(pair) for pair in comparison.in_both],
        "only_first": _quotes(comparison.only_first),
        "only_second": _quotes(comparison.only_second),
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "document_id": side.role.document_id,
        "label": side.label,
        "title": side.role.document.title,
        "places": list(dict.fromkeys(str(posting.place) for posting in side.postings)),
    }


def _facet(row: FacetRow) -> dict[str, Any]:
    first, second = row.cells[:2]
    cells = {"first": first, "second": second, "cells": list(row.cells), "ranks": list(row.ranks)}
    return {"name": row.name, **cells, "differs": row.differs}


def _pair(pair: AlignedPair) -> dict[str, Any]:
    first, second = _quotes((pair.first, pair.second))
    alike = {"similarity": round(pair.similarity, 4), "sure": pair.sure}
    return {"first": first, "second": second, **alike}


def _quotes(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [{**_quote(each), "section": " > ".join(each.heading_path)} for each in citations]


def _quote(citation: Citation) -> dict[str, Any]:
    return {
        "evidence": citation.evidence.number,
        "quote": citation.quote,
        **asdict(citation.span),
        "document_id": citation.document.document_id,
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return everything a program needs of `answer` in plain JSON types."""
    return {
        **_named(answer.query, "question", "standalone_question"),
        "kind": str(answer.query.kind),
        **_named(answer, "text", "abstained"),
        "citations": [
            {
                **_quote(citation),
                "title": citation.document.title,
                "section": " > ".join(citation.heading_path),
                "url": citation.document.url,
            }
            for citation in answer.citations
        ],
        "evidence": [_evidence(evidence) for evidence in answer.evidence],
        "claims": [
            {**asdict(claim), "support": str(claim.support), "citations": list(claim.citations)}
            for claim in answer.claims
        ],
        "roles": [role_json(role) for role in answer.roles],
        "postings": _postings(answer),
        "count": _count(answer),
        "comparison": comparison_json(answer.comparison) if answer.comparison else None,
        "options": list(answer.options),
        **_named(answer, "table", "model", "notice"),
        "timings_ms": {name: round(value, 1) for name, value in asdict(answer.timings).items()},
    }


def _postings(answer: Answer) -> list[dict[str, Any]]:
    """Return the postings that a list or a count selected; for any other answer, the postings of
    its roles.
    """
    if answer.selection is not None:
        return [role_posting_json(posting) for posting in answer.selection.postings]
    return [
        {**_named(role, "document_id", "title"), **posting_json(posting)}
        for role in answer.roles
        for posting in role.postings
    ]


def _count(answer: Answer) -> dict[str, Any] | None:
    """Return how many postings and roles a list or a count found and which of the two was asked
    for; None for any other answer.
    """
    if answer.selection is None or answer.query.unit is None:
        return None
    unit, selection = answer.query.unit, answer.selection
    return {"of": str(unit), "postings": len(selection.postings), "roles": len(selection.roles)}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    passage = evidence.passage
    return {
        "number": evidence.number,
        "chunk_id": passage.chunks[0].chunk_id,
        "document_id": passage.document.document_id,
        "kind": COMPUTED if evidence.is_computed else str(passage.document.kind),
        "title": passage.document.title,
        "section": " > ".join(passage.heading_path),
        "url": passage.document.url,
        "text": passage.text,
        **asdict(passage.span),
        "score": round(passage.score, 6),
        "found_by": list(passage.found_by),
    }


def posting_json(posting: Posting) -> dict[str, Any]:
    """Return one posting: its place as parts and as text, its date and link, the day it was found
    closed, and its own facets.
    """
    return {
        "place": str(posting.place),
        **asdict(posting.place),
        **_named(posting, "date", "url", "closed"),
        "facets": facets_json(posting.facets) if posting.facets else None,
    }


def role_posting_json(listed: RolePosting) -> dict[str, Any]:
    """Return one posting with the role it lists."""
    return {**_named(listed.role.document, "document_id", "title"), **posting_json(listed.posting)}


def listed_posting_json(listed: RolePosting) -> dict[str, Any]:
    """Return what `rolecall postings --json` prints: a posting with its role and the facets that
    the posting states.
    """
    facets = {**_named(listed, "level", "employment"), "facets": facets_json(listed.facets)}
    return {
        **catalog_role_json(listed.role),
        **role_posting_json(listed),
        **facets,
        "number": listed.number,
    }


def catalog_role_json(role: Role) -> dict[str, Any]:
    """Return a role with the facets that the catalog derives."""
    skills = [skill.name for skill in skills_of(role)]
    return {**role_json(role.document), **_named(role, "family", "employment"), "skills": skills}


def role_json(role: Document) -> dict[str, Any]:
    """Return a role's facets and how many postings share its text."""
    return {
        **_named(role, "document_id", "title", "company", "team", "level"),
        "postings": len(role.postings),
        **_read(role),
    }


def _read(document: Document) -> dict[str, Any]:
    origins = {name: str(origin) for name, origin in document.origins}
    return {"origins": origins, "facets": facets_json(document.facets)}


def facets_json(facets: Facets) -> dict[str, Any]:
    """Return what a role states: each value with the words it was read from and where they
    stand.
    """
    return {
        name: list(map(_facet_json, value)) if isinstance(value, tuple) else _facet_json(value)
        for name in Facets.__dataclass_fields__
        for value in [getattr(facets, name)]
    }


def _facet_json(stated: Any) -> Any:
    """Return a stated value in plain JSON types; any other value unchanged."""
    if not isinstance(stated, Stated):
        return stated
    place = asdict(stated.span) if stated.span else {"start": None, "end": None}
    origin = {"origin": str(stated.origin), "strength": str(stated.strength)}
    return {**_value_json(stated.value), "raw": stated.raw, **origin, **place}


def _value_json(value: Any) -> dict[str, Any]:
    if isinstance(value, Day):
        days = [day.isoformat() for day in value.readings]
        day = days[0] if len(days) == 1 else None
        return {"day": day, "days": days, "month_only": value.month_only}
    if isinstance(value, Place):
        return {"place": str(value), **asdict(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(part) for name, part in asdict(value).items()}
    return {"value": value if isinstance(value, bool | int) else str(value)}


def _plain(part: Any) -> Any:
    if isinstance(part, Decimal):
        return int(part) if part == part.to_integral_value() else float(part)
    return list(part) if isinstance(part, tuple) else part


def document_json(document: Document) -> dict[str, Any]:
    """Return what `rolecall documents --json` prints for a document: everything but its text."""
    signed = ("title", "author", "publisher", "company", "team", "level", "url", "content_hash")
    return {
        "document_id": document.document_id,
        "kind": str(document.kind),
        **_named(document, *signed),
        "sources": list(document.sources),
        "postings": [posting_json(posting) for posting in document.postings],
        "characters": len(document.text),
        **_read(document),
    }


def outcome_json(outcome: IngestOutcome) -> dict[str, Any]:
    """Return what happened to one path or upload, as `rolecall ingest --json` prints it."""
    return {
        "status": str(outcome.status),
        **_named(outcome, "path", "reason"),
        "document": None if outcome.document is None else document_json(outcome.document),
    }
