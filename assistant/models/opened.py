"""A chat model that is ready to be asked, and how much it can read and write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from assistant.models.choice import ModelChoice
from assistant.models.room import Room
from assistant.tuning import tuning

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.rate_limiters import BaseRateLimiter

LOCAL_WINDOW, HOSTED_WINDOW = 8_192, 32_768


@dataclass(frozen=True, slots=True)
class OpenModel:
    """A LangChain chat model with its choice.

    Attributes:
        window: tokens that it reads and writes together.
        count_tokens: length of a text by its own tokenizer, or an estimate that is rather too high.
        limiter: limits requests a minute, if that is set.
        turn: held while it answers, if it can answer only one question at a time.
    """

    choice: ModelChoice
    chat: BaseChatModel
    window: int
    count_tokens: Callable[[str], int]
    limiter: BaseRateLimiter | None = None
    turn: Lock | None = None

    @property
    def named(self) -> str:
        """The name of the model in messages."""
        return f"{self.choice.label} ({self.choice.destination})"

    @property
    def room(self) -> Room:
        """How much a prompt may contain."""
        return Room(self.window - longest_reply(self.choice, self.window), self.count_tokens)


def context_window(choice: ModelChoice) -> int:
    """Return how many tokens a model reads and writes together: as set, or what its kind can
    certainly take.
    """
    return choice.options.context_window or (
        LOCAL_WINDOW if choice.destination.is_here else HOSTED_WINDOW
    )


def longest_reply(choice: ModelChoice, window: int) -> int:
    """Return the tokens of the longest reply: as set, but never so many that little room is left to
    read.
    """
    return min(choice.options.max_output_tokens, window // tuning().models.reply_share)
