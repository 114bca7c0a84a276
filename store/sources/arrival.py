"""A source as it is read, batch by batch: what it changes in what is stored."""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO

from store.collection.changes import Change, Plan
from store.collection.ingest import MOST_AT_ONCE
from store.collection.listed import standing_alone
from store.collection.records import SourceRecord
from store.collection.stored import Stored
from store.errors import ReadError
from store.loading.identity import document_id
from store.sources.source import Reading, Source
from store.types import Document, Facets, IngestOutcome, IngestStatus, Origin, Posting, Unread


@dataclass(frozen=True, slots=True)
class Batch:
    """The changes of some documents; `copies` are those to documents that earlier batches told
    of.
    """

    changes: Sequence[Change]
    copies: Sequence[Change] = ()


class Arrival:
    """One source, read as its batches are asked for.

    Of a source that is new, no document is asked for before those of the batch before are dealt
    with. One that was stored before is read whole first, since only then it shows which document
    replaces which; meanwhile its documents lie on disk.

    Attributes:
        record: what to remember of the source; None before it is read, where it cannot be, and of
            an upload.
        failed: whether the source or a piece of it could not be read.
    """

    def __init__(
        self, source: Source, known: SourceRecord | None, stored: Callable[[], Stored]
    ) -> None:
        self.record: SourceRecord | None = None
        self.failed = False
        self._source = source
        self._known = known
        self._stored = stored
        self._plan: Plan | None = None
        self._given: set[str] = (
            set()
        )  # the content of documents that were given, which may still wait to be written

    def batches(self) -> Iterator[IngestOutcome | Batch]:
        """Yield what the documents change, and an outcome for each piece that cannot be read."""
        try:
            reading = self._source.read(self._known)
        except ReadError as error:
            self.failed = True
            yield IngestOutcome(self._source.path, IngestStatus.FAILED, reason=str(error))
            return
        self.record = reading.record
        if self._is_as_left():
            left = self._stored().listing(self._source.source)
            yield Batch([Change(IngestStatus.UNCHANGED, record, record) for record in left])
            return
        pieces = self._pieces(reading)
        if not self._stored().listing(self._source.source):
            plan, copies = Plan(self._source.source, self._stored()), _Copies()
            for batch in _batched(pieces):
                yield (
                    batch
                    if isinstance(batch, IngestOutcome)
                    else Batch(plan.changes(self._new(batch, copies)))
                )
            yield Batch((), plan.changes(self._with(copies)))
            return
        with tempfile.TemporaryFile(prefix="rolecall-") as file:
            waiting = _Waiting(file)
            for piece in pieces:
                if isinstance(piece, IngestOutcome):
                    yield piece
                else:
                    waiting.add(piece)
            self._plan = Plan(self._source.source, self._stored(), waiting.known_by)
            for documents in _batched(waiting):
                if not isinstance(documents, IngestOutcome):
                    yield Batch(self._plan.changes(documents))

    def losses(self, closing: str = "") -> Sequence[Change]:
        """Return what becomes of what the source no longer holds; nothing where a piece of it
        was not read.
        """
        return [] if self._plan is None or self.failed else self._plan.losses(closing)

    def _new(self, documents: Sequence[Document], copies: _Copies) -> list[Document]:
        """Those of the documents of a new source that it does not list yet; the others are put
        to the copies.
        """
        joined = _Copies()
        first = {document.content_hash: document for document in documents if joined.add(document)}
        ours = self._given & first.keys()
        same = self._stored().of_content(first.keys() - ours)
        ours |= {digest for digest, record in same.items() if self._source.source in record.listed}
        self._given |= first.keys()
        for digest in ours:
            copies.postings.setdefault(digest, []).extend(joined.postings[digest])
        return [joined.of(document) for digest, document in first.items() if digest not in ours]

    def _with(self, copies: _Copies) -> list[Document]:
        """The documents that the source lists, with their copies: at once, since their texts may
        say of each.
        """
        source, same = self._source.source, self._stored().of_content(copies.postings)
        listed = {
            digest: replace(record.document, postings=record.listed[source])
            for digest, record in same.items()
        }
        return [
            replace(document, postings=(*standing_alone(document), *copies.postings[digest]))
            for digest, document in listed.items()
        ]

    def _is_as_left(self) -> bool:
        """Whether the source was read before, byte for byte, by the same program, and its
        documents stand as then.
        """
        known, record = self._known, self.record
        if known is None or record is None or not known.standing:
            return False
        same = replace(record, standing=known.standing, validators=known.validators) == known
        return same and known.standing == standing(self._stored(), known.source)

    def _pieces(self, reading: Reading) -> Iterator[Document | IngestOutcome]:
        path = self._source.path
        try:
            for piece in reading.documents:
                if isinstance(piece, Unread):
                    self.failed = True
                    yield IngestOutcome(
                        f"{path}: {piece.part}", IngestStatus.FAILED, reason=piece.reason
                    )
                else:
                    yield _called(piece)
        except ReadError as error:
            self.failed = True
            yield IngestOutcome(path, IngestStatus.FAILED, reason=str(error))


def standing(stored: Stored, source: str) -> str:
    """Return a hash of what a source lists, and of the program that reads; "" where it lists
    nothing.
    """
    listed = stored.standing(source)
    return f"{listed}-{_program()}" if listed else ""


@cache
def _program() -> str:
    """A hash of what decides how a source is read: one that reads otherwise must read it again."""
    digest = hashlib.sha256()
    for room in ("loading", "text", "facets"):
        for file in sorted(Path(str(files("store").joinpath(room))).rglob("*.*")):
            if file.suffix in (".py", ".yaml"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class _Copies:
    """The postings of documents by their content, each with all it states."""

    def __init__(self) -> None:
        self.postings: dict[str, list[Posting]] = {}

    def add(self, document: Document) -> bool:
        """Note the postings of a document, and tell whether it is the first of its content."""
        is_first = document.content_hash not in self.postings
        self.postings.setdefault(document.content_hash, []).extend(standing_alone(document))
        return is_first

    def of(self, document: Document) -> Document:
        """The document with the postings of all its copies."""
        return replace(document, postings=tuple(self.postings[document.content_hash]))


class _Waiting:
    """Documents put by on disk until all are read, each content once, with the postings of all
    its copies.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._bare: dict[str, Document] = {}
        self._copies = _Copies()

    @property
    def known_by(self) -> Sequence[Document]:
        """The documents without what is long."""
        return list(self._bare.values())

    def add(self, document: Document) -> None:
        if self._copies.add(document):
            pickle.dump(document, self._file)
            facets = Facets(requisition=document.facets.requisition)
            self._bare[document.content_hash] = replace(
                document, text="", sections=(), postings=(), facets=facets
            )

    def __iter__(self) -> Iterator[Document]:
        self._file.seek(0)
        for _ in self._bare:
            yield self._copies.of(pickle.load(self._file))


def _batched(
    pieces: Iterable[Document | IngestOutcome],
) -> Iterator[IngestOutcome | Sequence[Document]]:
    """Some documents at a time; an outcome as it comes."""
    batch: list[Document] = []
    for piece in pieces:
        if isinstance(piece, IngestOutcome):
            yield piece
            continue
        batch.append(piece)
        if len(batch) == MOST_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _called(document: Document) -> Document:
    """The document, its identifier made of the title that a person states."""
    if dict(document.origins).get("title") is not Origin.CORRECTED:
        return document
    return replace(
        document, document_id=document_id(document.kind, document.title, document.content_hash)
    )
