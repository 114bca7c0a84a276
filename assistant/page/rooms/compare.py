"""Two roles side by side, as Gradio components and events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.models.providers import QUOTES
from assistant.page.guard.visitors import Visitor, visitor_of
from assistant.page.session.events import EVENT
from assistant.page.session.site import Site
from assistant.page.shown.compare import comparison_markdown
from assistant.page.shown.exchange import note
from assistant.question.known import Known
from assistant.question.role_names import label_of, one_side, role_words
from store.errors import StoreError
from store.facets.names.place_names import place_in_words

NOTHING_YET = (
    '<div class="empty">\n\n### Two roles, aspect by aspect\n\nChoose two roles or postings. '
    "Every cell quotes its source; what one does not state is said to be missing.\n\n</div>"
)
ANOTHER = '<div class="empty">\n\nChoose another role to compare it with.\n\n</div>'
COMPARING = note("Comparing, sentence by sentence…", waiting=True)
MOST_POSTINGS = 60  # offered beside the roles; in a longer list the search is by role


@dataclass(frozen=True, slots=True)
class CompareView:
    first: gr.Dropdown
    second: gr.Dropdown
    go_on: gr.Button
    result: gr.Markdown


def compare_view(site: Site) -> CompareView:
    """Lay out the pickers and the result, and compare whenever two are chosen."""
    with gr.Row(elem_id="pickers"):
        first = _picker("One role")
        swap = gr.Button("⇄ Swap", elem_id="swap", scale=0, min_width=96)
        second = _picker("Another role")
    go_on = gr.Button("Ask about these two", elem_id="go-on", visible=False, variant="primary", scale=0)
    result = gr.Markdown(NOTHING_YET, elem_id="comparison", latex_delimiters=[])
    view = CompareView(first, second, go_on, result)
    compared = [result, go_on]

    def compare(one: str | None, other: str | None, request: gr.Request) -> Iterator[list[Any]]:
        if one and other and one != other:
            yield [COMPARING, gr.skip()]
        yield compared_or_why(site, visitor_of(request), one, other)

    def swapped(one: str | None, other: str | None, request: gr.Request) -> list[Any]:
        return [other, one, *compared_or_why(site, visitor_of(request), other, one)]

    first.input(compare, [first, second], compared, **EVENT)
    second.input(compare, [first, second], compared, **EVENT)
    swap.click(swapped, [first, second], [first, second, *compared], **EVENT)
    return view


def compared_or_why(site: Site, visitor: Visitor, first: str | None, second: str | None) -> list[Any]:
    """The comparison, counted as a question, and whether it can be asked about; in words what is missing."""
    if not first or not second:
        return [NOTHING_YET, gr.Button(visible=False)]
    if first == second:
        return [note("Both are the same. Choose two."), gr.Button(visible=False)]
    assistant = site.opening.assistant
    if assistant is None:
        return [note(site.opening.line), gr.Button(visible=False)]
    try:
        site.admit(visitor, QUOTES)
        comparison = assistant.compare(first, second)
    except (AssistantError, StoreError) as error:
        return [note(str(error)), gr.Button(visible=False)]
    return [comparison_markdown(comparison, first, second), gr.Button(visible=True)]


def compared_roles(site: Site, first: str | None, second: str | None) -> list[str]:
    """The identifiers of the two roles that were chosen, each once; none where they cannot be told."""
    assistant = site.opening.assistant
    if assistant is None or not first or not second:
        return []
    known = assistant.known()
    try:
        return list(dict.fromkeys(one_side(words, known).role.document_id for words in (first, second)))
    except AssistantError:
        return []


def picked(site: Site, words: str) -> str | None:
    """What a picker calls the role that words mean: its identifier where they mean all its postings; else the words."""
    assistant = site.opening.assistant
    if assistant is None or not words:
        return words or None
    try:
        side = one_side(words, assistant.known())
    except AssistantError:
        return words  # and the comparison says why
    return side.role.document_id if len(side.postings) == len(side.role.postings) else words


def compare_choices(known: Known) -> list[tuple[str, str]]:
    """(label, words that mean it) of every role, and of the postings of roles that are listed in several places."""
    choices: list[tuple[str, str]] = []
    for role in known.catalog.roles:
        places = list(dict.fromkeys(place for one in role.postings if (place := place_in_words(one.posting.place))))
        where = places[0] if len(places) == 1 else f"{len(places)} places" if places else "no place"
        choices.append((f"{label_of(role, known)} · {where}", role.document_id))
        if len(places) > 1 and len(known.catalog.postings) <= MOST_POSTINGS:
            name = role_words(role, known)
            choices += [(f"{label_of(role, known)} · {place} only", f"{name} in {place}") for place in places]
    return choices


def _picker(label: str) -> gr.Dropdown:
    return gr.Dropdown([], value=None, label=label, filterable=True, allow_custom_value=True, scale=1, min_width=120)
