"""Who can answer: `quotes`, and each model that was asked for, opened once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from assistant.claim_check import Embed
from assistant.condenser import Condenser
from assistant.model_choice import Destination, choose
from assistant.open_models import OpenModel, ProgressListener
from assistant.prompts import load_prompt
from assistant.providers import QUOTES
from assistant.quotes import QuotesSpeaker
from assistant.settings import Settings
from assistant.speakers import Speaker

NOWHERE = Destination("")  # beyond this process
MOST_OPEN = 8  # models beside `quotes` and the one that is set: who asks names them, and each takes room
OpenModelOf = Callable[..., OpenModel]


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker, what makes questions stand alone for it (None: rules do), and where its text goes."""

    speaker: Speaker
    condense: Condenser | None = None
    destination: Destination = NOWHERE


class Voices:
    """Opens the voice of a model's name when it is first asked for. Safe to share between threads."""

    def __init__(self, settings: Settings, embed: Embed, open_model: OpenModelOf | None = None) -> None:
        self._settings = settings
        self._embed = embed
        self._open_model = open_model
        self._voices: dict[str, Voice] = {QUOTES: Voice(QuotesSpeaker())}
        self._lock = threading.Lock()

    def voice(self, name: str = "", progress: ProgressListener | None = None) -> Voice:
        """The voice of `quotes` or a model, that of the settings where none is named; raises ModelError."""
        name = name.strip() or self._settings.model.strip()
        if (known := self._voices.get(name)) is not None:  # without waiting for another one to be opened
            return known
        with self._lock:
            if name not in self._voices:
                self._voices[name] = self._opened(name, progress)
                self._forget_the_oldest()
            return self._voices[name]

    def _forget_the_oldest(self) -> None:
        kept = (QUOTES, self._settings.model.strip())
        others = [name for name in self._voices if name not in kept]
        for name in others[: max(0, len(others) - MOST_OPEN)]:
            del self._voices[name]

    def _opened(self, name: str, progress: ProgressListener | None) -> Voice:
        from assistant.chat_models import open_model
        from assistant.model_speaker import ModelSpeaker

        choice = choose(name, self._settings)
        model = (self._open_model or open_model)(choice, progress)
        speaker = ModelSpeaker(model, self._embed, load_prompt("answer"))
        return Voice(speaker, Condenser(model, load_prompt("condense")), choice.destination)
