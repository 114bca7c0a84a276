"""Undo a change: what each document was before it, and the change that restores it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from store.collection.changes import Change
from store.collection.records import DocumentRecord
from store.types import IngestStatus


@dataclass(frozen=True, slots=True)
class Step:
    """The change of one document: its record before and after, None if there was none."""

    before: DocumentRecord | None
    after: DocumentRecord | None

    @property
    def record(self) -> DocumentRecord:
        """The record of the document, preferably the one before."""
        found = self.before or self.after
        assert found is not None, "a step changes something"
        return found

    @property
    def back(self) -> Change:
        """The change that undoes this step."""
        if self.before is None:
            return Change(IngestStatus.REMOVED, self.record, self.record)
        status = IngestStatus.ADDED if self.after is None else IngestStatus.UPDATED
        return Change(status, self.before, self.after)

    def still_stands(self, stored: Mapping[str, DocumentRecord]) -> bool:
        """Return whether the document is still as this step left it."""
        return _content(stored.get(self.record.document.document_id)) == _content(self.after)


class Undo:
    """The steps of changes to the library, with enough data to restore what was there before.

    It holds what was removed, including the text, as long as it exists.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.uploads: dict[str, bytes] = {}

    def add(self, before: DocumentRecord | None, after: DocumentRecord | None) -> None:
        """Note the record of a document before and after a change."""
        self.steps.append(Step(before, after))

    def __bool__(self) -> bool:
        return bool(self.steps)


def _content(record: DocumentRecord | None) -> DocumentRecord | None:
    """Return a record without the revision, which every commit raises."""
    return None if record is None else replace(record, revision=0)
