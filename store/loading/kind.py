"""Tell a posting from an article by what its text says."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from store.embedding.classifier import shipped_classifier

WEIGHTS = Path(__file__).with_name("kind.npz")
CLASSES = ("article", "role")  # of the weights, in their order
_PIECE, _SHORTEST = 500, 80  # characters of a piece that is read, and least of one
_MOST = 4  # pieces from the top


def pieces_of(text: str) -> list[str]:
    """The pieces of a text by which it is told, whole paragraphs each."""
    pieces, piece = [], ""
    for paragraph in text.split("\n"):
        if piece and len(piece) + len(paragraph) > _PIECE:
            pieces.append(piece.strip())
            piece = ""
            if len(pieces) > 2 * _MOST:
                break
        piece = f"{piece} {paragraph[:_PIECE]}"
    pieces.append(piece.strip())
    return [each for each in pieces if len(each) >= _SHORTEST][:_MOST]


@lru_cache(maxsize=256)
def likely_role(text: str) -> float:
    """How likely a text is a posting, 0 to 1: the mean over its first pieces, as log-odds.

    0.5 where there is nothing to read. Raises EmbedderError.
    """
    pieces = pieces_of(text)
    if not pieces:
        return 0.5
    told = np.clip(shipped_classifier(WEIGHTS).of_all(pieces), 1e-3, 1)
    odds = np.log(told[:, CLASSES.index("role")] / told[:, CLASSES.index("article")])
    return float(1 / (1 + np.exp(-odds.mean())))
