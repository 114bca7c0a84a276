"""An answer as it is kept, and the same made of it again when the conversation is opened the next
time.

What is kept is the answer's JSON as programs see it and, under `kept`, the answer itself with each
document once. Of a document's text only the passages shown are kept, at their places; between them
stand spaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, replace
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
    query, reply = replace(answer.query, prompt=()), answer.text if answer.reply else ""
    shown = replace(answer, query=query, reply=reply, selection=None, comparison=None)
    whole = _answers().dump_python(replace(shown, retrieved=(), prompt=()), mode="json")
    spans: dict[str, list[Span]] = {}  # where the passages shown stand, by document
    for passage in (evidence.passage for evidence in answer.evidence):
        spans.setdefault(passage.document.document_id, []).append(passage.span)
    documents: dict[str, dict[str, Any]] = {}
    told = _without_documents(whole, documents, spans)
    kept = {"version": VERSION, "answer": told, "documents": documents}
    return {**answer_json(answer), "kept": kept}


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
        version = told["version"]
        if version == 1:
            told = _from_version_1(kept)
        elif version == 2:
            told = {**told, "answer": {**told["answer"], "query": _asked(told["answer"]["query"])}}
        elif version != VERSION:
            raise ValueError(f"version {version!r} is not {VERSION}")
        known = {name: _document(name, one, documents) for name, one in told["documents"].items()}
        answer = _answers().validate_python(_with_documents(told["answer"], known))
        _check(answer, kept)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise KeptAnswerError(
            f"a kept answer cannot be shown ({_cause(error)}): it is damaged or another version of "
            "Rolecall kept it; ask its question again"
        ) from error
    return answer


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


@cache
def _documents() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


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
    own = {field: value for field, value in told.items() if field != "shown"}
    kept = _documents().validate_python(own)
    now, spans = stored.get(name, kept), [Span(*span) for span in told["shown"]]
    return now if all(span.of(now.text) == span.of(kept.text) for span in spans) else kept


def _check(answer: Answer, kept: Mapping[str, Any]) -> None:
    """Raise ValueError where the answer does not say what its JSON says."""
    if (answer.text, str(answer.query.kind)) != (kept["text"], kept["kind"]):
        raise ValueError("its parts do not belong together")
    passages = {one.number: one.passage for one in answer.evidence}
    shown = [[n, of.text, of.span.start, of.document.document_id] for n, of in passages.items()]
    names = ("number", "text", "start", "document_id")
    if shown != [[one[name] for name in names] for one in kept["evidence"]]:
        raise ValueError("its passages are not where they were")
    for citation, told in zip(answer.citations, kept["citations"], strict=True):
        span, of = citation.span, passages[told["evidence"]].span
        same = [citation.quote, *astuple(span)] == [told["quote"], told["start"], told["end"]]
        if not same or not of.start <= span.start < span.end <= of.end:
            raise ValueError(f"the quote {told['quote']!r} is not in passage {told['evidence']}")
    for claim, told in zip(answer.claims, kept["claims"], strict=True):
        if not {*claim.citations, *told["citations"]} <= {*range(len(answer.citations))}:
            raise ValueError(f"the claim {claim.text!r} cites what is not there")


def _cause(error: Exception) -> str:
    if isinstance(error, ValidationError):
        wrong = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, wrong['loc'])) or 'all of it'}: {wrong['msg']}"
    return f"it names {error}, which is not there" if isinstance(error, KeyError) else str(error)


# What the versions before kept --------------------------------------------------------------------


def _asked(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked alone; how it was understood, which was kept otherwise, is read again."""
    return {name: kept[name] for name in ("question", "standalone_question", "kind")}


def _from_version_1(kept: Mapping[str, Any]) -> dict[str, Any]:
    documents = {one["document_id"]: {**one, "text": "", "shown": []} for one in _facts(kept)}
    for told in sorted(kept["evidence"], key=lambda told: (told["start"], told["text"])):
        own, start, words = documents[told["document_id"]], told["start"], told["text"]
        before = own["text"]
        own["text"] += " " * (start - len(before)) + words[max(0, len(before) - start) :]
        own["shown"].append([start, start + len(words)])
    evidence = {
        told["number"]: _evidence_of_version_1(told, passage)
        for told, passage in zip(kept["evidence"], kept["kept"]["passages"], strict=True)
    }
    same = ("text", "abstained", "claims", "options", "model", "notice")
    answer = {name: kept[name] for name in same} | {
        "query": _asked(kept),
        "evidence": list(evidence.values()),
        "citations": [
            {"evidence": evidence[one["evidence"]], "span": _span(one)} for one in kept["citations"]
        ],
        "roles": [{_REFERENCE: one["document_id"]} for one in kept["roles"]],
        "timings": kept["timings_ms"],
        "reply": kept["text"] if kept["kept"]["replied"] else "",
        "final": kept["kept"]["final"],
    }
    return {"version": VERSION, "answer": answer, "documents": documents}


def _facts(kept: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What was kept of each document beside its passages."""
    for one in kept["kept"]["documents"]:
        postings = [
            {
                "place": {part: posting[part] for part in ("country", "region", "city")},
                "date": posting["date"],
                "url": posting["url"],
            }
            for posting in one["postings"]
        ]
        yield {**one, "postings": postings}


def _evidence_of_version_1(told: Mapping[str, Any], passage: Mapping[str, Any]) -> dict[str, Any]:
    chunks = []
    for one in passage["chunks"]:
        section = {"kind": one["section_kind"], "heading_path": one["heading_path"]}
        section |= {"span": _span(one), "document": {_REFERENCE: told["document_id"]}}
        chunk = {"chunk_id": one["chunk_id"], "index": one["index"], "span": _span(one)}
        chunks.append({**chunk, "section": section, "sentences": [], "embedded_text": ""})
    found = {"score": told["score"], "rank": passage["rank"], "found_by": told["found_by"]}
    return {"number": told["number"], "passage": {"chunks": chunks, **found}}


def _span(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"start": told["start"], "end": told["end"]}
