"""From a query to evidence: what is retrieved for each ask, which sentences answer it, and what
is admitted.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Protocol

from assistant.evidence.choose import (
    Choice,
    broad,
    defined,
    is_broad,
    is_long,
    is_overview,
    narrow,
    odds_of,
)
from assistant.evidence.features import Candidate, Closely, Fit, TermWeights, WordVectors
from assistant.evidence.material import Count, Material
from assistant.judge.judge import Reading
from assistant.language.words import content_terms, words_for
from assistant.tuning import tuning
from assistant.types import Ask, Evidence, Likeliest, Query
from store.collection.listed import LISTED, is_of_others
from store.embedding.embedder import Vectors
from store.facets.names.place_names import place_in_words
from store.library import DEFAULT_TOP_K
from store.search.index import Vocabulary
from store.search.retrieval import stand_together
from store.text.stemming import stems
from store.types import Chunk, Document, DocumentKind, Filters, Passage, Section, SectionKind


class Sources(Protocol):
    """What evidence is found in: a store.library.Library, or what a scope leaves of one."""

    @property
    def revision(self) -> int:
        """The revision of the collection."""

    def documents(self) -> tuple[Document, ...]:
        """All documents."""

    def document_chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """The chunks of a document, in order."""

    def vocabulary(self) -> Vocabulary:
        """The words of all documents, and how many have each."""

    def retrieve(
        self, question: str, *, top_k: int = DEFAULT_TOP_K, filters: Filters | None = None
    ) -> tuple[Passage, ...]:
        """The passages that come nearest to a question, best first."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, shape (texts, dimension)."""

    def kept_vectors(self, texts: Sequence[str]) -> Vectors:
        """The same of texts that come again, kept once computed."""

    def chunk_vectors(self, chunks: Sequence[Chunk]) -> Mapping[str, Vectors]:
        """Unit vectors of chunks, by chunk_id."""

    def sentence_vectors(self, chunks: Iterable[Chunk]) -> Mapping[tuple[str, int], Vectors]:
        """Unit vectors of the chunks' sentences, by chunk_id and position."""


