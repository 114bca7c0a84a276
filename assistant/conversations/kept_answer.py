"""An answer as it is kept, and the same made of it again when the conversation is opened the next time.

What is kept is the answer's JSON and, under `kept`, what that leaves out but the page shows: the chunks of each
passage and the facts of each document. A document may change or go; then what was quoted of it is still shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from assistant.as_json import answer_json, posting_json
from assistant.errors import KeptAnswerError
from assistant.types import Answer, Citation, Claim, Evidence, Kind, Query, Support, Timings
from store.types import Chunk, Document, DocumentKind, Passage, Place, Posting, Section, SectionKind, Span

VERSION = 1
_FACTS = "document_id kind title content_hash author publisher company team level url provenance".split()


class _Chunk(BaseModel):
    chunk_id: str
    index: int
    section_kind: SectionKind
    heading_path: tuple[str, ...]
    start: int
    end: int


class _Passage(BaseModel):
    rank: int
    chunks: tuple[_Chunk, ...] = Field(min_length=1)


class _Posting(BaseModel):
    country: str
    region: str
    city: str
    date: str
    url: str


class _Document(BaseModel):
    document_id: str
    kind: DocumentKind
    title: str
    content_hash: str
    author: str
    publisher: str
    company: str
    team: str
    level: str
    url: str
    provenance: str
    postings: tuple[_Posting, ...]


class _Shown(BaseModel):
    """What the answer's JSON leaves out: `passages` in the order of its evidence."""

    version: Literal[1]
    final: bool
    replied: bool
    passages: tuple[_Passage, ...]
    documents: tuple[_Document, ...]


class _Evidence(BaseModel):
    number: int
    document_id: str
    text: str
    start: int
    end: int
    score: float
    found_by: tuple[str, ...]


class _Citation(BaseModel):
    evidence: int
    quote: str
    start: int
    end: int


class _Claim(BaseModel):
    text: str
    support: Support
    citations: tuple[int, ...]


class _Role(BaseModel):
    document_id: str


class _Timings(BaseModel):
    retrieve: float
    first_token: float
    total: float


class _Kept(BaseModel):
    question: str
    standalone_question: str
    kind: Kind
    text: str
    abstained: bool
    citations: tuple[_Citation, ...]
    evidence: tuple[_Evidence, ...]
    claims: tuple[_Claim, ...]
    roles: tuple[_Role, ...]
    options: tuple[str, ...]
    model: str
    notice: str
    timings_ms: _Timings
    kept: _Shown


def keep(answer: Answer) -> dict[str, Any]:
    """`answer` in plain JSON types, so that `restore` makes it again."""
    documents = {one.document_id: one for one in (*answer.roles, *(one.passage.document for one in answer.evidence))}
    shown = {
        "version": VERSION,
        "final": answer.final,
        "replied": bool(answer.reply),
        "passages": [_passage(one.passage) for one in answer.evidence],
        "documents": [_facts(one) for one in documents.values()],
    }
    return {**answer_json(answer), "kept": shown}


