"""Choose the model, the number of passages and the theme, and see where text goes, as Gradio
components and events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.language.safe_markdown import escape, render
from assistant.models.providers import QUOTES
from assistant.models.usable import UsableModel, usable_models
from assistant.page.guard.visitors import Visitor, visitor_of
from assistant.page.session.events import EVENT, warn
from assistant.page.session.models import first_choices
from assistant.page.session.site import Site
from assistant.page.shown.exchange import error_in_words, note
from assistant.trial import Trial, trial_rows, try_model

_ONE: dict[str, Any] = {**EVENT, "concurrency_limit": 1}  # a trial opens its own assistant
NO_MODEL = (
    "No model is chosen, so answers quote the sources. Choose a model at the top of the "
    "page, then try it."
)
THEMES = (("Same as this machine", "system"), ("Light", "light"), ("Dark", "dark"))


@dataclass(frozen=True, slots=True)
class SettingsView:
    """`hosted` is for the owner: which hosted models other visitors may choose."""

    passages: gr.Slider
    remembered: gr.BrowserState
    usable: gr.Markdown
    hosted: gr.CheckboxGroup


def model_picker(site: Site) -> gr.Dropdown:
    """Return the picker of the model; a hosted model has to be typed, since its provider is not
    asked for a list.
    """
    return gr.Dropdown(
        first_choices(site.settings),
        value=site.settings.model,
        elem_id="model",
        label="Who answers",
        show_label=False,
        container=False,
        allow_custom_value=True,
        filterable=True,
    )


def settings_view(site: Site, model: gr.Dropdown, where: gr.Markdown) -> SettingsView:
    """Lay out the settings; whoever may choose a model may try it."""
    # Kept in the browser, where it is not secret; the fixed word keeps it readable after a restart.
    # Rendered apart from this room: a room that was not opened has not been read from the browser.
    remembered = gr.BrowserState({}, storage_key="rolecall", secret="rolecall", render=False)
    with gr.Column(elem_id="settings"):
        gr.Markdown("### Which model answers", elem_id="settings-head")
        usable = gr.Markdown("", elem_id="usable", latex_delimiters=[])
        test = gr.Button("Try the chosen model on one question", elem_id="try", scale=0)
        tried = gr.Markdown("", elem_id="tried", latex_delimiters=[])
        hosted = gr.CheckboxGroup(
            [],
            label="Hosted models that other visitors may choose",
            elem_id="hosted",
            visible=False,
        )
        gr.Markdown("### Answers")
        passages = gr.Slider(
            1,
            20,
            value=site.settings.max_evidence,
            step=1,
            label="Most passages shown with an answer",
            elem_id="most",
        )
        gr.Markdown("### Look")
        gr.Radio(list(THEMES), value="system", label="Theme", elem_id="theme", interactive=True)
    view = SettingsView(passages, remembered, usable, hosted)

    def tell(name: str | None, request: gr.Request) -> str:
        return site.enabled.where_line(name or "", visitor_of(request))

    def try_it(name: str | None, request: gr.Request) -> Any:
        if (name or QUOTES) == QUOTES:
            yield note(NO_MODEL)
            return
        yield note("Asking… The first answer can take a while.", waiting=True)
        try:
            site.admit(visitor_of(request), name or "")
            yield _trial(try_model(name or "", site.settings))
        except Exception as error:  # an edge: every failure is described in words
            yield note(error_in_words(error))

    def enable(names: list[str], request: gr.Request) -> None:
        try:
            site.enabled.enable(visitor_of(request), names)
        except AssistantError as error:
            warn(error)

    model.change(tell, model, where, **EVENT)
    test.click(try_it, model, tried, **_ONE)
    hosted.input(enable, hosted, None, **EVENT)
    passages.input(
        lambda most: {"passages": int(most)},
        passages,
        remembered,
        trigger_mode="always_last",
        **EVENT,
    )
    return view


def remembered_passages(site: Site, remembered: Any) -> int:
    """Return how many passages this browser asked for before, or the setting."""
    most = remembered.get("passages") if isinstance(remembered, dict) else None
    return most if isinstance(most, int) and 1 <= most <= 20 else site.settings.max_evidence


def told_models(site: Site, visitor: Visitor) -> list[Any]:
    """Return the picker's choices, the table of usable models and, for the owner, the hosted models
    that others may use.
    """
    try:
        usable = usable_models(site.settings)
    except AssistantError as error:
        return [gr.skip(), render(str(error)), gr.skip()]
    enabled = site.enabled.names
    # Other visitors learn nothing about the keys.
    listed_models = [
        model for model in usable if visitor.owner or model.is_here or model.name in enabled
    ]
    names = sorted(enabled | {model.name for model in usable if not model.is_here and model.ready})
    hosted = gr.CheckboxGroup(names, value=sorted(enabled), visible=visitor.owner and bool(names))
    return [gr.Dropdown(site.enabled.choices(usable, visitor)), _table(listed_models), hosted]


def _table(models: Sequence[UsableModel]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(model.name)}</code></td><td>{escape(model.where)}</td><td>{escape(model.note)}</td></tr>"
        for model in models
    )
    head = "<thead><tr><th>Name</th><th>Where text goes</th><th></th></tr></thead>"
    return f'<table class="models">{head}<tbody>{rows}</tbody></table>'


def _trial(trial: Trial) -> str:
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        for name, value in trial_rows(trial).items()
    )
    return f'<dl class="facts">{rows}</dl>\n\n{render(trial.text)}'
