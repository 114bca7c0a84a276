"""Repair a damaged file of conversations: make a new one of everything that can still be read."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from assistant.conversations.archive import Conversations
from store.repair import is_damaged, put_aside, readable_rows

NAMELESS = "Found again"  # the name of a conversation whose own row was lost
LONG_AGO = "2000-01-01T00:00:00.000000+00:00"


def repair_conversations(file: Path) -> str:
    """Put a damaged file aside and keep everything readable in a new one; return "" if the file is
    whole.

    Raises ConversationError if no new file can be made.
    """
    if not is_damaged(file):
        return ""
    aside = put_aside(file)
    turns = {
        (row["conversation_id"], row["number"]): row
        for row in readable_rows(aside, "turns")
        if _is_whole(row)
    }
    found = {
        row["conversation_id"]: row
        for row in readable_rows(aside, "conversations")
        if _is_whole(row)
    }
    for conversation_id, number in turns:
        conversation = found.setdefault(conversation_id, _nameless(conversation_id))
        conversation["last_number"] = max(conversation["last_number"], number)
    with closing(Conversations.open(file)) as kept:
        kept.put_rows(
            (table, row)
            for table, rows in (("conversations", found), ("turns", turns))
            for row in rows.values()
        )
    said = f"kept {len(found)} conversations and {len(turns)} turns of the damaged file"
    return f"{said}, which is now {aside}"


def _is_whole(row: dict[str, Any]) -> bool:
    """Return whether Rolecall wrote a row, as far as can be seen."""
    with suppress(ValueError, KeyError, TypeError):
        json.loads(row["scope"] if "scope" in row else row["answer"] or "null")
        return isinstance(row["conversation_id"], str) and isinstance(row["sought"], str)
    return False


def _nameless(conversation_id: str) -> dict[str, Any]:
    """Return a row for a conversation of which only turns are left; the machine's owner finds
    it.
    """
    row = {"conversation_id": conversation_id, "visitor": "", "scope": "null", "last_number": 0}
    named = {"name": NAMELESS, "sought": NAMELESS.casefold()}
    return {**row, **named, "created": LONG_AGO, "changed": LONG_AGO}
