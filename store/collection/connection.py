"""Connect to Chroma, embedded or served, and explain failures.

Embedded Chroma 1.5.9 waits forever when the disk has no room for a write, so room is checked first.
When two processes create the same folder at once, one of them fails, so they take turns.
"""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from store.errors import BusyError, CollectionError
from store.settings import StoreSettings

DATABASE = "chroma.sqlite3"  # the file of embedded Chroma
OPENING = "opening.lock"
OPENING_SECONDS = 60.0  # longest wait for other processes that are opening the same folder
LEAST_ROOM = 1_000_000  # bytes that embedded Chroma needs to be read: it writes when it opens
WRITING_ROOM = 16_000_000  # bytes that must be free before a write, besides the data
COPIES = 4  # of the written data: log, rows, full text, journal
CONNECT_SECONDS = 10.0
REPLY_SECONDS = 60.0  # longest wait for a reply; writing a thousand rows takes a few seconds

# SQLite's primary result codes, https://www.sqlite.org/rescode.html; Chroma writes them as "(code:
# N)".
_BUSY, _READ_ONLY, _DISK, _DAMAGED, _CLOSED = {5, 6}, {8}, {10, 13}, {11, 26}, {14}
_TAKEN = {19}  # a constraint: another process created the same collection at the same moment


def served_at(settings: StoreSettings) -> str:
    """Return the address of the Chroma server in the settings."""
    return (settings.chroma_url or "").rstrip("/")


def connect_embedded(folder: Path) -> Any:
    """Open Chroma's files in `folder`, creating them if there are none."""
    import chromadb

    folder.mkdir(parents=True, exist_ok=True)
    check_room(folder, LEAST_ROOM)
    if (folder / DATABASE).exists() and not os.access(folder, os.W_OK):
        raise CollectionError(_not_writable(folder.parent))
    with FileLock(folder / OPENING, timeout=OPENING_SECONDS):
        return chromadb.PersistentClient(str(folder), settings=_quiet())


def connect_served(given: StoreSettings) -> Any:
    """Connect to a Chroma server; raises CollectionError for an invalid address.

    The token is sent as `Authorization: Bearer` and as `X-Chroma-Token`.
    """
    import chromadb
    import httpx

    url = served_at(given)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        shown = "An address with a name in it" if parts.username else repr(url)
        raise CollectionError(
            f"{shown} is not a Chroma address: write it as http://HOST:PORT in "
            "ROLECALL_CHROMA_URL, and a token in ROLECALL_CHROMA_TOKEN."
        )
    secure = parts.scheme == "https"
    settings = _quiet()
    if given.chroma_certificate is not None:
        settings.chroma_server_ssl_verify = str(given.chroma_certificate)
    token = given.chroma_token.get_secret_value() if given.chroma_token else ""
    client: Any = chromadb.HttpClient(
        host=parts.hostname,
        port=parts.port or (443 if secure else 8000),
        ssl=secure,
        headers={"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else None,
        settings=settings,
        tenant=given.chroma_tenant,
        database=given.chroma_database,
    )
    # Chroma's client waits forever, and has no setting for it.
    client._server._session.timeout = httpx.Timeout(REPLY_SECONDS, connect=CONNECT_SECONDS)
    return client


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, allow_reset=False)


# Room ---------------------------------------------------------------------------------------------


def check_room(folder: Path, size: int) -> None:
    """Raise CollectionError if `size` more bytes do not fit beside the database in `folder`."""
    try:
        _allocate(folder, size)
    except OSError as error:
        where = shlex.quote(str(folder.parent))
        raise CollectionError(
            f"The disk of {folder.parent} has no room for {size / 1e6:,.0f} MB more "
            f"({error.strerror}). What was finished is kept. See what is free with: df -h {where} ;"
            " make room and run the command again."
        ) from error


def size_of(columns: Mapping[str, Sequence[Any]]) -> int:
    """Return the bytes that rows take on the disk, roughly and rather too many."""
    values = (value for row in columns.get("metadatas", ()) for value in row.values())
    texts = (*columns.get("documents", ()), *(value for value in values if isinstance(value, str)))
    numbers = sum(len(vector) for vector in columns.get("embeddings", ()))
    return COPIES * (sum(map(len, texts)) + 4 * numbers) + WRITING_ROOM


def _allocate(folder: Path, size: int) -> None:
    """Allocate the room and give it back: a file of that length also reveals quotas and limits."""
    if not hasattr(os, "posix_fallocate"):  # macOS and Windows
        if shutil.disk_usage(folder).free < size:
            raise OSError(28, "No space left on device")
        return
    if not os.access(folder, os.W_OK):
        return  # reported when it is met again
    database = folder / DATABASE
    start = database.stat().st_size if database.exists() else 0
    with tempfile.TemporaryFile(dir=folder) as file:
        os.posix_fallocate(file.fileno(), start, size)


