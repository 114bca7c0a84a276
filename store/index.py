"""What is derived from the collection and kept in memory: documents, chunks, words. Caught up by revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from store.chroma import ChromaStore, Maker
from store.errors import CollectionError
from store.lexical import LexicalIndex
from store.records import DocumentRecord, chunk_record
from store.types import Chunk


class Index:
    """Committed documents and their chunks at one revision, with the lexical index over them."""

    def __init__(self) -> None:
        self.revision = -1
        self.records: dict[str, DocumentRecord] = {}
        self.chunks: dict[str, Chunk] = {}
        self.by_document: dict[str, tuple[Chunk, ...]] = {}
        self.lexical = LexicalIndex()

    def catch_up(self, store: ChromaStore, maker: Maker, revision: int) -> None:
        """Read what was committed since the last time, and let go of what was removed."""
        commits = store.commits()
        for document_id in set(self.records) - set(commits):
            self._drop(document_id)
        changed = [
            document_id
            for document_id, committed in commits.items()
            if document_id not in self.records or self.records[document_id].revision != committed
        ]
        records = store.documents(changed)
        chunks = self._read_chunks(store, maker, records)
        for record in records:
            self._drop(record.document.document_id)
            self._add(record, chunks.get(record.document.document_id, ()))
        self.revision = revision

    def neighbours(self, chunk: Chunk) -> tuple[Chunk | None, Chunk | None]:
        """The chunks before and after this one in its section."""
        chunks = self.by_document[chunk.document.document_id]
        return tuple(  # type: ignore[return-value]
            chunks[at] if 0 <= at < len(chunks) and chunks[at].section == chunk.section else None
            for at in (chunk.index - 1, chunk.index + 1)
        )

    def _read_chunks(
        self, store: ChromaStore, maker: Maker, records: Iterable[DocumentRecord]
    ) -> dict[str, tuple[Chunk, ...]]:
        documents = {record.document.document_id: record.document for record in records}
        found: defaultdict[str, list[Chunk]] = defaultdict(list)
        for chunk_id, embedded_text, metadata in store.chunk_rows(maker, list(documents)):
            document = documents[str(metadata["document_id"])]
            # Chunks of another hash are an update that has not been committed, or one not yet swept.
            if metadata["content_hash"] == document.content_hash:
                found[document.document_id].append(chunk_record(chunk_id, embedded_text, metadata, document))
        return {
            document_id: tuple(sorted(chunks, key=lambda chunk: chunk.index)) for document_id, chunks in found.items()
        }

    def _add(self, record: DocumentRecord, chunks: tuple[Chunk, ...]) -> None:
        document_id = record.document.document_id
        if not chunks:
            raise CollectionError(
                f"Document {document_id!r} is stored without its chunks. Make them anew with: rolecall documents reindex"
            )
        self.records[document_id] = record
        self.by_document[document_id] = chunks
        self.chunks.update((chunk.chunk_id, chunk) for chunk in chunks)
        self.lexical.add(chunks)

    def _drop(self, document_id: str) -> None:
        self.records.pop(document_id, None)
        for chunk in self.by_document.pop(document_id, ()):
            del self.chunks[chunk.chunk_id]
        self.lexical.drop(document_id)
