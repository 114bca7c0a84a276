"""Greetings, thanks and the like: answered in a line that says what can be asked, and whoever asks
what there is by what is stored.
"""

from __future__ import annotations

from assistant.answer.draft import Computed
from assistant.answer.stored import stored_counts, stored_lines
from assistant.language.wording import plain
from assistant.question.known import Known
from assistant.tuning import tuning
from assistant.types import SMALL_TALK, Kind

_OPENINGS = {Kind.GREETING: "Hello. ", Kind.THANKS: "You are welcome. "}


def small_talk(kind: Kind, known: Known) -> Computed | None:
    """What to say to words that ask nothing of the sources; None for a question."""
    if kind not in SMALL_TALK:
        return None
    if kind is Kind.GOODBYE:
        return Computed("Goodbye.")
    told = f"{_OPENINGS.get(kind, '')}{_what_to_ask(known)}"
    lines = stored_lines(known, tuning().answer.rows_listed) if kind is Kind.HELP else ()
    return Computed("\n\n".join(filter(None, (told, "\n".join(map(plain, lines))))))


def _what_to_ask(known: Known) -> str:
    stored = stored_counts(known)
    if not stored:
        return "Nothing is stored yet. Add documents with: rolecall ingest PATH"
    return (
        f"Ask about what is stored ({', '.join(stored)}): what a role asks for, how many there are "
        "and where, "
        "how two differ, or what an article says about hiring."
    )
