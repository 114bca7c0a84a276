"""Handing in files, texts and links: what was understood is shown first, then kept or let go, as
Gradio components.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.page.guard.visitors import Visitor, require_owner, visitor_of
from assistant.page.rooms.correcting import Form, filled_form, form_view, picker_of
from assistant.page.session.events import EVENT
from assistant.page.session.incoming import MOST_LINKS, Incoming, links_in, read_thing
from assistant.page.session.site import Site
from assistant.page.shown.exchange import note, went_wrong
from assistant.page.shown.incoming import (
    choices_of,
    misunderstood,
    stated_fields,
    understood_markdown,
)
from assistant.page.shown.library import progress_markdown
from store.errors import StoreError
from store.loading.load import suffixes
from store.loading.uploads import Upload
from store.types import Progress

NOTHING_GIVEN = "Drop a file, or paste a text or a link."
KEEP_SECONDS = 3600  # what waits longer to be kept is let go
Things = Sequence[Upload | str]
_READING: dict[str, Any] = {
    **EVENT,
    "concurrency_limit": 2,
}  # reading a large file keeps a core busy
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IncomingView:
    """The components; `waiting` is what was read and is not kept yet."""

    waiting: gr.State
    said: gr.Markdown
    area: gr.Column
    understood: gr.Markdown
    names: gr.CheckboxGroup
    keep: gr.Button
    drop: gr.Button
    correct: gr.Accordion
    form: Form

    @property
    def shown(self) -> list[Any]:
        """What `shown_incoming` fills."""
        parts = [
            self.area,
            self.understood,
            self.names,
            self.keep,
            self.drop,
            self.correct,
            self.form.which,
        ]
        return [self.waiting, *parts, *self.form.filled]


def incoming_view(site: Site) -> IncomingView:
    """Lay out where things are handed in and what was understood of them; read, correct and let
    go.
    """
    with gr.Row(elem_id="hand-in"):
        files = gr.File(
            label="Drop files: PDF, Word, web pages, mail, tables, exports, text",
            file_count="multiple",
            elem_id="files",
            height=176,
            min_width=260,
        )
        with gr.Column(min_width=260, elem_id="paste"):
            text = gr.Textbox(
                label="Or paste a text, or links",
                placeholder="The text of a posting, or https://…",
                lines=4,
                max_lines=12,
                elem_id="paste-text",
            )
            read = gr.Button("Read it", elem_id="read", size="sm")
    gr.Markdown(f"Reads {' '.join(sorted(suffixes()))}", elem_id="endings")
    view = _laid_out()
    same = [gr.skip()] * len(view.shown)

    def told(
        visitor: Visitor, waits: Incoming, things: Callable[[], Things]
    ) -> Iterator[tuple[list[Any], Incoming]]:
        for words, now in _read(site, visitor, waits, things):
            yield [words, *(same if now is waits else shown_incoming(site, now))], now

    def dropped(
        given: list[str] | None, waits: Incoming, request: gr.Request
    ) -> Iterator[list[Any]]:
        for row, now in told(visitor_of(request), waits, lambda: list(_files(given or []))):
            yield [*row, gr.skip() if now is waits else None]

    def pasted(given: str | None, waits: Incoming, request: gr.Request) -> Iterator[list[Any]]:
        for row, now in told(visitor_of(request), waits, lambda: _pasted(given or "")):
            taken = len(now.documents) > len(waits.documents)  # what was refused stays in its box
            yield [*row, "" if taken else gr.skip()]

    def picked(chosen: str | None, waits: Incoming, request: gr.Request) -> list[Any]:
        return filled_form(
            waits.documents[int(chosen)] if chosen and visitor_of(request).owner else None
        )

    def saved(
        chosen: str | None, waits: Incoming, request: gr.Request, *boxes: str | None
    ) -> list[Any]:
        words, now = _corrected(visitor_of(request), waits, chosen, boxes)
        return [words, *(same if now is waits else shown_incoming(site, now, chosen))]

    def let_go(request: gr.Request) -> list[Any]:
        return (
            ["", *shown_incoming(site, Incoming())]
            if visitor_of(request).owner
            else [gr.skip(), *same]
        )

    files.upload(dropped, [files, view.waiting], [view.said, *view.shown, files], **_READING)
    read.click(pasted, [text, view.waiting], [view.said, *view.shown, text], **_READING)
    view.drop.click(let_go, None, [view.said, *view.shown], **EVENT)
    view.form.which.input(picked, [view.form.which, view.waiting], view.form.filled, **EVENT)
    boxes = [view.form.which, view.waiting, *view.form.boxes]
    view.form.save.click(saved, boxes, [view.said, *view.shown], **_READING)
    return view


def _corrected(
    visitor: Visitor, waits: Incoming, chosen: str | None, boxes: Sequence[str | None]
) -> tuple[Any, Incoming]:
    """Return what is said of a correction, and what waits now: `waits` itself where nothing was
    corrected.
    """
    try:
        require_owner(visitor)
        if not chosen:
            return gr.skip(), waits
        given = stated_fields(waits.documents[int(chosen)], boxes)
        now = waits.correct(int(chosen), given)
    except (AssistantError, StoreError) as error:
        return note(str(error)), waits
    doubt = misunderstood(given, now.documents[int(chosen)])
    return note(doubt) if doubt else "", now


def shown_incoming(site: Site, incoming: Incoming, chosen: str | None = None) -> list[Any]:
    """Return what was understood of everything that waits, with the document at `chosen` in the
    form.
    """
    documents, names = (
        incoming.documents,
        [thing.name for thing in incoming.things if thing.documents],
    )
    names = list(dict.fromkeys(names))
    stored = site.opening.assistant.library.documents() if site.opening.assistant else ()
    choices = choices_of(documents)
    chosen = "0" if len(choices) == 1 else chosen
    return [
        incoming,
        gr.Column(visible=bool(incoming.things)),
        understood_markdown(
            documents, incoming.unread, [document.content_hash for document in stored]
        ),
        gr.CheckboxGroup(names, value=names, visible=len(names) > 1),
        gr.Button(visible=bool(documents)),
        gr.Button("Not these" if documents else "Clear"),
        gr.Accordion(visible=bool(documents)),
        picker_of(choices, chosen),
        *filled_form(documents[int(chosen)] if chosen else None),
    ]


def _laid_out() -> IncomingView:
    waiting = gr.State(Incoming(), time_to_live=KEEP_SECONDS)
    said = gr.Markdown("", elem_id="said", latex_delimiters=[])
    with gr.Column(visible=False, elem_id="incoming") as area:
        understood = gr.Markdown("", elem_id="understood", latex_delimiters=[])
        names = gr.CheckboxGroup(
            [], label="Keep documents from", elem_id="keep-from", visible=False
        )
        with gr.Row(elem_id="decide"):
            keep = gr.Button("Keep these", variant="primary", elem_id="keep")
            drop = gr.Button("Not these", elem_id="drop")
        with gr.Accordion(
            "Correct what was misread", open=False, elem_id="correct-incoming"
        ) as correct:
            form = form_view("incoming", "Document to correct")
    return IncomingView(waiting, said, area, understood, names, keep, drop, correct, form)


def _read(
    site: Site, visitor: Visitor, waits: Incoming, handed: Callable[[], Things]
) -> Iterator[tuple[str, Incoming]]:
    """Yield what to say and what waits, as one thing after another is read; nothing is stored."""
    try:
        require_owner(visitor)
        library, things, read = _library(site), handed(), []
        for done, what in enumerate(things):
            name = what if isinstance(what, str) else what.name
            yield progress_markdown(Progress(f"Reading {name}", done, len(things))), waits
            read.append(read_thing(library, what))
        yield "", waits.and_more(read)
    except (AssistantError, StoreError) as error:
        yield note(str(error)), waits
    except (
        Exception
    ) as error:  # an edge: whatever happened is told in words, the traceback is logged
        _log.exception("What was handed in could not be read")
        yield note(went_wrong(error)), waits


def _pasted(words: str) -> Things:
    """Return the links that were pasted, else the text.

    Raises AssistantError where there is nothing or too much.
    """
    if not words.strip():
        raise AssistantError(NOTHING_GIVEN)
    links = links_in(words)
    if len(links) > MOST_LINKS:
        raise AssistantError(
            f"{len(links)} links are more than are read at a time; paste at most {MOST_LINKS}."
        )
    return links or [Upload.text(words)]


def _files(paths: Sequence[str]) -> Iterator[Upload]:
    """Yield what Gradio received, read and let go of: it is kept by its content, not under the
    name it came with.
    """
    for path in map(Path, paths):
        yield Upload.file(path.name, path.read_bytes())
        path.unlink(missing_ok=True)


def _library(site: Site) -> Any:
    """Return the open library; raises AssistantError while it is not."""
    if site.opening.assistant is None:
        raise AssistantError(site.opening.line)
    return site.opening.assistant.library
