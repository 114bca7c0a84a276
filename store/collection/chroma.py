"""The collection: documents and chunks in Chroma, the only source of truth.

The documents collection has one row for each document, whose record is the document's commit; the
collection's metadata has the revision. The chunks collection is named after what made its vectors.
A chunk counts once a record with its version is committed; until then no search sees it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from store.collection.client import ChromaClient, client_of
from store.collection.records import (
    DocumentRecord,
    Metadata,
    SourceRecord,
    chunk_metadata,
    document_metadata,
    document_record,
    source_metadata,
    source_record,
)
from store.collection.write_lock import WriteLock
from store.embedding.embedder import Vectors
from store.errors import CollectionError, NewerError
from store.settings import StoreSettings
from store.types import Chunk, Progress, SectionKind

LAYOUT = 3  # increased when the stored data changes shape
# A server has no lock: rows younger than this may belong to another process's document that is not
# committed yet.
UNCOMMITTED_SECONDS = 3600.0
DOCUMENTS = "documents"
SOURCES = "sources"
CHUNKS = "chunks-"


@dataclass(frozen=True, slots=True)
class Maker:
    """What made the vectors: a collection made with another maker cannot be searched."""

    embedder: str
    dimension: int
    chunk_tokens: int
    layout: int = LAYOUT

    @property
    def chunks(self) -> str:
        """The name of its collection of chunks."""
        return CHUNKS + hashlib.sha256(repr(self).encode()).hexdigest()[:12]

    def __str__(self) -> str:
        return (
            f"embedder {self.embedder!r} ({self.dimension} dimensions), chunks of "
            f"{self.chunk_tokens} tokens, layout {self.layout}"
        )


@dataclass(frozen=True, slots=True)
class State:
    """The metadata of the documents collection: last commit, what made the vectors, and the hashes
    of the seeds in it.
    """

    revision: int
    maker: Maker | None
    seeds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewChunks:
    """The chunks of one version of a document; `vectors` has shape (len(chunks), dimension)."""

    version: str
    chunks: Sequence[Chunk]
    vectors: Vectors


class ChromaStore:
    """Reads and writes documents and chunks in Chroma.

    There is one instance for each data folder and process, shared between threads.
    """

    def __init__(self, client: ChromaClient, lock: WriteLock) -> None:
        self._client = client
        self._lock = lock
        self._seen = -1  # the client knows every row up to this revision
        self.users = 0

    @property
    def where(self) -> str:
        """The data folder or the server's address."""
        return self._client.where

    # Reading --------------------------------------------------------------------------------------

    def state(self) -> State:
        """Return the present state, whichever process wrote it.

        Raises NewerError if a newer Rolecall wrote it.
        """
        self._client.check()
        metadata = self._client.metadata(DOCUMENTS)
        maker = None
        if "embedder" in metadata:
            maker = Maker(*(metadata[part.name] for part in fields(Maker)))
            if maker.layout > LAYOUT:
                raise NewerError(
                    f"A newer Rolecall made the collection at {self.where} (layout {maker.layout}, "
                    f"this one reads {LAYOUT}). Update Rolecall, or choose another folder with "
                    "--data-dir."
                )
        seeds = {}
        with suppress(ValueError):  # an older layout kept one hash for all seeds
            seeds = dict(json.loads(metadata.get("seeds") or "{}"))
        return State(int(metadata.get("revision", 0)), maker, seeds)

    def refresh(self, revision: int) -> None:
        """Make the client know every row of the revision."""
        if self._client.embedded and revision != self._seen:
            self._client.reopen()
        self._seen = revision

    def commits(self) -> dict[str, int]:
        """Return the revision that committed each document, by identifier."""
        rows = self._client.rows(DOCUMENTS, include=["metadatas"])
        return {document_id: int(metadata["revision"]) for document_id, _, metadata in rows}

    def documents(self, ids: Sequence[str] | None = None) -> list[DocumentRecord]:
        """Return the records with these identifiers, or all."""
        if ids is not None and not ids:
            return []
        rows = self._client.rows(DOCUMENTS, include=["documents", "metadatas"], ids=ids)
        return [document_record(*row) for row in rows]

    def sources(self) -> dict[str, SourceRecord]:
        """Return what is remembered of each file, folder and link."""
        if SOURCES not in self._client.names():
            return {}  # asking for its rows would create it
        rows = self._client.rows(SOURCES, include=["metadatas"])
        return {source: source_record(metadata) for source, _, metadata in rows}

    def chunk_rows(self, maker: Maker, versions: Sequence[str]) -> list[tuple[str, str, Metadata]]:
        """Return (chunk_id, embedded text, metadata) for the chunks of these versions."""
        if not versions:
            return []
        wanted = {"include": ["documents", "metadatas"], "where": _of_versions(versions)}
        rows = self._client.rows(maker.chunks, **wanted)
        return [(chunk_id, text, dict(metadata)) for chunk_id, text, metadata in rows]

    def vectors(self, maker: Maker, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of chunks, shape (dimension,), by chunk_id."""
        return self._client.vectors(maker.chunks, chunk_ids)

    @property
    def searches(self) -> bool:
        """Whether Chroma does the searching: a server keeps an index, an embedded client
        would have to build one.
        """
        return not self._client.embedded

    def nearest(
        self,
        maker: Maker,
        vector: Vectors,
        top_k: int,
        versions: Sequence[str],
        section_kinds: Sequence[SectionKind],
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` pairs (chunk_id, cosine similarity) of these versions nearest to a
        vector (dimension,).
        """
        kinds = {"section_kind": {"$in": [str(kind) for kind in section_kinds]}}
        where = {"$and": [_of_versions(versions), kinds]}
        return self._client.nearest(maker.chunks, vector.tolist(), top_k, where)

    # Writing --------------------------------------------------------------------------------------

    def writing(self, tell: Callable[[Progress], None]) -> AbstractContextManager[None]:
        """Become the only writer of the data folder (with a server, of this process); raises
        BusyError.
        """
        return self._lock.held(tell)

    def take_over(self) -> None:
        """Learn every row as a new writer, even rows that were never committed."""
        self._client.check()
        if self._client.embedded:
            self._client.reopen()
        self._seen = self.state().revision

    def write_chunks(self, maker: Maker, versions: Sequence[NewChunks]) -> None:
        """Write all chunks of versions of documents; they count once their records are
        committed.
        """
        written = int(time.time())
        chunks = [chunk for new in versions for chunk in new.chunks]
        if not chunks:
            return
        ids = [chunk.chunk_id for chunk in chunks]
        self._client.upsert(
            maker.chunks,
            ids=ids,
            embeddings=[vector for new in versions for vector in new.vectors],
            documents=[chunk.embedded_text for chunk in chunks],
            metadatas=[
                {**chunk_metadata(chunk, new.version), "of": len(new.chunks), "written": written}
                for new in versions
                for chunk in new.chunks
            ],
        )
        self._delete(maker, _of_versions([new.version for new in versions]), but=set(ids))

    def commit(self, records: Sequence[DocumentRecord], maker: Maker) -> None:
        """Write the records of documents, which makes their chunks count, and raise the
        revision.
        """
        revision = self._next_revision()
        self._client.upsert(
            DOCUMENTS,
            ids=[record.document.document_id for record in records],
            embeddings=[[0.0]] * len(records),
            documents=[record.document.text for record in records],
            metadatas=[document_metadata(replace(record, revision=revision)) for record in records],
        )
        self._mark(revision, maker)

    def retract(self, document_ids: Sequence[str], maker: Maker) -> None:
        """Delete the records of documents, so that their chunks no longer count, and raise the
        revision.
        """
        revision = self._next_revision()
        self._client.delete(DOCUMENTS, document_ids)
        self._mark(revision, maker)

    def keep_sources(self, records: Sequence[SourceRecord]) -> None:
        """Remember these sources, replacing what was remembered of them."""
        if records:
            self._client.upsert(
                SOURCES,
                ids=[record.source for record in records],
                embeddings=[[0.0]] * len(records),
                metadatas=[source_metadata(record) for record in records],
            )

    def forget_sources(self, sources: Sequence[str]) -> None:
        """Forget these sources."""
        if sources:
            self._client.delete(SOURCES, sources)

    def mark(self, maker: Maker, seeds: Mapping[str, str] | None = None) -> None:
        """Raise the revision, which tells readers of a commit; note what makes the vectors, and the
        seeds in the collection.
        """
        self._mark(self._next_revision(), maker, seeds)

    def _mark(self, revision: int, maker: Maker, seeds: Mapping[str, str] | None = None) -> None:
        state = self.state()
        taken = json.dumps(dict(state.seeds if seeds is None else seeds))
        metadata = {"revision": revision, "seeds": taken, **asdict(maker)}
        self._client.set_metadata(DOCUMENTS, metadata)
        if state.revision == self._seen:
            self._seen = revision

    def forget(self, maker: Maker, versions: Sequence[str]) -> None:
        """Delete the chunks of versions of documents."""
        self._delete(maker, _of_versions(versions))

    def sweep(self, maker: Maker, versions: Sequence[str]) -> bool:
        """Delete what an interrupted writer left: chunks that belong to none of these versions.

        Returns whether there were any.
        """
        where: dict[str, Any] = {"version": {"$nin": list(versions)}} if versions else {}
        if self._client.embedded:
            self.keep_only(maker)
        else:
            old = {"written": {"$lt": int(time.time() - UNCOMMITTED_SECONDS)}}
            where = {"$and": [where, old]} if where else old
        return self._delete(maker, where)

    def keep_only(self, maker: Maker) -> None:
        """Delete the chunks of every other maker."""
        for name in self._client.names():
            if name.startswith(CHUNKS) and name != maker.chunks:
                self._client.drop(name)

    def _delete(
        self, maker: Maker, where: Mapping[str, Any], but: Collection[str] = frozenset()
    ) -> bool:
        rows = self._client.rows(maker.chunks, include=[], where=where or None)
        ids = [chunk_id for chunk_id, _, _ in rows if chunk_id not in but]
        self._client.delete(maker.chunks, ids)
        return bool(ids)

    def _next_revision(self) -> int:
        # The clock keeps two writers on one server from choosing the same number; the random number
        # does so if the clock was set back.
        return max(self.state().revision + secrets.randbelow(1 << 20) + 1, time.time_ns())

    def open(self) -> None:
        """Open the collection; raises CollectionError."""
        self._client.open()

    def close(self) -> None:
        """Close the client."""
        self._client.close()


def _of_versions(versions: Sequence[str]) -> dict[str, Any]:
    return {"version": {"$in": list(versions)}}


_OPEN: dict[Path, ChromaStore] = {}
_OPEN_LOCK = threading.Lock()


def open_chroma(settings: StoreSettings, *, create: bool = True) -> ChromaStore:
    """Open the store of a data folder (shared within this process), or of a Chroma server.

    Without `create`, a folder without a collection gets an empty store that writes nothing. Raises
    CollectionError if the folder cannot be made or the server does not answer.
    """
    try:
        client = client_of(settings, create=create)
        folder = settings.data_dir.expanduser().resolve()
        if client.embedded:
            folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        cause = getattr(error, "strerror", None) or error
        raise CollectionError(
            f"Cannot make the data folder {settings.data_dir}: {cause}. Choose another with "
            "--data-dir."
        ) from error
    if not client.embedded:
        store = ChromaStore(client, WriteLock(None))
        if settings.chroma_url is not None:
            store.open()
        return store
    with _OPEN_LOCK:
        # Two clients of one process share their memory, so neither could be reopened alone.
        store = _OPEN.get(folder) or ChromaStore(client, WriteLock(folder))
        store.open()
        store.users += 1
        _OPEN[folder] = store
        return store


def close_chroma(store: ChromaStore) -> None:
    """Close a store; the client closes with its last user in this process."""
    with _OPEN_LOCK:
        store.users -= 1
        if store.users <= 0:
            store.close()
            for folder in [folder for folder, opened in _OPEN.items() if opened is store]:
                del _OPEN[folder]
