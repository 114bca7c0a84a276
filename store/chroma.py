"""Chroma, embedded or served: the only source of truth and the only file that imports chromadb.

A data folder (or server) holds a collection of documents, whose record is the commit of a document and whose
metadata carries the revision, and two collections of vectors named after what made them: chunks, and the
sentences of those chunks. An open embedded client does not see the vectors another process writes (Chroma 1.5
keeps its index in memory), while collection metadata is read from disk each time: so a reader compares
revisions and reopens.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from store.embedder import Vectors
from store.errors import BusyError, CollectionError
from store.records import (
    DocumentRecord,
    Metadata,
    chunk_metadata,
    document_metadata,
    document_record,
)
from store.types import Chunk, SectionKind

LAYOUT = 1  # raised when what is kept changes shape
LOCK_WAIT_SECONDS = 30.0
PAGE = 2000  # rows per request; SQLite and servers bound the size of one
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Maker:
    """What made the vectors: a collection made by another maker cannot be searched."""

    embedder: str
    dimension: int
    chunk_tokens: int
    layout: int = LAYOUT

    @property
    def suffix(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]

    def __str__(self) -> str:
        return f"embedder {self.embedder!r} ({self.dimension} dimensions), chunks of {self.chunk_tokens} tokens"


@dataclass(frozen=True, slots=True)
class State:
    """The documents collection's own metadata: the last commit, who made the vectors, which seeds were taken in."""

    revision: int
    maker: Maker | None
    seeds: str = ""


