"""Is a question broad, so that a whole section may answer it: told by a classifier (judge/training/breadth.py)."""

from __future__ import annotations

from pathlib import Path

from assistant.language.classifier import shipped_classifier
from assistant.tuning import tuning

WEIGHTS = Path(__file__).parent / "breadth.npz"


def is_broadly_put(question: str) -> bool:
    """Whether a question is put so that several sentences answer it together; raises EmbedderError."""
    return shipped_classifier(WEIGHTS)(question)[1] >= tuning().evidence.broad
