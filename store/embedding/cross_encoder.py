"""Score pairs of texts with a cross-encoder of sentence-transformers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from store.embedding.sentence_transformer import load_sentence_transformers
from store.errors import EmbedderError, reason_of

Scores = NDArray[np.float32]


class CrossEncoder(Protocol):
    """Reads two texts together, which shows more about the pair than their vectors do."""

    name: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the score columns, in order; one label for a model that only
        ranks.
        """
        ...

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        """Return raw scores (logits), shape (len(pairs), len(labels)); raises EmbedderError."""
        ...


class SentenceTransformersCrossEncoder:
    """A model that sentence-transformers loads when it is first used.

    Safe to share between threads.

    `name` is a folder or a name on the Hugging Face hub, `variable` the setting that it came from.
    """

    def __init__(self, name: str, variable: str) -> None:
        self.name = name
        self._variable = variable
        self._lock = threading.Lock()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the score columns, in order."""
        model = self._model
        return tuple(model.config.id2label[at] for at in range(model.num_labels))

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        """Return raw scores, shape (len(pairs), len(labels)); raises EmbedderError."""
        if not pairs:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        model = self._model
        try:
            with self._lock:
                found = model.predict(
                    list(pairs), activation_fn=_unchanged, show_progress_bar=False
                )
        except RuntimeError as error:  # torch's errors, such as lack of memory
            raise EmbedderError(
                f"Cross-encoder {self.name!r} failed on {len(pairs)} pairs: {reason_of(error)} "
                "See what is wrong with: rolecall doctor"
            ) from error
        return np.asarray(found, dtype=np.float32).reshape(len(pairs), -1)

    @cached_property
    def _model(self) -> Any:
        load_sentence_transformers(self.name)
        from sentence_transformers import CrossEncoder as Model

        try:
            return Model(self.name)
        except (
            Exception
        ) as error:  # safetensors, tokenizers and the hub's client each raise their own errors
            raise EmbedderError(
                f"Cannot load cross-encoder {self.name!r}: {reason_of(error)} "
                f"Name an existing folder or a model already downloaded, or unset {self._variable}."
            ) from error


def _unchanged(logits: Any) -> Any:
    return logits
