"""The index: documents, chunks, words and vectors of one revision, derived from the collection, in
a file of the data folder.

Opening reads the file. Only later commits are read from Chroma, by the first process that needs
them.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.collection.chroma import ChromaStore, Maker
from store.collection.derived_file import DerivedFile
from store.collection.records import (
    DocumentRecord,
    chunk_record,
    document_metadata,
    document_record,
)
from store.embedding.embedder import Vectors
from store.search import lexical
from store.search.lexical import LexicalIndex
from store.text.stemming import stems
from store.types import Chunk, SectionKind

FILE_NAME = "index.sqlite3"
AT_ONCE = 256  # documents whose rows are held at once
_METADATA = ("content_hash", "version", "revision", "record")
_SCHEMA = f"""
CREATE TABLE made (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE documents (document_id TEXT PRIMARY KEY, text TEXT, content_hash TEXT, version TEXT,
    revision INTEGER, record TEXT);
CREATE TABLE chunks (chunk_id TEXT PRIMARY KEY, document_id TEXT, version TEXT, text TEXT,
    record TEXT, vector BLOB);
CREATE INDEX chunks_of ON chunks (document_id, version);
CREATE TABLE stems (stem TEXT PRIMARY KEY, chunks INTEGER) WITHOUT ROWID;
{lexical.SCHEMA}
"""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The number of chunks, and in how many of them each stem appears."""

    chunks: int
    of_stem: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Every chunk by its row: its document, its kind of section and its vector; no vectors if a
    server searches them.
    """

    chunk_ids: list[str]
    at: dict[str, int]
    documents: NDArray[np.int64]  # positions in the sorted identifiers
    names: list[str]
    kinds: NDArray[np.str_]
    vectors: Vectors | None


class Index:
    """Committed documents and their chunks at one revision.

    Not safe to share between threads while it catches up.

    Methods that read the file raise Lost if it is gone; the index must then catch up again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.revision = -1
        self.records: dict[str, DocumentRecord] = {}
        self._file = DerivedFile(folder and folder / FILE_NAME, _SCHEMA)
        self._generation = ""
        self._clear()
        self.lexical = LexicalIndex(self._file)

    def _clear(self) -> None:
        self.records.clear()
        self._chunks: dict[str, tuple[Chunk, ...]] = {}
        self._rows: _Rows | None = None
        self._vocabulary: Vocabulary | None = None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def empty(self, revision: int) -> None:
        """Become the index of a collection in which nothing was ever stored."""
        self._clear()
        self.revision = revision

    def forget(self) -> None:
        """Delete the file, since the chunks of documents were made again."""
        with self._file.writing() as table:
            _empty(table, "")
        self.revision = -1

    # Catching up ----------------------------------------------------------------------------------

    def catch_up(
        self, store: ChromaStore, maker: Maker, revision: int, *, look: bool = False
    ) -> tuple[str, ...]:
        """Read what was committed since the last time, and drop what was removed.

        Returns the documents that lack some of their chunks; the index is at `revision` if there
        are none. With `look`, the collection is checked even if the file is at the revision. Raises
        Lost.
        """
        incomplete = self._file_caught_up(store, maker, revision, look)
        if not incomplete:
            self._take_from_file()
        return incomplete

    def _file_caught_up(
        self, store: ChromaStore, maker: Maker, revision: int, look: bool
    ) -> tuple[str, ...]:
        of = f"Rolecall {version_of('rolecall')}, {store.where}, {maker}"
        with self._file.reading() as table:
            if not look and _made(table) == (of, str(revision)):
                return ()
        store.refresh(revision)
        with self._file.writing() as table:
            if _made(table)[0] != of:
                _empty(table, of)
            commits = store.commits()
            there = dict(table.execute("SELECT document_id, revision FROM documents").fetchall())
            for document_id in there.keys() - commits.keys():
                _drop(table, document_id)
            changed = [name for name, committed in commits.items() if there.get(name) != committed]
            incomplete: list[str] = []
            for start in range(0, len(changed), AT_ONCE):
                incomplete += _take_in(
                    table, store, maker, store.documents(changed[start : start + AT_ONCE])
                )
            if not incomplete:
                table.execute(
                    "INSERT OR REPLACE INTO made VALUES ('revision', ?)", (str(revision),)
                )
        return tuple(incomplete)

    def _take_from_file(self) -> None:
        """Hold the records of the file, and nothing from before."""
        with self._file.reading() as table:
            table.execute(
                "BEGIN"
            )  # one state of the file, whatever another process writes meanwhile
            try:
                made = dict(table.execute("SELECT name, value FROM made").fetchall())
                if made["generation"] != self._generation:
                    self._clear()
                    self._generation = made["generation"]
                there = dict(
                    table.execute("SELECT document_id, revision FROM documents").fetchall()
                )
                held = {name: record.revision for name, record in self.records.items()}
                gone = [name for name, revision in held.items() if there.get(name) != revision]
                for document_id in gone:
                    del self.records[document_id]
                    self._chunks.pop(document_id, None)
                new = [name for name in there if name not in self.records]
                for record in _records(table, None if len(new) == len(there) else new):
                    self.records[record.document.document_id] = record
                if gone or new:
                    self._rows = self._vocabulary = None
                self.revision = int(made["revision"])
            finally:
                table.execute("COMMIT")

    # Reading --------------------------------------------------------------------------------------

    def document_chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """Return the chunks of a document in order; none if it is not stored, or has changed since
        the index caught up.
        """
        record = self.records.get(document_id)
        if record is None:
            return ()
        if document_id not in self._chunks:
            with self._file.reading() as table:
                rows = table.execute(
                    "SELECT chunk_id, text, record FROM chunks WHERE document_id = ? AND version "
                    "= ?",
                    (document_id, record.version),
                ).fetchall()
            made = [
                chunk_record(name, text, json.loads(metadata), record.document)
                for name, text, metadata in rows
            ]
            if not made:
                return ()
            self._chunks[document_id] = tuple(sorted(made, key=lambda chunk: chunk.index))
        return self._chunks[document_id]

    def chunks(self) -> Iterator[Chunk]:
        """Yield every chunk, document by document."""
        return (
            chunk for document_id in self.records for chunk in self.document_chunks(document_id)
        )

    def chunk(self, chunk_id: str) -> Chunk | None:
        """Return a chunk; None if it isn't stored, or no longer."""
        rows = self._all_rows()
        if chunk_id not in rows.at:
            return None
        document_id = rows.names[rows.documents[rows.at[chunk_id]]]
        return next(
            (chunk for chunk in self.document_chunks(document_id) if chunk.chunk_id == chunk_id),
            None,
        )

    def nearest(
        self,
        vector: Vectors,
        top_k: int,
        document_ids: Collection[str] | None,
        kinds: Collection[SectionKind],
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` pairs (chunk_id, cosine similarity) nearest to a vector
        (dimension,), by comparing it with every chunk.
        """
        rows = self._all_rows()
        if rows.vectors is None or not rows.chunk_ids:
            return []
        similarity = rows.vectors @ vector
        admitted = np.isin(rows.kinds, [str(kind) for kind in kinds])
        if document_ids is not None:
            admitted &= np.isin(
                rows.documents, [at for at, name in enumerate(rows.names) if name in document_ids]
            )
        similarity[~admitted] = -np.inf
        best = (
            np.argpartition(-similarity, top_k)[:top_k]
            if top_k < len(similarity)
            else np.arange(len(similarity))
        )
        best = best[np.lexsort((best, -similarity[best]))]
        return [(rows.chunk_ids[at], float(similarity[at])) for at in best.tolist() if admitted[at]]

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of chunks, of shape (dimension,), by identifier; none if a server
        holds them.
        """
        rows = self._all_rows()
        if rows.vectors is None:
            return {}
        return {name: rows.vectors[rows.at[name]] for name in chunk_ids if name in rows.at}

    def document_vectors(
        self,
        document_ids: Sequence[str],
        fetch: Callable[[Sequence[str]], Mapping[str, Vectors]] | None = None,
    ) -> Vectors:
        """Return the mean of the vectors of each document's chunks, of unit length, shape
        (documents, dimension); zeros for a document that is gone.

        `fetch` returns the vectors that a server holds.
        """
        rows = self._all_rows()
        vectors = rows.vectors
        if vectors is None:
            held = fetch(rows.chunk_ids) if fetch else {}
            width = len(next(iter(held.values()), ()))
            nothing = np.zeros(width, dtype=np.float32)
            vectors = np.stack([held.get(name, nothing) for name in rows.chunk_ids])
        middles = np.zeros((len(rows.names) + 1, vectors.shape[1]), dtype=np.float32)
        np.add.at(middles, rows.documents, vectors)
        middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
        at = {name: row for row, name in enumerate(rows.names)}
        found: Vectors = middles[[at.get(name, -1) for name in document_ids]]
        return found

    def vocabulary(self) -> Vocabulary:
        """Return the stems of all chunks."""
        if self._vocabulary is None:
            with self._file.reading() as table:
                (number,) = table.execute("SELECT count(*) FROM chunks").fetchone()
                self._vocabulary = Vocabulary(
                    number, dict(table.execute("SELECT stem, chunks FROM stems").fetchall())
                )
        return self._vocabulary

    def _all_rows(self) -> _Rows:
        if self._rows is None:
            with self._file.reading() as table:
                rows = table.execute(
                    "SELECT chunk_id, places.document_id, section_kind, vector "
                    "FROM places JOIN chunks USING (chunk_id) ORDER BY places.rowid"
                ).fetchall()
            names = sorted({row[1] for row in rows})
            number = {name: at for at, name in enumerate(names)}
            self._rows = _Rows(
                [row[0] for row in rows],
                {row[0]: at for at, row in enumerate(rows)},
                np.array([number[row[1]] for row in rows], dtype=np.int64),
                names,
                np.array([row[2] for row in rows], dtype=np.str_),
                _matrix([row[3] for row in rows]),
            )
        return self._rows


def _matrix(vectors: Sequence[bytes | None]) -> Vectors | None:
    if any(vector is None for vector in vectors):
        return None
    joined: Vectors = np.frombuffer(b"".join(filter(None, vectors)), dtype=np.float32).reshape(
        len(vectors), -1
    )
    return joined


def _made(table: sqlite3.Connection) -> tuple[str | None, str | None]:
    """Return what the file was made from, and its revision."""
    made = dict(table.execute("SELECT name, value FROM made").fetchall())
    return made.get("of"), made.get("revision")


def _empty(table: sqlite3.Connection, of: str) -> None:
    for name in ("made", "documents", "chunks", "stems", "places", "words"):
        table.execute(f"DELETE FROM {name}")
    table.executemany(
        "INSERT INTO made VALUES (?, ?)", [("of", of), ("generation", uuid.uuid4().hex)]
    )


def _records(table: sqlite3.Connection, names: Sequence[str] | None) -> Iterator[DocumentRecord]:
    """Yield all records, or the named ones."""
    chosen = "SELECT document_id, text, content_hash, version, revision, record FROM documents"
    rows: Iterable[tuple[Any, ...]] = table.execute(chosen)
    if names is not None:
        rows = (
            row
            for name in names
            for row in table.execute(f"{chosen} WHERE document_id = ?", (name,))
        )
    for document_id, text, *values in rows:
        yield document_record(document_id, text, dict(zip(_METADATA, values, strict=True)))


def _take_in(
    table: sqlite3.Connection, store: ChromaStore, maker: Maker, records: Iterable[DocumentRecord]
) -> list[str]:
    """Put records and their chunks into the file; return the identifiers of records that lack some
    of their chunks, which are left out.

    If only the postings or facets of a record changed, it keeps its chunks.
    """
    by_id = {record.document.document_id: record for record in records}
    before = {record.document.document_id: record for record in _records(table, list(by_id))}
    same = {name for name, old in before.items() if _cut_from(old) == _cut_from(by_id[name])}
    wanted = {record.version: record for name, record in by_id.items() if name not in same}
    chunks: dict[str, list[tuple[Chunk, str]]] = {version: [] for version in wanted}
    numbers: dict[str, int] = {}
    for chunk_id, text, metadata in store.chunk_rows(maker, list(wanted)):
        version = str(metadata["version"])
        chunk = chunk_record(chunk_id, text, metadata, wanted[version].document)
        chunks[version].append((chunk, json.dumps(metadata)))
        numbers[version] = int(metadata["of"])
    whole = {version for version, made in chunks.items() if len(made) == numbers.get(version)}
    ids = [chunk.chunk_id for version in whole for chunk, _ in chunks[version]]
    vectors = {} if store.searches else store.vectors(maker, ids)
    for name, record in by_id.items():
        if name not in same and record.version not in whole:
            continue
        if name not in same:
            _drop(table, name)
            _add_chunks(table, record.version, chunks[record.version], vectors)
        metadata = document_metadata(record)
        table.execute(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (name, record.document.text, *(metadata[name] for name in _METADATA)),
        )
    return [
        record.document.document_id for version, record in wanted.items() if version not in whole
    ]


def _cut_from(record: DocumentRecord) -> tuple[str, ...]:
    """Return the values that decide what is kept of a document's chunks."""
    document = record.document
    return record.version, document.title, document.team, document.author


def _add_chunks(
    table: sqlite3.Connection,
    version: str,
    chunks: Sequence[tuple[Chunk, str]],
    vectors: Mapping[str, Vectors],
) -> None:
    lexical.add_words(table, (chunk for chunk, _ in chunks))
    for chunk, record in chunks:
        vector = vectors.get(chunk.chunk_id)
        table.execute(
            "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?)",
            (
                chunk.chunk_id,
                chunk.document.document_id,
                version,
                chunk.embedded_text,
                record,
                None if vector is None else np.asarray(vector, dtype=np.float32).tobytes(),
            ),
        )
    _count(table, (chunk.embedded_text for chunk, _ in chunks), 1)


def _drop(table: sqlite3.Connection, document_id: str) -> None:
    texts = table.execute(
        "SELECT text FROM chunks WHERE document_id = ?", (document_id,)
    ).fetchall()
    if texts:
        _count(table, (text for (text,) in texts), -1)
        lexical.drop_words(table, document_id)
        table.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))
    table.execute("DELETE FROM documents WHERE document_id = ?", (document_id,))


def _count(table: sqlite3.Connection, texts: Iterable[str], sign: int) -> None:
    counts = Counter(stemmed for text in texts for stemmed in set(stems(text)))
    table.executemany(
        "INSERT INTO stems VALUES (?, ?) ON CONFLICT (stem) DO UPDATE SET chunks = chunks + "
        "excluded.chunks",
        [(stemmed, sign * count) for stemmed, count in counts.items()],
    )
    if sign < 0:
        table.execute("DELETE FROM stems WHERE chunks <= 0")
