"""The catalog: every role and posting with its facets, derived from the stored documents, and
filters on them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby

from store.facets.employment import levels_in
from store.facets.names.areas import REMOTE, Area
from store.facets.names.mentioned import is_said_of
from store.facets.names.periods import Period, posted_on
from store.facets.names.skills import skills_in
from store.facets.names.titles import family_of
from store.facets.reading import vocabulary
from store.text.stemming import singular, stems
from store.types import (
    Document,
    DocumentKind,
    Employment,
    Facets,
    Pay,
    Place,
    Role,
    RolePosting,
    SectionKind,
    Skill,
    Span,
    Strength,
    Workplace,
)

CLOSED = "closed"
MOST_SELECTIONS = 32  # selections that a catalog remembers


class Facet(StrEnum):
    """What a condition is about."""

    TITLE = "title"
    LEVEL = "level"
    TEAM = "team"
    COMPANY = "company"
    PLACE = "place"
    EMPLOYMENT = "employment"
    WORKPLACE = "workplace"
    STATUS = "status"
    DATE = "date"
    PAY = "pay"
    EXPERIENCE = "experience"
    DEGREE = "degree"
    CLOSES = "closing date"
    ROLE = "role"
    TEXT = "text"


_OF_ROLE = frozenset(
    {Facet.TITLE, Facet.TEAM, Facet.COMPANY, Facet.ROLE, Facet.TEXT}
)  # facts that all postings of a role share


class Operator(StrEnum):
    """How a stated number is compared with the number in the question."""

    STATED = "stated"
    AT_LEAST = "at least"
    MORE_THAN = "more than"
    AT_MOST = "at most"
    LESS_THAN = "less than"
    EQUAL = "exactly"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Measure:
    """A condition on a number that postings state: pay, or years of experience.

    Attributes:
        number: the number to compare with; None for STATED.
        upper: the other end of BETWEEN.
        currencies: acceptable ISO 4217 codes ("dollars" can mean several); () for any.
        currency: how the question writes the currency.
        period: "hour", "day", "week", "month", "year"; "" for any.
    """

    operator: Operator = Operator.STATED
    number: Decimal | None = None
    upper: Decimal | None = None
    currencies: tuple[str, ...] = ()
    currency: str = ""
    period: str = ""

    def holds(self, least: Decimal | None, most: Decimal | None) -> bool | None:
        """Return whether a stated range can meet the condition. An end that is None is open, so the
        result may be None.

        "At least" is met by a range that reaches the number, "at most" by a range that doesn't
        exceed it.
        """
        number = self.number
        if number is None:
            return True
        if self.operator is Operator.AT_LEAST:
            return _reaches(most, least, lambda end: end >= number)
        if self.operator is Operator.MORE_THAN:
            return _reaches(most, least, lambda end: end > number)
        if self.operator in (Operator.AT_MOST, Operator.LESS_THAN):
            beyond = replace(self, operator=_OPPOSITE[self.operator]).holds(least, most)
            return None if beyond is None else not beyond
        lower, upper = number, self.upper or number
        if (least is not None and least > upper) or (most is not None and most < lower):
            return False
        return None if least is None or most is None else True


_OPPOSITE = {Operator.AT_MOST: Operator.MORE_THAN, Operator.LESS_THAN: Operator.AT_LEAST}


def _reaches(
    most: Decimal | None, least: Decimal | None, is_met: Callable[[Decimal], bool]
) -> bool | None:
    if most is not None:
        return is_met(most)
    return True if least is not None and is_met(least) else None


@dataclass(frozen=True, slots=True)
class Rank:
    """An order by a facet, the highest first or the lowest first.

    Attributes:
        number: how many roles are asked for; 0 for all of them.
    """

    facet: Facet
    highest: bool
    number: int = 1


Value = str | Area | Period | Measure | Rank


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a posting: any of the values meets it or, if `negated`, none of them may.

    The values of a place are areas, of a date periods, of a role document identifiers, of a status
    CLOSED. Pay and experience have measures; a closing date has a period, or the measure that it is
    stated; a degree has its level, or "" for any; all others have words.
    """

    facet: Facet
    values: tuple[Value, ...]
    negated: bool = False

    def holds(self, posting: RolePosting) -> bool | None:
        """Return whether the posting meets the condition; None if that isn't known, because the
        posting doesn't state it or not in understood words.
        """
        test = _TESTS[self.facet]
        found = [test(posting, value) for value in self.values]
        held = True if True in found else None if None in found else False
        if held is None:
            return True if self.negated and self._rules_out_unstated(posting) else None
        return held is not self.negated

    def _rules_out_unstated(self, posting: RolePosting) -> bool:
        """Return whether a posting that doesn't state the facet stays: "no internships" without a
        stated level, "not remote" at a place.
        """
        return self.facet is Facet.LEVEL or (self.is_of_remote and posting.posting.place != Place())

    @property
    def is_of_remote(self) -> bool:
        """Whether it is about remote work, which a posting states as its place or as its
        workplace.
        """
        return any(isinstance(value, Area) and value.city == REMOTE.city for value in self.values)


