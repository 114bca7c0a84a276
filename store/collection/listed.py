"""The facts in which the postings of a role differ, and the section of the text for facts that only
fields state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from store.facets.names.place_names import place_in_words
from store.types import (
    Day,
    Document,
    Facets,
    Origin,
    Pay,
    Posting,
    SectionKind,
    SectionSpan,
    Span,
    Stated,
)

LISTED = "Listed details"  # heading of what only fields state; copies of a posting may differ in it
DETAILS = {
    "pay": "Pay",
    "employments": "Employment",
    "workplace": "Workplace",
    "closes": "Closing date",
}
# A posting has its place and date apart from its facets.
_OWN = tuple(name for name in Facets.__dataclass_fields__ if name not in ("places", "posted"))
_ITEM = "- "
_OURS = tuple(f"{_ITEM}{label}{end}" for label in DETAILS.values() for end in (": ", " ("))
_OF_SOME = re.compile(rf"(?:{_ITEM})?(?:{'|'.join(DETAILS.values())}) \((?P<places>.+?)\): ")


def standing_alone(document: Document) -> tuple[Posting, ...]:
    """Return the postings of a document, each with all its facts, so that another document can list
    them.
    """
    return with_facets(document.postings, document.facets)


def with_facets(postings: Iterable[Posting], facets: Facets) -> tuple[Posting, ...]:
    """Return postings with these facets where they have none."""
    return tuple(replace(posting, facets=posting.facets or facets) for posting in postings)


def own_names(posting: Posting, document: Document) -> list[str]:
    """Return the names of the facets in which a posting differs from its role; most have none."""
    return _differing(posting.facets, document.facets) if posting.facets else []


def _differing(facets: Facets, role_facets: Facets) -> list[str]:
    pairs = ((name, getattr(facets, name), getattr(role_facets, name)) for name in _OWN)
    return [name for name, ours, theirs in pairs if _meaning(ours) != _meaning(theirs)]


def shared(
    document: Document, listed: Mapping[str, Sequence[Posting]]
) -> tuple[Document, dict[str, tuple[Posting, ...]]]:
    """Return a role and what each source lists of it; only postings that differ have their own
    facets.

    If no posting agrees with the role, the role states what its first posting does; a person's
    correction applies to all.
    """
    right = _put_right(document)
    every = [posting for postings in listed.values() for posting in postings]
    stated = [replace(posting.facets, **right) for posting in every if posting.facets]
    all_differ = all(_differing(facets, document.facets) for facets in stated)
    if stated and len(stated) == len(every) and all_differ:
        facets = replace(stated[0], places=document.facets.places, posted=document.facets.posted)
        level = facets.level.value if facets.level else ""
        document = replace(document, facets=facets, level=level)
    return document, {
        source: tuple(_reduced(posting, document, right) for posting in postings)
        for source, postings in listed.items()
    }


def _put_right(document: Document) -> dict[str, Any]:
    """Return the facets that a person stated or removed."""
    absent = {name for name, origin in document.origins if origin is Origin.CORRECTED}
    values = {name: getattr(document.facets, name) for name in _OWN}
    return {name: value for name, value in values.items() if name in absent or _is_corrected(value)}


def _is_corrected(value: Any) -> bool:
    origins = (stated.origin for stated in _each(value) if isinstance(stated, Stated))
    return Origin.CORRECTED in origins


def _reduced(posting: Posting, document: Document, right: Mapping[str, Any]) -> Posting:
    """Return the posting with its own facets only if it differs; all others are the role's, at
    their place in the text.
    """
    if posting.facets is None:
        return posting
    facets = replace(posting.facets, **right)
    names = _differing(facets, document.facets)
    differing = {name: _placed(getattr(facets, name), document.text) for name in names}
    return replace(posting, facets=replace(document.facets, **differing) if differing else None)


def _placed(value: Any, text: str) -> Any:
    """Return a value of a copy, at its place in the text if the text states it too."""
    if isinstance(value, tuple):
        return tuple(_placed(each, text) for each in value)
    stands = not isinstance(value, Stated) or value.span is None or value.span.of(text) == value.raw
    return value if stands else replace(value, span=None)


def _meaning(value: Any) -> Any:
    """Return the meaning of a value, wherever it was read; its words if they were not
    understood.
    """
    if isinstance(value, tuple):
        return tuple(map(_meaning, value))
    if not isinstance(value, Stated):
        return value
    return value.value, value.strength, value.raw if value.value in (Pay(), Day()) else ""


def _each(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


# The text -----------------------------------------------------------------------------------------


def details(values: Mapping[str, str]) -> list[str]:
    """Return the lines of the section for the facts of one posting, by the names of DETAILS."""
    named = [(label, values.get(name)) for name, label in DETAILS.items()]
    return [f"{_ITEM}{label}: {value}" for label, value in named if value]


def is_of_others(line: str, postings: Collection[Posting]) -> bool:
    """Return whether a line of the section is about postings in other places than these."""
    match = _OF_SOME.match(line)
    named = match["places"].split("; ") if match else []
    places = tuple(f"{_place(posting)}, " for posting in postings)
    return bool(named) and not any(f"{name}, ".startswith(places) for name in named)


def with_details(document: Document) -> Document:
    """Return a role whose text says under LISTED, for each value in which its postings differ,
    which postings have it.

    The rest of the section stays as the source has it.
    """
    agree = all(posting.facets is None for posting in document.postings)
    if agree and f"\n{LISTED}\n" not in document.text:
        return document
    text, sections, before = _cut(document)
    if agree and not any(map(_OF_SOME.match, before)):
        return document
    lines: list[str] = []
    for name, label in DETAILS.items():
        own = [line for line in before if line.startswith(f"{_ITEM}{label}")]
        lines += _lines(document, name, own)
    if lines == before:
        return document
    if lines:
        start = len(text) + len(f"\n\n{LISTED}\n\n")
        text = "\n\n".join([text, LISTED, "\n".join(lines)])
        paths = (part.heading_path for part in document.sections if _is_listed(part))
        path = next(paths, (LISTED,))
        sections = (*sections, SectionSpan(SectionKind.BODY, path, Span(start, len(text))))
    return replace(document, text=text, sections=sections)


def _lines(document: Document, name: str, before: Sequence[str]) -> Sequence[str]:
    """Return the lines on one facet: one for each value if postings differ, the lines `before` if
    they agree.
    """
    values = {posting: getattr(document.facets_of(posting), name) for posting in document.postings}
    words = {posting: _words(value) for posting, value in values.items()}
    if len(set(map(_meaning, values.values()))) < 2:
        plain = [line for line in before if line.startswith(f"{_ITEM}{DETAILS[name]}: ")]
        return plain or (details({name: next(iter(words.values()))}) if before and words else [])
    if all(map(_stands_in_text, values.values())):
        return []
    called = _called(words)
    places: dict[str, list[str]] = {}
    for posting, stated in words.items():
        places.setdefault(stated, []).append(called(posting))
    return [
        f"{_ITEM}{DETAILS[name]} ({'; '.join(dict.fromkeys(where))}): {stated}"
        for stated, where in places.items()
        if stated
    ]


def _called(values: Mapping[Posting, str]) -> Callable[[Posting], str]:
    """Return a function that names postings with different values: by place, and by date where that
    is not enough.
    """
    of_place: dict[str, set[str]] = {}
    for posting, words in values.items():
        of_place.setdefault(_place(posting), set()).add(words)

    def called(posting: Posting) -> str:
        place = _place(posting)
        return f"{place}, {posting.date}" if posting.date and len(of_place[place]) > 1 else place

    return called


def _place(posting: Posting) -> str:
    return place_in_words(posting.place) or "place not stated"


def _words(value: Any) -> str:
    said = (" ".join(stated.raw.split()) for stated in _each(value) if stated)
    return ", ".join(dict.fromkeys(said))


def _stands_in_text(value: Any) -> bool:
    return all(stated is None or stated.span is not None for stated in _each(value))


def _is_listed(section: SectionSpan) -> bool:
    return section.heading_path[-1:] == (LISTED,)


def _cut(document: Document) -> tuple[str, tuple[SectionSpan, ...], list[str]]:
    """Return the text and the sections before the section of details, and its lines; everything if
    there is no such section.
    """
    *sections, last = document.sections or (None,)
    lines = last.span.of(document.text).split("\n") if last and _is_listed(last) else []
    if last is None or not all(line.startswith(_OURS) for line in lines):
        return document.text.rstrip(), document.sections, []
    end = document.text.rfind(LISTED, 0, last.span.start)
    return document.text[:end].rstrip(), tuple(sections), lines
