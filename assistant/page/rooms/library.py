"""What is stored, and how an owner adds, removes and undoes, as Gradio components and events."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.page.guard.visitors import Visitor, require_owner, visitor_of
from assistant.page.rooms.incoming import filled_form, form_view, incoming_view, shown_incoming
from assistant.page.session.events import EVENT
from assistant.page.session.incoming import Incoming, keep
from assistant.page.session.site import Site
from assistant.page.shown.exchange import error_in_words, note
from assistant.page.shown.incoming import misunderstood, stated_fields
from assistant.page.shown.library import (
    document_choices,
    documents_markdown,
    outcomes_markdown,
    progress_markdown,
    stored_line,
)
from store.collection.undo import Undo
from store.errors import StoreError, UnknownDocument
from store.types import Document, Fields, IngestOutcome, IngestStatus, Progress

REINDEXED = "Everything was indexed again, with the embedder named below."
PARTS = 14  # components that `stored` fills
WAITS = "Another change is being made. Yours comes next."
_changing = threading.Lock()  # one change at a time


@dataclass(frozen=True, slots=True)
class LibraryView:
    """`stored` has the components renewed whenever the library changes, which the events `changes`
    do.
    """

    stored: list[Any]
    changes: list[Any]


def library_view(site: Site) -> LibraryView:
    """Lay out what is stored and, for the owner, the ways to change it."""
    undone = gr.State(None)
    with gr.Column(visible=False, elem_id="add") as add:
        incoming = incoming_view(site)
    with gr.Row(elem_id="became"):
        outcome = gr.Markdown("", elem_id="outcome", latex_delimiters=[])
        undo = gr.Button("Undo", elem_id="undo", visible=False, size="sm", scale=0)
    with gr.Row(elem_id="library"):
        with gr.Column(scale=3, elem_id="stored"):
            line = gr.Markdown("", elem_id="stored-line")
            documents = gr.Markdown("", elem_id="documents", latex_delimiters=[])
        with gr.Column(scale=1, min_width=300, elem_id="change", visible=False) as change:
            with gr.Accordion("Correct a document", open=False, elem_id="correct-stored"):
                form = form_view("stored", "Stored document")
            picked = gr.Dropdown(
                [], value=[], multiselect=True, label="Documents to remove", elem_id="picked"
            )
            remove = gr.Button("Remove them", elem_id="remove", size="sm")
            reindex = gr.Button("Re-index everything", elem_id="reindex", size="sm")
    stored_ = [line, documents, picked, form.which, *form.filled, add, change]
    told = [outcome, undo, undone]

    def keeping(
        waits: Incoming, names: list[str] | None, request: gr.Request
    ) -> Iterator[list[Any]]:
        wanted = waits.only(frozenset(names or ()))
        kept: list[IngestOutcome] = []

        def keep_them(undo: Undo, tell: Tell) -> Sequence[IngestOutcome]:
            kept.extend(keep(site.opening.ready().library, wanted, tell, undo))
            return kept

        for row in _changed(site, request, keep_them, failed="not kept"):
            # What could not be stored stays in the form.
            same = [gr.skip()] * len(incoming.shown)
            yield [*row, *(shown_incoming(site, Incoming()) if kept else same)]

    def removing(ids: list[str], request: gr.Request) -> Iterator[list[Any]]:
        yield from _changed(site, request, lambda undo, _: _removed(site, ids or [], undo))

    def choosing(document_id: str | None) -> list[Any]:
        return filled_form(_document(site, document_id))

    def correcting(
        document_id: str | None, request: gr.Request, *boxes: str | None
    ) -> Iterator[list[Any]]:
        yield from _changed(
            site, request, lambda undo, _: _corrected(site, document_id, boxes, undo)
        )

    def undoing(last: Undo | None, request: gr.Request) -> Iterator[list[Any]]:
        library = site.opening.ready().library
        yield from _changed(
            site, request, lambda _, tell: library.undo(last or Undo(), tell), can_undo=False
        )

    def reindexing(request: gr.Request) -> Iterator[list[Any]]:
        def reindexed(_: Undo, tell: Tell) -> Sequence[IngestOutcome]:
            site.opening.ready().library.reindex(tell)
            return ()

        yield from _changed(site, request, reindexed, can_undo=False, done=REINDEXED)

    changed = [*told, *stored_]
    form.which.input(choosing, form.which, form.filled, **EVENT)
    changes = [
        incoming.keep.click(
            keeping, [incoming.waiting, incoming.names], [*changed, *incoming.shown], **EVENT
        ),
        form.save.click(correcting, [form.which, *form.boxes], changed, **EVENT),
        remove.click(removing, picked, changed, **EVENT),
        undo.click(undoing, undone, changed, **EVENT),
        reindex.click(reindexing, None, changed, **EVENT),
    ]
    return LibraryView(stored_, changes)


Tell = Callable[[Progress], None]
Change = Callable[[Undo, Tell], Sequence[IngestOutcome]]


def stored(site: Site, visitor: Visitor) -> list[Any]:
    """Return what is stored, what can be corrected and removed, and whether this visitor may change
    it.
    """
    library = site.opening.ready().library
    documents = library.documents()
    choices = document_choices(documents)
    line = stored_line(documents, library.made_with)
    pickers = [gr.Dropdown(choices, value=[]), gr.Dropdown(choices, value=None)]
    may = [gr.Column(visible=visitor.owner)] * 2
    return [line, documents_markdown(documents), *pickers, *filled_form(None), *may]


def _changed(
    site: Site,
    request: Any,
    change: Change,
    can_undo: bool = True,
    failed: str = "not done",
    done: str = "",
) -> Iterator[list[Any]]:
    """Yield the outcome, Undo and what it would undo, then what is stored, while a change runs in
    its own thread.

    `failed` describes a thing that was not changed, `done` a change without outcomes that
    succeeded.
    """
    said: SimpleQueue[Progress | Sequence[IngestOutcome] | Exception] = SimpleQueue()
    undo, visitor = Undo(), visitor_of(request)

    def run() -> None:
        try:
            require_owner(visitor)
            with _changing:
                said.put(change(undo, said.put))
        except Exception as error:  # reported below, where a person sees it
            said.put(error)

    same = [gr.skip()] * (2 + PARTS)
    if _changing.locked():
        yield [note(WAITS), *same]
    threading.Thread(target=run, name="rolecall-change", daemon=True).start()
    while isinstance(now := said.get(), Progress):
        yield [progress_markdown(now), *same]
    if isinstance(now, Exception):
        yield [note(error_in_words(now)), gr.skip(), gr.skip(), *stored(site, visitor)]
    else:
        shown = can_undo and bool(undo)
        yield [
            outcomes_markdown(now, failed) or (done and note(done)),
            gr.Button(visible=shown),
            undo if shown else None,
            *stored(site, visitor),
        ]


def _removed(site: Site, ids: Sequence[str], undo: Undo) -> Sequence[IngestOutcome]:
    """Return an outcome for each removed document; one that was already gone is reported."""
    outcomes = []
    for document_id in ids:
        try:
            gone = site.opening.ready().library.remove(document_id, undo)
            outcomes.append(IngestOutcome(gone.title, IngestStatus.REMOVED, gone))
        except StoreError as error:
            outcomes.append(IngestOutcome(document_id, IngestStatus.FAILED, reason=str(error)))
    return outcomes


def _document(site: Site, document_id: str | None) -> Document | None:
    """Return a stored document; None if none is chosen or it is gone."""
    try:
        return site.opening.ready().library.document(document_id) if document_id else None
    except UnknownDocument:
        return None


def _corrected(
    site: Site, document_id: str | None, boxes: Sequence[str | None], undo: Undo
) -> Sequence[IngestOutcome]:
    """Return the outcome of a correction by a person, with a note on what was not understood."""
    before = _document(site, document_id)
    if before is None or not document_id:
        raise AssistantError("Choose a document to correct.")
    given = stated_fields(before, boxes)
    if given == Fields():
        return (IngestOutcome(before.title, IngestStatus.UNCHANGED, before),)
    after = site.opening.ready().library.edit(document_id, given, undo)
    return (IngestOutcome(before.title, IngestStatus.UPDATED, after, misunderstood(given, after)),)
