"""The naive baseline that evaluation measures against: fixed chunks, one embedding, top four."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from store.embedding.embedder import Vectors
from store.types import Document

CHUNK_CHARACTERS = 1000
TOP_K = 4
BATCH = 64


class Baseline:
    """Retrieval as the first tutorial has it: cut every 1,000 characters, embed, take the
    nearest four.
    """

    def __init__(
        self, documents: Sequence[Document], embed: Callable[[Sequence[str]], Vectors]
    ) -> None:
        self._embed = embed
        self._chunks = [
            document.text[start : start + CHUNK_CHARACTERS]
            for document in documents
            for start in range(0, len(document.text), CHUNK_CHARACTERS)
        ]
        batches = [
            embed(self._chunks[start : start + BATCH])
            for start in range(0, len(self._chunks), BATCH)
        ]
        self._vectors = np.concatenate(batches)

    def search(self, question: str) -> tuple[list[str], float]:
        """The top four chunks, best first, and the best one's cosine similarity (its
        confidence).
        """
        scores = self._vectors @ self._embed([question])[0]
        best = np.argsort(-scores)[:TOP_K]
        return [self._chunks[at] for at in best], float(scores[best[0]])
