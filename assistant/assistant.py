"""The whole way: understand a question, find evidence, let a speaker answer and check what it
says.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from types import TracebackType

from assistant.answer.catalog import answer_from_catalog
from assistant.answer.comparison import answer_comparison, answer_most, compare_sides
from assistant.answer.draft import Computed, bare, shortened
from assistant.answer.fit.answer import answer_fit
from assistant.answer.out_of_scope import (
    no_such_role,
    nothing_in_scope,
    scope_notice,
    which_is_meant,
)
from assistant.answer.small_talk import small_talk
from assistant.answer.speakers import Utterance
from assistant.answer.stored import stored_in_words
from assistant.answer.voices import Voice, Voices
from assistant.conversations.archive import Conversations
from assistant.errors import ModelError, QuestionError
from assistant.evidence.cross_encoder import CrossEncoderReranker
from assistant.evidence.finder import Found, Reranker
from assistant.evidence.material import computed_passage
from assistant.evidence.reader import JudgeReranker
from assistant.evidence.views import View, Views
from assistant.judge.judge import shipped_judge
from assistant.language.remembered import RememberedVectors
from assistant.models.providers import QUOTES
from assistant.question.known import Known
from assistant.question.mentions import conditions_from
from assistant.question.role_names import one_side
from assistant.question.scope import EVERYTHING, Scope, scope_in_words
from assistant.question.understand import check_question, put_plainly, storable
from assistant.settings import Settings
from assistant.startup import silence_telemetry
from assistant.types import SMALL_TALK, Answer, Comparison, Query, Timings, Turn
from store.embedding.cross_encoder import SentenceTransformersCrossEncoder
from store.embedding.embedder import Embedder
from store.library import Library
from store.types import ProgressListener, RolePosting

MOST_EVIDENCE = 20  # that may be asked for, as in the settings
WORKED_OUT, STORED = (
    "Worked out for this question",
    "What is stored",
)  # titles of what a model is given


class Assistant:
    """Answers questions from the documents of one data folder.

    A context manager; safe to share between threads.

    `library` holds the documents (ingest, remove, undo), `conversations` the conversations that
    were kept.
    """

    def __init__(self, library: Library, voices: Voices, settings: Settings) -> None:
        self.library = library
        self.settings = settings
        self._voices = voices
        self._views = Views(library, _reranker(settings))
        self._remembered = RememberedVectors(library.embed)

    @classmethod
    def open(
        cls,
        data_dir: Path | str | None = None,
        model: str | None = None,
        *,
        settings: Settings | None = None,
        progress: ProgressListener | None = None,
        load_embedder: Callable[[], Embedder] | None = None,
        reading: bool = False,
    ) -> Assistant:
        """Open the data folder; one that is new gets the seeds. Arguments override settings.

        With `reading`, nothing is written: no seeds, and no collection where there is none.
        Raises StoreError when the folder cannot be used and ModelError when the model is unknown.
        """
        silence_telemetry()
        given = {"data_dir": None if data_dir is None else Path(data_dir), "model": model}
        settings = (settings or Settings()).model_copy(
            update={name: value for name, value in given.items() if value is not None}
        )
        library = Library.open(settings, load_embedder, create=not reading)
        try:
            voices = Voices(settings, library.embed)
            voices.voice(progress=progress)
            if settings.seeds and not reading:
                with seeds_folder() as folder:
                    library.ingest_seeds(folder, progress)
        except BaseException:
            library.close()
            raise
        return cls(library, voices, settings)

    def ask(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        model: str = "",
        *,
        scope: Scope = EVERYTHING,
        max_evidence: int | None = None,
    ) -> Answer:
        """Return the final answer, by the model of the settings or another one.

        Where the model fails, `quotes` answers, with a notice.

        Nothing out of `scope` is understood, counted or quoted. `max_evidence` is that of the
        settings where None. Raises QuestionError when the question is empty or too long, or
        `max_evidence` is not 1 to 20.
        """
        *_, answer = self.stream(question, turns, model, scope=scope, max_evidence=max_evidence)
        return answer

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        model: str = "",
        *,
        scope: Scope = EVERYTHING,
        max_evidence: int | None = None,
    ) -> Iterator[Answer]:
        """Yield answers, each replacing the one before; the last is final. Raises as `ask` does."""
        most = self._most_evidence(max_evidence)
        check_question(question, self.settings.longest_question)
        question = storable(question)
        start = time.perf_counter()
        voice, failed = self._voice(model)
        view = self._views.of(scope)
        asked_of = scope_notice(scope, self.known()) if scope.narrows else ""

        query = voice.understander.understand(question, turns, view.known)
        computed = self._computed(query, view, scope, turns)
        if query.brief and computed is not None:
            computed = shortened(computed)
        notice = f"{asked_of} {failed}".strip()
        if voice.is_model and not (computed and computed.options):
            found = _to_tell(query, turns, computed, view, most)
        elif computed is None:
            found = view.finder.find(query, most)
        elif (elsewhere := _told_elsewhere(query, computed, view, most)) is not None:
            found, computed = elsewhere, None
        else:
            yield _computed_answer(query, computed, notice, start)
            return
        yield from _spoken(voice, found, computed, turns, notice, start)

    def compare(self, first: str, second: str, *more: str) -> Comparison:
        """Compare roles or postings, each named by an identifier, title, team or place; of more
        than two the facts.

        Raises RoleNameError where one names nothing that is stored, or more than one role.
        """
        known = self.known()
        sides = [one_side(words, known) for words in (first, second, *more)]
        return compare_sides(sides, self.library, self._remembered)

    def postings(self, **filters: str | None) -> tuple[RolePosting, ...]:
        """Return the postings that meet the filters: `title`, `team`, `company`, `level`, `place`,
        `text`, in words.

        Raises QuestionError for a place that names none, and for a filter that does not exist.
        """
        known = self.known()
        return known.catalog.select(conditions_from(filters, known)).postings

    def scope(self, document_ids: Iterable[str] = (), places: Iterable[str] = ()) -> Scope:
        """Return the scope that identifiers and places name; a place may be said as in a question:
        "outside the US".

        Raises store.errors.UnknownDocument for an identifier that is not stored, QuestionError for
        a place without postings.
        """
        return scope_in_words(document_ids, places, self.known())

    def known(self, scope: Scope = EVERYTHING) -> Known:
        """Return what questions of a scope are understood against, made anew when the collection
        has changed.
        """
        return self._views.of(scope).known

    @cached_property
    def conversations(self) -> Conversations:
        """The conversations kept in the data folder, opened when first used.

        Raises ConversationError.
        """
        return Conversations.of(self.settings)

    def close(self) -> None:
        """Let go of the data folder."""
        if "conversations" in self.__dict__:
            self.conversations.close()
        self.library.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _voice(self, model: str) -> tuple[Voice, str]:
        """Who answers, and why it is `quotes` where the model that was named cannot be used."""
        try:
            return self._voices.voice(model), ""
        except ModelError as error:
            return self._voices.voice(QUOTES), str(error)

    def _computed(
        self, query: Query, view: View, scope: Scope, turns: Sequence[Turn]
    ) -> Computed | None:
        """The answer where code alone can tell it, None where a speaker must."""
        known = view.known
        if (
            scope.narrows
            and (nothing := nothing_in_scope(query, scope, known, self.known())) is not None
        ):
            return nothing
        if (talk := small_talk(query.kind, known)) is not None:
            return talk
        if query.options:
            return which_is_meant(query, known)
        if (fit := answer_fit(query, known, view.finder, turns)) is not None:
            return fit
        if query.compare is not None:
            return answer_comparison(query, known, view.finder, self.library, self._remembered)
        if (most := answer_most(query, known, view.finder)) is not None:
            return most
        if query.is_of_catalog:
            return answer_from_catalog(query, known, view.finder)
        return no_such_role(query, known, view.finder)

    def _most_evidence(self, given: int | None) -> int:
        if given is None:
            return self.settings.max_evidence
        if not 1 <= given <= MOST_EVIDENCE:
            raise QuestionError(
                f"{given} passages cannot be shown with an answer. Ask for 1 to {MOST_EVIDENCE}."
            )
        return given


def _told_elsewhere(query: Query, computed: Computed, view: View, most: int) -> Found | None:
    """What passages tell where a list found no role whose text says what was asked; None where
    they don't either.
    """
    if not computed.abstained or not query.subjects:
        return None
    found = view.finder.find(put_plainly(query, view.known), most)
    return found if found.is_answered else None


def seeds_folder() -> AbstractContextManager[Path]:
    """The folder of the seeds that come with Rolecall."""
    return as_file(files("seeds").joinpath(""))


def _reranker(settings: Settings) -> Reranker:
    """The reranker of the settings; the judge where they name none."""
    if not settings.reranker:
        return JudgeReranker(shipped_judge())
    return CrossEncoderReranker(
        SentenceTransformersCrossEncoder(settings.reranker, "ROLECALL_RERANKER")
    )


def _to_tell(
    query: Query, turns: Sequence[Turn], computed: Computed | None, view: View, most: int
) -> Found:
    """What a model is to tell: what code worked out, and what it may read beside that."""
    asked = query if computed is None else put_plainly(query, view.known)
    if query.kind in SMALL_TALK:
        asked = replace(query, asks=())
    found = view.finder.find(asked, most)
    worked_out = () if computed is None else (computed_passage(WORKED_OUT, bare(computed.text)),)
    stored = computed_passage(STORED, stored_in_words(view.known))
    roles = computed.roles if computed else ()
    before = turns[-1] if turns else None
    found = replace(found, query=query)
    return replace(found, material=view.material(found, worked_out, stored, roles, before))


def _spoken(
    voice: Voice,
    found: Found,
    computed: Computed | None,
    turns: Sequence[Turn],
    notice: str,
    start: float,
) -> Iterator[Answer]:
    """What the voice says, checked by its speaker; the last answer is final.

    Where a model fails at what code has worked out, or finds nothing in it, that is shown as it
    stands.
    """
    times = Timings(retrieve=_since(start))
    answer = None
    with closing(voice.speaker.speak(found, turns)) as utterances:
        for said in utterances:
            spoken = times.first_token or (_since(start) if said.text else 0.0)
            times = replace(times, first_token=spoken, total=_since(start))
            told = replace(said, notice=f"{notice} {said.notice}".strip())
            is_silent = said.abstained and not said.claims
            if computed is not None and (said.speaker or (is_silent and not computed.abstained)):
                answer = replace(
                    _computed_answer(found.query, computed, told.notice, start), prompt=said.prompt
                )
                continue
            answer = _answer(found, told, said.speaker or voice.speaker.name, times)
            answer = answer if computed is None else _with_computed(answer, computed)
            yield answer
    if answer is not None:
        yield replace(answer, final=True, timings=replace(times, total=_since(start)))


def _answer(found: Found, said: Utterance, model: str, times: Timings) -> Answer:
    return Answer(
        query=found.query,
        text=said.text,
        abstained=said.abstained,
        evidence=said.evidence or found.evidence,
        citations=said.citations,
        claims=said.claims,
        model=model,
        timings=times,
        coverage=found.confidence,
        likeliest=found.likeliest,
        retrieved=found.retrieved,
        prompt=found.query.prompt + said.prompt,
        notice=said.notice,
        reply=said.reply,
        final=False,
    )


def _with_computed(answer: Answer, computed: Computed) -> Answer:
    """A model's answer beside what it was to tell."""
    return replace(
        answer,
        roles=computed.roles,
        selection=computed.selection,
        comparison=computed.comparison,
        table=bare(computed.text),
    )


def _computed_answer(query: Query, computed: Computed, notice: str, start: float) -> Answer:
    return Answer(
        query=query,
        text=computed.text,
        abstained=computed.abstained,
        evidence=computed.evidence,
        citations=computed.citations,
        claims=computed.claims,
        roles=computed.roles,
        prompt=query.prompt,
        timings=Timings(_since(start), _since(start), _since(start)),
        coverage=0.0 if computed.abstained else 1.0,
        retrieved=tuple(evidence.passage for evidence in computed.evidence),
        notice=notice,
        selection=computed.selection,
        comparison=computed.comparison,
        options=computed.options,
    )


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
