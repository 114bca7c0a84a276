"""The interface of embedders, and the embedder that a name stands for."""

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
        name: identifies the model; stored with the collection.
        dimension: length of a vector.
        token_limit: the longest text it reads completely, in its own tokens without special ones.
    """

    name: str
    dimension: int
    token_limit: int

    def count_tokens(self, text: str) -> int:
        """Return the length of `text` in the model's own tokens, without special ones."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension)."""
        ...


def open_embedder(name: str) -> Embedder:
    """Load the model called `name`: `packaged`, a folder, or a name on the Hugging Face hub.

    Raises EmbedderError if it is missing or its weights are not the pinned ones. The packaged model
    takes less than a second to load, others about ten, since they import torch.
    """
    if name == PACKAGED:
        return _packaged()
    from store.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)


@cache
def _packaged() -> Embedder:
    """Return one packaged embedder for the whole process, since the classifiers embed with it
    too.
    """
    from store.embedding.packaged import PackagedEmbedder

    return PackagedEmbedder(PACKAGED)
