"""Choose the premise of a claim: the sentences of a text that are nearest to it, in the text's
order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LONGEST = 450
"""Characters of a premise, about 100 tokens."""


def nearest(near: NDArray[np.float32], lengths: Sequence[int], longest: int = LONGEST) -> list[int]:
    """Return the positions of the premise's sentences in order; the nearest are taken first until
    they fill `longest` characters.

    `near` has shape (sentences,); the nearest sentence is always included.
    """
    chosen: list[int] = []
    room = longest
    for at in np.argsort(-near, kind="stable").tolist():
        if not chosen or lengths[at] <= room:
            chosen.append(at)
            room -= lengths[at]
    return sorted(chosen)
