"""The sentences a claim may rest on, each with what its document, its heading and the sentences before it add."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.check.instructions import is_instruction, parts_in
from assistant.check.rules.order import Deed, deeds_of, someone_in, told_in_order
from assistant.check.rules.polarity import Clause, clauses_of, words_of_opposites
from assistant.check.rules.quantities import Quantities, quantities_of
from assistant.language.facts import Facts, facts_of, stems
from assistant.language.spelling import is_word
from assistant.types import Evidence
from store.facets.names.gazetteer import country_names
from store.facets.names.place_names import place_in_words
from store.facets.names.titles import HEADS
from store.text.capitals import UPPER
from store.text.stemming import singular, stem
from store.types import Document, DocumentKind, Sentence

_PART = re.compile(r"[;:]|,? (?:and|while|whereas|but)\b|,")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Label:
    """Something one role is called by, and no other role: " theatre nurse ", in the singular, between spaces."""

    number: int
    phrase: str


def labels(evidence: Sequence[Evidence]) -> tuple[Label, ...]:
    """What tells each role from the other documents: they neither are called so nor speak of it."""
    documents = {one.number: one.passage.document for one in evidence}
    called = {number: frozenset(_called(document)) for number, document in documents.items()}
    told = {one.number: plain(one.passage.text) for one in evidence}
    return tuple(
        Label(number, phrase)
        for number, phrases in called.items()
        for phrase in sorted(phrases)
        if not any(
            phrase in told[one] or any(phrase in longer for longer in other)
            for one, other in called.items()
            if documents[one].document_id != documents[number].document_id
        )
    )


def plain(text: str) -> str:
    """Words in lower case and the singular, between spaces."""
    return f" {' '.join(map(singular, _WORD.findall(text)))} "


def parts_of(claim: str) -> tuple[str, ...]:
    """The parts of a claim that may speak of a role each."""
    return tuple(part for part in _PART.split(claim) if part.strip())


def named_in(part: str, known: Sequence[Label]) -> frozenset[int]:
    """The numbers of the documents that a part of a claim names."""
    said = plain(part)
    return frozenset(label.number for label in known if label.phrase in said)


def _called(document: Document) -> Iterator[str]:
    if document.kind is not DocumentKind.ROLE:
        return
    title = re.split(r"[,(|]| [-–—] ", document.title)[0]
    yield plain(title)
    words = plain(title).split()
    heads = [word for word in words if word in HEADS] or words[-1:]
    yield f" {heads[-1]} "
    for text in (document.title, document.company, document.team):
        if text:
            yield plain(text)
    for posting in document.postings:
        if posting.place.city and posting.place.city.casefold() != "remote":
            yield plain(posting.place.city)
        elif not posting.place.city:
            yield plain(place_in_words(posting.place))


@dataclass(frozen=True)
class Stated:
    """One sentence of an answer; `labels` tell which words of it name which document."""

    text: str
    labels: tuple[Label, ...]

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        return self.facts.words

    @cached_property
    def quantities(self) -> Quantities:
        return quantities_of(self.text)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return clauses_of(self.text)

    @cached_property
    def opposites(self) -> frozenset[str]:
        return words_of_opposites(self.text)

    @cached_property
    def parts(self) -> tuple[tuple[frozenset[str], frozenset[int]], ...]:
        """The content words of each part with the numbers of the documents it is about; none for any."""
        found: list[tuple[frozenset[str], frozenset[int]]] = []
        bound: frozenset[int] = frozenset()
        for part in parts_of(self.text):
            bound = named_in(part, self.labels) or bound
            if words := stems(part):
                found.append((words, bound))
        return tuple(dict.fromkeys(found))

    def opens_strangely(self, around: frozenset[str]) -> bool:
        """Whether the first word may be a name that no passage knows ("Acme asks ..."); `around` are their stems."""
        opening = self.facts.opening
        first = self.text.split()[0].strip("\"'“”,.:;").lower()
        return bool(opening) and opening not in around and not is_word(first)


_CAPITALISED = rf"[{UPPER}][^\W\d_]+(?:[-'’][^\W\d_]+)*"
_RUN = re.compile(rf"{_CAPITALISED}(?: {_CAPITALISED}){{1,2}}")
_SPEAKS = re.compile(r",? (?:who|says|said|adds|explains|jokes|writes|recalls|leads|advises|tells|is|has|was)\b")
_A_CLAUSE = 3  # content words of a line above a list that says something itself
_SET_APART = re.compile(r"(?<=[.:;]) ")
_STANDS_FOR = re.compile(r"(?:they|these|those|it|this|he|she)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|him|his|her|hers|himself|herself|i|me|my)\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Source:
    """A sentence of the evidence with the words that stand around it.

    Attributes:
        text: the sentence under the line that introduces its list.
        about: stems of what its document and headings are called, where and whose it is.
        labels: of these, what names the document rather than the section.
        around: stems of its whole passage.
        people: stems of the names of the people in its passage.
        spoken_of: stems of the name of whom "he", "she" and "I" in it mean; empty where that is not told.
    """

    evidence: Evidence
    sentence: Sentence
    text: str
    lead: str
    about: frozenset[str]
    labels: frozenset[str]
    around: frozenset[str]
    people: frozenset[str]
    spoken_of: tuple[str, ...]

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        return self.facts.words | frozenset(self.spoken_of)

    @cached_property
    def quantities(self) -> Quantities:
        return quantities_of(self.text)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The whole text, and what of it a colon, semicolon or full stop sets apart."""
        parts = [part for part in _SET_APART.split(self.text) if len(part.split()) > 2]
        return (self.text, *(part for part in parts if part != self.text))

    @cached_property
    def called(self) -> Quantities:
        """The numbers in what its document is called: of Ward 4, the four."""
        return quantities_of(". ".join(labels_of(self.document)))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Of a question none: it says neither yes nor no."""
        own = self.text.removeprefix(self.lead)
        led = clauses_of(self.lead) if len(stems(self.lead)) >= _A_CLAUSE else ()
        return () if own.endswith("?") and not self.lead else led + clauses_of(own, self.lead)

    @cached_property
    def deeds(self) -> tuple[Deed, ...]:
        return deeds_of(self.text, self.people, title_words(self.document), "".join(self.spoken_of[-1:]))

    @cached_property
    def everyone(self) -> frozenset[str]:
        return someone_in(self.text, self.people, title_words(self.document), "".join(self.spoken_of[-1:]))

    @cached_property
    def in_order(self) -> tuple[str, ...]:
        return told_in_order(self.text, self.people, title_words(self.document), "".join(self.spoken_of[-1:]))

    @cached_property
    def opposites(self) -> frozenset[str]:
        return words_of_opposites(self.text)

    @property
    def document(self) -> Document:
        return self.evidence.passage.document

    @property
    def number(self) -> int:
        return self.evidence.number


def sources_of(evidence: Sequence[Evidence]) -> list[Source]:
    """Every sentence of the evidence that states something: no line above a list, no order to a language model."""
    return [source for one in evidence for source in _sources_of(one)]


def labels_of(document: Document) -> tuple[str, ...]:
    """What a document is called, where and whose it is."""
    places = dict.fromkeys(place_in_words(posting.place) for posting in document.postings)
    facets = (document.title, document.author, document.publisher, document.company, document.team, document.level)
    countries = dict.fromkeys(posting.place.country for posting in document.postings)
    return tuple(one for one in (*facets, *places, *(country_names().get(code, "") for code in countries)) if one)


def title_words(document: Document) -> frozenset[str]:
    """The words of the title of a role, in lower case and the singular; none of an article's."""
    words = re.findall(r"[^\W\d_]+", document.title) if document.company or document.postings else []
    return frozenset(map(singular, words))


