"""Stream the reply of a chat model: watch for silence, ask again where that may help, and stop at
once.

The model runs in its own thread, so that the reader can go on while it is silent, or close the
stream.
"""

from __future__ import annotations

import contextvars
import random
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from enum import Enum
from queue import Empty, SimpleQueue

from assistant.errors import ModelError
from assistant.models.closable import closable
from assistant.models.failures import TRY_QUOTES, is_cut, is_passing, model_failure, retry_after
from assistant.models.opened import OpenModel
from assistant.models.prompt import Messages
from assistant.models.reply.loops import is_looping

# A stream without an end was cut off, which the packages of these providers don't report.
TELLS_ITS_END = ("openai", "ollama")
THOUGHTS_ONLY = " but its thoughts; raise max_output_tokens"
EMPTY_CHUNKS = 4  # more of them than begin and end a stream are thoughts that the package dropped
REFUSED = "content_filter refusal SAFETY PROHIBITED_CONTENT BLOCKLIST guardrail_intervened".split()
CUT = ("length", "max_tokens", "MAX_TOKENS", "incomplete")
GAP = 0.05  # seconds in which pieces are gathered into one: the page is redrawn for each
CHARACTERS_A_TOKEN = 12  # more than any reply within its limit has
MOST_SIGNS = 10  # how many times the patience signs of life may go on without words
HEARTBEAT = 0.5  # seconds between two chances to stop a model that is silent
LONGEST_PAUSE = 20.0  # seconds before a model is asked again, whatever its server wants

_REASONS = ("finish_reason", "done_reason", "stop_reason", "stopReason", "status")


class Ending(Enum):
    """How a reply ended."""

    DONE = "done"
    TOO_LONG = "too long"
    LOOPING = "looping"


def reply_pieces(model: OpenModel, messages: Messages) -> Generator[str, None, Ending]:
    """Yield the pieces of a reply's text, an empty one now and then while it is silent; return how
    the reply ended.

    A request that fails before the first sign of a reply is repeated if that may help. Raises
    ModelError. Closing the generator, for which the empty pieces give a chance, stops the model.
    """
    options, text_so_far, tried = model.choice.options, "", 0
    # LangChain's with_retry ignores streams, and with_fallbacks does not wait. Neither reads
    # Retry-After, and a reader cannot stop their wait.
    while True:
        watched = _Watched(model, messages)
        try:
            for text in watched:
                text_so_far += text
                yield text
                if text and is_looping(text_so_far):
                    return Ending.LOOPING
            return _ending(watched, model, bool(text_so_far.strip()))
        except ModelError:
            raise
        except Exception as error:  # a provider's package can raise anything; it is wrapped here
            if is_cut(error):
                return Ending.TOO_LONG
            if watched.has_begun or tried >= options.retries or not is_passing(error, model.choice):
                raise model_failure(error, model, midway=bool(text_so_far.strip()))  # noqa: B904 - it sets its own cause
            pause = _pause(tried, error)
        finally:
            watched.close()
        yield from _silence(pause)
        tried += 1


def _ending(watched: _Watched, model: OpenModel, has_text: bool) -> Ending:
    """Return how a finished stream ended; raises ModelError if it has no proper end."""
    wrong = ""
    if watched.reason in REFUSED:
        wrong = "declined to go on"
    elif not has_text:
        wrong = f"sent back nothing{THOUGHTS_ONLY * watched.has_thought}"
    elif not watched.reason and model.choice.provider.name in TELLS_ITS_END:
        wrong = "stopped midway and gave no reason"
    if wrong:
        raise ModelError(f"{model.named} {wrong}. {TRY_QUOTES}")
    return Ending.TOO_LONG if watched.reason in CUT else Ending.DONE


def _pause(tried: int, error: Exception) -> float:
    """Return the seconds before the next try: randomised and doubled each time, or as long as the
    server wants.
    """
    backed_off: float = min(8.0, 0.5 * 2**tried) * random.uniform(1.0, 1.5)
    return min(LONGEST_PAUSE, max(retry_after(error), backed_off))


def _silence(seconds: float) -> Iterator[str]:
    """Yield empty pieces for some seconds."""
    while seconds > 0:
        time.sleep(min(HEARTBEAT, seconds))
        seconds -= HEARTBEAT
        yield ""


class _Sign(Enum):
    """Events of a reply other than text."""

    SILENCE = "nothing has come"
    END = "nothing more will come"


