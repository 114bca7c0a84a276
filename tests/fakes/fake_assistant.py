"""An assistant for tests of the page: it answers from a few documents by the words they share with
a question.

It has the methods of assistant.assistant.Assistant that the page calls, and streams like it: each
Answer replaces the one before, the last is final and carries citations and claims. `hold` stops a
stream in its middle.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.question.known import Known
from assistant.question.mentions import conditions_from
from assistant.question.scope import EVERYTHING, Scope
from assistant.types import Answer, Citation, Claim, Evidence, Query, Support, Turn
from store.errors import ReadError, UnknownDocument
from store.facets.corrections import check_understood, corrected
from store.loading.load import NOTHING, documents_in
from store.loading.uploads import Upload
from store.types import (
    Chunk,
    Document,
    DocumentKind,
    Fields,
    IngestOutcome,
    IngestStatus,
    Passage,
    Role,
    RolePosting,
    Section,
    SectionKind,
    SectionSpan,
    Sentence,
    Span,
    Unread,
)

_WORDS = re.compile(r"\w{4,}")
_SENTENCES = re.compile(r"[^\s.!?][^.!?]*[.!?]")


def document(title: str, text: str, **fields: Any) -> Document:
    """A document with this title and text; other fields as given."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    known: dict[str, Any] = {
        "kind": DocumentKind.ARTICLE,
        "document_id": digest[:12],
        "content_hash": digest,
    }
    known["sections"] = (SectionSpan(SectionKind.BODY, (title,), Span(0, len(text))),)
    return Document(title=title, text=text, **(known | fields))


def passage(
    of: Document, quote: str = "", heading_path: tuple[str, ...] = (), rank: int = 1
) -> Passage:
    """The passage of `of` that is `quote`, by default its whole text."""
    start = of.text.index(quote)
    span = Span(start, start + len(quote or of.text))
    found = _SENTENCES.finditer(of.text, span.start, span.end)
    sentences = tuple(Sentence(Span(*match.span()), 0) for match in found)
    section = Section(of, SectionKind.BODY, heading_path or (of.title,), span)
    chunk = Chunk(f"{of.document_id}-{start}", section, 0, span, sentences, span.of(of.text))
    return Passage((chunk,), 1 / rank, rank, ("lexical",))


def citation(evidence: Evidence, quote: str) -> Citation:
    """The citation of `quote`, which stands in the document of `evidence`."""
    start = evidence.passage.document.text.index(quote)
    return Citation(evidence, Span(start, start + len(quote)))


