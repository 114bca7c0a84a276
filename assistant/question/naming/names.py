"""Names in a question, and the documents they mean together.

A document is named by words of its title, company, team, level or author, and by a place it is
posted in. How much a word says is read off the library and the language: one that no other
document's text has, and that is no everyday word, means its document wherever it stands; any other
means it beside a word such as "role", or as part of a whole name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.language.spelling import occurrences
from assistant.language.words import any_of, words_for
from assistant.tuning import tuning
from assistant.types import Entity, NameKind, Nowhere
from store.facets.names.areas import REMOTE, AreaMention
from store.facets.names.mentioned import is_said_of
from store.facets.reading import meanings
from store.search.lexical import STOP_WORDS
from store.text.stemming import stem
from store.types import Document, DocumentKind, Place

_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*")
_NOUN_STEMS = frozenset(
    map(stem, [*words_for("postings", "roles", "jobs", "learning"), "post", "one"])
)
_UNITS = frozenset(words_for("units"))
_WHERE = (NameKind.PLACE, NameKind.COMPANY)
_ANOTHER = re.compile(r"\b(?:and|or|nor|than|versus|vs|from|to|with|but)\b|[;&/]", re.IGNORECASE)
_ANOTHER_PLACED = re.compile(
    rf"(?:{_ANOTHER.pattern})[^.?!]*\bthe\W*$", re.IGNORECASE
)  # "and the one in", "and the"
_LEGAL = frozenset(
    "ltd limited llp llc inc plc gmbh ag bv sa co corp corporation company group the".split()
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A name as its stemmed words, and whose it is."""

    stems: tuple[str, ...]
    kind: NameKind
    document_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a question; `is_capital` where it has a capital that its place in the sentence
    doesn't explain.
    """

    stem: str
    start: int
    end: int
    is_capital: bool


@dataclass(frozen=True, slots=True)
class _Match:
    """Neighbouring words of a question that are words of a phrase, from `first` to before
    `after`.
    """

    first: int
    after: int
    phrase: _Phrase

    @property
    def is_whole(self) -> bool:
        whole = self.after - self.first >= len(self.phrase.stems)
        return whole and self.phrase.kind is not NameKind.ARTICLE

    def begins(self, words: Sequence[_Word]) -> bool:
        """Whether these are the first words of the phrase, in their order."""
        own = tuple(word.stem for word in words[self.first : self.after])
        return own == self.phrase.stems[: len(own)]


class Names:
    """Every name of some documents, ready to be looked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        phrases = list(_phrases(documents))
        self._phrases: dict[str, list[_Phrase]] = defaultdict(list)
        for phrase in phrases:
            for word in dict.fromkeys(phrase.stems):
                self._phrases[word].append(phrase)
        self._rare = _rare_words(documents, phrases)
        self._roles = frozenset(
            one.document_id for one in documents if one.kind is DocumentKind.ROLE
        )
        self._posted: dict[Place, list[Document]] = defaultdict(list)
        for document in documents:
            for place in {posting.place for posting in document.postings}:
                self._posted[place].append(document)

    def find(self, question: str, areas: Sequence[AreaMention] = ()) -> tuple[Entity, ...]:
        """Every name of a document in the question, in order, the longest where they overlap."""
        words = _words(question)
        found = self._matches(words)
        areas = self._apart(areas, words, found)
        taken = [(area.start, area.end) for area in areas]
        kept: list[_Match] = []
        for match in sorted(found, key=lambda one: (one.first - one.after, not one.is_whole)):
            span = words[match.first].start, words[match.after - 1].end
            if any(
                one.first < match.after and match.first < one.after and not _same(one, match)
                for one in kept
            ):
                continue
            if not any(start < span[1] and span[0] < end for start, end in taken):
                kept.append(match)
        names = [*_named(question, words, kept), *self._places(question, areas)]
        return tuple(
            sorted((one for one in names if not self._fits_all(one)), key=lambda one: one.start)
        )

    def apart(self, question: str, areas: Sequence[AreaMention]) -> tuple[AreaMention, ...]:
        """The areas that are no part of a longer name: "Leeds" in "Leeds Kiln Works" is none."""
        words = _words(question)
        return self._apart(areas, words, self._matches(words))

    def _apart(
        self, areas: Sequence[AreaMention], words: Sequence[_Word], found: Sequence[_Match]
    ) -> tuple[AreaMention, ...]:
        wholes = [
            (words[one.first].start, words[one.after - 1].end)
            for one in found
            if one.phrase.kind in (NameKind.COMPANY, NameKind.TEAM) and one.begins(words)
        ]
        return tuple(
            area
            for area in areas
            if not any(
                start <= area.start and area.end <= end and end - start > area.end - area.start
                for start, end in wholes
            )
        )

    def _matches(self, words: Sequence[_Word]) -> list[_Match]:
        candidates = {id(one): one for word in words for one in self._phrases.get(word.stem, ())}
        runs = [
            _Match(*run, phrase) for phrase in candidates.values() for run in _runs(words, phrase)
        ]
        return [match for match in runs if self._is_name(match, words)]

    def _is_name(self, match: _Match, words: Sequence[_Word]) -> bool:
        own = words[match.first : match.after]
        following = [
            word.stem for word in words[match.after : match.after + tuning().question.noun_within]
        ]
        if match.phrase.kind is NameKind.LEVEL:
            return any(one in _NOUN_STEMS for one in following) or own[0].stem in _learners()
        if match.phrase.kind is NameKind.PERSON:
            return own[-1].is_capital or match.is_whole
        if match.is_whole and len(match.phrase.stems) > 1:
            return True
        if any(word.stem in self._rare for word in own):
            return True
        if match.phrase.kind is NameKind.ARTICLE:
            return False
        if any(word.is_capital for word in own) and (
            match.is_whole or match.phrase.kind is not NameKind.TITLE
        ):
            return True
        return any(one in _NOUN_STEMS for one in following) and own[-1].stem not in _NOUN_STEMS

    def _places(self, question: str, areas: Sequence[AreaMention]) -> Iterator[Entity]:
        for area in areas:
            if any(one.city == REMOTE.city for one in area.areas):  # a way of working, not a place
                continue
            ids = frozenset(
                document.document_id
                for place, documents in self._posted.items()
                for one in area.areas
                for document in documents
                if one.holds(place) or is_said_of(document, place, one)
            )
            yield Entity(
                question[area.start : area.end],
                area.start,
                area.end,
                kind=NameKind.PLACE,
                document_ids=ids,
            )

    def _fits_all(self, name: Entity) -> bool:
        """Whether a name tells no role from another."""
        return len(self._roles) > 1 and name.document_ids >= self._roles


