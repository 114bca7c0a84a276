"""From documents to committed rows: cut, embedded, written, one document at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate

import numpy as np

from store.collection.changes import Change
from store.collection.chroma import ChromaStore, Maker, NewChunks
from store.collection.records import DocumentRecord
from store.collection.stored import Stored
from store.collection.undo import Undo
from store.embedding.embedder import Embedder, Vectors
from store.errors import ReadError, StoreError
from store.text.chunking import chunks as cut
from store.types import Chunk, IngestOutcome, IngestStatus, Progress

# Documents and chunks that are written at once. Embedded Chroma reads its whole log anew at every write, since the
# vector index is never written out (rust/log/src/local_compaction_manager.rs): one row more in a collection of 8,000
# took 0.44 s, 64 rows more 0.59 s.
MOST_AT_ONCE = 256
MOST_CHUNKS = 1000
_LOSSES = (IngestStatus.REMOVED, IngestStatus.CLOSED)
BATCH = 16  # chunks embedded at once with their sentences; also how often progress is told
ProgressListener = Callable[[Progress], None]


class Writer:
    """Carries out changes, and notes them in `undo`. Must be used with the writer lock held.

    The embedder is asked for when the first text is to be embedded, the maker at the first change. `stored`, the
    records as they stand, is kept up with what is carried out.
    """

    def __init__(
        self,
        store: ChromaStore,
        maker: Callable[[], Maker],
        embedder: Callable[[], Embedder],
        progress: ProgressListener,
        undo: Undo | None = None,
        stored: Stored | None = None,
    ) -> None:
        self._store = store
        self._make = maker
        self._load = embedder
        self._progress = progress
        self._undo = undo
        self._stored = stored

    @cached_property
    def _maker(self) -> Maker:
        return self._make()

    @cached_property
    def _embedder(self) -> Embedder:
        return self._load()

    def apply(self, changes: Sequence[Change], path: str) -> Iterator[IngestOutcome]:
        """Commit the changes; what a failed one would have replaced goes on answering.

        Raises EmbedderError where a text is to be embedded and cannot be.
        """
        if any(change.status is not IngestStatus.UNCHANGED for change in changes):
            _ = self._maker
        if any(map(_embeds, changes)):
            _ = self._embedder
        failed = False
        for outcome in self._put([change for change in changes if change.status not in _LOSSES], path):
            failed = failed or outcome.status is IngestStatus.FAILED
            yield outcome
        losses = [(change, None) for change in changes if change.status in _LOSSES and not failed]
        for start in range(0, len(losses), MOST_AT_ONCE):
            yield from self._carry_out(losses[start : start + MOST_AT_ONCE], path)

    def _put(self, changes: Sequence[Change], path: str) -> Iterator[IngestOutcome]:
        """Carry out changes of which none takes anything away, many at once."""
        ready: list[tuple[Change, NewChunks | None]] = []
        for change in changes:
            try:
                ready.append((change, self._embedded(change.record) if _embeds(change) else None))
            except StoreError as error:
                yield from self._carry_out(ready, path)
                ready = []
                yield IngestOutcome(path, IngestStatus.FAILED, change.record.document, str(error))
            if len(ready) >= MOST_AT_ONCE or sum(len(new.chunks) for _, new in ready if new) >= MOST_CHUNKS:
                yield from self._carry_out(ready, path)
                ready = []
        yield from self._carry_out(ready, path)

    def _carry_out(self, ready: Sequence[tuple[Change, NewChunks | None]], path: str) -> Iterator[IngestOutcome]:
        """Write what is new, commit it, and let go of what it replaces; each document counts from its commit on."""
        changes = [change for change, _ in ready if change.status is not IngestStatus.UNCHANGED]
        kept = [change.record for change in changes if change.status is not IngestStatus.REMOVED]
        gone = [change.record.document.document_id for change in changes if change.status is IngestStatus.REMOVED]
        failed: set[int] = set()
        reason = ""
        try:
            if kept:
                self._store.write_chunks(self._maker, [new for _, new in ready if new])
                self._store.commit(kept, self._maker)
            if gone:
                self._store.retract(gone, self._maker)
            for change in changes:
                self._note(change)
            if replaced := [change.replaces.version for change in changes if change.replaces and _lets_go(change)]:
                self._store.forget(self._maker, replaced)
        except StoreError as error:
            failed = {id(change) for change in changes}
            reason = str(error)
        for change, _ in ready:
            status = IngestStatus.FAILED if id(change) in failed else change.status
            yield IngestOutcome(path, status, change.record.document, reason if status is IngestStatus.FAILED else "")

    def _note(self, change: Change) -> None:
        gone = change.status is IngestStatus.REMOVED
        if self._undo is not None:
            self._undo.add(change.replaces, None if gone else change.record)
        if self._stored is not None and gone:
            self._stored.drop(change.record.document.document_id)
        elif self._stored is not None:
            self._stored.put(change.record)

    def write(self, records: Sequence[DocumentRecord]) -> None:
        """Store the chunks of documents with their vectors; they count once the records are committed."""
        for start in range(0, len(records), MOST_AT_ONCE):
            made = []
            for done, record in enumerate(records[start : start + MOST_AT_ONCE], start):
                self._progress(Progress(f"Making anew {record.document.title}", done, len(records)))
                made.append(self._embedded(record))
            self._store.write_chunks(self._maker, made)

    def _embedded(self, record: DocumentRecord) -> NewChunks:
        """The chunks of a document with their vectors."""
        chunks = self._cut(record)
        vectors: list[Vectors] = []
        sentences: list[Vectors] = []
        for start in range(0, len(chunks), BATCH):
            self._progress(Progress(f"Embedding {record.document.title}", start, len(chunks)))
            batch = chunks[start : start + BATCH]
            vectors.append(self._embedder.embed([chunk.embedded_text for chunk in batch]))
            sentences.extend(embed_sentences(batch, self._embedder))
        self._progress(Progress(f"Embedding {record.document.title}", len(chunks), len(chunks)))
        return NewChunks(record.version, chunks, np.concatenate(vectors), sentences)

    def _cut(self, record: DocumentRecord) -> list[Chunk]:
        limit = min(self._maker.chunk_tokens, self._embedder.token_limit)
        made = cut(record.document, self._embedder.count_tokens, limit)
        if not made:
            raise ReadError(f"{record.document.title!r} has no sentence to quote; check what its file holds.")
        name = f"{record.document.document_id}:{record.version}"
        return [replace(chunk, chunk_id=f"{name}:{chunk.index}") for chunk in made]


def _lets_go(change: Change) -> bool:
    """Whether a change leaves chunks behind that nobody owns."""
    old = change.replaces
    return old is not None and (change.status is IngestStatus.REMOVED or old.version != change.record.version)


def _embeds(change: Change) -> bool:
    """Whether a change needs new vectors."""
    if change.status in (IngestStatus.UNCHANGED, IngestStatus.REMOVED):
        return False
    return change.replaces is None or change.replaces.version != change.record.version


def embed_sentences(chunks: Sequence[Chunk], embedder: Embedder) -> list[Vectors]:
    """Unit vectors of each chunk's sentences, shape (sentences, dimension)."""
    texts = [[chunk.with_lead(at) for at in range(len(chunk.sentences))] for chunk in chunks]
    vectors = embedder.embed([text for own in texts for text in own])
    ends = list(accumulate(map(len, texts)))
    return [vectors[end - len(own) : end] for own, end in zip(texts, ends, strict=True)]
