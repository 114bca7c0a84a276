"""Hand in files, texts and links, as Gradio components: what was understood is shown first and can
be corrected, then kept or dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.page.guard.visitors import require_owner, visitor_of
from assistant.page.session.events import EVENT
from assistant.page.session.incoming import MOST_LINKS, Incoming, links_in, name_of, read_thing
from assistant.page.session.site import Site
from assistant.page.shown.exchange import error_in_words, note
from assistant.page.shown.incoming import (
    choices_of,
    form_boxes,
    misunderstood,
    stated_fields,
    understood_markdown,
)
from assistant.page.shown.library import progress_markdown
from store.errors import StoreError
from store.loading.load import suffixes
from store.loading.uploads import Upload
from store.types import Document, DocumentKind, Progress

NOTHING_GIVEN = "Drop a file, or paste a text or a link."
KEEP_SECONDS = 3600  # what waits longer is dropped
LONGEST = 400  # characters of a box
Things = Sequence[Upload | str]
_READING: dict[str, Any] = {
    **EVENT,
    "concurrency_limit": 2,
}  # reading a large file keeps a core busy


@dataclass(frozen=True, slots=True)
class IncomingView:
    """`waiting` is what was read and is not kept yet; `shown` is filled by `shown_incoming`."""

    waiting: gr.State
    names: gr.CheckboxGroup
    keep: gr.Button
    shown: list[Any]


def incoming_view(site: Site) -> IncomingView:
    """Lay out where things are handed in and what was understood of them, with reading, correcting
    and dropping.
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
    shown = [waiting, area, understood, names, keep, drop, correct, form.which, *form.filled]
    same = [gr.skip()] * len(shown)

    def reading(
        request: Any, waits: Incoming, handed: Callable[[], Things], emptied: str | None
    ) -> Iterator[list[Any]]:
        """Read one thing after another without storing anything; a refused text stays in its
        box.
        """
        try:
            require_owner(visitor_of(request))
            library, things, read = site.opening.ready().library, handed(), []
            for done, what in enumerate(things):
                progress = Progress(f"Reading {name_of(what)}", done, len(things))
                yield [progress_markdown(progress), *same, gr.skip()]
                read.append(read_thing(library, what))
            now = waits.and_more(read)
            refused = emptied == "" and len(now.documents) <= len(waits.documents)
            yield ["", *shown_incoming(site, now), gr.skip() if refused else emptied]
        except Exception as error:  # an edge: every failure is described in words
            yield [note(error_in_words(error)), *same, gr.skip()]

    def dropped(
        given: list[str] | None, waits: Incoming, request: gr.Request
    ) -> Iterator[list[Any]]:
        yield from reading(request, waits, lambda: list(_files(given or [])), None)

    def pasted(given: str | None, waits: Incoming, request: gr.Request) -> Iterator[list[Any]]:
        yield from reading(request, waits, lambda: _pasted(given or ""), "")

    def picked(chosen: str | None, waits: Incoming, request: gr.Request) -> list[Any]:
        owner = visitor_of(request).owner
        return filled_form(waits.documents[int(chosen)] if chosen and owner else None)

    def saved(chosen: str | None, waits: Incoming, request: gr.Request, *boxes: str | None) -> Any:
        try:
            require_owner(visitor_of(request))
            return _put_right(site, waits, chosen, boxes) if chosen else gr.skip()
        except (AssistantError, StoreError) as error:
            return [note(str(error)), *same]

    def let_go(request: gr.Request) -> list[Any]:
        require_owner(visitor_of(request))
        return ["", *shown_incoming(site, Incoming())]

    told, which = [said, *shown], [form.which, waiting]
    files.upload(dropped, [files, waiting], [*told, files], **_READING)
    read.click(pasted, [text, waiting], [*told, text], **_READING)
    drop.click(let_go, None, told, **EVENT)
    form.which.input(picked, which, form.filled, **EVENT)
    form.save.click(saved, [*which, *form.boxes], told, **_READING)
    return IncomingView(waiting, names, keep, shown)


def _put_right(site: Site, waits: Incoming, chosen: str, boxes: Sequence[str | None]) -> list[Any]:
    given = stated_fields(waits.documents[int(chosen)], boxes)
    now = waits.correct(int(chosen), given)
    doubt = misunderstood(given, now.documents[int(chosen)])
    return [note(doubt) if doubt else "", *shown_incoming(site, now, chosen)]


def shown_incoming(site: Site, incoming: Incoming, chosen: str | None = None) -> list[Any]:
    """Return what was understood of everything that waits, with the document at `chosen` in the
    form; a single document needs no choice.
    """
    documents, choices = incoming.documents, choices_of(incoming.documents)
    names = list(dict.fromkeys(thing.name for thing in incoming.things if thing.documents))
    stored = site.assistant.library.documents() if site.assistant else ()
    alone = len(choices) == 1
    chosen = "0" if alone else chosen
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
        gr.Dropdown(choices, value=chosen, visible=not alone),
        *filled_form(documents[int(chosen)] if chosen else None),
    ]


def _pasted(words: str) -> Things:
    """Return the links that were pasted, or the text.

    Raises AssistantError if there is nothing or too much.
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
    """Yield the files that Gradio received, and delete them: their content is kept, not the name of
    Gradio's copy.
    """
    for path in map(Path, paths):
        yield Upload.file(path.name, path.read_bytes())
        path.unlink(missing_ok=True)


# Correcting ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """`which` names the document, `boxes` hold its fields, in the order of `form_boxes`."""

    which: gr.Dropdown
    fields: gr.Column
    boxes: tuple[Any, ...]
    save: gr.Button

    @property
    def filled(self) -> list[Any]:
        """The components that `filled_form` fills."""
        return [self.fields, *self.boxes]


def form_view(elem_id: str, label: str) -> Form:
    """Lay out the picker of a document and, hidden until one is chosen, the boxes of its fields."""
    which = gr.Dropdown([], value=None, label=label, elem_id=f"{elem_id}-which", filterable=True)
    with gr.Column(
        visible=False, elem_id=f"{elem_id}-fields", elem_classes="fields", min_width=0
    ) as fields:
        kinds = [("Role", str(DocumentKind.ROLE)), ("Article", str(DocumentKind.ARTICLE))]
        kind = gr.Radio(kinds, label="Kind", elem_id=f"{elem_id}-kind")
        title = _box(elem_id, "Title")
        company, team = _box(elem_id, "Company"), _box(elem_id, "Team")
        places = _box(elem_id, "Places, one per line", lines=2, max_lines=8)
        pay, closes = _box(elem_id, "Pay"), _box(elem_id, "Closing date")
        save = gr.Button("Save corrections", elem_id=f"{elem_id}-save", size="sm")
    return Form(which, fields, (kind, title, company, team, places, pay, closes), save)


def filled_form(document: Document | None) -> list[Any]:
    """Return the boxes with what is known of a document, each with where it was read; hidden if
    there is none.
    """
    if document is None:
        return [gr.Column(visible=False), *[gr.skip()] * 7]
    (kind, _), *texts = form_boxes(document).values()
    boxes = [gr.Textbox(value=value, info=origin or None) for value, origin in texts]
    return [gr.Column(visible=True), kind, *boxes]


def _box(elem_id: str, label: str, **given: Any) -> gr.Textbox:
    name = label.partition(",")[0].lower().replace(" ", "-")
    return gr.Textbox(
        label=label, elem_id=f"{elem_id}-{name}", max_length=LONGEST, min_width=140, **given
    )
