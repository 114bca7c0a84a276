"""What of the last answer a short message wants: told by a classifier
(judge/training/continuations.py).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from assistant.tuning import tuning
from store.embedding.classifier import shipped_classifier

WEIGHTS = Path(__file__).parent / "continuations.npz"


class Continuation(StrEnum):
    """How a message goes on with the last answer; OWN for one that says something of its own."""

    OWN = "own"
    MORE = "more"
    WHY = "why"
    WHICH = "which"
    COUNT = "count"
    FORM = "form"
    SHORTER = "shorter"
    BOTH = "both"
    YES = "yes"
    ANY_MORE = "any more"


def continuation_of(message: str) -> Continuation:
    """How a message without names goes on with what was answered last; raises EmbedderError."""
    probabilities = shipped_classifier(WEIGHTS)(message)
    likeliest = max(range(len(probabilities)), key=probabilities.__getitem__)
    is_sure = probabilities[likeliest] >= tuning().question.continuation_sure
    return list(Continuation)[likeliest] if is_sure else Continuation.OWN
