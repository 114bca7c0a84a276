"""A file derived from the collection or from a text: it may be deleted at any time, and is then
made again.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 60.0


class Lost(Exception):  # noqa: N818 - named for what happened to the file
    """The content of the file is gone: the file was damaged, or can no longer be used.

    It is empty now and must be filled again.
    """


_BESIDE = ("", "-wal", "-shm")  # the files of an SQLite database


class DerivedFile:
    """One SQLite database, shared by threads and processes; a file with another schema is emptied.

    A damaged file is started again, and Lost is raised. If it cannot be written, or `path` is None,
    the database is kept in memory.
    """

    def __init__(self, path: Path | None, schema: str) -> None:
        self._path = path
        self._schema = schema
        self._lock = threading.RLock()
        self._opened: sqlite3.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to this thread alone; raises Lost."""
        with self._lock:
            try:
                yield self._connection()
            except sqlite3.DatabaseError as error:
                raise self._lost(error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection in a transaction during which no other process writes; all of it is
        kept, or nothing.

        Raises Lost.
        """
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    def _lost(self, error: sqlite3.DatabaseError) -> Lost:
        """Start again: in the same place if the file is damaged, in memory if it cannot be used."""
        self.close()
        # Locked for long, a full disk, a folder that disappeared.
        if isinstance(error, sqlite3.OperationalError):
            self._path = None
        self._remove()
        return Lost(str(error))

    def _remove(self) -> None:
        if self._path is not None:
            for ending in _BESIDE:
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; it is opened again when it is next used."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            place = self._path or ":memory:"
            try:
                self._opened = self._prepared(place)
            # The folder cannot be written to, or locks files in a way that SQLite doesn't support.
            except sqlite3.OperationalError:
                self._opened = self._prepared(":memory:")
            except sqlite3.DatabaseError:
                self._remove()
                self._opened = self._prepared(place)
        return self._opened

    def _prepared(self, place: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            place, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            made_for = zlib.crc32(self._schema.encode()) & 0x7FFFFFFF
            if connection.execute("PRAGMA user_version").fetchone() != (made_for,):
                connection.execute("BEGIN IMMEDIATE")
                # A virtual table first: its own tables go with it.
                names = connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table'"
                    " AND name NOT LIKE 'sqlite_%' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC"
                )
                for (name,) in names.fetchall():
                    connection.execute(f'DROP TABLE IF EXISTS "{name}"')
                for statement in filter(str.strip, self._schema.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {made_for}")
                connection.commit()
        except BaseException:
            connection.close()
            raise
        return connection
