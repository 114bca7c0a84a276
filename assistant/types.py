"""The assistant's nouns: Query -> Evidence -> Answer with its citations and claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from store.search.catalog import Condition, Facet, Rank, Selection, Value
from store.types import Chunk, Document, DocumentKind, Filters, Passage, Posting, Role, Span


class Kind(StrEnum):
    """What is asked for; the last four are small talk, which asks nothing of the sources."""

    ANSWER = "answer"
    LIST = "list"
    COUNT = "count"
    COMPARE = "compare"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    HELP = "help"


SMALL_TALK = (Kind.GREETING, Kind.THANKS, Kind.GOODBYE, Kind.HELP)


class Support(StrEnum):
    """What the evidence says of a claim: it carries it, says otherwise, or doesn't say.

    A contradicted claim cites the sentence that says otherwise.
    """

    SUPPORTED = "supported"
    WEAK = "weak"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Term:
    """One word or name of a question that an answer must cover.

    `stem` is its stemmed, lower-case form.
    """

    text: str
    stem: str


class NameKind(StrEnum):
    """What of a document a name names."""

    TITLE = "title"
    COMPANY = "company"
    TEAM = "team"
    LEVEL = "level"
    PLACE = "place"
    PERSON = "person"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Entity:
    """Words of a question that name something, and what they resolved to.

    Attributes:
        facet: what a condition of theirs would be on; None where they name documents alone, and
            with no kind either where the asker tells them of themselves.
        values: what of the facet they ask for, any of which will do.
        negated: whether what they name is ruled out.
        kind: what of documents they name; None where they name none by themselves ("over £30,000").
        document_ids: the documents they name; a place without postings names none.
        is_partial: whether they are only a part of what they name, one word of a team or a title
            without its head noun; these give way where they don't fit with other names.
    """

    text: str
    start: int
    end: int
    facet: Facet | None = None
    values: tuple[Value, ...] = ()
    negated: bool = False
    kind: NameKind | None = None
    document_ids: frozenset[str] = frozenset()
    is_partial: bool = False

    @classmethod
    def of(
        cls,
        question: str,
        start: int,
        end: int,
        facet: Facet,
        values: tuple[Value, ...],
        negated: bool = False,
    ) -> Entity:
        """The words of a question from `start` to `end` as some values of a facet."""
        return cls(question[start:end], start, end, facet, values, negated)

    @property
    def mark(self) -> str:
        """What stands in the place of its words where only their facet matters: "PLACE", "TOLD"
        for what the asker tells of themselves; "" for what names documents alone.
        """
        return self.facet.name if self.facet else "" if self.kind else "TOLD"


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Names that no document has together: of a title and a place, say, and the documents that
    have the title.
    """

    names: tuple[Entity, ...]
    nearest: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a question asks.

    Attributes:
        text: the words that ask it.
        filters: what the names in it (roles, teams, places, people) narrow the search to.
        scope: those names, as they stand in the question.
        terms: the rest that carries meaning, which an answer must cover.
        nowhere: set where its names fit no document together; then nothing answers it.
        within: the words put to documents that all are what is named, "the role" in a title's
            place; "" without names.
        nearby: what the ask surely means, else what the conversation is about, where it names
            nothing; looked through first.
        likely: the documents that its words may mean, where they name none, each with how likely it
            is, 0 to 1, the likeliest first; empty where only the conversation tells.
        said: its own words, where `text` takes along those of the ask before; "" where none.
    """

    text: str
    filters: Filters = field(default_factory=Filters)
    scope: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    nowhere: Nowhere | None = None
    within: str = ""
    nearby: frozenset[str] = frozenset()
    likely: tuple[tuple[str, float], ...] = ()
    said: str = ""

    @property
    def unscoped(self) -> str:
        """The words that ask, without the names that scope them."""
        text = self.text
        for name in self.scope:
            text = text.replace(name, " ")
        text = re.sub(
            r"\b(?:in|of|for|at|about|on|with|does|do|is) (?:the|a|an)\s+(?:role|job|position"
            r"|posting|one)?s?\b",
            " ",
            text,
        )
        return " ".join(text.split()) or self.text

    @property
    def put(self) -> str:
        """What is asked of each sentence of the documents that may answer."""
        return self.within or self.text


class Aspect(StrEnum):
    """What two roles are compared by, in the order shown."""

    PURPOSE = "purpose of the team"
    RESPONSIBILITIES = "responsibilities"
    METHODS = "methods and technologies"
    COLLEAGUES = "who one works with"
    SENIORITY = "seniority and supervision"
    QUALIFICATIONS = "qualifications"
    DAY = "a day in the life"
    PAY = "pay and benefits"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: a role, by all its postings or by those that were named."""

    role: Role
    postings: tuple[Posting, ...]
    label: str


