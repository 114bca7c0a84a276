"""Notes to the reader: in a box of their own, as HTML around escaped text; what is said where something went wrong."""

from __future__ import annotations

from assistant.safe_markdown import render


def note(text: str, *, waiting: bool = False) -> str:
    """A note in Markdown; `waiting` for one that something else is to follow."""
    kind = "note waiting" if waiting else "note"
    return f'<div class="{kind}">\n\n{render(text)}\n\n</div>'


def went_wrong(error: Exception) -> str:
    """What is said of an error that nobody expected, whose traceback is in the log."""
    return f"Something went wrong: {error}. To see what is wrong: `rolecall doctor`"
