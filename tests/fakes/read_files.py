"""The documents of a file, as they are read before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from store.loading.load import bytes_of, documents_in, with_path
from store.types import Document, Unread


def read_file(path: Path) -> Iterator[Document | Unread]:
    """Yield the documents of one file, and the pieces of it that cannot be read."""
    path = path.absolute()
    yield from with_path(path, documents_in(bytes_of(path), path.name, str(path)))
