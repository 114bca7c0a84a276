"""The library as a LangChain retriever, for a LangChain program of one's own."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from store.library import DEFAULT_TOP_K, Library
from store.types import Filters, Passage


class PassageRetriever(BaseRetriever):
    """Retrieves passages of a library as LangChain documents, best first.

    Each document's `page_content` is the passage's text, word for word; its metadata holds `document_id`, `title`,
    `section`, `start`, `end` (offsets into the stored document), `score`, `rank` and `found_by`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Any
    top_k: int = DEFAULT_TOP_K
    filters: Filters = Filters()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        library: Library = self.library
        return [_langchain_document(one) for one in library.retrieve(query, top_k=self.top_k, filters=self.filters)]


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
