"""A LangChain chat model as a speaker: shown evidence as data, streamed, and checked before it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.claim_check import Embed, check_claims
from assistant.errors import ModelError
from assistant.evidence import Found
from assistant.markers import find_markers, hold_back, keep_shown
from assistant.model_failures import TRY_QUOTES, model_failure
from assistant.prompt_values import prompt_values, within_budget
from assistant.prompts import Prompt
from assistant.speakers import Utterance
from assistant.types import Evidence, Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NOT_TOLD = "The sources do not tell."

Messages = tuple[tuple[str, str], ...]


class ModelSpeaker:
    """Lets a chat model answer; `where` says where it runs, for messages about its failures."""

    def __init__(self, model: BaseChatModel, name: str, embed: Embed, prompt: Prompt, where: str = "") -> None:
        self.name = name
        self._model = model
        self._embed = embed
        self._prompt = prompt
        self._named = f"{name} ({where})" if where else name

    def speak(self, found: Found, turns: Sequence[Turn]) -> Iterator[Utterance]:
        """Yield the reply so far, then the checked one; raises ModelError when the model cannot go on."""
        shown = within_budget(found.evidence)
        if not shown:
            yield Utterance(NOT_TOLD, abstained=True)
            return
        numbers = frozenset(one.number for one, _ in shown)
        messages = self._prompt.render(**prompt_values(found.query, shown, turns, NOT_TOLD))
        reply = ""
        for piece in self._pieces(messages):
            reply += piece
            yield Utterance(keep_shown(hold_back(reply), numbers), prompt=messages)
        yield self._checked(keep_shown(reply.strip(), numbers), [one for one, _ in shown], messages)

    def _pieces(self, messages: Messages) -> Iterator[str]:
        said = False
        try:
            for chunk in self._model.stream(list(messages)):
                said = said or bool(chunk.text.strip())
                yield str(chunk.text)
        except Exception as error:  # whatever a provider's package raises is wrapped where it enters
            raise model_failure(error, self._named, midway=said)  # noqa: B904 - it sets its own cause
        if not said:
            raise ModelError(f"{self._named} sent back nothing. {TRY_QUOTES}")

    def _checked(self, reply: str, shown: Sequence[Evidence], messages: Messages) -> Utterance:
        if _is_not_told(reply):
            return Utterance(NOT_TOLD, abstained=True, prompt=messages)
        checked = check_claims(reply, shown, self._embed)
        if checked.is_supported:
            return Utterance(checked.text, checked.citations, checked.claims, prompt=messages)
        notice = f"Nothing that {self.name} said stands in the sources; it was left out." if checked.claims else ""
        return Utterance(NOT_TOLD, claims=checked.claims, abstained=True, prompt=messages, notice=notice)


def _is_not_told(reply: str) -> bool:
    """Whether the fixed phrase is the whole reply, however it is dressed."""
    for marker in reversed(find_markers(reply)):
        reply = reply[: marker.span.start] + reply[marker.span.end :]
    return " ".join(reply.split()).strip("\"'“”*_` .").casefold() == NOT_TOLD.strip(".").casefold()
