"""Fakes of what a machine may not have: a chat model that plays queued replies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field

from assistant.models.choice import Destination, ModelChoice
from assistant.models.opened import OpenModel
from assistant.models.providers import PROVIDERS
from assistant.settings import ModelOptions


@dataclass(frozen=True)
class Pause:
    """A silence in a reply, until `over` is set."""

    over: Event


Reply = str | Sequence[str | Exception | Pause]


class ScriptedChatModel(BaseChatModel):
    """Plays `replies` one a call and keeps in `asked` the messages of each call.

    A reply is a text, or the pieces it is streamed in; an exception among the pieces is raised
    there. `finish` is the reason it gives for ending.
    """

    replies: list[Any]
    asked: list[list[BaseMessage]] = Field(default_factory=list)
    finish: str = "stop"

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        if not self.replies:
            raise AssertionError("the scripted model was asked more often than it has replies")
        reply: Reply = self.replies.pop(0)
        for piece in [reply] if isinstance(reply, str) else reply:
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, Pause):
                piece.over.wait(10)
                continue
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        ending = {"finish_reason": self.finish}
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="", chunk_position="last", response_metadata=ending)
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))


def opened(*replies: Any, window: int = 8192, finish: str = "stop", **options: Any) -> OpenModel:
    """A scripted model on this machine, ready to be asked; a token is three letters, and nothing
    is tried twice.
    """
    choice = ModelChoice(
        "openai:rye",
        PROVIDERS["openai"],
        "rye",
        ModelOptions(**({"retries": 0} | options)),
        Destination("http://127.0.0.1:9/v1"),
    )
    return OpenModel(
        choice,
        ScriptedChatModel(replies=list(replies), finish=finish),
        window,
        lambda text: len(text) // 3,
    )
