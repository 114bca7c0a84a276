"""What is derived from the collection and kept in memory: documents, chunks, words. Caught up by revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from store.collection.chroma import ChromaStore, Maker
from store.collection.records import DocumentRecord, chunk_record
from store.search.lexical import LexicalIndex
from store.types import Chunk

AT_ONCE = 256  # documents whose rows are held at once: a chunk's holds its sentences' vectors, too


class Index:
    """Committed documents and their chunks at one revision, with the lexical index over them.

    Not safe to share between threads while it catches up.
    """

    def __init__(self, revision: int = -1) -> None:
        self.revision = revision
        self.records: dict[str, DocumentRecord] = {}
        self.chunks: dict[str, Chunk] = {}
        self.by_document: dict[str, tuple[Chunk, ...]] = {}
        self.lexical = LexicalIndex()

    def catch_up(self, store: ChromaStore, maker: Maker, revision: int) -> tuple[str, ...]:
        """Read what was committed since the last time, and let go of what was removed.

        Returns the documents whose chunks are not all there; the index stands at `revision` when there are none.
        """
        commits = store.commits()
        for document_id in set(self.records) - set(commits):
            self._drop(document_id)
        changed = [
            document_id
            for document_id, committed in commits.items()
            if document_id not in self.records or self.records[document_id].revision != committed
        ]
        incomplete: list[str] = []
        for start in range(0, len(changed), AT_ONCE):
            incomplete += self._take_in(store, maker, store.documents(changed[start : start + AT_ONCE]))
        if not incomplete:
            self.revision = revision
        return tuple(incomplete)

    def _take_in(self, store: ChromaStore, maker: Maker, records: Iterable[DocumentRecord]) -> tuple[str, ...]:
        by_version = {record.version: record for record in records}
        chunks: defaultdict[str, list[Chunk]] = defaultdict(list)
        wanted: dict[str, int] = {}
        for chunk_id, embedded_text, metadata in store.chunk_rows(maker, list(by_version)):
            version = str(metadata["version"])
            chunks[version].append(chunk_record(chunk_id, embedded_text, metadata, by_version[version].document))
            wanted[version] = int(metadata["of"])
        whole = {version for version, found in chunks.items() if len(found) == wanted[version]}
        for version in whole:
            self._put(by_version[version], chunks[version])
        return tuple(record.document.document_id for version, record in by_version.items() if version not in whole)

    def _put(self, record: DocumentRecord, chunks: Iterable[Chunk]) -> None:
        document_id = record.document.document_id
        self._drop(document_id)
        self.records[document_id] = record
        self.by_document[document_id] = tuple(sorted(chunks, key=lambda chunk: chunk.index))
        self.chunks.update((chunk.chunk_id, chunk) for chunk in self.by_document[document_id])
        self.lexical.add(self.by_document[document_id])

    def _drop(self, document_id: str) -> None:
        self.records.pop(document_id, None)
        for chunk in self.by_document.pop(document_id, ()):
            del self.chunks[chunk.chunk_id]
        self.lexical.drop(document_id)