class Unit(StrEnum):
    """What is counted or listed; EITHER where the word ("jobs", "openings") does not tell
    postings from roles.
    """

    POSTINGS = "postings"
    ROLES = "roles"
    EITHER = "jobs"
    PLACES = "places"
    COUNTRIES = "countries"
    COMPANIES = "companies"
    TEAMS = "teams"
    TITLES = "titles"
    DATES = "dates"
    LINKS = "links"


class Wanted(StrEnum):
    """Which roles a claim picks out: those that say so, that say the opposite, or that don't say
    so.

    DENIED means those that don't say so where no role says the opposite; REFUSED never does.
    """

    SAID = "said"
    DENIED = "denied"
    REFUSED = "refused"
    UNSAID = "unsaid"


class Insistence(StrEnum):
    """How much a role must insist on what a list asks about."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    WAIVED = "not required"
    EITHER = "required or preferred"


@dataclass(frozen=True, slots=True)
class Subject:
    """Claims that each role's own text is held against, any of which will do, and the words they
    are made of.

    Attributes:
        insistence: how much a role must insist on `words`; None where the claims say all that is
            asked.
    """

    claims: tuple[str, ...]
    words: str
    wanted: Wanted = Wanted.SAID
    insistence: Insistence | None = None


class Mode(StrEnum):
    """What of a comparison is asked for."""

    ALL = "all"
    SHARED = "shared"
    DIFFERENT = "different"
    ONLY_FIRST = "only first"
    ONLY_SECOND = "only second"
    CLOSER = "closer"


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that mean a role or some of its postings, and the sides they can mean: one, or several
    to choose from.

    `by_place` where nothing but places names it.
    """

    text: str
    sides: tuple[Side, ...]
    by_place: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What of each role is asked, in the question's words: "holiday".

    Attributes:
        highest: the end that is asked for: True for more, False for less, None for neither.
        said: the same with the words around them, by which it is told what facet they ask for.
    """

    words: str
    highest: bool | None = None
    said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class CompareAsk:
    """What a comparison asks for.

    Attributes:
        references: what is compared, two or more.
        aspects: those asked for; empty means all of them, where no topics are.
        topics: what just one part of a text says, each compared by itself.
    """

    references: tuple[Reference, ...]
    mode: Mode = Mode.ALL
    aspects: frozenset[Aspect] = frozenset()
    topics: tuple[Topic, ...] = ()

    @property
    def roles(self) -> tuple[Role, ...]:
        """All roles that the references can mean, each once."""
        return tuple(
            dict.fromkeys(side.role for reference in self.references for side in reference.sides)
        )

    @property
    def first(self) -> Reference:
        """The side that was named first."""
        return self.references[0]

    @property
    def second(self) -> Reference:
        """The side that was named second."""
        return self.references[1]


class Form(StrEnum):
    """How a message leans on the conversation."""

    NEW = "new subject"
    REFERENCE = "reference"
    SUBSTITUTION = "substitution"
    CONTINUATION = "continuation"


@dataclass(frozen=True, slots=True)
class Leaning:
    """What of the conversation a message leans on: by which words, and the documents they mean."""

    form: Form = Form.NEW
    words: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """All that was understood of a question.

    Attributes:
        question: as typed.
        standalone_question: with what it leaves to the conversation filled in; the spans below are
            of this text.
        kind: what it wants.
        entities: everything it names, in order.
        asks: what is asked of the documents, one a part, where it is no list, count or comparison.
        unit: what a list or a count is of; None for every other kind.
        by: what a count is made for each of.
        conditions: what a posting must meet to be listed or counted.
        subjects: what each role's own text must say, all of it; none where the catalog alone
            decides.
        order: what the highest or the lowest of is asked for, or all in that order; the day of
            posting is one.
        shown: what of each posting a list is to show as well.
        superlative: "most", say, where roles are asked for that no text compares by itself; ""
            otherwise.
        complement: of the companies, places and so on those without such a posting are asked for.
        every: it is asked whether all postings that meet the other conditions meet the last one.
        compare: what a comparison asks.
        refers_to: what of the conversation it leans on.
        options: the questions it may be, where it leaves open which of some roles it means.
        brief: less of the same answer is asked for: "shorter".
        unused: words of a list or a count that were not understood.
        prompt: what a model was sent to make it stand alone; empty where none was.
    """

    question: str
    standalone_question: str
    kind: Kind = Kind.ANSWER
    entities: tuple[Entity, ...] = ()
    asks: tuple[Ask, ...] = ()
    unit: Unit | None = None
    by: Unit | None = None
    conditions: tuple[Condition, ...] = ()
    subjects: tuple[Subject, ...] = ()
    order: Rank | None = None
    shown: tuple[Topic, ...] = ()
    superlative: str = ""
    complement: bool = False
    every: bool = False
    compare: CompareAsk | None = None
    refers_to: Leaning = Leaning()
    options: tuple[str, ...] = ()
    brief: bool = False
    unused: tuple[str, ...] = ()
    prompt: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[Entity, ...]:
        """The names of documents and people in it."""
        return tuple(entity for entity in self.entities if entity.kind is not None)

    @property
    def is_read(self) -> bool:
        """Whether what is asked is known beyond its kind: an answer kept by an earlier version
        knows no more.
        """
        return bool(self.asks or self.compare or self.is_of_catalog or self.kind in SMALL_TALK)

    @property
    def is_of_catalog(self) -> bool:
        """Whether it is a list or a count."""
        return self.unit is not None

    @property
    def scope(self) -> tuple[str, ...]:
        """The names in all asks, each once."""
        return tuple(dict.fromkeys(name for ask in self.asks for name in ask.scope))

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of all asks, each once."""
        return tuple(dict.fromkeys(term for ask in self.asks for term in ask.terms))

    @property
    def filters(self) -> Filters:
        """What may be returned for any of the asks."""
        allowed = [ask.filters.document_ids for ask in self.asks]
        if not allowed or None in allowed:
            return Filters()
        return Filters(frozenset(one for ids in allowed if ids is not None for one in ids))


