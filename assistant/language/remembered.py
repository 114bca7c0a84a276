"""Remember the vectors of texts that recur: the sentences of shown passages, and their words."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.embedding.embedder import Embed

MOST = 8192  # texts, of about 1.5 kB each with the packaged embedder


class RememberedVectors:
    """An embedding function that embeds only texts it hasn't embedded recently.

    Safe to share between threads.
    """

    def __init__(self, embed: Embed, most: int = MOST) -> None:
        self._embed = embed
        self._most = most
        self._rows: OrderedDict[str, NDArray[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._embedding = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> NDArray[Any]:
        """Return one row for each text, shape (len(texts), dimension)."""
        with self._lock:
            known = {text: self._rows[text] for text in texts if text in self._rows}
        if not texts:
            return np.asarray(self._embed(texts))
        if any(text not in known for text in texts):
            known |= self._embedded(texts, known)
        self._keep(known)
        return np.stack([known[text] for text in texts])

    def _embedded(
        self, texts: Sequence[str], known: Mapping[str, NDArray[Any]]
    ) -> dict[str, NDArray[Any]]:
        """Return the rows that are not known; a thread that waits for the same texts doesn't embed
        them again.
        """
        with self._embedding:
            with self._lock:
                since = {
                    text: self._rows[text]
                    for text in texts
                    if text not in known and text in self._rows
                }
            new = [text for text in dict.fromkeys(texts) if text not in known and text not in since]
            rows = dict(zip(new, np.asarray(self._embed(new)), strict=True)) if new else {}
            self._keep(rows)
        return since | rows

    def _keep(self, rows: Mapping[str, NDArray[Any]]) -> None:
        with self._lock:
            for text, row in rows.items():
                self._rows[text] = row
                self._rows.move_to_end(text)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)
