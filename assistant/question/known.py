"""The names by which a question can mean a document: its role, team, place or author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.language.spelling import is_word
from assistant.language.words import one_of, words_for
from assistant.question.naming.likeness import Likeness, Meanings
from assistant.question.naming.names import Names, level_words
from assistant.types import Entity, NameKind
from store.facets.names.areas import names_of_areas
from store.facets.names.titles import HEADS, family_of
from store.facets.reading import meanings
from store.search.catalog import Catalog, Facet, singulars, stands_in
from store.search.lexical import STOP_WORDS
from store.text.stemming import singular
from store.types import Document

# Words by which a question is told to be a list, a count or a comparison: misspelt ones are set
# right too.
_CUES = (
    "posting postings opening openings vacancy vacancies position positions listing listings roles "
    "compare compared"
    " comparison difference differences different between versus similar common which many outside"
).split()
_UNITS = frozenset(words_for("units"))
_UNIT_LAST = re.compile(rf"\s{one_of('units')}\s*$", re.IGNORECASE)
_TEAM_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,7}\b")


class FacetWords:
    """The vocabulary of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        documents = [role.document for role in catalog.roles]
        self.titles = sorted({one.title for one in documents})
        self.levels = {**level_words()} | {
            one.level.replace("-", " "): one.level for one in documents if one.level
        }
        self.teams = sorted({one.team for one in documents if one.team})
        self.companies = sorted(
            {one.company for one in documents if one.company}, key=len, reverse=True
        )
        self.team_parts = sorted(
            {part for team in self.teams for part in _parts(team)}, key=len, reverse=True
        )
        self.acronyms = {
            name.casefold(): name for team in self.teams for name in _TEAM_ACRONYM.findall(team)
        }
        self._initials = _initials(self.titles)
        self._title_sets = {title: frozenset(singulars(title.casefold())) for title in self.titles}
        self._heads = {
            singular(family.split()[-1]) for title in self.titles if (family := family_of(title))
        }
        self._title_words = {one for title in self.titles for one in singulars(title.casefold())}
        self.spellings = frozenset(self._spellings(catalog))

    def title(self, phrase: str, beside_noun: bool) -> tuple[str, ...]:
        """The titles' words a phrase means; none where it names no kind of job.

        `beside_noun`: a word such as "roles" follows, so that "software" and "data" are enough.
        """
        words = phrase.casefold().split()
        if is_level(phrase, self) or _says_no_work(words):
            return ()
        if titles := self._stand_for(phrase):
            return titles
        if self._known(phrase) and (beside_noun or self._ends_in_head(words)):
            doubtful = not beside_noun and len(words) == 1 and words[0] in words_for("beside_noun")
            return () if doubtful else (" ".join([*words[:-1], singular(words[-1])]),)
        return self._turned_round(words) if len(words) > 1 and self._ends_in_head(words) else ()

    def _stand_for(self, phrase: str) -> tuple[str, ...]:
        """What initials stand for: "TA"; those that spell a word do so in capitals alone."""
        letters = phrase.removesuffix("s").casefold()
        is_spelled = phrase.removesuffix("s").isupper() or not is_word(letters)
        known = letters in self._title_words
        return self._initials.get(letters, ()) if is_spelled and not known else ()

    def _turned_round(self, words: Sequence[str]) -> tuple[str, ...]:
        """The titles that "intensive care nurse" names by its words: "Nurse, Intensive Care"."""
        wanted = set(singulars(" ".join(words)))
        if not wanted <= self._title_words or not wanted.isdisjoint(STOP_WORDS):
            return ()
        return tuple(title for title, own in self._title_sets.items() if wanted <= own)

    def is_partial(self, name: Entity) -> bool:
        """Whether words are only a part of what they name, so that they deny nothing: one word of
        a team, a title without its head noun.
        """
        words = [word for word in singulars(name.text.casefold()) if word not in _UNITS]
        if NameKind.TEAM is name.kind or name.facet is Facet.TEAM:
            return len(words) < 2 and not self.acronym(name.text)
        if name.facet is Facet.TITLE:
            return words[-1:] != [] and words[-1] not in (*self._heads, *HEADS, *self._initials)
        return name.kind is NameKind.TITLE and set(words) not in self._title_sets.values()

    def _known(self, phrase: str) -> bool:
        return bool(set(singulars(phrase)) <= self._title_words) and any(
            stands_in(phrase, title) for title in self.titles
        )

    def _ends_in_head(self, words: list[str]) -> bool:
        return singular(words[-1]) in self._heads

    def foreign_title(self, phrase: str, beside_noun: bool) -> bool:
        """Whether a phrase is a job title of which the catalog has none: "nurses", "civil
        engineer".
        """
        words = phrase.casefold().split()
        head = words[-1].removesuffix("s")
        if head not in HEADS or head in words_for("beside_noun") or is_level(phrase, self):
            return False
        return beside_noun or len(words) > 1 or words[-1] != head

    def acronym(self, word: str) -> str:
        """The acronym of a team a word is, in any case unless it is an English word; "" where it
        is none.
        """
        name = self.acronyms.get(word.casefold(), "")
        return (
            name
            if name and (word == name or (len(word) > 2 and not is_word(word.casefold())))
            else ""
        )

    def team(self, phrase: str) -> bool:
        """Whether a phrase stands in the name of a team."""
        pattern = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)
        return any(pattern.search(team) for team in self.teams)

    def _spellings(self, catalog: Catalog) -> Iterable[str]:
        """Single words that a misspelt one may be meant for, with the plurals of titles."""
        titles = {
            word for title in self.titles for word in re.findall(r"[^\W\d_]+", title.casefold())
        }
        yield from titles | {f"{word}s" for word in titles}
        kinds = (meanings(name, "phrases") for name in ("employment", "workplace"))
        spoken = (
            word for names in (self.levels, *kinds) for name in names for word in str(name).split()
        )
        yield from (form for word in spoken if is_word(word) for form in (word, f"{word}s"))
        for name in (*self.teams, *self.companies):
            yield from re.findall(r"[^\W\d_]+", name.casefold())
        yield from names_of_areas(catalog.places)
        yield from _CUES


