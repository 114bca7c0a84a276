"""What is stored, and adding, removing and undoing for the owner, as Gradio components and events."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.language.safe_markdown import escape
from assistant.page.guard.visitors import Visitor, require_owner, visitor_of
from assistant.page.session.events import EVENT
from assistant.page.session.site import Site
from assistant.page.shown.exchange import note, went_wrong
from assistant.page.shown.library import document_choices, documents_markdown, outcomes_markdown, stored_line
from store.collection.undo import Undo
from store.errors import StoreError
from store.loading.load import suffixes
from store.loading.uploads import Upload
from store.types import IngestOutcome, IngestStatus, Progress

if TYPE_CHECKING:
    from assistant.assistant import Assistant

REINDEXED = "Everything is indexed anew, by the embedder named above."
WAITS = "Another change is being made; this one comes after it."
_log = logging.getLogger(__name__)
_changing = threading.Lock()  # one change at a time


@dataclass(frozen=True, slots=True)
class LibraryView:
    """`stored` is what is renewed whenever the library changes, by one of the events `changes`."""

    stored: list[Any]
    changes: list[Any]


def library_view(site: Site) -> LibraryView:
    """Lay out what is stored and, for the owner, what changes it."""
    undone = gr.State(None)
    with gr.Row(elem_id="library"):
        with gr.Column(scale=3, elem_id="stored"):
            line = gr.Markdown("", elem_id="stored-line")
            documents = gr.Markdown("", elem_id="documents", latex_delimiters=[])
        with gr.Column(scale=2, elem_id="change", visible=False) as change:
            files = gr.File(
                label="Add files (Markdown or plain text)",
                file_count="multiple",
                file_types=sorted(suffixes()),
                elem_id="files",
                height=176,
            )
            with gr.Accordion("Or paste a text", open=False, elem_id="paste"):
                title = gr.Textbox(label="Title (optional)", max_length=120, elem_id="paste-title")
                text = gr.Textbox(label="Text", lines=6, max_lines=12, elem_id="paste-text")
            add = gr.Button("Add", variant="primary", elem_id="add")
            outcome = gr.Markdown("", elem_id="outcome", latex_delimiters=[])
            undo = gr.Button("Undo", elem_id="undo", visible=False, size="sm")
            picked = gr.Dropdown([], value=[], multiselect=True, label="Documents to remove", elem_id="picked")
            remove = gr.Button("Remove them", elem_id="remove", size="sm")
            reindex = gr.Button("Re-index everything", elem_id="reindex", size="sm")
    stored_ = [line, documents, picked, change]
    told = [outcome, undo, undone]

    def adding(
        given: list[str] | None, title: str | None, text: str | None, request: gr.Request
    ) -> Iterator[list[Any]]:
        pasted = text or ""  # what was never opened to be typed in comes as None
        if not given and not pasted.strip():
            yield ["Choose a file, or paste a text.", gr.skip(), gr.skip(), *[gr.skip()] * 3, *[gr.skip()] * 4]
            return
        came: list[IngestOutcome] = []

        def handed_in(undo: Undo, tell: Tell) -> Sequence[IngestOutcome]:
            came.extend(_ready(site).library.ingest_uploads(_uploads(given or [], title or "", pasted), tell, undo))
            return came

        for row in _changed(site, visitor_of(request), handed_in, failed="not added"):
            # A pasted text comes last; it is let go of only once it is stored.
            taken = bool(came) and came[-1].status is not IngestStatus.FAILED
            yield [*row[:3], None, *(["", ""] if taken else [gr.skip(), gr.skip()]), *row[3:]]

    def removing(ids: list[str], request: gr.Request) -> Iterator[list[Any]]:
        yield from _changed(site, visitor_of(request), lambda undo, _: _removed(site, ids or [], undo))

    def undoing(last: Undo | None, request: gr.Request) -> Iterator[list[Any]]:
        yield from _changed(
            site, visitor_of(request), lambda _, tell: _ready(site).library.undo(last or Undo(), tell), can_undo=False
        )

    def reindexing(request: gr.Request) -> Iterator[list[Any]]:
        yield from _changed(
            site, visitor_of(request), lambda _, tell: _reindexed(site, tell), can_undo=False, done=REINDEXED
        )

    changes = [
        add.click(adding, [files, title, text], [*told, files, title, text, *stored_], **EVENT),
        remove.click(removing, picked, [*told, *stored_], **EVENT),
        undo.click(undoing, undone, [*told, *stored_], **EVENT),
        reindex.click(reindexing, None, [*told, *stored_], **EVENT),
    ]
    return LibraryView(stored_, changes)


Tell = Callable[[Progress], None]
Change = Callable[[Undo, Tell], Sequence[IngestOutcome]]


def stored(site: Site, visitor: Visitor) -> list[Any]:
    """What is stored, what can be removed, and whether this visitor may change it."""
    assistant = site.opening.assistant
    if assistant is None:
        return [gr.skip()] * 4
    documents = assistant.library.documents()
    picker = gr.Dropdown(document_choices(documents), value=[])
    line = stored_line(documents, assistant.library.made_with)
    return [line, documents_markdown(documents), picker, gr.Column(visible=visitor.owner)]


def _changed(
    site: Site, visitor: Visitor, change: Change, can_undo: bool = True, failed: str = "not done", done: str = ""
) -> Iterator[list[Any]]:
    """Outcome, Undo and what it would undo, then what is stored, as a change goes on in a thread of its own.

    `failed` says that nothing became of a thing, `done` that a change without outcomes was made.
    """
    said: SimpleQueue[Progress | Sequence[IngestOutcome] | Exception] = SimpleQueue()
    undo = Undo()

    def run() -> None:
        try:
            require_owner(visitor)
            with _changing:
                said.put(change(undo, said.put))
        except Exception as error:  # told below, where a person sees it
            said.put(error)

    same = [gr.skip()] * 4
    if _changing.locked():
        yield [note(WAITS), gr.skip(), gr.skip(), *same]
    threading.Thread(target=run, name="rolecall-change", daemon=True).start()
    while isinstance(now := said.get(), Progress):
        yield [_bar(now), gr.skip(), gr.skip(), *same]
    if isinstance(now, (AssistantError, StoreError)):
        yield [note(str(now)), gr.skip(), gr.skip(), *stored(site, visitor)]
    elif isinstance(now, Exception):
        _log.error("The library could not be changed", exc_info=now)
        yield [note(went_wrong(now)), gr.skip(), gr.skip(), *stored(site, visitor)]
    else:
        shown = can_undo and bool(undo)
        yield [
            outcomes_markdown(now, failed) or (done and note(done)),
            gr.Button(visible=shown),
            undo if shown else None,
            *stored(site, visitor),
        ]


def _ready(site: Site) -> Assistant:
    """The open assistant; raises AssistantError while it is not."""
    if site.opening.assistant is None:
        raise AssistantError(site.opening.line)
    return site.opening.assistant


def _removed(site: Site, ids: Sequence[str], undo: Undo) -> Sequence[IngestOutcome]:
    """Each document that was removed; one that was gone already is told."""
    outcomes = []
    for document_id in ids:
        try:
            gone = _ready(site).library.remove(document_id, undo)
            outcomes.append(IngestOutcome(gone.title, IngestStatus.REMOVED, gone))
        except StoreError as error:
            outcomes.append(IngestOutcome(document_id, IngestStatus.FAILED, reason=str(error)))
    return outcomes


def _reindexed(site: Site, tell: Tell) -> Sequence[IngestOutcome]:
    _ready(site).library.reindex(tell)
    return ()


def _uploads(paths: Sequence[str], title: str, text: str) -> list[Upload]:
    """What was handed in: files, a pasted text or both."""
    return [*_files(paths), *([Upload.text(text, title)] if text.strip() else [])]


def _files(paths: Sequence[str]) -> Iterator[Upload]:
    """What Gradio received, read and let go of: it is kept by its content, not under the name it came with."""
    for path in map(Path, paths):
        yield Upload.file(path.name, path.read_bytes())
        path.unlink(missing_ok=True)


def _bar(progress: Progress) -> str:
    value = f' value="{progress.done}" max="{progress.total}"' if progress.total else ""
    count = f" {progress.done}/{progress.total}" if progress.total else ""
    return f'<div class="progress">{escape(progress.stage)}{count}<progress{value}></progress></div>'
