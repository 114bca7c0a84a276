"""From a path to documents: which files are read, and by which reader."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from store.errors import ReadError
from store.loading.careers_page import CareersPageReader
from store.loading.decoding import read_text
from store.loading.markdown import MarkdownReader
from store.loading.plain_text import TextReader
from store.types import Document

SUFFIXES = (".md", ".markdown", ".txt", ".text")
_LEFT_OUT = "readme.md"


class Reader(Protocol):
    """Turns one kind of text into documents."""

    name: str

    def reads(self, path: Path, text: str) -> bool:
        """Tell whether this reader is for the text."""
        ...

    def read(self, source: str, text: str) -> tuple[Document, ...]:
        """Return the text's documents, at least one; raise ReadError naming `source` where that is impossible."""
        ...


READERS: tuple[Reader, ...] = (CareersPageReader(), MarkdownReader(), TextReader())  # the first that fits reads


def read_file(path: Path) -> tuple[Document, ...]:
    """Return the documents of one file; raise ReadError, one line with file, cause and next step."""
    path = Path(path).absolute()
    _check_file(path)
    return read_as(str(path), path)


def read_as(source: str, path: Path) -> tuple[Document, ...]:
    """Return the documents of one file as read from `source`, a path or a name, which a ReadError begins with."""
    text = text_as(source, path)
    reader = next(reader for reader in READERS if reader.reads(path, text))
    return reader.read(source, text)


def text_as(source: str, path: Path) -> str:
    """Return the text of one file as read from `source`; raise ReadError as `read_as` does."""
    try:
        return read_text(path)
    except ReadError as error:
        raise ReadError(f"{source}{str(error).removeprefix(str(path))}") from error


def readable_files(path: Path) -> list[Path]:
    """Return a file as it is, or the text files below a folder, sorted; hidden files and README.md are left out."""
    path = Path(path)
    if not path.is_dir():
        _check_file(path)
        return [path]
    found = sorted(file for folder, file in _walk(path) if _is_wanted(file))
    if not found:
        raise ReadError(f"{path}: no readable files in this folder; put {', '.join(SUFFIXES)} files into it")
    return found


def _walk(folder: Path) -> list[tuple[Path, Path]]:
    def refuse(error: OSError) -> None:
        raise ReadError(
            f"{error.filename}: cannot be opened ({error.strerror}); allow it, e.g. chmod u+rx FOLDER"
        ) from error

    found: list[tuple[Path, Path]] = []
    for root, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [(Path(root), Path(root, name)) for name in files]
    return found


def _is_wanted(file: Path) -> bool:
    name = file.name.lower()
    return not name.startswith(".") and name != _LEFT_OUT and name.endswith(SUFFIXES) and file.is_file()


def _check_file(path: Path) -> None:
    try:
        if not path.exists():
            raise ReadError(f"{path}: no such file or folder; check the path, e.g. ls {path.parent}")
        if path.is_dir():
            raise ReadError(f"{path}: a folder, not a file; name the files in it")
        if not path.is_file():
            raise ReadError(f"{path}: not a regular file; save its text in a file and name that")
    except OSError as error:
        raise ReadError(f"{path}: cannot be reached ({error.strerror or error}); check the path") from error
    if path.suffix.lower() not in ("", *SUFFIXES):
        raise ReadError(f"{path}: {path.suffix} files are not read; save it as plain text (.txt) or Markdown (.md)")
