"""What the page shows of a conversation at one moment, without saying in which components."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.page.shown.chat import chat_messages
from assistant.page.shown.evidence import evidence_section
from assistant.page.shown.exchange import Exchange, OpenConversation


@dataclass(frozen=True, slots=True)
class Shown:
    """The page at one moment.

    Attributes:
        notice: why an answer was not replaced by another, to be said beside the page; "" else.
        unasked: the question that was to be answered then, where the page shows it no more; ""
            else.
    """

    messages: list[dict[str, str]]
    evidence: str
    conversation: OpenConversation
    busy: bool
    notice: str = ""
    unasked: str = ""


def show(conversation: OpenConversation) -> Shown:
    """Return the page with a conversation that is not being answered."""
    if not conversation.exchanges:
        return Shown([], "", conversation, busy=False)
    *before, last = conversation.exchanges
    return Showing(replace(conversation, exchanges=tuple(before))).show(last, busy=False)


class Showing:
    """Renders what came before once, and the last exchange each time it grows."""

    def __init__(self, before: OpenConversation) -> None:
        self._before = before
        self._turn = len(before.exchanges) + 1
        numbered = list(enumerate(before.exchanges, start=1))
        self._messages = [
            message for turn, exchange in numbered for message in chat_messages(exchange, turn)
        ]
        self._sections = [evidence_section(exchange, turn) for turn, exchange in numbered]

    def show(self, exchange: Exchange, *, busy: bool) -> Shown:
        """Return the page with `exchange` at the end."""
        messages = [*self._messages, *chat_messages(exchange, self._turn)]
        sections: Sequence[str] = [*self._sections, evidence_section(exchange, self._turn)]
        evidence = "\n\n".join(section for section in sections if section)
        return Shown(
            messages,
            evidence,
            replace(self._before, exchanges=(*self._before.exchanges, exchange)),
            busy,
        )
