"""The store's nouns, in the order data passes through them.

Document -> Section -> Chunk -> Passage. Each holds its predecessor, so that a citation leads back to its
document without a look-up. All offsets are character offsets into `Document.text`, which never changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile


class DocumentKind(StrEnum):
    """What a document is about."""

    ARTICLE = "article"
    ROLE = "role"


class SectionKind(StrEnum):
    """Whose words a section holds: the author's, or what the page put around them."""

    BODY = "body"
    CAPTION = "caption"  # picture captions and credits
    TEASER = "teaser"  # "Related content" and other links to elsewhere
    PLACE = "place"  # the line that says where a posting is


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to, not including, `end` of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a posting is: ISO 3166 country code, region code or name, city. Empty where not given."""

    country: str = ""
    region: str = ""
    city: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.country, self.region, self.city) if part)


@dataclass(frozen=True, slots=True)
class Posting:
    """One listing of a role: a place, maybe a date and a link."""

    place: Place
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A headed part of a document, by its place in the text."""

    kind: SectionKind
    heading_path: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """What was read.

    Attributes:
        document_id: stable across updates of the same source.
        content_hash: SHA-256 over what the author says (whitespace and page furniture aside): two files
            with one hash are one document.
        sources: absolute paths or names it was read from.
        postings: for a role, every listing that shares this text; empty for an article.
    """

    document_id: str
    kind: DocumentKind
    title: str
    text: str
    content_hash: str
    sections: tuple[SectionSpan, ...] = ()
    author: str = ""
    publisher: str = ""
    company: str = ""
    team: str = ""
    level: str = ""
    url: str = ""
    provenance: str = ""
    sources: tuple[str, ...] = ()
    postings: tuple[Posting, ...] = ()


class Origin(StrEnum):
    """Where a value was read, the surest first."""

    CORRECTED = "corrected"  # by a person
    FIELD = "field"  # a structured field of the source: a column, a key, JSON-LD
    LABEL = "label"  # a "Label: value" line
    HEADING = "heading"
    TEXT = "text"
    FILE_NAME = "file name"


class Strength(StrEnum):
    """How much a posting insists on what it asks for."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Fields:
    """What a source states of a document beside its text, as the source writes it; empty where it states nothing.

    Attributes:
        places: one entry a place, each in the source's own words: "Boulder, CO", "Remote (US)".
        workplace: remote, hybrid or on site, in the source's words.
        pay: one line; a loader of structured pay writes "USD 90,000 - 120,000 per year".
        posted, closes: dates as the source gives them.
        requisition: the board's or the employer's own number.
    """

    kind: DocumentKind | None = None
    title: str = ""
    company: str = ""
    team: str = ""
    level: str = ""
    places: tuple[str, ...] = ()
    workplace: str = ""
    employment: str = ""
    pay: str = ""
    posted: str = ""
    closes: str = ""
    requisition: str = ""
    url: str = ""
    author: str = ""
    publisher: str = ""
    provenance: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One document as a loader gives it; `part` names the piece of the file it was: "row 7", "" for all of it."""

    markdown: str
    fields: Fields = Fields()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of a file that could not be read while others could, and why."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill or method that a role's text names, and where it first does."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Role:
    """A role as the catalog has it: its document, and what title and text tell beyond the document's own fields.

    Attributes:
        family: what kind of work it is, without level and subject: "applied scientist".
        employment: "full-time", "internship" and so on; "" where the text does not say.
    """

    document: Document
    family: str = ""
    employment: str = ""
    skills: tuple[Skill, ...] = ()

    @property
    def document_id(self) -> str:
        return self.document.document_id

    @property
    def postings(self) -> tuple[RolePosting, ...]:
        return tuple(RolePosting(self, number, one) for number, one in enumerate(self.document.postings, start=1))


@dataclass(frozen=True, slots=True)
class RolePosting:
    """One posting with the role it lists; `number` counts the role's postings from 1."""

    role: Role
    number: int
    posting: Posting


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of one document."""

    document: Document
    kind: SectionKind
    heading_path: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item, the unit that is quoted.

    `lead` is the span of the line that introduces the list this item belongs to, None outside lists.
    `paragraph` numbers the paragraphs of a section from 0; the items of one list share their lead's number.
    """

    span: Span
    paragraph: int
    lead: Span | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sentences of one section, within the embedder's token limit: the indexed unit.

    `embedded_text` (title, heading path, a list's introducing line, then the text) is what the embedder saw.
    """

    chunk_id: str
    section: Section
    index: int
    span: Span
    sentences: tuple[Sentence, ...]
    embedded_text: str = field(repr=False)

    @property
    def document(self) -> Document:
        return self.section.document

    @property
    def text(self) -> str:
        return self.span.of(self.document.text)

    def with_lead(self, position: int) -> str:
        """A sentence under the line that introduces it, without which a list item means little."""
        sentence, text = self.sentences[position], self.document.text
        own = sentence.span.of(text)
        return own if sentence.lead is None else f"{sentence.lead.of(text)} {own}"


@dataclass(frozen=True, slots=True)
class Passage:
    """One or more neighbouring chunks of a section retrieved for a query.

    `score` is the fused score of the best chunk, higher is better; `found_by` names the retrievers.
    """

    chunks: tuple[Chunk, ...]
    score: float
    rank: int
    found_by: tuple[str, ...]

    @property
    def document(self) -> Document:
        return self.chunks[0].document

    @property
    def section(self) -> Section:
        return self.chunks[0].section

    @property
    def heading_path(self) -> tuple[str, ...]:
        """The headings that all of the passage stands under."""
        levels = zip(*(chunk.section.heading_path for chunk in self.chunks), strict=False)
        return tuple(level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))

    @property
    def span(self) -> Span:
        return Span(self.chunks[0].span.start, self.chunks[-1].span.end)

    @property
    def text(self) -> str:
        return self.span.of(self.document.text)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for chunk in self.chunks for sentence in chunk.sentences)


@dataclass(frozen=True, slots=True)
class Filters:
    """What retrieval may return; None means anything. They hold in every retriever."""

    document_ids: frozenset[str] | None = None
    kinds: frozenset[DocumentKind] | None = None
    section_kinds: frozenset[SectionKind] = frozenset({SectionKind.BODY, SectionKind.PLACE})

    def admits(self, document: Document) -> bool:
        return (self.document_ids is None or document.document_id in self.document_ids) and (
            self.kinds is None or document.kind in self.kinds
        )


class IngestStatus(StrEnum):
    """What became of one thing that was to be ingested."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """One line of an ingest's report: a document that landed, or a path that did not and why."""

    path: str
    status: IngestStatus
    document: Document | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come: `done` of `total` steps of `stage` (total 0: not known)."""

    stage: str
    done: int = 0
    total: int = 0
