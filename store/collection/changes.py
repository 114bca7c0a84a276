"""Work out what reading a file again changes: which documents are new, which are updates, which are
gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from operator import attrgetter
from typing import TypeVar

from store.collection.listed import with_facets
from store.collection.records import DocumentRecord
from store.collection.stored import Stored
from store.facets.corrections import corrected, put_right, taken_back, with_corrections
from store.types import Document, Fields, IngestStatus, Posting

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """What ingesting a file does to one document: the record to commit or to retract, and the
    record it replaces.
    """

    status: IngestStatus
    record: DocumentRecord
    replaces: DocumentRecord | None = None


class Plan:
    """What the documents of one source change in what is stored.

    A document is identified by its content; an update from the same source keeps the document's
    identifier.

    Args:
        read: all documents of a source that was stored before, which show which of them replaces
            which; their texts are not used. Nothing for a new source.
    """

    def __init__(self, source: str, stored: Stored, read: Sequence[Document] = ()) -> None:
        self._source = source
        self._stored = stored
        self._given: set[str] = set()
        known = {stored.identifier(document.content_hash) for document in read}
        listed = stored.listing(source)
        self._left = [record for record in listed if record.document.document_id not in known]
        new = [document for document in read if stored.identifier(document.content_hash) is None]
        self._earlier = _earlier_versions(source, new, self._left)

    def changes(self, documents: Sequence[Document]) -> list[Change]:
        """Return what the documents of the source, each content once, change."""
        same = self._stored.of_content(document.content_hash for document in documents)
        changes: list[Change] = []
        for document in documents:
            if match := same.get(document.content_hash):
                changes.append(_again(self._source, document, match))
            elif old := self._earlier.get(document.document_id):
                changes.append(_updated(self._source, document, old))
            else:
                changes.append(_added(self._source, document, self._is_taken))
                self._given.add(changes[-1].record.document.document_id)
        return changes

    def losses(self, closing: str = "") -> list[Change]:
        """Return the changes for documents that the source no longer has.

        They are removed or, if `closing` is given, marked as closed on that day; documents that are
        already marked stay.
        """
        replaced = {record.document.document_id for record in self._earlier.values()}
        return [
            _closed(self._source, record, closing) if closing else without(self._source, record)
            for record in self._left
            if record.document.document_id not in replaced
            and not _is_closed(record.listed[self._source])
        ]

    def _is_taken(self, document_id: str) -> bool:
        return document_id in self._stored or document_id in self._given


def edited(record: DocumentRecord, given: Fields, as_read: Collection[str] = ()) -> Change:
    """Return the change that corrects the record's document, after earlier corrections of the
    fields `as_read` are undone.
    """
    read = record.as_read or record.bare
    document = corrected(taken_back(record.document, read.document, as_read), given)
    if document.postings == record.document.postings:
        listed = record.listed
    elif document.postings == read.document.postings:
        listed = read.listed
    else:
        listed = dict.fromkeys(record.listed, document.postings)
    as_it_was = read if put_right(document, read.document) else None
    return _changed(record, DocumentRecord.of(document, listed, record.revision, as_it_was))


def _changed(
    record: DocumentRecord, now: DocumentRecord, status: IngestStatus = IngestStatus.UPDATED
) -> Change:
    """Return the change from a record to the record `now`; no change if they are equal."""
    if now == record:
        return Change(IngestStatus.UNCHANGED, record, record)
    return Change(status, now, record)


def without(source: str, record: DocumentRecord) -> Change:
    """Return the change that removes a source from a document, and the document with its last
    source.
    """
    listed = {name: value for name, value in record.listed.items() if name != source}
    if listed:
        read = record.as_read.listing(source, None) if record.as_read else None
        changed = DocumentRecord.of(record.document, listed, as_read=read)
        return Change(IngestStatus.UPDATED, changed, record)
    return Change(IngestStatus.REMOVED, record, record)


def _earlier_versions(
    source: str, read: Sequence[Document], left: Sequence[DocumentRecord]
) -> dict[str, DocumentRecord]:
    """Return the stored document that each of `read` replaces: only of this source, and of the same
    kind.

    They have the same number, link or title, or each is the only document of its kind that is left
    on its side.
    """
    open_ = list(read)
    free = [record for record in left if tuple(record.listed) == (source,)]
    found: dict[str, DocumentRecord] = {}
    for alike in (_number, _link, _name, attrgetter("kind")):
        ours = _single((alike(document), document) for document in open_)
        # As the source has it, without a person's corrections.
        theirs = _single((alike((record.as_read or record).document), record) for record in free)
        pairs = {ours[key].document_id: theirs[key] for key in ours if key in theirs}
        found |= pairs
        used = {record.document.document_id for record in pairs.values()}
        open_ = [document for document in open_ if document.document_id not in found]
        free = [record for record in free if record.document.document_id not in used]
    return found


def _single(keyed: Iterable[tuple[Hashable, T]]) -> dict[Hashable, T]:
    """Return the things by their keys, without those that share a key or have none."""
    by_key: dict[Hashable, list[T]] = {}
    for key, thing in keyed:
        if key is not None:
            by_key.setdefault(key, []).append(thing)
    return {key: sharing[0] for key, sharing in by_key.items() if len(sharing) == 1}


def _number(document: Document) -> Hashable:
    requisition = document.facets.requisition
    return (document.kind, requisition.value) if requisition else None


def _link(document: Document) -> Hashable:
    return (document.kind, document.url) if document.url else None


def _name(document: Document) -> Hashable:
    return document.kind, document.title, document.team


def _added(source: str, document: Document, is_taken: Callable[[str], bool]) -> Change:
    new = replace(document, document_id=_free_id(document.document_id, is_taken))
    return Change(IngestStatus.ADDED, DocumentRecord.of(new, {source: document.postings}))


def _updated(source: str, document: Document, old: DocumentRecord) -> Change:
    document = replace(document, document_id=old.document.document_id)
    kept = with_corrections(document, old.document)
    as_read = None
    if put_right(kept, document):
        as_read = DocumentRecord.of(document, {source: document.postings}).bare
    now = DocumentRecord.of(kept, {source: kept.postings}, as_read=as_read)
    return Change(IngestStatus.UPDATED, now, old)


def _again(source: str, document: Document, record: DocumentRecord) -> Change:
    """Return the change from reading the same content again: none, or another source, posting or
    facet.
    """
    old = record.document
    first = not record.listed or next(iter(record.listed)) == source
    # Another source may not rename a document, but a person's correction may.
    kept = with_corrections(document, old) if first else with_corrections(old, document)
    new = replace(kept, document_id=old.document_id)
    listed = {name: with_facets(postings, old.facets) for name, postings in record.listed.items()}
    listed[source] = with_facets(with_corrections(document, new).postings, document.facets)
    as_read = _read_again(source, document, record, new)
    return _changed(record, DocumentRecord.of(new, listed, record.revision, as_read))


def _read_again(
    source: str, document: Document, record: DocumentRecord, new: Document
) -> DocumentRecord | None:
    """Return the record as read, without a person's corrections; None if there are none."""
    before = record.as_read or record
    first = not record.listed or next(iter(record.listed)) == source
    read = document if first else before.document
    if not put_right(new, read):
        return None
    facets = before.document.facets
    listed = {name: with_facets(postings, facets) for name, postings in before.listed.items()}
    listed[source] = with_facets(document.postings, document.facets)
    whole = replace(read, document_id=new.document_id, text=new.text, sections=new.sections)
    return DocumentRecord.of(whole, listed).bare


def _closed(source: str, record: DocumentRecord, day: str) -> Change:
    """Return the change for a document that the source no longer has: it is kept, with its postings
    marked.
    """
    gone, read = _closed_on(day, record.listed[source]), record.as_read
    if read:
        read = read.listing(source, _closed_on(day, read.listed[source]))
    listed = {**record.listed, source: gone}
    now = DocumentRecord.of(record.document, listed, record.revision, read)
    is_closed = _is_closed(now.document.postings)
    return _changed(record, now, IngestStatus.CLOSED if is_closed else IngestStatus.UPDATED)


def _closed_on(day: str, postings: Sequence[Posting]) -> tuple[Posting, ...]:
    return tuple(replace(posting, closed=posting.closed or day) for posting in postings)


def _is_closed(postings: Sequence[Posting]) -> bool:
    return bool(postings) and all(posting.closed for posting in postings)


def _free_id(wanted: str, is_taken: Callable[[str], bool]) -> str:
    names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    return next(name for name in names if not is_taken(name))
