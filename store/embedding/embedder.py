"""What an embedder is, and the one a name stands for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from store.embedding.batching import Embed, Vectors

__all__ = ["PACKAGED", "Embed", "Embedder", "Vectors", "open_embedder"]

PACKAGED = "packaged"


class Embedder(Protocol):
    """Turns text into unit vectors, so that a dot product is the cosine similarity.

    Safe to share between threads.

    Attributes:
        name: says which model it is; stored with the collection.
        dimension: length of a vector.
        token_limit: longest text it sees whole, in its own tokens, special ones aside.
    """

    name: str
    dimension: int
    token_limit: int

    def count_tokens(self, text: str) -> int:
        """Length of `text` in the model's own tokens, special ones aside."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        ...


def open_embedder(name: str) -> Embedder:
    """Load the model called `name`: `packaged`, a folder, or a name on the Hugging Face hub.

    Raises EmbedderError when it is not there or its weights are not the pinned ones. The packaged
    one takes less than a second, another some ten: only that one imports torch.
    """
    if name == PACKAGED:
        return _packaged()
    from store.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)


@cache
def _packaged() -> Embedder:
    """One for the whole process: its classifiers embed with it too."""
    from store.embedding.packaged import PackagedEmbedder

    return PackagedEmbedder(PACKAGED)
