"""From bytes of any format to documents: the loader that knows the format, then one way for all
of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePath
from typing import Protocol

from store.errors import ReadError
from store.facets.corrections import corrected
from store.loading.document import document_of
from store.loading.identity import document_id
from store.types import Document, DocumentKind, Fields, Loaded, Origin, Unread

LARGEST_FILE = 50_000_000  # bytes
_LEFT_OUT = "readme.md"
_MARKDOWN = (".md", ".markdown", ".mdx")
_TEXTS = (
    "HTML",
    "table",
    "text",
)  # loaders of what does not say itself how it is written, or says it less surely
NOTHING = Fields()  # that a person states
_NO_COLUMNS: Mapping[str, str] = {}


class Loader(Protocol):
    """Knows one format: gives structured fields and Markdown for each document in a file."""

    @property
    def name(self) -> str:
        """The name of the format."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the format's files, in lower case, with the dot."""
        ...

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell, cheaply, whether a file is of this format: by its bytes first, by its name
        second.
        """
        ...

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the file's documents, and the pieces that cannot be read; raise ReadError where
        nothing can.
        """
        ...


def loaders(columns: Mapping[str, str] = _NO_COLUMNS) -> tuple[Loader, ...]:
    """Return every loader; the first that recognises a file loads it, and the last any text.

    `columns` names a table's columns that have unusual names.
    """
    from store.loading.office.docx import DocxLoader
    from store.loading.office.odt import OdtLoader
    from store.loading.office.pdf import PdfLoader
    from store.loading.office.rtf import RtfLoader
    from store.loading.prose.text_file import TextLoader
    from store.loading.structured.json_file import JsonLoader
    from store.loading.structured.table import TableLoader
    from store.loading.structured.workbook import WorkbookLoader
    from store.loading.structured.xml_file import XmlLoader
    from store.loading.web.email import EmailLoader
    from store.loading.web.html import HtmlLoader
    from store.loading.web.mhtml import MhtmlLoader

    return (
        PdfLoader(),
        DocxLoader(),
        OdtLoader(),
        RtfLoader(),
        MhtmlLoader(),
        EmailLoader(),
        JsonLoader(),
        XmlLoader(),
        HtmlLoader(),
        WorkbookLoader(columns),
        TableLoader(columns),
        TextLoader(),
    )


@cache
def suffixes() -> frozenset[str]:
    """Return the endings of all files that are read."""
    return frozenset(suffix for loader in loaders() for suffix in loader.suffixes)


