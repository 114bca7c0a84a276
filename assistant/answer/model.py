"""A chat model as a speaker: shown evidence as data, streamed, and checked before it counts.

Whatever the model does, an answer comes of it: what the evidence supports is kept, with the quote;
where nothing is supported, or the model fails, `quotes` says what the sources say.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace

from assistant.answer.quotes import NOT_TOLD, QuotesSpeaker
from assistant.answer.speakers import Utterance, beneath
from assistant.check.check import Checked, Checker, check_reply
from assistant.check.judged import JudgeChecker
from assistant.check.sources import sources_of
from assistant.errors import ModelError
from assistant.evidence.finder import Found
from assistant.judge.judge import shipped_judge
from assistant.language.remembered import RememberedVectors
from assistant.models.failures import is_refused
from assistant.models.opened import OpenModel
from assistant.models.prompt import Prompt
from assistant.models.reply.formats import other_format, unfenced, without_links
from assistant.models.reply.loops import without_loop
from assistant.models.reply.markers import find_markers
from assistant.models.reply.reply import shown_reply
from assistant.models.room import Filled, answer_prompt
from assistant.models.stream import Ending, reply_pieces
from assistant.models.structured import in_sentences
from assistant.types import Evidence, Turn
from store.embedding.embedder import Embed

REPEATED = "said the same over and over and was stopped."
_log = logging.getLogger(__name__)


class ModelSpeaker:
    """Lets a chat model answer; never raises, since `quotes` stands in where it fails."""

    def __init__(
        self, model: OpenModel, embed: Embed, prompt: Prompt, checker: Checker | None = None
    ) -> None:
        self.name = model.choice.label
        self._model = model
        self._embed = RememberedVectors(embed)
        self.checker = checker or JudgeChecker(shipped_judge(), self._embed)
        self._prompt = prompt
        self._in_sentences = (
            model.choice.options.structured_replies and model.choice.provider.gives_sentences
        )
        self._quotes = QuotesSpeaker()

    def speak(self, found: Found, turns: Sequence[Turn]) -> Generator[Utterance, None, None]:
        """Yield the reply so far, then the checked one."""
        if not found.evidence and found.material is None:
            yield self._quotes.answer(found)
            return
        reply = self._asked(found, turns)
        self._look_ahead([one for one, _ in reply.filled.shown])
        try:
            if not reply.filled.shown:
                raise ModelError(
                    f"{self._model.named} has too little room for any evidence. Raise its "
                    "context_window."
                )
            try:
                yield from self._streamed(reply)
            except ModelError as error:
                if not (self._in_sentences and is_refused(error)) or reply.raw:
                    raise
                self._in_sentences = False  # a server that refuses it once does so again
                reply = self._asked(found, turns)
                yield from self._streamed(reply)
            said = self._finished(reply)
        except ModelError as error:
            _log.warning("%s Cause: %r", error, type(error.__cause__))
            said = self._failed(reply, str(error))
        notice = " ".join(filter(None, (*reply.filled.notices, said.notice)))
        prompt = reply.filled.messages
        yield replace(
            said, prompt=prompt, notice=notice, reply=reply.raw, evidence=reply.found.evidence
        )

    def _asked(self, found: Found, turns: Sequence[Turn]) -> _Reply:
        """A reply of which nothing has come, to the prompt that is to be sent."""
        prompt = self._prompt.asking_for_sentences() if self._in_sentences else self._prompt
        filled = answer_prompt(
            prompt, found.query, found.fitting, turns, self._model.room, NOT_TOLD
        )
        shown = tuple(piece for piece, _ in filled.shown)
        return _Reply(replace(found, evidence=shown) if shown else found, filled)

    def _look_ahead(self, shown: Sequence[Evidence]) -> None:
        """Embed what the reply will be set against while the model still thinks about it."""
        texts = [source.text for source in sources_of(shown)]

        def embed() -> None:
            with suppress(Exception):  # the check itself will meet it again
                self._embed(texts)

        # No daemon: torch must not be at work when the interpreter goes.
        threading.Thread(target=embed, name="rolecall-look-ahead").start()

    def _streamed(self, reply: _Reply) -> Generator[Utterance, None, None]:
        """The reply as it arrives, kept in `reply`; raises ModelError."""
        model = in_sentences(self._model) if self._in_sentences else self._model
        with closing(reply_pieces(model, reply.filled.messages)) as pieces:
            while True:
                try:
                    reply.raw += next(pieces)
                except StopIteration as stopped:
                    reply.is_cut = stopped.value is Ending.TOO_LONG
                    reply.is_looping = stopped.value is Ending.LOOPING
                    return
                text, prompt = reply.shown(finished=False), reply.filled.messages
                yield Utterance(text, prompt=prompt, reply=reply.raw, evidence=reply.found.evidence)

    def _finished(self, reply: _Reply) -> Utterance:
        """What comes of a whole reply; raises ModelError where it is none."""
        text = reply.shown(finished=True)
        if not text:
            raise ModelError(f"{self._model.named} sent back nothing but its thoughts.")
        if form := other_format(text):
            reply.unreadable = True
            raise ModelError(
                f"{self._model.named} replied with {form} where sentences were asked for."
            )
        checked = self._checked(text, reply)
        if checked.is_supported or (checked.is_absence and not reply.is_looping):
            said = self._said(checked, self._cut_notice(reply))
            return self._not_told(said, reply) if checked.is_absence else said
        if reply.is_looping:
            reply.unreadable = True
            raise ModelError(f"{self._model.named} {REPEATED}")
        if not checked.claims:  # a question back, an opinion, another language
            return self._with_quotes(self._said(checked), reply)
        denied = f"The sources don't say what {self.name} said." if reply.found.is_plain else ""
        nearest = self._quotes.nearest(reply.found, denied)
        nothing = f"Nothing that {self.name} said stands in the sources."
        return beneath(self._said(checked, nothing, self._cut_notice(reply)), nearest)

    def _said(self, checked: Checked, *notices: str) -> Utterance:
        notice = " ".join(filter(None, (*notices, checked.notice)))
        return Utterance(checked.text, checked.citations, checked.claims, notice=notice)

    def _cut_notice(self, reply: _Reply) -> str:
        if reply.is_looping:
            return f"{self.name} {REPEATED}"
        return (
            f"{self.name} was cut off at its longest reply; raise max_output_tokens." * reply.is_cut
        )

    def _with_quotes(self, said: Utterance, reply: _Reply) -> Utterance:
        """What a model said that states nothing, and what `quotes` finds where the evidence
        plainly answers.
        """
        if not reply.found.is_plain or said.notice:
            return said
        return beneath(
            replace(said, text=f"{said.text}\n\nThe sources say:"), self._quotes.answer(reply.found)
        )

    def _not_told(self, said: Utterance, reply: _Reply) -> Utterance:
        """The model found no answer; where the evidence plainly has one, `quotes` gives it
        beneath.
        """
        is_fixed = _plainly(said.text) == _plainly(NOT_TOLD)
        if reply.found.is_plain:
            lead = f"{self.name} found no answer. The sources say:"
            text = lead if is_fixed else f"{said.text}\n\n{lead}"
            return beneath(replace(said, text=text), self._quotes.answer(reply.found))
        nearest = self._quotes.nearest(reply.found)
        if is_fixed:
            return nearest
        return beneath(said, replace(nearest, text=nearest.text.partition("\n\n")[2]))

    def _failed(self, reply: _Reply, why: str) -> Utterance:
        """`quotes` answers, beneath what the model said before it failed."""
        instead = self._quotes.answer(reply.found)
        text = "" if reply.unreadable else reply.shown(finished=True)
        if not text:
            return replace(instead, notice=why, speaker=self._quotes.name)
        checked = self._checked(text, reply)
        said = self._said(checked, why)
        if instead.abstained and checked.is_supported:
            return said
        lead = "" if instead.abstained else " The sources say:"
        return beneath(
            said, replace(instead, text=f"Here {self.name} broke off.{lead}\n\n{instead.text}")
        )

    def _checked(self, text: str, reply: _Reply) -> Checked:
        orders = "\n".join(said for role, said in reply.filled.messages if role == "system")
        return check_reply(text, [shown for shown, _ in reply.filled.shown], self.checker, orders)


@dataclass(slots=True)
class _Reply:
    """What has come of one question so far: `raw` as the model sends it."""

    found: Found
    filled: Filled
    raw: str = ""
    seen: str = ""
    unreadable: bool = False
    is_cut: bool = False
    is_looping: bool = False

    def shown(self, *, finished: bool) -> str:
        """The part of the reply that may be shown: no thoughts, no half markers, no links but
        the sources' own.
        """
        numbers = frozenset(one.number for one, _ in self.filled.shown)
        known = {
            one.passage.document.url.rstrip("/")
            for one, _ in self.filled.shown
            if one.passage.document.url
        }
        raw = unfenced(without_loop(self.raw) if self.is_looping else self.raw)
        text = without_links(shown_reply(raw, numbers, finished=finished), known, finished=finished)
        if finished:
            return text.strip()
        # What is shown grows: markup that is still open may hide for a while what stood there
        # already.
        self.seen = self.seen if self.seen.startswith(text) else text
        return self.seen


def _plainly(sentence: str) -> str:
    for marker in reversed(find_markers(sentence)):
        sentence = sentence[: marker.span.start] + sentence[marker.span.end :]
    return sentence.strip("\"'“”*_` .\n").casefold()
