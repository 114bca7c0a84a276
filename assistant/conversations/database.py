"""The database of the conversations: its tables, its transactions, and the failures of an SQLite
file or a server.
"""

from __future__ import annotations

import shlex
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import ConversationError
from assistant.startup import install_line

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Engine

VERSION = 1
PATIENCE = 5.0  # seconds to wait for another process that is writing
_TABLES = (
    "CREATE TABLE conversations (conversation_id TEXT PRIMARY KEY, visitor TEXT NOT NULL,"
    " name TEXT NOT NULL, sought TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL,"
    " scope TEXT NOT NULL, last_number INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX by_visitor ON conversations (visitor, changed)",
    # `sought` is the text that searches look in; `replacing` is the turn that this one will replace
    # when it is finished.
    "CREATE TABLE turns (conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,"
    " number INTEGER NOT NULL, replacing INTEGER, question TEXT NOT NULL, sought TEXT NOT NULL,"
    " answer TEXT, note TEXT NOT NULL DEFAULT '', asked_at TEXT NOT NULL,"
    " feedback TEXT NOT NULL DEFAULT '', word TEXT NOT NULL DEFAULT '',"
    " PRIMARY KEY (conversation_id, number))",
)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_REFUSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


class Transaction:
    """The statements of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, **values: Any) -> CursorResult[*tuple[Any, ...]]:
        """Execute one statement, in which `:name` stands for each value."""
        from sqlalchemy import text

        return self._connection.execute(text(statement), values)


class ConversationDatabase:
    """One connection to a file or a server, for one transaction at a time; every failure is a
    ConversationError.
    """

    def __init__(self, engine: Engine, where: str, file: Path | None) -> None:
        self._engine = engine
        self._where = where
        self._file = file
        self._lock = threading.Lock()
        self._closed = False
        try:
            with self.changing() as transaction:
                _prepare(transaction, where, is_file=file is not None)
        except BaseException:
            engine.dispose()
            raise

    @classmethod
    def file(cls, path: Path) -> ConversationDatabase:
        """Open the SQLite file `path`; a missing file is made, readable by its owner alone."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        except OSError as error:
            raise ConversationError(
                f"{path}: cannot be opened or made ({error.strerror}); allow it, or choose another "
                "folder with ROLECALL_DATA_DIR"
            ) from error
        return cls(_file_engine(path), str(path), path)

    @classmethod
    def server(cls, url: str) -> ConversationDatabase:
        """Open the database of an SQLAlchemy URL such as
        postgresql://rolecall@db.example/rolecall.
        """
        from sqlalchemy import create_engine, make_url
        from sqlalchemy.exc import ArgumentError

        try:
            named = make_url(url)
        except ArgumentError:
            named = None
        if named is not None and named.get_backend_name() == "sqlite" and named.database:
            return cls.file(Path(named.database))
        if named is None or named.get_backend_name() != "postgresql":
            raise ConversationError(
                "ROLECALL_CONVERSATIONS_URL names no database that conversations can be kept in; "
                "write it as postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:////FOLDER/FILE"
            )
        try:
            engine = create_engine(
                named.set(drivername="postgresql+psycopg"), pool_size=1, pool_pre_ping=True,
                connect_args={"connect_timeout": int(PATIENCE)},
            )  # fmt: skip
        except ModuleNotFoundError as error:
            raise ConversationError(
                "PostgreSQL needs a package that is not installed; get it with: "
                f"{install_line('postgres')}"
            ) from error
        return cls(engine, named.render_as_string(hide_password=True), None)

    def close(self) -> None:
        """Close the connection; calling it twice is harmless."""
        with self._lock:
            self._closed = True
            self._engine.dispose()

    def reading(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that sees one state of the database throughout."""
        return self._transaction(
            "BEGIN", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
        )

    def changing(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that keeps all that is written in it, or nothing; transactions wait
        for one another.
        """
        return self._transaction("BEGIN IMMEDIATE", f"SELECT pg_advisory_xact_lock({VERSION})")

    @contextmanager
    def _transaction(self, on_file: str, on_server: str) -> Iterator[Transaction]:
        """Turn failures, and rows that cannot be read, into errors that name the database and what
        to do.
        """
        from sqlalchemy.exc import DBAPIError, SQLAlchemyError

        with self._lock:
            if self._closed:
                raise ConversationError(f"{self._where}: closed; open the conversations again")
            try:
                with self._engine.begin() as connection:
                    connection.exec_driver_sql(on_server if self._file is None else on_file)
                    yield Transaction(connection)
            except (SQLAlchemyError, sqlite3.Error, ValueError) as error:
                cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
                said = _of_server(cause) if self._file is None else _of_file(self._file, cause)
                raise ConversationError(f"{self._where}: {said}") from error


def _file_engine(path: Path) -> Engine:
    from sqlalchemy import URL, create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": PATIENCE, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        _write_ahead(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # deleted text is not left in the file

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers read while a process writes; SQLite doesn't wait for another process that is
    making the same change.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if _code(error) not in _BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _prepare(transaction: Transaction, where: str, *, is_file: bool) -> None:
    """Create missing tables; raise ConversationError if a newer Rolecall made them."""
    kept, note = "PRAGMA user_version", f"PRAGMA user_version = {VERSION}"
    if not is_file:
        kept = "SELECT obj_description(to_regclass('conversations'), 'pg_class')"
        note = f"COMMENT ON TABLE conversations IS '{VERSION}'"
    version = int(transaction.execute(kept).scalar() or 0)
    if version > VERSION:
        raise ConversationError(
            f"{where}: a newer Rolecall made it (version {version}, this one reads {VERSION});"
            " update Rolecall, or choose another folder with ROLECALL_DATA_DIR"
        )
    for statement in (*_TABLES, note) if version == 0 else ():
        transaction.execute(statement)


# Messages -----------------------------------------------------------------------------------------


def _of_server(error: BaseException) -> str:
    said = " ".join(str(error).split())
    mend = "see that the server runs and that ROLECALL_CONVERSATIONS_URL names it"
    return f"cannot be used ({said}); {mend}"


def _of_file(path: Path, error: BaseException) -> str:
    code, folder = _code(error), shlex.quote(str(path.absolute().parent))
    if code in _BUSY:
        busy = f"another process has been writing for {PATIENCE:.0f} seconds"
        return f"{busy}; try again when it is done"
    if code in _DAMAGED or isinstance(error, ValueError):
        mend = "save what can be read with: rolecall doctor --repair"
        return f"damaged, or no file of conversations ({error}); {mend}"
    if code in _FULL:
        mend = f"make room and try again; see what is free with: df -h {folder}"
        return f"the disk has no room or refuses ({error}); {mend}"
    if code in _REFUSED:
        return f"cannot be written to ({error}); allow it with: chmod -R u+rwX {folder}"
    mend = "see that the disk has room and that the file may be read and written"
    return f"cannot be used ({error}); {mend}"


def _code(error: BaseException) -> int:
    """Return SQLite's primary result code; 0 if the error comes from Python's own module."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
