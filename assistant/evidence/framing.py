"""Tell sentences that say something from those that only announce, connect or address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from assistant.language.remembered import RememberedVectors
from store.embedding.classifier import shipped_classifier

WEIGHTS = Path(__file__).with_name("framing.npz")
CLASSES = ("says", "frames")  # of the weights, in their order


def framing_of(sentences: Sequence[str]) -> list[float]:
    """How likely each sentence, as "Here is what we want", only frames what others say, 0 to 1.

    Raises EmbedderError.
    """
    return _remembered()(sentences)[:, 0].tolist() if sentences else []


@cache
def _remembered() -> RememberedVectors:
    frames = CLASSES.index("frames")
    return RememberedVectors(lambda texts: shipped_classifier(WEIGHTS).of_all(texts)[:, [frames]])