class Reranker(Protocol):
    """Tells how likely each retrieved sentence is to answer."""

    name: str

    def read(
        self, ask: Ask, sentences: Sequence[Candidate], closely: Closely = list
    ) -> list[Reading]:
        """Return how likely each sentence answers the ask and by which of its words, in their
        order.

        The sentences were looked at roughly; `closely` looks closely at those it is given, which
        costs time.
        """
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one ask.

    Attributes:
        candidates: the sentences retrieved, each with the probability that it answers.
        chosen: those to quote, in the order of their sources; the nearest ones where nothing
            answers.
        confidence: 0 to 1, that the ask is answered at all.
        is_broad: the ask is put broadly, and `chosen` are points of several parts.
        more: sections that say more of it than is quoted, the likeliest first.
    """

    ask: Ask
    passages: tuple[Passage, ...]
    candidates: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]
    confidence: float
    is_broad: bool = False
    more: tuple[Section, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether a sentence answers the ask."""
        return self.confidence >= tuning().evidence.answered

    @property
    def odds(self) -> float:
        """How much likelier the best sentence answers than not."""
        return odds_of(self.confidence)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything a speaker may use: the evidence admitted to the answer to a query, and why it was.

    `material` is what a language model is given instead of the evidence, as much of it as it has
    room for.
    """

    query: Query
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    material: Material | None = None

    @property
    def retrieved(self) -> tuple[Passage, ...]:
        """All passages retrieved, ask by ask."""
        return tuple(passage for finding in self.findings for passage in finding.passages)

    def fitting(self, tokens: int, count: Count) -> tuple[Evidence, ...]:
        """Return the evidence for a language model that has room for so many tokens, as `count`
        counts them.
        """
        return self.evidence if self.material is None else self.material.chosen(tokens, count)

    @property
    def confidence(self) -> float:
        """The probability that the best sentence of any ask answers."""
        return max((finding.confidence for finding in self.findings), default=0.0)

    @property
    def is_answered(self) -> bool:
        """Whether the evidence answers the query."""
        return self.confidence >= tuning().evidence.answered

    @property
    def is_plain(self) -> bool:
        """Whether the evidence answers the query, whatever a model says of it."""
        return self.confidence >= tuning().evidence.plain

    @property
    def likeliest(self) -> Likeliest | None:
        """The sentence that most likely answers; None where none was judged."""
        judged = (candidate for finding in self.findings for candidate in finding.candidates)
        best = max(judged, key=lambda candidate: candidate.probability, default=None)
        return None if best is None else Likeliest(best.probability, best.chunk, best.sentence.span)


class Finder:
    """Finds evidence in a library or a part of it. Safe to share between threads."""

    def __init__(
        self, sources: Sources, reranker: Reranker, words: WordVectors | None = None
    ) -> None:
        self._sources = sources
        self._reranker = reranker
        self._words = words or WordVectors(sources.kept_vectors)
        self._weights: tuple[int, TermWeights] | None = None
        self._lock = threading.Lock()

    def within(self, sources: Sources) -> Finder:
        """A finder in a part of this one's sources; what words mean is the same there."""
        return Finder(sources, self._reranker, self._words)

    def find(self, query: Query, most: int) -> Found:
        """Evidence for every ask of the query, at most `most` passages, what is quoted first."""
        findings = tuple(
            finding for ask in query.asks for finding in self._of_roles_or_articles(ask)
        )
        return Found(query, admit(findings, most), findings)

    def _of_roles_or_articles(self, ask: Ask) -> tuple[Finding, ...]:
        """What is found of the roles that are named; of articles that mention them, where those
        answer better.
        """
        findings = self._of_each(ask)
        ids = ask.filters.document_ids
        if not ids:
            return findings
        articles = [
            document
            for document in self._sources.documents()
            if document.kind is DocumentKind.ARTICLE
        ]
        mentioning = frozenset(
            article.document_id for article in articles if mentions(article, ask.scope)
        )
        if not mentioning or any(article.document_id in ids for article in articles):
            return findings
        filters = replace(ask.filters, document_ids=mentioning)
        told = self.finding(replace(ask, filters=filters, within="", scope=()))
        return (told,) if told.odds > max(finding.odds for finding in findings) else findings

    def _of_each(self, ask: Ask) -> tuple[Finding, ...]:
        """What is found of each role, where a name fits a few; of all together where none of
        them answers.
        """
        ids = ask.filters.document_ids
        if not ids or not ask.within or not len(ids) > 1:
            return (self._nearby(ask),)
        fits = [one for one in self._sources.documents() if one.document_id in ids]
        is_few = 1 < len(fits) <= tuning().evidence.most_each
        if is_few and all(one.kind is DocumentKind.ROLE for one in fits) and not is_broad(ask):
            held = (
                replace(
                    ask, filters=replace(ask.filters, document_ids=frozenset({one.document_id}))
                )
                for one in fits
            )
            answered = tuple(finding for finding in map(self.finding, held) if finding.answered)
            if answered:
                return answered
        return (self._nearby(ask),)

    def _nearby(self, ask: Ask) -> Finding:
        """What is found of what the conversation is about; of the articles, and of everything
        where no role was spoken of, where that answers clearly better.
        """
        if not ask.nearby:
            return self.finding(ask)
        documents = self._sources.documents()
        of_role = any(
            one.kind is DocumentKind.ROLE and one.document_id in ask.nearby for one in documents
        )
        articles = {one.document_id for one in documents if one.kind is DocumentKind.ARTICLE}
        near, beyond = (
            self.finding(replace(ask, filters=replace(ask.filters, document_ids=ids)))
            for ids in (ask.nearby, ask.nearby | articles if of_role else None)
        )
        least = max(near.odds, odds_of(tuning().evidence.answered))
        return beyond if beyond.odds >= tuning().evidence.clearly_better * least else near

    def finding(self, asked: Ask) -> Finding:
        """What is found for one ask."""
        ask = self.spelled(asked)
        passages = self.retrieve(ask)
        found = self.judged(ask, [chunk for passage in passages for chunk in passage.chunks])
        confidence = (
            max((one.probability for one in found), default=0.0) if ask.terms or ask.scope else 0.0
        )
        if is_overview(ask) and (overview := self._overview(ask)):
            choice, confidence = self._broad(ask, overview), tuning().evidence.overview
        elif confidence >= tuning().evidence.answered and (is_long(ask) or is_broad(ask)):
            choice = self._broad(ask, self._as_defined(ask, found))
        else:
            choice = narrow(found)
        return Finding(
            ask,
            passages,
            found,
            _in_order(choice.sentences),
            confidence,
            choice.is_broad,
            choice.more,
        )

    def _broad(self, ask: Ask, found: Sequence[Candidate]) -> Choice:
        return broad(found, self._sources.kept_vectors, is_long(ask))

    def _as_defined(self, ask: Ask, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """What answers the ask with a name's definition in its place, where there is one, and
        the definition.
        """
        text = defined(ask, found)
        if not text:
            return found
        put = replace(ask, text=text, within="", scope=())
        return self.judged(
            put, [chunk for passage in self.retrieve(put) for chunk in passage.chunks]
        )

    def retrieve(self, ask: Ask) -> tuple[Passage, ...]:
        """Passages for an ask from what its filters admit, best first."""
        return self._sources.retrieve(ask.text, filters=ask.filters)

    def passages(self, words: str, filters: Filters, most: int) -> tuple[Passage, ...]:
        """Passages of at most `most` chunks for some words, best first."""
        return self._sources.retrieve(words, top_k=most, filters=filters)

    def sentence_vectors(self, chunks: Sequence[Chunk]) -> Mapping[tuple[str, int], Vectors]:
        """Unit vectors of the chunks' sentences by (chunk_id, position in the chunk)."""
        return self._sources.sentence_vectors(chunks)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimension)."""
        return self._sources.embed(texts)

    def judged(self, ask: Ask, chunks: Sequence[Chunk]) -> tuple[Candidate, ...]:
        """Every sentence of the chunks with the probability that it answers the ask."""
        fit = self.fit(ask, chunks)
        found = [
            candidate
            for candidate in fit.roughly()
            if not (_is_of_other_postings(candidate, ask) or _is_byline(candidate, ask))
        ]
        return _with_readings(found, self._reranker.read(ask, found, fit.closely))

    def fit(self, ask: Ask, chunks: Sequence[Chunk]) -> Fit:
        """How the sentences of the chunks fit the ask."""
        return Fit(ask, chunks, self._sources, self._words, self._term_weights())

    def _overview(self, ask: Ask) -> tuple[Candidate, ...]:
        """The opening of every section of the roles that are asked about."""
        roles = [
            document
            for document in self._sources.documents()
            if ask.filters.admits(document) and document.kind is DocumentKind.ROLE
        ]
        body = [
            chunk
            for role in roles
            for chunk in self.chunks(role)
            if chunk.section.kind is SectionKind.BODY
        ]
        return self.judged(ask, body)

    def spelled(self, ask: Ask) -> Ask:
        """The ask with words that no document holds and that look misspelt set right."""
        weights = self._term_weights()
        terms = tuple(weights.spelled(term) for term in ask.terms)
        return replace(
            ask, text=weights.respelled(ask.text), within=weights.respelled(ask.within), terms=terms
        )

    def chunks(self, document: Document) -> tuple[Chunk, ...]:
        """A document's chunks in order."""
        return self._sources.document_chunks(document.document_id)

    def _term_weights(self) -> TermWeights:
        with self._lock:
            revision = self._sources.revision
            if self._weights is None or self._weights[0] != revision:
                self._weights = (revision, TermWeights(self._sources.vocabulary()))
            return self._weights[1]


