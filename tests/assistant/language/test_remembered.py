"""Texts are embedded once, and the rows are those of the texts."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from assistant.language.remembered import RememberedVectors


def test_only_what_is_new_is_embedded_and_the_oldest_is_forgotten() -> None:
    asked: list[list[str]] = []

    def embed(texts: Sequence[str]) -> np.ndarray:
        asked.append(list(texts))
        return np.array([[len(text), 1.0] for text in texts]).reshape(len(texts), 2)

    remembered = RememberedVectors(embed, most=3)
    assert remembered(["a", "bbb", "a"]).tolist() == [[1, 1], [3, 1], [1, 1]]
    assert remembered(["bbb", "cc"]).tolist() == [[3, 1], [2, 1]]
    assert asked == [["a", "bbb"], ["cc"]]
    remembered(["dddd"])
    remembered(["a"])
    assert asked[2:] == [["dddd"], ["a"]]
    assert remembered([]).shape == (0, 2)


def test_who_waits_for_the_same_texts_does_not_embed_them_once_more() -> None:
    asked: list[list[str]] = []
    begun, go_on = threading.Event(), threading.Event()

    def embed(texts: Sequence[str]) -> np.ndarray:
        asked.append(list(texts))
        begun.set()
        go_on.wait(10)
        return np.array([[len(text), 1.0] for text in texts])

    remembered = RememberedVectors(embed)
    with ThreadPoolExecutor(4) as threads:
        told = [threads.submit(remembered, ["a", "bb"]) for _ in range(4)]
        assert begun.wait(10)
        go_on.set()
        assert all(one.result().tolist() == [[1, 1], [2, 1]] for one in told)
    assert asked == [["a", "bb"]]
