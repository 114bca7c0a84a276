"""What people hand in: kept by its content in a folder of its own, never by the name they gave
it.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath

from store.errors import CollectionError, ReadError
from store.loading.load import LARGEST_FILE, NOTHING, documents_in
from store.text.markdown import parse_markdown
from store.types import Document, Fields, Unread

FOLDER = "uploads"  # in the data folder, and what the sources of uploads begin with
LONGEST_NAME = 120  # characters
UNNAMED = "Upload"
PASTED = "Pasted text"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file or a text that was handed in.

    Attributes:
        name: what people see it called; fit to be shown, and never a path.
        suffix: the ending of its name, by which it is kept.
        title: what its document is to be called; "" where its own text, else its name, tells.
    """

    name: str
    content: bytes
    suffix: str
    title: str = ""

    @classmethod
    def file(cls, given_name: str, content: bytes) -> Upload:
        """A file under the name it had where it came from, of which any folders are dropped."""
        name = PureWindowsPath(given_name).name  # knows both kinds of slash
        return cls(
            shown_name(name) or UNNAMED, content, PureWindowsPath(name).suffix.lower() or ".txt"
        )

    @classmethod
    def text(cls, text: str, title: str = "") -> Upload:
        """A text that was pasted, read as Markdown where it has such headings."""
        title = shown_name(title)
        suffix = ".md" if parse_markdown(text).headings else ".txt"
        return cls(title or PASTED, text.encode("utf-8", "replace"), suffix, title)

    @property
    def file_name(self) -> str:
        """Its name with its ending, as a loader is told it."""
        return self.name if self.name.lower().endswith(self.suffix) else f"{self.name}{self.suffix}"

    @property
    def source(self) -> str:
        """What it was read from: its content's hash, then its name.

        One name alone replaces nothing.
        """
        return f"{FOLDER}/{_kept_name(self.content, self.suffix)}#{self.name}"


def shown_name(given: str) -> str:
    """A name on one line without control and invisible characters, at most LONGEST_NAME long; ""
    where none is left.
    """
    printable = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in given
    )
    return " ".join(printable.split())[:LONGEST_NAME].strip()


def name_of_source(source: str) -> str:
    """What a document's source is called before people: an upload by its given name, a file by
    its path.
    """
    return source.partition("#")[2] if source.startswith(f"{FOLDER}/") else source


def read_upload(
    folder: Path, upload: Upload, largest: int = LARGEST_FILE, given: Fields = NOTHING
) -> Iterator[Document | Unread]:
    """Yield the documents of an upload, which is kept in the folder once it could be read.

    Raises ReadError as `documents_of_upload` does; CollectionError where the folder cannot be
    written to.
    """
    kept = False
    for read in documents_of_upload(upload, largest, given):
        if not kept and isinstance(read, Document):
            keep_upload(folder, upload.content, upload.suffix)
            kept = True
        yield read


def documents_of_upload(
    upload: Upload, largest: int = LARGEST_FILE, given: Fields = NOTHING
) -> Iterator[Document | Unread]:
    """Yield the documents of an upload, which is not kept.

    Raises ReadError, which calls it by its name, for more than `largest` bytes and for what cannot
    be read.
    """
    if len(upload.content) > largest:
        raise ReadError(
            f"{upload.name}: {len(upload.content):,} bytes is above the limit of {largest:,} for "
            "uploads; "
            "split it, or raise ROLECALL_LARGEST_UPLOAD"
        )
    given = replace(given, title=upload.title or given.title)
    yield from documents_in(upload.content, upload.file_name, upload.source, given)


def keep_upload(folder: Path, data: bytes, suffix: str) -> Path:
    """Write bytes to `folder`/<SHA-256><suffix>, whole or not at all and for the owner alone;
    return that path.
    """
    with _usable(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, new = tempfile.mkstemp(prefix=".", dir=folder)  # for the owner alone
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            return Path(new).replace(folder / _kept_name(data, suffix))
        finally:
            Path(new).unlink(missing_ok=True)


def kept_uploads(folder: Path, sources: Iterable[str]) -> dict[str, bytes]:
    """The bytes of the uploads among the sources by the names they are kept under; those that
    are gone are left out.
    """
    with _usable(folder):
        return {
            name: (folder / name).read_bytes()
            for name in _names(sources)
            if (folder / name).is_file()
        }


def put_back_uploads(folder: Path, kept: Mapping[str, bytes]) -> None:
    """Keep again what `kept_uploads` gave."""
    for name, data in kept.items():
        keep_upload(folder, data, Path(name).suffix)


def sweep_uploads(folder: Path, sources: Iterable[str]) -> None:
    """Delete what is in the folder and none of the sources of a stored document."""
    wanted = _names(sources)
    with _usable(folder):
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in wanted and not path.is_dir():
                path.unlink(missing_ok=True)


@contextmanager
def _usable(folder: Path) -> Iterator[None]:
    """Raise CollectionError where the disk refuses."""
    try:
        yield
    except OSError as error:
        raise CollectionError(
            f"Cannot keep uploads in {folder}: {error.strerror or error}. Make room, allow writing "
            "there, or choose "
            "another folder with --data-dir."
        ) from error


def _kept_name(data: bytes, suffix: str) -> str:
    ending = suffix if re.fullmatch(r"\.\w{1,12}", suffix) else ""
    return f"{hashlib.sha256(data).hexdigest()}{ending}"


def _names(sources: Iterable[str]) -> set[str]:
    """The names under which the uploads among the sources are kept."""
    ours = (
        source.removeprefix(f"{FOLDER}/") for source in sources if source.startswith(f"{FOLDER}/")
    )
    return {name for source in ours if (name := source.partition("#")[0])}
