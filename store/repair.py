"""Mends what is stored: vectors made anew where they do not fit, a new collection of all that a
damaged one gives.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from store.collection.chroma import close_chroma, open_chroma
from store.collection.connection import DATABASE
from store.collection.records import DocumentRecord, SourceRecord, document_record, source_record
from store.collection.undo import Undo
from store.collection.write_lock import WriteLock
from store.embedding.embedder import Embedder
from store.errors import BusyError, CollectionError, NewerError
from store.library import Library
from store.loading.uploads import FOLDER, Upload
from store.settings import StoreSettings
from store.types import IngestStatus, ProgressListener

STAGING = ".repairing"  # in the data folder, until all that can be read is stored
DOCUMENT = "chroma:document"  # Chroma's key of a row's text
_TABLES = ("embeddings", "embedding_metadata")  # of Chroma's rows
# Of a value, in Chroma's columns.
_KINDS = ("string_value", "int_value", "float_value", "bool_value")


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could be read of a damaged collection."""

    records: dict[str, DocumentRecord] = field(default_factory=dict)
    sources: dict[str, SourceRecord] = field(default_factory=dict)


def repair_documents(
    settings: StoreSettings,
    tell: ProgressListener,
    load_embedder: Callable[[], Embedder] | None = None,
) -> str:
    """Mend what the settings name and return what was done, in words; "" where nothing was wrong.

    Raises StoreError where it cannot be mended from here: a full disk, a server that is away, a
    newer Rolecall's.
    """
    database = database_of(settings)
    if settings.chroma_url is not None or not is_damaged(database):
        try:
            with closing(Library.open(settings, load_embedder, create=False)) as library:
                return _made_anew(library, tell)
        except (BusyError, NewerError):
            raise
        except CollectionError:
            # Where the folder itself can be worked in, what fails is the collection.
            folder, mode = database.parent, os.R_OK | os.W_OK | os.X_OK
            if settings.chroma_url is not None or not (folder.is_dir() and os.access(folder, mode)):
                raise
    return _rebuilt(settings, tell, load_embedder)


def database_of(settings: StoreSettings) -> Path:
    """The file that embedded Chroma keeps documents in."""
    return settings.data_dir.expanduser() / "chroma" / DATABASE


def is_damaged(file: Path) -> bool:
    """Whether SQLite finds a file wrong within; False where there is none."""
    if not file.exists():
        return False
    try:
        with closing(_opened(file)) as connection:
            return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] != ["ok"]
    except sqlite3.DatabaseError as error:
        return _is_damage(error)


def put_aside(path: Path) -> Path:
    """Rename a damaged file or folder, and what SQLite keeps beside it; return its new place."""
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for ending in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return path.rename(aside)


