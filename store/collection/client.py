"""A connection to Chroma, embedded or served: the only file that imports chromadb.

Embedded Chroma 1.5 is not made for two processes on one folder, so it is used in a way that is
safe. Its vector index is never written out: torn files crash every reader, and so does reading
while another process writes. Each client builds the index in memory at its first request, from the
log in SQLite, which is safe to share. Nothing searches it (store/search/index.py does that), so it
is made as small as possible: 23,000 chunks open in 0.4 s instead of the 5 s that Chroma's settings
take.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from store.collection.connection import (
    DATABASE,
    check_room,
    connect_embedded,
    connect_served,
    failure,
    is_away,
    is_passing,
    served_at,
    size_of,
)
from store.errors import CollectionError
from store.settings import StoreSettings

# Seconds between attempts at a request that may succeed later: a lock, a server that restarts.
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)
PAGE = 1000  # rows per request; SQLite and servers limit the size of a request
NEVER = 2_000_000_000  # rows between two times at which the vector index is written out
UNSEARCHED = {"sync_threshold": NEVER, "ef_construction": 1, "max_neighbors": 2}
PREFIX = "rolecall-"
Row = tuple[str, str, Mapping[str, Any]]  # identifier, document, metadata
T = TypeVar("T")


class ChromaClient:
    """Rows of named collections. Safe to share between threads; opens when first used.

    Every failure is a CollectionError. `database` is the file of an embedded client.
    """

    def __init__(
        self, connect: Callable[[], Any], where: str, database: Path | None = None
    ) -> None:
        self.where = where
        self.embedded = database is not None
        self._connect = connect
        self._database = database
        self._file: tuple[int, int] | None = None
        self._lock = threading.RLock()
        self._client: Any = None
        self._collections: dict[str, Any] = {}

    # Opening --------------------------------------------------------------------------------------

    def open(self) -> None:
        """Connect unless connected; raises CollectionError."""
        with self._lock:
            if self._client is None:
                self._client = self._tried(self._connect)
                self._file = self._file_now()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._collections.clear()
            if self._client is not None:
                self._client.close()
                self._client = None

    def reopen(self) -> None:
        """Drop the client's memory, so that it sees what another process wrote."""
        with self._lock:
            self.close()
            self.open()

    def check(self) -> None:
        """Raise CollectionError if the folder was removed while open; reopen if another folder
        replaced it.
        """
        with self._lock:
            if self._client is None or self._file_now() == self._file:
                return
            if self._file_now() is None:
                raise CollectionError(
                    f"The collection at {self.where} was removed while it was in use. Stop "
                    "Rolecall and start it again to make a new one, or see what is wrong with: "
                    "rolecall doctor"
                )
            self.reopen()

    def _file_now(self) -> tuple[int, int] | None:
        with suppress(OSError):
            if self._database is not None:
                found = self._database.stat()
                return found.st_dev, found.st_ino
        return None

    # Reading --------------------------------------------------------------------------------------

    def metadata(self, name: str) -> Mapping[str, Any]:
        """Return the collection's present metadata, whichever process wrote it; empty if there is
        none.
        """

        def read() -> Mapping[str, Any]:
            from chromadb.errors import NotFoundError

            with suppress(NotFoundError):
                there = self._client.get_collection(PREFIX + name, embedding_function=None)
                return there.metadata or {}
            return {}

        return self._read(read)

    def rows(self, name: str, **request: Any) -> list[Row]:
        """Return the rows that a `get` with these arguments finds."""

        def read() -> list[Row]:
            rows: list[Row] = []
            while True:
                page = self._page(name, len(rows), **request)
                blank = [None] * len(page["ids"])
                columns = (page["ids"], page["documents"] or blank, page["metadatas"] or blank)
                rows += (
                    (row, text or "", of or {}) for row, text, of in zip(*columns, strict=True)
                )
                if len(page["ids"]) < PAGE:
                    return rows

        return self._read(read)

    def pages(self, name: str) -> Iterator[Mapping[str, Any]]:
        """Yield every row of a collection with its vector, one page at a time, as columns."""
        start, wanted = 0, ["documents", "metadatas", "embeddings"]
        while (page := self._read(partial(self._page, name, start, include=wanted)))["ids"]:
            yield page
            start += len(page["ids"])

    def _page(self, name: str, start: int, **request: Any) -> Mapping[str, Any]:
        return self._collection(name).get(limit=PAGE, offset=start, **request)  # type: ignore[no-any-return]

    def vectors(self, name: str, ids: Sequence[str]) -> dict[str, Any]:
        """Return the vectors of rows by identifier, as arrays."""

        def read() -> dict[str, Any]:
            found: dict[str, Any] = {}
            for wanted in _pages({"ids": list(ids)}):
                page = self._collection(name).get(**wanted, include=["embeddings"])
                found.update(zip(page["ids"], page["embeddings"], strict=True))
            return found

        return self._read(read)

    def nearest(
        self, name: str, vector: Sequence[float], top_k: int, where: Any
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` pairs (identifier, cosine similarity) nearest to the vector."""

        def query() -> list[tuple[str, float]]:
            found = self._collection(name).query(
                query_embeddings=[vector], n_results=top_k, where=where, include=["distances"]
            )
            near = zip(found["ids"][0], found["distances"][0], strict=True)
            return [(row, 1.0 - float(far)) for row, far in near]

        return self._read(query)

    def names(self) -> list[str]:
        """Return the names of Rolecall's collections."""
        names = [
            collection.name for collection in self._read(lambda: self._client.list_collections())
        ]
        return [name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)]

    # Writing --------------------------------------------------------------------------------------

    def upsert(self, name: str, **columns: Any) -> None:
        """Write rows given as columns; `ids` is one of them."""
        for page in _pages(columns):
            self._write(partial(self._act_on, name, "upsert", page), page)

    def delete(self, name: str, ids: Sequence[str]) -> None:
        """Delete rows by their identifiers; raises CollectionError."""
        for page in _pages({"ids": list(ids)}):
            self._write(partial(self._act_on, name, "delete", page))

    def set_metadata(self, name: str, metadata: Mapping[str, Any]) -> None:
        """Replace the collection's metadata."""
        self._write(lambda: self._collection(name, fresh=True).modify(metadata=dict(metadata)))

    def drop(self, name: str) -> None:
        """Delete a whole collection."""

        def delete() -> None:
            from chromadb.errors import NotFoundError

            with suppress(NotFoundError):  # an earlier attempt, or another process, has deleted it
                self._client.delete_collection(PREFIX + name)

        self._write(delete)
        self._collections.pop(name, None)

    # ----------------------------------------------------------------------------------------------

    def _collection(self, name: str, fresh: bool = False) -> Any:
        if fresh or name not in self._collections:
            index = {"space": "cosine", **(UNSEARCHED if self.embedded else {})}
            self._collections[name] = self._client.get_or_create_collection(
                PREFIX + name, embedding_function=None, configuration={"hnsw": index}
            )
        return self._collections[name]

    def _act_on(self, name: str, method: str, columns: Mapping[str, Any]) -> None:
        getattr(self._collection(name), method)(**columns)

    def _read(self, read: Callable[[], T]) -> T:
        """Read; read once more with a fresh client if another process changed the data
        meanwhile.
        """
        try:
            return self._guarded(read)
        except CollectionError as error:
            if is_away(error):
                raise
            self.check()
            self.reopen()
            return self._guarded(read)

    def _write(
        self, write: Callable[[], object], columns: Mapping[str, Sequence[Any]] | None = None
    ) -> None:
        """Write, if there is room; two attempts leave the same rows as one."""
        if self._database is not None:
            check_room(self._database.parent, size_of(columns or {}))
        self._guarded(write)

    def _guarded(self, act: Callable[[], T]) -> T:
        with self._lock:
            self.open()
            return self._tried(act)

    def _tried(self, act: Callable[[], T]) -> T:
        """Act; repeat after a pause if the failure may pass."""
        pauses = iter(PAUSES)
        while True:
            try:
                return act()
            except CollectionError:
                raise
            # Chroma raises many kinds of errors, and a panic of its Rust code isn't an Exception.
            except BaseException as error:
                if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                    raise
                pause = next(pauses, None) if is_passing(error) else None
                if pause is None:
                    folder = self._database and self._database.parent
                    raise failure(error, self.where, folder) from error
            time.sleep(pause)


class _AbsentClient(ChromaClient):
    """A collection that does not exist: it has no rows, and writing to it fails."""

    def __init__(self, folder: Path) -> None:
        def refuse() -> Any:
            begin = "Begin one with: rolecall ingest PATH"
            raise CollectionError(f"There is no collection at {folder} to change. {begin}")

        super().__init__(refuse, str(folder))

    def metadata(self, name: str) -> Mapping[str, Any]:
        return {}

    def rows(self, name: str, **request: Any) -> list[Row]:
        return []

    def names(self) -> list[str]:
        return []


def embedded(folder: Path) -> ChromaClient:
    """Return a client of Chroma in this process, with its files in `folder`."""
    return ChromaClient(partial(connect_embedded, folder), str(folder.parent), folder / DATABASE)


def served(settings: StoreSettings) -> ChromaClient:
    """Return a client of a Chroma server."""
    return ChromaClient(partial(connect_served, settings), served_at(settings))


def client_of(settings: StoreSettings, *, create: bool) -> ChromaClient:
    """Return the client that the settings name; without `create`, an empty client if a data folder
    has no collection.
    """
    if settings.chroma_url is not None:
        return served(settings)
    folder = settings.data_dir.expanduser().resolve() / "chroma"
    if create or (folder / DATABASE).exists():
        return embedded(folder)
    return _AbsentClient(settings.data_dir)


def _pages(columns: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(columns["ids"]), PAGE):
        yield {name: values[start : start + PAGE] for name, values in columns.items()}
