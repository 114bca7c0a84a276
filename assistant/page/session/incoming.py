"""What an owner handed in and has not decided on yet: read, shown, put right, then kept or let
go.
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
]  # kind and content hash: what makes a document the same when it is read again
Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file, a pasted text or a link, with what was understood of it.

    Attributes:
        what: an upload, or a link as it was pasted.
        outcomes: a document each, or the reason why a piece of it cannot be read.
        pages: what a link led to, which is what will be kept.
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
        """The documents that were read of it."""
        read = (outcome for outcome in self.outcomes if outcome.status is not IngestStatus.REMOVED)
        return tuple(outcome.document for outcome in read if outcome.document is not None)

    @property
    def unread(self) -> tuple[IngestOutcome, ...]:
        """What could not be read of it."""
        return tuple(outcome for outcome in self.outcomes if outcome.document is None)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Everything that waits to be kept, and what a person put right in it."""

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
        """What could not be read of all that was handed in."""
        return tuple(outcome for thing in self.things for outcome in thing.unread)

    def and_more(self, things: Sequence[HandedIn]) -> Incoming:
        """Return it with more things, each once."""
        known = {thing.what for thing in self.things}
        new = (thing for thing in things if thing.what not in known)
        return replace(self, things=(*self.things, *new))

    def only(self, names: Container[str]) -> Incoming:
        """Return it without the things of other names."""
        return replace(self, things=tuple(thing for thing in self.things if thing.name in names))

    def correct(self, position: int, given: Fields) -> Incoming:
        """Return it with what a person states of the document at a position, beside what they
        stated before.

        Raises NotUnderstood for a value that says nothing.
        """
        check_understood(given)
        key = list(self._read)[position]
        stated = joined(self.corrections.get(key, Fields()), given)
        return replace(self, corrections={**self.corrections, key: stated})


def name_of(what: Upload | str) -> str:
    """Return the address of a link, or the name of a file."""
    return what if isinstance(what, str) else what.name


def identity(document: Document) -> Identity:
    """Return what tells a document from others when it is read again."""
    return document.kind, document.content_hash


def links_in(pasted: str) -> tuple[str, ...]:
    """Return the links that were pasted; none where anything else is among them, which makes it
    a text.
    """
    words = pasted.split()
    return tuple(dict.fromkeys(words)) if words and all(map(_is_link, words)) else ()


def read_thing(library: Library, what: Upload | str) -> HandedIn:
    """Read an upload or a link and store nothing; what cannot be read is told with its reason."""
    if isinstance(what, Upload):
        return HandedIn(what, library.preview([what]))
    pages: Pages = {}
    return HandedIn(what, library.preview_paths([what], pages=pages), pages)


def keep(library: Library, incoming: Incoming, tell: Tell, undo: Undo) -> tuple[IngestOutcome, ...]:
    """Store what was read, put right as a person stated; `undo` takes all of it back."""
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
    """Return whether a word is an address of the web: a path of this machine is none, whatever
    it begins with.
    """
    try:
        parts = urlsplit(word)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and len(word) <= LONGEST_LINK
        )
    except ValueError:
        return False
