"""From files to committed documents: what is new, what changed, what is gone; one document at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from store.chroma import ChromaStore, Maker
from store.chunking import chunks as cut
from store.embedder import Embedder
from store.errors import StoreError
from store.records import DocumentRecord
from store.types import Chunk, Document, IngestOutcome, IngestStatus, Posting, Progress, Sentence

BATCH = 64  # texts embedded at once; also how often progress is told
ProgressListener = Callable[[Progress], None]


def sentence_id(chunk: Chunk, position: int) -> str:
    return f"{chunk.chunk_id}#{position}"


def sentence_text(chunk: Chunk, sentence: Sentence) -> str:
    """What is embedded of a sentence: a list item means little without the line that introduces it."""
    text = chunk.document.text
    own = sentence.span.of(text)
    return own if sentence.lead is None else f"{sentence.lead.of(text)} {own}"


@dataclass(frozen=True, slots=True)
class Change:
    """What ingesting a file does to one document: the record to commit, or to retract."""

    status: IngestStatus
    record: DocumentRecord
    rewrite: bool = False  # its chunks must be made anew


def plan(source: str, read: Sequence[Document], stored: Mapping[str, DocumentRecord]) -> list[Change]:
    """What `read`, the documents of one source now, changes in what is stored.

    Content decides which document is which; an update of the same source keeps the document's identifier.
    """
    left = dict(stored)
    changes: list[Change] = []
    matches = {id(document): _same_content(document, left) for document in read}
    for matched in matches.values():
        if matched is not None:
            left.pop(matched.document.document_id, None)
    for document in read:
        match = matches[id(document)]
        if match is not None:
            changes.append(_again(source, document, match))
            continue
        earlier = _earlier_version(source, document, left)
        if earlier is not None:
            left.pop(earlier.document.document_id)
            kept = replace(document, document_id=earlier.document.document_id)
            changes.append(Change(IngestStatus.UPDATED, DocumentRecord.of(kept, {source: document.postings}), True))
        else:
            taken = {*stored, *(change.record.document.document_id for change in changes)}
            new = replace(document, document_id=_free_id(document.document_id, taken))
            changes.append(Change(IngestStatus.ADDED, DocumentRecord.of(new, {source: document.postings}), True))
    return changes + [_without(source, record) for record in left.values() if source in record.listed]


def _same_content(document: Document, stored: Mapping[str, DocumentRecord]) -> DocumentRecord | None:
    for record in stored.values():
        if (record.document.kind, record.document.content_hash) == (document.kind, document.content_hash):
            return record
    return None


def _earlier_version(source: str, document: Document, left: Mapping[str, DocumentRecord]) -> DocumentRecord | None:
    """The stored document that `document` replaces: same kind, only this source; same title, or the only one."""
    rivals = [
        record
        for record in left.values()
        if tuple(record.listed) == (source,) and record.document.kind == document.kind
    ]
    for record in rivals:
        if (record.document.title, record.document.team) == (document.title, document.team):
            return record
    return rivals[0] if len(rivals) == 1 else None


def _again(source: str, document: Document, record: DocumentRecord) -> Change:
    """The same content read again: nothing to do, or a source, a posting or a facet more."""
    old = record.document
    first = not record.listed or next(iter(record.listed)) == source
    new = replace(document, document_id=old.document_id) if first else old
    changed = DocumentRecord.of(new, {**record.listed, source: document.postings}, record.revision)
    if changed == record:
        return Change(IngestStatus.UNCHANGED, record)
    rewrite = (new.text, new.title, new.sections) != (old.text, old.title, old.sections)
    return Change(IngestStatus.UPDATED, changed, rewrite)


def _without(source: str, record: DocumentRecord) -> Change:
    """The source no longer holds this document."""
    listed: dict[str, tuple[Posting, ...]] = {name: value for name, value in record.listed.items() if name != source}
    if listed:
        return Change(IngestStatus.UPDATED, DocumentRecord.of(record.document, listed))
    return Change(IngestStatus.REMOVED, record)


def _free_id(wanted: str, taken: set[str]) -> str:
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (wanted, *numbered) if name not in taken)


class Writer:
    """Carries out changes. Must be used with the writer lock held."""

    def __init__(self, store: ChromaStore, maker: Maker, embedder: Embedder, progress: ProgressListener) -> None:
        self._store = store
        self._maker = maker
        self._embedder = embedder
        self._progress = progress

    def apply(self, changes: Sequence[Change], path: str) -> Iterator[IngestOutcome]:
        """Commit each change by itself; what a failed one would have replaced goes on answering."""
        failed = False
        for change in changes:
            if change.status is IngestStatus.REMOVED and failed:
                continue
            try:
                self._carry_out(change)
            except StoreError as error:
                failed = True
                yield IngestOutcome(path, IngestStatus.FAILED, change.record.document, str(error))
            else:
                yield IngestOutcome(path, change.status, change.record.document)

    def _carry_out(self, change: Change) -> None:
        document_id = change.record.document.document_id
        if change.status is IngestStatus.UNCHANGED:
            return
        if change.status is IngestStatus.REMOVED:
            self._store.retract(document_id, self._maker)
            self._sweep_document(document_id, keep=set())
            return
        if not change.rewrite:
            self._store.commit(change.record, self._maker)
            return
        written = self.write(change.record.document, self._maker)
        self._store.commit(change.record, self._maker)
        self._sweep_document(document_id, keep={chunk.chunk_id for chunk in written})

    def write(self, document: Document, maker: Maker) -> tuple[Chunk, ...]:
        """Store the chunks and sentences of a document; they count once its record is committed."""
        limit = min(maker.chunk_tokens, self._embedder.token_limit)
        chunks = cut(document, self._embedder.count_tokens, limit)
        sentences = [(chunk, at, sentence) for chunk in chunks for at, sentence in enumerate(chunk.sentences)]
        total = len(chunks) + len(sentences)
        stage = f"Embedding {document.title}"
        for start in range(0, len(chunks), BATCH):
            batch = chunks[start : start + BATCH]
            vectors = self._embedder.embed([chunk.embedded_text for chunk in batch])
            self._store.write_chunks(maker, batch, vectors)
            self._progress(Progress(stage, start + len(batch), total))
        for start in range(0, len(sentences), BATCH):
            some = sentences[start : start + BATCH]
            vectors = self._embedder.embed([sentence_text(chunk, sentence) for chunk, _, sentence in some])
            ids = [sentence_id(chunk, at) for chunk, at, _ in some]
            self._store.write_sentences(maker, ids, [chunk.chunk_id for chunk, _, _ in some], vectors)
            self._progress(Progress(stage, len(chunks) + start + len(some), total))
        return chunks

    def _sweep_document(self, document_id: str, keep: set[str]) -> None:
        stored = self._store.chunk_ids(self._maker, document_id)
        self._store.delete_chunks(self._maker, [chunk_id for chunk_id in stored if chunk_id not in keep])
