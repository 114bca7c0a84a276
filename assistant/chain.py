"""The assistant as a LangChain Runnable, to stand in a chain of the user's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Protocol

from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.runnables.config import run_in_executor

from assistant.errors import QuestionError
from assistant.types import Answer, Turn

ChainInput = str | dict[str, Any]


class Streams(Protocol):
    """What the chain needs of an assistant."""

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Answer]: ...


def answer_chain(assistant: Streams) -> Runnable[ChainInput, Answer]:
    """A Runnable from a question, or {"question": …, "turns": […]}, to an Answer.

    `.stream()` yields Answers, each replacing the one before; `.invoke()` gives the last. A turn is a Turn or a
    mapping of its fields. Raises QuestionError for any other input. Traced when LangChain's own tracing is on.
    """

    def answers(question: ChainInput) -> Iterator[Answer]:
        yield from assistant.stream(*_understood(question))

    async def answers_async(question: ChainInput) -> AsyncIterator[Answer]:
        stream = answers(question)
        while (answer := await run_in_executor(None, next, stream, None)) is not None:
            yield answer

    return RunnableLambda(answers, answers_async, name="rolecall")


def _understood(given: Any) -> tuple[str, tuple[Turn, ...]]:
    question, turns = (given.get("question"), given.get("turns", ())) if isinstance(given, Mapping) else (given, ())
    if not isinstance(question, str) or not isinstance(turns, Sequence) or isinstance(turns, str):
        raise QuestionError(
            f"The chain was given {type(given).__name__!r} without a question in it. "
            'Give a string or {"question": "…", "turns": []}.'
        )
    return question, tuple(_turn(turn) for turn in turns)


def _turn(given: Any) -> Turn:
    if isinstance(given, Turn):
        return given
    try:
        return Turn(**given)
    except TypeError as error:
        raise QuestionError(f'The turn {given!r} is not one. Give {{"question": "…", "answer": "…"}}.') from error
