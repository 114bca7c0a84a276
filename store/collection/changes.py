"""What reading a file again changes in what is stored: which documents are new, which are updates, which are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from store.collection.records import DocumentRecord
from store.facets.corrections import with_corrections
from store.types import Document, IngestStatus, Posting


@dataclass(frozen=True, slots=True)
class Change:
    """What ingesting a file does to one document: the record to commit, or to retract, and the one it replaces."""

    status: IngestStatus
    record: DocumentRecord
    replaces: DocumentRecord | None = None


def plan(source: str, read: Sequence[Document], stored: Mapping[str, DocumentRecord]) -> list[Change]:
    """What `read`, the documents of one source now, changes in what is stored.

    Content decides which document is which; an update of the same source keeps the document's identifier.
    """
    by_content = {(one.document.kind, one.document.content_hash): one for one in reversed(list(stored.values()))}
    same = [by_content.get((document.kind, document.content_hash)) for document in read]
    known = {record.document.document_id for record in same if record is not None}
    left = [record for document_id, record in stored.items() if document_id not in known and source in record.listed]
    earlier = _earlier_versions(source, [one for one, match in zip(read, same, strict=True) if match is None], left)
    taken = set(stored)
    changes: list[Change] = []
    for document, match in zip(read, same, strict=True):
        if match is not None:
            changes.append(_again(source, document, match))
        elif document.document_id in earlier:
            changes.append(_updated(source, document, earlier[document.document_id]))
        else:
            changes.append(_added(source, document, taken))
            taken.add(changes[-1].record.document.document_id)
    replaced = [record.document.document_id for record in earlier.values()]
    return changes + [_without(source, record) for record in left if record.document.document_id not in replaced]


def _earlier_versions(
    source: str, read: Sequence[Document], left: Sequence[DocumentRecord]
) -> dict[str, DocumentRecord]:
    """The stored document that each of `read` replaces: only of this source, and of the same kind.

    One of the same title, or, where one of a kind is left on either side, that one.
    """
    rivals = [record for record in left if tuple(record.listed) == (source,)]
    found: dict[str, DocumentRecord] = {}
    for alike in (lambda one: (one.kind, one.title, one.team), lambda one: one.kind):
        open_ = [document for document in read if document.document_id not in found]
        free = [record for record in rivals if record not in found.values()]
        ours, theirs = Counter(map(alike, open_)), Counter(alike(record.document) for record in free)
        for document in open_:
            if ours[alike(document)] == theirs[alike(document)] == 1:
                found[document.document_id] = next(one for one in free if alike(one.document) == alike(document))
    return found


def _added(source: str, document: Document, taken: set[str]) -> Change:
    new = replace(document, document_id=_free_id(document.document_id, taken))
    return Change(IngestStatus.ADDED, DocumentRecord.of(new, {source: document.postings}))


def _updated(source: str, document: Document, old: DocumentRecord) -> Change:
    kept = replace(with_corrections(document, old.document), document_id=old.document.document_id)
    return Change(IngestStatus.UPDATED, DocumentRecord.of(kept, {source: document.postings}), old)


def _again(source: str, document: Document, record: DocumentRecord) -> Change:
    """The same content read again: nothing to do, or a source, a posting or a facet more."""
    old = record.document
    first = not record.listed or next(iter(record.listed)) == source
    new = replace(with_corrections(document, old), document_id=old.document_id) if first else old
    changed = DocumentRecord.of(new, {**record.listed, source: document.postings}, record.revision)
    if changed == record:
        return Change(IngestStatus.UNCHANGED, record, record)
    return Change(IngestStatus.UPDATED, changed, record)


def _without(source: str, record: DocumentRecord) -> Change:
    """The source no longer holds this document."""
    listed: dict[str, tuple[Posting, ...]] = {name: value for name, value in record.listed.items() if name != source}
    if listed:
        return Change(IngestStatus.UPDATED, DocumentRecord.of(record.document, listed), record)
    return Change(IngestStatus.REMOVED, record, record)


def _free_id(wanted: str, taken: set[str]) -> str:
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (wanted, *numbered) if name not in taken)
