"""The library: one data folder's documents, stored, kept up to date and searched."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from store.chroma import ChromaStore, Maker, close_chroma, open_chroma
from store.embedder import Embedder, Vectors, open_embedder
from store.errors import MismatchError, ReadError, StoreError, UnknownDocument
from store.index import Index
from store.ingest import Change, ProgressListener, Writer, plan, sentence_id
from store.reading import read_file, readable_files
from store.retrieval import retrieve
from store.settings import StoreSettings
from store.types import Chunk, Document, Filters, IngestOutcome, IngestStatus, Passage, Progress

DEFAULT_TOP_K = 24


def _silent(progress: Progress) -> None:
    """Tell nobody."""


class Library:
    """Documents of one data folder (or Chroma server). Safe to share between threads; close it when done."""

    def __init__(self, store: ChromaStore, settings: StoreSettings, load_embedder: Callable[[], Embedder]) -> None:
        self._store = store
        self._settings = settings
        self._load_embedder = load_embedder
        self._loaded: Embedder | None = None
        self._index = Index()
        self._lock = threading.RLock()

    @classmethod
    def open(
        cls, settings: StoreSettings | None = None, load_embedder: Callable[[], Embedder] | None = None
    ) -> Library:
        """Open the data folder the settings name. The embedder is loaded when first needed.

        Raises CollectionError when the folder or server cannot be used.
        """
        settings = settings or StoreSettings()
        store = open_chroma(settings.data_dir, settings.chroma_url)
        return cls(store, settings, load_embedder or (lambda: open_embedder(settings.embedder)))

    def close(self) -> None:
        close_chroma(self._store)

    @property
    def embedder(self) -> Embedder:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load_embedder()
            return self._loaded

    @property
    def maker(self) -> Maker:
        """What this library's settings make vectors with."""
        return Maker(self._settings.embedder, self.embedder.dimension, self._settings.chunk_tokens)

    # Reading -------------------------------------------------------------------------------------------

    def documents(self) -> tuple[Document, ...]:
        """Everything stored, articles first, then by title, team and identifier."""
        index = self._current()
        documents = [record.document for record in index.records.values()]
        return tuple(sorted(documents, key=lambda one: (one.kind, one.title, one.team, one.document_id)))

    def document(self, document_id: str) -> Document:
        """The stored document; raises UnknownDocument."""
        record = self._current().records.get(document_id)
        if record is None:
            raise UnknownDocument(f"No document {document_id!r} is stored. List what is with: rolecall documents")
        return record.document

    def retrieve(
        self, question: str, *, top_k: int = DEFAULT_TOP_K, filters: Filters | None = None
    ) -> tuple[Passage, ...]:
        """Passages made of the `top_k` best chunks for the question, best passage first."""
        with self._lock:
            index = self._current()
            return retrieve(
                question,
                top_k=top_k,
                filters=filters or Filters(),
                store=self._store,
                maker=self.maker,
                embedder=self.embedder,
                index=index,
            )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimension)."""
        return self.embedder.embed(texts)

    def document_chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """The chunks of a document in order; none where it is not stored."""
        return self._current().by_document.get(document_id, ())

    def sentence_vectors(self, chunks: Iterable[Chunk]) -> Mapping[tuple[str, int], Vectors]:
        """Unit vectors of the chunks' sentences by (chunk_id, position in the chunk)."""
        keys = {sentence_id(chunk, at): (chunk.chunk_id, at) for chunk in chunks for at in range(len(chunk.sentences))}
        vectors = self._store.sentence_vectors(self.maker, list(keys))
        return {keys[row_id]: vector for row_id, vector in vectors.items()}

    def chunks(self) -> tuple[Chunk, ...]:
        """Every committed chunk."""
        return tuple(self._current().chunks.values())

    @property
    def revision(self) -> int:
        """The number every commit raises, whichever process makes it."""
        return self._store.state().revision

    # Writing -------------------------------------------------------------------------------------------

    def ingest(
        self, paths: Sequence[Path | str], progress: ProgressListener | None = None
    ) -> tuple[IngestOutcome, ...]:
        """Read files and folders and store what they hold, each document all or nothing.

        A path that fails is an outcome with its reason; the others land.
        """
        outcomes: list[IngestOutcome] = []
        files: list[Path] = []
        for path in map(Path, paths):
            try:
                files.extend(readable_files(path))
            except StoreError as error:
                outcomes.append(IngestOutcome(str(path), IngestStatus.FAILED, reason=str(error)))
        named = {file.resolve(): (str(file.resolve()), file) for file in files}
        return tuple(outcomes) + self._ingest(list(named.values()), progress or _silent)

    def ingest_seeds(self, folder: Path, progress: ProgressListener | None = None) -> tuple[IngestOutcome, ...]:
        """Store the documents of `folder` once: again only when what it holds has changed."""
        files = readable_files(folder)
        digest = hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()
        if self._store.state().seeds == digest:
            return ()
        outcomes = self._ingest([(f"seeds/{file.name}", file) for file in files], progress or _silent)
        if all(outcome.status is not IngestStatus.FAILED for outcome in outcomes):
            with self._store.writing():
                self._store.mark(self._store.state().revision, self.maker, seeds=digest)
        return outcomes

    def remove(self, document_id: str) -> Document:
        """Remove a document and all its postings; raises UnknownDocument."""
        with self._lock, self._store.writing():
            document = self.document(document_id)
            record = self._index.records[document_id]
            list(self._writer(_silent).apply([Change(IngestStatus.REMOVED, record)], document.title))
            return document

    def reindex(self, progress: ProgressListener | None = None) -> None:
        """Make every chunk and vector anew with the present settings, then let go of the old ones."""
        with self._lock, self._store.writing():
            state = self._store.state()
            writer = self._writer(progress or _silent)
            for record in self._store.documents():
                writer.write(record.document, self.maker)
            self._store.mark(max(state.revision + 1, 1), self.maker)
            if state.maker is not None and state.maker != self.maker:
                self._store.forget(state.maker)
            self._index = Index()

    def _ingest(self, named: Sequence[tuple[str, Path]], tell: ProgressListener) -> tuple[IngestOutcome, ...]:
        outcomes: list[IngestOutcome] = []
        with self._lock, self._store.writing():
            self._sweep()
            writer = self._writer(tell)
            for done, (source, file) in enumerate(named):
                tell(Progress(f"Reading {file.name}", done, len(named)))
                try:
                    read = read_file(file)
                except ReadError as error:
                    outcomes.append(IngestOutcome(str(file), IngestStatus.FAILED, reason=str(error)))
                    continue
                changes = plan(source, read, self._current().records)
                outcomes.extend(writer.apply(changes, str(file)))
        return tuple(outcomes)

    def _writer(self, tell: ProgressListener) -> Writer:
        return Writer(self._store, self.maker, self.embedder, tell)

    def _sweep(self) -> None:
        """Delete chunks that no committed document owns: what an interrupted ingest left."""
        owned = self._current().chunks
        orphans = [chunk_id for chunk_id in self._store.chunk_ids(self.maker) if chunk_id not in owned]
        self._store.delete_chunks(self.maker, orphans)

    # Keeping up ----------------------------------------------------------------------------------------

    def _current(self) -> Index:
        """The index at the newest revision, whichever process made it."""
        with self._lock:
            state = self._store.state()
            if state.maker is None or state.revision == self._index.revision:
                return self._index
            self._check(state.maker)
            self._store.reopen()
            self._index.catch_up(self._store, state.maker, state.revision)
            return self._index

    def _check(self, made_by: Maker) -> None:
        """Raise MismatchError where the stored vectors are not what the settings would make."""
        wanted = Maker(
            self._settings.embedder,
            self._loaded.dimension if self._loaded else made_by.dimension,  # loading it takes seconds
            self._settings.chunk_tokens,
        )
        if made_by != wanted:
            raise MismatchError(
                f"The collection at {self._settings.data_dir} was made with {made_by}, but the settings say "
                f"{wanted}. Set them back, or make it anew with: rolecall documents reindex"
            )