def _is_of_other_postings(candidate: Candidate, ask: Ask) -> bool:
    """Whether a sentence tells the terms of a role's postings elsewhere than in the places that
    the ask names.
    """
    if candidate.chunk.section.heading_path[-1:] != (LISTED,):
        return False
    names = [re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in ask.scope]
    postings = candidate.chunk.document.postings
    named = [
        posting
        for posting in postings
        if any(name.search(place_in_words(posting.place)) for name in names)
    ]
    return bool(named) and is_of_others(candidate.text, named)


def _is_byline(candidate: Candidate, ask: Ask) -> bool:
    """Whether a sentence is the line that names an article's author, and the ask isn't about
    them.
    """
    author = candidate.chunk.document.author
    if candidate.chunk.document.kind is not DocumentKind.ARTICLE or not author:
        return False
    names_author = author in candidate.text and candidate.text.rstrip("*_ ")[-1:] not in ".!?"
    asked = {term.text.lower() for term in content_terms(ask.text)}
    of_author = {*words_for("authorship"), *author.lower().split()}
    return names_author and asked.isdisjoint(of_author)


def mentions(document: Document, names: Sequence[str]) -> bool:
    """Whether a text has all of the names, in whatever form of their words."""
    text = f" {' '.join(stems(document.text))} "
    return all(f" {' '.join(stems(name))} " in text for name in names)


