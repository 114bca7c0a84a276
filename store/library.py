"""The library: one data folder's documents, stored, kept up to date and searched."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from store.collection.changes import plan
from store.collection.chroma import ChromaStore, Maker, close_chroma, open_chroma
from store.collection.ingest import ProgressListener, Writer, embed_sentences
from store.collection.records import DocumentRecord
from store.collection.undo import Undo
from store.embedding.embedder import Embedder, Vectors, open_embedder
from store.errors import CollectionError, MismatchError, ReadError, StoreError, UnknownDocument
from store.loading.load import NOTHING, files_in, read_file
from store.loading.uploads import FOLDER, Upload, kept_uploads, put_back_uploads, read_upload, sweep_uploads
from store.search.index import Index
from store.search.retrieval import retrieve
from store.settings import StoreSettings
from store.types import (
    Chunk,
    Document,
    DocumentKind,
    Fields,
    Filters,
    IngestOutcome,
    IngestStatus,
    Passage,
    Progress,
    Unread,
)

DEFAULT_TOP_K = 24
ATTEMPTS = 10  # at reading what others are writing


def _silent(progress: Progress) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing to ingest: its source, what people call it (`name` for short), and what reads it."""

    source: str
    path: str
    name: str
    read: Callable[[], Iterable[Document | Unread]]


