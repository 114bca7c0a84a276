"""A comparison as an answer tells it (placeholder until the full one is written)."""

from __future__ import annotations

from assistant.types import Aspect, Citation, Claim, Comparison, Mode


def comparison_text(
    comparison: Comparison, mode: Mode = Mode.ALL, aspects: frozenset[Aspect] = frozenset()
) -> tuple[str, tuple[Citation, ...], tuple[Claim, ...]]:
    return "", (), ()
