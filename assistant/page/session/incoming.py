"""What an owner handed in and has not decided on yet: it is read, shown, corrected, then kept or
dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from store.collection.undo import Undo
from store.facets.corrections import check_understood, corrected, joined
from store.loading.uploads import Upload
from store.sources.source import Pages
from store.types import Document, DocumentKind, Fields, IngestOutcome, IngestStatus, Progress

if TYPE_CHECKING:
    from store.library import Library

LONGEST_LINK = 2_000  # characters
MOST_LINKS = 20  # at a time
Identity = tuple[
    DocumentKind, str
]  # kind and content hash: they identify a document when it is read again
Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file, a pasted text or a link, with what was understood of it.

    Attributes:
        what: an upload, or a link as pasted.
        outcomes: one for each document, or the reason why a piece cannot be read.
        pages: the pages that a link led to, which will be kept.
    """

    what: Upload | str
    outcomes: tuple[IngestOutcome, ...]
    pages: Pages = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The address of a link, or the name of a file."""
        return name_of(self.what)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that were read from it."""
        read = (outcome for outcome in self.outcomes if outcome.status is not IngestStatus.REMOVED)
        return tuple(outcome.document for outcome in read if outcome.document is not None)

    @property
    def unread(self) -> tuple[IngestOutcome, ...]:
        """The pieces that could not be read."""
        return tuple(outcome for outcome in self.outcomes if outcome.document is None)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Everything that waits to be kept, with a person's corrections."""

    things: tuple[HandedIn, ...] = ()
    corrections: Mapping[Identity, Fields] = field(default_factory=dict)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents as they will be kept, each once."""
        return tuple(
            corrected(document, self.corrections.get(key, Fields()))
            for key, document in self._read.items()
        )

    @property
    def _read(self) -> dict[Identity, Document]:
        """Each document once, as it was read."""
        return {identity(each): each for thing in self.things for each in thing.documents}

    @property
    def unread(self) -> tuple[IngestOutcome, ...]:
        """The pieces of all things that could not be read."""
        return tuple(outcome for thing in self.things for outcome in thing.unread)

    def and_more(self, things: Sequence[HandedIn]) -> Incoming:
        """Return this with more things, each once."""
        known = {thing.what for thing in self.things}
        new = (thing for thing in things if thing.what not in known)
        return replace(self, things=(*self.things, *new))

    def only(self, names: Container[str]) -> Incoming:
        """Return this with only the things of these names."""
        return replace(self, things=tuple(thing for thing in self.things if thing.name in names))

    def correct(self, position: int, given: Fields) -> Incoming:
        """Return this with what a person states of the document at a position, in addition to
        earlier corrections.

        Raises NotUnderstood for a value that isn't understood.
        """
        check_understood(given)
        key = list(self._read)[position]
        stated = joined(self.corrections.get(key, Fields()), given)
        return replace(self, corrections={**self.corrections, key: stated})


def name_of(what: Upload | str) -> str:
    """Return the address of a link, or the name of a file."""
    return what if isinstance(what, str) else what.name


def identity(document: Document) -> Identity:
    """Return what identifies a document when it is read again."""
    return document.kind, document.content_hash


def links_in(pasted: str) -> tuple[str, ...]:
    """Return the links that were pasted; none if there is anything else, which makes it a text."""
    words = pasted.split()
    return tuple(dict.fromkeys(words)) if words and all(map(_is_link, words)) else ()


def read_thing(library: Library, what: Upload | str) -> HandedIn:
    """Read an upload or a link without storing anything; what cannot be read has its reason."""
    if isinstance(what, Upload):
        return HandedIn(what, library.preview([what]))
    pages: Pages = {}
    return HandedIn(what, library.preview_paths([what], pages=pages), pages)


def keep(library: Library, incoming: Incoming, tell: Tell, undo: Undo) -> tuple[IngestOutcome, ...]:
    """Store what was read with its corrections; `undo` takes all of it back."""
    read = [thing.what for thing in incoming.things if thing.documents]
    pages = {link: page for thing in incoming.things for link, page in thing.pages.items()}
    links = [what for what in read if isinstance(what, str)]
    uploads = [what for what in read if isinstance(what, Upload)]
    outcomes = library.ingest_uploads(uploads, tell, undo) if uploads else ()
    outcomes += library.ingest(links, tell, undo, pages=pages) if links else ()
    return tuple(_put_right(library, incoming.corrections, outcome, undo) for outcome in outcomes)


def _put_right(
    library: Library, corrections: Mapping[Identity, Fields], outcome: IngestOutcome, undo: Undo
) -> IngestOutcome:
    given = corrections.get(identity(outcome.document)) if outcome.document else None
    if given is None or outcome.document is None:
        return outcome
    return replace(outcome, document=library.edit(outcome.document.document_id, given, undo))


def _is_link(word: str) -> bool:
    """Return whether a word is a web address; paths on this machine never are, however they
    begin.
    """
    try:
        parts = urlsplit(word)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and len(word) <= LONGEST_LINK
        )
    except ValueError:
        return False
