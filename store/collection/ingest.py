"""Turn documents into committed rows: cut, embed and write, many documents at a time."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Event

import numpy as np

from store.collection.changes import Change
from store.collection.chroma import ChromaStore, Maker, NewChunks
from store.collection.kept_vectors import KeptVectors
from store.collection.records import DocumentRecord
from store.collection.stored import Stored
from store.collection.undo import Undo
from store.embedding.embedder import Embedder, Vectors
from store.errors import EmbedderError, ReadError, StoreError
from store.text.chunking import chunks as cut
from store.types import Chunk, IngestOutcome, IngestStatus, Progress, ProgressListener

# Documents and chunks that are written at once. Embedded Chroma reads its whole log again at every
# write, since the vector index is never written out (rust/log/src/local_compaction_manager.rs).
# Just as many chunks are embedded while the previous ones are written and the next ones are read;
# these are lost if the process is killed.
MOST_AT_ONCE = 256
MOST_CHUNKS = 512
_LOSSES = (IngestStatus.REMOVED, IngestStatus.CLOSED)
BATCH = 16  # chunks of similar length that are embedded at once
TOLD_SECONDS = 0.5  # between two reports of progress


@dataclass(frozen=True, slots=True)
class _Entry:
    """A change that waits, with its chunks to embed and its source; `reason` says why it failed."""

    change: Change
    key: str
    path: str
    chunks: Sequence[Chunk] = ()
    reason: str = ""
    is_quiet: bool = False

    @property
    def outcome(self) -> IngestOutcome:
        status = IngestStatus.FAILED if self.reason else self.change.status
        return IngestOutcome(self.path, status, self.change.record.document, self.reason)


@dataclass(frozen=True, slots=True)
class _Embedded:
    """Vectors by text, and the reasons why texts have none."""

    vectors: dict[str, Vectors] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def judged(self, entry: _Entry) -> _Entry:
        """Return the entry, marked as failed if one of its texts has no vector."""
        texts = (chunk.embedded_text for chunk in entry.chunks)
        reason = next((self.failed[text] for text in texts if text in self.failed), "")
        return replace(entry, reason=reason) if reason else entry

    def chunks(self, record: DocumentRecord, chunks: Sequence[Chunk]) -> NewChunks:
        """Return the chunks of a record with their vectors."""
        vectors = np.stack([self.vectors[chunk.embedded_text] for chunk in chunks])
        return NewChunks(record.version, chunks, vectors)


class Writer:
    """Carries out changes, and notes them in `undo`.

    Use it with the writer lock held, and close it when done.

    Changes of many sources wait until there are enough of them. They are embedded together while
    more are read, and committed together, each document all or nothing. `settle` writes what waits.
    The embedder is requested for the first text to embed, the maker for the first change. `stored`,
    the present records, is updated with every change, and settles before it looks up what waits.

    Attributes:
        failed: the keys of sources with a document that could not be stored.
        waiting: the keys of sources with a document that waits.
        revision: the revision of the last commit.
    """

    def __init__(
        self,
        store: ChromaStore,
        maker: Callable[[], Maker],
        embedder: Callable[[], Embedder],
        kept: KeptVectors,
        progress: ProgressListener,
        stored: Stored,
        undo: Undo | None = None,
    ) -> None:
        self.failed: set[str] = set()
        self.revision = -1
        self._store = store
        self._make = maker
        self._load = embedder
        self._kept = kept
        self._undo = undo
        self._stored = stored
        stored.settle = self.settle
        self._entries: list[_Entry] = []
        self._embedding: tuple[list[_Entry], Future[_Embedded]] | None = None
        self._outcomes: deque[IngestOutcome] = deque()
        self._thread = ThreadPoolExecutor(1, "embedding")
        self._stopped = Event()
        self._pace = _Pace(progress)

    @cached_property
    def _maker(self) -> Maker:
        maker = self._make()
        self.revision = self._store.state().revision  # the first maker raises it
        return maker

    @cached_property
    def _embedder(self) -> Embedder:
        return self._load()

    @property
    def waiting(self) -> set[str]:
        """The keys of sources that were read and are not stored yet."""
        return {entry.key for entry in self._waiting()}

    def _waiting(self) -> list[_Entry]:
        return [*(self._embedding[0] if self._embedding else ()), *self._entries]

    def close(self) -> None:
        """Stop embedding; what still waits is not stored."""
        self._stopped.set()
        self._thread.shutdown()

    def apply(self, changes: Sequence[Change], path: str) -> Iterator[IngestOutcome]:
        """Commit the changes at once; if one fails, the document it would have replaced stays.

        Raises EmbedderError if a text must be embedded and cannot be.
        """
        self.add(changes, path)
        self.settle()
        yield from self.outcomes()

    def add(
        self, changes: Sequence[Change], path: str, key: str = "", *, is_quiet: bool = False
    ) -> None:
        """Add changes of one source, `key`; nothing of the source is removed if another of its
        changes failed.

        A change that `is_quiet` is reported only if it fails. Raises EmbedderError if a text must
        be embedded and cannot be.
        """
        key = key or path
        if any(change.status is not IngestStatus.UNCHANGED for change in changes):
            _ = self._maker
        if any(map(_embeds, changes)):
            _ = self._embedder
        for change in changes:
            if change.status not in _LOSSES:
                self._take(change, key, path, is_quiet)
        losses = [change for change in changes if change.status in _LOSSES]
        if losses:
            self.settle()
        entries = [_Entry(change, key, path) for change in losses if key not in self.failed]
        for start in range(0, len(entries), MOST_AT_ONCE):
            self._carry_out(entries[start : start + MOST_AT_ONCE], _Embedded())

    def outcomes(self) -> Iterator[IngestOutcome]:
        """Yield the documents stored and the failures since the last call."""
        while self._outcomes:
            yield self._outcomes.popleft()

    def settle(self) -> None:
        """Write everything that waits."""
        if self._embedding is not None:
            running, self._embedding = self._embedding, None
            self._written(*running)
        entries, self._entries = self._entries, []
        if entries:
            self._carry_out(entries, self._vectors(_texts(entries), self._pace.told))

    def _take(self, change: Change, key: str, path: str, is_quiet: bool) -> None:
        chunks: Sequence[Chunk] = ()
        reason = ""
        try:
            chunks = self._cut(change.record) if _embeds(change) else ()
        except StoreError as error:
            reason = str(error)
        self._entries.append(_Entry(change, key, path, chunks, reason, is_quiet))
        self._stored.expect(_records([change]), too=True)
        self._pace.more(len(chunks))
        waiting = sum(len(entry.chunks) for entry in self._entries)
        if len(self._entries) >= MOST_AT_ONCE or waiting >= MOST_CHUNKS:
            self._begin()

    def _begin(self) -> None:
        """Embed what waits, and meanwhile write what was embedded before."""
        entries, self._entries = self._entries, []
        future = self._thread.submit(self._vectors, _texts(entries), _nothing)
        before, self._embedding = self._embedding, (entries, future)
        if before is not None:
            self._written(*before)

    def _written(self, entries: Sequence[_Entry], future: Future[_Embedded]) -> None:
        while not wait([future], TOLD_SECONDS).done:
            self._pace.told()
        self._pace.told()
        self._carry_out(entries, future.result())

    def _carry_out(self, entries: Sequence[_Entry], embedded: _Embedded) -> None:
        """Write what is new, commit it, and delete what it replaces; each document counts from its
        commit on.
        """
        entries = [embedded.judged(entry) for entry in entries]
        unchanged = IngestStatus.UNCHANGED
        ready = [each for each in entries if not each.reason and each.change.status != unchanged]
        changes = [entry.change for entry in ready]
        kept = [change.record for change in changes if change.status is not IngestStatus.REMOVED]
        gone = [change.record for change in changes if change.status is IngestStatus.REMOVED]
        try:
            if kept:
                cuts = [(each.change.record, each.chunks) for each in ready if each.chunks]
                self._store.write_chunks(self._maker, [embedded.chunks(*each) for each in cuts])
                self._store.commit(kept, self._maker)
            if gone:
                self._store.retract([record.document.document_id for record in gone], self._maker)
            if changes:
                self.revision = self._store.state().revision
            for change in changes:
                self._note(change)
            if replaced := [
                change.replaces.version
                for change in changes
                if change.replaces and _lets_go(change, change.replaces)
            ]:
                self._store.forget(self._maker, replaced)
        except StoreError as error:
            failed = set(map(id, ready))
            entries = [
                replace(entry, reason=str(error)) if id(entry) in failed else entry
                for entry in entries
            ]
        self.failed |= {entry.key for entry in entries if entry.reason}
        self._outcomes += [entry.outcome for entry in entries if entry.reason or not entry.is_quiet]
        self._stored.expect(_records(entry.change for entry in self._waiting()))

    def _note(self, change: Change) -> None:
        gone = change.status is IngestStatus.REMOVED
        if self._undo is not None:
            self._undo.add(change.replaces, None if gone else change.record)
        if gone:
            self._stored.drop(change.record.document.document_id)
        else:
            self._stored.put(change.record)

    def write(self, records: Sequence[DocumentRecord]) -> None:
        """Store the chunks of documents with their vectors; they count once the records are
        committed.

        Raises EmbedderError.
        """
        made: list[tuple[DocumentRecord, list[Chunk]]] = []
        for record in records:
            made.append((record, self._cut(record)))
            self._pace.more(len(made[-1][1]))
        for start in range(0, len(made), MOST_AT_ONCE):
            group = made[start : start + MOST_AT_ONCE]
            texts = [chunk.embedded_text for _, chunks in group for chunk in chunks]
            embedded = self._vectors(texts, self._pace.told)
            if embedded.failed:
                raise EmbedderError(next(iter(embedded.failed.values())))
            self._store.write_chunks(self._maker, [embedded.chunks(*pair) for pair in group])

    def _vectors(self, texts: Sequence[str], tell: Callable[[], None]) -> _Embedded:
        """Return the vectors of texts, made together for texts of similar length; a text that fails
        doesn't affect the others.
        """
        if not texts:
            return _Embedded()
        try:
            found = _Embedded(self._kept.known(texts, self._embedder))
        except StoreError as error:
            return _Embedded(failed=dict.fromkeys(texts, str(error)))
        times = Counter(texts)
        self._pace.done += sum(times[text] for text in found.vectors)
        new = sorted(times.keys() - found.vectors.keys(), key=lambda text: (len(text), text))
        for start in range(0, len(new), BATCH):
            tell()
            if self._stopped.is_set():
                break
            batch = new[start : start + BATCH]
            self._embed(batch, found)
            self._pace.done += sum(times[text] for text in batch)
        tell()
        return found

    def _embed(self, texts: Sequence[str], embedded: _Embedded) -> None:
        try:
            vectors = self._embedder.embed(texts)
        except StoreError as error:
            if len(texts) == 1:
                embedded.failed[texts[0]] = str(error)
            else:
                for text in texts:
                    self._embed([text], embedded)
            return
        self._kept.keep(texts, vectors, self._embedder)
        embedded.vectors.update(zip(texts, vectors, strict=True))

    def _cut(self, record: DocumentRecord) -> list[Chunk]:
        limit = min(self._maker.chunk_tokens, self._embedder.token_limit)
        made = cut(record.document, self._embedder.count_tokens, limit)
        if not made:
            raise ReadError(
                f"{record.document.title!r} has no sentence to quote; check what its file holds."
            )
        name = f"{record.document.document_id}:{record.version}"
        return [replace(chunk, chunk_id=f"{name}:{chunk.index}") for chunk in made]


class _Pace:
    """Reports how many of the chunks cut so far are embedded, and how many a second."""

    def __init__(self, listener: ProgressListener) -> None:
        self.done = 0
        self._total = 0
        self._listener = listener
        self._began = time.monotonic()

    def more(self, chunks: int) -> None:
        if self._total == 0:
            self._began = time.monotonic()
        self._total += chunks

    def told(self) -> None:
        if self._total:
            seconds = time.monotonic() - self._began
            rate = self.done / seconds if seconds > TOLD_SECONDS else 0.0
            self._listener(Progress("Embedding", min(self.done, self._total), self._total, rate))


def _nothing() -> None:
    """Report nothing: another thread does the embedding."""


def _texts(entries: Sequence[_Entry]) -> list[str]:
    return [chunk.embedded_text for entry in entries for chunk in entry.chunks]


def _records(changes: Iterable[Change]) -> list[DocumentRecord]:
    """Return what changes write, and what they replace."""
    both = ((change.record, change.replaces) for change in changes)
    return [record for pair in both for record in pair if record]


def _lets_go(change: Change, old: DocumentRecord) -> bool:
    """Return whether a change leaves chunks that belong to no document."""
    return change.status is IngestStatus.REMOVED or old.version != change.record.version


def _embeds(change: Change) -> bool:
    """Return whether a change needs new vectors."""
    is_kept = change.status not in (IngestStatus.UNCHANGED, IngestStatus.REMOVED)
    old = change.replaces
    return is_kept and (old is None or old.version != change.record.version)
