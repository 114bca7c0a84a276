"""An assistant over one hostile, made-up document, for tests of the command line and of batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import ModelError, QuestionError
from assistant.question.scope import EVERYTHING, Scope
from assistant.types import Answer, Ask, Claim, Evidence, Query, Support, Term, Turn
from fake_assistant import citation, document, passage
from store.errors import UnknownDocument
from store.types import (
    Document,
    DocumentKind,
    IngestOutcome,
    IngestStatus,
    Place,
    Posting,
    Progress,
)

TEXT = (
    "Gardeners water the roses at dawn.\nThey sing [bold]softly[/bold] \x1b]0;owned\x07while "
    "they do."
)
ROLE = document(
    "Gardener\x1b[2J",
    TEXT,
    kind=DocumentKind.ROLE,
    document_id="gardener",
    company="Rosehill",
    postings=(Posting(Place("GB", "", "Kew")), Posting(Place("FR", "", "Giverny"))),
)
DUTIES = passage(ROLE, heading_path=("Duties",))


def answer_to(question: str, turns: Sequence[Turn] = ()) -> Answer:
    """Cites both sentences; abstains from questions about pay."""
    folded = " ".join([*(turn.question for turn in turns), question])
    query = Query(
        question, folded, asks=(Ask(question, scope=("Rosehill",), terms=(Term("roses", "rose"),)),)
    )
    if "pay" in question:
        return Answer(query, "The sources don't say.", abstained=True, retrieved=(DUTIES,))
    evidence = Evidence(1, DUTIES)
    return Answer(
        query=query,
        text="At **dawn** [1]. \x1b[31m[link=http://evil.example]x[/link]",
        abstained=False,
        evidence=(evidence,),
        citations=tuple(citation(evidence, quote) for quote in TEXT.split("\n")),
        claims=(Claim("At dawn", Support.SUPPORTED, (0,)),),
        retrieved=(DUTIES,),
        coverage=0.75,
    )


class GardenAssistant:
    """Answers like `answer_to` and fails where the question says so; `asked` keeps what it was
    asked.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.closed = False

    @property
    def library(self) -> GardenAssistant:
        """Itself: what the command line asks of the library is here too."""
        return self

    def scope(self, document_ids: Sequence[str], places: Sequence[str]) -> Scope:
        return Scope(tuple(document_ids), tuple(places))

    def ask(
        self, question: str, turns: Sequence[Turn] = (), *, scope: Scope = EVERYTHING
    ) -> Answer:
        self.asked.append((question, tuple(turns)))
        if not question.strip():
            raise QuestionError("The question is empty; write one.")
        if "unreachable" in question:
            raise ModelError(
                "openai:x does not answer\nat http://127.0.0.1:1; run: rolecall doctor"
            )
        if "bug" in question:
            raise ZeroDivisionError("divided by a rose")
        if "interrupt" in question:
            raise KeyboardInterrupt
        return answer_to(question, turns)

    def ingest_each(
        self,
        paths: Sequence[Path | str],
        progress: Callable[[Progress], None] | None = None,
        **stated: Any,
    ) -> Iterator[IngestOutcome]:
        if progress:
            progress(Progress("Reading", 1, len(paths)))
        return (self._outcome(str(path)) for path in paths)

    def _outcome(self, path: str) -> IngestOutcome:
        if "missing" in path:
            return IngestOutcome(
                path, IngestStatus.FAILED, reason=f"{path} is not there; check the path"
            )
        return IngestOutcome(path, IngestStatus.ADDED, ROLE)

    def documents(self) -> tuple[Document, ...]:
        return (ROLE,)

    def variants(self) -> tuple[tuple[Document, ...], ...]:
        return ()

    def remove(self, document_id: str) -> Document:
        if document_id != ROLE.document_id:
            raise UnknownDocument(
                f"No document {document_id!r}; list them with: rolecall documents"
            )
        return ROLE

    def __enter__(self) -> GardenAssistant:
        return self

    def __exit__(self, *error: Any) -> None:
        self.closed = True
