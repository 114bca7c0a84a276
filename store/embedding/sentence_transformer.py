"""An embedder for any model of sentence-transformers, and a quiet import of that library."""

from __future__ import annotations

import copy
import os
import threading
from collections.abc import Sequence

import numpy as np

from store.embedding.batching import BatchingEmbedder, Vectors
from store.errors import EmbedderError, reason_of

BATCH = 32  # texts embedded at once


class SentenceTransformerEmbedder(BatchingEmbedder):
    """Embeds with the model called `name`, a folder or a name on the Hugging Face hub, on the
    device that torch prefers.
    """

    def __init__(self, name: str) -> None:
        load_sentence_transformers(name)
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(name)
            # Threads may not share a fast tokenizer; with its own copy, counting delays no
            # question.
            self._tokenizer = copy.deepcopy(self._model.tokenizer)
            special = self._tokenizer.num_special_tokens_to_add(pair=False)
        except (
            Exception
        ) as error:  # safetensors, tokenizers and the hub's client each raise their own errors
            raise EmbedderError(
                f"Cannot load embedder {name!r}: {reason_of(error)} Name an existing folder or a "
                "model already "
                "downloaded, or unset ROLECALL_EMBEDDER to use the packaged one."
            ) from error
        dimension = int(self._model.get_embedding_dimension() or 0)
        super().__init__(name, dimension, int(self._model.max_seq_length or 512) - special, BATCH)
        self._lock = threading.Lock()
        self._counting = threading.Lock()

    def count_tokens(self, text: str) -> int:
        """Return the length of `text` in the model's own tokens, without special ones."""
        with self._counting:
            return len(self._tokenizer.encode(text, add_special_tokens=False, verbose=False))

    def _embed_batch(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of a few texts; a waiting question gets its turn between batches."""
        try:
            with self._lock:
                vectors = self._model.encode(
                    list(texts),
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
        except RuntimeError as error:  # torch's errors, such as lack of memory
            raise EmbedderError(
                f"Embedder {self.name!r} failed on {len(texts)} texts: {reason_of(error)} "
                "See what is wrong with: rolecall doctor"
            ) from error
        return np.asarray(vectors, dtype=np.float32)


def load_sentence_transformers(name: str) -> None:
    """Import the library quietly for the model called `name`.

    Raises EmbedderError if that fails.
    """
    # Before torch is imported: its idle threads would spin, which takes ten times as long beside
    # another busy process.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        import sentence_transformers  # noqa: F401
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise EmbedderError(
            f"Cannot load {name!r}: {error}. Reinstall with: pip install --force-reinstall rolecall"
        ) from error
    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would be drawn over the command line's own
