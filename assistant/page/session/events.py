"""What the page's listeners have in common."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.language.safe_markdown import escape
from assistant.page.guard.visitors import visitor_of
from assistant.page.shown.exchange import OpenConversation

# Events of the page are its own business: they are no public API, and several visitors may ask at
# once.
EVENT: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_limit": 16,
}
# One that only waits (for the assistant to open, say) keeps nobody else from being served.
EVENT_THAT_WAITS: dict[str, Any] = {**EVENT, "concurrency_limit": None}


def warn(error: Exception | str) -> None:
    """Tell the reader, over the page, what went wrong; Gradio would take the words for HTML."""
    gr.Warning(escape(str(error)))


def inform(words: str) -> None:
    """Tell the reader something over the page, likewise."""
    gr.Info(escape(words))


def mine(open_: OpenConversation, request: Any) -> OpenConversation:
    """Return the conversation a window holds if it belongs to the visitor, or an empty one.

    Gradio hands what a window holds to whoever names the window. Without a lasting key nobody can
    be told from another (each request has a key of its own), so that a conversation of such a
    visitor names none and is the window's.
    """
    return open_ if open_.visitor in ("", visitor_of(request).key) else OpenConversation()
