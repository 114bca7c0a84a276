"""What the page says of models: which can be chosen, and where questions go when one of them answers."""

from __future__ import annotations

from assistant.errors import ModelError
from assistant.model_choice import choose
from assistant.providers import AT, QUOTES
from assistant.safe_markdown import escape
from assistant.settings import Settings
from assistant.usable_models import UsableModel, may_choose, usable_models

QUOTES_LABEL = "No model: the sources' own words"


def first_choices(settings: Settings) -> list[tuple[str, str]]:
    """What can be shown before anything is asked: `quotes` and the model of the settings."""
    return [(QUOTES_LABEL, QUOTES), *([(settings.model, settings.model)] if settings.model != QUOTES else [])]


def model_choices(settings: Settings) -> list[tuple[str, str]]:
    """(label, name) of every model that can be chosen as it stands; asks the servers of this machine."""
    try:
        found = usable_models(settings)
    except ModelError:  # what is wrong with the settings is told when their model is asked
        found = ()
    ready = {model.name: _label(model) for model in found if model.ready}
    return [(label, name) for name, label in ({name: label for label, name in first_choices(settings)} | ready).items()]


def where_line(name: str, settings: Settings) -> str:
    """Who answers and where text goes, as one line of HTML-safe Markdown."""
    name = name.strip() or QUOTES
    if name == QUOTES:
        return _line("here", "Answers are the sources' own sentences. Nothing leaves this machine.")
    try:
        choice = choose(name, settings)
        offered = may_choose(name, settings)
    except ModelError as error:
        return _line("wrong", str(error))
    if not offered:
        return _line("wrong", f"{name} is not offered here. Choose one of the list, or name it in models.yaml.")
    if choice.destination.is_here:
        at = "at" if choice.destination.url else "in"
        return _line("here", f"{choice.label} answers {at} {choice.destination}. Nothing leaves this machine.")
    return _line(
        "away",
        f"{choice.label} answers at {choice.destination}: your questions, the conversation and the passages found "
        "are sent there.",
    )


def _label(model: UsableModel) -> str:
    if model.name == QUOTES:
        return QUOTES_LABEL
    name = model.name.partition(f"{AT}http")[0]
    return name if model.is_here else f"{name} (another machine)"


def _line(kind: str, text: str) -> str:
    return f'<small class="where {kind}">{escape(text)}</small>'
