"""Is a question broad, so that a whole section may answer it: told by a classifier (judge/training/breadth.py)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assistant.language.classifier import Classifier
from store.embedding.embedder import PACKAGED, open_embedder

WEIGHTS = Path(__file__).parent / "breadth.npz"
BROAD = 0.6  # probability from which a question is taken to be broad


def is_broadly_put(question: str) -> bool:
    """Whether a question is put so that several sentences answer it together; raises EmbedderError."""
    return _shipped()(question)[1] >= BROAD


@cache
def _shipped() -> Classifier:
    return Classifier(open_embedder(PACKAGED).embed, WEIGHTS)
