"""What the page holds of a conversation: its exchanges, and where it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Answer, Turn


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question on the page and what has come of it so far.

    Attributes:
        note: says in plain words why there is no answer, or no whole one: stopped, failed, or (`waiting`) to come.
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
    def turn(self) -> Turn | None:
        """What the conversation remembers of it; None unless it was answered to the end."""
        if self.answer is None or not self.answer.final or self.note:
            return None
        return self.answer.turn


Exchanges = tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """The conversation a window shows; without an identifier until its first question, or where none is kept."""

    conversation_id: str = ""
    exchanges: Exchanges = ()
