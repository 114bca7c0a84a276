"""Open an assistant behind a page that is already served, and report how far it has come."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.language.wording import progress_line
from assistant.page.shown.exchange import error_in_words
from assistant.question.mentions import find_mentions
from assistant.settings import Settings
from store.types import Progress

if TYPE_CHECKING:
    from assistant.assistant import Assistant

OpenAssistant = Callable[..., "Assistant"]  # called with settings= and progress=
CLOSING_SECONDS = 5.0
_FIRST_LINE = "Getting ready: loading the language libraries…"


class Opening:
    """An assistant that is being opened, is open, or could not be opened; safe to use from any
    thread.

    Attributes:
        settings: the settings it is opened with.
        line: a message for readers while it is not open: how far it has come, or why it failed.
        assistant: the open assistant, None until then.
        failed: whether opening ended in an error.
    """

    def __init__(self, open_assistant: OpenAssistant, settings: Settings) -> None:
        self._open_assistant = open_assistant
        self.settings = settings
        self._lock = threading.Lock()
        self._finished = threading.Event()
        self._started = False
        self._closed = False
        self.line = _FIRST_LINE
        self.assistant: Assistant | None = None
        self.failed = False

    def start(self) -> None:
        """Begin opening in the background; start again if it failed before."""
        with self._lock:
            if self._started and not self.failed:
                return
            self._started, self.failed, self.line = True, False, _FIRST_LINE
            self._finished.clear()
        threading.Thread(target=self._open, name="rolecall-opening", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Return whether opening ends, in success or failure, within `seconds`."""
        return self._finished.wait(seconds)

    def ready(self) -> Assistant:
        """Return the open assistant; raises AssistantError with a message for readers while it is
        not open.
        """
        if self.assistant is None:
            raise AssistantError(self.line)
        return self.assistant

    def close(self) -> None:
        """Close the assistant; if it is still being opened, close it as soon as it is open."""
        with self._lock:
            self._closed = True
            started = self._started
        if started:
            self._finished.wait(CLOSING_SECONDS)
        self._let_go()

    def _let_go(self) -> None:
        with self._lock:
            assistant, self.assistant = self.assistant, None
        if assistant is not None:
            assistant.close()

    def _open(self) -> None:
        try:
            self.assistant = self._open_assistant(settings=self.settings, progress=self._advance)
        except Exception as error:  # an edge: every failure is described in words
            self.line, self.failed = error_in_words(error, "Rolecall could not start"), True
        finally:
            self._finished.set()
            if self._closed:
                self._let_go()

    def _advance(self, progress: Progress) -> None:
        line = progress_line(progress)
        self.line = f"Getting ready: {line[:1].lower()}{line[1:]}…"


def get_ready(assistant: Assistant) -> None:
    """Load what a first question would otherwise wait seconds for: the embedder, the names of
    places, the catalog.
    """
    _ = assistant.library.embedder
    find_mentions("in London", assistant.known())