# Failures -----------------------------------------------------------------------------------------


def failure(error: BaseException, where: str, folder: Path | None) -> CollectionError:
    """Return an error's message: its cause as far as it is known, and the command that mends it.

    Args:
        error: the error that Chroma raised.
        where: the data folder or the server, in words.
        folder: the folder of embedded Chroma, None for a server.
    """
    if folder is None:
        return CollectionError(_of_server(error, where))
    code = _sqlite_code(error)
    if isinstance(error, Timeout):
        seconds = f"{OPENING_SECONDS:.0f}"
        return BusyError(
            f"Other processes have been opening {where} for {seconds} s. Run it again."
        )
    if isinstance(error, PermissionError):
        return CollectionError(_not_writable(folder.parent))
    try:
        check_room(folder, LEAST_ROOM)
    except CollectionError as full:
        return full
    except OSError:
        pass  # the folder is gone, which is reported elsewhere
    if code in _BUSY:
        busy = f"Another process keeps {where} busy."
        return BusyError(f"{busy} Wait until it ends and run the command again.")
    if code in _READ_ONLY | _CLOSED:
        return CollectionError(_not_writable(folder.parent))
    said = f"{type(error).__name__}: {error}. See what is wrong with: rolecall doctor"
    if code in _DAMAGED:
        repair = "Save what can be read with: rolecall doctor --repair"
        said = f"its file is damaged ({error}). {repair}"
    elif code in _DISK:
        said = f"the disk refused ({error}). See its log with: dmesg"
    return CollectionError(f"Chroma failed at {where}: {said}")


def is_away(error: BaseException) -> bool:
    """Return whether a server did not answer at all."""
    import httpx

    return _is(error, httpx.TransportError)


def is_passing(error: BaseException) -> bool:
    """Return whether the same request may succeed in a moment: a lock is held, or a server is
    restarting or busy.
    """
    import httpx

    if _is(error, httpx.TimeoutException):
        return False  # the wait was long enough
    if is_away(error) and not _is_untrusted(error):
        return True
    return _sqlite_code(error) in _BUSY | _TAKEN or _status(error) in {429, 502, 503, 504}


def _of_server(error: BaseException, where: str) -> str:
    import httpx

    server, heartbeat = f"The Chroma server at {where}", f"curl {where}/api/v2/heartbeat"
    said, status = str(error), _status(error)
    if status in {401, 403}:
        mend = "Set the token it asks for in ROLECALL_CHROMA_TOKEN."
        return f"{server} refuses to answer (status {status}). {mend}"
    if _is_untrusted(error):
        return (
            f"The certificate of the Chroma server at {where} is signed by nobody this machine "
            "knows. Name the file of its authority in ROLECALL_CHROMA_CERTIFICATE."
        )
    if _is(error, httpx.TimeoutException):
        late = f"did not answer in {REPLY_SECONDS:.0f} s"
        return f"{server} {late}. Run it again, or see whether it lives with: {heartbeat}"
    if is_away(error) or "Could not connect" in said:
        *_, cause = _causes(error)
        return (
            f"{server} cannot be reached ({cause}). See whether it lives with: {heartbeat} ; or "
            "look at everything with: rolecall doctor"
        )
    if "tenant" in said.lower() or "database" in said.lower():
        return (
            f"{server} has not the tenant or database that is named: {error}. Check "
            "ROLECALL_CHROMA_TENANT and ROLECALL_CHROMA_DATABASE, or make them as "
            "docs/deployment.md shows."
        )
    mend = "See what is wrong with: rolecall doctor"
    return f"Chroma failed at {where}: {type(error).__name__}: {error}. {mend}"


def _not_writable(data_dir: Path) -> str:
    allow = f"chmod -R u+rwX {shlex.quote(str(data_dir))}"
    return (
        f"{data_dir} cannot be written to, and Chroma writes even where it only reads. Allow it "
        f"with: {allow} ; or choose another folder with --data-dir."
    )


def _sqlite_code(error: BaseException) -> int | None:
    """Return SQLite's primary result code in Chroma's message; None if there is none."""
    number = str(error).partition("(code: ")[2].partition(")")[0]
    return int(number) & 0xFF if number.isdigit() else None


def _status(error: BaseException) -> int | None:
    """Return the HTTP status of a server's answer; None if it is not known."""
    import httpx

    for cause in _causes(error):
        if isinstance(cause, httpx.HTTPStatusError):
            return cause.response.status_code
    code = getattr(error, "code", None)
    status = code() if callable(code) else None
    return status if isinstance(status, int) else None


def _is(error: BaseException, kind: type[Exception]) -> bool:
    return any(isinstance(cause, kind) for cause in _causes(error))


def _is_untrusted(error: BaseException) -> bool:
    return any("CERTIFICATE_VERIFY_FAILED" in str(cause) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and its causes."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
