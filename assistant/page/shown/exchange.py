"""What the page holds of a conversation: its exchanges and its identifier."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from assistant.errors import AssistantError
from assistant.language.safe_markdown import render
from assistant.types import Answer, Turn
from store.errors import StoreError

_log = logging.getLogger(__name__)


def note(text: str, *, waiting: bool = False) -> str:
    """Return a note in Markdown; `waiting` is for a note that something else will replace."""
    kind = "note waiting" if waiting else "note"
    return f'<div class="{kind}">\n\n{render(text)}\n\n</div>'


def error_in_words(error: Exception, failed: str = "Something went wrong") -> str:
    """Return a message for an error at an edge; an unexpected error is logged with its
    traceback.
    """
    if isinstance(error, (AssistantError, StoreError)):
        return str(error)
    _log.error("%s", failed, exc_info=error)
    return f"{failed}: {error}. To see what is wrong: `rolecall doctor`"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question on the page and its answer so far.

    Attributes:
        note: says in plain words why there is no complete answer: it was stopped, failed, or
            (`waiting`) is still to come.
        number: the number of its turn in the kept conversation; 0 if it is not kept.
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
        """The turn that the conversation remembers; None unless it was answered to the end."""
        if self.answer is None or not self.answer.final or self.note:
            return None
        return self.answer.turn


Exchanges = tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """The conversation that a window shows; it has no identifier until its first question, or if it
    is not kept.

    Attributes:
        visitor: the key of its visitor; "" before the first question, and for visitors without a
            lasting key.
        former: the conversation before the last exchange, while that exchange may still replace
            part of it; otherwise None.
    """

    conversation_id: str = ""
    exchanges: Exchanges = ()
    visitor: str = ""
    former: OpenConversation | None = None

    @property
    def in_vain(self) -> bool:
        """Whether there is no word yet of the answer that is to replace others."""
        return self.former is not None and not self.exchanges[-1].said

    @property
    def settled(self) -> OpenConversation:
        """The conversation once its last exchange has ended; unchanged by an exchange without a
        result.
        """
        return (
            self.former if self.former is not None and self.in_vain else replace(self, former=None)
        )
