"""Conditions, places and counts in words, as an answer says them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.language.wording import counted, listed
from assistant.types import Unit
from store.facets.names.areas import Area
from store.facets.names.periods import Period
from store.facets.names.place_names import country_name, place_in_words
from store.search.catalog import Catalog, Condition, Facet, Value
from store.types import Role, RolePosting

NOT_SAID = "place not stated"
# What of a posting isn't known where its source does not state it, or in words that were not understood.
_UNKNOWN = {
    Facet.LEVEL: "level", Facet.TEAM: "team", Facet.COMPANY: "company", Facet.PLACE: "place", Facet.DATE: "date",
    Facet.EMPLOYMENT: "kind of employment", Facet.WORKPLACE: "workplace",
}  # fmt: skip


def in_words(conditions: Sequence[Condition], catalog: Catalog) -> str:
    """Conditions as the end of a sentence: "for senior data scientists in Boston, not in the Ovens team"."""
    return " ".join(_words(one, catalog) for one in sorted(conditions, key=lambda one: list(Facet).index(one.facet)))


def _words(condition: Condition, catalog: Catalog) -> str:
    distinct = dict.fromkeys(_value(value, condition.facet, catalog) for value in condition.values)
    values = listed(list(distinct), "or")
    # What the values are shown as cannot be told from their facet alone: "in Boston", "at Acme", "in the Ovens team".
    said = {
        Facet.TITLE: f"titled “{values}”",
        Facet.LEVEL: f"at the level “{values}”",
        Facet.TEAM: f"in the team {values}",
        Facet.COMPANY: f"at {values}",
        Facet.PLACE: f"in {values}",
        Facet.EMPLOYMENT: f"said to be {values}",
        Facet.WORKPLACE: f"said to be {values}",
        Facet.STATUS: f"marked {values}",
        Facet.DATE: f"dated {values}",
        Facet.ROLE: f"of {values}",
        Facet.TEXT: f"whose text says “{values}”",
    }[condition.facet]
    if condition.facet is Facet.PLACE and values == "remote":
        return "not listed as remote" if condition.negated else "listed as remote"
    if condition.facet is Facet.PLACE and condition.negated:
        return f"outside {values}"
    if condition.facet is Facet.LEVEL and condition.negated:
        return f"not said to be {said}"
    return f"not {said}" if condition.negated else said


def _value(value: Value, facet: Facet, catalog: Catalog) -> str:
    if isinstance(value, Area):
        return f"the {value.name}" if value.name in ("US", "UK", "UAE", "Netherlands", "Philippines") else value.name
    if isinstance(value, Period):
        return value.name
    role = catalog.role(value) if facet is Facet.ROLE else None
    return role_name(role) if role else value


def unknown_in_words(facet: Facet, conditions: Sequence[Condition]) -> str:
    """What of a posting leaves a condition on a facet open: "level", "workplace"."""
    if facet is Facet.PLACE and any(one.is_of_remote for one in conditions):
        return _UNKNOWN[Facet.WORKPLACE]
    return _UNKNOWN[facet]


def role_name(role: Role) -> str:
    """A role by its title and, where that alone does not say which, its team."""
    document = role.document
    return f"{document.title}, {document.team}" if document.team else document.title


def unit_of(posting: RolePosting, unit: Unit) -> str:
    """What a posting counts as where places, countries, companies, teams or titles are counted."""
    document, place = posting.role.document, posting.posting.place
    return {
        Unit.PLACES: place_in_words(place) or NOT_SAID,
        Unit.COUNTRIES: country_name(place.country) if place.country else NOT_SAID,
        Unit.COMPANIES: document.company or "company not stated",
        Unit.TEAMS: document.team or "team not stated",
        Unit.TITLES: document.title,
        Unit.ROLES: role_name(posting.role),
    }[unit]


_UNITS = {
    Unit.PLACES: ("place", "places"), Unit.COUNTRIES: ("country", "countries"), Unit.TEAMS: ("team", "teams"),
    Unit.COMPANIES: ("company", "companies"), Unit.TITLES: ("title", "titles"), Unit.ROLES: ("role", "roles"),
}  # fmt: skip


def counted_units(number: int, unit: Unit) -> str:
    """ "1 country", "no companies"."""
    return counted(number, *_UNITS[unit])


def is_stated(name: str) -> bool:
    """Whether a group's name is one, and not that it is not stated."""
    return not name.endswith("not stated")


def tally(postings: Iterable[RolePosting], unit: Unit) -> list[tuple[str, int]]:
    """How many postings each place (or country, ...) has, the most first."""
    counts = Counter(unit_of(one, unit) for one in postings)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def places_in_words(postings: Sequence[RolePosting]) -> str:
    """Places with how many postings each has: "Boston, MA, US (7); Bellevue, WA, US (1)"."""
    found = tally(postings, Unit.PLACES)
    if len(found) == 1 and found[0][1] == 1:
        return found[0][0]
    return "; ".join(f"{place} ({count})" for place, count in found)
