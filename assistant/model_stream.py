"""The reply of a chat model, piece by piece: watched for silence, asked again where that may help, stopped at once.

The model runs in a thread of its own, so that whoever reads can go on when it is silent, or close the stream.
"""

from __future__ import annotations

import contextvars
import random
import threading
import time
from collections.abc import Generator, Iterator
from enum import Enum
from queue import Empty, SimpleQueue

from assistant.errors import ModelError
from assistant.model_failures import TRY_QUOTES, is_passing, model_failure, retry_after
from assistant.open_models import OpenModel
from assistant.prompts import Messages

TELLS_ITS_END = ("openai", "ollama")  # a stream without it was cut off, which their packages do not tell
THOUGHTS_ONLY = " but its thoughts; raise max_output_tokens"
EMPTY_CHUNKS = 4  # more of them than begin and end a stream are thoughts that the package left out
HEARTBEAT = 0.5  # seconds between two chances to stop a model that is silent
LONGEST_PAUSE = 20.0  # seconds before a model is asked again, whatever its server wishes

_REASONS = ("finish_reason", "done_reason", "stop_reason", "stopReason")


class Ending(Enum):
    """How a reply ended."""

    DONE = "done"
    TOO_LONG = "too long"


def reply_pieces(model: OpenModel, messages: Messages) -> Generator[str, None, Ending]:
    """The pieces of text of a reply, an empty one now and then while it is silent; returns how the reply ended.

    What fails before its first sign is asked for again where that may help. Raises ModelError; closing the generator,
    which the empty pieces give a chance to do, stops the model.
    """
    options, said, tried = model.choice.options, False, 0
    while True:
        watched = _Watched(model, messages)
        try:
            for text in watched:
                said = said or bool(text.strip())
                yield text
            return _ending(watched, model, said)
        except ModelError:
            raise
        except Exception as error:  # whatever a provider's package raises is wrapped where it enters
            if watched.has_begun or tried >= options.retries or not is_passing(error, model.choice):
                raise model_failure(error, model, midway=said)  # noqa: B904 - it sets its own cause
            pause = _pause(tried, error)
        finally:
            watched.close()
        yield from _silence(pause)
        tried += 1


def _ending(watched: _Watched, model: OpenModel, said: bool) -> Ending:
    """How a stream that came to its end did so; raises ModelError where that was none."""
    if not said:
        raise ModelError(f"{model.named} sent back nothing{THOUGHTS_ONLY * watched.has_thought}. {TRY_QUOTES}")
    if not watched.reason and model.choice.provider.name in TELLS_ITS_END:
        raise ModelError(f"{model.named} stopped midway and gave no reason. {TRY_QUOTES}")
    return Ending.TOO_LONG if watched.reason in ("length", "max_tokens", "MAX_TOKENS") else Ending.DONE


def _pause(tried: int, error: Exception) -> float:
    """Seconds before the next try: twice as long each time, by chance, or as long as the server wishes."""
    backed_off: float = min(8.0, 0.5 * 2**tried) * random.uniform(1.0, 1.5)
    return min(LONGEST_PAUSE, max(retry_after(error), backed_off))


def _silence(seconds: float) -> Iterator[str]:
    """Empty pieces for so long."""
    while seconds > 0:
        time.sleep(min(HEARTBEAT, seconds))
        seconds -= HEARTBEAT
        yield ""


class _Watched:
    """A reply that arrives in a thread; an iterator of its texts that does not wait longer than the model may take."""

    def __init__(self, model: OpenModel, messages: Messages) -> None:
        self._model = model
        self._messages = messages
        self._arrived: SimpleQueue[str | Exception | None] = SimpleQueue()
        self._closed = threading.Event()
        self._has_spoken = False
        self._empty_chunks = 0
        self.has_begun = False
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

    def __iter__(self) -> Iterator[str]:
        """Texts, empty ones as signs of life or of silence; raises what the model raised, ModelError for a slow one."""
        heard = time.monotonic()
        while True:
            try:
                item = self._arrived.get(timeout=HEARTBEAT if self._patience > HEARTBEAT else self._patience)
            except Empty:
                if time.monotonic() - heard >= self._patience:
                    raise ModelError(self._too_slow()) from None
                yield ""
                continue
            if isinstance(item, Exception):
                raise item
            if item is None:
                return
            heard, self.has_begun, self._has_spoken = time.monotonic(), True, self._has_spoken or bool(item)
            yield item

    @property
    def _patience(self) -> float:
        """Seconds that it may be silent now."""
        options = self._model.choice.options
        return options.stall_timeout if self._has_spoken else options.first_token_timeout

    def _too_slow(self) -> str:
        midway = "stopped midway and " * self._has_spoken
        return f"{self._model.named} {midway}said nothing for {self._patience:g} s. {TRY_QUOTES}"

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