class Library:
    """Documents of one data folder (or Chroma server). Safe to share between threads; close it when done."""

    def __init__(self, store: ChromaStore, settings: StoreSettings, load_embedder: Callable[[], Embedder]) -> None:
        self._store = store
        self._settings = settings
        self._load_embedder = load_embedder
        self._loaded: Embedder | None = None
        self._loading = threading.Lock()
        self._index = Index()
        self._reading = threading.RLock()  # held while the index is read or caught up, never for a whole ingest
        self._closed = False

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
        """Let go of the data folder; a second time does nothing."""
        if not self._closed:
            self._closed = True
            close_chroma(self._store)

    @property
    def embedder(self) -> Embedder:
        """The embedder, loaded at the first use; raises EmbedderError."""
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load_embedder()
            return self._loaded

    @property
    def maker(self) -> Maker:
        """What this library's settings make vectors with."""
        return Maker(self._settings.embedder, self.embedder.dimension, self._settings.chunk_tokens)

    @property
    def made_with(self) -> str:
        """What made the vectors that are stored, in words; "" where there are none yet."""
        maker = self._store.state().maker
        return "" if maker is None else str(maker)

    # Reading -------------------------------------------------------------------------------------------

    def documents(self) -> tuple[Document, ...]:
        """Everything stored, articles first, then by title, team and identifier."""
        documents = [record.document for record in self._records().values()]
        return tuple(sorted(documents, key=lambda one: (one.kind, one.title, one.team, one.document_id)))

    def document(self, document_id: str) -> Document:
        """The stored document; raises UnknownDocument."""
        return self._record(document_id).document

    def retrieve(
        self, question: str, *, top_k: int = DEFAULT_TOP_K, filters: Filters | None = None
    ) -> tuple[Passage, ...]:
        """Passages made of the `top_k` best chunks for the question, best passage first."""
        if not question.strip():
            return ()
        vector, maker = self.embedder.embed([question])[0], self.maker
        with self._reading:
            for _ in range(ATTEMPTS):
                index = self._current()
                passages = retrieve(
                    question,
                    vector,
                    top_k=top_k,
                    filters=filters or Filters(),
                    store=self._store,
                    maker=maker,
                    index=index,
                )
                if self._store.state().revision == index.revision:
                    break  # nothing was deleted under the search
            return passages

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimension)."""
        return self.embedder.embed(texts)

    def document_chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """The chunks of a document in order; none where it is not stored."""
        return self._current().by_document.get(document_id, ())

    def sentence_vectors(self, chunks: Iterable[Chunk]) -> Mapping[tuple[str, int], Vectors]:
        """Unit vectors of the chunks' sentences by (chunk_id, position in the chunk)."""
        chunks = list(chunks)
        vectors = self._store.sentence_vectors(self.maker, [chunk.chunk_id for chunk in chunks])
        gone = [chunk for chunk in chunks if chunk.chunk_id not in vectors]  # another process removed them just now
        if gone:
            vectors.update(zip((chunk.chunk_id for chunk in gone), embed_sentences(gone, self.embedder), strict=True))
        return {(chunk_id, at): vector for chunk_id, own in vectors.items() for at, vector in enumerate(own)}

    def chunks(self) -> tuple[Chunk, ...]:
        """Every committed chunk."""
        with self._reading:
            return tuple(self._current().chunks.values())

    @property
    def revision(self) -> int:
        """The number every commit raises, whichever process makes it."""
        return self._store.state().revision

    # Writing -------------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path | str],
        progress: ProgressListener | None = None,
        undo: Undo | None = None,
        *,
        given: Fields = NOTHING,
        columns: Mapping[str, str] | None = None,
    ) -> tuple[IngestOutcome, ...]:
        """Read files and folders and store what they hold, each document all or nothing.

        A path that fails and a piece of a file that cannot be read are outcomes with their reasons; so is a file of a
        folder that is left out. The others land. `given` are fields that a person states of every document, `columns`
        the names of a table's columns by field. `undo` is filled with what was there before.
        """
        outcomes: list[IngestOutcome] = []
        files: list[Path] = []
        for path in map(Path, paths):
            try:
                wanted, left_out = files_in(path)
            except StoreError as error:
                outcomes.append(IngestOutcome(str(path), IngestStatus.FAILED, reason=str(error)))
                continue
            files.extend(wanted)
            outcomes += [IngestOutcome(one.part, IngestStatus.LEFT_OUT, reason=one.reason) for one in left_out]
        named = {str(file.resolve()): file for file in files}
        items = [
            _Item(source, str(file), file.name, partial(read_file, file, given, columns or {}))
            for source, file in named.items()
        ]
        return tuple(outcomes) + self._ingest(items, progress or _silent, undo)

    def ingest_uploads(
        self,
        uploads: Sequence[Upload],
        progress: ProgressListener | None = None,
        undo: Undo | None = None,
    ) -> tuple[IngestOutcome, ...]:
        """Keep and store what people handed in, as `ingest` does; an outcome's path is the given name.

        One of more than the settings' largest upload fails, and so does what is no text.
        """
        largest = self._settings.largest_upload
        items = [
            _Item(one.source, one.name, one.name, partial(read_upload, self._uploads, one, largest)) for one in uploads
        ]
        with self._store.writing(progress or _silent):
            outcomes = self._ingest(items, progress or _silent, undo)
            self._sweep_uploads()
            return outcomes

    def ingest_seeds(self, folder: Path, progress: ProgressListener | None = None) -> tuple[IngestOutcome, ...]:
        """Store the documents of `folder`, each once: again only when its file has changed.

        One that was removed since stays removed.
        """
        files = {file.name: file for file in files_in(folder)[0]}
        hashes = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in files.items()}
        taken = self._store.state().seeds
        fresh = {name: found for name, found in hashes.items() if taken.get(name) != found}
        if not fresh:
            return ()
        tell = progress or _silent
        items = [_Item(f"seeds/{name}", str(files[name]), name, partial(read_file, files[name])) for name in fresh]
        outcomes = self._ingest(items, tell)
        failed = {Path(outcome.path).name for outcome in outcomes if outcome.status is IngestStatus.FAILED}
        landed = {name: found for name, found in fresh.items() if name not in failed}
        with self._store.writing(tell):
            self._store.mark(self.maker, {**self._store.state().seeds, **landed})
        return outcomes

    def remove(self, document_id: str, undo: Undo | None = None) -> Document:
        """Remove a document and all its postings; raises UnknownDocument. `undo` is filled with what was there."""
        with self._store.writing(_silent):
            self._recover()
            record = self._record(document_id)
            maker = self._store.state().maker
            assert maker is not None, "a record was committed by a maker"
            if undo is not None:
                undo.uploads.update(kept_uploads(self._uploads, record.listed))
            self._store.retract(document_id, maker)
            if undo is not None:
                undo.add(record, None)
            self._store.forget(maker, record.version)
            self._sweep_uploads()
            return record.document

    def undo(self, undo: Undo, progress: ProgressListener | None = None) -> tuple[IngestOutcome, ...]:
        """Put back what was stored before, each document all or nothing, the last change first.

        A document that was changed again since is left as it is: an outcome that failed, with that reason.
        """
        outcomes: list[IngestOutcome] = []
        maker, tell = self.maker, progress or _silent
        with self._store.writing(tell):
            self._recover()
            put_back_uploads(self._uploads, undo.uploads)
            writer = Writer(self._store, maker, self.embedder, tell)
            for done, step in enumerate(undo.backwards()):
                title = step.record.document.title
                tell(Progress(f"Putting back {title}", done, len(undo.steps)))
                if step.still_stands(self._records()):
                    outcomes.extend(writer.apply([step.back], title))
                else:
                    reason = f"{title!r} was changed again since, so it stays as it is. See: rolecall documents"
                    outcomes.append(IngestOutcome(title, IngestStatus.FAILED, step.record.document, reason))
            self._sweep_uploads()
        return tuple(outcomes)

    def reindex(self, progress: ProgressListener | None = None) -> None:
        """Make every chunk and vector anew with the present settings, then let go of the old ones.

        Until all are made, those that there were go on answering.
        """
        maker, tell = self.maker, progress or _silent
        with self._store.writing(tell):
            self._store.take_over()
            writer = Writer(self._store, maker, self.embedder, tell)
            records = self._store.documents()
            for done, record in enumerate(records):
                tell(Progress(f"Making anew {record.document.title}", done, len(records)))
                writer.write(record)
            self._store.mark(maker)
            self._store.keep_only(maker)
            self._recover()

    def _ingest(
        self, items: Sequence[_Item], tell: ProgressListener, undo: Undo | None = None
    ) -> tuple[IngestOutcome, ...]:
        outcomes: list[IngestOutcome] = []
        maker = self.maker  # loading the embedder takes seconds, in which others may write
        with self._store.writing(tell):
            if self._store.state().maker is None:
                self._store.mark(maker)
            self._recover()
            writer = Writer(self._store, maker, self.embedder, tell, undo)
            for done, item in enumerate(items):
                tell(Progress(f"Reading {item.name}", done, len(items)))
                read, unread = _read(item)
                outcomes += unread
                if read or not unread:
                    outcomes.extend(writer.apply(plan(item.source, read, self._records()), item.path))
        return tuple(outcomes)

    @property
    def _uploads(self) -> Path:
        return self._settings.data_dir.expanduser() / FOLDER

    def _sweep_uploads(self) -> None:
        """Delete kept uploads of which no document is stored."""
        sweep_uploads(self._uploads, [source for record in self._records().values() for source in record.listed])

    def _recover(self) -> None:
        """Finish what an interrupted writer left: a commit that nobody was told of, chunks that nobody owns."""
        self._store.take_over()
        with self._reading:
            self._index.revision = -1  # a record may stand that raised no revision
            records = self._records().values()
        state = self._store.state()
        if state.maker is None:
            return
        self._sweep_uploads()
        swept = self._store.sweep(state.maker, [record.version for record in records])
        if swept or any(record.revision > state.revision for record in records):
            self._store.mark(state.maker)

    # Keeping up ----------------------------------------------------------------------------------------

    def _current(self) -> Index:
        """The index at the newest revision, whichever process made it."""
        with self._reading:
            for _ in range(ATTEMPTS):
                state = self._store.state()
                if state.maker is None:
                    self._index = Index(state.revision)
                    return self._index
                self._check(state.maker)
                if state.revision == self._index.revision:
                    return self._index
                self._store.refresh(state.revision)
                incomplete = self._index.catch_up(self._store, state.maker, state.revision)
                if incomplete and self._store.state().revision == state.revision:
                    raise CollectionError(
                        f"Document {incomplete[0]!r} at {self._store.where} is stored without all of its chunks. "
                        "Make them anew with: rolecall documents reindex"
                    )
            return self._index

    def _records(self) -> dict[str, DocumentRecord]:
        with self._reading:
            return dict(self._current().records)

    def _record(self, document_id: str) -> DocumentRecord:
        record = self._records().get(document_id)
        if record is None:
            raise UnknownDocument(f"No document {document_id!r} is stored. List what is with: rolecall documents")
        return record

    def _check(self, made_by: Maker) -> None:
        """Raise MismatchError where the stored vectors are not what the settings would make."""
        wanted = Maker(
            self._settings.embedder,
            self._loaded.dimension if self._loaded else made_by.dimension,  # loading it takes seconds
            self._settings.chunk_tokens,
        )
        if made_by != wanted:
            raise MismatchError(
                f"The collection at {self._store.where} was made with {made_by}, but the settings say "
                f"{wanted}. Set them back, or make it anew with: rolecall documents reindex"
            )


def _read(item: _Item) -> tuple[list[Document], list[IngestOutcome]]:
    """The documents of an item, copies of one role joined, and an outcome for each piece that cannot be read."""
    documents: dict[tuple[DocumentKind, str], Document] = {}
    unread: list[IngestOutcome] = []
    try:
        for one in item.read():
            if isinstance(one, Unread):
                unread.append(IngestOutcome(f"{item.path}: {one.part}", IngestStatus.FAILED, reason=one.reason))
                continue
            before = documents.setdefault((one.kind, one.content_hash), one)
            if before is not one:
                joined = replace(before, postings=before.postings + one.postings)
                documents[one.kind, one.content_hash] = joined
    except ReadError as error:
        unread.append(IngestOutcome(item.path, IngestStatus.FAILED, reason=str(error)))
    return list(documents.values()), unread
