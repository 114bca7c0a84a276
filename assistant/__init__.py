"""Rolecall's assistant: answers a candidate's questions about roles, every claim with its exact quote."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings
    from assistant.types import Answer, Turn

__all__ = ["Answer", "Assistant", "Settings", "Turn"]

_HOMES = {
    "Answer": "assistant.types",
    "Assistant": "assistant.assistant",
    "Settings": "assistant.settings",
    "Turn": "assistant.types",
}


def __getattr__(name: str) -> Any:
    # Found when first used: whoever imports one small module of the package should not wait for all of it.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
