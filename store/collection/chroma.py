"""The collection: what is kept of documents and chunks, in Chroma, the only source of truth.

A collection of documents, each row's record the commit of its document, whose own metadata carries
the revision; and a collection of chunks, named after what made their vectors. A row of a chunk
counts once a record with its version stands, and no search sees it before.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from store.collection.client import ChromaClient, absent, embedded, served
from store.collection.connection import DATABASE, Server
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
from store.types import Chunk, Progress, SectionKind

LAYOUT = 3  # raised when what is kept changes shape
# With a server there is no lock: rows younger than this may be another process's document, not yet
# committed.
UNCOMMITTED_SECONDS = 3600.0
DOCUMENTS = "documents"
SOURCES = "sources"
CHUNKS = "chunks-"


@dataclass(frozen=True, slots=True)
class Maker:
    """What made the vectors: a collection made by another maker cannot be searched."""

    embedder: str
    dimension: int
    chunk_tokens: int
    layout: int = LAYOUT

    @property
    def chunks(self) -> str:
        """The name of the collection of its chunks."""
        return CHUNKS + hashlib.sha256(repr(self).encode()).hexdigest()[:12]

    def __str__(self) -> str:
        return (
            f"embedder {self.embedder!r} ({self.dimension} dimensions), chunks of "
            f"{self.chunk_tokens} tokens, "
            f"layout {self.layout}"
        )


@dataclass(frozen=True, slots=True)
class State:
    """The documents collection's own metadata: last commit, who made the vectors, hashes of the
    seeds taken in.
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
    """Documents and chunks in and out of Chroma.

    One instance a data folder and process, shared between threads.
    """

    def __init__(self, client: ChromaClient, lock: WriteLock) -> None:
        self._client = client
        self._lock = lock
        self._seen = -1  # the revision up to which the client knows every row
        self.users = 0

    @property
    def where(self) -> str:
        """The data folder or the server's address."""
        return self._client.where

    # Reading --------------------------------------------------------------------------------------

    def state(self) -> State:
        """What stands now, whoever wrote it.

        Raises NewerError where that was a Rolecall of another time.
        """
        self._client.check()
        metadata = self._client.metadata(DOCUMENTS)
        maker = None
        if "embedder" in metadata:
            maker = Maker(
                *(metadata[name] for name in ("embedder", "dimension", "chunk_tokens", "layout"))
            )
            if maker.layout > LAYOUT:
                raise NewerError(
                    f"A newer Rolecall made the collection at {self.where} (layout {maker.layout}, "
                    "this one reads "
                    f"{LAYOUT}). Update Rolecall, or choose another folder with --data-dir."
                )
        return State(
            int(metadata.get("revision", 0)), maker, _seeds(str(metadata.get("seeds", "")))
        )

    def refresh(self, revision: int) -> None:
        """Make the client know every row of the revision."""
        if self._client.embedded and revision != self._seen:
            self._client.reopen()
        self._seen = revision

    def commits(self) -> dict[str, int]:
        """Document identifiers and the revision that committed each."""
        rows = self._client.rows(DOCUMENTS, include=["metadatas"])
        return {document_id: int(metadata["revision"]) for document_id, _, metadata in rows}

    def documents(self, ids: Sequence[str] | None = None) -> list[DocumentRecord]:
        """The records with these identifiers, or all."""
        if ids is not None and not ids:
            return []
        rows = self._client.rows(DOCUMENTS, include=["documents", "metadatas"], ids=ids)
        return [
            document_record(document_id, text, metadata) for document_id, text, metadata in rows
        ]

    def sources(self) -> dict[str, SourceRecord]:
        """What is remembered of each file, folder and link."""
        if SOURCES not in self._client.names():
            return {}  # to ask for its rows would make it
        rows = self._client.rows(SOURCES, include=["metadatas"])
        return {source: source_record(metadata) for source, _, metadata in rows}

    def chunk_rows(self, maker: Maker, versions: Sequence[str]) -> list[tuple[str, str, Metadata]]:
        """(chunk_id, embedded text, metadata) of the chunks of these versions."""
        if not versions:
            return []
        where = {"version": {"$in": list(versions)}}
        rows = self._client.rows(maker.chunks, include=["documents", "metadatas"], where=where)
        return [(chunk_id, text, dict(metadata)) for chunk_id, text, metadata in rows]

    def vectors(self, maker: Maker, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of chunks, shape (dimension,), by chunk_id."""
        return self._client.vectors(maker.chunks, chunk_ids)

    @property
    def searches(self) -> bool:
        """Whether Chroma finds what is nearest: a server keeps an index, an embedded client
        would build one anew.
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
        """At most `top_k` pairs (chunk_id, cosine similarity) of these versions nearest to a
        vector (dimension,).
        """
        kinds = [str(kind) for kind in section_kinds]
        where = {"$and": [{"version": {"$in": list(versions)}}, {"section_kind": {"$in": kinds}}]}
        return self._client.nearest(maker.chunks, vector.tolist(), top_k, where)

    # Writing --------------------------------------------------------------------------------------

    def writing(self, tell: Callable[[Progress], None]) -> AbstractContextManager[None]:
        """Be the data folder's one writer (with a server, this process's); raises BusyError."""
        return self._lock.held(tell)

    def take_over(self) -> None:
        """As a new writer, know every row, those that nobody committed too."""
        self._client.check()
        if self._client.embedded:
            self._client.reopen()
        self._seen = self.state().revision

    def write_chunks(self, maker: Maker, versions: Sequence[NewChunks]) -> None:
        """Write all chunks of versions of documents; they count once their records are
        committed.
        """
        written = int(time.time())
        rows = [
            (
                chunk,
                vector,
                {**chunk_metadata(chunk, new.version), "of": len(new.chunks), "written": written},
            )
            for new in versions
            for chunk, vector in zip(new.chunks, new.vectors, strict=True)
        ]
        if not rows:
            return
        self._client.upsert(
            maker.chunks,
            ids=[chunk.chunk_id for chunk, _, _ in rows],
            embeddings=[vector for _, vector, _ in rows],
            documents=[chunk.embedded_text for chunk, _, _ in rows],
            metadatas=[metadata for _, _, metadata in rows],
        )
        ours = {chunk.chunk_id for chunk, _, _ in rows}
        there = self._client.rows(
            maker.chunks, include=[], where=_of_versions([new.version for new in versions])
        )
        self._client.delete(
            maker.chunks, [chunk_id for chunk_id, _, _ in there if chunk_id not in ours]
        )

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
        """Remember these sources, each in the place of what was remembered of it."""
        if records:
            self._client.upsert(
                SOURCES,
                ids=[record.source for record in records],
                embeddings=[[0.0]] * len(records),
                metadatas=[source_metadata(record) for record in records],
            )

    def forget_sources(self, sources: Sequence[str]) -> None:
        """Remember nothing of these sources."""
        if sources:
            self._client.delete(SOURCES, sources)

    def mark(self, maker: Maker, seeds: Mapping[str, str] | None = None) -> None:
        """Raise the revision, by which readers see a commit; say who makes the vectors, and the
        seeds taken in.
        """
        self._mark(self._next_revision(), maker, seeds)

    def _mark(self, revision: int, maker: Maker, seeds: Mapping[str, str] | None = None) -> None:
        state = self.state()
        taken = state.seeds if seeds is None else seeds
        self._client.set_metadata(
            DOCUMENTS, {"revision": revision, "seeds": json.dumps(dict(taken)), **asdict(maker)}
        )
        if state.revision == self._seen:
            self._seen = revision

    def forget(self, maker: Maker, versions: Sequence[str]) -> None:
        """Delete the chunks of versions of documents."""
        self._delete(maker, _of_versions(versions))

    def sweep(self, maker: Maker, versions: Sequence[str]) -> bool:
        """Delete what an interrupted writer left: chunks of none of these versions.

        Tells whether there were any.
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

    def _delete(self, maker: Maker, where: Mapping[str, Any]) -> bool:
        ids = [
            chunk_id
            for chunk_id, _, _ in self._client.rows(maker.chunks, include=[], where=where or None)
        ]
        self._client.delete(maker.chunks, ids)
        return bool(ids)

    def _next_revision(self) -> int:
        # The clock keeps two writers on one server from choosing the same number; chance, where it
        # was set back.
        return max(self.state().revision + secrets.randbelow(1 << 20) + 1, time.time_ns())

    def open(self) -> None:
        """Open the collection; raises CollectionError."""
        self._client.open()

    def close(self) -> None:
        """Let go of the client."""
        self._client.close()


def _of_versions(versions: Sequence[str]) -> dict[str, Any]:
    return {"version": {"$in": list(versions)}}


def _seeds(text: str) -> dict[str, str]:
    try:
        return dict(json.loads(text or "{}"))
    except ValueError:  # an older layout kept one hash of them all
        return {}


_OPEN: dict[Path, ChromaStore] = {}
_OPEN_LOCK = threading.Lock()


def open_chroma(
    data_dir: Path, server: Server | None = None, *, create: bool = True
) -> ChromaStore:
    """The store of a data folder (shared within this process), or of a Chroma server.

    Without `create`, a folder without a collection is given an empty store that writes nothing.
    Raises CollectionError when the folder cannot be made or the server does not answer.
    """
    if server is not None:
        store = ChromaStore(served(server), WriteLock(None))
        store.open()
        return store
    if not create and not (data_dir.expanduser() / "chroma" / DATABASE).exists():
        return ChromaStore(absent(data_dir), WriteLock(None))
    folder = _made(data_dir)
    with _OPEN_LOCK:
        # Two clients of one process share their memory, so that neither could be reopened by
        # itself.
        store = _OPEN.get(folder) or ChromaStore(embedded(folder / "chroma"), WriteLock(folder))
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


def _made(data_dir: Path) -> Path:
    try:
        folder = data_dir.expanduser().resolve()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        cause = getattr(error, "strerror", None) or error
        raise CollectionError(
            f"Cannot make the data folder {data_dir}: {cause}. Choose another with --data-dir."
        ) from error
    return folder
