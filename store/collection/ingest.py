"""From documents to committed rows: cut, embedded, written, one document at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate

import numpy as np

from store.collection.changes import Change
from store.collection.chroma import ChromaStore, Maker
from store.collection.records import DocumentRecord
from store.collection.undo import Undo
from store.embedding.embedder import Embedder, Vectors
from store.errors import ReadError, StoreError
from store.text.chunking import chunks as cut
from store.types import Chunk, IngestOutcome, IngestStatus, Progress

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
        stored: dict[str, DocumentRecord] | None = None,
    ) -> None:
        self._store = store
        self._make = maker
        self._load = embedder
        self._progress = progress
        self._undo = Undo() if undo is None else undo
        self._stored = {} if stored is None else stored

    @cached_property
    def _maker(self) -> Maker:
        return self._make()

    @cached_property
    def _embedder(self) -> Embedder:
        return self._load()

    def apply(self, changes: Sequence[Change], path: str) -> Iterator[IngestOutcome]:
        """Commit each change by itself; what a failed one would have replaced goes on answering.

        Raises EmbedderError where a text is to be embedded and cannot be.
        """
        if any(change.status is not IngestStatus.UNCHANGED for change in changes):
            _ = self._maker
        if any(map(_embeds, changes)):
            _ = self._embedder
        failed = False
        for change in changes:
            if change.status in (IngestStatus.REMOVED, IngestStatus.CLOSED) and failed:
                continue
            try:
                self._carry_out(change)
            except StoreError as error:
                failed = True
                yield IngestOutcome(path, IngestStatus.FAILED, change.record.document, str(error))
            else:
                yield IngestOutcome(path, change.status, change.record.document)

    def _carry_out(self, change: Change) -> None:
        new, old = change.record, change.replaces
        if change.status is IngestStatus.UNCHANGED:
            return
        if change.status is IngestStatus.REMOVED:
            self._store.retract(new.document.document_id, self._maker)
            self._undo.add(old, None)
            self._stored.pop(new.document.document_id, None)
        else:
            if _embeds(change):
                self.write(new)
            self._store.commit(new, self._maker)
            self._undo.add(old, new)
            self._stored[new.document.document_id] = new
        if old is not None and (change.status is IngestStatus.REMOVED or old.version != new.version):
            self._store.forget(self._maker, old.version)

    def write(self, record: DocumentRecord) -> None:
        """Store the chunks of a document with their vectors; they count once its record is committed."""
        chunks = self._cut(record)
        vectors: list[Vectors] = []
        sentences: list[Vectors] = []
        for start in range(0, len(chunks), BATCH):
            self._progress(Progress(f"Embedding {record.document.title}", start, len(chunks)))
            batch = chunks[start : start + BATCH]
            vectors.append(self._embedder.embed([chunk.embedded_text for chunk in batch]))
            sentences.extend(embed_sentences(batch, self._embedder))
        self._progress(Progress(f"Embedding {record.document.title}", len(chunks), len(chunks)))
        # Written in one go: Chroma reads its log anew at every write.
        self._store.write_chunks(self._maker, record.version, chunks, np.concatenate(vectors), sentences)

    def _cut(self, record: DocumentRecord) -> list[Chunk]:
        limit = min(self._maker.chunk_tokens, self._embedder.token_limit)
        made = cut(record.document, self._embedder.count_tokens, limit)
        if not made:
            raise ReadError(f"{record.document.title!r} has no sentence to quote; check what its file holds.")
        name = f"{record.document.document_id}:{record.version}"
        return [replace(chunk, chunk_id=f"{name}:{chunk.index}") for chunk in made]


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
