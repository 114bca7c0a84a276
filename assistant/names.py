"""The names by which a question can mean a document: its role, team, place or author."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.lexical import STOP_WORDS
from store.stemming import stem, stems
from store.types import Document, DocumentKind

# Words that stand for a role as such: next to one, a single word of a role's name is enough to mean it.
ROLE_NOUNS = frozenset(
    "role job position posting opening vacancy internship placement traineeship listing advert gig post one".split()
)
_ROLE_NOUN_STEMS = frozenset(stem(noun) for noun in ROLE_NOUNS)
# What people say for what postings write.
SYNONYMS = {
    "internship": "intern",
    "placement": "intern",
    "traineeship": "intern",
    "uk": "GB",
    "britain": "GB",
    "england": "GB",
}
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,7}\b")
_COUNTRY_WORDS = {"GB": ("UK", "Britain", "United Kingdom", "England"), "US": ("United States", "USA")}


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a question, and the documents it means."""

    text: str
    start: int
    end: int
    document_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to name a document: a pattern, which may need a role noun beside it to count."""

    pattern: str
    document_id: str
    needs_role_noun: bool = False
    exact_case: bool = False


class Names:
    """Every name of some documents, ready to be looked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._meant: dict[tuple[str, bool, bool], set[str]] = {}
        for name in _names(documents):
            key = (name.pattern, name.needs_role_noun, name.exact_case)
            self._meant.setdefault(key, set()).add(name.document_id)
        # Most questions hold few names: only those are tried whose first word stands in the question.
        self._by_first_word: dict[str, list[tuple[str, bool, bool]]] = {}
        for key in self._meant:
            self._by_first_word.setdefault(_first_word(key[0]), []).append(key)

    def find(self, question: str) -> tuple[Named, ...]:
        """Every name of a document in the question, in order, longest first where they overlap."""
        by_span: dict[tuple[int, int], set[str]] = {}
        speaks_of_role = any(word in _ROLE_NOUN_STEMS for word in stems(question))
        for key in self._candidates(question):
            pattern, needs_role_noun, exact_case = key
            if needs_role_noun and not speaks_of_role:
                continue
            for match in _compiled(pattern, exact_case).finditer(question):
                by_span.setdefault(match.span(), set()).update(self._meant[key])
        found = [
            Named(question[start:end], start, end, frozenset(ids))
            for (start, end), ids in sorted(by_span.items(), key=lambda item: (item[0][0], -item[0][1]))
        ]
        return tuple(_outermost(found))

    def _candidates(self, question: str) -> list[tuple[str, bool, bool]]:
        words = {word.casefold() for word in re.findall(r"\w+", question)}
        words |= {word.removesuffix("s") for word in words}
        return [key for word in sorted(words) for key in self._by_first_word.get(word, ())]


@lru_cache(maxsize=20_000)
def _compiled(pattern: str, exact_case: bool) -> re.Pattern[str]:
    return re.compile(rf"\b{pattern}\b", 0 if exact_case else re.IGNORECASE)


def _first_word(pattern: str) -> str:
    """The word a name's pattern begins with, lower case; all patterns here begin with one."""
    match = re.match(r"\w+", pattern.replace("\\", ""))
    assert match is not None, pattern
    return match[0].casefold().removesuffix("s")


def meant(names: Sequence[Named]) -> frozenset[str]:
    """The documents that names mean together: one that says less exactly what another says adds nothing."""
    sets = {name.document_ids for name in names}
    return frozenset(one for ids in sets if not any(other < ids for other in sets) for one in ids)


def _outermost(found: Sequence[Named]) -> list[Named]:
    kept: list[Named] = []
    for name in found:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _names(documents: Sequence[Document]) -> list[_Name]:
    roles = [document for document in documents if document.kind is DocumentKind.ROLE]
    names = [name for role in roles for name in [*_places(role), *_teams(role)]]
    names += _titles(roles) + _distinctive_words(roles)
    for document in documents:
        names += _people(document)
    return [name for name in names if re.match(r"\w", name.pattern)]


def _places(role: Document) -> list[_Name]:
    places = {posting.place for posting in role.postings}
    words = {place.city for place in places if place.city}
    words |= {word for place in places for word in _COUNTRY_WORDS.get(place.country, ())}
    return [_Name(_phrase(word), role.document_id) for word in words]


def _teams(role: Document) -> list[_Name]:
    names = [_Name(re.escape(word), role.document_id, exact_case=True) for word in _ACRONYM.findall(role.team)]
    names += [
        _Name(rf"{re.escape(word)}", role.document_id, exact_case=True)
        for word in _ACRONYM.findall(role.title)
        if len(word) > 2
    ]
    for part in re.split(r",|\(|\)|/", role.team):
        if len(part.split()) > 1:
            names.append(_Name(_phrase(part.strip()), role.document_id))
    return names


def _titles(roles: Sequence[Document]) -> list[_Name]:
    """Full titles: one that several roles share means none of them unless a role is spoken of."""
    count = Counter(role.title.lower() for role in roles)
    return [
        _Name(_phrase(role.title) + "s?", role.document_id, needs_role_noun=count[role.title.lower()] > 1)
        for role in roles
        if len(role.title.split()) > 1
    ]


def _distinctive_words(roles: Sequence[Document]) -> list[_Name]:
    """Words of a role's title, team and level that no other role's have, such as the subject of a team."""
    words = {role.document_id: _name_words(role) for role in roles}
    spread = Counter(stem(word) for own in words.values() for word in own)
    heads = frozenset(role.title.split()[-1].lower() for role in roles if role.title)
    nouns = "|".join(sorted(map(re.escape, ROLE_NOUNS | heads | {"team"})))
    names = []
    for role in roles:
        for word in words[role.document_id]:
            if spread[stem(word)] < max(2, len(roles) // 2 + 1) and len(word) > 2:
                spoken = [said for said, written in SYNONYMS.items() if written == word.lower()]
                names += [_Name(_before_role(said, heads, nouns), role.document_id) for said in (word, *spoken)]
    return names


def _before_role(word: str, heads: frozenset[str], nouns: str) -> str:
    """A pattern for `word` where it says which role is meant: "the catalog role", "a catalog applied scientist"."""
    if word in ROLE_NOUNS or word in heads:
        return re.escape(word) + "s?"
    return rf"{re.escape(word)}s?(?=(?:[\s/'’-]+\w+){{0,2}}?[\s/'’-]+(?:{nouns})s?\b)"


def _name_words(role: Document) -> set[str]:
    words = re.findall(r"\w+", f"{role.title} {role.team} {role.level}")
    company = {stem(word) for word in re.findall(r"\w+", role.company)}
    return {
        word.lower()
        for word in words
        if word.lower() not in STOP_WORDS and stem(word) not in company and not word.isdigit()
    }


def _people(document: Document) -> list[_Name]:
    parts = document.author.split()
    if not parts or document.kind is not DocumentKind.ARTICLE:
        return []
    names = [document.author] if len(parts) == 1 else [document.author, parts[-1], parts[0]]
    return [_Name(_phrase(name), document.document_id) for name in names if len(name) > 2]


def _phrase(text: str) -> str:
    return r"[\s-]+".join(re.escape(word) for word in text.split())
