"""The SQLite file of the kept conversations: its tables, its transactions, and what can be wrong with it."""

from __future__ import annotations

import shlex
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ConversationError

VERSION = 1
PATIENCE = 5.0  # seconds to wait for another process that writes
_TABLES = (
    "CREATE TABLE conversations (conversation_id TEXT PRIMARY KEY, visitor TEXT NOT NULL, name TEXT NOT NULL,"
    " sought TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL, scope TEXT NOT NULL,"
    " last_number INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX by_visitor ON conversations (visitor, changed)",
    # `sought` is what is searched; `replacing` is the turn that this one stands in for once it is finished.
    "CREATE TABLE turns (conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,"
    " number INTEGER NOT NULL, replacing INTEGER, question TEXT NOT NULL, sought TEXT NOT NULL, answer TEXT,"
    " note TEXT NOT NULL DEFAULT '', asked_at TEXT NOT NULL, feedback TEXT NOT NULL DEFAULT '',"
    " word TEXT NOT NULL DEFAULT '', PRIMARY KEY (conversation_id, number))",
)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class ConversationFile:
    """One connection to the file, for one transaction at a time; every failure of SQLite is a ConversationError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        except OSError as error:
            raise ConversationError(
                f"{path}: cannot be opened or made ({error.strerror}); allow it, or choose another folder with"
                " ROLECALL_DATA_DIR"
            ) from error
        with _named(path):
            self._connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let go of the file; more than once is harmless."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file for all that is read."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """All that is written in it is kept, or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def _prepare(self) -> None:
        with _named(self.path):
            self._write_ahead()
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA secure_delete = ON")  # what is deleted is not left in the file
        with self.changing() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise ConversationError(
                    f"{self.path}: a newer Rolecall made it (version {version}, this one reads {VERSION});"
                    " update Rolecall, or choose another folder with ROLECALL_DATA_DIR"
                )
            if version == 0:
                for table in _TABLES:
                    connection.execute(table)
                connection.execute(f"PRAGMA user_version = {VERSION}")

    def _write_ahead(self) -> None:
        """Let readers read while another writes; SQLite waits for no other process that is just doing the same."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if _code(error) not in _BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.02)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock, _named(self.path):
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Failures of SQLite, and rows that cannot be read, as errors that name the file and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise ConversationError(f"{path}: {_cause(path, error)}") from error
    except ValueError as error:
        raise ConversationError(f"{path}: {_damaged(path, error)}") from error


def _cause(path: Path, error: sqlite3.Error) -> str:
    code = _code(error)
    if code in _BUSY:
        return f"another process has been writing for {PATIENCE:.0f} seconds; try again when it is done"
    if code in _DAMAGED:
        return _damaged(path, error)
    return f"cannot be used ({error}); see that the disk has room and that the file may be read and written"


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary code, without what extends it; 0 where Python's own part of it complains."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _damaged(path: Path, error: Exception) -> str:
    whole = str(path.absolute())  # the command works in any folder
    return (
        f"damaged, or no file of conversations ({error}); put a copy of it back, or begin anew with:"
        f" mv {shlex.quote(whole)} {shlex.quote(whole + '.damaged')}"
    )
