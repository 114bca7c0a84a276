"""Classify short texts by their meaning and their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from store.embedding.embedder import PACKAGED, Embed, Vectors, open_embedder

REMEMBERED = 512
LABELLED = 8192  # sentences whose labels are remembered: a document is read more than once
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|\?")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with its heading, and marks for what vocabularies find in them."""

    text: str
    heading: str = ""
    marks: tuple[str, ...] = ()

    @property
    def terms(self) -> list[str]:
        """Its words and pairs of words, with every number as the same term, and its
        marks.
        """
        return [*terms_of(_NUMBER.sub("0", self.text)), *self.marks]


_NUMBER = re.compile(r"\d[\d.,’' \u00a0]*(?<=\d)")


class _Weights:
    """The fitted parameters from judge/training/classifiers.py: words with their rarity, weights,
    bias.
    """

    def __init__(self, path: Path) -> None:
        with np.load(path) as kept:
            self._words = {word: at for at, word in enumerate(_lines_of(kept["words"]))}
            self._rarity = kept["rarity"].astype(np.float32)
            self._weights = kept["weights"].astype(np.float32)
            self._bias = kept["bias"].astype(np.float32)
            self.labels = _lines_of(kept["labels"]) if "labels" in kept else []

    def logits(self, vectors: Vectors, terms: Iterable[Iterable[str]]) -> Vectors:
        """Return the logits of each class, shape (texts, classes)."""
        words = np.stack([weighed(of_text, self._words, self._rarity) for of_text in terms])
        said: Vectors = np.hstack([vectors, words]) @ self._weights.T + self._bias
        return said


def _lines_of(kept: NDArray[np.uint8]) -> list[str]:
    return kept.tobytes().decode("utf-8").split("\n")


class Classifier(_Weights):
    """Multinomial logistic regression over a message's vector and its weighted words and pairs of
    words.

    `embed` must be the packaged embedder's. Safe to share.
    """

    def __init__(self, embed: Embed, weights: Path) -> None:
        super().__init__(weights)
        self._embed = embed
        self._remembered = lru_cache(REMEMBERED)(self._probabilities)

    def __call__(self, message: str) -> tuple[float, ...]:
        """Return the probability of each class, in the order of training; they sum to 1.

        Raises EmbedderError.
        """
        return self._remembered(message)

    def of_all(self, texts: Sequence[str]) -> Vectors:
        """Return the probabilities of several texts at once, shape (texts, classes).

        Raises EmbedderError.
        """
        return softmax(self.logits(self._embed(texts), map(terms_of, texts)))

    def _probabilities(self, message: str) -> tuple[float, ...]:
        return tuple(map(float, self.of_all([message])[0]))


class Labeller(_Weights):
    """One logistic regression for each label, over the vectors of a sentence and its heading, and
    its weighted words, pairs of words and marks. Safe to share.
    """

    def __init__(self, embed: Embed, weights: Path) -> None:
        super().__init__(weights)
        self._embed = embed
        self._headings = lru_cache(LABELLED)(self._vector)
        self._known: dict[Marked, dict[str, float]] = {}

    def __call__(self, sentences: Sequence[Marked]) -> list[dict[str, float]]:
        """Return the probability of each label of each sentence, with all sentences embedded at
        once.

        Raises EmbedderError.
        """
        new = [each for each in dict.fromkeys(sentences) if each not in self._known]
        if len(self._known) + len(new) > LABELLED:
            self._known.clear()
            new = list(dict.fromkeys(sentences))
        if new:
            headings = np.stack([self._headings(each.heading) for each in new])
            vectors = np.hstack([self._embed([each.text for each in new]), headings])
            shares = 1 / (1 + np.exp(-self.logits(vectors, (each.terms for each in new))))
            rows = zip(new, shares.tolist(), strict=True)
            self._known |= {each: dict(zip(self.labels, row, strict=True)) for each, row in rows}
        return [self._known[each] for each in sentences]

    def _vector(self, heading: str) -> NDArray[np.float32]:
        vectors = self._embed([heading or "-"])
        vector: NDArray[np.float32] = vectors[0] if heading else np.zeros_like(vectors[0])
        return vector


def softmax(logits: Vectors) -> Vectors:
    """Return the probabilities of each row's logits, in the same shape."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Vectors = raised / raised.sum(axis=1, keepdims=True)
    return probabilities


@cache
def shipped_classifier(weights: Path) -> Classifier:
    """Return the classifier whose weights come with Rolecall, over the packaged embedder.

    Raises EmbedderError.
    """
    return Classifier(open_embedder(PACKAGED).embed, weights)


@cache
def shipped_labeller(weights: Path) -> Labeller:
    """Return the labeller whose weights come with Rolecall, over the packaged embedder.

    Raises EmbedderError.
    """
    return Labeller(open_embedder(PACKAGED).embed, weights)


def weighed(
    terms: Iterable[str], words: Mapping[str, int], rarity: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the known terms, weighted by rarity; shape (words,), of unit length."""
    row = np.zeros(len(rarity), dtype=np.float32)
    for term in terms:
        if (at := words.get(term)) is not None:
            row[at] += 1
    row[row > 0] = 1 + np.log(row[row > 0])
    row *= rarity
    length = float(np.linalg.norm(row))
    return row / length if length else row


def terms_of(message: str) -> list[str]:
    """Return the words of a message in lower case, including question marks, and its pairs of
    words.
    """
    words = _TOKEN.findall(message.lower())
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]
