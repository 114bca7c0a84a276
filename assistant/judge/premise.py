"""What a claim is held against: the sentences of a text that come nearest to it, in the text's
order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LONGEST = 450
"""Characters of a premise, some 100 tokens."""


def nearest(near: NDArray[np.float32], lengths: Sequence[int], longest: int = LONGEST) -> list[int]:
    """Which sentences make the premise, in order: the nearest first until `longest` characters are
    full.

    `near` has shape (sentences,); the nearest one is always there.
    """
    chosen: list[int] = []
    room = longest
    for at in np.argsort(-near, kind="stable").tolist():
        if not chosen or lengths[at] <= room:
            chosen.append(at)
            room -= lengths[at]
    return sorted(chosen)