class ChromaStore:
    """Rows in and out of Chroma. One instance a data folder and process, safe to share between threads."""

    def __init__(self, connect: Callable[[], Any], lock: FileLock | None, where: str) -> None:
        self._connect = connect
        self._file_lock = lock
        self._where = where
        self._lock = threading.RLock()
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self.users = 0

    # Reading -------------------------------------------------------------------------------------------

    def state(self) -> State:
        """What stands on disk now, whoever wrote it."""

        def read() -> State:
            metadata = self._documents(fresh=True).metadata or {}
            maker = None
            if "embedder" in metadata:
                maker = Maker(metadata["embedder"], metadata["dimension"], metadata["chunk_tokens"], metadata["layout"])
            return State(int(metadata.get("revision", 0)), maker, str(metadata.get("seeds", "")))

        return self._guarded(read)

    def commits(self) -> dict[str, int]:
        """Document identifiers and the revision that committed each."""
        rows = self._rows(lambda: self._documents(), include=["metadatas"])
        return {row_id: int(metadata["revision"]) for row_id, _, metadata in rows}

    def documents(self, ids: Sequence[str] | None = None) -> list[DocumentRecord]:
        """The records with these identifiers, or all."""
        if ids is not None and not ids:
            return []
        rows = self._rows(lambda: self._documents(), include=["documents", "metadatas"], ids=ids)
        return [document_record(row_id, text, metadata) for row_id, text, metadata in rows]

    def chunk_rows(self, maker: Maker, document_ids: Sequence[str]) -> list[tuple[str, str, Metadata]]:
        """(chunk_id, embedded text, metadata) of these documents' chunks, committed or not."""
        if not document_ids:
            return []
        where = {"document_id": {"$in": list(document_ids)}}
        return self._rows(lambda: self._chunks(maker), include=["documents", "metadatas"], where=where)

    def chunk_ids(self, maker: Maker, document_id: str | None = None) -> list[str]:
        """Identifiers of every chunk of a document, or of all, committed or not."""
        where = None if document_id is None else {"document_id": document_id}
        rows = self._rows(lambda: self._chunks(maker), include=["metadatas"], where=where)
        return [row_id for row_id, _, _ in rows]

    def nearest(
        self,
        maker: Maker,
        vector: Vectors,
        top_k: int,
        document_ids: Sequence[str] | None,
        section_kinds: Sequence[SectionKind],
    ) -> list[tuple[str, float]]:
        """At most `top_k` pairs (chunk_id, cosine similarity) nearest to a vector of shape (dimension,)."""
        conditions: list[dict[str, Any]] = [{"section_kind": {"$in": [str(kind) for kind in section_kinds]}}]
        if document_ids is not None:
            conditions.append({"document_id": {"$in": list(document_ids)}})
        where = conditions[0] if len(conditions) == 1 else {"$and": conditions}

        def query() -> list[tuple[str, float]]:
            collection = self._chunks(maker)
            result = collection.query(
                query_embeddings=[vector.tolist()], n_results=top_k, where=where, include=["distances"]
            )
            return [
                (chunk_id, 1.0 - float(distance))
                for chunk_id, distance in zip(result["ids"][0], result["distances"][0], strict=True)
            ]

        return self._retried(query)

    def sentence_vectors(self, maker: Maker, ids: Sequence[str]) -> dict[str, Any]:
        """Vectors of shape (dimension,) by sentence identifier; those not stored are left out."""
        if not ids:
            return {}

        def get() -> dict[str, Any]:
            rows = self._sentences(maker).get(ids=list(ids), include=["embeddings"])
            return dict(zip(rows["ids"], rows["embeddings"], strict=True))

        return self._retried(get)

    # Writing -------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the data folder's one writer lock; raises BusyError when another process keeps it."""
        if self._file_lock is None:
            yield
            return
        try:
            self._file_lock.acquire(timeout=LOCK_WAIT_SECONDS)
        except Timeout as error:
            raise BusyError(
                f"Another process has been writing to {self._where} for {LOCK_WAIT_SECONDS:.0f} s. "
                "Wait until it ends and run the command again."
            ) from error
        except OSError as error:
            raise CollectionError(
                f"Cannot write to {self._where}: {error.strerror}. Choose another folder with --data-dir."
            ) from error
        try:
            yield
        finally:
            self._file_lock.release()

    def write_chunks(self, maker: Maker, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Upsert chunks with vectors of shape (len(chunks), dimension); they count once their document does."""
        self._upsert(
            lambda: self._chunks(maker),
            ids=[chunk.chunk_id for chunk in chunks],
            embeddings=vectors,
            documents=[chunk.embedded_text for chunk in chunks],
            metadatas=[chunk_metadata(chunk) for chunk in chunks],
        )

    def write_sentences(self, maker: Maker, ids: Sequence[str], chunk_ids: Sequence[str], vectors: Vectors) -> None:
        """Upsert vectors of sentences, shape (len(ids), dimension), each with the chunk it stands in."""
        self._upsert(
            lambda: self._sentences(maker),
            ids=list(ids),
            embeddings=vectors,
            metadatas=[{"chunk_id": chunk_id} for chunk_id in chunk_ids],
        )

    def commit(self, record: DocumentRecord, maker: Maker) -> int:
        """Write a document's record, which makes its chunks count, and raise the revision."""
        revision = self._next_revision()
        committed = DocumentRecord(record.document, record.listed, revision)
        self._upsert(
            self._documents,
            ids=[record.document.document_id],
            embeddings=[[0.0]],
            documents=[record.document.text],
            metadatas=[document_metadata(committed)],
        )
        self.mark(revision, maker)
        return revision

    def retract(self, document_id: str, maker: Maker) -> int:
        """Delete a document's record, so that its chunks no longer count, and raise the revision."""
        revision = self._next_revision()
        self._guarded(lambda: self._documents().delete(ids=[document_id]))
        self.mark(revision, maker)
        return revision

    def mark(self, revision: int, maker: Maker, seeds: str | None = None) -> None:
        """Write the documents collection's own metadata: readers see a commit by it."""
        state = State(revision, maker, self.state().seeds if seeds is None else seeds)
        metadata = {"revision": state.revision, "seeds": state.seeds, **asdict(maker)}
        self._guarded(lambda: self._documents(fresh=True).modify(metadata=metadata))

    def delete_chunks(self, maker: Maker, ids: Sequence[str]) -> None:
        """Delete chunks and the sentences that stand in them."""
        for start in range(0, len(ids), PAGE):
            self._guarded(partial(self._delete_page, maker, list(ids[start : start + PAGE])))

    def _delete_page(self, maker: Maker, ids: list[str]) -> None:
        self._chunks(maker).delete(ids=ids)
        self._sentences(maker).delete(where={"chunk_id": {"$in": ids}})

    def forget(self, maker: Maker) -> None:
        """Drop the vectors another maker left behind."""
        for name in (f"chunks-{maker.suffix}", f"sentences-{maker.suffix}"):
            self._guarded(partial(self._client.delete_collection, f"rolecall-{name}"))
            self._collections.pop(name, None)

    # The client ----------------------------------------------------------------------------------------

    def open(self) -> None:
        with self._lock:
            if self._client is None:
                self._client = self._wrapped(self._connect)

    def close(self) -> None:
        with self._lock:
            self._collections.clear()
            if self._client is not None:
                self._client.close()
                self._client = None

    def reopen(self) -> None:
        """Let go of what the client keeps in memory, so that it sees what another process wrote."""
        with self._lock:
            self.close()
            self.open()

    def _documents(self, fresh: bool = False) -> Any:
        return self._collection("documents", fresh)

    def _chunks(self, maker: Maker) -> Any:
        return self._collection(f"chunks-{maker.suffix}")

    def _sentences(self, maker: Maker) -> Any:
        return self._collection(f"sentences-{maker.suffix}")

    def _collection(self, name: str, fresh: bool = False) -> Any:
        if fresh or name not in self._collections:
            self._collections[name] = self._client.get_or_create_collection(
                f"rolecall-{name}", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        return self._collections[name]

    def _rows(self, collection: Callable[[], Any], **request: Any) -> list[tuple[str, str, Metadata]]:
        def read() -> list[tuple[str, str, Metadata]]:
            rows: list[tuple[str, str, Metadata]] = []
            while True:
                page = collection().get(limit=PAGE, offset=len(rows), **request)
                texts = page["documents"] or [""] * len(page["ids"])
                rows.extend(zip(page["ids"], texts, page["metadatas"], strict=True))
                if len(page["ids"]) < PAGE:
                    return rows

        return self._retried(read)

    def _upsert(self, collection: Callable[[], Any], **columns: Any) -> None:
        for start in range(0, len(columns["ids"]), PAGE):
            page = {name: values[start : start + PAGE] for name, values in columns.items()}
            self._guarded(partial(self._upsert_page, collection, page))

    def _upsert_page(self, collection: Callable[[], Any], page: dict[str, Any]) -> None:
        collection().upsert(**page)

    def _next_revision(self) -> int:
        # The clock keeps two writers on one server from choosing the same number.
        return max(self.state().revision + 1, time.time_ns())

    def _retried(self, read: Callable[[], T]) -> T:
        """Read; once more from a fresh client where another process changed the files underneath."""
        try:
            return self._guarded(read)
        except CollectionError:
            self.reopen()
            return self._guarded(read)

    def _guarded(self, act: Callable[[], T]) -> T:
        with self._lock:
            self.open()
            return self._wrapped(act)

    def _wrapped(self, act: Callable[[], T]) -> T:
        # Chroma's Rust bindings raise bare exceptions of several kinds; this is where they enter.
        try:
            return act()
        except Exception as error:
            raise CollectionError(
                f"Chroma failed at {self._where}: {type(error).__name__}: {error}. "
                "See what is wrong with: rolecall doctor"
            ) from error


_OPEN: dict[Path, ChromaStore] = {}
_OPEN_LOCK = threading.Lock()


def open_chroma(data_dir: Path, url: str | None = None) -> ChromaStore:
    """The store of a data folder (shared within this process), or of the Chroma server at `url`.

    Raises CollectionError when the folder cannot be made or the server does not answer.
    """
    if url is not None:
        store = ChromaStore(lambda: _served(url), None, url)
        store.open()
        return store
    folder = data_dir.expanduser().resolve()
    with _OPEN_LOCK:
        store = _OPEN.get(folder) or ChromaStore(
            lambda: _embedded(folder / "chroma"), _writer_lock(folder), str(folder)
        )
        store.open()
        store.users += 1
        _OPEN[folder] = store
        return store


def close_chroma(store: ChromaStore) -> None:
    """Let go of a store; the client closes with its last user in this process."""
    with _OPEN_LOCK:
        store.users -= 1
        if store.users <= 0:
            store.close()
            for folder in [folder for folder, opened in _OPEN.items() if opened is store]:
                del _OPEN[folder]


def _writer_lock(folder: Path) -> FileLock:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CollectionError(
            f"Cannot make the data folder {folder}: {error.strerror}. Choose another with --data-dir."
        ) from error
    return FileLock(folder / "write.lock")


def _embedded(path: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(str(path), settings=_quiet())


def _served(url: str) -> Any:
    import chromadb

    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CollectionError(f"{url!r} is not a Chroma address: write it as http://HOST:PORT in ROLECALL_CHROMA_URL.")
    secure = parts.scheme == "https"
    return chromadb.HttpClient(
        host=parts.hostname, port=parts.port or (443 if secure else 8000), ssl=secure, settings=_quiet()
    )


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, allow_reset=False)
