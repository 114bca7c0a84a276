"""Texts are embedded once, and the rows are those of the texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.remembered import RememberedVectors


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
