"""What chat models that run in this process have in common."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForLLMRun

_ROLES = {"human": "user", "ai": "assistant", "system": "system"}


class InProcessChatModel(BaseChatModel):
    """Generate one reply at a time; closing the stream stops after the current token.

    Attributes:
        network: the loaded model.
        temperature: 0 always takes the likeliest token.
    """

    network: Any
    temperature: float = 0.0
    max_output_tokens: int
    _one_at_a_time: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))


def as_dicts(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    """Return messages as chat templates take them."""
    return [
        {"role": _ROLES.get(message.type, "user"), "content": str(message.text)}
        for message in messages
    ]


def piece(text: str) -> ChatGenerationChunk:
    """Return a piece of a reply."""
    return ChatGenerationChunk(message=AIMessageChunk(content=text))


def ending(reason: str) -> ChatGenerationChunk:
    """Return the last piece of a reply, which says why it ends."""
    last = AIMessageChunk(
        content="", chunk_position="last", response_metadata={"finish_reason": reason}
    )
    return ChatGenerationChunk(message=last)
