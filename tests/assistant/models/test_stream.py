"""A reply as it arrives: tried again only before it began, watched for silence, stopped when
nobody reads on.
"""

from __future__ import annotations

import contextvars
from collections.abc import Generator
from dataclasses import replace
from threading import Event, Timer, current_thread
from threading import enumerate as enumerate_threads
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core import exceptions as langchain_errors
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.rate_limiters import InMemoryRateLimiter
from pydantic import Field

from assistant.errors import ModelError
from assistant.models.opened import OpenModel
from assistant.models.stream import LONGEST_PAUSE, Ending, reply_pieces
from scripted_model import Pause, ScriptedChatModel, opened

ASKED = (("system", "Be kind."), ("user", "Who?"))
WAIT_S = 5.0


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, in place of sleeping through them."""
    pauses: list[float] = []
    monkeypatch.setattr(
        "assistant.models.stream._silence", lambda seconds: pauses.append(seconds) or iter(())
    )
    return pauses


def whole(model: OpenModel) -> tuple[list[str], Ending]:
    """The pieces of a reply that are not empty, and how it ended."""
    pieces, read = [], reply_pieces(model, ASKED)
    while True:
        try:
            pieces += filter(None, [next(read)])
        except StopIteration as stopped:
            return pieces, stopped.value


def times_asked(model: OpenModel) -> int:
    assert isinstance(model.chat, ScriptedChatModel)
    return len(model.chat.asked)


def busy(retry_after: str | None = None) -> Exception:
    """Too many requests, as a provider's package raises it with the server's reply."""
    error = langchain_errors.ModelRateLimitError("slow down")
    headers = {} if retry_after is None else {"retry-after": retry_after}
    error.response = SimpleNamespace(headers=headers, status_code=429)  # type: ignore[attr-defined]
    return error


class WatchedChatModel(ScriptedChatModel):
    """Tells when its stream is closed, and by which thread it is read."""

    closed: Any = None
    threads: list[str] = Field(default_factory=list)
    seen: list[str] = Field(default_factory=list)

    def _stream(
        self, *arguments: Any, **options: Any
    ) -> Generator[ChatGenerationChunk, None, None]:
        self.threads.append(current_thread().name)
        self.seen.append(REQUEST.get())
        try:
            yield from super()._stream(*arguments, **options)
        finally:
            self.closed.set()


REQUEST = contextvars.ContextVar("REQUEST", default="no request")


def watched(*replies: Any, **options: Any) -> tuple[OpenModel, WatchedChatModel]:
    model = opened(**options)
    chat = WatchedChatModel(replies=list(replies), closed=Event())
    return OpenModel(model.choice, chat, model.window, model.count_tokens), chat


def test_pieces_come_as_they_are_said() -> None:
    assert whole(opened(["They ", "", "are ", "baked."])) == (
        ["They ", "are ", "baked."],
        Ending.DONE,
    )
    hold = Event()
    pieces = reply_pieces(opened(["They ", Pause(hold), "are"]), ASKED)
    assert next(pieces) == "They ", "while the rest is still to come"
    hold.set()
    assert [piece for piece in pieces if piece] == ["are"]


@pytest.mark.parametrize("reason", ["length", "max_tokens", "MAX_TOKENS"])
def test_a_reply_that_was_cut_is_told(reason: str) -> None:
    assert whole(opened("They", finish=reason))[1] is Ending.TOO_LONG


@pytest.mark.parametrize(
    "passing",
    [
        busy(),
        langchain_errors.ModelAPIError("its own fault"),
        type("ServerError", (Exception,), {"status_code": 503})(),
    ],
    ids=["too many requests", "its own failure", "by status"],
)
def test_what_may_pass_is_tried_again_before_the_first_sign(
    passing: Exception, slept: list[float]
) -> None:
    model = opened([passing], [passing], "They are baked.", retries=2)
    assert whole(model) == (["They are baked."], Ending.DONE)
    assert times_asked(model) == 3
    assert len(slept) == 2 and all(0.5 <= pause <= 9 for pause in slept)


def test_it_gives_up_after_as_many_tries_as_are_set(slept: list[float]) -> None:
    model = opened([busy()], [busy()], "They", retries=1)
    with pytest.raises(ModelError, match="is asked too often"):
        whole(model)
    assert (times_asked(model), len(slept)) == (2, 1)


@pytest.mark.parametrize("first", ["They ", ""], ids=["text", "a sign of life"])
def test_after_the_first_sign_nothing_is_tried_again(first: str, slept: list[float]) -> None:
    model = opened([first, busy()], "Other words.", retries=2)
    with pytest.raises(ModelError, match="is asked too often") as caught:
        whole(model)
    assert (times_asked(model), slept) == (1, [])
    assert ("stopped midway" in str(caught.value)) is bool(first)


@pytest.mark.parametrize(
    "lasting",
    [
        langchain_errors.ModelAuthenticationError("no"),
        langchain_errors.ModelNotFoundError("no"),
        langchain_errors.ModelInvalidRequestError("no"),
        langchain_errors.ContextOverflowError("no"),
        langchain_errors.ModelRateLimitError("You exceeded your quota: insufficient_quota"),
        langchain_errors.ModelConnectionError("nobody listens on this machine"),
        RuntimeError("no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_lasts_is_not_tried_again(lasting: Exception, slept: list[float]) -> None:
    model = opened([lasting], "They", retries=2)
    with pytest.raises(ModelError):
        whole(model)
    assert (times_asked(model), slept) == (1, [])


@pytest.mark.parametrize(
    ("wish", "least", "most"),
    [
        ("3", 3.0, 3.0),
        ("7.5", 7.5, 7.5),
        ("3600", LONGEST_PAUSE, LONGEST_PAUSE),
        ("-5", 0.5, 2.0),
        ("soon", 0.5, 2.0),
    ],
)
def test_a_server_is_given_the_time_it_asks_for_up_to_a_point(
    wish: str, least: float, most: float, slept: list[float]
) -> None:
    whole(opened([busy(wish)], "They are baked.", retries=1))
    (pause,) = slept
    assert least <= pause <= most


def test_a_model_that_falls_silent_midway_is_left() -> None:
    hold = Event()
    pieces = reply_pieces(opened(["They ", Pause(hold), "are"], stall_timeout=0.1), ASKED)
    assert next(pieces) == "They "
    with pytest.raises(ModelError, match=r"stopped midway and said nothing for 0\.1 s"):
        next(pieces)
    hold.set()


def test_a_model_that_does_not_begin_is_left_and_not_asked_again() -> None:
    hold = Event()
    model = opened([Pause(hold), "They"], "They", first_token_timeout=0.1, retries=2)
    with pytest.raises(ModelError, match=r"\) said nothing for 0\.1 s"):
        whole(model)
    assert times_asked(model) == 1
    hold.set()


def test_empty_chunks_are_signs_of_life() -> None:
    pauses = [Event() for _ in range(5)]
    for number, hold in enumerate(pauses, 1):  # together they are longer than the wait for one
        timer = Timer(0.15 * number, hold.set)
        timer.daemon = True
        timer.start()
    thinking = [part for hold in pauses for part in ("", Pause(hold))]
    assert whole(opened([*thinking, "They."], first_token_timeout=0.5))[0] == ["They."]


def test_a_silence_after_mere_signs_of_life_is_a_slow_beginning() -> None:
    hold = Event()
    with pytest.raises(ModelError, match=r"\) said nothing for 0\.1 s"):
        whole(opened(["", "", Pause(hold)], first_token_timeout=0.1, stall_timeout=60))
    hold.set()


def test_nothing_but_empty_chunks_is_nothing_but_thoughts() -> None:
    with pytest.raises(
        ModelError, match="sent back nothing but its thoughts; raise max_output_tokens"
    ):
        whole(opened([""] * 9))
    with pytest.raises(ModelError, match=r"sent back nothing\. Ask again"):
        whole(opened([""]))


def test_closing_early_closes_the_models_stream() -> None:
    hold = Event()
    model, chat = watched(
        ["They ", Pause(hold), "are ", Pause(Event())]
    )  # reading on would wait for ten seconds
    pieces = reply_pieces(model, ASKED)
    assert next(pieces) == "They "
    pieces.close()
    assert not chat.closed.is_set(), "it is in the middle of a word"
    hold.set()
    assert chat.closed.wait(WAIT_S)


def test_a_model_that_was_left_for_its_silence_is_stopped_too() -> None:
    hold = Event()
    model, chat = watched([Pause(hold), "They ", Pause(Event())], first_token_timeout=0.1)
    with pytest.raises(ModelError, match="said nothing"):
        whole(model)
    hold.set()
    assert chat.closed.wait(WAIT_S)


def test_a_stream_that_is_closed_before_it_is_read_asks_nothing() -> None:
    model = opened("They")
    reply_pieces(model, ASKED).close()
    assert times_asked(model) == 0


def test_what_the_caller_has_set_holds_in_the_models_thread_on_every_try() -> None:
    model, chat = watched([busy()], "They are baked.", retries=1)
    token = REQUEST.set("this request")
    try:
        whole(model)
    finally:
        REQUEST.reset(token)
    assert chat.seen == ["this request"] * 2
    assert set(chat.threads) == {"rolecall-model"}


def test_a_trace_of_the_caller_goes_on_in_the_models_thread() -> None:
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.tracers.context import register_configure_hook

    class Heard(BaseCallbackHandler):
        def __init__(self) -> None:
            self.texts: list[str] = []

        def on_llm_new_token(self, token: str, **_: Any) -> None:
            self.texts.append(token)

    handler: contextvars.ContextVar[Any] = contextvars.ContextVar("handler", default=None)
    register_configure_hook(handler, inheritable=True)
    heard = Heard()
    token = handler.set(heard)
    try:
        whole(opened(["They ", "are baked."]))
    finally:
        handler.reset(token)
    assert "".join(heard.texts) == "They are baked."


def test_the_chunk_that_says_why_it_ended_may_come_before_the_last() -> None:
    class EarlyReason(ScriptedChatModel):
        def _stream(self, *_: Any, **__: Any) -> Generator[ChatGenerationChunk, None, None]:
            said = AIMessageChunk(content="They.", response_metadata={"finish_reason": "length"})
            yield ChatGenerationChunk(message=said)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))

    model = opened()
    model = OpenModel(model.choice, EarlyReason(replies=[]), model.window, model.count_tokens)
    assert whole(model) == (["They."], Ending.TOO_LONG)


def test_a_silent_model_can_be_left_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.models.stream.HEARTBEAT", 0.01)
    over = Event()
    read = reply_pieces(opened([Pause(over), "They."]), ASKED)
    assert [next(read) for _ in range(3)] == ["", "", ""]
    read.close()
    over.set()


def test_a_reader_who_leaves_before_the_next_request_of_the_minute_has_none_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.models.stream.HEARTBEAT", 0.01)
    limiter = InMemoryRateLimiter(requests_per_second=0.001)
    model = replace(opened("They."), limiter=limiter)
    read = reply_pieces(model, ASKED)
    assert next(read) == ""
    (reader,) = (thread for thread in enumerate_threads() if thread.name == "rolecall-model")
    read.close()
    reader.join(WAIT_S)
    assert (reader.is_alive(), times_asked(model)) == (False, 0)
