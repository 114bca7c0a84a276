"""What embedders have in common: batches of texts of similar length, and remembered single
texts.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

QUERIES_REMEMBERED = 256


class BatchingEmbedder(ABC):
    """Embeds `batch` texts of similar length at once, and remembers single texts."""

    def __init__(self, name: str, dimension: int, token_limit: int, batch: int) -> None:
        self.name = name
        self.dimension = dimension
        self.token_limit = token_limit
        self._batch = batch
        self._embed_one = lru_cache(QUERIES_REMEMBERED)(self._embed_uncached)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension); raises EmbedderError."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(texts) == 1:
            return self._embed_one(texts[0])
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        ranked = [texts[at] for at in order]
        starts = range(0, len(ranked), self._batch)
        batches = [self._embed_batch(ranked[start : start + self._batch]) for start in starts]
        vectors: Vectors = np.concatenate(batches)[np.argsort(order)]
        return vectors

    def _embed_uncached(self, text: str) -> Vectors:
        vectors = self._embed_batch([text])
        vectors.setflags(write=False)
        return vectors

    @abstractmethod
    def _embed_batch(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of a few texts, embedded together."""
