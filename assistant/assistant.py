"""The assistant: opens the library, understands a question, finds evidence, lets a speaker answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from types import TracebackType

from assistant.errors import ModelError, QuestionError
from assistant.evidence import Finder, Found
from assistant.privacy import silence_telemetry
from assistant.quotes import QuotesSpeaker
from assistant.settings import Settings
from assistant.speakers import Speaker, Utterance
from assistant.types import Answer, Timings, Turn
from assistant.understanding import understand
from store.embedder import Embedder
from store.library import Library
from store.types import Document, IngestOutcome, Progress

ProgressListener = Callable[[Progress], None]


class Assistant:
    """Answers questions from the documents of one data folder. A context manager; safe to share between threads."""

    def __init__(self, library: Library, speaker: Speaker, settings: Settings) -> None:
        self.library = library
        self.settings = settings
        self._speaker = speaker
        self._quotes = QuotesSpeaker()
        self._finder = Finder(library)

    @classmethod
    def open(
        cls,
        data_dir: Path | str | None = None,
        model: str | None = None,
        *,
        settings: Settings | None = None,
        progress: ProgressListener | None = None,
        load_embedder: Callable[[], Embedder] | None = None,
    ) -> Assistant:
        """Open the data folder, ingesting the seeds on the first start. Arguments override settings.

        Raises StoreError when the folder cannot be used and ModelError when the model is unknown.
        """
        silence_telemetry()
        given = {"data_dir": None if data_dir is None else Path(data_dir), "model": model}
        settings = (settings or Settings()).model_copy(
            update={name: value for name, value in given.items() if value is not None}
        )
        library = Library.open(settings, load_embedder)
        try:
            speaker = _speaker(settings, library)
            if settings.seeds:
                with as_file(files("seeds").joinpath("")) as folder:
                    library.ingest_seeds(folder, progress)
        except BaseException:
            library.close()
            raise
        return cls(library, speaker, settings)

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        """The final answer. Raises QuestionError when the question is empty or too long."""
        *_, answer = self.stream(question, turns)
        return answer

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Answer]:
        """Answers, each replacing the one before; the last is final. Raises QuestionError."""
        self._check(question)
        start = time.perf_counter()
        query = understand(question, turns, self.library.documents())
        found = self._finder.find(query, self.settings.max_evidence)
        times = Timings(retrieve=_since(start))
        answer = None
        for name, said in self._speak(found, turns):
            times = replace(times, first_token=times.first_token or _since(start), total=_since(start))
            answer = _answer(found, said, name, times)
            yield answer
        if answer is not None:
            yield replace(answer, final=True, timings=replace(times, total=_since(start)))

    def ingest(
        self, paths: Sequence[Path | str], progress: ProgressListener | None = None
    ) -> tuple[IngestOutcome, ...]:
        """Read and store files and folders; a path that fails is an outcome with its reason."""
        return self.library.ingest(paths, progress)

    def documents(self) -> tuple[Document, ...]:
        """Everything stored, ordered by kind and title."""
        return self.library.documents()

    def remove(self, document_id: str) -> Document:
        """Remove a document; raises store.errors.UnknownDocument."""
        return self.library.remove(document_id)

    def close(self) -> None:
        """Let go of the data folder."""
        self.library.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check(self, question: str) -> None:
        longest = self.settings.longest_question
        if not question.strip():
            raise QuestionError("The question is empty. Write what you would like to know.")
        if len(question) > longest:
            raise QuestionError(
                f"The question has {len(question):,} characters and the longest taken is {longest:,}. Shorten it."
            )

    def _speak(self, found: Found, turns: Sequence[Turn]) -> Iterator[tuple[str, Utterance]]:
        """The speaker's name with each utterance; `quotes` answers where a model fails, and says why."""
        try:
            for said in self._speaker.speak(found, turns):
                yield self._speaker.name, said
        except ModelError as error:
            for said in self._quotes.speak(found, turns):
                yield self._quotes.name, replace(said, notice=str(error))


def _speaker(settings: Settings, library: Library) -> Speaker:
    if settings.model == QuotesSpeaker.name:
        return QuotesSpeaker()
    from assistant.model_speaker import ModelSpeaker
    from assistant.models import open_model, where_text_goes
    from assistant.prompts import load_prompt

    model = open_model(settings.model, settings)
    where = where_text_goes(settings.model, settings)
    return ModelSpeaker(model, settings.model, library.embed, load_prompt("answer"), where)


def _answer(found: Found, said: Utterance, model: str, times: Timings) -> Answer:
    return Answer(
        query=found.query,
        text=said.text,
        abstained=said.abstained,
        evidence=found.evidence,
        citations=said.citations,
        claims=said.claims,
        model=model,
        timings=times,
        coverage=found.confidence,
        retrieved=found.retrieved,
        prompt=said.prompt,
        notice=said.notice,
        final=False,
    )


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
