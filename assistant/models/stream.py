"""The reply of a chat model, piece by piece: watched for silence, asked again where that may help,
stopped at once.

The model runs in a thread of its own, so that whoever reads can go on when it is silent, or close
the stream.
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

# A stream without its end was cut off, which their packages do not tell.
TELLS_ITS_END = ("openai", "ollama")
THOUGHTS_ONLY = " but its thoughts; raise max_output_tokens"
EMPTY_CHUNKS = 4  # more of them than begin and end a stream are thoughts that the package left out
REFUSED = "content_filter refusal SAFETY PROHIBITED_CONTENT BLOCKLIST guardrail_intervened".split()
CUT = ("length", "max_tokens", "MAX_TOKENS", "incomplete")
GAP = 0.05  # seconds in which pieces are gathered into one: each is shown as a whole page
CHARACTERS_A_TOKEN = 12  # more than any reply within its limit has
MOST_SIGNS = 10  # times the patience in which signs of life must become words
HEARTBEAT = 0.5  # seconds between two chances to stop a model that is silent
LONGEST_PAUSE = 20.0  # seconds before a model is asked again, whatever its server wishes

_REASONS = ("finish_reason", "done_reason", "stop_reason", "stopReason", "status")


class Ending(Enum):
    """How a reply ended."""

    DONE = "done"
    TOO_LONG = "too long"
    LOOPING = "looping"


def reply_pieces(model: OpenModel, messages: Messages) -> Generator[str, None, Ending]:
    """The pieces of text of a reply, an empty one now and then while it is silent; returns how the
    reply ended.

    What fails before its first sign is asked for again where that may help. Raises ModelError;
    closing the generator, which the empty pieces give a chance to do, stops the model.
    """
    options, said, tried = model.choice.options, "", 0
    # LangChain's with_retry leaves streams alone, and with_fallbacks does not wait. Neither reads
    # Retry-After, nor can a reader stop the wait.
    while True:
        watched = _Watched(model, messages)
        try:
            for text in watched:
                said += text
                yield text
                if text and is_looping(said):
                    return Ending.LOOPING
            return _ending(watched, model, bool(said.strip()))
        except ModelError:
            raise
        except Exception as error:  # what a provider's package raises is wrapped where it enters
            if is_cut(error):
                return Ending.TOO_LONG
            if watched.has_begun or tried >= options.retries or not is_passing(error, model.choice):
                raise model_failure(error, model, midway=bool(said.strip()))  # noqa: B904 - it sets its own cause
            pause = _pause(tried, error)
        finally:
            watched.close()
        yield from _silence(pause)
        tried += 1


def _ending(watched: _Watched, model: OpenModel, said: bool) -> Ending:
    """How a stream that came to its end did so; raises ModelError where that was none."""
    wrong = ""
    if watched.reason in REFUSED:
        wrong = "declined to go on"
    elif not said:
        wrong = f"sent back nothing{THOUGHTS_ONLY * watched.has_thought}"
    elif not watched.reason and model.choice.provider.name in TELLS_ITS_END:
        wrong = "stopped midway and gave no reason"
    if wrong:
        raise ModelError(f"{model.named} {wrong}. {TRY_QUOTES}")
    return Ending.TOO_LONG if watched.reason in CUT else Ending.DONE


def _pause(tried: int, error: Exception) -> float:
    """Seconds before the next try: twice as long each time, by chance, or as long as the server
    wishes.
    """
    backed_off: float = min(8.0, 0.5 * 2**tried) * random.uniform(1.0, 1.5)
    return min(LONGEST_PAUSE, max(retry_after(error), backed_off))


def _silence(seconds: float) -> Iterator[str]:
    """Empty pieces for so long."""
    while seconds > 0:
        time.sleep(min(HEARTBEAT, seconds))
        seconds -= HEARTBEAT
        yield ""


class _Sign(Enum):
    """What comes of a reply beside its text."""

    SILENCE = "nothing has come"
    END = "nothing more will come"


_Arrived = str | Exception | _Sign


class _Watched:
    """A reply that arrives in a thread; an iterator of its texts that does not wait longer than
    the model may take.
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
        run = contextvars.copy_context().run  # a trace of the caller's goes on in the thread
        threading.Thread(target=run, args=(self._read,), name="rolecall-model", daemon=True).start()

    @property
    def has_thought(self) -> bool:
        """Whether more came than what was said."""
        return self._empty_chunks >= EMPTY_CHUNKS

    def close(self) -> None:
        """Stop the model at its next piece."""
        self._closed.set()

    def __iter__(self) -> Iterator[str]:
        """Texts, empty ones as signs of life or of silence.

        Raises what the model raised, ModelError for a slow one.
        """
        heard = spoke = time.monotonic()
        while (item := self._next()) is not _Sign.END:
            now = time.monotonic()
            since = self._admitted_at or now  # before, it waits for its turn
            heard, spoke = max(heard, since), max(spoke, since)
            if isinstance(item, str):
                heard, spoke, self.has_begun = now, now if item else spoke, True
                self._has_spoken = self._has_spoken or bool(item)
            if now - heard >= self._patience or now - spoke >= MOST_SIGNS * self._patience:
                raise ModelError(self._too_slow())
            yield item if isinstance(item, str) else ""

    @property
    def _patience(self) -> float:
        """Seconds that it may be silent now."""
        options = self._model.choice.options
        return options.stall_timeout if self._has_spoken else options.first_token_timeout

    def _too_slow(self) -> str:
        midway = "stopped midway and " * self._has_spoken
        return f"{self._model.named} {midway}said nothing for {self._patience:g} s. {TRY_QUOTES}"

    def _next(self) -> str | _Sign:
        """What has arrived, gathered into one piece; raises what the model raised."""
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
        """All further text that is there; an end or an error is kept for later."""
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
        except Exception as error:  # raised again where it is read
            self._arrived.put(error)
        finally:
            if self._admitted_at and self._model.turn is not None:
                self._model.turn.release()
            self._arrived.put(_Sign.END)

    def _is_admitted(self) -> bool:
        """Wait for this model's turn and for the next request of the minute; False where nobody
        waits any more.
        """
        turn, limiter = self._model.turn, self._model.limiter
        while turn is not None and not turn.acquire(timeout=HEARTBEAT):
            if self._closed.is_set():
                return False
        # LangChain's own wait goes on after the reader has left, and would be taken for the model's
        # silence.
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
                if left < 0:  # a server that does not keep to the longest reply
                    self.reason = CUT[0]
                    return