@dataclass(frozen=True, slots=True)
class Turn:
    """One finished exchange: what was asked, what came of it, and how the question was understood.

    Attributes:
        roles: identifiers of the roles the answer was about, in the order shown.
        options: the questions it offered where it asked which reading was meant.
        documents: identifiers of the documents it quoted, in the order quoted.
        query: how its question was understood; None where that was not kept, and then it is read
            again.
        quotes: what it quoted in answer, in the order shown, each with the identifier of its
            document.
    """

    question: str
    answer: str = ""
    standalone_question: str = ""
    roles: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    query: Query | None = None
    quotes: tuple[tuple[str, str], ...] = ()


COMPUTED = "computed"  # how a passage was found that code worked out


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage admitted to the answer, numbered from 1 as the reader sees it."""

    number: int
    passage: Passage

    @property
    def is_computed(self) -> bool:
        """Whether code worked it out (a count, a list, a comparison) instead of reading it in a
        document.
        """
        return COMPUTED in self.passage.found_by


@dataclass(frozen=True, slots=True)
class Citation:
    """The link from a claim to evidence: `document.text[span.start:span.end]` is the exact
    quote.
    """

    evidence: Evidence
    span: Span

    @property
    def document(self) -> Document:
        """The document that is quoted."""
        return self.evidence.passage.document

    @property
    def heading_path(self) -> tuple[str, ...]:
        """The headings over the quote, which may stand deeper than the passage's own."""
        chunks = self.evidence.passage.chunks
        return next(
            (one.section.heading_path for one in chunks if one.span.end >= self.span.end), ()
        )

    @property
    def quote(self) -> str:
        """The quoted words, cut from the document."""
        return self.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer; `citations` are indexes into the answer's citations."""

    text: str
    support: Support
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A facet of each side as text; "" where it is not stated.

    `ranks` says of each side whether it is "more", "less" or "earlier" than the others; "" where
    that isn't known.
    """

    name: str
    cells: tuple[str, ...]
    ranks: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the sides state different things."""
        return len(set(self.cells)) > 1

    @property
    def is_stated(self) -> bool:
        """Whether any side states it."""
        return any(self.cells)

    @property
    def shown(self) -> tuple[str, ...]:
        """The cells, each with its rank."""
        ranks = self.ranks or ("",) * len(self.cells)
        return tuple(
            f"{cell} ({rank})" if rank else cell
            for cell, rank in zip(self.cells, ranks, strict=True)
        )


