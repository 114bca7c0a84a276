"""Reads all facets of a posting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from store.facets.conditions import read_requisition, read_travel, read_visas
from store.facets.dates import Calendar, read_closes, read_posted
from store.facets.degree import read_degrees
from store.facets.employment import read_employments, read_level
from store.facets.experience import read_experience
from store.facets.languages import read_languages
from store.facets.pay import read_pay
from store.facets.places import read_places
from store.facets.reading import read_text
from store.facets.workplace import read_workplace
from store.types import Facets, Fields, Origin, SectionSpan, Stated

# The fields that a facet is read from, where they are not called as it is.
_FIELDS = {
    "employments": ("employment", "title"),
    "level": ("level", "title"),
    "workplace": ("workplace", "places"),
}


def read_facets(
    fields: Fields,
    text: str,
    sections: Sequence[SectionSpan],
    reference: date | None = None,
    origins: Mapping[str, Origin] | None = None,
) -> Facets:
    """Return the facets of a posting, from its fields first and its text second.

    `reference` is the day the source was taken down, without which "3 days ago" and "15 May" stay
    words; `origins` says where fields were read that are no structured ones.
    """
    reading = read_text(text, sections)
    places = read_places(fields.places, reading)
    countries = tuple(
        dict.fromkeys(stated.value.country for stated in places.places if stated.value.country)
    )
    posted = read_posted(fields.posted, reading, Calendar(countries, reference, (fields.closes,)))
    since = posted.value.day if posted and posted.value.day else reference
    facets = Facets(
        pay=read_pay(fields.pay, reading, countries, [stated.value for stated in places.places]),
        experience=read_experience(reading),
        degrees=read_degrees(reading),
        languages=read_languages(reading),
        posted=posted,
        closes=read_closes(fields.closes, reading, Calendar(countries, since, (fields.posted,))),
        places=places.places,
        unplaced=places.unplaced,
        workplace=read_workplace(fields.workplace, fields.places, reading),
        employments=read_employments(fields.employment, fields.title, reading),
        level=read_level(fields.level, fields.title, reading),
        requisition=read_requisition(fields.requisition, reading),
        visas=read_visas(reading),
        travel=read_travel(reading),
    )
    elsewhere = {
        name: with_origin(getattr(facets, name), (origins or {})[source[0]])
        for name in Facets.__dataclass_fields__
        if (source := [field for field in _FIELDS.get(name, (name,)) if getattr(fields, field, "")])
        and source[0] in (origins or {})
    }
    return replace(facets, **elsewhere)


def with_origin(value: Any, origin: Origin) -> Any:
    """Return what a field states, or each of several such values, as read elsewhere."""
    if isinstance(value, tuple):
        return tuple(with_origin(stated, origin) for stated in value)
    is_of_field = isinstance(value, Stated) and value.origin is Origin.FIELD
    return replace(value, origin=origin) if is_of_field else value
