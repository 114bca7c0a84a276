"""An answer as it is kept, and the same made of it again when the conversation is opened the next
time.

What is kept is the answer's JSON as programs see it and, under `kept`, the answer itself with each
document once. Of a document's text only the passages shown are kept, at their places; between them
stand spaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.as_json import answer_json
from assistant.errors import KeptAnswerError
from assistant.types import Answer
from store.types import Document, Span

VERSION = 3
_REFERENCE = "$document"
_Spans = Mapping[str, list[Span]]


def keep(answer: Answer) -> dict[str, Any]:
    """Return `answer` in plain JSON types, so that `restore` makes it again, with the evidence
    it relies on.
    """
    answer = replace(answer, evidence=answer.relied_on)
    shown = replace(
        answer,
        query=replace(answer.query, prompt=()),
        reply=answer.text if answer.reply else "",
        retrieved=(),
        prompt=(),
        selection=None,
        comparison=None,
    )
    documents: dict[str, dict[str, Any]] = {}
    told = _without_documents(
        _answers().dump_python(shown, mode="json"), documents, _shown_spans(answer)
    )
    return {
        **answer_json(answer),
        "kept": {"version": VERSION, "answer": told, "documents": documents},
    }


def without_kept(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer's JSON alone, as docs/api.md describes it."""
    return {name: value for name, value in kept.items() if name != "kept"}


def restore(kept: Mapping[str, Any], documents: Mapping[str, Document]) -> Answer:
    """Return the answer that `keep` kept, over `documents` (what is stored now, by identifier).

    Where a stored document still holds the passages at their places, it is that one; else one
    without sections that holds the passages alone. What only making the answer needed (prompts,
    selection, comparison, retrieved passages) does not come back; `reply` is the text, where a
    model had replied. Raises KeptAnswerError.
    """
    try:
        told = kept["kept"]
        if told["version"] == 1:
            told = _from_version_1(kept)
        if told["version"] == 2:
            told = _from_version_2(told)
        if told["version"] != VERSION:
            raise ValueError(f"version {told['version']!r} is not {VERSION}")
        known = {name: _document(name, one, documents) for name, one in told["documents"].items()}
        answer = _answers().validate_python(_with_documents(told["answer"], known))
        _check(answer, kept)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise KeptAnswerError(
            f"a kept answer cannot be shown ({_cause(error)}): it is damaged or another version of "
            "Rolecall kept it; "
            "ask its question again"
        ) from error
    return answer


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


@cache
def _documents() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def _shown_spans(answer: Answer) -> dict[str, list[Span]]:
    """Where the passages shown stand, by their documents' identifiers."""
    spans: dict[str, list[Span]] = {}
    for evidence in answer.evidence:
        spans.setdefault(evidence.passage.document.document_id, []).append(evidence.passage.span)
    return spans


def _without_documents(value: Any, documents: dict[str, dict[str, Any]], shown: _Spans) -> Any:
    """The value with a reference in the place of each document, which goes into `documents`."""
    if isinstance(value, list):
        return [_without_documents(part, documents, shown) for part in value]
    if not isinstance(value, dict):
        return value
    if "content_hash" not in value:
        return {name: _without_documents(part, documents, shown) for name, part in value.items()}
    own = shown.get(value["document_id"], [])
    told = value | {
        "text": _masked(value["text"], own),
        "sections": [],
        "sources": [],
        "shown": [[span.start, span.end] for span in own],
    }
    name = value["document_id"]
    while documents.setdefault(name, told) != told:  # the same role by other postings
        name += "+"
    return {_REFERENCE: name}


def _masked(text: str, spans: list[Span]) -> str:
    """The text up to the last span, with spaces for all that stands in none of them."""
    masked = ""
    for span in sorted(spans, key=lambda span: span.start):
        masked += " " * (span.start - len(masked)) + text[max(span.start, len(masked)) : span.end]
    return masked


def _with_documents(value: Any, documents: Mapping[str, Document]) -> Any:
    if isinstance(value, list):
        return [_with_documents(part, documents) for part in value]
    if not isinstance(value, dict):
        return value
    if _REFERENCE in value:
        return documents[value[_REFERENCE]]
    return {name: _with_documents(part, documents) for name, part in value.items()}


def _document(name: str, told: Mapping[str, Any], stored: Mapping[str, Document]) -> Document:
    """The stored document where it still holds what was shown and nothing narrowed it; else what
    was kept of it.
    """
    kept = _documents().validate_python(
        {field: value for field, value in told.items() if field != "shown"}
    )
    now = stored.get(name)
    spans = [Span(*span) for span in told["shown"]]
    if now is not None and all(span.of(now.text) == span.of(kept.text) for span in spans):
        return now
    return kept


