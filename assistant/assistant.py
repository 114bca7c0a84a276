"""The assistant: opens the library, understands a question, finds evidence, lets a speaker answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.settings import Settings
from assistant.types import Answer, Turn
from store.types import Document, IngestOutcome, Progress

ProgressListener = Callable[[Progress], None]


class Assistant:
    """Answers questions from the documents of one data folder. A context manager."""

    @classmethod
    def open(
        cls,
        data_dir: Path | str | None = None,
        model: str | None = None,
        *,
        settings: Settings | None = None,
        progress: ProgressListener | None = None,
    ) -> Assistant:
        """Open the data folder, ingesting the seeds into an empty one. Arguments override settings."""
        raise NotImplementedError

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        """The final answer."""
        raise NotImplementedError

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Answer]:
        """Answers, each replacing the one before; the last is final."""
        raise NotImplementedError

    def ingest(
        self, paths: Sequence[Path | str], progress: ProgressListener | None = None
    ) -> tuple[IngestOutcome, ...]:
        """Read and store files and folders."""
        raise NotImplementedError

    def documents(self) -> tuple[Document, ...]:
        """Everything stored, ordered by kind and title."""
        raise NotImplementedError

    def remove(self, document_id: str) -> Document:
        """Remove a document; raises store.errors.UnknownDocument."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: TracebackType | None) -> None:
        self.close()