@dataclass(frozen=True, slots=True)
class AspectRow:
    """What each side says on an aspect, in its own sentences; none where it states nothing."""

    aspect: Aspect
    first: tuple[Citation, ...]
    second: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A sentence of each side that say the same, or nearly so.

    `similarity` is at most 1: the cosine of the two after what is common to each role's sentences
    is taken away, with a little for speaking of one aspect. `sure` where hardly a pair as near is
    wrong.
    """

    first: Citation
    second: Citation
    similarity: float
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two roles, or two postings, aligned; of more than two the facets alone.

    Attributes:
        same_text: both sides are postings of one role; then only `facets` says anything.
        evidence: the passages that the citations quote, numbered from 1, the first side's before
            the second's.
        in_both: sentences that say the same, best first.
        only_first, only_second: sentences without a counterpart, in the order of their text.
    """

    sides: tuple[Side, ...]
    same_text: bool
    facets: tuple[FacetRow, ...]
    evidence: tuple[Evidence, ...] = ()
    aspects: tuple[AspectRow, ...] = ()
    in_both: tuple[AlignedPair, ...] = ()
    only_first: tuple[Citation, ...] = ()
    only_second: tuple[Citation, ...] = ()

    @property
    def first(self) -> Side:
        """The first side."""
        return self.sides[0]

    @property
    def second(self) -> Side:
        """The second side."""
        return self.sides[1]


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds from the question; `first_token` is when the first text was there."""

    retrieve: float = 0.0
    first_token: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The sentence that most likely answers a question: its probability, its chunk and where it
    stands.
    """

    probability: float
    chunk: Chunk
    span: Span


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, whole or (while streaming) so far.

    `selection` is what a list or a count found, `comparison` what a comparison did; `options` are
    the questions to choose from where more than one reading fits.

    `text` is Markdown with [n] markers, n an evidence number. `prompt` is what a model was sent,
    message by message, and `reply` what it sent back as it stood; both empty for `quotes`. `table`
    is what code worked out, in Markdown, where a model says it in its own words. `notice` is a line
    for the reader about how the answer came about (a model that failed, say). `coverage` is the
    confidence, 0 to 1, on which abstaining is decided, and `likeliest` the sentence that it is
    taken from; None where none was judged.
    """

    query: Query
    text: str
    abstained: bool
    evidence: tuple[Evidence, ...] = ()
    citations: tuple[Citation, ...] = ()
    claims: tuple[Claim, ...] = ()
    roles: tuple[Document, ...] = ()
    model: str = "quotes"
    timings: Timings = Timings()
    coverage: float = 0.0
    likeliest: Likeliest | None = None
    retrieved: tuple[Passage, ...] = ()
    prompt: tuple[tuple[str, str], ...] = ()
    reply: str = ""
    notice: str = ""
    final: bool = True
    selection: Selection | None = None
    comparison: Comparison | None = None
    options: tuple[str, ...] = ()
    table: str = ""

    @property
    def relied_on(self) -> tuple[Evidence, ...]:
        """The evidence that its text or its citations name; all of it for an answer that code or
        `quotes` gave.
        """
        if not self.reply:
            return self.evidence
        numbers = {int(number) for number in re.findall(r"\[(\d{1,6})\]", self.text)}
        numbers |= {citation.evidence.number for citation in self.citations}
        return tuple(evidence for evidence in self.evidence if evidence.number in numbers)

    @property
    def turn(self) -> Turn:
        """What the conversation remembers of it."""
        query = self.query
        quoted = {citation.document.document_id: citation.document for citation in self.citations}
        roles = [role.document_id for role in self.roles] or self._quoted_role(quoted)
        answering = () if self.abstained else self.citations
        quotes = dict.fromkeys(
            (citation.quote, citation.document.document_id) for citation in answering
        )
        return Turn(
            query.question,
            self.text,
            query.standalone_question,
            tuple(roles),
            self.options,
            tuple(quoted),
            query if query.is_read else None,
            tuple(quotes),
        )

    def _quoted_role(self, quoted: Mapping[str, Document]) -> list[str]:
        """The one role that everything quoted comes from, where it does."""
        if self.abstained or len(quoted) != 1:
            return []
        return [document_id for document_id, one in quoted.items() if one.kind is DocumentKind.ROLE]