def _initials(titles: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What first letters stand for: "sde" for the kind of job "software development engineer",
    "rn" and "icu" (a unit) for the parts of "Registered Nurse - Intensive Care".
    """
    found: dict[str, set[str]] = {}
    kinds = {family_of(title) for title in titles}
    for title in titles:
        parts = [part.strip() for part in re.split(r"[,()|:/]|\s[-–—]\s", title.casefold())]
        for part in (family_of(title), *parts):
            words = re.findall(r"[^\W\d_][\w'’]*", part)
            letters = "".join(word[0] for word in words)
            for unit in ("", *_UNITS) if 1 < len(words) < 5 else ():
                found.setdefault(letters + unit[:1], set()).add(part)
    # A kind of job before a part that begins with a level: not "senior data engineer".
    return {letters: tuple(sorted(parts & kinds or parts)) for letters, parts in found.items()}


def _says_no_work(words: Sequence[str]) -> bool:
    """Whether words say no kind of work though a title may hold them: "in", "the team", "team
    and".
    """
    return (
        words[0] in STOP_WORDS
        or words[-1] in STOP_WORDS
        or {singular(word) for word in words} <= {*words_for("units")}
    )


def _parts(team: str) -> list[str]:
    parts = [_UNIT_LAST.sub("", part).strip() for part in re.split(r"[,()/]", team)]
    return [part for part in parts if part and not _TEAM_ACRONYM.fullmatch(part)]


def is_level(word: str, words: FacetWords) -> str:
    """The level a word or two name; "" where they name none."""
    lower = word.casefold().replace("-", " ").removesuffix(" level")
    return words.levels.get(lower) or words.levels.get(singular(lower), "")


@dataclass(frozen=True, slots=True)
class Known:
    """Made once for each revision of the collection."""

    documents: tuple[Document, ...]
    catalog: Catalog
    names: Names
    words: FacetWords
    likeness: Likeness

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        catalog: Catalog | None = None,
        meanings: Meanings | None = None,
    ) -> Known:
        """All of it, derived from the documents; without `meanings` by their words alone."""
        catalog = catalog or Catalog(documents)
        likeness = Likeness(documents, meanings)
        return cls(tuple(documents), catalog, Names(documents), FacetWords(catalog), likeness)