def _with_readings(
    found: Sequence[Candidate], readings: Sequence[Reading]
) -> tuple[Candidate, ...]:
    pairs = zip(found, readings, strict=True)
    return tuple(
        replace(one, probability=read.probability, answer=read.answer) for one, read in pairs
    )


def _in_order(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Each sentence once, documents by their best sentence, sentences as the document has them."""
    distinct = {(one.chunk.chunk_id, one.position): one for one in found}.values()
    best: dict[str, float] = {}
    for one in distinct:
        key = one.chunk.document.document_id
        best[key] = max(best.get(key, 0.0), one.probability)
    return tuple(
        sorted(
            distinct,
            key=lambda one: (
                -best[one.chunk.document.document_id],
                one.chunk.document.document_id,
                one.sentence.span.start,
            ),
        )
    )


def admit(findings: Sequence[Finding], most: int) -> tuple[Evidence, ...]:
    """Passages for what is quoted, each ask's in turn, then the likeliest of the rest, numbered
    in that order.
    """
    quoted = [_runs(finding) for finding in findings]
    others = [_likeliest(finding) for finding in findings]
    admitted: list[Passage] = []
    taken: set[str] = set()
    for passage in [*_in_turn(quoted), *_in_turn(others)]:
        ids = {chunk.chunk_id for chunk in passage.chunks}
        if len(admitted) < most and not ids & taken:
            taken |= ids
            admitted.append(passage)
    return tuple(Evidence(number, passage) for number, passage in enumerate(admitted, start=1))


def _in_turn(queues: Sequence[Sequence[Passage]]) -> list[Passage]:
    return [one for some in zip_longest(*queues) for one in some if one is not None]


def _best_by_chunk(found: Iterable[Candidate]) -> dict[str, float]:
    """The probability of the likeliest sentence of each chunk."""
    best: dict[str, float] = {}
    for one in found:
        best[one.chunk.chunk_id] = max(best.get(one.chunk.chunk_id, 0.0), one.probability)
    return best


def _likeliest(finding: Finding) -> list[Passage]:
    best = _best_by_chunk(finding.candidates)
    return sorted(
        finding.passages,
        key=lambda passage: -max(best.get(one.chunk_id, 0.0) for one in passage.chunks),
    )


def _runs(finding: Finding) -> list[Passage]:
    """The chunks of the chosen sentences with the retrieved ones that run on from them,
    likeliest first.
    """
    chosen = {one.chunk.chunk_id: one.chunk for one in finding.chosen}
    retrieved = [chunk for passage in finding.passages for chunk in passage.chunks]
    whole = {chunk.chunk_id: chunk for chunk in (*chosen.values(), *retrieved)}.values()
    runs: list[list[Chunk]] = []
    for chunk in sorted(whole, key=lambda chunk: (chunk.document.document_id, chunk.index)):
        if (
            runs
            and stand_together(runs[-1][-1], chunk)
            and (_near(chunk, chosen) or _near(runs[-1][-1], chosen))
        ):
            runs[-1].append(chunk)
        else:
            runs.append([chunk])
    best = _best_by_chunk(finding.chosen)
    passages = [
        Passage(tuple(run), max(best.get(chunk.chunk_id, 0.0) for chunk in run), 0, ("chosen",))
        for run in runs
        if any(chunk.chunk_id in chosen for chunk in run)
    ]
    return sorted(passages, key=lambda passage: -passage.score)


def _near(chunk: Chunk, chosen: dict[str, Chunk]) -> bool:
    """Whether a chunk, or the one beside it, holds a chosen sentence."""
    return any(
        other.document == chunk.document and abs(other.index - chunk.index) <= 1
        for other in chosen.values()
    )
