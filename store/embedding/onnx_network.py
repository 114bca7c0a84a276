"""Run a network exported to ONNX that reads pairs of texts."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.embedding.onnx_session import marks, open_session, open_tokenizer
from store.errors import EmbedderError, reason_of
from store.types import Span


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's token ids, and the characters of each."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.ids)

    def first(self, most: int) -> Tokens:
        """Return the first `most` tokens, or all if there are fewer."""
        return self if len(self) <= most else Tokens(self.ids[:most], self.offsets[:most])

    def characters(self, first: int, last: int) -> Span:
        """Return the characters from the first token to the last, inclusive."""
        return Span(self.offsets[first][0], self.offsets[last][1]) if self.ids else Span(0, 0)


class OnnxNetwork:
    """Reads pairs of texts with a network whose inputs are those of BERT.

    Loaded when first used; safe to share.

    `weights` is an .onnx file, `tokenizer` the tokenizer.json of its training.
    """

    def __init__(self, weights: Path, tokenizer: Path) -> None:
        self._weights = weights
        self._tokens = tokenizer
        self._lock = threading.Lock()

    def tokens(self, text: str) -> Tokens:
        """Return the tokens of one text, without the marks around it."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return Tokens(tuple(encoding.ids), tuple(encoding.offsets))

    def run(self, first: Sequence[int], second: Sequence[int]) -> dict[str, NDArray[np.float32]]:
        """Return the network's outputs for one pair of token ids, by name.

        An output with a number for each token has the shape (tokens,): a mark, the first text, a
        mark, the second text, a mark. Pairs run one at a time: on a processor, padding costs more
        than a batch saves, and the 8-bit activations would depend on the other pairs. Raises
        EmbedderError.
        """
        start, stop = self._marks
        ids = np.array([[start, *first, stop, *second, stop]], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, len(first) + 2 :] = 1
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        try:
            outputs = self._session.run(None, inputs)
        except RuntimeError as error:
            raise EmbedderError(
                f"{self._weights.name} failed on {ids.size} tokens: {reason_of(error)}"
            ) from error
        names = [output.name for output in self._session.get_outputs()]
        return {name: values[0] for name, values in zip(names, outputs, strict=True)}

    @cached_property
    def _tokenizer(self) -> Any:
        return open_tokenizer(self._tokens)

    @cached_property
    def _marks(self) -> tuple[int, int]:
        return marks(self._tokenizer)

    @property
    def _session(self) -> Any:
        with self._lock:
            return self._opened

    @cached_property
    def _opened(self) -> Any:
        return open_session(self._weights)