_Arrived = str | Exception | _Sign


class _Watched:
    """A reply that arrives in a thread; iterating over its texts waits no longer than the model may
    take.
    """

    def __init__(self, model: OpenModel, messages: Messages) -> None:
        self._model = model
        self._messages = messages
        self._arrived: SimpleQueue[_Arrived] = SimpleQueue()
        self._late: _Arrived | None = None
        self._admitted_at = 0.0
        self._closed = threading.Event()
        self._has_spoken = False
        self._empty_chunks = 0
        self.has_begun = False
        self.reason = ""
        run = contextvars.copy_context().run  # the caller's trace goes on in the thread
        threading.Thread(target=run, args=(self._read,), name="rolecall-model", daemon=True).start()

    @property
    def has_thought(self) -> bool:
        """Whether more arrived than the text."""
        return self._empty_chunks >= EMPTY_CHUNKS

    def close(self) -> None:
        """Stop the model at its next piece."""
        self._closed.set()

    def __iter__(self) -> Iterator[str]:
        """Yield texts, and empty ones as signs of life or of silence.

        Raises what the model raised, ModelError if it is too slow.
        """
        heard = spoke = time.monotonic()
        while (item := self._next()) is not _Sign.END:
            now = time.monotonic()
            since = self._admitted_at or now  # before that, it waits for its turn
            heard, spoke = max(heard, since), max(spoke, since)
            if isinstance(item, str):
                heard, spoke, self.has_begun = now, now if item else spoke, True
                self._has_spoken = self._has_spoken or bool(item)
            if now - heard >= self._patience or now - spoke >= MOST_SIGNS * self._patience:
                raise ModelError(self._too_slow())
            yield item if isinstance(item, str) else ""

    @property
    def _patience(self) -> float:
        """The seconds that the model may be silent now."""
        options = self._model.choice.options
        return options.stall_timeout if self._has_spoken else options.first_token_timeout

    def _too_slow(self) -> str:
        midway = "stopped midway and " * self._has_spoken
        return f"{self._model.named} {midway}said nothing for {self._patience:g} s. {TRY_QUOTES}"

    def _next(self) -> str | _Sign:
        """Return what has arrived, gathered into one piece; raises what the model raised."""
        try:
            item = self._late or self._arrived.get(timeout=min(HEARTBEAT, self._patience))
        except Empty:
            return _Sign.SILENCE
        if isinstance(item, Exception):
            raise item
        if isinstance(item, str) and self._has_spoken and GAP:
            time.sleep(GAP)
            return item + self._gathered()
        return item

    def _gathered(self) -> str:
        """Return all further text that has arrived; an end or an error is kept for later."""
        texts: list[str] = []
        while self._late is None and not self._arrived.empty():
            item = self._arrived.get()
            if isinstance(item, str):
                texts.append(item)
            else:
                self._late = item
        return "".join(texts)

    def _read(self) -> None:
        try:
            if self._is_admitted():
                self._admitted_at = time.monotonic()
                self._read_reply()
        except Exception as error:  # raised again in the reading thread
            self._arrived.put(error)
        finally:
            if self._admitted_at and self._model.turn is not None:
                self._model.turn.release()
            self._arrived.put(_Sign.END)

    def _is_admitted(self) -> bool:
        """Wait for this model's turn and for the next request of the minute; return False if the
        reader has gone.
        """
        turn, limiter = self._model.turn, self._model.limiter
        while turn is not None and not turn.acquire(timeout=HEARTBEAT):
            if self._closed.is_set():
                return False
        # LangChain's own wait goes on after the reader has left, and would look like silence of the
        # model.
        while limiter and not self._closed.is_set() and not limiter.acquire(blocking=False):
            self._closed.wait(HEARTBEAT)
        if self._closed.is_set() and turn is not None:
            turn.release()
        return not self._closed.is_set()

    def _read_reply(self) -> None:
        left = CHARACTERS_A_TOKEN * self._model.choice.options.max_output_tokens
        with closing(closable(self._model.chat.stream(list(self._messages)))) as stream:
            for chunk in stream:
                if self._closed.is_set():
                    return
                text = str(chunk.text)
                self._arrived.put(text)
                self._empty_chunks += not text
                reasons = filter(None, map(chunk.response_metadata.get, _REASONS))
                self.reason = next(reasons, self.reason)
                left -= max(1, len(text))
                if left < 0:  # a server that ignores the limit of the reply
                    self.reason = CUT[0]
                    return
