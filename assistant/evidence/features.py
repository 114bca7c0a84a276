"""How near each sentence is to what an ask asks for, as a whole and by its words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
import yaml
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.evidence.asked import Stating
from assistant.judge.judge import NOWHERE
from assistant.language.spelling import common_word
from assistant.language.words import content_terms
from assistant.tuning import tuning
from assistant.types import Ask, Term
from store.embedding.embedder import Embed, Vectors
from store.search.index import Vocabulary
from store.text.stemming import stems
from store.types import Chunk, Sentence, Span

_SMALL_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")


@dataclass(frozen=True, slots=True)
class Features:
    """How a sentence fits an ask; similarities are cosines, the share is 0 to 1.

    Attributes:
        similarity: of the sentence and the ask, with or without the names that scope it, whichever
            is nearer; of its chunk, where it was looked at roughly.
        heading: of the headings over the sentence and the ask, likewise, the nearest of them.
        in_sentence: share of the terms, rare ones weighing most, that the sentence covers, by the
            word itself or, where it was looked at closely, a near word.
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
    """A sentence that may answer an ask, the probability that it does, and the words in it that do,
    if known.

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


Closely = Callable[
    [Sequence[Candidate]], Sequence[Candidate]
]  # sentences as `Fit.closely` looks at them


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

    def respelled(self, text: str) -> str:
        """The text with words in small letters that neither the library nor English has set
        right: "salery".
        """
        return _SMALL_WORD.sub(lambda match: self._common(match[0]) or match[0], text)

    def _common(self, word: str) -> str:
        return "" if set(stems(word)) & self._count.keys() else common_word(word)

    def spelled(self, term: Term) -> Term:
        """The term; the library's nearest word in its place where no chunk has it and it looks
        misspelt.
        """
        if common := self._common(term.text):
            return Term(common, stems(common)[0])
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
            # One text more than needed: a single one would go through the embedder's memory of
            # questions.
            self._known.update(zip(new, self._embed([*new, ""]), strict=False))
        return np.stack([self._known[word] for word in words])


class Sources(Protocol):
    """What gives vectors, of unit length."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, shape (texts, dimension)."""

    def kept_vectors(self, texts: Sequence[str]) -> Vectors:
        """The same of texts that come again, kept once computed."""

    def chunk_vectors(self, chunks: Sequence[Chunk]) -> Mapping[str, Vectors]:
        """Unit vectors of chunks, by chunk_id."""


class Fit:
    """How the sentences of some chunks fit an ask.

    Roughly: by the vectors of their chunks, which are there, and by the ask's own words. Closely:
    by their own vectors and by words that mean the same, which are made when first asked for.
    """

    def __init__(
        self,
        ask: Ask,
        chunks: Sequence[Chunk],
        sources: Sources,
        words: WordVectors,
        weight: TermWeights,
    ) -> None:
        # Of the documents that are named every sentence is about the names: nearness to these would
        # tell nothing.
        texts = (ask.unscoped,) if ask.within else (ask.text, ask.unscoped)
        self._asked = np.stack([sources.embed([text])[0] for text in texts])
        self._chunks, self._sources, self._words = chunks, sources, words
        self._stating = Stating(ask.put)
        self._terms = ask.terms
        weights = np.array([weight(term.stem) for term in ask.terms], dtype=np.float32)
        self._share = weights / (weights.sum() or 1.0)

    def roughly(self) -> list[Candidate]:
        """Every sentence of the chunks, in their order."""
        if not self._chunks:
            return []
        vectors = self._sources.chunk_vectors(self._chunks)
        ids = list(vectors)
        near = dict(
            zip(
                ids,
                (np.stack([vectors[name] for name in ids]) @ self._asked.T).max(axis=1),
                strict=True,
            )
        )
        headings = {chunk.chunk_id: _headings(chunk) for chunk in self._chunks}
        under = {
            words: (self._words(words) @ self._asked.T).max() for words in set(headings.values())
        }
        return [
            Candidate(
                chunk,
                at,
                Features(
                    float(near[chunk.chunk_id]),
                    float(under[headings[chunk.chunk_id]]),
                    float(self._exact(set(stems(chunk.with_lead(at)))) @ self._share),
                    *self._stating(chunk, sentence.span),
                ),
            )
            for chunk in self._chunks
            for at, sentence in enumerate(chunk.sentences)
        ]

    def closely(self, sentences: Sequence[Candidate]) -> list[Candidate]:
        """Some of the sentences, in their order."""
        if not sentences:
            return []
        texts = [one.chunk.with_lead(one.position) for one in sentences]
        similarity = (self._sources.kept_vectors(texts) @ self._asked.T).max(axis=1)
        near, column = self._nearness(texts)
        closer = []
        for row, (one, text) in enumerate(zip(sentences, texts, strict=True)):
            here = set(stems(text))
            columns = [column[stemmed] for stemmed in here if stemmed in column]
            meant = (
                near[:, columns].max(axis=1) if columns else np.zeros(len(self._terms), np.float32)
            )
            covered = float(np.maximum(self._exact(here), meant) @ self._share)
            features = replace(one.features, similarity=float(similarity[row]), in_sentence=covered)
            closer.append(replace(one, features=features))
        return closer

    def _exact(self, here: Collection[str]) -> NDArray[np.float32]:
        """Which terms are among the words with these stems, 1 or 0."""
        return np.array([term.stem in here for term in self._terms], dtype=np.float32)

    def _nearness(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], dict[str, int]]:
        """How near each term is in meaning to each word of the texts, shape (terms, words), and
        the words' columns.
        """
        by_stem = {
            term.stem: term.text.lower()
            for text in sorted(set(texts))
            for term in content_terms(text)
        }
        if not by_stem or not self._terms:
            return np.zeros((len(self._terms), 0), dtype=np.float32), {}
        cosine = (
            self._words([term.text.lower() for term in self._terms])
            @ self._words(list(by_stem.values())).T
        )
        limits = tuning().evidence
        share = (cosine - limits.meaning_from) / (limits.meaning_full - limits.meaning_from)
        near = np.clip(share, 0.0, 0.95).astype(np.float32)
        return near, {stemmed: at for at, stemmed in enumerate(by_stem)}


def _headings(chunk: Chunk) -> tuple[str, ...]:
    return chunk.section.heading_path or (chunk.document.title,)
