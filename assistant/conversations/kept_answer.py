"""Turn an answer into the JSON that is kept, and back into an answer when its conversation is
reopened.

What is kept is the answer's JSON as programs see it and, under `kept`, the answer itself with each
document once. Of a document's text only the shown passages are kept, at their places, with spaces
between them.
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
    """Return `answer` in plain JSON types, with the evidence it relies on, so that `restore` can
    rebuild it.
    """
    answer = replace(answer, evidence=answer.relied_on)
    query, reply = replace(answer.query, prompt=()), answer.text if answer.reply else ""
    shown = replace(answer, query=query, reply=reply, selection=None, comparison=None)
    whole = _answers().dump_python(replace(shown, retrieved=(), prompt=()), mode="json")
    spans: dict[str, list[Span]] = {}  # where the passages shown stand, by document
    for passage in (evidence.passage for evidence in answer.evidence):
        spans.setdefault(passage.document.document_id, []).append(passage.span)
    documents: dict[str, dict[str, Any]] = {}
    content = _without_documents(whole, documents, spans)
    kept = {"version": VERSION, "answer": content, "documents": documents}
    return {**answer_json(answer), "kept": kept}


def without_kept(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer's JSON alone, as docs/api.md describes it."""
    return {name: value for name, value in kept.items() if name != "kept"}


def restore(kept: Mapping[str, Any], documents: Mapping[str, Document]) -> Answer:
    """Return the answer that `keep` kept, over `documents` (what is stored now, by identifier).

    A stored document is used where it still has the passages at their places; otherwise a document
    without sections that has the passages alone. Prompts, selection, comparison and retrieved
    passages are not restored; `reply` is the answer's text if a model had replied. Raises
    KeptAnswerError.
    """
    try:
        content = kept["kept"]
        version = content["version"]
        if version == 1:
            content = _from_version_1(kept)
        elif version == 2:
            content = {
                **content,
                "answer": {**content["answer"], "query": _asked(content["answer"]["query"])},
            }
        elif version != VERSION:
            raise ValueError(f"version {version!r} is not {VERSION}")
        known = {
            name: _document(name, fields, documents)
            for name, fields in content["documents"].items()
        }
        answer = _answers().validate_python(_with_documents(content["answer"], known))
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
    """Return the value with a reference in place of each document, and put the documents into
    `documents`.
    """
    if isinstance(value, list):
        return [_without_documents(part, documents, shown) for part in value]
    if not isinstance(value, dict):
        return value
    if "content_hash" not in value:
        return {name: _without_documents(part, documents, shown) for name, part in value.items()}
    spans = shown.get(value["document_id"], [])
    fields = value | {
        "text": _masked(value["text"], spans),
        "sections": [],
        "sources": [],
        "shown": [[span.start, span.end] for span in spans],
    }
    name = value["document_id"]
    while documents.setdefault(name, fields) != fields:  # the same role with other postings
        name += "+"
    return {_REFERENCE: name}


def _masked(text: str, spans: list[Span]) -> str:
    """Return the text up to the last span, with spaces for everything outside the spans."""
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


def _document(name: str, fields: Mapping[str, Any], stored: Mapping[str, Document]) -> Document:
    """Return the stored document if it still has what was shown and the answer didn't narrow it;
    otherwise what was kept of it.
    """
    known = {field: value for field, value in fields.items() if field != "shown"}
    kept = _documents().validate_python(known)
    now, spans = stored.get(name, kept), [Span(*span) for span in fields["shown"]]
    return now if all(span.of(now.text) == span.of(kept.text) for span in spans) else kept


