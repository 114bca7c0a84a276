"""The form in which an owner puts right what was misread of a document, before it is kept and
later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.page.shown.incoming import form_origins, form_values
from store.types import Document, DocumentKind

LONGEST = 400  # characters of a box


@dataclass(frozen=True, slots=True)
class Form:
    """`which` names the document, `boxes` hold its fields, in the order of `form_values`."""

    which: gr.Dropdown
    fields: gr.Column
    boxes: tuple[Any, ...]
    save: gr.Button

    @property
    def filled(self) -> list[Any]:
        """What `filled_form` fills."""
        return [self.fields, *self.boxes]


def form_view(elem_id: str, label: str) -> Form:
    """Lay out the picker of a document and, hidden until one is picked, its boxes."""
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
    """Return the boxes with what is known of a document, each with where it was read; hidden
    where there is none.
    """
    if document is None:
        return [gr.Column(visible=False), *[gr.skip()] * 7]
    kind, *values = form_values(document)
    boxes = [
        gr.Textbox(value=value, info=origin or None)
        for value, origin in zip(values, form_origins(document), strict=True)
    ]
    return [gr.Column(visible=True), kind, *boxes]


def picker_of(choices: Sequence[tuple[str, str]], chosen: str | None = None) -> gr.Dropdown:
    """Return the picker with these documents; the only one is chosen, and the picker then
    hidden.
    """
    alone = len(choices) == 1
    return gr.Dropdown(list(choices), value=choices[0][1] if alone else chosen, visible=not alone)


def _box(elem_id: str, label: str, **given: Any) -> gr.Textbox:
    name = label.partition(",")[0].lower().replace(" ", "-")
    return gr.Textbox(
        label=label, elem_id=f"{elem_id}-{name}", max_length=LONGEST, min_width=140, **given
    )