def readable_rows(file: Path, table: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that can be read: from its beginning up to damage, and from its
    end back to it.
    """
    last = -1
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.DatabaseError), closing(_opened(file)) as connection:
            connection.row_factory = sqlite3.Row
            after = f"WHERE rowid > {last} ORDER BY rowid {order}"
            query = f"SELECT rowid AS at, * FROM {table} {after}"
            for row in map(dict, connection.execute(query)):
                at = row.pop("at")
                last = at if order == "ASC" else last
                yield row
            return


def salvage(database: Path) -> Salvage:
    """Return the documents and sources that can be read in Chroma's file: in its rows, and else in
    its log.

    The log is not asked where all rows can be read: what was removed may stand in a part of it that
    can be read.
    """
    kept, found = dict(_kept(database)), Salvage()
    is_whole = all(_is_readable(database, table) for table in _TABLES)
    logged = {} if is_whole else dict(_logged(database))
    for identifier in {**kept, **logged}:
        for rows in (kept, logged):
            if identifier in rows and _put(found, identifier, rows[identifier]):
                break
    return found


def _put(found: Salvage, identifier: str, metadata: dict[str, Any]) -> bool:
    """Add a document or a source; False where its row was read in part, or says another thing
    than was written.
    """
    try:
        if "content_hash" in metadata:
            record = document_record(identifier, metadata[DOCUMENT], metadata)
            if DocumentRecord.of(record.document, record.listed).version != record.version:
                return False
            found.records[identifier] = record
        elif "record" in metadata:
            found.sources[identifier] = source_record(metadata)
    except (ValueError, KeyError, TypeError):
        return False
    return True


def _is_readable(database: Path, table: str) -> bool:
    try:
        with closing(_opened(database)) as connection:
            deque(connection.execute(f"SELECT * FROM {table}"), maxlen=0)
        return True
    except sqlite3.DatabaseError:
        return False


def _made_anew(library: Library, tell: ProgressListener) -> str:
    try:
        library.chunks()
        return ""
    except (BusyError, NewerError):
        raise
    except CollectionError:
        library.reindex(tell)
        library.chunks()
        return f"made the vectors of {len(library.documents())} documents anew"


def _rebuilt(
    settings: StoreSettings, tell: ProgressListener, load_embedder: Callable[[], Embedder] | None
) -> str:
    """Store anew what can be read of a damaged collection, and put it aside once all of that is
    stored.
    """
    home = settings.data_dir.expanduser()
    staging = home / STAGING
    with WriteLock(home).held(tell):
        shutil.rmtree(staging, ignore_errors=True)  # of a repair that was interrupted
        found = salvage(database_of(settings))
        staged = settings.model_copy(update={"data_dir": staging})
        stored, failed = _stored(found, staged, home, tell, load_embedder)
        aside = put_aside(home / "chroma")
        (staging / "chroma").rename(home / "chroma")
        shutil.rmtree(staging)
    return (
        f"stored {stored} documents anew that could be read of the damaged collection, and "
        f"{failed} could not be; what it was is kept at {aside}. Read again what it may lack "
        "with: rolecall refresh"
    )


def _stored(
    found: Salvage,
    settings: StoreSettings,
    home: Path,
    tell: ProgressListener,
    load_embedder: Callable[[], Embedder] | None,
) -> tuple[int, int]:
    """Store what was found, and the uploads kept at `home` that it lacks; return how many were,
    and how many failed.
    """
    undo = Undo()
    for record in found.records.values():
        undo.add(record, None)
    known = {source for record in found.records.values() for source in record.listed}
    uploads = (path for path in sorted((home / FOLDER).glob("*")) if path.is_file())
    parts = ((path, f"{FOLDER}/{path.name}#") for path in uploads)
    lost = [path for path, part in parts if not any(source.startswith(part) for source in known)]
    with closing(Library.open(settings, load_embedder)) as library:
        outcomes = [*library.undo(undo, tell)]
        taken = [Upload.file(path.name, path.read_bytes()) for path in lost]
        outcomes += library.ingest_uploads(taken, tell)
        stored = len(library.documents())
    # But not what the sources held: a refresh is to read them all.
    unread: dict[str, Any] = {"content_hash": "", "validators": ("", "", "")}
    store = open_chroma(settings)
    try:
        store.keep_sources([replace(source, **unread) for source in found.sources.values()])
    finally:
        close_chroma(store)
    return stored, sum(outcome.status is IngestStatus.FAILED for outcome in outcomes)


def _kept(database: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (identifier, metadata) of the rows as Chroma keeps them."""
    metadata: dict[int, dict[str, Any]] = {}
    for row in readable_rows(database, "embedding_metadata"):
        value = next((row[kind] for kind in _KINDS if row.get(kind) is not None), None)
        metadata.setdefault(row["id"], {})[row["key"]] = value
    for row in readable_rows(database, "embeddings"):
        if row["id"] in metadata:
            yield row["embedding_id"], metadata[row["id"]]


def _logged(database: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (identifier, metadata) of the rows as they were written to Chroma's log and not
    deleted since.
    """
    rows: dict[str, dict[str, Any]] = {}
    for row in sorted(readable_rows(database, "embeddings_queue"), key=lambda row: row["seq_id"]):
        if row["operation"] == 3:  # deleted
            rows.pop(row["id"], None)
        else:
            with suppress(ValueError, TypeError):
                rows[row["id"]] = json.loads(row["metadata"])
    yield from rows.items()


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    return connection


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
