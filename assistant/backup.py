"""A backup: one file with the documents, the conversations and the page's choices, for this machine
or another one.

A ZIP archive. `rolecall.json` in it says what it is; `collection/` and `uploads/` hold the
documents (store/backup.py), `conversations.jsonl` the conversations, and `files/` what else lies in
the data folder and cannot be made anew.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import zlib
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from assistant.conversations.archive import Conversations
from assistant.errors import BackupError
from assistant.language.wording import counted
from assistant.settings import Settings
from store.backup import add_documents, holds_documents, take_documents
from store.errors import StoreError
from store.types import ProgressListener

FORMAT = 1  # raised when what a backup holds changes shape
HEAD = "rolecall.json"
CONVERSATIONS = "conversations.jsonl"
FILES = ("page.json", "models.yaml")
STAGING = ".restoring"  # in the data folder, until all of a backup is there


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: how many documents and conversations, and when it was made."""

    documents: int
    conversations: int
    made: datetime

    def __str__(self) -> str:
        talks = counted(self.conversations, "conversation")
        return f"{counted(self.documents, 'document')} and {talks}"


def back_up(settings: Settings, file: Path, tell: ProgressListener) -> Contents:
    """Write everything that the settings' data folder and servers hold to `file`, for its owner
    alone.

    The file is there when it is whole, and not before. Raises BackupError and StoreError.
    """
    if file.exists():
        raise BackupError(
            f"{file} is there already. Name another file, or remove it with: rm {_quoted(file)}"
        )
    part = file.with_name(f".{file.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as written,
            ZipFile(written, "w", ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            documents = add_documents(archive, settings, tell)
            conversations = _add_conversations(archive, settings)
            for path in (settings.data_dir.expanduser() / name for name in FILES):
                with suppress(FileNotFoundError):
                    archive.writestr(f"files/{path.name}", path.read_bytes())
            contents = Contents(documents, conversations, datetime.now(UTC))
            made = {"made": contents.made.isoformat(timespec="seconds")}
            head = {"format": FORMAT, "rolecall": version("rolecall"), **asdict(contents), **made}
            archive.writestr(HEAD, json.dumps(head))
        with part.open("rb") as whole:
            os.fsync(whole.fileno())
        part.rename(file)
    except OSError as error:
        raise BackupError(
            f"{file} cannot be written ({error.strerror or error}). Make room there, or name a "
            "file in another folder."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return contents


def restore(settings: Settings, file: Path, tell: ProgressListener) -> Contents:
    """Put what a backup holds into an empty data folder, or onto servers that hold nothing yet.

    A data folder has all of it or none. Raises BackupError and StoreError.
    """
    try:
        with ZipFile(file) as archive:
            contents = _checked(archive, file)
            _restore(archive, settings, tell)
        return contents
    except (BadZipFile, zlib.error, EOFError, ValueError, KeyError) as error:
        raise BackupError(
            f"{file} is damaged, or no backup of Rolecall's ({error}). Take another copy of it; "
            "nothing was changed."
        ) from error
    except OSError as error:
        if not os.access(file, os.R_OK) or file.is_dir():
            raise BackupError(
                f"{file} cannot be read ({error.strerror or error}). Name what `rolecall backup` "
                "wrote."
            ) from error
        raise BackupError(
            f"{settings.data_dir} cannot be restored to ({error.strerror or error}). Make room, "
            "allow writing, or choose another folder with --data-dir."
        ) from error


def _restore(archive: ZipFile, settings: Settings, tell: ProgressListener) -> None:
    home = settings.data_dir.expanduser()
    staging = home / STAGING
    shutil.rmtree(staging, ignore_errors=True)  # of a restore that was interrupted
    _check_empty(settings)
    staging.mkdir(parents=True)
    try:
        staged = settings.model_copy(update={"data_dir": staging})
        for name in FILES:
            if f"files/{name}" in archive.namelist():
                (staging / name).write_bytes(archive.read(f"files/{name}"))
        take_documents(archive, staged, tell)
        _take_conversations(archive, staged)
        # The collection last: without it nothing counts as restored.
        for path in sorted(staging.iterdir(), key=lambda path: path.name == "chroma"):
            if path.name != "write.lock":
                path.rename(home / path.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _check_empty(settings: Settings) -> None:
    """Raise BackupError where anything would be lost by a restore."""
    home = settings.data_dir.expanduser()
    there = [name for name in ("uploads", *FILES) if (home / name).exists()]
    try:
        if holds_documents(settings):
            there.append("documents")
        if Conversations.exist(settings):
            with closing(Conversations.of(settings)) as kept:
                there += ["conversations"] * bool(kept.everyone())
    except StoreError:
        there.append("a collection that cannot be read")
    if not there:
        if settings.chroma_url is None:  # and a collection without a document would be in the way
            shutil.rmtree(home / "chroma", ignore_errors=True)
        return
    where = settings.chroma_url or settings.data_dir
    aside = f"mv {_quoted(home)} {_quoted(home)}.before"
    raise BackupError(
        f"{where} holds {', '.join(there)} already, which a restore does not touch. Restore into "
        f"another folder with --data-dir, or put this one aside with: {aside}"
    )


def _checked(archive: ZipFile, file: Path) -> Contents:
    head = json.loads(archive.read(HEAD))
    if head["format"] > FORMAT:
        raise BackupError(
            f"{file} was made by Rolecall {head['rolecall']}, which is newer than this one "
            f"({version('rolecall')}). Update Rolecall and restore again."
        )
    if (damaged := archive.testzip()) is not None:
        raise BadZipFile(f"{damaged} does not add up")
    return Contents(head["documents"], head["conversations"], datetime.fromisoformat(head["made"]))


def _add_conversations(archive: ZipFile, settings: Settings) -> int:
    if not Conversations.exist(settings):
        return 0
    with closing(Conversations.of(settings)) as kept, archive.open(CONVERSATIONS, "w") as lines:
        for table, row in kept.rows():
            lines.write(json.dumps([table, row]).encode() + b"\n")
        return len(kept.everyone())


def _take_conversations(archive: ZipFile, settings: Settings) -> None:
    if CONVERSATIONS in archive.namelist():
        with closing(Conversations.of(settings)) as kept, archive.open(CONVERSATIONS) as lines:
            kept.put_rows(map(json.loads, lines))


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
