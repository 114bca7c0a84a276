"""What the page holds of a conversation: its exchanges, and where it is kept."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from assistant.errors import AssistantError
from assistant.language.safe_markdown import render
from assistant.types import Answer, Turn
from store.errors import StoreError

_log = logging.getLogger(__name__)


def note(text: str, *, waiting: bool = False) -> str:
    """Return a note in Markdown; `waiting` for one that something else is to follow."""
    kind = "note waiting" if waiting else "note"
    return f'<div class="{kind}">\n\n{render(text)}\n\n</div>'


def error_in_words(error: Exception, failed: str = "Something went wrong") -> str:
    """Return what is said of an error at an edge; one that nobody expected goes into the log with
    its traceback.
    """
    if isinstance(error, (AssistantError, StoreError)):
        return str(error)
    _log.error("%s", failed, exc_info=error)
    return f"{failed}: {error}. To see what is wrong: `rolecall doctor`"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question on the page and what has come of it so far.

    Attributes:
        note: says in plain words why there is no answer, or no whole one: stopped, failed, or
            (`waiting`) to come.
        number: which turn of the kept conversation it is; 0 where it is not kept.
        feedback: "up", "down" or "".
    """

    question: str
    answer: Answer | None = None
    note: str = ""
    waiting: bool = False
    number: int = 0
    feedback: str = ""

    @property
    def said(self) -> bool:
        """Whether it has an answer, or the beginning of one."""
        return self.answer is not None and bool(self.answer.text)

    @property
    def turn(self) -> Turn | None:
        """What the conversation remembers of it; None unless it was answered to the end."""
        if self.answer is None or not self.answer.final or self.note:
            return None
        return self.answer.turn


Exchanges = tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """The conversation a window shows; without an identifier until its first question, or where
    none is kept.

    Attributes:
        visitor: the key of whose it is; "" before the first question, and where they have no
            lasting one.
        former: what was there before the last exchange, which is to replace some of it; None once
            it has, and else.
    """

    conversation_id: str = ""
    exchanges: Exchanges = ()
    visitor: str = ""
    former: OpenConversation | None = None

    @property
    def in_vain(self) -> bool:
        """Whether there is not a word yet of the answer that is to replace others."""
        return self.former is not None and not self.exchanges[-1].said

    @property
    def settled(self) -> OpenConversation:
        """The conversation once its last exchange has ended; as it was before one that came to
        nothing.
        """
        return (
            self.former if self.former is not None and self.in_vain else replace(self, former=None)
        )
