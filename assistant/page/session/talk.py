"""Conversations on the page: how each event changes them, and what is kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from assistant.conversations.archive import Conversations, KeptTurn
from assistant.conversations.kept_answer import keep, restore
from assistant.errors import AssistantError, KeptAnswerError, UnknownConversation
from assistant.models.closable import closable
from assistant.page.guard.visitors import Visitor
from assistant.page.session.opening import Opening
from assistant.page.shown.chat import Showing, Shown, show
from assistant.page.shown.exchange import Exchange, OpenConversation, error_in_words
from assistant.question.scope import EVERYTHING, Scope, scope_json
from assistant.types import Answer
from store.types import Document

T = TypeVar("T")

STOPPED = "Stopped."
STOPPED_ANEW = "Stopped; the earlier answer is kept."
NOTHING_CAME = "No answer came; what was there before is kept."
CUT_OFF = "Rolecall was stopped before this was answered. Ask again with Retry."
_BEYOND = timedelta(
    hours=1
)  # the longest answer, including getting ready and waiting for a last word
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with its model and scope; `max_evidence` is None for the number of passages in the
    settings.
    """

    question: str
    model: str = ""
    scope: Scope = EVERYTHING
    max_evidence: int | None = None


class Talk:
    """Answer questions of any number of conversations and keep their turns; each window holds its
    open conversation.
    """

    def __init__(self, opening: Opening, conversations: Conversations) -> None:
        self._opening = opening
        self._kept = conversations
        self._longest = opening.settings.longest_answer

    def ask(
        self,
        asking: Asking,
        conversation: OpenConversation,
        visitor: Visitor,
        replacing: int | None = None,
    ) -> Iterator[Shown]:
        """Yield the page as the answer arrives; closing the iterator stops the answer and keeps its
        text so far.

        `replacing` is the position, from 0, of the exchange that is asked again; it and the later
        ones are replaced as soon as there is a word of the new answer, and not before.
        """
        conversation = conversation.settled
        at = len(conversation.exchanges) if replacing is None else replacing
        before, number = self._begin(asking, conversation, visitor, at)
        showing, last = Showing(before), Exchange(asking.question, number=number, note=STOPPED)
        seen = last
        try:
            with closing(self._replies(asking, before)) as replies:
                for exchange in replies:
                    seen, last = last, replace(exchange, number=number)
                    yield showing.show(last, busy=True)
        except GeneratorExit:
            # Someone who stops it before the first word never sees the exchange that was waiting.
            unseen = before.former is not None and not seen.said
            self._finish(visitor, before, _stopped(seen if unseen else last))
            raise
        self._finish(visitor, before, last)
        yield _ended(showing.show(last, busy=False))

    def stop(self, conversation: OpenConversation, visitor: Visitor) -> Shown:
        """Return the page once the last answer has been stopped; an answer that was already
        complete stays.

        Raises what `reopen` does.
        """
        *before, last = conversation.exchanges
        if conversation.in_vain and not self._gave_up(conversation, visitor):
            return self.reopen(conversation.conversation_id, visitor)
        showing = Showing(replace(conversation, exchanges=tuple(before)))
        return _ended(showing.show(_stopped(last), busy=False))

    def reopen(self, conversation_id: str, visitor: Visitor) -> Shown:
        """Return a kept conversation as the page shows it.

        Raises UnknownConversation, and StoreError.
        """
        turns = self._kept.turns(visitor.key, conversation_id)
        self._sweep(conversation_id, visitor)
        assistant = self._opening.assistant
        documents = (
            {document.document_id: document for document in assistant.library.documents()}
            if assistant
            else {}
        )
        exchanges = tuple(_restored(turn, documents) for turn in turns)
        return show(OpenConversation(conversation_id, exchanges, visitor.key))

    def rate(
        self,
        conversation: OpenConversation,
        position: int,
        feedback: str,
        visitor: Visitor,
        word: str = "",
    ) -> OpenConversation:
        """Rate the answer at `position`, from 0, as "up", "down" or "", keep the reader's comment,
        and return the conversation.
        """
        exchanges = list(conversation.exchanges)
        rated = exchanges[position] = replace(exchanges[position], feedback=feedback)
        if conversation.conversation_id and rated.number:
            turn = conversation.conversation_id, rated.number
            self._kept.feedback(visitor.key, *turn, feedback, word)
        return replace(conversation, exchanges=tuple(exchanges))

    def _begin(
        self, asking: Asking, conversation: OpenConversation, visitor: Visitor, at: int
    ) -> tuple[OpenConversation, int]:
        """Return the conversation before the turn, and the turn's number, or 0 if the turn is not
        kept.
        """
        before = OpenConversation(
            conversation.conversation_id,
            conversation.exchanges[:at],
            visitor.key if visitor.lasting else "",
            conversation if at < len(conversation.exchanges) else None,
        )
        if not visitor.lasting or not asking.question.strip():
            return _anew("", before), 0
        replaced = next(
            (exchange.number for exchange in conversation.exchanges[at:] if exchange.number), None
        )

        def begin() -> tuple[OpenConversation, int]:
            try:
                return self._begin_kept(asking, before, visitor, replaced)
            except UnknownConversation:  # deleted in another window: this turn begins another
                if conversation.visitor != visitor.key:
                    raise
                return self._begin_kept(asking, _anew("", before), visitor, None)

        return _if_kept(begin, otherwise=(_anew("", before), 0))

    def _begin_kept(
        self, asking: Asking, before: OpenConversation, visitor: Visitor, replaced: int | None
    ) -> tuple[OpenConversation, int]:
        """Do the same for a visitor whose turns are kept; raises ConversationError."""
        scope = scope_json(asking.scope)
        if not before.conversation_id:
            before = _anew(
                self._kept.start(visitor.key, asking.question, scope).conversation_id, before
            )
        else:
            self._sweep(before.conversation_id, visitor)
            self._kept.set_scope(visitor.key, before.conversation_id, scope)
        return before, self._kept.begin(
            visitor.key, before.conversation_id, asking.question, replaced
        )

    def _finish(self, visitor: Visitor, conversation: OpenConversation, exchange: Exchange) -> None:
        if not conversation.conversation_id:
            return
        kept = keep(exchange.answer) if exchange.answer is not None else None
        turn = conversation.conversation_id, exchange.number
        _if_kept(lambda: self._kept.finish(visitor.key, *turn, kept, exchange.note), None)

    def _gave_up(self, conversation: OpenConversation, visitor: Visitor) -> bool:
        """Keep an unfinished answer from replacing others; return False if it has finished in the
        meantime.
        """
        turn = conversation.conversation_id, conversation.exchanges[-1].number
        return not turn[0] or _if_kept(lambda: self._kept.give_up(visitor.key, *turn), True)

    def _sweep(self, conversation_id: str, visitor: Visitor) -> None:
        """Drop what a crash left of answers that were to replace others."""
        longest = timedelta(seconds=self._longest) + _BEYOND
        _if_kept(lambda: self._kept.sweep(visitor.key, conversation_id, longest), None)

    def _replies(self, asking: Asking, before: OpenConversation) -> Generator[Exchange, None, None]:
        """Yield the exchange so far, each replacing the one before."""
        yield Exchange(asking.question, note="Reading…", waiting=True)
        self._opening.start()
        while not self._opening.wait(0.2):
            yield Exchange(asking.question, note=self._opening.line, waiting=True)
        yield from self._answers(asking, before)

    def _answers(self, asking: Asking, before: OpenConversation) -> Iterator[Exchange]:
        answer, question = None, asking.question
        turns = [exchange.turn for exchange in before.exchanges if exchange.turn is not None]
        told: dict[str, Any] = {"scope": asking.scope, "max_evidence": asking.max_evidence}
        late = f"Stopped after {self._longest:g} seconds, the longest an answer may take here."
        try:
            stream = self._opening.ready().stream(question, turns, asking.model, **told)
            with closing(in_time(stream, self._longest, late)) as answers:
                for answer in answers:
                    yield Exchange(question, answer)
        except Exception as error:  # an edge: every failure is described in words
            yield Exchange(question, answer, note=error_in_words(error))


