"""Look up what is stored by identifier, content and source while documents are written."""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence

from store.collection.records import DocumentRecord

Lookup = Callable[[Sequence[str]], Iterable[DocumentRecord]]


def _nothing() -> None:
    """Do nothing: no change waits to be written."""


class Stored:
    """The records of a collection while it is written to.

    A record that is added meanwhile is not held, so that memory does not grow with what is read:
    `look_up` reads it from the collection when it is needed. Without `look_up`, if nothing is
    written, the record is held.

    Attributes:
        settle: a function that writes what is `expected`; called before looking up anything that
            depends on it.
    """

    def __init__(
        self, records: Mapping[str, DocumentRecord], look_up: Lookup | None = None
    ) -> None:
        self._look_up = look_up
        self._expected: set[str] = set()
        self.settle: Callable[[], None] = _nothing
        self.renew(records)

    def renew(self, records: Mapping[str, DocumentRecord]) -> None:
        """Replace what is stored with these records, since another process has written."""
        self._records = dict(records)
        self._hashes: dict[str, str] = {}
        self._identifiers: dict[str, str] = {}
        self._listed_by: dict[str, tuple[str, ...]] = {}
        self._versions: dict[str, dict[str, str]] = {}  # of the documents that a source lists
        for record in records.values():
            self._stand(record)

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._hashes or document_id in self._expected

    def expect(self, records: Sequence[DocumentRecord], *, too: bool = False) -> None:
        """Note that changes to these records, and no others, wait to be written; with `too`, these
        in addition.
        """
        if not too:
            self._expected.clear()
        for document in (record.document for record in records):
            self._expected |= {document.document_id, document.content_hash}

    def standing(self, source: str) -> str:
        """Return a hash of the present documents of a source; "" if it lists none."""
        listed = sorted(self._versions.get(source, {}).items())
        return hashlib.sha256(repr(listed).encode()).hexdigest()[:16] if listed else ""

    def identifier(self, content_hash: str) -> str | None:
        """Return the identifier of the document with this content."""
        self._wait_for([content_hash])
        return self._identifiers.get(content_hash)

    def of_content(self, hashes: Iterable[str]) -> dict[str, DocumentRecord]:
        """Return the records of documents by content hash, without those that are not stored."""
        hashes = list(hashes)
        self._wait_for(hashes)
        known = {digest: self._identifiers.get(digest, "") for digest in hashes}
        away = [name for name in known.values() if name and name not in self._records]
        looked_up = self._look_up(away) if self._look_up else ()
        found = {record.document.document_id: record for record in looked_up}
        read = ChainMap(self._records, found)
        return {digest: read[name] for digest, name in known.items() if name in read}

    def listing(self, source: str) -> list[DocumentRecord]:
        """Return the records that a source lists, as far as they were there before."""
        return [record for record in self._records.values() if source in record.listed]

    def put(self, record: DocumentRecord) -> None:
        """Note that a record is stored, replacing the record with its identifier."""
        identifier = record.document.document_id
        is_new = identifier not in self._hashes
        if not is_new:
            self._forget_content(identifier)
        if identifier in self._records or (is_new and self._look_up is None):
            self._records[identifier] = record
        self._stand(record)

    def drop(self, document_id: str) -> None:
        """Note that a document is gone."""
        if document_id in self._hashes:
            self._forget_content(document_id)
            del self._hashes[document_id]
            self._records.pop(document_id, None)
            self._fall(document_id)

    def _stand(self, record: DocumentRecord) -> None:
        document_id = record.document.document_id
        self._hashes[document_id] = record.document.content_hash
        self._identifiers.setdefault(record.document.content_hash, document_id)
        self._fall(document_id)
        self._listed_by[document_id] = tuple(record.listed)
        for source in record.listed:
            self._versions.setdefault(source, {})[document_id] = record.version

    def _fall(self, document_id: str) -> None:
        for source in self._listed_by.pop(document_id, ()):
            del self._versions[source][document_id]

    def _wait_for(self, hashes: Iterable[str]) -> None:
        if not self._expected.isdisjoint(hashes):
            self.settle()

    def _forget_content(self, document_id: str) -> None:
        if self._identifiers.get(self._hashes[document_id]) == document_id:
            del self._identifiers[self._hashes[document_id]]
