"""Who can answer: `quotes`, and each model that was asked for, opened once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.answer.quotes import QuotesSpeaker
from assistant.answer.speakers import Speaker
from assistant.check.check import Checker
from assistant.check.cross_encoder import CrossEncoderChecker
from assistant.check.judged import JudgeChecker
from assistant.models.choice import Destination, ModelChoice, choose
from assistant.models.opened import OpenModel
from assistant.models.prompt import load_prompt
from assistant.models.providers import QUOTES
from assistant.question.condense import Condenser
from assistant.question.understand import RulesUnderstander, Understander
from assistant.settings import Settings
from store.embedding.cross_encoder import SentenceTransformersCrossEncoder
from store.embedding.embedder import Embed
from store.types import ProgressListener

NOWHERE = Destination("")  # beyond this process
MOST_OPEN = 8  # models; who asks names them, each takes room, and the one longest unused goes first
OpenModelOf = Callable[..., OpenModel]


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker, what understands the questions put to it, and where its text goes."""

    speaker: Speaker
    understander: Understander
    destination: Destination = NOWHERE

    @property
    def is_model(self) -> bool:
        """Whether a language model speaks."""
        return self.speaker.name != QUOTES


@dataclass(slots=True)
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    voice: Voice | None = None


class Voices:
    """Opens the voice of a model's name when it is first asked for.

    Safe to share between threads.
    """

    def __init__(
        self, settings: Settings, embed: Embed, open_model: OpenModelOf | None = None
    ) -> None:
        self._settings = settings
        self._embed = embed
        self._open_model = open_model
        self._quotes = Voice(QuotesSpeaker(), RulesUnderstander())
        self._slots: OrderedDict[tuple[str, str], _Slot] = OrderedDict()
        self._lock = threading.Lock()

    def voice(self, name: str = "", progress: ProgressListener | None = None) -> Voice:
        """The voice of `quotes` or a model, that of the settings where none is named.

        Raises ModelError.
        """
        name = name.strip() or self._settings.model.strip()
        if name == QUOTES:
            return self._quotes
        choice = choose(name, self._settings)
        slot = self._slot((choice.label, choice.destination.url))
        with slot.lock:  # of this model alone: another one can be opened meanwhile
            if slot.voice is None:
                slot.voice = self._opened(choice, progress)
            return slot.voice

    def _slot(self, key: tuple[str, str]) -> _Slot:
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            while len(self._slots) > MOST_OPEN:
                self._slots.popitem(last=False)
            return slot

    def _opened(self, choice: ModelChoice, progress: ProgressListener | None) -> Voice:
        from assistant.answer.model import ModelSpeaker
        from assistant.models.chat import open_model

        model = (self._open_model or open_model)(choice, progress)
        speaker = ModelSpeaker(model, self._embed, load_prompt("answer"), self._checker())
        understander = RulesUnderstander(
            Condenser(model, load_prompt("condense"), load_prompt("understand"))
        )
        return Voice(speaker, understander, choice.destination)

    def _checker(self) -> Checker | None:
        """The cross-encoder of the settings; None for the judge."""
        name = self._settings.checker
        if name == JudgeChecker.name:
            return None
        return CrossEncoderChecker(SentenceTransformersCrossEncoder(name, "ROLECALL_CHECKER"))
