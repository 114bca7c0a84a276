"""The assistant as a LangChain Runnable, for use in a user's own chain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.runnables.config import run_in_executor
from pydantic import ConfigDict

from assistant.errors import QuestionError
from assistant.types import Answer, Turn
from store.library import DEFAULT_TOP_K, Library
from store.types import Filters, Passage


class PassageRetriever(BaseRetriever):
    """Retrieve passages of a library as LangChain documents, best first.

    Each document's `page_content` is the passage's text, word for word; its metadata holds
    `document_id`, `title`, `section`, `start`, `end` (offsets into the stored document), `score`,
    `rank` and `found_by`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Any
    top_k: int = DEFAULT_TOP_K
    filters: Filters = Filters()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        library: Library = self.library
        return [
            _langchain_document(passage)
            for passage in library.retrieve(query, top_k=self.top_k, filters=self.filters)
        ]


def _langchain_document(passage: Passage) -> LangChainDocument:
    document = passage.document
    return LangChainDocument(
        id=passage.chunks[0].chunk_id,
        page_content=passage.text,
        metadata={
            "document_id": document.document_id,
            "title": document.title,
            "section": " > ".join(passage.heading_path),
            "source": document.url or (document.sources[0] if document.sources else ""),
            "start": passage.span.start,
            "end": passage.span.end,
            "score": passage.score,
            "rank": passage.rank,
            "found_by": list(passage.found_by),
        },
    )


ChainInput = str | dict[str, Any]


class Streams(Protocol):
    """What the chain needs from an assistant."""

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Answer]:
        """Yield the answer as it grows."""


def answer_chain(assistant: Streams) -> Runnable[ChainInput, Answer]:
    """Return a Runnable from a question, or {"question": …, "turns": […]}, to an Answer.

    `.stream()` yields Answers, each replacing the one before; `.invoke()` returns the last. A turn
    is a Turn or a mapping of its fields. Raises QuestionError for any other input. Traced if
    LangChain's own tracing is on.
    """

    def answers(question: ChainInput) -> Iterator[Answer]:
        yield from assistant.stream(*_understood(question))

    async def answers_async(question: ChainInput) -> AsyncIterator[Answer]:
        stream = answers(question)
        while (answer := await run_in_executor(None, next, stream, None)) is not None:
            yield answer

    return RunnableLambda(answers, answers_async, name="rolecall")


def _understood(given: Any) -> tuple[str, tuple[Turn, ...]]:
    question, turns = (
        (given.get("question"), given.get("turns", ()))
        if isinstance(given, Mapping)
        else (given, ())
    )
    if not isinstance(question, str) or not isinstance(turns, Sequence) or isinstance(turns, str):
        raise QuestionError(
            f"The chain was given {type(given).__name__!r} without a question in it. "
            'Give a string or {"question": "…", "turns": []}.'
        )
    return question, tuple(_turn(turn) for turn in turns)


def _turn(given: Any) -> Turn:
    if isinstance(given, Turn):
        return given
    try:
        return Turn(**given)
    except TypeError as error:
        raise QuestionError(
            f'The turn {given!r} is not one. Give {{"question": "…", "answer": "…"}}.'
        ) from error
