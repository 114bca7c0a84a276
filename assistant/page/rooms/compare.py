"""Roles side by side, as Gradio components and events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.models.providers import QUOTES
from assistant.page.guard.visitors import Visitor, visitor_of
from assistant.page.session.events import EVENT
from assistant.page.session.site import Site
from assistant.page.shown.compare import MOST_COMPARED, comparison_markdown
from assistant.page.shown.exchange import note
from assistant.page.shown.facets import places_of
from assistant.question.known import Known
from assistant.question.role_names import label_of, one_side, role_words
from store.errors import StoreError

NOTHING_YET = (
    '<div class="empty">\n\n### Roles side by side\n\nChoose two roles or postings to compare what '
    "they say, "
    "aspect by aspect. With more than two you see their facts: pay, places, dates.\n\n</div>"
)
ANOTHER = '<div class="empty">\n\nChoose another role to compare it with.\n\n</div>'
COMPARING = note("Comparing, sentence by sentence…", waiting=True)
MOST_POSTINGS = 60  # offered besides the roles; in a longer list only roles are offered


@dataclass(frozen=True, slots=True)
class CompareView:
    """The components; `pickers` choose the first role, the second, and any others."""

    pickers: tuple[gr.Dropdown, gr.Dropdown, gr.Dropdown]
    go_on: gr.Button
    result: gr.Markdown

    @property
    def filled(self) -> list[Any]:
        """The components that a comparison fills: the pickers, the result, and the button to go
        on.
        """
        return [*self.pickers, self.result, self.go_on]


def compare_view(site: Site) -> CompareView:
    """Lay out the pickers and the result, and compare whenever two are chosen."""
    with gr.Row(elem_id="pickers"):
        first = _picker("One role")
        second = _picker("Another role")
        others = _picker(
            "More roles", multiselect=True, max_choices=MOST_COMPARED - 2, elem_id="more-roles"
        )
        swap = gr.Button("⇄ Swap", elem_id="swap", scale=0, min_width=96)
    go_on = gr.Button(
        "Ask about these roles", elem_id="go-on", visible=False, variant="primary", scale=0
    )
    result = gr.Markdown(NOTHING_YET, elem_id="comparison", latex_delimiters=[])
    view = CompareView((first, second, others), go_on, result)

    def compare(
        first: str | None, second: str | None, others: list[str] | None, request: gr.Request
    ) -> Iterator[list[Any]]:
        if first and second and first != second:
            yield [COMPARING, gr.skip()]
        yield compared_or_why(site, visitor_of(request), (first, second, *(others or ())))

    def swapped(
        first: str | None, second: str | None, others: list[str] | None, request: gr.Request
    ) -> list[Any]:
        chosen = second, first, *(others or ())
        return [second, first, *compared_or_why(site, visitor_of(request), chosen)]

    for picker in view.pickers:
        picker.input(compare, list(view.pickers), [result, go_on], **EVENT)
    swap.click(swapped, list(view.pickers), [first, second, result, go_on], **EVENT)
    return view


def compared_or_why(site: Site, visitor: Visitor, chosen: Sequence[str | None]) -> list[Any]:
    """Return the comparison, which counts as a question, and whether it can be asked about;
    otherwise what is missing, in words.
    """
    named = list(dict.fromkeys(words for words in chosen if words))
    if not all(chosen[:2]):
        return [NOTHING_YET, gr.Button(visible=False)]
    if len(named) < 2:
        return [note("Both are the same. Choose two."), gr.Button(visible=False)]
    try:
        assistant = site.opening.ready()
        site.admit(visitor, QUOTES)
        comparison = assistant.compare(*named)
    except (AssistantError, StoreError) as error:
        return [note(str(error)), gr.Button(visible=False)]
    return [comparison_markdown(comparison, named), gr.Button(visible=True)]


def compared_roles(site: Site, chosen: Sequence[str | None]) -> list[str]:
    """Return the identifiers of the chosen roles, each once; none if they are unknown."""
    try:
        known = site.opening.ready().known()
        sides = [one_side(words, known) for words in chosen if words] if all(chosen[:2]) else []
    except AssistantError:
        return []
    return list(dict.fromkeys(side.role.document_id for side in sides))


def picked(site: Site, words: str) -> str | None:
    """Return the picker's value for the role that words mean: its identifier if they mean all its
    postings.
    """
    if not words:
        return None
    try:
        side = one_side(words, site.opening.ready().known())
    except AssistantError:
        return words  # the comparison then says why
    return side.role.document_id if len(side.postings) == len(side.role.postings) else words


def compare_choices(known: Known) -> list[tuple[str, str]]:
    """Return (label, words that mean it) for each role, and for the postings of roles listed in
    several places.
    """
    choices: list[tuple[str, str]] = []
    for role in known.catalog.roles:
        places = places_of(role.document)
        where = places[0] if len(places) == 1 else f"{len(places)} places" if places else "no place"
        choices.append((f"{label_of(role, known)} · {where}", role.document_id))
        if len(places) > 1 and len(known.catalog.postings) <= MOST_POSTINGS:
            name = role_words(role, known)
            choices += [
                (f"{label_of(role, known)} · {place} only", f"{name} in {place}")
                for place in places
            ]
    return choices


def _picker(label: str, **given: Any) -> gr.Dropdown:
    return gr.Dropdown(
        [], value=None, label=label, allow_custom_value=True, scale=1, min_width=120, **given
    )
