"""A connection to Chroma, embedded or served: the only file that imports chromadb.

Embedded Chroma 1.5 is not made for two processes on one folder, and is used so that it need not be. Its vector
index is never written out: torn files crash whoever reads them, and so does reading while another process
writes. Each client builds the index in memory from the log in SQLite, which is safe to share; what another
process logs later it does not see until it is reopened. Building takes some 0.3 s per thousand chunks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from store.errors import CollectionError

DATABASE = "chroma.sqlite3"  # that embedded Chroma keeps
PAGE = 1000  # rows per request; SQLite and servers bound the size of one
NEVER = 2_000_000_000  # rows between two times that the vector index is written out
PREFIX = "rolecall-"
Row = tuple[str, str, Mapping[str, Any]]  # identifier, document, metadata
T = TypeVar("T")


class ChromaClient:
    """Rows of named collections. Safe to share between threads; opens at first use.

    Every failure is a CollectionError. `database` is the file an embedded client stands on.
    """

    def __init__(self, connect: Callable[[], Any], where: str, database: Path | None = None) -> None:
        self.where = where
        self.embedded = database is not None
        self._connect = connect
        self._database = database
        self._file: tuple[int, int] | None = None
        self._lock = threading.RLock()
        self._client: Any = None
        self._collections: dict[str, Any] = {}

    # Opening -------------------------------------------------------------------------------------------

    def open(self) -> None:
        with self._lock:
            if self._client is None:
                self._client = self._wrapped(self._connect)
                self._file = self._file_now()

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

    def check(self) -> None:
        """Raise CollectionError when the folder was removed while open; reopen when another took its place."""
        with self._lock:
            if self._client is None or self._file_now() == self._file:
                return
            if self._file_now() is None:
                raise CollectionError(
                    f"The collection at {self.where} was removed while it was in use. Stop Rolecall and start it "
                    "again to make a new one, or see what is wrong with: rolecall doctor"
                )
            self.reopen()

    def _file_now(self) -> tuple[int, int] | None:
        if self._database is None:
            return None
        try:
            found = self._database.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    # Reading -------------------------------------------------------------------------------------------

    def metadata(self, name: str) -> Mapping[str, Any]:
        """The collection's own metadata as it stands now, whoever wrote it; empty where there is none."""

        def read() -> Mapping[str, Any]:
            from chromadb.errors import NotFoundError

            try:
                return self._client.get_collection(PREFIX + name, embedding_function=None).metadata or {}
            except NotFoundError:
                return {}

        return self._read(read)

    def rows(self, name: str, **request: Any) -> list[Row]:
        """Rows that a `get` with these arguments finds."""

        def read() -> list[Row]:
            rows: list[Row] = []
            while True:
                page = self._collection(name).get(limit=PAGE, offset=len(rows), **request)
                rows.extend(_rows(page))
                if len(page["ids"]) < PAGE:
                    return rows

        return self._read(read)

    def nearest(self, name: str, vector: Sequence[float], top_k: int, where: Any) -> list[tuple[str, float]]:
        """At most `top_k` pairs (identifier, cosine similarity) nearest to the vector."""

        def query() -> list[tuple[str, float]]:
            found = self._collection(name).query(
                query_embeddings=[vector], n_results=top_k, where=where, include=["distances"]
            )
            return [(row, 1.0 - float(far)) for row, far in zip(found["ids"][0], found["distances"][0], strict=True)]

        return self._read(query)

    def names(self) -> list[str]:
        """Rolecall's collections."""
        found = self._read(lambda: [collection.name for collection in self._client.list_collections()])
        return [name.removeprefix(PREFIX) for name in found if name.startswith(PREFIX)]

    # Writing -------------------------------------------------------------------------------------------

    def upsert(self, name: str, **columns: Any) -> None:
        """Write rows given as columns, `ids` among them."""
        for page in _pages(columns):
            self._guarded(partial(self._act_on, name, "upsert", page))

    def delete(self, name: str, ids: Sequence[str]) -> None:
        for page in _pages({"ids": list(ids)}):
            self._guarded(partial(self._act_on, name, "delete", page))

    def set_metadata(self, name: str, metadata: Mapping[str, Any]) -> None:
        """Replace the collection's own metadata."""
        self._guarded(lambda: self._collection(name, fresh=True).modify(metadata=dict(metadata)))

    def drop(self, name: str) -> None:
        """Delete a whole collection."""
        self._guarded(lambda: self._client.delete_collection(PREFIX + name))
        self._collections.pop(name, None)

    # -----------------------------------------------------------------------------------------------------

    def _collection(self, name: str, fresh: bool = False) -> Any:
        if fresh or name not in self._collections:
            index = {"space": "cosine", "sync_threshold": NEVER} if self.embedded else {"space": "cosine"}
            self._collections[name] = self._client.get_or_create_collection(
                PREFIX + name, embedding_function=None, configuration={"hnsw": index}
            )
        return self._collections[name]

    def _act_on(self, name: str, method: str, columns: Mapping[str, Any]) -> None:
        getattr(self._collection(name), method)(**columns)

    def _read(self, read: Callable[[], T]) -> T:
        """Read; once more from a fresh client where another process changed what lies underneath."""
        try:
            return self._guarded(read)
        except CollectionError:
            self.check()
            self.reopen()
            return self._guarded(read)

    def _guarded(self, act: Callable[[], T]) -> T:
        with self._lock:
            self.open()
            return self._wrapped(act)

    def _wrapped(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except CollectionError:
            raise
        except BaseException as error:  # Chroma's own errors are of many kinds, and a panic of its Rust is no Exception
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            raise CollectionError(
                f"Chroma failed at {self.where}: {type(error).__name__}: {error}. "
                "See what is wrong with: rolecall doctor"
            ) from error


class _AbsentClient(ChromaClient):
    """Stands for a collection that is not there: it has no rows, and makes none."""

    def metadata(self, name: str) -> Mapping[str, Any]:
        return {}

    def rows(self, name: str, **request: Any) -> list[Row]:
        return []

    def names(self) -> list[str]:
        return []


def absent(folder: Path) -> ChromaClient:
    """What stands for the collection that `folder` does not hold; to write to it is a CollectionError."""

    def refuse() -> Any:
        raise CollectionError(f"There is no collection at {folder} to change. Begin one with: rolecall ingest PATH")

    return _AbsentClient(refuse, str(folder))


def embedded(folder: Path) -> ChromaClient:
    """Chroma in this process, its files in `folder`."""
    database = folder / DATABASE
    return ChromaClient(partial(_connect_embedded, folder), str(folder.parent), database)


def served(url: str) -> ChromaClient:
    """The Chroma server at `url`."""
    return ChromaClient(partial(_connect_served, url), url)


def _connect_embedded(folder: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(str(folder), settings=_quiet())


def _connect_served(url: str) -> Any:
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


def _rows(page: Mapping[str, Any]) -> Iterator[Row]:
    blank = [None] * len(page["ids"])
    columns = (page["ids"], page["documents"] or blank, page["metadatas"] or blank)
    return ((row, text or "", metadata or {}) for row, text, metadata in zip(*columns, strict=True))


def _pages(columns: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(columns["ids"]), PAGE):
        yield {name: values[start : start + PAGE] for name, values in columns.items()}