def without_kept(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The answer's JSON alone, as docs/api.md describes it."""
    return {name: value for name, value in kept.items() if name != "kept"}


def restore(kept: Mapping[str, Any], documents: Mapping[str, Document]) -> Answer:
    """The answer that `keep` kept, over `documents` (what is stored now, by identifier).

    Each passage is of the stored document where that still holds it at its place; else of a document without sections
    whose text is the passage alone. What only making the answer needed (prompt, selection, comparison, retrieved
    passages, coverage) does not come back; `reply` is the text, where a model had replied. Raises KeptAnswerError.
    """
    try:
        told = _Kept.model_validate(kept)
        of = {one.number: one for one in told.evidence}
        evidence = {one.number: one for one in _evidence(told, documents)}
        citations = tuple(_citation(one, of[one.evidence], evidence[one.evidence]) for one in told.citations)
        claims = tuple(_claim(one, len(citations)) for one in told.claims)
        facts = {one.document_id: one for one in told.kept.documents}
        roles = tuple(documents.get(one.document_id) or _fragment(facts[one.document_id], "") for one in told.roles)
    except (ValidationError, ValueError, KeyError) as error:
        raise KeptAnswerError(
            f"a kept answer cannot be shown ({_cause(error)}): it is damaged or another version of Rolecall kept it; "
            "ask its question again"
        ) from error
    return Answer(
        query=Query(told.question, told.standalone_question, told.kind),
        text=told.text,
        abstained=told.abstained,
        evidence=tuple(evidence.values()),
        citations=citations,
        claims=claims,
        roles=roles,
        model=told.model,
        timings=Timings(told.timings_ms.retrieve, told.timings_ms.first_token, told.timings_ms.total),
        reply=told.text if told.kept.replied else "",
        notice=told.notice,
        final=told.kept.final,
        options=told.options,
    )


def _cause(error: Exception) -> str:
    if isinstance(error, ValidationError):
        wrong = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, wrong['loc'])) or 'all of it'}: {wrong['msg']}"
    return f"it names {error}, which is not there" if isinstance(error, KeyError) else str(error)


def _passage(passage: Passage) -> dict[str, Any]:
    chunks = [
        {
            "chunk_id": chunk.chunk_id,
            "index": chunk.index,
            "section_kind": str(chunk.section.kind),
            "heading_path": list(chunk.section.heading_path),
            "start": chunk.span.start,
            "end": chunk.span.end,
        }
        for chunk in passage.chunks
    ]
    return {"rank": passage.rank, "chunks": chunks}


def _facts(document: Document) -> dict[str, Any]:
    facts = {name: str(getattr(document, name)) for name in _FACTS}
    return {**facts, "postings": [posting_json(one) for one in document.postings]}


def _evidence(told: _Kept, documents: Mapping[str, Document]) -> Iterator[Evidence]:
    facts = {one.document_id: one for one in told.kept.documents}
    for one, passage in zip(told.evidence, told.kept.passages, strict=True):
        if (passage.chunks[0].start, passage.chunks[-1].end - one.start) != (one.start, len(one.text)):
            raise ValueError(f"passage {one.number} is not where its chunks are")
        stored = documents.get(one.document_id)
        if stored is not None and Span(one.start, one.end).of(stored.text) == one.text:
            document, moved = stored, 0
        else:
            document, moved = _fragment(facts[one.document_id], one.text), -one.start
        chunks = tuple(_chunk(chunk, document, moved) for chunk in passage.chunks)
        yield Evidence(one.number, Passage(chunks, one.score, passage.rank, one.found_by))


def _chunk(chunk: _Chunk, document: Document, moved: int) -> Chunk:
    span = Span(chunk.start + moved, chunk.end + moved)
    section = Section(document, chunk.section_kind, chunk.heading_path, span)
    return Chunk(chunk.chunk_id, section, chunk.index, span, (), span.of(document.text))


def _fragment(facts: _Document, text: str) -> Document:
    """What is known of a document that has changed or gone, around the text that was kept of it."""
    said = {name: getattr(facts, name) for name in _FACTS}
    postings = tuple(Posting(Place(one.country, one.region, one.city), one.date, one.url) for one in facts.postings)
    return Document(text=text, postings=postings, **said)


def _citation(told: _Citation, of: _Evidence, evidence: Evidence) -> Citation:
    """The citation, its quote where the passage now stands."""
    moved = evidence.passage.span.start - of.start
    citation = Citation(evidence, Span(told.start + moved, told.end + moved))
    if not of.start <= told.start < told.end <= of.end or citation.quote != told.quote:
        raise ValueError(f"the quote {told.quote!r} is not in passage {of.number}")
    return citation


def _claim(told: _Claim, citations: int) -> Claim:
    if any(not 0 <= index < citations for index in told.citations):
        raise ValueError(f"the claim {told.text!r} cites what is not there")
    return Claim(told.text, told.support, told.citations)
