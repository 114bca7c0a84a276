"""Put conditions, places and counts into words, as answers do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from assistant.language.stated import PERIODS
from assistant.language.wording import counted, listed
from assistant.types import Unit
from store.facets.names.areas import Area
from store.facets.names.periods import Period
from store.facets.names.place_names import country_name, place_in_words
from store.search.catalog import Catalog, Condition, Facet, Measure, Operator, Rank, Value
from store.types import Role, RolePosting

NOT_SAID = "place not stated"
# What isn't known of a posting whose source does not state it, or states it in words that were not
# understood.
_UNKNOWN = {
    Facet.LEVEL: "level", Facet.TEAM: "team", Facet.COMPANY: "company", Facet.PLACE: "place", Facet.DATE: "date",
    Facet.EMPLOYMENT: "kind of employment", Facet.WORKPLACE: "workplace", Facet.PAY: "pay",
    Facet.EXPERIENCE: "required experience", Facet.DEGREE: "degree requirement", Facet.CLOSES: "closing date",
}  # fmt: skip


def in_words(conditions: Sequence[Condition], catalog: Catalog) -> str:
    """Return conditions as the end of a sentence: "for senior data scientists in Boston, not in the
    Ovens team".
    """
    parts: list[str] = []
    before: Condition | None = None
    for condition in sorted(conditions, key=lambda condition: list(Facet).index(condition.facet)):
        is_second = (
            before is not None
            and before.facet is condition.facet
            and isinstance(condition.values[0], Measure)
        )
        parts.append(
            f"and {_words(condition, catalog)}" if is_second else _words(condition, catalog)
        )
        before = condition
    return " ".join(parts)


def _words(condition: Condition, catalog: Catalog) -> str:
    distinct = dict.fromkeys(_value(value, condition.facet, catalog) for value in condition.values)
    values = listed(list(distinct), "or")
    # Each facet puts its values in other words: "in Boston", "at Acme", "in the Ovens team".
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
        Facet.PAY: values,
        Facet.EXPERIENCE: values,
        Facet.DEGREE: f"asking for {values}",
        Facet.CLOSES: values,
        Facet.ROLE: f"of {values}",
        Facet.TEXT: f"whose text says “{values}”",
    }[condition.facet]
    if condition.facet is Facet.PLACE and values == "remote":
        return "not listed as remote" if condition.negated else "listed as remote"
    if condition.negated and condition.facet is Facet.DEGREE:
        return said.replace(" a ", " no ", 1)
    if condition.negated and said.startswith("stating "):
        return f"not {said}"
    if condition.facet is Facet.PLACE and condition.negated:
        return f"outside {values}"
    if condition.facet is Facet.LEVEL and condition.negated:
        return f"not said to be {said}"
    return f"not {said}" if condition.negated else said


def _value(value: Value, facet: Facet, catalog: Catalog) -> str:
    if isinstance(value, Area):
        return (
            f"the {value.name}"
            if value.name in ("US", "UK", "UAE", "Netherlands", "Philippines")
            else value.name
        )
    if isinstance(value, Measure):
        return _measure(value, facet)
    if isinstance(value, Period):
        return f"closing {value.name}" if facet is Facet.CLOSES else value.name
    if isinstance(value, Rank):
        return value.facet.value
    if facet is Facet.DEGREE:
        return {"": "a degree", "doctorate": "a doctorate"}.get(value, f"a {value}'s degree")
    role = catalog.role(value) if facet is Facet.ROLE else None
    return role_name(role) if role else value


def _measure(value: Measure, facet: Facet) -> str:
    """Return "paying more than £40,000 a year", or "with a closing date"."""
    if value.number is None:
        if facet is not Facet.PAY or not (value.currencies or value.period):
            return f"stating {'a closing date' if facet is Facet.CLOSES else facet.value}"
        by = f" by the {value.period}" if value.period else ""
        return f"paid{by}{f' in {_CURRENCIES.get(value.currency, value.currency)}' if value.currencies else ''}"
    if facet is Facet.EXPERIENCE:
        if not value.number and value.operator is Operator.AT_MOST:
            return "asking for no experience"
        years = f"{value.number.normalize():f}"
        upper = f" and {value.upper.normalize():f}" if value.upper is not None else ""
        unit = "year" if years == "1" and not upper else "years"
        operator = "fewer than" if value.operator is Operator.LESS_THAN else value.operator.value
        return f"asking for {operator} {years}{upper} {unit} of experience"
    number = _money(value, value.number)
    if value.upper is not None:
        number = f"{number} and {_money(value, value.upper)}"
    operator = "" if value.operator is Operator.EQUAL else f"{value.operator.value} "
    return f"paying {operator}{number}{f' {PERIODS[value.period]}' if value.period else ''}"


_CURRENCIES = {"£": "pounds", "$": "dollars", "€": "euros"}


def _money(value: Measure, number: Decimal) -> str:
    digits = f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}"
    if not value.currency or value.currency.isalpha():
        return f"{digits} {value.currency}".strip()
    return f"{value.currency}{digits}"


def unknown_in_words(facet: Facet, conditions: Sequence[Condition]) -> str:
    """Return the missing fact that leaves a condition on a facet open: "level", "workplace"."""
    if facet is Facet.PLACE and any(condition.is_of_remote for condition in conditions):
        return _UNKNOWN[Facet.WORKPLACE]
    return _UNKNOWN[facet]


def role_name(role: Role) -> str:
    """Return a role's title and, if it has one, its team: "Data Scientist (Pricing)"."""
    document = role.document
    return f"{document.title} ({document.team})" if document.team else document.title


def unit_of(posting: RolePosting, unit: Unit) -> str:
    """Return the place, country, company, team or title that a posting is counted under."""
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
    """Return "1 country", or "no companies"."""
    return counted(number, *_UNITS[unit])


def is_stated(name: str) -> bool:
    """Return whether a group has a name, as opposed to "not stated"."""
    return not name.endswith("not stated")


def tally(postings: Iterable[RolePosting], unit: Unit) -> list[tuple[str, int]]:
    """Return how many postings each place (or country, ...) has, the most first."""
    counts = Counter(unit_of(posting, unit) for posting in postings)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def places_in_words(postings: Sequence[RolePosting]) -> str:
    """Return places with the number of postings in each: "Boston, MA, US (7); Bellevue, WA, US
    (1)".
    """
    found = tally(postings, Unit.PLACES)
    if len(found) == 1 and found[0][1] == 1:
        return found[0][0]
    return "; ".join(f"{place} ({count})" for place, count in found)


def by_place(postings: Sequence[RolePosting], words_of: Callable[[RolePosting], str]) -> str:
    """Return what postings state; where they differ, each value with its places."""
    of_words: dict[str, list[RolePosting]] = {}
    for posting in postings:
        of_words.setdefault(words_of(posting), []).append(posting)
    if len(of_words) == 1:
        return next(iter(of_words))
    return "; ".join(
        f"{words} ({places_in_words(alike)})" for words, alike in of_words.items() if words
    )