@dataclass(frozen=True, slots=True)
class Selection:
    """Postings of the catalog, and the distinct roles they list; it may have roles without
    postings.
    """

    roles: tuple[Role, ...]
    postings: tuple[RolePosting, ...]

    @classmethod
    def of_postings(cls, postings: Sequence[RolePosting]) -> Selection:
        """Return a selection of these postings and the roles they list."""
        return cls(_roles_of(postings), tuple(postings))

    @classmethod
    def joined(cls, parts: Sequence[Selection]) -> Selection:
        """Return all of several selections."""
        roles = {role.document_id: role for part in parts for role in part.roles}
        return cls(
            tuple(roles.values()), tuple(posting for part in parts for posting in part.postings)
        )

    def only(self, document_ids: Collection[str]) -> Selection:
        """Return the part of the selection that belongs to these documents."""
        roles = tuple(role for role in self.roles if role.document_id in document_ids)
        return Selection(
            roles,
            tuple(posting for posting in self.postings if posting.role.document_id in document_ids),
        )

    def of(self, role: Role) -> tuple[RolePosting, ...]:
        """Return the selected postings of one role."""
        return tuple(
            posting for posting in self.postings if posting.role.document_id == role.document_id
        )

    @property
    def entries(self) -> tuple[RolePosting, ...]:
        """The selected postings grouped by role; a role without postings has a substitute."""
        of_role: dict[str, list[RolePosting]] = {}
        for posting in self.postings:
            of_role.setdefault(posting.role.document_id, []).append(posting)
        return tuple(
            entry for role in self.roles for entry in of_role.get(role.document_id, role.entries)
        )


class Catalog:
    """All roles and postings at one revision of the collection."""

    def __init__(self, documents: Iterable[Document], revision: int = 0) -> None:
        self.revision = revision
        self.roles = tuple(
            role_of(document) for document in documents if document.kind is DocumentKind.ROLE
        )
        self._by_id = {role.document_id: role for role in self.roles}
        self._selected: dict[
            tuple[Condition, ...], Selection
        ] = {}  # an answer asks for the same selection repeatedly
        self._entries = tuple(entry for role in self.roles for entry in role.entries)

    def asked_of(self, conditions: Sequence[Condition]) -> Catalog:
        """Return the roles that a list or count with these conditions is about: open roles, unless
        the conditions ask for closed ones.
        """
        return (
            self if any(condition.facet is Facet.STATUS for condition in conditions) else self._open
        )

    @cached_property
    def _open(self) -> Catalog:
        open_ = Catalog((), self.revision)
        open_._entries = tuple(entry for entry in self._entries if not entry.posting.closed)
        open_.roles, open_._by_id = _roles_of(open_._entries), self._by_id
        return open_

    @cached_property
    def _by_role(self) -> tuple[tuple[RolePosting, ...], ...]:
        own = groupby(self._entries, lambda entry: entry.role.document_id)
        return tuple(tuple(entries) for _, entries in own)

    @cached_property
    def postings(self) -> tuple[RolePosting, ...]:
        """Every posting of every role."""
        return tuple(entry for entry in self._entries if entry.number)

    @cached_property
    def places(self) -> frozenset[Place]:
        """The places of all postings."""
        return frozenset(posting.posting.place for posting in self.postings)

    @cached_property
    def newest(self) -> date | None:
        """The latest date of a posting; None if no posting has one."""
        return max(
            (day for posting in self.postings if (day := posted_on(posting.posting.date))),
            default=None,
        )

    def titled(self, title: str) -> tuple[Role, ...]:
        """Return the roles with exactly this title."""
        return self._by_title.get(title, ())

    @cached_property
    def _by_title(self) -> dict[str, tuple[Role, ...]]:
        ordered = sorted(self.roles, key=lambda role: role.document.title)
        groups = groupby(ordered, lambda role: role.document.title)
        return {title: tuple(roles) for title, roles in groups}

    def role(self, document_id: str) -> Role | None:
        """Return the role of a document, None if there is none."""
        return self._by_id.get(document_id)

    def select(self, conditions: Sequence[Condition]) -> Selection:
        """Return the postings that meet every condition, and their roles."""
        key = tuple(conditions)
        if (found := self._selected.get(key)) is None:
            # Conditions on the role are checked once for all of its postings.
            of_role = [condition for condition in conditions if condition.facet in _OF_ROLE]
            of_posting = [condition for condition in conditions if condition.facet not in _OF_ROLE]
            met = [
                entry
                for entries in self._by_role
                if all(condition.holds(entries[0]) for condition in of_role)
                for entry in entries
                if all(condition.holds(entry) for condition in of_posting)
            ]
            found = Selection(_roles_of(met), tuple(entry for entry in met if entry.number))
            self._selected = dict([*self._selected.items(), (key, found)][-MOST_SELECTIONS:])
        return found

    def unknown(self, conditions: Sequence[Condition]) -> dict[Facet, tuple[Role, ...]]:
        """Return the roles for which it isn't known whether they meet the conditions, by the first
        facet that isn't known.
        """
        met = {role.document_id for role in self.select(conditions).roles}
        found: dict[Facet, dict[str, Role]] = {}
        of_role = [condition for condition in conditions if condition.facet in _OF_ROLE]
        for entries in self._by_role:
            role = entries[0].role
            if role.document_id in met or any(
                condition.holds(entries[0]) is False for condition in of_role
            ):
                continue
            facets = (_open_facet(conditions, entry) for entry in entries)
            if (facet := next(filter(None, facets), None)) is not None:
                found.setdefault(facet, {})[role.document_id] = role
        return {facet: tuple(roles.values()) for facet, roles in found.items()}


