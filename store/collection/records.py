"""Convert documents and chunks to the plain values that Chroma keeps, and back."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from store.collection.listed import own_names, shared, with_details
from store.types import (
    Chunk,
    Document,
    DocumentKind,
    Facets,
    Fields,
    Origin,
    Place,
    Posting,
    Section,
    SectionKind,
    SectionSpan,
    Sentence,
    Span,
)

Metadata = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A committed document, what each of its sources lists, and the revision that committed it.

    `version` identifies what its chunks were cut from: two records with one version share their
    chunks. `as_read` is the record as its sources have it, without the text, if a person corrected
    something.
    """

    document: Document
    listed: Mapping[str, tuple[Posting, ...]]
    revision: int
    version: str
    as_read: DocumentRecord | None = None

    @classmethod
    def of(
        cls,
        document: Document,
        listed: Mapping[str, tuple[Posting, ...]],
        revision: int = 0,
        as_read: DocumentRecord | None = None,
    ) -> DocumentRecord:
        """Return a record whose document has the sources, postings and facts that `listed` adds up
        to.
        """
        document, own = shared(document, listed)
        merged = with_details(_merged(document, own))
        return cls(merged, own, revision, _version(merged), as_read)

    @property
    def bare(self) -> DocumentRecord:
        """The record without its long values and what a commit adds."""
        document = replace(self.document, text="", content_hash="", sections=())
        return DocumentRecord(document, self.listed, 0, "")

    def listing(self, source: str, postings: tuple[Posting, ...] | None) -> DocumentRecord:
        """Return the record with other postings of one of its sources, or without that source."""
        listed = {**self.listed, source: postings or ()}
        if postings is None:
            del listed[source]
        return replace(self, document=_merged(self.document, listed), listed=listed)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What is remembered of a file, a folder or a link, so that it can be read again in the same
    way.

    Attributes:
        source: a link, or the absolute path of a file or folder.
        content_hash: SHA-256, in hex, of the bytes that were last read; "" for a folder.
        validators: the server's identification of that version: address, ETag, Last-Modified.
        closed: whether it was gone when last checked.
        given, columns: what a person stated of its documents and of its columns.
        standing: a hash of the documents it then listed and of what read them.
    """

    source: str
    content_hash: str = ""
    validators: tuple[str, str, str] = ("", "", "")
    closed: bool = False
    folder: bool = False
    given: Fields = field(default_factory=Fields)
    columns: Mapping[str, str] = field(default_factory=dict)
    standing: str = ""


def _version(document: Document) -> str:
    # The content hash won't do: it leaves out what moves offsets and what is embedded before a
    # chunk.
    parts = (document.document_id, document.title, document.text, document.sections)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def merge_postings(lists: Sequence[Sequence[Posting]]) -> tuple[Posting, ...]:
    """Return every posting of a role once: a page saved twice lists nothing twice.

    Within one source equal postings are counted; across sources the highest count of each is kept.
    A posting that is open in one source is open.
    """
    if len(lists) == 1:
        alike = {(posting.place, posting.date, posting.url) for posting in lists[0]}
        if len(alike) == len(lists[0]):
            return tuple(lists[0])
    listed, still_open = Counter[Posting](), Counter[Posting]()
    days: dict[Posting, str] = {}
    for postings in lists:
        plain = [replace(posting, closed="") for posting in postings]
        listed |= Counter(plain)
        still_open |= Counter(posting for posting in postings if not posting.closed)
        for posting, original in zip(plain, postings, strict=True):
            days[posting] = max(days.get(posting, ""), original.closed)
    return tuple(
        posting if number < still_open[posting] else replace(posting, closed=days[posting])
        for posting, count in listed.items()
        for number in range(count)
    )


def _merged(document: Document, listed: Mapping[str, Sequence[Posting]]) -> Document:
    return replace(document, sources=tuple(listed), postings=merge_postings(list(listed.values())))


def document_metadata(record: DocumentRecord) -> Metadata:
    """Return the document's facets; its text is kept next to them, unchanged."""
    return {
        "content_hash": record.document.content_hash,
        "version": record.version,
        "revision": record.revision,
        "record": json.dumps(_content(record), ensure_ascii=False),
    }


def _content(record: DocumentRecord) -> dict[str, Any]:
    document = record.document
    apart = {"document_id", "text", "content_hash", "sections", "postings", "sources", "facets"}
    plain = [name for name in Document.__dataclass_fields__ if name not in apart]
    return {
        **{name: getattr(document, name) for name in plain},
        "facets": _facets().dump_python(document.facets, mode="json", exclude_defaults=True),
        "sections": [
            [part.kind, list(part.heading_path), part.span.start, part.span.end]
            for part in document.sections
        ],
        "listed": {
            source: [_posting(posting, document) for posting in postings]
            for source, postings in record.listed.items()
        },
        **({"as_read": _content(record.as_read)} if record.as_read else {}),
    }


