"""Lets a chat model make a question stand alone; what it adds must come from the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.facts import facts_of
from assistant.markers import find_markers
from assistant.prompt_values import condense_values
from assistant.prompts import Prompt
from assistant.types import Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LONGEST = 400  # characters of a question that is made to stand alone, beyond those of the question itself


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question that stands alone, "" where the model gave none that can be used, and what the model was sent."""

    question: str
    prompt: tuple[tuple[str, str], ...]


class Condenser:
    """Asks a chat model for the standalone question; the caller has rules for when that fails."""

    def __init__(self, model: BaseChatModel, prompt: Prompt) -> None:
        self._model = model
        self._prompt = prompt

    def __call__(self, question: str, turns: Sequence[Turn]) -> Condensed:
        """The model's rewriting; never raises, since the answer itself will say what is wrong with the model."""
        messages = self._prompt.render(**condense_values(question, turns))
        try:
            reply = str(self._model.invoke(list(messages)).text)
        except Exception:  # whatever a provider's package raises: the rules stand in
            return Condensed("", messages)
        reply = " ".join(reply.split()).strip("\"“”'")
        return Condensed(reply if is_faithful(reply, question, turns) else "", messages)


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