def in_time(stream: Iterator[Answer], longest: float, late: str) -> Generator[Answer, None, None]:
    """Yield the answers of a stream; raise AssistantError with the message `late` if one comes
    later than `longest` seconds and is not the last.
    """
    ends = time.monotonic() + longest
    with closing(closable(stream)) as answers:
        for answer in answers:
            yield answer
            if time.monotonic() > ends and not answer.final:
                raise AssistantError(late)


def _if_kept(action: Callable[[], T], otherwise: T) -> T:
    """Return the result of keeping something; if that fails, the question is answered all the
    same.
    """
    try:
        return action()
    except AssistantError as error:
        _log.warning("A turn is not kept: %s", error)
        return otherwise


def _ended(shown: Shown) -> Shown:
    """Return the page at an answer's end; without a word of the answer, the page as it was, with
    the reason.
    """
    conversation, settled = shown.conversation, shown.conversation.settled
    if not conversation.in_vain:
        return replace(shown, conversation=settled)
    last, former = conversation.exchanges[-1], settled.exchanges[len(conversation.exchanges) - 1]
    notice = STOPPED_ANEW if last.note == STOPPED and former.said else last.note or NOTHING_CAME
    return replace(
        show(settled),
        notice=notice,
        unasked="" if last.question == former.question else last.question,
    )


def _anew(conversation_id: str, before: OpenConversation) -> OpenConversation:
    """Return the earlier exchanges under another identifier, as exchanges that are not kept."""
    exchanges = tuple(replace(exchange, number=0) for exchange in before.exchanges)
    return replace(before, conversation_id=conversation_id, exchanges=exchanges)


def _stopped(exchange: Exchange) -> Exchange:
    """Return the exchange after it was stopped; a finished exchange is unchanged."""
    ended = exchange.turn is not None or (exchange.note and not exchange.waiting)
    return exchange if ended else replace(exchange, note=STOPPED, waiting=False)


def _restored(turn: KeptTurn, documents: Mapping[str, Document]) -> Exchange:
    try:
        answer = restore(turn.answer, documents) if turn.answer is not None else None
    except KeptAnswerError as error:  # a damaged answer must not keep the others from being read
        return Exchange(turn.question, note=str(error), number=turn.number, feedback=turn.feedback)
    note = turn.note or (CUT_OFF if answer is None else "")
    if answer is not None and note:
        answer = replace(answer, final=False)
    return Exchange(turn.question, answer, note, number=turn.number, feedback=turn.feedback)
