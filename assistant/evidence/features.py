"""How well each sentence covers what an ask asks for: by its words, by their meaning, and as a whole."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.judge.judge import NOWHERE
from assistant.language.words import content_terms
from assistant.question.expects import asked, meets, stated
from assistant.types import Ask, Expected, Term
from store.embedding.embedder import Vectors
from store.text.stemming import stems
from store.types import Chunk, Sentence, Span

Embed = Callable[[Sequence[str]], Vectors]

# A word's meaning begins to count at the first cosine similarity and counts fully at the second.
MEANING_FROM, MEANING_FULL = 0.45, 0.80
COVERED_FROM = 0.35  # a term covered less than this is not covered
NEAR = 0.3  # cosine below which a sentence hardly ever is about what is asked
SHORTEST_CORRECTED = 5  # letters; shorter unknown words are too near too many others
# What a term is worth by where it stands: the sentence itself, its paragraph, its headings, its document's name.
IN_SENTENCE, IN_PARAGRAPH, IN_HEADING, IN_TITLE = 1.0, 0.85, 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Features:
    """How a sentence fits an ask; similarities are cosines, shares and flags are 0 to 1.

    Attributes:
        similarity: of the sentence and the ask, with or without the names that scope it, whichever is nearer.
        heading: of the heading over the sentence and the ask, likewise.
        in_sentence: share of the terms, rare ones weighing most, that the sentence covers, by the word itself or a
            near word.
        missing_names: names and numbers of the ask that stand nowhere around the sentence.
        unmet: whether the sort of thing asked for (a number, a date, ...) is missing from the sentence.
        stated, unstated: whether the sentence speaks of the attribute asked for (pay, degree, ...), if one is.
        terms: how many terms there are, in eighths.
        absent: share of the terms, rare ones weighing most, that no sentence at all covers.
        far: how much nearer than this a sentence about the same subject would be, from a cosine of 0.3 down.
    """

    similarity: float
    heading: float
    in_sentence: float
    missing_names: float
    unmet: float
    stated: float
    unstated: float
    terms: float
    absent: float
    far: float


NO_FEATURES = Features(*[0.0] * 10)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer an ask, the probability that it does, and the words in it that do, if known.

    `features` are zeros where it was read by the judge and not weighed.
    """

    chunk: Chunk
    position: int
    features: Features = NO_FEATURES
    probability: float = 0.0
    answer: Span = NOWHERE

    @property
    def sentence(self) -> Sentence:
        return self.chunk.sentences[self.position]

    @property
    def text(self) -> str:
        return self.sentence.span.of(self.chunk.document.text)


class TermWeights:
    """Inverse document frequency of stems over the library's chunks: rare words weigh most."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self._count: Counter[str] = Counter()
        self._total = 0
        for chunk in chunks:
            self._total += 1
            self._count.update(set(stems(chunk.embedded_text)))

    def __call__(self, stemmed: str) -> float:
        """The weight of a stem, 0 or more; largest where no chunk has it."""
        return math.log(1 + (self._total - self._count[stemmed] + 0.5) / (self._count[stemmed] + 0.5))

    def spelled(self, term: Term) -> Term:
        """The term; the library's nearest word in its place where no chunk has it and it looks misspelt."""
        letters = len(term.stem)
        known = self._count[term.stem] or asked(term.text) or letters < SHORTEST_CORRECTED
        if known or not term.text.islower():
            return term
        allowed = 1 if letters < 8 else 2
        match = process.extractOne(
            term.stem, self._count.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=allowed
        )
        return term if match is None else Term(term.text, str(match[0]))


class WordVectors:
    """Vectors of words and headings, each embedded once."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._known: dict[str, Vectors] = {}

    def __call__(self, words: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(words), dimension)."""
        new = sorted({word for word in words if word not in self._known})
        if new:
            # One text more than needed: a single one would go through the embedder's memory of questions.
            self._known.update(zip(new, self._embed([*new, ""]), strict=False))
        return np.stack([self._known[word] for word in words])


def candidates(
    ask: Ask,
    chunks: Sequence[Chunk],
    sentence_vectors: Mapping[tuple[str, int], Vectors],
    embed: Embed,
    word_vectors: WordVectors,
    weight: TermWeights,
) -> list[Candidate]:
    """Every sentence of the chunks, in their order, with how it fits the ask."""
    places = [(chunk, at) for chunk in chunks for at in range(len(chunk.sentences))]
    if not places:
        return []
    # Of the documents that are named every sentence is about the names: nearness to these would tell nothing.
    texts = (ask.unscoped,) if ask.within else (ask.text, ask.unscoped)
    asked_vectors = np.stack([embed([text])[0] for text in texts])
    matrix = np.stack([sentence_vectors[(chunk.chunk_id, at)] for chunk, at in places])
    similarity = (matrix @ asked_vectors.T).max(axis=1)
    heading = word_vectors([_heading(chunk) for chunk, _ in places]) @ asked_vectors.T
    heading = heading.max(axis=1)
    covers = _Covers(ask, places, word_vectors, weight)
    return [
        Candidate(chunk, at, covers.features(row, chunk, at, float(similarity[row]), float(heading[row])))
        for row, (chunk, at) in enumerate(places)
    ]


