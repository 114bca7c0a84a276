"""Skills and methods that a text names, from a vocabulary of many trades."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from store.facets.reading import vocabulary
from store.text.stemming import singular
from store.types import Skill, Span

_WORDS = vocabulary("names/skills")
_ORDINARY = frozenset([*_WORDS["opening"], *_WORDS["ordinary"]])  # found only where a name is meant
_TOKEN = re.compile(r"\.NET\b|[^\W_]+(?:\+\+|#)?")
_GAP = re.compile(r"\s+|[-/.]")  # what may divide the words of one name
_PART_BEFORE = re.compile(r"[-_@.]$")  # of a longer word: "pre-accounting", "a.sql"
_PART_BEHIND = re.compile(r"[_@&]|\.\w")  # "R&D", "python.example"
_NOT_MEANT = {"accounting": re.compile(r"\s+for\b")}
_LISTED = re.compile(r"\s*[,/&(•|]\s*")
_CUE = re.compile(
    r"(?:\b(?:in|using|Apache|Microsoft|MS|Adobe)|\b(?:experience|expertise|familiar\w*|fluen\w+"
    r"|knowledge|proficien\w+"
    r"|skills?|competen\w+)(?:\W+\w+){0,2}?\W+(?:with|of))\s+$",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\s+(?:programming|language|developers?|development|code|codebase|scripts?|scripting"
    r"|spreadsheets?|framework"
    r"|librar(?:y|ies)|pipelines?|macros|method\w*|practices)\b"
)
# Where only names have capitals.
_MIDST = re.compile(r"\b(?!(?:and|or|to|will|you|we)\b)[a-z][\w'’-]*,?\s+(?:(?:and|or)\s+)?$")
_LINE_BEGINS, _LINE_ENDS = re.compile(r"(?:^|\n)\W*$"), re.compile(r"[.;,]?[ \t]*(?:\n|$)")


@dataclass(frozen=True, slots=True)
class _Term:
    """One entry of the vocabulary; `words` are those it is told by, in small letters and the
    singular.
    """

    name: str
    words: tuple[str, ...]

    @property
    def keeps_case(self) -> bool:
        acronym = self.name.isupper() and self.name not in _WORDS["in_small_letters_too"]
        return acronym or self.name in _WORDS["as_written"] or self.name in _ORDINARY


@dataclass(frozen=True, slots=True)
class _Words:
    """A stretch of text by its words."""

    text: str
    tokens: tuple[re.Match[str], ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, text: str, span: Span) -> _Words:
        tokens = tuple(_TOKEN.finditer(text, span.start, span.end))
        return cls(text, tokens, tuple(_key(token[0]) for token in tokens))

    def named_at(self, at: int) -> _Term | None:
        """The longest term that is named from a word on."""
        return next(
            (term for term in _terms().get(self.keys[at], ()) if self._names(at, term)), None
        )

    def span(self, at: int, term: _Term) -> Span:
        return Span(self.tokens[at].start(), self.tokens[at + len(term.words) - 1].end())

    def _names(self, at: int, term: _Term) -> bool:
        last = at + len(term.words) - 1
        if self.keys[at : last + 1] != term.words:
            return False
        if not all(_GAP.fullmatch(self._gap(word)) for word in range(at, last)):
            return False
        span = self.span(at, term)
        before, behind = (
            self.text[max(0, span.start - 60) : span.start],
            self.text[span.end : span.end + 40],
        )
        ruled_out = _NOT_MEANT.get(term.name)
        if (
            _PART_BEFORE.search(before)
            or _PART_BEHIND.match(behind)
            or (ruled_out and ruled_out.match(behind))
        ):
            return False
        if term.keeps_case and span.of(self.text).removesuffix("s") != term.name.removesuffix("s"):
            return False
        return term.name not in _ORDINARY or self._is_name(at, term, before, behind)

    def _is_name(self, at: int, term: _Term, before: str, behind: str) -> bool:
        """Whether the surroundings of an everyday word tell that a tool or a language is meant."""
        if behind.startswith("-"):
            return False
        if term.name in _WORDS["opening"] and _MIDST.search(before):
            return True
        if (
            _CUE.search(before)
            or _NOUN.match(behind)
            or (_LINE_BEGINS.search(before) and _LINE_ENDS.match(behind))
        ):
            return True
        return self._beside_name(at, -1) or self._beside_name(at, 1)

    def _beside_name(self, at: int, step: int) -> bool:
        """Whether the next word in a list is a name too: "Go, Rust and C++"."""
        beside = at + step
        joined = 0 <= beside < len(self.keys) and self.keys[beside] in ("and", "or")
        beside += step if joined else 0
        if not 0 <= beside < len(self.keys) or self.keys[beside] not in _names():
            return False
        listed = joined or _LISTED.fullmatch(self._gap(min(at, beside))) is not None
        return listed and (
            self.tokens[beside][0][0].isupper() or self.keys[beside] not in _ordinary_keys()
        )

    def _gap(self, at: int) -> str:
        return self.text[self.tokens[at].end() : self.tokens[at + 1].start()]


def skills_in(text: str, spans: tuple[Span, ...]) -> tuple[Skill, ...]:
    """Return the skills named within the spans of a text, each once, in the order they first
    stand in.
    """
    skills: dict[tuple[str, ...], Skill] = {}
    for span in spans:
        words, at = _Words.of(text, span), 0
        while at < len(words.keys):
            term = words.named_at(at)
            if term is not None:
                place = words.span(at, term)
                skills.setdefault(term.words, Skill(place.of(text), place))
            at += len(term.words) if term else 1
    return tuple(skills.values())


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    """What a word is told by: its singular in small letters, in one of its spellings."""
    key = singular(word)
    return str(_WORDS["spellings"].get(key, key.replace("isation", "ization")))


@lru_cache(maxsize=1)
def _terms() -> dict[str, tuple[_Term, ...]]:
    """The vocabulary by first words, of terms with one first word the longest first."""
    by_first: defaultdict[str, list[_Term]] = defaultdict(list)
    for name in (name for names in _WORDS["vocabulary"].values() for name in names):
        words = tuple(_key(word) for word in _TOKEN.findall(name))
        by_first[words[0]].append(_Term(name, words))
    return {
        first: tuple(sorted(terms, key=lambda term: -len(term.words)))
        for first, terms in by_first.items()
    }


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """The keys of terms of one word that are names, such as "Python": a list's other members."""
    terms = (term for terms in _terms().values() for term in terms)
    return frozenset(
        term.words[0] for term in terms if len(term.words) == 1 and term.name != term.name.lower()
    )


@lru_cache(maxsize=1)
def _ordinary_keys() -> frozenset[str]:
    return frozenset(map(_key, _ORDINARY))
