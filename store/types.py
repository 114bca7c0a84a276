"""The store's nouns, in the order data passes through them.

Document -> Section -> Chunk -> Passage. Each holds its predecessor, so that a citation leads back
to its document without a look-up. All offsets are character offsets into `Document.text`, which
never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile
from typing import Generic, TypeVar


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
        """Return the part of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a posting is: ISO 3166 country code, region code or name, city.

    Empty where not given.
    """

    country: str = ""
    region: str = ""
    city: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.country, self.region, self.city) if part)


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A headed part of a document, by its place in the text."""

    kind: SectionKind
    heading_path: tuple[str, ...]
    span: Span


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


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """A value and the words that state it.

    Attributes:
        raw: the words the value was read from, as the source writes them.
        span: where those words stand in the document's text; None where they come from a field.
        strength: how much the posting insists, for what it asks of candidates.
    """

    value: T
    origin: Origin
    raw: str
    span: Span | None = None
    strength: Strength = Strength.UNSTATED


@dataclass(frozen=True, slots=True)
class Pay:
    """What is paid; nothing but empty values where the words were not understood ("competitive").

    Attributes:
        least, most: None where the posting leaves that end open ("up to £30k").
        currency: ISO 4217, "" where it is not known.
        period: "hour", "shift", "day", "week", "month", "year", "" where it is not stated.
        pro_rata: whether the amount is for full-time hours, of which the job pays a share.
    """

    least: Decimal | None = None
    most: Decimal | None = None
    currency: str = ""
    period: str = ""
    pro_rata: bool = False

    @property
    def understood(self) -> bool:
        """Whether an amount was read."""
        return self.least is not None or self.most is not None