def _sources_of(evidence: Evidence) -> Iterator[Source]:
    document, passage = evidence.passage.document, evidence.passage
    labels = stems(" . ".join(labels_of(document)))
    about = labels | stems(" . ".join(passage.heading_path))
    around = about | stems(passage.text)
    people = _people(" ".join(passage.text.split()), document)
    every = frozenset(stem(word) for name in people for word in name)
    spoken_of: tuple[str, ...] = ()
    parts = parts_in(document.text)
    before, opening = "", ""  # the sentence before, and the one before the line above a list
    for sentence in passage.sentences:
        lead = sentence.lead.of(document.text) if sentence.lead else ""
        quote = sentence.span.of(document.text)
        meant, spoken_of = _spoken_of(" ".join(quote.split()), people, spoken_of)
        if quote.endswith(":"):
            opening = before
        before = quote
        if (
            quote.endswith(":")
            or is_instruction(quote)
            or any(part.start <= sentence.span.start < part.end for part in parts)
        ):
            continue
        text, lead = (" ".join(part.split()) for part in (f"{lead} {quote}", lead))
        named = about | stems(opening) if _STANDS_FOR.match(lead) else about
        yield Source(evidence, sentence, text, lead, named, labels, around, every, meant)


def _spoken_of(
    quote: str, people: Iterable[tuple[str, ...]], before: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom the pronouns of a sentence mean, and whom those of the next one will."""
    whole = [name for name in people if " ".join(name) in quote]
    lasts = {name[-1] for name in whole}
    mentioned = [*whole, *(name for name in people if name[-1] in quote and name[-1] not in lasts)]
    named = sorted((quote.find(name[-1]), tuple(map(stem, name))) for name in mentioned)
    pronoun = _PRONOUN.search(quote)
    own = [name for at, name in named if not pronoun or at < pronoun.start()]
    meant = (own[-1] if own else before) if pronoun else ()
    return meant, (named[0][1] if named else before)


def _people(text: str, document: Document) -> list[tuple[str, ...]]:
    """The people a text names, each as first and last names; what is a company's or a place's name is none."""
    known = stems(" . ".join(labels_of(document))) - stems(document.author)
    found: dict[tuple[str, ...], None] = {}
    for match in _RUN.finditer(text):
        name = tuple(match[0].split())
        if not stems(match[0]) <= known and _is_person(name, match.end(), text):
            found[name] = None
    return list(found)


def _is_person(name: tuple[str, ...], end: int, text: str) -> bool:
    """By the last name standing alone elsewhere, or by what follows."""
    alone = re.findall(rf"(?<!{re.escape(name[-2])} )\b{re.escape(name[-1])}\b", text)
    return bool(alone) or bool(_SPEAKS.match(text, end))
