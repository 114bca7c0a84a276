"""What the page's listeners have in common."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.language.safe_markdown import escape
from assistant.page.guard.visitors import visitor_of
from assistant.page.shown.exchange import OpenConversation

# The page's events are not a public API, and several visitors may ask at once.
EVENT: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_limit": 16,
}
# An event that only waits (for the assistant to open, say) must not hold up others.
EVENT_THAT_WAITS: dict[str, Any] = {**EVENT, "concurrency_limit": None}


def warn(error: Exception | str) -> None:
    """Warn the reader on the page; the text is escaped, since Gradio would take it for HTML."""
    gr.Warning(escape(str(error)))


def inform(words: str) -> None:
    """Inform the reader on the page, likewise."""
    gr.Info(escape(words))


def mine(open_: OpenConversation, request: Any) -> OpenConversation:
    """Return the conversation of a window if it belongs to the visitor, or an empty one.

    Gradio gives a window's state to anyone who names the window. Visitors without a lasting key
    cannot be told apart (each request has another key), so their conversations have no visitor and
    belong to the window.
    """
    return open_ if open_.visitor in ("", visitor_of(request).key) else OpenConversation()
