"""What a person puts right in a document, and how it outlives the next reading."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from store.facets.read import read_facets
from store.types import Document, Facets, Fields, Origin, Place, Posting, Stated


def corrected(document: Document, given: Fields) -> Document:
    """Return a document with what a person states of it; its content hash stays that of what was read."""
    names = {name: " ".join(getattr(given, name).split()) for name in ("title", "company", "team")}
    stated: dict[str, Any] = {name: value for name, value in names.items() if value}
    told = read_facets(given, "", ())
    facets = {
        name: _corrected(value)
        for name in Facets.__dataclass_fields__
        if (value := getattr(told, name)) not in (None, ())
    }
    if not stated and not facets:
        return document
    origins = dict(document.origins) | dict.fromkeys(stated, Origin.CORRECTED)
    changed = replace(document, **stated, origins=tuple(origins.items()), facets=replace(document.facets, **facets))
    if facets.keys() & {"places", "posted"}:
        changed = replace(changed, postings=postings_of(changed.facets, document.url))
    return replace(changed, level=changed.facets.level.value if changed.facets.level else changed.level)


def with_corrections(document: Document, before: Document) -> Document:
    """Return a document that was read again, with what a person had put right in `before`."""
    stated = {name: getattr(before, name) for name, origin in before.origins if origin is Origin.CORRECTED}
    facets = {
        name: value for name in Facets.__dataclass_fields__ if _is_corrected(value := getattr(before.facets, name))
    }
    if not stated and not facets:
        return document
    origins = dict(document.origins) | dict.fromkeys(stated, Origin.CORRECTED)
    postings = before.postings if "places" in facets else document.postings
    return replace(
        document,
        **stated,
        origins=tuple(origins.items()),
        facets=replace(document.facets, **facets),
        postings=postings,
    )


def _corrected(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_corrected, value))
    return replace(value, origin=Origin.CORRECTED) if isinstance(value, Stated) else value


def _is_corrected(value: Any) -> bool:
    first = value[0] if isinstance(value, tuple) and value else value
    return isinstance(first, Stated) and first.origin is Origin.CORRECTED


def postings_of(facets: Facets, url: str) -> tuple[Posting, ...]:
    """Return a posting for each place; one without a place where it is not known or not stated."""
    posted = facets.posted
    day = posted.value.day if posted else None
    date = day.isoformat() if day else (posted.raw if posted else "")
    places = [stated.value for stated in facets.places] or [Place()]
    return tuple(Posting(place, date, url) for place in places)
