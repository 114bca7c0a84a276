"""A conversation on the page: what each event shows, without saying in which components."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

from assistant.closable import closable
from assistant.errors import AssistantError, ModelError
from assistant.page.chat_text import Exchange, chat_messages, evidence_section
from assistant.page.opening import Opening
from assistant.usable_models import may_choose
from store.errors import StoreError

Exchanges = tuple[Exchange, ...]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """The page at one moment; `evidence` is None where it did not change since the moment before."""

    messages: list[dict[str, str]]
    evidence: str | None
    exchanges: Exchanges
    busy: bool


class Talk:
    """Answers questions of any number of conversations; each is its exchanges, kept by the caller."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    def ask(self, question: str, earlier: Exchanges, model: str = "") -> Iterator[Shown]:
        """The page as the answer arrives, by the model of the settings or another; closing the iterator stops it."""
        showing = _Showing(earlier)
        with closing(self._replies(question, earlier, model)) as replies:
            for exchange in replies:
                yield showing.show(exchange, busy=True)
        yield showing.show(exchange, busy=False)

    def ask_again(self, exchanges: Exchanges, model: str = "") -> Iterator[Shown]:
        """The last question once more, in place of its first answer."""
        if exchanges:
            yield from self.ask(exchanges[-1].question, exchanges[:-1], model)

    def stop(self, exchanges: Exchanges) -> Shown:
        """The page once the last answer has been stopped; one that was already whole stays."""
        last = exchanges[-1]
        stopped = last if last.turn is not None else Exchange(last.question, last.answer, "Stopped.")
        return _Showing(exchanges[:-1]).show(stopped, busy=False)

    def _replies(self, question: str, earlier: Exchanges, model: str) -> Generator[Exchange, None, None]:
        """The exchange so far, each replacing the one before."""
        yield Exchange(question, note="Reading…", waiting=True)
        self._opening.start()
        while not self._opening.wait(0.2):
            yield Exchange(question, note=self._opening.line, waiting=True)
        yield from self._answers(question, earlier, model)

    def _answers(self, question: str, earlier: Exchanges, model: str) -> Iterator[Exchange]:
        assistant, answer = self._opening.assistant, None
        if assistant is None:
            yield Exchange(question, note=self._opening.line)
            return
        turns = [exchange.turn for exchange in earlier if exchange.turn is not None]
        try:
            if model and not may_choose(model, self._opening.settings):
                raise ModelError(f"{model!r} is not offered here. Choose one of the list, or name it in models.yaml.")
            with closing(closable(assistant.stream(question, turns, model))) as answers:
                for answer in answers:
                    yield Exchange(question, answer)
        except (AssistantError, StoreError) as error:
            yield Exchange(question, answer, note=str(error))
        except Exception as error:  # an edge: whatever happened is told in words, the traceback is logged
            _log.exception("A question could not be answered")
            note = f"Something went wrong: {error}. To see what is wrong: `rolecall doctor`"
            yield Exchange(question, answer, note=note)


class _Showing:
    """Renders what came before once, and the last exchange each time it grows."""

    def __init__(self, earlier: Exchanges) -> None:
        self._earlier = earlier
        self._turn = len(earlier) + 1
        numbered = list(enumerate(earlier, start=1))
        self._messages = [message for turn, exchange in numbered for message in chat_messages(exchange, turn)]
        self._sections = [evidence_section(exchange, turn) for turn, exchange in numbered]
        self._evidence: str | None = None

    def show(self, exchange: Exchange, *, busy: bool) -> Shown:
        """The page with `exchange` at the end."""
        messages = [*self._messages, *chat_messages(exchange, self._turn)]
        sections = [*self._sections, evidence_section(exchange, self._turn)]
        evidence = "\n\n".join(section for section in sections if section)
        changed = None if evidence == self._evidence else evidence
        self._evidence = evidence
        return Shown(messages, changed, (*self._earlier, exchange), busy)
