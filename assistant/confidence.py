"""How sure it is that the best sentences answer an ask."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.coverage import Scored


def confidence(scored: Sequence[Scored]) -> float:
    """0 to 1."""
    return max((one.score for one in scored), default=0.0)


THRESHOLD = 0.4
