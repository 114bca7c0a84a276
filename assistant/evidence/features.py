"""How near each sentence is to what an ask asks for, as a whole and by its words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.evidence.asked import Stating
from assistant.judge.judge import NOWHERE
from assistant.language.words import content_terms
from assistant.types import Ask, Term
from store.embedding.embedder import Vectors
from store.search.index import Vocabulary
from store.text.stemming import stems
from store.types import Chunk, Sentence, Span

Embed = Callable[[Sequence[str]], Vectors]

# A word's meaning begins to count at the first cosine similarity and counts fully at the second.
MEANING_FROM, MEANING_FULL = 0.45, 0.80
SHORTEST_CORRECTED = 5  # letters; shorter unknown words are too near too many others


@dataclass(frozen=True, slots=True)
class Features:
    """How a sentence fits an ask; similarities are cosines, the share is 0 to 1.

    Attributes:
        similarity: of the sentence and the ask, with or without the names that scope it, whichever is nearer.
        heading: of the headings over the sentence and the ask, likewise, the nearest of them.
        in_sentence: share of the terms, rare ones weighing most, that the sentence covers, by the word itself or a
            near word.
        states: probability that the ask asks for a facet that the sentence states.
        silent: probability that it asks for one that the sentence's posting states nowhere.
    """

    similarity: float
    heading: float
    in_sentence: float
    states: float = 0.0
    silent: float = 0.0


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
        return self.chunk.sentences[self.position]

    @property
    def text(self) -> str:
        return self.sentence.span.of(self.chunk.document.text)


@cache
def mix() -> dict[str, Any]:
    """The fitted weights: of `reader.row_of`, and under `points` those of `choose.points`."""
    return dict(yaml.safe_load(files("assistant.evidence").joinpath("mix.yaml").read_text("utf-8")))


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
        known = term.stem in self._count or letters < SHORTEST_CORRECTED
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
    covers, stating = _Covers(ask, places, word_vectors, weight), Stating(ask.put)

    def features(row: int, chunk: Chunk, at: int) -> Features:
        heading = float(under[headings[chunk.chunk_id]].max())
        states, silent = stating(chunk, chunk.sentences[at].span)
        return Features(float(similarity[row]), heading, covers(chunk, at), states, silent)

    return [Candidate(chunk, at, features(row, chunk, at)) for row, (chunk, at) in enumerate(places)]


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
        near = np.clip((cosine - MEANING_FROM) / (MEANING_FULL - MEANING_FROM), 0.0, 0.95).astype(np.float32)
        return near, {stemmed: at for at, stemmed in enumerate(by_stem)}

    def _meant(self, here: set[str]) -> NDArray[np.float32]:
        """How well the words with these stems mean each term."""
        columns = [self._column[stemmed] for stemmed in here if stemmed in self._column]
        near: NDArray[np.float32] = (
            self._near[:, columns].max(axis=1) if columns else np.zeros(len(self._terms), np.float32)
        )
        return near
