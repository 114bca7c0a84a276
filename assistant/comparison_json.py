"""A comparison in plain JSON types (placeholder until the full one is written)."""

from __future__ import annotations

from typing import Any

from assistant.types import Comparison


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    return {}