def ordered(selection: Selection, rank: Rank) -> tuple[Selection, ...]:
    """Return the postings in the order of a rank: a selection for each kind of pay that can't be
    compared, the largest first.

    Each has as many roles as the rank asks for, and those that tie with the last of them. Postings
    that don't state the facet are left out.
    """
    of_kind: dict[tuple[str, str], list[tuple[Decimal, RolePosting]]] = {}
    for entry in selection.entries:
        kind, value = _ranked(entry.facets, rank)
        if value is not None:
            of_kind.setdefault(kind, []).append((value, entry))
    by_size = sorted(of_kind.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_first_of(values, rank) for _, values in by_size)


def _first_of(values: Sequence[tuple[Decimal, RolePosting]], rank: Rank) -> Selection:
    ranked = sorted(values, key=lambda item: item[0], reverse=rank.highest)
    placed: dict[str, Decimal] = {}  # the value of each role's posting that comes first
    for value, entry in ranked:
        placed.setdefault(entry.role.document_id, value)
    last = list(placed.values())[: rank.number or None][-1]
    kept = [entry for value, entry in ranked if (value >= last if rank.highest else value <= last)]
    return Selection(_roles_of(kept), tuple(entry for entry in kept if entry.number))


def is_ranked(posting: RolePosting, rank: Rank) -> bool:
    """Return whether a posting states what a rank orders by."""
    return _ranked(posting.facets, rank)[1] is not None


def _ranked(facets: Facets, rank: Rank) -> tuple[tuple[str, str], Decimal | None]:
    """Return the currency and period of what a posting is ranked by, and its value."""
    if rank.facet is Facet.CLOSES:
        day = closes_on(facets)
        return ("", ""), Decimal(day.toordinal()) if day else None
    if rank.facet is Facet.EXPERIENCE:
        return ("", ""), years_of(facets)
    pay = pay_of(facets)
    if pay is None or not pay.currency or not pay.period:
        return ("", ""), None
    end = (pay.most or pay.least) if rank.highest else (pay.least or pay.most)
    if pay.period == "month":
        return (pay.currency, "year"), in_period(end, "month", "year")
    return (pay.currency, pay.period), end


def _open_facet(conditions: Sequence[Condition], posting: RolePosting) -> Facet | None:
    """Return the first facet that is unknown for a posting; None if all are known, or if the
    posting fails another condition.

    The role of the posting may be in other places than those that are known.
    """
    first: Facet | None = None
    for condition in conditions:
        holds = condition.holds(posting)
        elsewhere = condition.facet is Facet.PLACE and bool(posting.facets.unplaced)
        if holds is None or (elsewhere and not holds):
            first = first or condition.facet
        elif not holds:
            return None
    return first