@dataclass(slots=True)
class _Group:
    """Names that mean the same documents together."""

    names: list[Entity]
    document_ids: frozenset[str]

    @property
    def is_placed(self) -> bool:
        """Whether only places and companies are named."""
        return all(name.kind in _WHERE for name in self.names)


def meant(names: Sequence[Entity], question: str) -> frozenset[str] | Nowhere:
    """The documents that all names fit; where "and" or the like joins two, those of the one and
    those of the other.
    """
    groups: list[_Group] = []
    end = 0
    for name in names:
        gap = question[end : name.start] if groups else ""
        end = name.end
        fitting = [group for group in groups if group.document_ids & name.document_ids]
        if not groups or _begins_another(gap, name):
            groups.append(_Group([name], name.document_ids))
        elif not fitting and name.is_partial:
            continue
        elif not fitting and all(one.is_partial for one in groups[-1].names):
            groups[-1] = _Group([name], name.document_ids)
        elif _is_choice(gap, groups[-1].names[-1], name):
            groups[-1].names.append(name)
            groups[-1].document_ids |= name.document_ids
        elif fitting:
            for group in fitting:
                group.names.append(name)
                group.document_ids &= name.document_ids
        elif name.kind in _WHERE and groups[-1].is_placed:
            groups[-1].document_ids |= name.document_ids
        elif name.kind in _WHERE or groups[-1].is_placed:
            held = groups[-1].document_ids if name.kind in _WHERE else name.document_ids
            return Nowhere((*groups[-1].names, name), held)
        else:
            groups.append(_Group([name], name.document_ids))
    return frozenset().union(*(group.document_ids for group in groups))


_ROLE, _EMPLOYER = "the role", "the employer"
_BEFORE_PLACE = re.compile(r"(?:\b(?:in|at|from|for|near|to|on|of)\s+)?(?:the\s+)?$", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:the|an?|this|that|your|their)\s+$", re.IGNORECASE)
_NOUN_NEXT = re.compile(
    rf"\s+(?:{any_of('postings', 'roles', 'jobs', 'learning')}|posts?|ones?|teams?)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:\s|,|&|\band\b|\bat\b|\bin\b|\bfor\b|\bthe\b)*", re.IGNORECASE)


