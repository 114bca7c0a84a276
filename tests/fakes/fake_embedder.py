"""An embedder that needs no model: texts that share words or parts of words are near each other."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from store.embedding.embedder import Vectors

DIMENSION = 384


class FakeEmbedder:
    """Counts hashed words and letter trigrams; one token a word."""

    def __init__(
        self, name: str = "fake", dimension: int = DIMENSION, token_limit: int = 254
    ) -> None:
        self.name = name
        self.dimension = dimension
        self.token_limit = token_limit
        self.embedded: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for feature in self._features(text):
                vectors[row, zlib.crc32(feature.encode()) % self.dimension] += 1
            vectors[row] /= np.linalg.norm(vectors[row]) or 1
        return vectors

    @staticmethod
    def _features(text: str) -> list[str]:
        words = text.lower().split()
        return words + [
            f"{word[at : at + 3]}#" for word in words for at in range(max(1, len(word) - 2))
        ]