def _check(answer: Answer, kept: Mapping[str, Any]) -> None:
    """Raise ValueError where the answer does not say what its JSON says."""
    if (answer.text, str(answer.query.kind)) != (kept["text"], kept["kind"]):
        raise ValueError("its parts do not belong together")
    passages = {one.number: one.passage for one in answer.evidence}
    shown = [(n, of.text, of.span.start, of.document.document_id) for n, of in passages.items()]
    if shown != [
        (one["number"], one["text"], one["start"], one["document_id"]) for one in kept["evidence"]
    ]:
        raise ValueError("its passages are not where they were")
    for citation, told in zip(answer.citations, kept["citations"], strict=True):
        span, of = citation.span, passages[told["evidence"]].span
        moved = (span.start, span.end) != (told["start"], told["end"])
        if (
            moved
            or citation.quote != told["quote"]
            or not of.start <= span.start < span.end <= of.end
        ):
            raise ValueError(f"the quote {told['quote']!r} is not in passage {told['evidence']}")
    for claim, told in zip(answer.claims, kept["claims"], strict=True):
        if any(
            not 0 <= index < len(answer.citations)
            for index in (*claim.citations, *told["citations"])
        ):
            raise ValueError(f"the claim {claim.text!r} cites what is not there")


def _cause(error: Exception) -> str:
    if isinstance(error, ValidationError):
        wrong = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, wrong['loc'])) or 'all of it'}: {wrong['msg']}"
    return f"it names {error}, which is not there" if isinstance(error, KeyError) else str(error)


# What the versions before kept --------------------------------------------------------------------

_ASKED = ("question", "standalone_question", "kind")


def _from_version_2(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same with what was asked alone; how it was understood, which was kept otherwise, is
    read again.
    """
    answer = told["answer"]
    query = {name: answer["query"][name] for name in _ASKED}
    return {
        "version": VERSION,
        "answer": {**answer, "query": query},
        "documents": told["documents"],
    }


def _from_version_1(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The same as version 2 keeps it, but for the query: what was asked is known, not how it was
    understood.
    """
    facts = {one["document_id"]: one for one in kept["kept"]["documents"]}
    passages = list(zip(kept["evidence"], kept["kept"]["passages"], strict=True))
    documents = {name: _document_of_version_1(one, passages) for name, one in facts.items()}
    evidence = {told["number"]: _evidence_of_version_1(told, passage) for told, passage in passages}
    answer = {
        **{
            name: kept[name]
            for name in ("text", "abstained", "claims", "options", "model", "notice")
        },
        "query": {name: kept[name] for name in _ASKED},
        "evidence": list(evidence.values()),
        "citations": [
            {
                "evidence": evidence[one["evidence"]],
                "span": {"start": one["start"], "end": one["end"]},
            }
            for one in kept["citations"]
        ],
        "roles": [{_REFERENCE: one["document_id"]} for one in kept["roles"]],
        "timings": kept["timings_ms"],
        "reply": kept["text"] if kept["kept"]["replied"] else "",
        "final": kept["kept"]["final"],
    }
    return {"version": VERSION, "answer": answer, "documents": documents}


def _document_of_version_1(
    facts: Mapping[str, Any], passages: list[tuple[Any, Any]]
) -> dict[str, Any]:
    own = sorted(
        (one["start"], one["text"])
        for one, _ in passages
        if one["document_id"] == facts["document_id"]
    )
    text = ""
    for start, words in own:
        text += " " * (start - len(text)) + words[max(0, len(text) - start) :]
    postings = [
        {
            "place": {part: one[part] for part in ("country", "region", "city")},
            "date": one["date"],
            "url": one["url"],
        }
        for one in facts["postings"]
    ]
    shown = [[start, start + len(words)] for start, words in own]
    return {**facts, "text": text, "postings": postings, "shown": shown}


def _evidence_of_version_1(told: Mapping[str, Any], passage: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": told["number"],
        "passage": {
            "chunks": list(_chunks_of_version_1(told["document_id"], passage["chunks"])),
            "score": told["score"],
            "rank": passage["rank"],
            "found_by": told["found_by"],
        },
    }


def _chunks_of_version_1(document_id: str, chunks: list[Any]) -> Iterator[dict[str, Any]]:
    for one in chunks:
        span = {"start": one["start"], "end": one["end"]}
        section = {"kind": one["section_kind"], "heading_path": one["heading_path"], "span": span}
        section["document"] = {_REFERENCE: document_id}
        yield {
            "chunk_id": one["chunk_id"],
            "section": section,
            "index": one["index"],
            "span": span,
            "sentences": [],
            "embedded_text": "",
        }