def _roles_of(postings: Iterable[RolePosting]) -> tuple[Role, ...]:
    """Return the distinct roles of postings, in order."""
    return tuple({posting.role.document_id: posting.role for posting in postings}.values())


def role_of(document: Document) -> Role:
    """Return a role document with what its title says."""
    return Role(document, family_of(document.title))


def skills_of(role: Role) -> tuple[Skill, ...]:
    """Return the skills that a role's text names, ignoring what the page put around the text."""
    document = role.document
    spans = tuple(section.span for section in document.sections if section.kind is SectionKind.BODY)
    return _skills_in(document.text, spans)


@lru_cache(maxsize=1_000)
def _skills_in(text: str, spans: tuple[Span, ...]) -> tuple[Skill, ...]:
    return skills_in(text, spans)


@lru_cache(maxsize=20_000)
def stands_in(words: str, text: str) -> bool:
    """Return whether all the words occur in a text in order, perhaps with others between them.

    "Software engineer" occurs in "Software Development Engineer".
    """
    wanted, given = singulars(words), iter(singulars(text))
    return bool(wanted) and all(word in given for word in wanted)


@lru_cache(maxsize=20_000)
def singulars(text: str) -> tuple[str, ...]:
    """Return the words of a title, each in the singular."""
    return tuple(singular(word) for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text))


def _title_holds(posting: RolePosting, value: Value) -> bool:
    return stands_in(str(value), posting.role.document.title)


def _level_holds(posting: RolePosting, value: Value) -> bool | None:
    """Compare the posting's level and any other level that its title names: a "Senior Manager" is
    both.
    """
    level, title = str(value).casefold(), posting.role.document.title
    named = {posting.level.casefold(), *levels_in(title)}
    ranks = vocabulary("level")["rank"]
    if level in named or (level not in ranks and _phrase_in(level, title)):
        return True
    return None if named.isdisjoint(ranks) else False


def _team_holds(posting: RolePosting, value: Value) -> bool | None:
    return (
        _phrase_in(str(value), posting.role.document.team) if posting.role.document.team else None
    )


def _company_holds(posting: RolePosting, value: Value) -> bool | None:
    return (
        _phrase_in(str(value), posting.role.document.company)
        if posting.role.document.company
        else None
    )


def _place_holds(posting: RolePosting, value: Value) -> bool | None:
    assert isinstance(value, Area)
    place = posting.posting.place
    if _is_in(value, place) or is_said_of(posting.role.document, place, value):
        return True
    if value.city == REMOTE.city and place.country in ("", *(value.countries or (place.country,))):
        apart = any(REMOTE.holds(listed.place) for listed in posting.role.document.postings)
        return False if apart else _workplace_holds(posting, Workplace.REMOTE)
    return False if place != Place() else None


@lru_cache(maxsize=20_000)
def _is_in(area: Area, place: Place) -> bool:
    return area.holds(place)


_HOURS = {Employment.FULL_TIME, Employment.PART_TIME}


def _employment_holds(posting: RolePosting, value: Value) -> bool | None:
    """Compare hours and terms separately: a permanent job may be full-time or part-time."""
    stated = {employment.value for employment in posting.facets.employments}
    if value in stated:
        return True
    alike = stated & _HOURS if value in _HOURS else stated - _HOURS
    return False if alike else None


def _workplace_holds(posting: RolePosting, value: Value) -> bool | None:
    stated = posting.facets.workplace
    if stated is None and posting.posting.place.city == REMOTE.city:
        return value == Workplace.REMOTE
    return stated.value == value if stated else None


def _status_holds(posting: RolePosting, value: Value) -> bool:
    return bool(posting.posting.closed) is (value == CLOSED)


def _date_holds(posting: RolePosting, value: Value) -> bool | None:
    assert isinstance(value, Period)
    return value.holds(posting.posting.date) if posted_on(posting.posting.date) else None


def _pay_holds(posting: RolePosting, value: Value) -> bool | None:
    """Compare pay: another currency never meets an amount, and whether hourly pay meets a yearly
    amount isn't known.
    """
    assert isinstance(value, Measure)
    pay = pay_of(posting.facets)
    if pay is None:
        return False if value == Measure() else None
    if value.currencies and pay.currency not in value.currencies:
        return False if pay.currency else None
    if value.number is None:
        return True if value.period in ("", pay.period) else False if pay.period else None
    if pay.period not in _MONTHS_IN or value.period not in _MONTHS_IN:
        return value.holds(pay.least, pay.most) if pay.period == value.period != "" else None
    least, most = (in_period(end, pay.period, value.period) for end in (pay.least, pay.most))
    return value.holds(least, most)