def without_names(text: str, names: Sequence[Entity]) -> str:
    """A question as it would be put to somebody who knows which role, employer and place it is
    about.

    "What does the Baker in Hull earn?" becomes "What does the role earn?".
    """
    for run in reversed(_named_runs(text, names)):
        (start, _, _), (_, end, _) = run[0], run[-1]
        kinds = {kind for _, _, kind in run}
        head, tail = text[:start], text[end:]
        noun = _NOUN_NEXT.match(tail)
        tail = tail[noun.end() :] if noun else tail
        if kinds == {NameKind.PLACE} and not noun:
            head, instead = head[: start - len(_BEFORE_PLACE.search(head)[0])], ""  # type: ignore[index]
        elif kinds <= {NameKind.PLACE, NameKind.COMPANY} and not noun:
            instead = _EMPLOYER
        else:
            several = text[start:end].endswith("s") and not noun and NameKind.TITLE in kinds
            instead = f"people in {_ROLE}" if several else _ROLE
        article = _ARTICLE.search(head) if instead else None
        text = f"{head[: article.start()] if article else head}{instead}{tail}"
    return " ".join(text.split())


def _named_runs(text: str, names: Sequence[Entity]) -> list[list[tuple[int, int, NameKind]]]:
    """Where the names stand in a text, those that follow one another together."""
    runs: list[list[tuple[int, int, NameKind]]] = []
    at = 0
    for name in names:
        start = text.find(name.text, at)
        if start < 0 or name.kind is None or name.kind in (NameKind.PERSON, NameKind.ARTICLE):
            continue
        end = start + len(name.text)
        if runs and _JOINED.fullmatch(text[runs[-1][-1][1] : start]):
            runs[-1].append((start, end, name.kind))
        else:
            runs.append([(start, end, name.kind)])
        at = end
    return runs


def _begins_another(gap: str, name: Entity) -> bool:
    """Whether what stands before a name says that it is of another document than the name
    before.
    """
    if name.kind is NameKind.PLACE:
        return _ANOTHER_PLACED.search(gap) is not None
    return len(gap.split()) <= tuning().question.longest_gap and _ANOTHER.search(gap) is not None


def _is_choice(gap: str, before: Entity, name: Entity) -> bool:
    """Whether two places are joined: "in Boston or Seattle"."""
    return before.kind is name.kind is NameKind.PLACE and _ANOTHER.search(gap) is not None


def _same(one: _Match, other: _Match) -> bool:
    return (one.first, one.after, one.is_whole) == (other.first, other.after, other.is_whole)


def _named(question: str, words: Sequence[_Word], matches: Iterable[_Match]) -> Iterator[Entity]:
    """One name for each span, of all the documents that have it."""
    by_span: dict[tuple[int, int], list[_Match]] = defaultdict(list)
    for match in matches:
        by_span[(match.first, match.after)].append(match)
    for (first, after), of_span in by_span.items():
        start, end = words[first].start, words[after - 1].end
        ids = frozenset(one for match in of_span for one in match.phrase.document_ids)
        yield Entity(question[start:end], start, end, kind=of_span[0].phrase.kind, document_ids=ids)


def _words(question: str) -> list[_Word]:
    found = list(_WORD.finditer(question))
    plain = sum(match[0][:1].islower() for match in found)
    shouts = plain * 2 < len(
        found
    )  # in a question all in capitals, or as a headline, none of them says anything
    words = []
    for at, match in enumerate(found):
        opening = at == 0 or question[: match.start()].rstrip()[-1:] in ".?!:"
        capital = match[0][:1].isupper() and not opening and not (shouts and len(found) > 3)
        own = re.sub(r"['’]s?$", "", match[0])
        words.append(
            _Word(
                stem(own.casefold()),
                match.start(),
                match.start() + len(own),
                capital,
            )
        )
    return words


def _runs(words: Sequence[_Word], phrase: _Phrase) -> Iterator[tuple[int, int]]:
    """The longest runs of neighbouring words that stand in the phrase in this order."""
    at = 0
    while at < len(words):
        position = -1
        first = at
        while at < len(words):
            said = words[at].stem
            later = [n for n, one in enumerate(phrase.stems) if one == said and n > position]
            if not later:
                break
            position = later[0]
            at += 1
        if at > first:
            yield first, at
        else:
            at += 1


