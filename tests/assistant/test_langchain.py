"""The assistant in a LangChain chain: streamed, awaited, batched, composed and traced by the
user's own callbacks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda

from assistant.errors import QuestionError
from assistant.langchain import answer_chain
from assistant.types import Answer, Query, Turn


class Echo:
    """Answers with the question, word by word."""

    def __init__(self) -> None:
        self.turns: list[Sequence[Turn]] = []

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Answer]:
        self.turns.append(turns)
        words = question.split()
        for end in range(1, len(words) + 1):
            said = " ".join(words[:end])
            yield Answer(Query(question, question), said, abstained=False, final=end == len(words))


def test_stream_yields_each_answer_and_invoke_the_last() -> None:
    chain = answer_chain(Echo())
    assert [answer.text for answer in chain.stream("who bakes bread")] == [
        "who",
        "who bakes",
        "who bakes bread",
    ]
    last = chain.invoke("who bakes bread")
    assert (last.text, last.final) == ("who bakes bread", True)


def test_it_can_be_awaited_and_streamed_without_blocking() -> None:
    async def run() -> tuple[Answer, list[str]]:
        chain = answer_chain(Echo())
        return await chain.ainvoke("who bakes"), [
            answer.text async for answer in chain.astream("who bakes")
        ]

    # In a thread of its own: a browser test that ran before may have left a loop running in this
    # one.
    with ThreadPoolExecutor(1) as thread:
        answer, said = thread.submit(asyncio.run, run()).result()
    assert answer.text == "who bakes"
    assert said == ["who", "who bakes"]


def test_it_composes_and_batches() -> None:
    chain = (
        RunnableLambda(str.strip)
        | answer_chain(Echo())
        | RunnableLambda(lambda answer: answer.text.upper())
    )
    assert chain.batch([" who bakes ", "bread"]) == ["WHO BAKES", "BREAD"]


def test_turns_are_taken_as_turns_or_mappings() -> None:
    echo = Echo()
    given = [Turn("who", "Falk"), {"question": "when", "answer": "at night"}]
    answer_chain(echo).invoke({"question": "and where", "turns": given})
    assert echo.turns == [(Turn("who", "Falk"), Turn("when", "at night"))]


@pytest.mark.parametrize("given", [None, 3, {}, {"question": 3}, {"question": "a", "turns": "b"}])
def test_other_input_is_refused_with_the_right_form(given: Any) -> None:
    with pytest.raises(QuestionError, match='"question"'):
        answer_chain(Echo()).invoke(given)


@pytest.mark.parametrize("turn", ["who", {"asked": "who"}, 3])
def test_a_turn_that_is_none_is_refused(turn: Any) -> None:
    with pytest.raises(QuestionError, match='"answer"'):
        answer_chain(Echo()).invoke({"question": "who", "turns": [turn]})


def test_a_users_callback_sees_the_run() -> None:
    class Seen(BaseCallbackHandler):
        names: list[str | None] = []  # noqa: RUF012

        def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
            self.names.append(kwargs.get("name"))

    seen = Seen()
    answer_chain(Echo()).invoke("who", config={"callbacks": [seen]})
    assert seen.names == ["rolecall"]