@dataclass
class FakeAssistant:
    """Answers with the sentence that shares most words with the question, from each document that
    has one.

    Attributes:
        asked: each question with the turns that came with it.
        models: the model named with each question.
        most: how many passages were asked for with each question.
        scopes: what each question was asked of.
        scripted: answers to give in place of its own, by question.
        error: raised by the next question, then forgotten.
        hold: while clear, a stream waits after its first piece; `held` is set when one does.
        stopped: set when a stream was closed before its end.
        pages: what links lead to, by the link; any other cannot be read.
    """

    passages: Sequence[Passage]
    scripted: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    most: list[int | None] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    error: Exception | None = None
    hold: threading.Event = field(default_factory=threading.Event)
    held: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    pages: dict[str, bytes] = field(default_factory=dict)
    closed: bool = False
    made_with = "hand"

    def __post_init__(self) -> None:
        self.hold.set()

    def forget(self) -> None:
        """As new: nothing was asked, nothing is scripted, nothing waits."""
        for told in (self.scripted, self.asked, self.models, self.most, self.scopes):
            told.clear()
        self.error = None
        self.hold.set()
        self.held.clear()
        self.stopped.clear()

    def ask(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        model: str = "",
        *,
        scope: Scope = EVERYTHING,
        max_evidence: int | None = None,
    ) -> Answer:
        return list(self.stream(question, turns, model, scope=scope, max_evidence=max_evidence))[-1]

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        model: str = "",
        *,
        scope: Scope = EVERYTHING,
        max_evidence: int | None = None,
    ) -> Iterator[Answer]:
        self.asked.append((question, tuple(turns)))
        self.models.append(model)
        self.most.append(max_evidence)
        self.scopes.append(scope)
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        whole, finished = self.scripted.get(question) or self._answer(question), False
        try:
            for piece in _pieces(whole):
                yield piece
                self.held.set()
                self.hold.wait(20)
            yield whole
            finished = True
        finally:
            if not finished:
                self.stopped.set()

    def known(self, scope: Scope = EVERYTHING) -> Known:
        return Known.of(scope.of([one.document for one in self.passages]))

    def documents(self) -> tuple[Document, ...]:
        return tuple(one.document for one in self.passages)

    @property
    def library(self) -> FakeAssistant:
        """Itself: what the page asks of the library is here too."""
        return self

    def document(self, document_id: str) -> Document:
        for one in self.documents():
            if one.document_id == document_id:
                return one
        raise UnknownDocument(f"No stored document is {document_id!r}")

    def preview(
        self, uploads: Sequence[Upload], given: Fields = NOTHING
    ) -> tuple[IngestOutcome, ...]:
        return tuple(
            one
            for upload in uploads
            for one in _read(upload.name, upload.content, upload.file_name, given)
        )

    def preview_paths(
        self, paths: Sequence[str], *, given: Fields = NOTHING, pages: Any = None
    ) -> tuple[IngestOutcome, ...]:
        return tuple(
            one
            for link in paths
            for one in _read(link, self.pages.get(link, b""), "page.html", given)
        )

    def ingest_uploads(
        self,
        uploads: Sequence[Upload],
        progress: Any = None,
        undo: Any = None,
        *,
        given: Fields = NOTHING,
    ) -> tuple[IngestOutcome, ...]:
        return self._kept(self.preview(uploads, given))

    def ingest(
        self,
        paths: Sequence[str],
        progress: Any = None,
        undo: Any = None,
        *,
        given: Fields = NOTHING,
        pages: Any = None,
    ) -> tuple[IngestOutcome, ...]:
        return self._kept(self.preview_paths(paths, given=given))

    def edit(self, document_id: str, given: Fields, undo: Any = None) -> Document:
        check_understood(given)
        after = corrected(self.document(document_id), given)
        self.passages = [
            passage(after) if one.document.document_id == document_id else one for one in self.passages
        ]  # fmt: skip
        return after

    def _kept(self, outcomes: tuple[IngestOutcome, ...]) -> tuple[IngestOutcome, ...]:
        self.passages = [
            *self.passages,
            *(passage(one.document) for one in outcomes if one.document),
        ]
        return outcomes

    def postings(self, **filters: str | None) -> tuple[RolePosting, ...]:
        return self.known().catalog.select(conditions_from(filters, self.known())).postings

    def roles(self, **filters: str | None) -> tuple[Role, ...]:
        return self.known().catalog.select(conditions_from(filters, self.known())).roles

    def close(self) -> None:
        self.closed = True

    def _answer(self, question: str) -> Answer:
        query = Query(question, question)
        best = [(_best(question, passage), passage) for passage in self.passages]
        found = [(span, passage) for span, passage in best if span is not None]
        if not found:
            nearest = tuple(
                Evidence(n, passage) for n, passage in enumerate(self.passages[:2], start=1)
            )
            return Answer(
                query,
                "The sources do not say. What comes nearest is shown beside this.",
                True,
                nearest,
            )
        evidence = tuple(
            Evidence(number, passage) for number, (_, passage) in enumerate(found, start=1)
        )
        citations = tuple(
            Citation(item, span) for item, (span, _) in zip(evidence, found, strict=True)
        )
        said = [f"{citation.quote} [{citation.evidence.number}]" for citation in citations]
        claims = tuple(
            Claim(c.quote, Support.SUPPORTED, (index,)) for index, c in enumerate(citations)
        )
        text = "From the sources:\n\n" + "\n".join(f"- {line}" for line in said)
        return Answer(query, text, False, evidence, citations, claims)


def _read(path: str, content: bytes, name: str, given: Fields) -> Iterator[IngestOutcome]:
    """What the bytes of a file hold, and what of it cannot be read."""
    try:
        for read in documents_in(content, name, path, given):
            if isinstance(read, Unread):
                yield IngestOutcome(f"{path}: {read.part}", IngestStatus.FAILED, reason=read.reason)
            else:
                yield IngestOutcome(path, IngestStatus.ADDED, read)
    except ReadError as error:
        yield IngestOutcome(path, IngestStatus.FAILED, reason=str(error))


def _pieces(whole: Answer) -> Iterator[Answer]:
    """The answer growing word by word, without what only its end knows."""
    ends = [match.end() for match in re.finditer(r"\S+", whole.text)]
    for end in ends[:-1]:
        yield replace(whole, text=whole.text[:end], citations=(), claims=(), notice="", final=False)


def _best(question: str, passage: Passage) -> Span | None:
    wanted = {word.lower() for word in _WORDS.findall(question)}
    shared = [
        (
            len(wanted & {w.lower() for w in _WORDS.findall(s.span.of(passage.document.text))}),
            s.span,
        )
        for s in passage.sentences
    ]
    count, span = max(shared, key=lambda pair: pair[0], default=(0, Span(0, 0)))
    return span if count else None
