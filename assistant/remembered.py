"""Vectors of texts that come again and again: the sentences of the passages shown, the words in them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], NDArray[Any]]
MOST = 8192  # texts, of some 1.5 kB each with the packaged embedder


class RememberedVectors:
    """An embedding function that embeds only what it has not lately. Safe to share between threads."""

    def __init__(self, embed: Embed, most: int = MOST) -> None:
        self._embed = embed
        self._most = most
        self._rows: OrderedDict[str, NDArray[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> NDArray[Any]:
        """One row a text, shape (len(texts), dimension)."""
        with self._lock:
            known = {text: self._rows[text] for text in texts if text in self._rows}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new or not texts:
            rows = np.asarray(self._embed(new))
            if not texts:
                return rows
            known |= dict(zip(new, rows, strict=True))
        self._keep(known)
        return np.stack([known[text] for text in texts])

    def _keep(self, rows: dict[str, NDArray[Any]]) -> None:
        with self._lock:
            for text, row in rows.items():
                self._rows[text] = row
                self._rows.move_to_end(text)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)
