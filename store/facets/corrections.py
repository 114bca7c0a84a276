"""What a person puts right in a document, and how it outlives the next reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from store.errors import NotUnderstood
from store.facets.read import read_facets, with_origin
from store.types import (
    Day,
    Document,
    DocumentKind,
    Facets,
    Fields,
    Origin,
    Pay,
    Place,
    Posting,
    Stated,
)

_NAMES = ("title", "company", "team")
_FACETS = frozenset(Facets.__dataclass_fields__)
_FACET_OF = {"employment": "employments"}  # where it is not called as the field is
_CALLED = {
    "posted": "a day",
    "closes": "a day",
    "employment": "a kind of employment",
    "workplace": "a workplace",
}
_WAYS = {
    "pay": "write it as in “GBP 30,000 - 34,000 per year”",
    "posted": "write it as in “2026-03-01”",
    "closes": "write it as in “2026-03-01”",
    "employment": "write full-time, part-time, permanent, contract or another kind",
    "workplace": "write remote, hybrid or on site",
}
_NO_FACETS = Facets()
_NO_FIELDS = Fields()


def joined(before: Fields, given: Fields) -> Fields:
    """Return the fields that a person stated before, those stated now in place of them."""
    stated: dict[str, Any] = {name: getattr(_NO_FIELDS, name) for name in given.absent}
    stated |= {
        name: value for name in Fields.__dataclass_fields__ if (value := getattr(given, name))
    }
    absent = {name for name in (*before.absent, *given.absent) if not stated.get(name)}
    return replace(before, **{**stated, "absent": tuple(sorted(absent))})


def corrected(document: Document, given: Fields) -> Document:
    """Return a document with what a person states of it; its content hash stays that of what was
    read.
    """
    if given == Fields():
        return document
    if given.kind is not None:
        document = _as_kind(document, given.kind)
    names = {name: " ".join(getattr(given, name).split()) for name in _NAMES}
    stated: dict[str, Any] = {name: value for name, value in names.items() if value}
    stated |= {name: "" for name in given.absent if name in _NAMES and name != "title"}
    understood = read_facets(given, "", ())
    facets = {
        name: with_origin(value, Origin.CORRECTED)
        for name in _FACETS
        if (value := getattr(understood, name)) not in (None, ())
    }
    if given.places:  # one that is not known takes the place of those that are
        facets |= {
            "places": with_origin(understood.places, Origin.CORRECTED),
            "unplaced": understood.unplaced,
        }
    without = _with_unplaced(
        name for name in given.absent if name in _FACETS and name not in facets
    )
    if not stated and not facets and not without:
        return document
    facets |= {name: getattr(_NO_FACETS, name) for name in without}
    origins = {name: origin for name, origin in document.origins if name not in facets}
    return _put_right(
        document, stated, facets, origins | dict.fromkeys([*stated, *without], Origin.CORRECTED)
    )


def check_understood(given: Fields) -> None:
    """Raise NotUnderstood where a person states pay, a day and the like in words that say none;
    a place may be any.
    """
    for name, way in _WAYS.items():
        words = getattr(given, name)
        stated = (
            getattr(read_facets(Fields(**{name: words}), "", ()), _FACET_OF.get(name, name))
            if words
            else None
        )
        value = stated.value if isinstance(stated, Stated) else stated
        is_vague = (isinstance(value, Pay) and not value.understood) or (
            isinstance(value, Day) and value.day is None
        )
        if words and (not value or is_vague):
            raise NotUnderstood(
                f"{words!r} is not understood as {_CALLED.get(name, name)}, so nothing was "
                f"changed; {way}."
            )


def put_right(document: Document, read: Document) -> frozenset[str]:
    """Return the names of what a person put right in a document since it was read."""
    ours, theirs = dict(document.origins), dict(read.origins)
    names = {name for name, origin in ours.items() if origin is Origin.CORRECTED}
    names |= {name for name in _FACETS if _is_corrected(getattr(document.facets, name))}
    return frozenset(
        name
        for name in names
        if _value(document, name) != _value(read, name) or ours.get(name) != theirs.get(name)
    )


def _value(document: Document, name: str) -> Any:
    return getattr(document.facets if name in _FACETS else document, name)


def taken_back(document: Document, read: Document, fields: Collection[str]) -> Document:
    """Return a document in which these fields, by their names in `Fields`, are as they were
    `read`.
    """
    if not fields:
        return document
    names = set(_with_unplaced(_FACET_OF.get(name, name) for name in fields))
    if "kind" in names and document.kind is not read.kind:
        names |= _FACETS - put_right(document, read)
    stated = {name: getattr(read, name) for name in ("kind", *_NAMES, "level") if name in names}
    facets = {name: getattr(read.facets, name) for name in _FACETS & names}
    ours, theirs = dict(document.origins), dict(read.origins)
    of_each = {name: (theirs if name in names else ours).get(name) for name in {**theirs, **ours}}
    origins = {name: origin for name, origin in of_each.items() if origin is not None}
    changed = replace(
        document,
        **stated,
        facets=replace(document.facets, **facets),
        origins=tuple(origins.items()),
    )
    left = put_right(changed, read)
    if "places" in left or "kind" in left:
        return changed
    return replace(changed, postings=_relisted(replace(changed, postings=read.postings), left))


def with_corrections(document: Document, before: Document) -> Document:
    """Return a document that was read again, with what a person had put right in `before` and
    not in it since.
    """
    ours = {name for name, origin in document.origins if origin is Origin.CORRECTED}
    theirs = [
        name for name, origin in before.origins if origin is Origin.CORRECTED and name not in ours
    ]
    stated = {name: getattr(before, name) for name in theirs if name in _NAMES}
    without = [
        name
        for name in theirs
        if name in _FACETS and not _is_corrected(getattr(document.facets, name))
    ]
    facets = {
        name: value
        for name in _FACETS
        if name not in ours
        and _is_corrected(value := getattr(before.facets, name))
        and not _is_corrected(getattr(document.facets, name))
    }
    facets |= {name: getattr(_NO_FACETS, name) for name in without}
    if "kind" in theirs:
        document = _as_kind(document, before.kind)
    if not stated and not facets:
        return document
    origins = dict(document.origins) | dict.fromkeys([*stated, *without], Origin.CORRECTED)
    changed = _put_right(document, stated, facets, origins)
    return replace(changed, level=before.level if "level" in facets else changed.level)


def _put_right(
    document: Document,
    stated: Mapping[str, Any],
    facets: Mapping[str, Any],
    origins: Mapping[str, Origin],
) -> Document:
    """The document with other names and facets, and its postings and level as these say."""
    changed = replace(
        document,
        **stated,
        origins=tuple(origins.items()),
        facets=replace(document.facets, **facets),
    )
    changed = replace(changed, postings=_relisted(changed, facets.keys()))
    return replace(
        changed, level=changed.facets.level.value if changed.facets.level else changed.level
    )


def _with_unplaced(names: Iterable[str]) -> list[str]:
    """The facets to take away: with the places go those that were not understood."""
    return [
        taken for name in names for taken in ((name, "unplaced") if name == "places" else (name,))
    ]


def _as_kind(document: Document, kind: DocumentKind) -> Document:
    """The document as of a kind that a person states: a role states things and is listed, an
    article is not.
    """
    origins = tuple((dict(document.origins) | {"kind": Origin.CORRECTED}).items())
    if kind is document.kind:
        return replace(document, origins=origins)
    facets = (
        read_facets(Fields(), document.text, document.sections)
        if kind is DocumentKind.ROLE
        else Facets()
    )
    return replace(
        document,
        kind=kind,
        facets=facets,
        level=facets.level.value if facets.level else "",
        postings=postings_of(facets, document.url) if kind is DocumentKind.ROLE else (),
        origins=origins,
    )


def _relisted(document: Document, stated: Collection[str]) -> tuple[Posting, ...]:
    """The postings of a document of which a person stated the places or the day, else as they
    are.
    """
    if "places" in stated:
        return postings_of(document.facets, document.url)
    if "posted" in stated:
        return tuple(replace(posting, date=_date(document.facets)) for posting in document.postings)
    return document.postings


def _is_corrected(value: Any) -> bool:
    first = value[0] if isinstance(value, tuple) and value else value
    return isinstance(first, Stated) and first.origin is Origin.CORRECTED


def postings_of(facets: Facets, url: str) -> tuple[Posting, ...]:
    """Return a posting for each place; one without a place where it is not known or not stated."""
    places = [stated.value for stated in facets.places] or [Place()]
    return tuple(Posting(place, _date(facets), url) for place in places)


def _date(facets: Facets) -> str:
    """The day it was posted, ISO 8601; where that is not understood, the posting's words."""
    posted = facets.posted
    day = posted.value.day if posted else None
    return day.isoformat() if day else (posted.raw if posted else "")