def document_record(document_id: str, text: str, metadata: Mapping[str, Any]) -> DocumentRecord:
    """Return a record, the inverse of `document_metadata`."""
    content = json.loads(metadata["record"])
    as_read = content.pop("as_read", None)
    document, listed = _document(content, document_id, text, metadata["content_hash"])
    record = DocumentRecord(document, listed, int(metadata["revision"]), metadata["version"])
    if not as_read:
        return record
    if "listed" not in as_read:  # an early form: only the names that were corrected
        names = as_read | ({"kind": DocumentKind(as_read["kind"])} if "kind" in as_read else {})
        return replace(record, as_read=replace(record, document=replace(document, **names)).bare)
    return replace(record, as_read=DocumentRecord(*_document(as_read, document_id), 0, ""))


def _document(
    content: dict[str, Any], document_id: str, text: str = "", content_hash: str = ""
) -> tuple[Document, dict[str, tuple[Posting, ...]]]:
    """Return the document of plain values, and what each of its sources lists."""
    sections = tuple(
        SectionSpan(SectionKind(kind), tuple(path), Span(start, end))
        for kind, path, start, end in content.pop("sections")
    )
    listed = content.pop("listed")
    content["kind"] = DocumentKind(content["kind"])
    content["facets"] = _facets().validate_python(content.get("facets", {}))
    origins = content.pop("origins", ())
    content["origins"] = tuple((name, Origin(origin)) for name, origin in origins)
    read: dict[str, Any] = {"text": text, "content_hash": content_hash, "sections": sections}
    document = Document(document_id=document_id, **read, **content)
    own = {
        source: tuple(_posting_of(plain, document) for plain in postings)
        for source, postings in listed.items()
    }
    return _merged(document, own), own


def source_metadata(record: SourceRecord) -> Metadata:
    """Return what is remembered of a source, as plain values."""
    return {"record": _sources().dump_json(record, exclude_defaults=True).decode()}


def source_record(metadata: Mapping[str, Any]) -> SourceRecord:
    """Return a source's record, the inverse of `source_metadata`."""
    return _sources().validate_json(metadata["record"])


@cache
def _sources() -> TypeAdapter[SourceRecord]:
    return TypeAdapter(SourceRecord)


@cache
def _facets() -> TypeAdapter[Facets]:
    return TypeAdapter(Facets)


def _posting(posting: Posting, document: Document) -> list[Any]:
    """Return a posting as plain values, with only the facets that differ from its role's."""
    plain: list[Any] = [[*astuple(posting.place)], posting.date, posting.url]
    if posting.facets is None:
        return [*plain, posting.closed] if posting.closed else plain
    names = set(own_names(posting, document))
    own = _facets().dump_python(posting.facets, mode="json", include=names)
    return [*plain, posting.closed, own]


def _posting_of(plain: Sequence[Any], document: Document) -> Posting:
    place, *stated = plain[:4]
    posting = Posting(Place(*place), *stated)
    if len(plain) < 5:
        return posting
    facets = _facets().validate_python(plain[4])
    own: dict[str, Any] = {name: getattr(facets, name) for name in plain[4]}
    return replace(posting, facets=replace(document.facets, **own))


def chunk_metadata(chunk: Chunk, version: str) -> Metadata:
    """Return where the chunk and its sentences are."""
    document = chunk.document
    section = SectionSpan(chunk.section.kind, chunk.section.heading_path, chunk.section.span)
    return {
        "document_id": document.document_id,
        "version": version,
        "section_kind": str(section.kind),
        "section": document.sections.index(section),
        "index": chunk.index,
        "start": chunk.span.start,
        "end": chunk.span.end,
        "sentences": json.dumps(
            [
                [
                    *astuple(sentence.span),
                    sentence.paragraph,
                    sentence.lead and [*astuple(sentence.lead)],
                ]
                for sentence in chunk.sentences
            ]
        ),
    }


def chunk_record(
    chunk_id: str, embedded_text: str, metadata: Mapping[str, Any], document: Document
) -> Chunk:
    """Return a chunk, the inverse of `chunk_metadata`, given its committed document."""
    part = document.sections[int(metadata["section"])]
    return Chunk(
        chunk_id=chunk_id,
        section=Section(document, part.kind, part.heading_path, part.span),
        index=int(metadata["index"]),
        span=Span(int(metadata["start"]), int(metadata["end"])),
        sentences=tuple(
            Sentence(Span(start, end), paragraph, None if lead is None else Span(*lead))
            for start, end, paragraph, lead in json.loads(metadata["sentences"])
        ),
        embedded_text=embedded_text,
    )