@dataclass(frozen=True, slots=True)
class Experience:
    """Years that are asked for; None where that end is open, `least` 0 where none is needed.

    `of` is what in, in the posting's words ("retail management"); "" where it does not say.
    """

    least: float | None = None
    most: float | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree that is asked for, or said not to be needed.

    Attributes:
        level: "high school", "associate", "bachelor", "master", "doctorate"; "" for a degree of no
            stated level.
        fields: what in, in the posting's words.
        or_equivalent: whether an equal, such as years of work, will do.
        needed: False where the posting says that no such degree is needed.
    """

    level: str = ""
    fields: tuple[str, ...] = ()
    or_equivalent: bool = False
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Language:
    """A language that is asked for.

    Attributes:
        code: ISO 639-1, ISO 639-3 where that has none.
        name: what English calls it.
        level: "native", "fluent", "professional", "conversational", "basic", a level of the Common
            European Framework ("B2"), "" where none is stated.
    """

    code: str
    name: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """What a date can mean.

    Attributes:
        readings: one day; two where day and month can change places; none where the words were not
            understood ("rolling", "3 days ago" of an unknown day).
        month_only: whether the source gives no day; the reading is then the first of the month.
    """

    readings: tuple[date, ...] = ()
    month_only: bool = False

    @property
    def day(self) -> date | None:
        """The day, None where it is ambiguous or unknown."""
        return self.readings[0] if len(self.readings) == 1 else None


class Workplace(StrEnum):
    """Where the work of a posting is done."""

    REMOTE = "remote"
    HYBRID = "hybrid"
    ON_SITE = "on site"


class Employment(StrEnum):
    """A kind of employment; several can hold: full-time and permanent."""

    FULL_TIME = "full-time"
    PART_TIME = "part-time"
    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    CONTRACT = "contract"
    INTERNSHIP = "internship"
    APPRENTICESHIP = "apprenticeship"
    WORKING_STUDENT = "working student"
    VOLUNTEER = "volunteer"
    CASUAL = "casual"


class VisaPolarity(StrEnum):
    """Whether an employer helps with a visa or work permit."""

    OFFERED = "offered"
    REFUSED = "refused"
    # speaks of the matter without an answer: "You must have the right to work in the UK"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Travel:
    """Travel that comes with the work.

    Attributes:
        asked: False where the posting says that there is none.
        least, most: per cent of the time; None where it is not stated.
    """

    asked: bool = True
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """What a posting states, each value with where it was read.

    None or an empty tuple: the posting does not speak of it. A value without content (`Pay()`,
    `Day()`): it does, in words that were not understood, which `raw` keeps.

    Attributes:
        unplaced: words for places that are not known; as long as there are any, it is unknown where
            else it is.
    """

    pay: Stated[Pay] | None = None
    experience: tuple[Stated[Experience], ...] = ()
    degrees: tuple[Stated[Degree], ...] = ()
    languages: tuple[Stated[Language], ...] = ()
    posted: Stated[Day] | None = None
    closes: Stated[Day] | None = None
    places: tuple[Stated[Place], ...] = ()
    unplaced: tuple[str, ...] = ()
    workplace: Stated[Workplace] | None = None
    employments: tuple[Stated[Employment], ...] = ()
    level: Stated[str] | None = None
    requisition: Stated[str] | None = None
    visas: tuple[Stated[VisaPolarity], ...] = ()
    travel: tuple[Stated[Travel], ...] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """One listing of a role: a place, maybe a date and a link, and its own terms.

    Attributes:
        closed: the day on which it was found to be gone from where it was read, ISO 8601; "" while
            it is open.
        facets: what it states, where that is not what its role does; its place and its date are not
            among them.
    """

    place: Place
    date: str = ""
    url: str = ""
    closed: str = ""
    facets: Facets | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What was read.

    Attributes:
        document_id: stable across updates of the same source.
        content_hash: SHA-256 over what the author says (whitespace and page furniture aside): two
            files with one hash are one document.
        sources: absolute paths or names it was read from.
        postings: for a role, every listing that shares this text; empty for an article.
        facets: what a role states; a posting that states other things has facets of its own.
        origins: where kind, title, company and team were read; CORRECTED also for a facet that a
            person took away.
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
    facets: Facets = Facets()
    origins: tuple[tuple[str, Origin], ...] = ()

    def facets_of(self, posting: Posting) -> Facets:
        """What one of its postings states."""
        return posting.facets or self.facets


@dataclass(frozen=True, slots=True)
class Fields:
    """What a source states of a document beside its text, as the source writes it; empty where it
    states nothing.

    Attributes:
        places: one entry a place, each in the source's own words: "Boulder, CO", "Remote (US)".
        postings: every listing, where the source gives each a place, a date and a link of its own.
        workplace: remote, hybrid or on site, in the source's words.
        pay: one line; a loader of structured pay writes "USD 90,000 - 120,000 per year".
        posted, closes: dates as the source gives them.
        requisition: the board's or the employer's own number.
        absent: the names of fields of which a person says that there are none: ("closes", "pay").
    """

    kind: DocumentKind | None = None
    title: str = ""
    company: str = ""
    team: str = ""
    level: str = ""
    places: tuple[str, ...] = ()
    postings: tuple[Posting, ...] = ()
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
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """One document as a loader gives it.

    Attributes:
        part: the piece of the file it was: "row 7", "" for all of it.
        origins: where values among the fields were read, by their names, that no structured field
            gives.
    """

    markdown: str
    fields: Fields = Fields()
    part: str = ""
    origins: tuple[tuple[str, Origin], ...] = ()


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
    """A role as the catalog has it: its document, and what its title tells beyond the document's
    own fields.

    Attributes:
        family: what kind of work it is, without level and subject: "applied scientist".
    """

    document: Document
    family: str = ""

    @property
    def document_id(self) -> str:
        """The identifier of its document."""
        return self.document.document_id

    @property
    def employment(self) -> str:
        """Kinds of employment, "full-time, permanent"; "full-time; part-time" where postings
        differ; "" if unstated.
        """
        return "; ".join(filter(None, dict.fromkeys(entry.employment for entry in self.entries)))

    @property
    def postings(self) -> tuple[RolePosting, ...]:
        """Its postings, numbered from 1."""
        numbered = enumerate(self.document.postings, start=1)
        return tuple(RolePosting(self, number, posting) for number, posting in numbered)

    @property
    def entries(self) -> tuple[RolePosting, ...]:
        """Its postings; of a role that is listed nowhere one that stands for it, numbered 0."""
        return self.postings or (RolePosting(self, 0, Posting(Place())),)


@dataclass(frozen=True, slots=True)
class RolePosting:
    """One posting with the role it lists; `number` counts the role's postings from 1."""

    role: Role
    number: int
    posting: Posting

    @property
    def facets(self) -> Facets:
        """What it states: its own, else what its role does."""
        return self.role.document.facets_of(self.posting)

    @property
    def level(self) -> str:
        """The level that the posting states, or else its role."""
        own = self.posting.facets
        if own is None:
            return self.role.document.level
        return own.level.value if own.level else ""

    @property
    def employment(self) -> str:
        """Kinds of employment, "full-time, permanent"; "" where they are not stated in words
        that are understood.
        """
        return ", ".join(stated.value for stated in self.facets.employments)


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

    `lead` is the span of the line that introduces the list this item belongs to, None outside
    lists. `paragraph` numbers the paragraphs of a section from 0; the items of one list share their
    lead's number.
    """

    span: Span
    paragraph: int
    lead: Span | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sentences of one section, within the embedder's token limit: the indexed unit.

    `embedded_text` (title, heading path, a list's introducing line, then the text) is what the
    embedder saw.
    """

    chunk_id: str
    section: Section
    index: int
    span: Span
    sentences: tuple[Sentence, ...]
    embedded_text: str = field(repr=False)

    @property
    def document(self) -> Document:
        """The document that it is cut from."""
        return self.section.document

    @property
    def text(self) -> str:
        """Its words."""
        return self.span.of(self.document.text)

    def with_lead(self, position: int) -> str:
        """A sentence under the line that introduces it, without which a list item means little."""
        sentence, text = self.sentences[position], self.document.text
        words = sentence.span.of(text)
        return words if sentence.lead is None else f"{sentence.lead.of(text)} {words}"


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
        """The document that it is taken from."""
        return self.chunks[0].document

    @property
    def section(self) -> Section:
        """The section that it begins in."""
        return self.chunks[0].section

    @property
    def heading_path(self) -> tuple[str, ...]:
        """The headings that all of the passage stands under."""
        levels = zip(*(chunk.section.heading_path for chunk in self.chunks), strict=False)
        return tuple(level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))

    @property
    def span(self) -> Span:
        """Where it stands in its document."""
        return Span(self.chunks[0].span.start, self.chunks[-1].span.end)

    @property
    def text(self) -> str:
        """Its words."""
        return self.span.of(self.document.text)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        return tuple(sentence for chunk in self.chunks for sentence in chunk.sentences)


@dataclass(frozen=True, slots=True)
class Filters:
    """What retrieval may return; None means anything. They hold in every retriever."""

    document_ids: frozenset[str] | None = None
    kinds: frozenset[DocumentKind] | None = None
    section_kinds: frozenset[SectionKind] = frozenset({SectionKind.BODY, SectionKind.PLACE})

    def admits(self, document: Document) -> bool:
        """Say whether a document is let through."""
        return (self.document_ids is None or document.document_id in self.document_ids) and (
            self.kinds is None or document.kind in self.kinds
        )


class IngestStatus(StrEnum):
    """What became of one thing that was to be ingested."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    CLOSED = "closed"  # gone from where it was read; kept, its postings marked
    FAILED = "failed"
    LEFT_OUT = "left out"  # of a folder: of no format that is read


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """One line of an ingest's report: a document that landed, or a path that did not and why."""

    path: str
    status: IngestStatus
    document: Document | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come: `done` of `total` steps of `stage`, `rate` a second; 0 where
    it is not known.
    """

    stage: str
    done: int = 0
    total: int = 0
    rate: float = 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the steps that are known of will take; None where that isn't known."""
        return (self.total - self.done) / self.rate if self.rate else None


ProgressListener = Callable[[Progress], None]
