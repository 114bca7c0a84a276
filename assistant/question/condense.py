"""Lets a chat model make a question stand alone; what it adds must come from the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.errors import ModelError
from assistant.language.facts import facts_of
from assistant.models.opened import OpenModel
from assistant.models.prompt import Messages, Prompt
from assistant.models.reply.markers import find_markers
from assistant.models.reply.reply import without_reasoning
from assistant.models.room import condense_prompt
from assistant.models.stream import reply_pieces
from assistant.types import Turn

PATIENCE = 15.0  # seconds for the first word of a question that is made to stand alone
LONGEST = 400  # characters of a question that is made to stand alone, beyond those of the question itself


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question that stands alone, "" where the model gave none that can be used, and what the model was sent."""

    question: str
    prompt: Messages


class Condenser:
    """Asks a chat model for the standalone question; the caller has rules for when that fails."""

    def __init__(self, model: OpenModel, prompt: Prompt) -> None:
        self._model = _hurried(model)
        self._prompt = prompt

    def __call__(self, question: str, turns: Sequence[Turn]) -> Condensed:
        """The model's rewriting; never raises, since the answer itself will say what is wrong with the model."""
        messages = condense_prompt(self._prompt, question, turns, self._model.room)
        try:
            reply = without_reasoning("".join(reply_pieces(self._model, messages)), finished=True)
        except ModelError:  # the rules stand in
            return Condensed("", messages)
        reply = " ".join(reply.split()).strip("\"“”'")
        return Condensed(reply if is_faithful(reply, question, turns) else "", messages)


def _hurried(model: OpenModel) -> OpenModel:
    """The same model with little patience: nothing can be shown meanwhile, and there are rules for it."""
    options = model.choice.options
    brief = {"retries": 0, "first_token_timeout": min(PATIENCE, options.first_token_timeout)}
    brief["stall_timeout"] = min(PATIENCE, options.stall_timeout)
    return replace(model, choice=replace(model.choice, options=options.model_copy(update=brief)))


def is_faithful(reply: str, question: str, turns: Sequence[Turn]) -> bool:
    """Whether a rewriting is one question, and has no name, number or denial that nobody said before it."""
    if (
        not reply
        or len(reply) > len(question) + LONGEST
        or find_markers(reply)
        or reply.count("?") > question.count("?") + 1
    ):
        return False
    said = facts_of(
        " ".join([question, *(f"{turn.question}\n{turn.standalone_question}\n{turn.answer}" for turn in turns)])
    )
    new = facts_of(reply)
    words = said.words | said.names | {said.opening}
    return new.names <= words and new.numbers <= said.numbers and (not new.around or bool(said.around))
