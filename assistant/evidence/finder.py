"""From a query to evidence: what is retrieved for each ask, which sentences answer it, and what
is admitted.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import Protocol

import numpy as np

from assistant.evidence.articles import (
    Wanted,
    asked_section,
    facts_stated,
    meant,
    names_parts,
    outline,
    speaks_of,
    summary,
    wanted_of,
)
from assistant.evidence.choose import (
    Choice,
    asks_why,
    broad,
    defined,
    is_broad,
    is_long,
    is_overview,
    narrow,
    odds,
    odds_of,
    points,
    reasons,
    tells,
)
from assistant.evidence.features import Candidate, Closely, Fit, TermWeights, WordVectors
from assistant.evidence.material import Count, Material
from assistant.judge.judge import Reading
from assistant.language.words import content_terms, words_for
from assistant.question.intents.facets import Asked
from assistant.tuning import tuning
from assistant.types import Ask, Evidence, Likeliest, Query
from store.collection.listed import LISTED, is_of_others
from store.embedding.embedder import Vectors
from store.facets.names.place_names import place_in_words
from store.library import DEFAULT_TOP_K
from store.search.index import Vocabulary
from store.search.retrieval import stand_together
from store.types import Chunk, Document, DocumentKind, Filters, Passage, Section, SectionKind

ADVISED = "How should I prepare, and what should I do or not do?"  # in whatever words it is asked


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
        facts: of one role that is asked about as a whole the sentences, chosen too, that state
            what it comes to: its pay, its places.
    """

    ask: Ask
    passages: tuple[Passage, ...]
    candidates: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]
    confidence: float
    is_broad: bool = False
    more: tuple[Section, ...] = ()
    facts: tuple[tuple[Asked, Candidate], ...] = ()

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
        """Evidence for every ask of the query, at most `most` passages, what is quoted first.

        Twice as many where an article is summed up, as each of its sections is one.
        """
        findings: list[Finding] = []
        for ask in query.asks:
            is_sure = bool(ask.likely and ask.nearby)
            if ask.filters.document_ids is None and not is_sure and (told := _told_by(findings)):
                ask = replace(ask, nearby=told, likely=())
            findings += self._of_articles(ask, 2 * most) or self._of_roles_or_articles(ask)
        room = 2 * most if any(not finding.passages for finding in findings) else most
        return Found(query, admit(findings, room), tuple(findings))

    def _of_articles(self, ask: Ask, most: int) -> tuple[Finding, ...]:
        """What articles say in short or advise, where a question asks for either."""
        asked = self._sources.embed([ask.text])[0]
        articles = meant(ask, self._articles(), self._words, asked)
        if not articles:
            return ()
        held = replace(
            ask,
            filters=Filters(frozenset(one.document_id for one in articles)),
            nowhere=None,
            nearby=frozenset(),
        )
        section = asked_section(ask, articles, self._words, asked)
        if wanted_of(ask.text) is Wanted.ADVICE:
            return self._advice(
                held, self._chunks_of(section) or list(chain(*map(self.chunks, articles)))
            )
        if section:
            return (self.finding(held),)
        return tuple(self._summary(held, article, articles, most) for article in articles)

    def _advice(self, ask: Ask, chunks: Sequence[Chunk]) -> tuple[Finding, ...]:
        """What chunks of articles advise candidates to do."""
        put = replace(ask, text=ADVISED, terms=content_terms(ADVISED), within="", scope=())
        found = self.judged(put, [one for one in chunks if one.section.kind is SectionKind.BODY])
        limits = tuning().evidence
        if max((one.probability for one in found), default=0.0) < limits.advised:
            return ()
        choice = self._broad(ask, found)
        chosen = _in_order(choice.sentences)
        return (Finding(ask, (), found, chosen, limits.overview, True, choice.more),)

    def _summary(
        self, ask: Ask, article: Document, articles: Sequence[Document], most: int
    ) -> Finding:
        chunks = [chunk for chunk in self.chunks(article) if chunk.section.kind is SectionKind.BODY]
        limits, share = tuning().evidence, len(articles)
        vectors = self.sentence_vectors(chunks)
        words = limits.broad_words // share
        sentences = [Candidate(one, at) for one in chunks for at in range(len(one.sentences))]
        choice = summary(sentences, vectors, self._words, words, max(1, most // share))
        return Finding(
            ask, (), choice.sentences, choice.sentences, limits.overview, True, choice.more
        )

    def _articles(self) -> list[Document]:
        documents = self._sources.documents()
        return [one for one in documents if one.kind is DocumentKind.ARTICLE]

    def _of_roles_or_articles(self, ask: Ask) -> tuple[Finding, ...]:
        """What is found of the roles that are named; of articles that mention them, where those
        answer better.
        """
        findings = self._of_each(ask)
        ids = ask.filters.document_ids
        if not ids:
            return findings
        articles = self._articles()
        mentioning = frozenset(
            article.document_id for article in articles if speaks_of(article, ask.scope)
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
        """What is found of what an ask is most likely about; of all that it may be about, where
        that answers better by more than this is likelier. Of a role that was spoken of only
        articles may tell more.
        """
        if not ask.nearby and not ask.likely:
            return self.finding(ask)
        first = ask.nearby or frozenset({ask.likely[0][0]})
        documents = self._sources.documents()
        of_role = any(
            one.kind is DocumentKind.ROLE and one.document_id in first for one in documents
        )
        articles = {one.document_id for one in documents if one.kind is DocumentKind.ARTICLE}
        wider = first | articles if of_role and not ask.likely else ask.filters.document_ids
        held, free = (
            replace(ask, filters=replace(ask.filters, document_ids=ids)) for ids in (first, wider)
        )
        near, beyond = self.finding(held), self.finding(free if wider else replace(free, within=""))
        share, elsewhere = _shares(ask, beyond)
        least = max(near.odds, share * odds_of(tuning().evidence.answered))
        return beyond if beyond.odds * elsewhere >= least * share else near

    def finding(self, asked: Ask) -> Finding:
        """What is found for one ask."""
        ask = self.spelled(asked)
        passages, found, section = self._read(ask)
        confidence = (
            max((one.probability for one in found), default=0.0) if ask.terms or ask.scope else 0.0
        )
        facts: dict[Asked, Candidate] = {}
        if is_overview(ask) and (overview := self._overview(ask)):
            confidence = tuning().evidence.overview
            if is_long(ask) or len({one.chunk.document.document_id for one in overview}) > 1:
                choice = self._broad(ask, overview)
            else:
                facts = facts_stated(overview)
                choice = outline(overview, list(facts.values()), self._vectors_of(overview))
        elif confidence >= tuning().evidence.answered and (
            is_long(ask) or is_broad(ask) or (asks_why(ask) and section)
        ):
            if section is None and (text := defined(ask, found)):
                found, section = self._read(replace(ask, text=text, within="", scope=()))[1:]
            choice = self._points(ask, found, section)
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
            tuple(facts.items()),
        )

    def _vectors_of(self, found: Sequence[Candidate]) -> Vectors:
        """The unit vectors of candidates, in their order."""
        vectors = self.sentence_vectors(
            list({one.chunk.chunk_id: one.chunk for one in found}.values())
        )
        return np.stack([vectors[one.chunk.chunk_id, one.position] for one in found])

    def _read(self, ask: Ask) -> tuple[tuple[Passage, ...], tuple[Candidate, ...], Section | None]:
        """What is retrieved for an ask, its sentences with the probability that they answer, and
        the section whose heading asks the same.

        There the first telling sentence is likelier for it, or one of the next that names parts.
        """
        passages = self.retrieve(ask)
        chunks = [chunk for passage in passages for chunk in passage.chunks]
        documents = {chunk.document.document_id: chunk.document for chunk in chunks}
        asked = self._sources.embed([ask.text])[0]
        section = asked_section(ask, list(documents.values()), self._words, asked)
        known = {chunk.chunk_id for chunk in chunks}
        under = [one for one in self._chunks_of(section) if one.chunk_id not in known]
        found = self.judged(ask, [*chunks, *under])
        stands = {one.chunk_id for one in self._chunks_of(section)}
        own = [one for one in found if one.chunk.chunk_id in stands and tells(one)]
        own = sorted(own, key=lambda one: one.sentence.span.start)[:3]
        first = next(chain(filter(names_parts, own), own), None)
        raised = tuning().evidence.heading_first * odds(first) if first else 0.0
        found = tuple(
            replace(one, probability=raised / (1 + raised)) if one is first else one
            for one in found
        )
        return passages, reasons(found, stands) if asks_why(ask) else found, section

    def _chunks_of(self, section: Section | None) -> list[Chunk]:
        """The chunks of a section and of those below it."""
        path = section.heading_path if section else ()
        chunks = self.chunks(section.document) if section else ()
        return [one for one in chunks if one.section.heading_path[: len(path)] == path]

    def _points(self, ask: Ask, found: Sequence[Candidate], section: Section | None) -> Choice:
        """Points of a broad answer; those of the section that asks the same, one of each of its
        parts where it has any.
        """
        chunks = self._chunks_of(section)
        limits = tuning().evidence
        if not is_long(ask) and len({chunk.section.span for chunk in chunks}) > 1:
            vectors = self.sentence_vectors(chunks)
            ids = {chunk.chunk_id for chunk in chunks}
            shares = points(found)
            own = [
                replace(one, probability=share / max(shares))
                for one, share in zip(found, shares, strict=True)
                if one.chunk.chunk_id in ids
            ]
            return summary(own, vectors, self._words, limits.section_words, limits.most_broad)
        stands = {chunk.chunk_id for chunk in chunks}
        return self._broad(
            ask, [one for one in found if not stands or one.chunk.chunk_id in stands]
        )

    def _broad(self, ask: Ask, found: Sequence[Candidate]) -> Choice:
        return broad(found, self._sources.kept_vectors, is_long(ask))

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


def _shares(ask: Ask, beyond: Finding) -> tuple[float, float]:
    """How likely an ask is about what is looked through first, and about what was found beyond."""
    if not ask.likely:
        return tuning().evidence.spoken_of, 1 - tuning().evidence.spoken_of
    best = max(beyond.chosen, key=lambda one: one.probability, default=None)
    found = best.chunk.document.document_id if best else ""
    return ask.likely[0][1], dict(ask.likely).get(found, ask.likely[-1][1])


def _told_by(findings: Sequence[Finding]) -> frozenset[str]:
    """The one document that the asks before were answered from; none where there are several."""
    ids = {
        one.chunk.document.document_id
        for finding in findings
        if finding.answered
        for one in finding.chosen
    }
    return frozenset(ids) if len(ids) == 1 else frozenset()


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
    """Whether a sentence is a line above an article's first heading that tells who wrote it, or
    stands in a paragraph there that does, and the ask isn't about them.
    """
    document, said = candidate.chunk.document, candidate.text.rstrip("*_ ")
    if document.kind is not DocumentKind.ARTICLE:
        return False
    is_above = not candidate.chunk.section.heading_path and candidate.sentence.lead is None
    around = _paragraph(candidate) if is_above and document.author else ""
    is_short = len(around.split()) <= tuning().evidence.byline_words
    is_signed = bool(document.author) and document.author in around and is_short
    if not is_signed and not said[-1:].isalnum():
        return False
    asked = {term.text.lower() for term in content_terms(ask.text)}
    of_author = {*words_for("authorship"), *document.author.lower().split()}
    names_author = bool(document.author) and document.author in said
    return (is_above or names_author) and asked.isdisjoint(of_author)


def _paragraph(candidate: Candidate) -> str:
    """The lines of a text among which a sentence stands, up to the next empty ones."""
    text, span = candidate.chunk.document.text, candidate.sentence.span
    start, end = text.rfind("\n\n", 0, span.start), text.find("\n\n", span.end)
    return text[max(start, 0) : end if end >= 0 else None]


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