def documents_in(
    content: bytes,
    name: str,
    source: str = "",
    given: Fields = NOTHING,
    columns: Mapping[str, str] = _NO_COLUMNS,
    charset: str = "",
) -> Iterator[Document | Unread]:
    """Yield the documents of a file called `name`, and the pieces of it that cannot be read.

    `given` are fields that a person states: they come before those of the file. `charset` is how a
    server states that text is written. Raises ReadError, one line with name, cause and next step,
    where nothing can be read.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise ReadError(f"{name}: the file is empty; check what wrote it")
    _check_size(len(content), name)
    employer = ""  # of the page that postings stand on, for those that name none
    loader = _loader_of(content, name, columns)
    for loaded in _pieces(loader, _in_utf_8(loader, content, charset), name):
        if isinstance(loaded, Unread):
            yield loaded
        elif (legible := _with_text(loaded)) is None:
            yield Unread(loaded.part or "the file", "no text and no title in it")
        else:
            if given.kind:
                stated = (*legible.origins, ("kind", Origin.CORRECTED))
                legible = replace(
                    legible, fields=replace(legible.fields, kind=given.kind), origins=stated
                )
            document = document_of(legible, source or name, name, employer)
            if document.kind is DocumentKind.ARTICLE and loaded.part:
                employer = document.company
            put_right = corrected(document, given)
            identifier = document_id(put_right.kind, put_right.title, put_right.content_hash)
            yield replace(put_right, document_id=identifier)


def with_path(path: Path, documents: Iterator[Document | Unread]) -> Iterator[Document | Unread]:
    """Yield the documents of a file; what goes wrong names its whole path."""
    try:
        yield from documents
    except ReadError as error:
        cause = str(error)
        named = cause if cause.startswith(str(path)) else f"{path}{cause.removeprefix(path.name)}"
        raise ReadError(named) from error


def bytes_of(path: Path) -> bytes:
    """Return the content of one file.

    Raises ReadError where it cannot be opened or is too large.
    """
    _check_file(path)
    try:
        _check_size(path.stat().st_size, str(path))
        return path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{path}: cannot be opened ({error.strerror}); allow it, e.g. chmod u+r FILE"
        ) from error


def files_in(path: Path) -> tuple[list[Path], list[Unread]]:
    """Return a file as it is, or the files below a folder that are read, sorted, and the others
    with the reason.

    Hidden files and README.md are neither. Raises ReadError for a path that is not there and an
    empty folder.
    """
    path = Path(path)
    if not path.is_dir():
        _check_file(path)
        return [path], []
    wanted: list[Path] = []
    left_out: list[Unread] = []
    for file in sorted(_walk(path)):
        if file.name.startswith(".") or file.name.lower() == _LEFT_OUT:
            continue
        if not file.is_file():
            left_out.append(Unread(str(file), "not a regular file"))
        elif file.suffix.lower() in suffixes():
            wanted.append(file)
        else:
            ending = file.suffix or "without an ending"
            left_out.append(
                Unread(
                    str(file),
                    f"{ending}: no format that is read; name the file itself to try it as text",
                )
            )
    if not wanted and not left_out:
        raise ReadError(f"{path}: no files in this folder; put postings or articles into it")
    return wanted, left_out


def _loader_of(content: bytes, name: str, columns: Mapping[str, str]) -> Loader:
    *others, text = loaders(columns)
    if PurePath(name).suffix.lower() in _MARKDOWN and not content.startswith((b"%PDF", b"PK\3\4")):
        return text
    return next((loader for loader in others if loader.recognises(content, name)), text)


def _in_utf_8(loader: Loader, content: bytes, charset: str) -> bytes:
    """The content of a text in UTF-8, where a server states how it is written; any other content
    as it is.
    """
    from store.loading.markup.decoding import decoded

    return (
        decoded(content, charset).encode("utf-8", "replace")
        if charset and loader.name in _TEXTS
        else content
    )


def _pieces(loader: Loader, content: bytes, name: str) -> Iterator[Loaded | Unread]:
    """What a loader gives; a page whose structure does not tell what it is may hold several
    postings.
    """
    from store.loading.prose.text_file import postings_of

    for loaded in loader.load(content, name):
        if isinstance(loaded, Unread) or loaded.fields.kind is not None or loaded.part:
            yield loaded
        else:
            yield from postings_of(loaded, name)


def _with_text(loaded: Loaded) -> Loaded | None:
    """What a loader gave, its title for the text where it has none; None where it has neither."""
    if any(map(str.isalnum, loaded.markdown)):
        return loaded
    return replace(loaded, markdown=loaded.fields.title) if loaded.fields.title else None


def _walk(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise ReadError(
            f"{error.filename}: cannot be opened ({error.strerror}); allow it, e.g. chmod u+rx "
            "FOLDER"
        ) from error

    for root, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(root, name) for name in names)


def _check_size(size: int, name: str) -> None:
    if size > LARGEST_FILE:
        raise ReadError(
            f"{name}: {size:,} bytes is above the limit of {LARGEST_FILE:,}; split it into smaller "
            "files"
        )


def _check_file(path: Path) -> None:
    try:
        if not path.exists():
            raise ReadError(
                f"{path}: no such file or folder; check the path, e.g. ls {path.parent}"
            )
        if path.is_dir():
            raise ReadError(f"{path}: a folder, not a file; name the files in it")
        if not path.is_file():
            raise ReadError(f"{path}: not a regular file; save its text in a file and name that")
    except OSError as error:
        raise ReadError(
            f"{path}: cannot be reached ({error.strerror or error}); check the path"
        ) from error
