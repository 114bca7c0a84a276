"""Lets a chat model read a message: what it asks, standing alone, and what for.

Where its provider gives structured output that is one call for both; else it is asked for the
question alone. What it adds must come from the conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import BaseModel, Field

from assistant.errors import ModelError
from assistant.language.facts import facts_of
from assistant.models.opened import OpenModel
from assistant.models.prompt import Messages, Prompt
from assistant.models.reply.markers import find_markers
from assistant.models.reply.reply import without_reasoning
from assistant.models.room import condense_prompt
from assistant.models.stream import reply_pieces
from assistant.models.structured import gives_structure, structured_reply
from assistant.types import Kind, Turn

PATIENCE = 15.0  # seconds for the first word of a question that is made to stand alone
LONGEST = (
    400  # characters of a question that is made to stand alone, beyond those of the question itself
)


class ModelReading(BaseModel):
    """A message as a language model reads it."""

    standalone_question: str = Field(description="The message, able to stand alone.")
    intent: Literal["answer", "list", "count", "compare"] = Field(description="What it asks for.")


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question that stands alone, "" where the model gave none that can be used, and what the
    model was sent.

    `kind` is what it asks for, None where the model was not asked that.
    """

    question: str
    prompt: Messages
    kind: Kind | None = None


class Condenser:
    """Asks a chat model for the standalone question; the caller has a reading of its own for
    when that fails.
    """

    def __init__(self, model: OpenModel, prompt: Prompt, structured: Prompt) -> None:
        self._model = _hurried(model)
        self._prompt = prompt
        self._structured = structured
        self._gives_structure = gives_structure(model)

    @property
    def tells_intent(self) -> bool:
        """Whether the model tells what a message asks for too."""
        return self._gives_structure

    def __call__(
        self, question: str, turns: Sequence[Turn], names: Sequence[str] = ()
    ) -> Condensed:
        """The model's reading; never raises, since the answer itself will say what is wrong with
        the model.

        `names` are those of the catalog that may be meant.
        """
        if self._gives_structure:
            return self._read(question, turns, names)
        messages = condense_prompt(self._prompt, question, turns, self._model.room)
        try:
            reply = without_reasoning("".join(reply_pieces(self._model, messages)), finished=True)
        except ModelError:  # the rules stand in
            return Condensed("", messages)
        reply = " ".join(reply.split()).strip("\"“”'")
        return Condensed(reply if is_faithful(reply, question, turns) else "", messages)

    def _read(self, question: str, turns: Sequence[Turn], names: Sequence[str]) -> Condensed:
        messages = condense_prompt(self._structured, question, turns, self._model.room, names)
        try:
            reading = structured_reply(self._model, messages, ModelReading, PATIENCE)
        except ModelError:
            self._gives_structure = False  # a server that refuses it once does so again
            return Condensed("", messages)
        alone = " ".join(reading.standalone_question.split())
        if not is_faithful(alone, question, turns):
            return Condensed("", messages)
        return Condensed(alone, messages, Kind(reading.intent))


def _hurried(model: OpenModel) -> OpenModel:
    """The same model with little patience: nothing can be shown meanwhile, and there are rules
    for it.
    """
    options = model.choice.options
    brief = {"retries": 0, "first_token_timeout": min(PATIENCE, options.first_token_timeout)}
    brief["stall_timeout"] = min(PATIENCE, options.stall_timeout)
    return replace(model, choice=replace(model.choice, options=options.model_copy(update=brief)))


def is_faithful(reply: str, question: str, turns: Sequence[Turn]) -> bool:
    """Whether a rewriting is one question, and has no name, number or denial that nobody said
    before it.
    """
    if (
        not reply
        or len(reply) > len(question) + LONGEST
        or find_markers(reply)
        or reply.count("?") > question.count("?") + 1
    ):
        return False
    said = facts_of(
        " ".join(
            [
                question,
                *(f"{turn.question}\n{turn.standalone_question}\n{turn.answer}" for turn in turns),
            ]
        )
    )
    new = facts_of(reply)
    words = said.words | said.names | {said.opening}
    return (
        new.names <= words and new.numbers <= said.numbers and (not new.around or bool(said.around))
    )