def _check(answer: Answer, kept: Mapping[str, Any]) -> None:
    """Raise ValueError if the answer doesn't match its JSON."""
    if (answer.text, str(answer.query.kind)) != (kept["text"], kept["kind"]):
        raise ValueError("its parts do not belong together")
    passages = {evidence.number: evidence.passage for evidence in answer.evidence}
    shown = [[n, of.text, of.span.start, of.document.document_id] for n, of in passages.items()]
    names = ("number", "text", "start", "document_id")
    if shown != [[entry[name] for name in names] for entry in kept["evidence"]]:
        raise ValueError("its passages are not where they were")
    for citation, kept_citation in zip(answer.citations, kept["citations"], strict=True):
        quote, number = kept_citation["quote"], kept_citation["evidence"]
        span, of = citation.span, passages[number].span
        same = [citation.quote, *astuple(span)] == [
            quote,
            kept_citation["start"],
            kept_citation["end"],
        ]
        if not same or not of.start <= span.start < span.end <= of.end:
            raise ValueError(f"the quote {quote!r} is not in passage {number}")
    for claim, kept_claim in zip(answer.claims, kept["claims"], strict=True):
        if not {*claim.citations, *kept_claim["citations"]} <= {*range(len(answer.citations))}:
            raise ValueError(f"the claim {claim.text!r} cites what is not there")


def _cause(error: Exception) -> str:
    if isinstance(error, ValidationError):
        wrong = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, wrong['loc'])) or 'all of it'}: {wrong['msg']}"
    return f"it names {error}, which is not there" if isinstance(error, KeyError) else str(error)


# Earlier versions ---------------------------------------------------------------------------------


def _asked(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return only the question. How it was understood was kept in another form, and is worked out
    again.
    """
    return {name: kept[name] for name in ("question", "standalone_question", "kind")}


def _from_version_1(kept: Mapping[str, Any]) -> dict[str, Any]:
    documents = {
        document["document_id"]: {**document, "text": "", "shown": []} for document in _facts(kept)
    }
    for entry in sorted(kept["evidence"], key=lambda entry: (entry["start"], entry["text"])):
        document, start, words = documents[entry["document_id"]], entry["start"], entry["text"]
        before = document["text"]
        document["text"] += " " * (start - len(before)) + words[max(0, len(before) - start) :]
        document["shown"].append([start, start + len(words)])
    evidence = {
        entry["number"]: _evidence_of_version_1(entry, passage)
        for entry, passage in zip(kept["evidence"], kept["kept"]["passages"], strict=True)
    }
    same = ("text", "abstained", "claims", "options", "model", "notice")
    answer = {name: kept[name] for name in same} | {
        "query": _asked(kept),
        "evidence": list(evidence.values()),
        "citations": [
            {"evidence": evidence[citation["evidence"]], "span": _span(citation)}
            for citation in kept["citations"]
        ],
        "roles": [{_REFERENCE: role["document_id"]} for role in kept["roles"]],
        "timings": kept["timings_ms"],
        "reply": kept["text"] if kept["kept"]["replied"] else "",
        "final": kept["kept"]["final"],
    }
    return {"version": VERSION, "answer": answer, "documents": documents}


def _facts(kept: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what was kept of each document besides its passages."""
    for document in kept["kept"]["documents"]:
        postings = [
            {
                "place": {part: posting[part] for part in ("country", "region", "city")},
                "date": posting["date"],
                "url": posting["url"],
            }
            for posting in document["postings"]
        ]
        yield {**document, "postings": postings}


def _evidence_of_version_1(
    evidence: Mapping[str, Any], passage: Mapping[str, Any]
) -> dict[str, Any]:
    chunks = []
    for kept_chunk in passage["chunks"]:
        section = {"kind": kept_chunk["section_kind"], "heading_path": kept_chunk["heading_path"]}
        section |= {"span": _span(kept_chunk), "document": {_REFERENCE: evidence["document_id"]}}
        chunk = {
            "chunk_id": kept_chunk["chunk_id"],
            "index": kept_chunk["index"],
            "span": _span(kept_chunk),
        }
        chunks.append({**chunk, "section": section, "sentences": [], "embedded_text": ""})
    found = {"score": evidence["score"], "rank": passage["rank"], "found_by": evidence["found_by"]}
    return {"number": evidence["number"], "passage": {"chunks": chunks, **found}}


def _span(place: Mapping[str, Any]) -> dict[str, Any]:
    return {"start": place["start"], "end": place["end"]}
