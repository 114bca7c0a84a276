"""The index in its present state, whichever process wrote last, and the embedder to search it
with.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from store.collection.chroma import ChromaStore, Maker
from store.collection.derived_file import Lost
from store.collection.records import DocumentRecord
from store.embedding.embedder import Embedder, Vectors
from store.errors import CollectionError, MismatchError, UnknownDocument
from store.search.index import Index, Vocabulary
from store.search.retrieval import retrieve
from store.settings import StoreSettings
from store.types import Chunk, Filters, Passage

T = TypeVar("T")
ATTEMPTS = 10  # at reading what other processes are writing


class CurrentIndex:
    """Catches up with the collection on every request. Safe to share between threads."""

    def __init__(
        self, store: ChromaStore, settings: StoreSettings, load_embedder: Callable[[], Embedder]
    ) -> None:
        self._store = store
        self._settings = settings
        self._load_embedder = load_embedder
        self._loaded: Embedder | None = None
        self._loading = threading.Lock()
        self._index = Index(settings.data_dir.expanduser())
        self._reading = (
            threading.RLock()
        )  # held while the index is read or updated, never for a whole ingest

    @property
    def embedder(self) -> Embedder:
        """The embedder, loaded when first used; raises EmbedderError."""
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load_embedder()
            return self._loaded

    @property
    def maker(self) -> Maker:
        """What makes vectors with the settings."""
        return Maker(self._settings.embedder, self.embedder.dimension, self._settings.chunk_tokens)

    def checked_embedder(self) -> Embedder:
        """Return the embedder after checking that it made the stored vectors.

        Raises MismatchError.
        """
        embedder, maker = self.embedder, self._store.state().maker
        if maker is not None:
            self._check(maker)
        return embedder

    def records(self) -> dict[str, DocumentRecord]:
        """Return the record of each document by its identifier."""
        return self._read(lambda index: dict(index.records))

    def record(self, document_id: str) -> DocumentRecord:
        """Return the record of a document; raises UnknownDocument."""
        record = self.records().get(document_id)
        if record is None:
            raise UnknownDocument(
                f"No document {document_id!r} is stored. List what is with: rolecall documents"
            )
        return record

    def chunks(self) -> tuple[Chunk, ...]:
        """Return every chunk."""
        return self._read(lambda index: tuple(index.chunks()))

    def document_chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """Return the chunks of a document in order; none if it is not stored."""
        return self._read(lambda index: index.document_chunks(document_id), is_whole=bool)

    def vocabulary(self) -> Vocabulary:
        """Return the stems of all chunks."""
        return self._read(Index.vocabulary)

    def retrieve(self, question: str, top_k: int, filters: Filters) -> tuple[Passage, ...]:
        """Return passages made of the `top_k` best chunks for the question, best passage first."""
        vector, maker = self.embedder.embed([question])[0], self.maker

        def found(index: Index) -> tuple[Passage, ...]:
            return retrieve(
                question,
                vector,
                top_k=top_k,
                filters=filters,
                store=self._store,
                maker=maker,
                index=index,
            )

        return self._read(found)

    def vectors(self, chunk_ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Return the stored vectors of chunks by identifier, without chunks that are gone."""
        if self._store.searches:
            return self._store.vectors(self.maker, chunk_ids)
        return self._read(lambda index: index.vectors(chunk_ids))

    def document_vectors(self, document_ids: Sequence[str]) -> Vectors:
        """Return the mean of the vectors of each document's chunks, of unit length, shape
        (documents, dimension); zeros for a document that is gone.
        """
        fetch = partial(self._store.vectors, self.maker) if self._store.searches else None
        return self._read(lambda index: index.document_vectors(document_ids, fetch))

    def recovered(self) -> dict[str, DocumentRecord]:
        """Return the records as `records` does, including records that are stored although they
        raised no revision.
        """
        return self._read(lambda index: dict(index.records), look=True)

    def made_anew(self) -> None:
        """Forget what was derived from earlier chunks."""
        with self._reading:
            self._index.forget()

    def close(self) -> None:
        """Close the file."""
        self._index.close()

    def _read(
        self,
        read: Callable[[Index], T],
        *,
        look: bool = False,
        is_whole: Callable[[T], bool] = lambda result: False,
    ) -> T:
        """Read the index in its present state; read again if a commit happened meanwhile, unless
        the result is whole.
        """
        with self._reading:
            for _ in range(ATTEMPTS):
                try:
                    index = self._caught_up(look=look)
                    result = read(index)
                except Lost:
                    self._index.empty(-1)
                    continue
                if is_whole(result) or self._store.state().revision == index.revision:
                    return result
            return read(self._caught_up())

    def _caught_up(self, *, look: bool = False) -> Index:
        with self._reading:
            for _ in range(ATTEMPTS):
                state = self._store.state()
                if state.maker is None:
                    self._index.empty(state.revision)
                    return self._index
                self._check(state.maker)
                if state.revision == self._index.revision and not look:
                    return self._index
                incomplete = self._index.catch_up(
                    self._store, state.maker, state.revision, look=look
                )
                look = False
                if incomplete and self._store.state().revision == state.revision:
                    raise CollectionError(
                        f"Document {incomplete[0]!r} at {self._store.where} is stored without all "
                        "of its chunks. "
                        "Make them anew with: rolecall documents reindex"
                    )
            return self._index

    def _check(self, made_by: Maker) -> None:
        """Raise MismatchError if the stored vectors are not what the settings would make."""
        wanted = Maker(
            self._settings.embedder,
            self._loaded.dimension
            if self._loaded
            else made_by.dimension,  # loading it takes seconds
            self._settings.chunk_tokens,
        )
        if made_by != wanted:
            raise MismatchError(
                f"The collection at {self._store.where} was made with {made_by}, but the settings "
                "say "
                f"{wanted}. Set them back, or make it anew with: rolecall documents reindex"
            )
