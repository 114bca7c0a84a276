"""The names by which a question can mean a document: its role, team, place or author."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.spelling import is_word
from assistant.types import Named
from store.facets.names.areas import names_of_areas
from store.facets.names.titles import HEADS, family_of, level_of
from store.search.catalog import Catalog, singulars, stands_in
from store.search.lexical import STOP_WORDS
from store.text.stemming import singular, stem, stems
from store.types import Document, DocumentKind, Workplace

# What people say for what postings write.
LEVELS = {
    "intern": "intern", "interns": "intern", "internship": "intern", "internships": "intern", "placement": "intern",
    "placements": "intern", "traineeship": "apprentice", "traineeships": "apprentice",
    "apprentice": "apprentice", "apprentices": "apprentice", "apprenticeship": "apprentice", "trainee": "apprentice",
    "apprenticeships": "apprentice", "trainees": "apprentice",
    "student": "intern", "students": "intern", "senior": "senior", "sr": "senior",
    "seniors": "senior", "principal": "principal", "principals": "principal", "staff": "staff", "junior": "junior",
    "juniors": "junior", "jr": "junior", "entry": "junior", "entry level": "junior", "new grad": "junior",
    "new grads": "junior",
    "graduate": "junior", "graduates": "junior", "distinguished": "distinguished", "director": "director",
    "directors": "director", "vice president": "vice president", "lead": "lead", "mid": "mid",
}  # fmt: skip
NEEDS_NOUN = frozenset("entry mid staff lead placement placements graduate graduates principal distinguished".split())
TITLES = {
    "sde": "software development engineer", "sdes": "software development engineer", "swe": "software engineer",
    "swes": "software engineer", "tpm": "technical program manager", "tpms": "technical program manager",
    "pm": "product manager", "pms": "product manager", "developer": "developer", "developers": "developer",
    "dev": "developer", "devs": "developer", "programmer": "programmer", "programmers": "programmer",
    "coder": "developer", "coders": "developer",
}  # fmt: skip
# What makes software goes by several names.
_DEVELOPERS = ("software development engineer", "software engineer")
EMPLOYMENT = {
    "full time": ("full-time",), "part time": ("part-time",), "permanent": ("permanent",), "temporary": ("temporary",),
    "fixed term": ("temporary",), "seasonal": ("temporary",), "contract": ("contract", "temporary"),
    "freelance": ("contract",), "casual": ("casual",), "volunteer": ("volunteer",),
}  # fmt: skip
WORKPLACES = {
    "hybrid": Workplace.HYBRID, "on site": Workplace.ON_SITE, "onsite": Workplace.ON_SITE,
    "in office": Workplace.ON_SITE, "in person": Workplace.ON_SITE,
}  # fmt: skip
# Heads of titles that are verbs or common nouns too: they name a job only beside a noun such as "role".
_DOUBTFUL_HEADS = frozenset(
    """lead partner associate assistant vet clerk expert fellow officer partner planner producer editor driver
    instructor counsel trainee intern president supervisor operator professor advocate ambassador generalist
    head manager director""".split()
)
# Words by which a question is told to be a list, a count or a comparison: misspelt ones are set right too.
_CUES = (
    "posting postings opening openings vacancy vacancies position positions listing listings roles compare compared"
    " comparison difference differences between versus similar common which many outside"
).split()
_TEAM_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,7}\b")


class FacetWords:
    """The vocabulary of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        documents = [role.document for role in catalog.roles]
        self.titles = sorted({one.title for one in documents})
        self.levels = LEVELS | {one.level.replace("-", " "): one.level for one in documents if one.level}
        self.teams = sorted({one.team for one in documents if one.team})
        self.companies = sorted({one.company for one in documents if one.company}, key=len, reverse=True)
        self.team_parts = sorted({part for team in self.teams for part in _parts(team)}, key=len, reverse=True)
        self.acronyms = {name.casefold(): name for team in self.teams for name in _TEAM_ACRONYM.findall(team)}
        self._heads = {singular(family.split()[-1]) for title in self.titles if (family := family_of(title))}
        self._title_words = {one for title in self.titles for one in singulars(title)}
        self.spellings = frozenset(self._spellings(catalog))

    def title(self, phrase: str, beside_noun: bool) -> tuple[str, ...]:
        """The titles' words a phrase means; none where it names no kind of job.

        `beside_noun`: a word such as "roles" follows, so that "software" and "data" are enough.
        """
        words = phrase.casefold().split()
        if is_level(phrase, self):
            return ()
        if len(words) == 1 and words[0] in TITLES:
            return self._spoken(TITLES[words[0]])
        if len(words) > 1 and words[-1].rstrip("s") == "developer" and self._known(" ".join([*words[:-1], "engineer"])):
            return (" ".join([*words[:-1], "engineer"]),)
        if self._known(phrase) and (beside_noun or self._ends_in_head(words)):
            doubtful = not beside_noun and len(words) == 1 and words[0] in _DOUBTFUL_HEADS
            return () if doubtful else (" ".join([*words[:-1], singular(words[-1])]),)
        return ()

    def _spoken(self, title: str) -> tuple[str, ...]:
        if title == "developer" and not self._known(title):
            return tuple(one for one in _DEVELOPERS if self._known(one)) or (title,)
        return (title,)

    def _known(self, phrase: str) -> bool:
        return bool(set(singulars(phrase)) <= self._title_words) and any(
            stands_in(phrase, title) for title in self.titles
        )

    def _ends_in_head(self, words: list[str]) -> bool:
        return singular(words[-1]) in self._heads

    def foreign_title(self, phrase: str, beside_noun: bool) -> bool:
        """Whether a phrase is a job title of which the catalog has none: "nurses", "civil engineer"."""
        words = phrase.casefold().split()
        head = words[-1].removesuffix("s")
        if head not in HEADS or head in _DOUBTFUL_HEADS:
            return False
        return beside_noun or len(words) > 1 or words[-1] != head

    def acronym(self, word: str) -> str:
        """The acronym of a team a word is, in any case unless it is an English word; "" where it is none."""
        name = self.acronyms.get(word.casefold(), "")
        return name if name and (word == name or (len(word) > 2 and not is_word(word.casefold()))) else ""

    def team(self, phrase: str) -> bool:
        """Whether a phrase stands in the name of a team."""
        pattern = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)
        return any(pattern.search(team) for team in self.teams)

    def _spellings(self, catalog: Catalog) -> Iterable[str]:
        """Single words that a misspelt one may be meant for, with the plurals of titles."""
        titles = {word for title in self.titles for word in re.findall(r"[^\W\d_]+", title.casefold())}
        yield from titles | {f"{word}s" for word in titles}
        yield from (word for names in (self.levels, EMPLOYMENT) for name in names for word in name.split())
        for name in (*self.teams, *self.companies):
            yield from re.findall(r"[^\W\d_]+", name.casefold())
        yield from names_of_areas(catalog.places)
        yield from _CUES


def _parts(team: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"[,()/]", team)]
    return [part for part in parts if part and not _TEAM_ACRONYM.fullmatch(part)]


def is_level(word: str, words: FacetWords) -> str:
    """The level a word or two name; "" where they name none."""
    lower = word.casefold().replace("-", " ").removesuffix(" level")
    return words.levels.get(lower) or (lower if level_of(lower) == lower else "")


@dataclass(frozen=True, slots=True)
class Known:
    """Made once for each revision of the collection."""

    documents: tuple[Document, ...]
    catalog: Catalog
    names: Names
    words: FacetWords

    @classmethod
    def of(cls, documents: Sequence[Document], catalog: Catalog | None = None) -> Known:
        """All of it, derived from the documents."""
        catalog = catalog or Catalog(documents)
        return cls(tuple(documents), catalog, Names(documents), FacetWords(catalog))


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