def _heading(chunk: Chunk) -> str:
    path = chunk.section.heading_path
    return path[-1] if path else chunk.document.title


class _Covers:
    """For each term of an ask, how well a sentence and what stands around it cover it."""

    def __init__(
        self, ask: Ask, places: Sequence[tuple[Chunk, int]], word_vectors: WordVectors, weight: TermWeights
    ) -> None:
        self._ask = ask
        self._attributes = asked(ask.text)
        self._weights = np.array([weight(term.stem) for term in ask.terms], dtype=np.float32)
        self._share = self._weights / (self._weights.sum() or 1.0)
        self._names = np.array([_is_name(term, ask.text) for term in ask.terms], dtype=bool)
        self._paragraphs: dict[tuple[str, int, int], list[str]] = {}
        for chunk, at in places:
            self._paragraphs.setdefault(_paragraph(chunk, at), []).append(chunk.with_lead(at))
        self._near, self._column = self._nearness(places, word_vectors)
        self._covered = [self._coverage(chunk, at) for chunk, at in places]
        best = np.max([meaning for _, meaning, _ in self._covered], axis=0)
        self._absent = float(((best < COVERED_FROM) * self._share).sum())

    def _nearness(
        self, places: Sequence[tuple[Chunk, int]], word_vectors: WordVectors
    ) -> tuple[NDArray[np.float32], dict[str, int]]:
        """How near each term is in meaning to each word of the passages, shape (terms, words)."""
        texts = {chunk.with_lead(at) for chunk, at in places}
        texts |= {" ".join(chunk.section.heading_path) for chunk, _ in places}
        by_stem = {term.stem: term.text.lower() for text in sorted(texts) for term in content_terms(text)}
        if not by_stem or not self._ask.terms:
            return np.zeros((len(self._ask.terms), 0), dtype=np.float32), {}
        asked_words = word_vectors([term.text.lower() for term in self._ask.terms])
        cosine = asked_words @ word_vectors(list(by_stem.values())).T
        near = np.clip((cosine - MEANING_FROM) / (MEANING_FULL - MEANING_FROM), 0.0, 0.95).astype(np.float32)
        return near, {stemmed: at for at, stemmed in enumerate(by_stem)}

    def features(self, row: int, chunk: Chunk, at: int, similarity: float, heading: float) -> Features:
        text = chunk.with_lead(at)
        headings = " ".join(chunk.section.heading_path)
        literal, _, inside = self._covered[row]
        typed = self._ask.expected is not Expected.ANYTHING
        states = stated(self._attributes, f"{headings} {text}") if self._attributes else 0.0
        return Features(
            similarity=similarity,
            heading=heading,
            in_sentence=float(inside @ self._share),
            missing_names=float(((literal == 0) & self._names).sum()),
            unmet=float(typed and not meets(self._ask.expected, self._ask.text, text)),
            stated=states,
            unstated=float(bool(self._attributes) and states == 0),
            terms=len(self._ask.terms) / 8,
            absent=self._absent,
            far=min(1.0, max(0.0, (NEAR - similarity) / NEAR)),
        )

    def _coverage(self, chunk: Chunk, at: int) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Coverage of each term, shape (terms,): by the word itself, by word or meaning, by either in the sentence."""
        document, text = chunk.document, chunk.with_lead(at)
        settings = (
            (text, IN_SENTENCE),
            (" ".join(self._paragraphs[_paragraph(chunk, at)]), IN_PARAGRAPH),
            (" ".join(chunk.section.heading_path), IN_HEADING),
            (f"{document.title} {document.team} {document.author} {document.company}", IN_TITLE),
        )
        literal, meaning, inside = (np.zeros(len(self._ask.terms), dtype=np.float32) for _ in range(3))
        for words, worth in settings:
            here = set(stems(words))
            exact = np.array([term.stem in here for term in self._ask.terms], dtype=np.float32)
            covered = np.maximum(exact, self._meant(here))
            literal = np.maximum(literal, worth * exact)
            meaning = np.maximum(meaning, worth * covered)
            if words is text:
                inside = covered
        return literal, meaning, inside

    def _meant(self, here: set[str]) -> NDArray[np.float32]:
        """How well the words with these stems mean each term."""
        columns = [self._column[one] for one in here if one in self._column]
        near: NDArray[np.float32] = (
            self._near[:, columns].max(axis=1) if columns else np.zeros(len(self._ask.terms), np.float32)
        )
        return near


def _is_name(term: Term, text: str) -> bool:
    """Whether a term is a name or a number: capitalised inside the sentence, or holding a digit."""
    begins = text.lstrip().startswith(term.text)
    return any(character.isdigit() for character in term.text) or (term.text[:1].isupper() and not begins)


def _paragraph(chunk: Chunk, at: int) -> tuple[str, int, int]:
    return chunk.document.document_id, chunk.section.span.start, chunk.sentences[at].paragraph