def _phrases(documents: Sequence[Document]) -> Iterator[_Phrase]:
    """Each name once, with all the documents that have it."""
    owners: dict[tuple[tuple[str, ...], NameKind], set[str]] = defaultdict(set)
    for document in documents:
        for words, kind in _names_of(document):
            if stems := tuple(stem(word.casefold()) for word in words):
                owners[stems, kind].add(document.document_id)
    of_roles = {
        word
        for (stems, kind) in owners
        if kind in (NameKind.COMPANY, NameKind.TITLE)
        for word in stems
    }
    for (stems, kind), ids in owners.items():
        if (
            kind is NameKind.ARTICLE
        ):  # of an article's headline only whom or what job it is about names anything
            stems = tuple(word for word in stems if word in of_roles)
        if stems:
            yield _Phrase(stems, kind, frozenset(ids))


def _names_of(document: Document) -> Iterator[tuple[list[str], NameKind]]:
    if document.kind is DocumentKind.ROLE:
        yield _content(document.title), NameKind.TITLE
        yield _content(_kind_of_work(document.title)), NameKind.TITLE
        yield (
            [word for word in _content(document.company) if word.casefold() not in _LEGAL],
            NameKind.COMPANY,
        )
        for place in document.facets.unplaced:
            yield _content(place), NameKind.PLACE
        for part in re.split(r"[,()/]", document.team):
            yield [word for word in _content(part) if word.casefold() not in _UNITS], NameKind.TEAM
        named = {
            level
            for word in _content(document.title)
            if (level := level_words().get(word.casefold()))
        }
        for word, level in level_words().items():
            if level in {document.level, *named} and " " not in word:
                yield [word], NameKind.LEVEL
        return
    yield _content(document.title), NameKind.ARTICLE
    author = document.author.split()
    yield from (
        ([name], NameKind.PERSON)
        for name in dict.fromkeys((*author[:1], *author[-1:]))
        if len(name) > 2
    )
    if len(author) > 1:
        yield author, NameKind.PERSON


def _kind_of_work(title: str) -> str:
    """A title without its level and what it is narrowed to; "" where that is a single word.

    "Senior Data Scientist, Pricing" is named by "the data scientist".
    """
    words = re.split(r"[,(/|:–—]|\s-\s", title)[0].split()
    while words and words[0].casefold() in level_words():
        words = words[1:]
    return " ".join(words) if len(words) > 1 else ""


@cache
def level_words() -> Mapping[str, str]:
    """The level that each word for one names, those for learning a trade among them."""
    kinds = meanings("employment", "phrases")
    learning = {"internship": "intern", "apprenticeship": "apprentice"}
    return {word: learning[kind] for word, kind in kinds.items() if kind in learning} | meanings(
        "level", "phrases"
    )


@cache
def _learners() -> frozenset[str]:
    """Stems of the words for a post by which one learns, and for who has one."""
    spoken = (word for word, level in level_words().items() if level in ("intern", "apprentice"))
    clear = (word for word in spoken if word not in words_for("beside_noun"))
    return frozenset(map(stem, (*words_for("learning"), *clear)))


def _content(text: str) -> list[str]:
    """The words of a name but for those that every name may have."""
    return [match[0] for match in _WORD.finditer(text) if match[0].casefold() not in STOP_WORDS]


def _rare_words(documents: Sequence[Document], phrases: Sequence[_Phrase]) -> frozenset[str]:
    """The words of names that say by themselves which documents are meant."""
    owners: dict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        if phrase.kind not in (NameKind.LEVEL, NameKind.PERSON):
            for word in phrase.stems:
                owners[word] |= phrase.document_ids
    sample = documents[:: max(1, len(documents) // tuning().question.documents_sampled)]
    elsewhere: Counter[str] = Counter()
    written: dict[str, str] = {}
    for document in sample:
        for word in dict.fromkeys(_WORD.findall(document.text.casefold())):
            stemmed = stem(word)
            if stemmed in owners:
                written.setdefault(stemmed, word)
                if document.document_id not in owners[stemmed]:
                    elsewhere[stemmed] += 1
    limits = tuning().question
    rare = set()
    for word, ids in owners.items():
        others = sum(one.document_id not in ids for one in sample)
        is_of_name = elsewhere[word] <= limits.word_elsewhere * others
        if is_of_name and occurrences(written.get(word, word)) < limits.everyday_word:
            rare.add(word)
    return frozenset(rare)