# A year has 12 months; how many of its hours, days or weeks are paid is not known.
_MONTHS_IN = {"month": 1, "year": 12}


def in_period(amount: Decimal | None, period: str, wanted: str) -> Decimal | None:
    """Return an amount a month as an amount a year, or the reverse; None stays None."""
    return None if amount is None else amount * _MONTHS_IN[wanted] / _MONTHS_IN[period]


def pay_of(facets: Facets) -> Pay | None:
    """Return what a posting pays; None if it isn't stated or wasn't understood."""
    stated = facets.pay
    return stated.value if stated and stated.value.understood else None


def years_of(facets: Facets) -> Decimal | None:
    """Return the least years of experience that a posting requires; None if it states no
    requirement.
    """
    required = [
        stated.value for stated in facets.experience if stated.strength is not Strength.PREFERRED
    ]
    years = [
        asked.least or 0.0
        for asked in required
        if asked.least is not None or asked.most is not None
    ]
    return Decimal(str(max(years))) if years else None


def closes_on(facets: Facets) -> date | None:
    """Return the day a posting closes; None if it isn't stated, or may be either of two days."""
    stated = facets.closes
    return stated.value.day if stated else None


def _experience_holds(posting: RolePosting, value: Value) -> bool | None:
    assert isinstance(value, Measure)
    years = years_of(posting.facets)
    if years is None:
        return False if value.number is None else None
    return value.holds(years, years)


def _degree_holds(posting: RolePosting, value: Value) -> bool | None:
    """Compare degrees; if there is an alternative to the degree, it isn't known whether the degree
    is required.
    """
    stated = posting.facets.degrees  # a school certificate doesn't count as a degree
    degrees = [
        each
        for each in stated
        if each.value.level == value or (not value and each.value.level != "high school")
    ]
    required = [
        each.value
        for each in degrees
        if each.value.needed and each.strength is not Strength.PREFERRED
    ]
    if any(not degree.or_equivalent for degree in required):
        return True
    others = bool(value) and bool(stated)
    return None if required or not (degrees or others) else False


def _closes_holds(posting: RolePosting, value: Value) -> bool | None:
    stated = posting.facets.closes
    days = stated.value.readings if stated else ()
    if isinstance(value, Measure):
        return bool(days)
    assert isinstance(value, Period)
    held = {value.holds(day.isoformat()) for day in days}
    return held.pop() if len(held) == 1 else None


def _role_holds(posting: RolePosting, value: Value) -> bool:
    return posting.role.document_id == value


def _text_holds(posting: RolePosting, value: Value) -> bool:
    document = posting.role.document
    return _said(f"{document.title} {document.team} {document.text}").issuperset(stems(str(value)))


@lru_cache(maxsize=5_000)
def _said(text: str) -> frozenset[str]:
    """Return the stems of a text, remembered because a question about 1,000 postings needs each
    role's stems repeatedly.
    """
    return frozenset(stems(text))


@lru_cache(maxsize=20_000)
def _phrase_in(phrase: str, text: str) -> bool:
    """Return whether a phrase occurs in a text as whole words, ignoring case."""
    words = r"[\W_]+".join(re.escape(word) for word in re.findall(r"\w+", phrase))
    return bool(words) and re.search(rf"\b{words}\b", text, re.IGNORECASE) is not None


_TESTS: dict[Facet, Callable[[RolePosting, Value], bool | None]] = {
    Facet.TITLE: _title_holds,
    Facet.LEVEL: _level_holds,
    Facet.TEAM: _team_holds,
    Facet.COMPANY: _company_holds,
    Facet.PLACE: _place_holds,
    Facet.EMPLOYMENT: _employment_holds,
    Facet.WORKPLACE: _workplace_holds,
    Facet.STATUS: _status_holds,
    Facet.DATE: _date_holds,
    Facet.PAY: _pay_holds,
    Facet.EXPERIENCE: _experience_holds,
    Facet.DEGREE: _degree_holds,
    Facet.CLOSES: _closes_holds,
    Facet.ROLE: _role_holds,
    Facet.TEXT: _text_holds,
}
