"""What can go wrong in the store.

StoreError
├── ReadError           a file or its text cannot be read as a document
│   └── LinkGone        a link leads to nothing any more
├── EmbedderError       the embedder is missing, damaged or unknown
├── CollectionError     Chroma refused, or the data folder cannot be used
│   ├── MismatchError   the collection was made with another embedder or chunking
│   ├── NewerError      a newer Rolecall made the collection
│   └── BusyError       another process is writing to the data folder
├── NotUnderstood       a person states something of a document in words that say nothing
└── UnknownDocument     no stored document has that identifier

Every message names the value, the cause and the next command.
"""

from __future__ import annotations


class StoreError(Exception):
    """Any failure of the store; its text is meant for a person."""


class ReadError(StoreError):
    """A file or its text cannot be read as a document."""


class LinkGone(ReadError):  # noqa: N818 - named for what it is
    """A link leads to nothing any more: its site answers that the page is not there."""


class EmbedderError(StoreError):
    """The embedder is missing, damaged or unknown."""


class CollectionError(StoreError):
    """Chroma refused, or the data folder cannot be used."""


class MismatchError(CollectionError):
    """The collection was made with another embedder or chunking."""


class NewerError(CollectionError):
    """A newer Rolecall made the collection."""


class BusyError(CollectionError):
    """Another process is writing to the data folder."""


class NotUnderstood(StoreError):  # noqa: N818 - named for what it is
    """A person states pay, a day or the like of a document in words that say none."""


class UnknownDocument(StoreError):  # noqa: N818 - named for what it is
    """No stored document has that identifier."""


def reason_of(error: Exception) -> str:
    """Return the first line of an error as a sentence."""
    lines = str(error).strip().splitlines()
    return (lines[0].rstrip(".") if lines else type(error).__name__) + "."
