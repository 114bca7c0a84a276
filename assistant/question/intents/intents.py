"""What a message wants: its kind, told by a classifier trained on messages
(judge/training/intents.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assistant.types import Kind
from store.embedding.classifier import shipped_classifier

WEIGHTS = Path(__file__).parent / "intents.npz"


Probabilities = dict[Kind, float]


def intents_of(question: str, names: Iterable[tuple[int, int, str]]) -> Probabilities:
    """The probability of each kind of a question, given its names by start, end and kind.

    Raises EmbedderError.
    """
    return dict(zip(Kind, shipped_classifier(WEIGHTS)(masked(question, names)), strict=True))


def masked(text: str, names: Iterable[tuple[int, int, str]]) -> str:
    """A text with each name, given by start, end and kind ("title", "place"), in the mask it was
    trained with.

    Of names that overlap the first is taken, of those that begin together the longest.
    """
    parts, at = [], 0
    for start, end, kind in sorted(names, key=lambda name: (name[0], -name[1])):
        if start >= at:
            parts += [text[at:start], mask(kind)]
            at = end
    return "".join([*parts, text[at:]])


def mask(kind: str) -> str:
    """What stands for a name: a word that is none."""
    return f"x{kind}"
