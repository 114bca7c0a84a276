"""What is stored and what happened to added documents, as rows and Markdown without components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from assistant.language.safe_markdown import escape
from assistant.language.wording import counted, progress_line
from assistant.page.shown.evidence import document_path
from assistant.page.shown.facets import facts_of, origin_in_words, places_of
from store.loading.uploads import name_of_source
from store.types import Document, DocumentKind, IngestOutcome, IngestStatus, Progress

_SAID = {
    IngestStatus.ADDED: "added",
    IngestStatus.UPDATED: "updated",
    IngestStatus.UNCHANGED: "already there",
    IngestStatus.REMOVED: "removed",
    IngestStatus.CLOSED: "gone, kept",
    IngestStatus.LEFT_OUT: "left out",
}


def documents_markdown(documents: Sequence[Document]) -> str:
    """Return a table of everything stored, each title linked to the whole text."""
    if not documents:
        return '<div class="empty">\n\nNothing is stored yet.\n\n</div>'
    names = ("Title", "Kind", "Understood", "From")
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(_row(document) for document in documents)
    return f'<table class="documents"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def document_choices(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """Return (label, identifier) for each document, for a picker."""
    return [
        (f"{document.title}{f' · {document.team}' if document.team else ''}", document.document_id)
        for document in documents
    ]


def outcomes_markdown(outcomes: Sequence[IngestOutcome], failed: str = "not done") -> str:
    """Return what happened to each thing that was to be added or removed; `failed` describes a
    thing that was not changed.
    """
    if not outcomes:
        return ""
    rows = "".join(_outcome(outcome, _SAID | {IngestStatus.FAILED: failed}) for outcome in outcomes)
    return f'<table class="outcomes"><tbody>{rows}</tbody></table>'


def stored_line(documents: Sequence[Document], maker: str) -> str:
    """Return how much is stored, and what made the vectors; `maker` is "" if there are none."""
    roles = sum(document.kind is DocumentKind.ROLE for document in documents)
    postings = sum(len(document.postings) for document in documents)
    parts = (
        counted(len(documents) - roles, "article"),
        counted(roles, "role"),
        counted(postings, "posting"),
    )
    said = f"{', '.join(parts)}."
    return (
        said[:1].upper()
        + said[1:]
        + (f" <small>Indexed by {escape(maker)}.</small>" if maker else "")
    )


def progress_markdown(progress: Progress) -> str:
    """Return how far a change has come, as a line above a bar."""
    value = f' value="{progress.done}" max="{progress.total}"' if progress.total else ""
    return (
        f'<div class="progress">{escape(progress_line(progress))}<progress{value}></progress></div>'
    )


def _row(document: Document) -> str:
    title = f'<a href="{escape(document_path(document.document_id))}">{escape(document.title)}</a>'
    team = f" <small>{escape(document.team)}</small>" if document.team else ""
    postings = (
        counted(len(document.postings), "posting") if document.kind is DocumentKind.ROLE else ""
    )
    small = " · ".join(
        filter(None, (postings, origin_in_words(dict(document.origins).get("kind"))))
    )
    kind = f"{document.kind} <small>{small}</small>" if small else str(document.kind)
    sources = "; ".join(map(_source, document.sources))
    cells = (
        f'<td>{kind}</td><td class="facts">{_understood(document)}</td><td '
        f'class="from">{sources}</td>'
    )
    return f'<tr><th scope="row">{title}{team}</th>{cells}</tr>'


def _understood(document: Document) -> str:
    """Return what a role states, by name; guesses are marked."""
    if document.kind is not DocumentKind.ROLE:
        return ""
    names = {"Places": False} if places_of(document) else {}
    for fact in facts_of(document):
        names[fact.name] = names.get(fact.name, False) or fact.is_guess
    listed = (
        f'<span class="guess">{name.lower()}</span>' if guess else name.lower()
        for name, guess in names.items()
    )
    return ", ".join(listed) or '<span class="missing">nothing</span>'


def _source(source: str) -> str:
    """Return the last part of a document's source, with the whole in a tooltip."""
    name = name_of_source(source)
    short = name if "://" in name else PurePath(name).name
    return f'<span title="{escape(name)}">{escape(short)}</span>'


def _outcome(outcome: IngestOutcome, words: Mapping[IngestStatus, str]) -> str:
    title = outcome.document.title if outcome.document else ""
    why = " · ".join(
        escape(words)
        for words in (title if title != outcome.path else "", _reason(outcome))
        if words
    )
    kind = f"<td><b>{words[outcome.status]}</b></td>"
    return f'<tr class="{outcome.status}">{kind}<td>{escape(outcome.path)}</td><td>{why}</td></tr>'


def _reason(outcome: IngestOutcome) -> str:
    """Return the reason without the name that is shown beside it."""
    return outcome.reason.removeprefix(outcome.path).lstrip(": ") or outcome.reason
