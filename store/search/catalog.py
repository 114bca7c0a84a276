"""The catalog: every role and posting with its facets, derived from the stored documents, and filters over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

from store.facets.names.areas import Area
from store.facets.names.employment import employment_of
from store.facets.names.periods import Period, posted_on
from store.facets.names.skills import skills_in
from store.facets.names.titles import LEVELS, family_of, levels_in
from store.text.stemming import singular, stems
from store.types import Document, DocumentKind, Place, Posting, Role, RolePosting, SectionKind

Value = str | Area | Period


class Facet(StrEnum):
    """What a condition is on."""

    TITLE = "title"
    LEVEL = "level"
    TEAM = "team"
    COMPANY = "company"
    PLACE = "place"
    EMPLOYMENT = "employment"
    DATE = "date"
    ROLE = "role"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Condition:
    """One demand on a posting: any of the values will do, or none of them may where `negated`.

    A place's values are areas, a date's periods, a role's document identifiers, all others' are words.
    """

    facet: Facet
    values: tuple[Value, ...]
    negated: bool = False

    def holds(self, posting: RolePosting) -> bool:
        """Whether the posting is known to meet it."""
        if self.negated and self.is_open(posting):
            return False
        return any(_TESTS[self.facet](posting, value) for value in self.values) is not self.negated

    def is_open(self, posting: RolePosting) -> bool:
        """Whether it cannot be told if the posting meets it: the place is not stated, or not one that is known."""
        return self.facet is Facet.PLACE and posting.posting.place == Place()


@dataclass(frozen=True, slots=True)
class Selection:
    """Postings of the catalog, and the distinct roles they list; a role that is listed nowhere may be among them."""

    roles: tuple[Role, ...]
    postings: tuple[RolePosting, ...]

    @classmethod
    def of_postings(cls, postings: Sequence[RolePosting]) -> Selection:
        """These postings and the roles they list."""
        return cls(_roles_of(postings), tuple(postings))

    def of(self, role: Role) -> tuple[RolePosting, ...]:
        """The selected postings of one role."""
        return tuple(one for one in self.postings if one.role.document_id == role.document_id)


class Catalog:
    """All roles and postings at one revision of the collection."""

    def __init__(self, documents: Iterable[Document], revision: int = 0) -> None:
        self.revision = revision
        self.roles = tuple(role_of(one) for one in documents if one.kind is DocumentKind.ROLE)
        self._by_id = {role.document_id: role for role in self.roles}

    @cached_property
    def postings(self) -> tuple[RolePosting, ...]:
        """Every posting of every role."""
        return tuple(posting for role in self.roles for posting in role.postings)

    @cached_property
    def _entries(self) -> tuple[RolePosting, ...]:
        """The postings, and for each role that is listed nowhere one that stands for it, numbered 0."""
        unlisted = Posting(Place())
        return tuple(one for role in self.roles for one in role.postings or (RolePosting(role, 0, unlisted),))

    @cached_property
    def places(self) -> frozenset[Place]:
        return frozenset(posting.posting.place for posting in self.postings)

    @cached_property
    def newest(self) -> date | None:
        """The latest day that a posting gives; None where none does."""
        return max((day for one in self.postings if (day := posted_on(one.posting.date))), default=None)

    def role(self, document_id: str) -> Role | None:
        """The role of a document, None where it is none."""
        return self._by_id.get(document_id)

    def select(self, conditions: Sequence[Condition]) -> Selection:
        """The postings that meet every condition, and their roles."""
        met = [one for one in self._entries if all(condition.holds(one) for condition in conditions)]
        return Selection(_roles_of(met), tuple(one for one in met if one.number))

    def unknown(self, conditions: Sequence[Condition]) -> tuple[Role, ...]:
        """The roles of which it cannot be told whether they meet the conditions, as where they are is not known."""
        open_ = [
            one
            for one in self._entries
            if all(condition.holds(one) or _is_open(condition, one) for condition in conditions)
        ]
        met = {role.document_id for role in self.select(conditions).roles}
        return tuple(role for role in _roles_of(open_) if role.document_id not in met)


def _is_open(condition: Condition, posting: RolePosting) -> bool:
    elsewhere = condition.facet is Facet.PLACE and bool(posting.role.document.facets.unplaced)
    return elsewhere or condition.is_open(posting)


def _roles_of(postings: Iterable[RolePosting]) -> tuple[Role, ...]:
    """The distinct roles of postings, in their order."""
    return tuple({one.role.document_id: one.role for one in postings}.values())


def role_of(document: Document) -> Role:
    """A role document with the facets its title and text tell; what the page put around the text tells none."""
    spans = tuple(section.span for section in document.sections if section.kind is SectionKind.BODY)
    body = "\n".join(span.of(document.text) for span in spans)
    return Role(
        document,
        family=family_of(document.title),
        employment=employment_of(f"{document.title} {document.level}", body),
        skills=skills_in(document.text, spans),
    )


def stands_in(words: str, text: str) -> bool:
    """Whether all the words stand in a text in their order, others between them.

    "Software engineer" does in "Software Development Engineer".
    """
    wanted, given = singulars(words), iter(singulars(text))
    return bool(wanted) and all(one in given for one in wanted)


def singulars(text: str) -> tuple[str, ...]:
    """The words of a title, each in the singular."""
    return tuple(singular(word) for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text))


def _title_holds(posting: RolePosting, value: Value) -> bool:
    return stands_in(str(value), posting.role.document.title)


def _level_holds(posting: RolePosting, value: Value) -> bool:
    """The role's level or another that its title names: a "Senior Manager" is both."""
    level, role = str(value).casefold(), posting.role.document
    if level == role.level.casefold():
        return True
    return level in levels_in(role.title) if level in LEVELS else _phrase_in(level, role.title)


def _team_holds(posting: RolePosting, value: Value) -> bool:
    return _phrase_in(str(value), posting.role.document.team)


def _company_holds(posting: RolePosting, value: Value) -> bool:
    return _phrase_in(str(value), posting.role.document.company)


def _place_holds(posting: RolePosting, value: Value) -> bool:
    assert isinstance(value, Area)
    return value.holds(posting.posting.place)


def _employment_holds(posting: RolePosting, value: Value) -> bool:
    return posting.role.employment == value


def _date_holds(posting: RolePosting, value: Value) -> bool:
    assert isinstance(value, Period)
    return value.holds(posting.posting.date)


def _role_holds(posting: RolePosting, value: Value) -> bool:
    return posting.role.document_id == value


def _text_holds(posting: RolePosting, value: Value) -> bool:
    document = posting.role.document
    return _said(f"{document.title} {document.team} {document.text}").issuperset(stems(str(value)))


@lru_cache(maxsize=5_000)
def _said(text: str) -> frozenset[str]:
    """The stems of a text: a question about 1,000 postings asks for each role's again and again."""
    return frozenset(stems(text))


def _phrase_in(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a text as whole words, case aside."""
    words = r"[\W_]+".join(re.escape(word) for word in re.findall(r"\w+", phrase))
    return bool(words) and re.search(rf"\b{words}\b", text, re.IGNORECASE) is not None


_TESTS: dict[Facet, Callable[[RolePosting, Value], bool]] = {
    Facet.TITLE: _title_holds,
    Facet.LEVEL: _level_holds,
    Facet.TEAM: _team_holds,
    Facet.COMPANY: _company_holds,
    Facet.PLACE: _place_holds,
    Facet.EMPLOYMENT: _employment_holds,
    Facet.DATE: _date_holds,
    Facet.ROLE: _role_holds,
    Facet.TEXT: _text_holds,
}
