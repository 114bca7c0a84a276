"""A table of roles and postings to filter and sort, and one opened role, as Gradio components and
events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.language.safe_markdown import render
from assistant.language.wording import counted
from assistant.page.session.events import EVENT
from assistant.page.session.site import Site
from assistant.page.shown import roles as table
from assistant.page.shown.exchange import note
from assistant.page.shown.selection import (
    BY_TITLE,
    CLOSINGS,
    EMPLOYMENTS,
    ORDERS,
    WORKPLACES,
    Wanted,
    ordered,
)
from store.errors import StoreError

LISTED = ("place", "company", "level")  # their choices are the stored values
FILTERS = ("title", *LISTED, "workplace", "employment", "pay", "closes", "order")
CHOOSE = '<div class="empty"></div>'  # page.css hides the empty panel


@dataclass(frozen=True, slots=True)
class RolesView:
    """`opened` is the identifier of the open role, "" if there is none.

    Attributes:
        asked: the inputs of a list of roles: the kind, and the filters in the order of FILTERS.
        results: the components that `filtered` fills.
        role: the components that `opened_role` fills.
    """

    opened: gr.State
    asked: list[Any]
    results: list[Any]
    role: list[Any]
    ask: gr.Button
    compare: gr.Button

    @property
    def facets(self) -> list[Any]:
        """The filters whose choices come from what is stored, in the order of `facet_choices`."""
        return self.asked[2:5]


def roles_view(site: Site) -> RolesView:
    """Lay out filters, table and the opened role, and wire filtering and opening."""
    opened = gr.State("")
    with gr.Row(elem_id="filters"):
        kind = gr.Radio(
            [table.ROLES, table.POSTINGS], value=table.ROLES, label="Show", elem_id="kind", scale=0
        )
        title = gr.Textbox(
            label="Title", placeholder="any part", elem_id="title-filter", min_width=110
        )
        place, company, level = _filter("Place"), _filter("Company"), _filter("Level")
    with gr.Row(elem_id="more-filters"):
        workplace, employment = _filter("Workplace", WORKPLACES), _filter("Employment", EMPLOYMENTS)
        pay = gr.Textbox(
            label="Pay at least", placeholder="£50k", elem_id="pay-filter", min_width=110
        )
        closes = _filter("Closes", CLOSINGS)
        order = gr.Dropdown(
            list(ORDERS), value=BY_TITLE, label="Sort by", elem_id="order", min_width=110
        )
    stated = (workplace, employment, pay, closes)
    asked: list[Any] = [kind, title, place, company, level, *stated, order]
    with gr.Row(elem_id="roles-room"):
        with gr.Column(scale=3, elem_id="roles-list"):
            count = gr.Markdown("", elem_id="roles-count")
            rows = gr.Dataframe(
                [],
                headers=list(table.ROLE_HEADS),
                type="array",
                datatype=["number" if head == "Pay" else "str" for head in table.POSTING_HEADS],
                interactive=False,
                elem_id="roles-table",
                label="Roles and postings",
                show_label=False,
                wrap=True,
                column_widths=list(table.WIDTHS),
                max_height=640,
                buttons=[],
            )
        with gr.Column(scale=2, elem_id="role"):
            with gr.Row(elem_id="role-actions"):
                ask = gr.Button("Ask about this", visible=False, variant="primary")
                compare = gr.Button("Compare with…", visible=False)
                close = gr.Button("Close", visible=False, elem_id="role-close")
            about = gr.Markdown(CHOOSE, elem_id="role-text", latex_delimiters=[])
    role = [opened, about, ask, compare, close]
    view = RolesView(opened, asked, [rows, count], role, ask, compare)

    def find(kind: str | None, *asked: str | None) -> list[Any]:
        return filtered(site, kind, *asked)

    def open_row(chosen: gr.SelectData) -> list[Any]:
        row = chosen.row_value or []
        return opened_role(site, str(row[table.IDENTIFIER]) if len(row) > table.IDENTIFIER else "")

    gr.on([filter_.change for filter_ in asked], find, asked, view.results, **EVENT)
    rows.select(open_row, None, role, **EVENT)
    close.click(lambda: opened_role(site, ""), None, role, **EVENT)
    return view


def filtered(site: Site, kind: str | None, *filters: str | None) -> list[Any]:
    """Return the rows that meet the filters, in the order of FILTERS, and their number, or why
    there are none.
    """
    asked = dict.fromkeys(FILTERS, "") | {
        name: words or "" for name, words in zip(FILTERS, filters, strict=False)
    }
    order, listed = asked.pop("order"), {name: asked.pop(name) for name in LISTED}
    try:
        # The title matches as it is typed, by any part of it; the catalog's filter needs whole
        # words.
        postings = site.opening.ready().postings(**listed)
        met = ordered(Wanted(**asked).of(postings, date.today()), order)
    except (AssistantError, StoreError) as error:
        return [gr.skip(), render(str(error))]
    roles = {posting.role.document_id for posting in met}
    said = (
        f"{counted(len(met), 'posting')} of {counted(len(roles), 'role')}. Choose a row to read "
        "about the role."
    )
    if not roles:
        said = "Nothing fits these filters."
    if kind == table.ROLES:
        return [_dataframe(table.role_rows(met), table.ROLE_HEADS), said]
    return [_dataframe(table.posting_rows(met), table.POSTING_HEADS), said]


def _dataframe(rows: Sequence[table.Row], heads: Sequence[str]) -> gr.Dataframe:
    """Return the table: its cells as shown, and the values that a column's menu sorts by."""
    value = {
        "headers": list(heads),
        "data": [row.sorted_by for row in rows],
        "metadata": {"display_value": [[str(cell) for cell in row.cells] for row in rows]},
    }
    return gr.Dataframe(value, headers=list(heads), column_widths=list(table.WIDTHS))


def opened_role(site: Site, document_id: str) -> list[Any]:
    """Return one role, and what can be done with it."""
    role = site.assistant.known().catalog.role(document_id) if site.assistant else None
    if role is None:
        gone = note(f"No role {document_id} is stored.") if document_id else CHOOSE
        hidden = gr.Button(visible=False)
        return ["", gone, hidden, hidden, gr.Button(visible=bool(document_id))]
    return [document_id, table.role_markdown(role), *[gr.Button(visible=True)] * 3]


def _filter(label: str, choices: Sequence[str] = ()) -> gr.Dropdown:
    offered = [("Any", ""), *((choice[:1].upper() + choice[1:], choice) for choice in choices)]
    return gr.Dropdown(offered, value="", label=label, filterable=True, min_width=110)
