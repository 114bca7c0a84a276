"""A comparison in plain JSON types: the field `comparison` of an answer, and what `rolecall compare --json` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.types import AlignedPair, AspectRow, Citation, Comparison, FacetRow, Side


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Both sides, their facets and aspects, and what both say or only one; quotes name evidence by its number."""
    return {
        "first": _side(comparison.first),
        "second": _side(comparison.second),
        "same_text": comparison.same_text,
        "facets": [_facet(row) for row in comparison.facets],
        "aspects": [_aspect(row) for row in comparison.aspects],
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
    return {"name": row.name, "first": row.first, "second": row.second, "differs": row.differs}


def _aspect(row: AspectRow) -> dict[str, Any]:
    return {"aspect": str(row.aspect), "first": _quotes(row.first), "second": _quotes(row.second)}


def _pair(pair: AlignedPair) -> dict[str, Any]:
    similarity = round(pair.similarity, 4)
    return {"first": _quote(pair.first), "second": _quote(pair.second), "similarity": similarity, "sure": pair.sure}


def _quotes(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [_quote(citation) for citation in citations]


def _quote(citation: Citation) -> dict[str, Any]:
    return {
        "evidence": citation.evidence.number,
        "quote": citation.quote,
        "start": citation.span.start,
        "end": citation.span.end,
        "document_id": citation.document.document_id,
        "section": " > ".join(citation.heading_path),
    }
