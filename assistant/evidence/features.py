"""How near each sentence is to what an ask asks for, as a whole and by its words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.judge.judge import NOWHERE
from assistant.language.words import content_terms
from assistant.tuning import tuning
from assistant.types import Ask, Term
from store.embedding.embedder import Embed, Vectors
from store.search.index import Vocabulary
from store.text.listed import listed
from store.text.stemming import stems
from store.types import Chunk, Sentence, Span


@dataclass(frozen=True, slots=True)
class Features:
    """How a sentence fits an ask; similarities are cosines, the share is 0 to 1.

    Attributes:
        similarity: of the sentence and the ask, with or without the names that scope it, whichever is nearer.
        heading: of the headings over the sentence and the ask, likewise, the nearest of them.
        in_sentence: share of the terms, rare ones weighing most, that the sentence covers, by the word itself or a
            near word.
    """

    similarity: float
    heading: float
    in_sentence: float


NO_FEATURES = Features(0.0, 0.0, 0.0)


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
        """The sentence, with its span in the document."""
        return self.chunk.sentences[self.position]

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.sentence.span.of(self.chunk.document.text)


@cache
def mix() -> dict[str, Any]:
    """The fitted weights: of `reader.row_of`, and under `points` those of `choose.points`."""
    return dict(listed(__file__, "mix"))


class TermWeights:
    """Inverse document frequency of stems over the library's chunks: rare words weigh most."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._count = vocabulary.of_stem
        self._total = vocabulary.chunks

    def __call__(self, stemmed: str) -> float:
        """The weight of a stem, 0 or more; largest where no chunk has it."""
        count = self._count.get(stemmed, 0)
        return math.log(1 + (self._total - count + 0.5) / (count + 0.5))

    def spelled(self, term: Term) -> Term:
        """The term; the library's nearest word in its place where no chunk has it and it looks misspelt."""
        letters = len(term.stem)
        known = term.stem in self._count or letters < tuning().evidence.shortest_corrected
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
    headings = {chunk.chunk_id: _headings(chunk) for chunk in chunks}
    under = {words: word_vectors(words) @ asked_vectors.T for words in set(headings.values())}
    covers = _Covers(ask, places, word_vectors, weight)
    return [
        Candidate(
            chunk, at, Features(float(similarity[row]), float(under[headings[chunk.chunk_id]].max()), covers(chunk, at))
        )
        for row, (chunk, at) in enumerate(places)
    ]


def _headings(chunk: Chunk) -> tuple[str, ...]:
    return chunk.section.heading_path or (chunk.document.title,)


class _Covers:
    """What share of an ask's terms, rare ones weighing most, a sentence covers by the word itself or a near word."""

    def __init__(
        self, ask: Ask, places: Sequence[tuple[Chunk, int]], word_vectors: WordVectors, weight: TermWeights
    ) -> None:
        self._terms = ask.terms
        weights = np.array([weight(term.stem) for term in ask.terms], dtype=np.float32)
        self._share = weights / (weights.sum() or 1.0)
        self._near, self._column = self._nearness(places, word_vectors)

    def __call__(self, chunk: Chunk, at: int) -> float:
        here = set(stems(chunk.with_lead(at)))
        exact = np.array([term.stem in here for term in self._terms], dtype=np.float32)
        return float(np.maximum(exact, self._meant(here)) @ self._share)

    def _nearness(
        self, places: Sequence[tuple[Chunk, int]], word_vectors: WordVectors
    ) -> tuple[NDArray[np.float32], dict[str, int]]:
        """How near each term is in meaning to each word of the sentences, shape (terms, words)."""
        texts = sorted({chunk.with_lead(at) for chunk, at in places})
        by_stem = {term.stem: term.text.lower() for text in texts for term in content_terms(text)}
        if not by_stem or not self._terms:
            return np.zeros((len(self._terms), 0), dtype=np.float32), {}
        cosine = word_vectors([term.text.lower() for term in self._terms]) @ word_vectors(list(by_stem.values())).T
        limits = tuning().evidence
        share = (cosine - limits.meaning_from) / (limits.meaning_full - limits.meaning_from)
        near = np.clip(share, 0.0, 0.95).astype(np.float32)
        return near, {stemmed: at for at, stemmed in enumerate(by_stem)}

    def _meant(self, here: set[str]) -> NDArray[np.float32]:
        """How well the words with these stems mean each term."""
        columns = [self._column[stemmed] for stemmed in here if stemmed in self._column]
        near: NDArray[np.float32] = (
            self._near[:, columns].max(axis=1) if columns else np.zeros(len(self._terms), np.float32)
        )
        return near
