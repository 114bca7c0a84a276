"""Roles and postings as a table to filter and sort, and one of them opened, as Gradio components and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.language.safe_markdown import render
from assistant.language.wording import counted
from assistant.page.session.events import EVENT
from assistant.page.session.site import Site
from assistant.page.shown import roles as table
from assistant.page.shown.exchange import note
from store.errors import StoreError

CHOOSE = '<div class="empty"></div>'  # page.css leaves the empty panel out


@dataclass(frozen=True, slots=True)
class RolesView:
    """The components; `opened` is the identifier of the role that is open, "" where none is."""

    opened: gr.State
    kind: gr.Radio
    filters: tuple[Any, ...]
    count: gr.Markdown
    rows: gr.Dataframe
    about: gr.Markdown
    ask: gr.Button
    compare: gr.Button
    close: gr.Button

    @property
    def asked(self) -> list[Any]:
        return [self.kind, *self.filters]

    @property
    def found(self) -> list[Any]:
        return [self.rows, self.count]

    @property
    def role(self) -> list[Any]:
        return [self.opened, self.about, self.ask, self.compare, self.close]


def roles_view(site: Site) -> RolesView:
    """Lay out filters, table and the opened role; filter and open."""
    opened = gr.State("")
    with gr.Row(elem_id="filters"):
        kind = gr.Radio([table.ROLES, table.POSTINGS], value=table.ROLES, label="Show", elem_id="kind", scale=0)
        words = gr.Textbox(label="Title", placeholder="scientist", elem_id="title-filter", min_width=110)
        filters: tuple[Any, ...] = (words, *(_filter(name) for name in ("place", "company", "level")))
    with gr.Row(elem_id="roles-room"):
        with gr.Column(scale=3, elem_id="roles-list"):
            count = gr.Markdown("", elem_id="roles-count")
            rows = gr.Dataframe(
                [],
                headers=list(table.ROLE_HEADS),
                type="array",
                interactive=False,
                elem_id="roles-table",
                label="Roles and postings",
                show_label=False,
                wrap=True,
                column_widths=list(table.ROLE_WIDTHS),
                max_height=640,
                buttons=[],
            )
        with gr.Column(scale=2, elem_id="role"):
            with gr.Row(elem_id="role-actions"):
                ask = gr.Button("Ask about this", visible=False, variant="primary")
                compare = gr.Button("Compare with…", visible=False)
                close = gr.Button("Close", visible=False, elem_id="role-close")
            about = gr.Markdown(CHOOSE, elem_id="role-text", latex_delimiters=[])
    view = RolesView(opened, kind, filters, count, rows, about, ask, compare, close)

    def find(*asked: str | None) -> list[Any]:
        return found(site, *asked)

    def open_row(chosen: gr.SelectData) -> list[Any]:
        row = chosen.row_value or []
        return opened_role(site, str(row[table.IDENTIFIER]) if len(row) > table.IDENTIFIER else "")

    gr.on([one.change for one in (kind, *filters)], find, view.asked, view.found, **EVENT)
    rows.select(open_row, None, view.role, **EVENT)
    close.click(lambda: opened_role(site, ""), None, view.role, **EVENT)
    return view


def found(site: Site, kind: str | None, *filters: str | None) -> list[Any]:
    """The rows that meet the filters (title, place, company, level) and how many they are; in words why none can be."""
    assistant = site.opening.assistant
    if assistant is None:
        return [gr.skip(), render(site.opening.line)]
    title, *others = filters
    wanted = dict(zip(("place", "company", "level"), (one or None for one in others), strict=True))
    try:
        # The title is matched as it is typed, by any part of it; the catalog's own filter takes whole words.
        postings = [
            one
            for one in assistant.postings(**wanted)
            if (title or "").casefold() in one.role.document.title.casefold()
        ]
    except (AssistantError, StoreError) as error:
        return [gr.skip(), render(str(error))]
    roles = list({one.role.document_id: one.role for one in postings}.values())
    said = f"{counted(len(postings), 'posting')} of {counted(len(roles), 'role')}. Choose a row to read about the role."
    if not roles:
        said = "Nothing fits these filters."
    if kind == table.ROLES:
        return [
            gr.Dataframe(
                table.role_rows(roles, postings), headers=list(table.ROLE_HEADS), column_widths=list(table.ROLE_WIDTHS)
            ),
            said,
        ]
    return [
        gr.Dataframe(
            table.posting_rows(postings), headers=list(table.POSTING_HEADS), column_widths=list(table.POSTING_WIDTHS)
        ),
        said,
    ]


def opened_role(site: Site, document_id: str) -> list[Any]:
    """One role, and what can be done about it."""
    assistant = site.opening.assistant
    role = assistant.known().catalog.role(document_id) if assistant else None
    if role is None:
        gone = note(f"No role {document_id} is stored.") if document_id else CHOOSE
        return ["", gone, *_buttons(visible=False), gr.Button(visible=bool(document_id))]
    return [document_id, table.role_markdown(role), *_buttons(visible=True), gr.Button(visible=True)]


def _buttons(visible: bool) -> list[gr.Button]:
    return [gr.Button(visible=visible), gr.Button(visible=visible)]


def _filter(name: str) -> gr.Dropdown:
    return gr.Dropdown([("Any", "")], value="", label=name.capitalize(), filterable=True, min_width=110)
