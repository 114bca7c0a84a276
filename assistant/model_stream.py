"""The reply of a chat model, piece by piece: watched for silence, asked again where that may help, stopped at once.

The model runs in a thread of its own, so that whoever reads can go on when it is silent, or close the stream.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Generator, Iterator
from enum import Enum
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from assistant.errors import ModelError
from assistant.model_failures import TRY_QUOTES, is_passing, model_failure, retry_after
from assistant.open_models import OpenModel
from assistant.prompts import Messages

if TYPE_CHECKING:
    from tenacity import RetryCallState

TELLS_ITS_END = ("openai", "ollama")  # a stream without it was cut off, which their packages do not tell
THOUGHTS_ONLY = " but its thoughts; raise max_output_tokens"
EMPTY_CHUNKS = 4  # more of them than begin and end a stream are thoughts that the package left out
LONGEST_PAUSE = 20.0  # seconds before a model is asked again, whatever its server wishes

_REASONS = ("finish_reason", "done_reason", "stop_reason", "stopReason")


class Ending(Enum):
    """How a reply ended."""

    DONE = "done"
    TOO_LONG = "too long"


def reply_pieces(model: OpenModel, messages: Messages) -> Generator[str, None, Ending]:
    """The pieces of text of a reply, none empty; returns how it ended.

    Raises ModelError; closing the generator stops the model.
    """
    opened = _opened(model, messages)
    said = False
    try:
        for text in opened:
            said = said or bool(text.strip())
            yield text
    except ModelError:
        raise
    except Exception as error:  # whatever a provider's package raises is wrapped where it enters
        raise model_failure(error, model, midway=said)  # noqa: B904 - it sets its own cause
    finally:
        opened.close()
    if not said:
        raise ModelError(f"{model.named} sent back nothing{THOUGHTS_ONLY * opened.has_thought}. {TRY_QUOTES}")
    if not opened.reason and model.choice.provider.name in TELLS_ITS_END:
        raise ModelError(f"{model.named} stopped midway and gave no reason. {TRY_QUOTES}")
    return Ending.TOO_LONG if opened.reason in ("length", "max_tokens", "MAX_TOKENS") else Ending.DONE


def _opened(model: OpenModel, messages: Messages) -> _Watched:
    """A reply that has begun; one that fails before its first sign is asked for again."""
    from tenacity import Retrying, retry_if_exception, stop_after_attempt

    attempts = Retrying(
        stop=stop_after_attempt(1 + model.choice.options.retries),
        wait=_pause,
        retry=retry_if_exception(lambda error: is_passing(error, model.choice)),
        reraise=True,
    )
    try:
        return attempts(_begun, model, messages)
    except ModelError:
        raise
    except Exception as error:
        raise model_failure(error, model, midway=False)  # noqa: B904 - it sets its own cause


def _begun(model: OpenModel, messages: Messages) -> _Watched:
    watched = _Watched(model, messages)
    try:
        watched.wait_for_a_sign()
    except BaseException:
        watched.close()
        raise
    return watched


def _pause(state: RetryCallState) -> float:
    from tenacity import wait_exponential_jitter

    error = state.outcome.exception() if state.outcome else None
    wished = retry_after(error) if error is not None else 0.0
    return min(LONGEST_PAUSE, max(wished, wait_exponential_jitter(initial=0.5, max=8.0)(state)))


class _Watched:
    """A reply that arrives in a thread; an iterator of its texts that does not wait longer than the model may take."""

    def __init__(self, model: OpenModel, messages: Messages) -> None:
        self._model = model
        self._messages = messages
        self._arrived: SimpleQueue[str | Exception | None] = SimpleQueue()
        self._first: list[str | None] = []
        self._closed = threading.Event()
        self._has_spoken = False
        self._empty_chunks = 0
        self.reason = ""
        run = contextvars.copy_context().run  # a trace that the caller has opened goes on in the thread
        threading.Thread(target=run, args=(self._read,), name="rolecall-model", daemon=True).start()

    @property
    def has_thought(self) -> bool:
        """Whether more came than what was said."""
        return self._empty_chunks >= EMPTY_CHUNKS

    def close(self) -> None:
        """Stop the model at its next piece."""
        self._closed.set()

    def wait_for_a_sign(self) -> None:
        """Return once something has come; raises what the model raised, or ModelError where nothing comes."""
        self._first.append(self._next())

    def __iter__(self) -> Iterator[str]:
        while (item := self._first.pop() if self._first else self._next()) is not None:
            if item:
                self._has_spoken = True
                yield item

    def _next(self) -> str | None:
        """What comes next: text, "" for a sign of life, None at the end."""
        options = self._model.choice.options
        seconds = options.stall_timeout if self._has_spoken else options.first_token_timeout
        try:
            item = self._arrived.get(timeout=seconds)
        except Empty:
            silent = f"{'stopped midway and ' * self._has_spoken}said nothing for {seconds:g} s"
            raise ModelError(f"{self._model.named} {silent}. {TRY_QUOTES}") from None
        if isinstance(item, Exception):
            raise item
        return item

    def _read(self) -> None:
        stream = self._model.chat.stream(list(self._messages))
        try:
            for chunk in stream:
                if self._closed.is_set():
                    break
                self._arrived.put(str(chunk.text))
                self._empty_chunks += not chunk.text
                self.reason = next(filter(None, map(chunk.response_metadata.get, _REASONS)), self.reason)
        except Exception as error:  # raised again where it is read
            self._arrived.put(error)
        finally:
            if isinstance(stream, Generator):
                stream.close()
            self._arrived.put(None)
