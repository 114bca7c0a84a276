"""Tell short texts apart by their meaning and their words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from store.embedding.embedder import PACKAGED, Embed, Vectors, open_embedder

REMEMBERED = 512
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|\?")


class Classifier:
    """Multinomial logistic regression over a message's vector and its weighed words and pairs of
    words.

    `embed` is the packaged embedder's, `weights` what judge/training/classifiers.py wrote. Safe to
    share.
    """

    def __init__(self, embed: Embed, weights: Path) -> None:
        self._embed = embed
        with np.load(weights) as kept:
            self._words = {
                word: at
                for at, word in enumerate(kept["words"].tobytes().decode("utf-8").split("\n"))
            }
            self._rarity = kept["rarity"].astype(np.float32)
            self._weights = kept["weights"].astype(np.float32)
            self._bias = kept["bias"].astype(np.float32)
        self._remembered = lru_cache(REMEMBERED)(self._probabilities)

    def __call__(self, message: str) -> tuple[float, ...]:
        """The probability of each class, which sum to 1, in the order they were trained in.

        Raises EmbedderError.
        """
        return self._remembered(message)

    def of_all(self, texts: Sequence[str]) -> Vectors:
        """The probabilities of several texts at once, shape (texts, classes).

        Raises EmbedderError.
        """
        words = np.stack([weighed(text, self._words, self._rarity) for text in texts])
        return softmax(np.hstack([self._embed(texts), words]) @ self._weights.T + self._bias)

    def _probabilities(self, message: str) -> tuple[float, ...]:
        return tuple(map(float, self.of_all([message])[0]))


def softmax(logits: Vectors) -> Vectors:
    """The probabilities of each row's logits, of the same shape."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Vectors = raised / raised.sum(axis=1, keepdims=True)
    return probabilities


@cache
def shipped_classifier(weights: Path) -> Classifier:
    """The classifier whose weights come with Rolecall, over the packaged embedder.

    Raises EmbedderError.
    """
    return Classifier(open_embedder(PACKAGED).embed, weights)


def weighed(
    message: str, words: Mapping[str, int], rarity: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The message's known words and pairs of words, weighed by how rare they are; shape
    (words,), of unit length.
    """
    row = np.zeros(len(rarity), dtype=np.float32)
    for term in terms_of(message):
        if (at := words.get(term)) is not None:
            row[at] += 1
    row[row > 0] = 1 + np.log(row[row > 0])
    row *= rarity
    length = float(np.linalg.norm(row))
    return row / length if length else row


def terms_of(message: str) -> list[str]:
    """The words of a message in lower case, question marks among them, and its pairs of words."""
    words = _TOKEN.findall(message.lower())
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]
