"""Say which models can be chosen, and where questions go when one of them answers.

An owner may choose any model. Others may choose models that cost nothing and run here, and hosted
models that an owner enabled.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection
from pathlib import Path

from assistant.errors import AssistantError, ModelError
from assistant.language.safe_markdown import escape
from assistant.models.choice import choose
from assistant.models.providers import AT, QUOTES
from assistant.models.usable import UsableModel, may_choose
from assistant.page.guard.accounts import write_privately
from assistant.page.guard.visitors import Visitor, require_owner
from assistant.settings import Settings

QUOTES_LABEL = "Quotes, no model"
_ANYONE = Visitor("")


def first_choices(settings: Settings) -> list[tuple[str, str]]:
    """Return what can be shown before any server is asked: `quotes` and the model of the
    settings.
    """
    return [
        (QUOTES_LABEL, QUOTES),
        *([(settings.model, settings.model)] if settings.model != QUOTES else []),
    ]


class EnabledModels:
    """The hosted models that everyone may choose, set by an owner; kept in page.json, safe to use
    from any thread.

    Raises AssistantError if that file cannot be read.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = settings.data_dir / "page.json"
        self._lock = threading.Lock()
        self._names = _read_names(self._path)

    @property
    def names(self) -> frozenset[str]:
        """The names of the models, as `provider:model`."""
        return self._names

    def require(self, name: str, visitor: Visitor) -> None:
        """Raise ModelError if `name` may not answer; "" is the model of the settings."""
        if name and not self._is_offered(name, visitor):
            raise ModelError(_not_offered(repr(name)))

    def _is_offered(self, name: str, visitor: Visitor) -> bool:
        return visitor.owner or may_choose(name, self._settings, self._names)

    def choices(self, found: Collection[UsableModel], visitor: Visitor) -> list[tuple[str, str]]:
        """Return (label, name) for every model that can be chosen as it is, including those that
        were `found`.
        """
        named = {name: label for label, name in first_choices(self._settings)} | {
            model.name: _label(model)
            for model in found
            if model.ready and (visitor.owner or model.is_here)
        }
        hosted = {name: f"{name} (another machine)" for name in sorted(self._names)}
        return [(label, name) for name, label in (named | (hosted | named)).items()]

    def where_line(self, name: str, visitor: Visitor = _ANYONE) -> str:
        """Return which model answers and where text goes, as one line of HTML-safe Markdown."""
        name = name.strip() or QUOTES
        if name == QUOTES:
            said = "Answers are the sources' own sentences. Nothing leaves this machine."
            return _line("here", said)
        try:
            choice = choose(name, self._settings)
            offered = self._is_offered(name, visitor)
        except ModelError as error:
            return _line("wrong", str(error))
        where = choice.destination
        if not offered:
            return _line("wrong", _not_offered(name))
        if where.is_here:
            said = f"{choice.label} answers {'at' if where.url else 'in'} {where}."
            return _line("here", f"{said} Nothing leaves this machine.")
        said = "your questions, the conversation and the passages found are sent there."
        return _line("away", f"{choice.label} answers at {where}: {said}")

    def enable(self, visitor: Visitor, names: Collection[str]) -> None:
        """Let everyone choose these hosted models, and no others.

        Raises AssistantError if `visitor` is not an owner or page.json cannot be written, and
        ModelError for an invalid name.
        """
        require_owner(visitor)
        for name in names:
            choose(name, self._settings)
        with self._lock:
            write_privately(
                self._path, json.dumps({"enabled_models": sorted(set(names))}, indent=2) + "\n"
            )
            self._names = frozenset(names)


def _read_names(path: Path) -> frozenset[str]:
    try:
        kept = json.loads(path.read_text("utf-8"))["enabled_models"] if path.exists() else []
        if not isinstance(kept, list) or not all(isinstance(name, str) for name in kept):
            raise TypeError("enabled_models is no list of names")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AssistantError(
            f"{path}, which says what models everyone may choose, cannot be read: {error}. Remove "
            "it and enable them "
            f"anew on the page: rm {path}"
        ) from error
    return frozenset(kept)


def _not_offered(name: str) -> str:
    return (
        f"{name} is not offered here. Choose one of the list, or ask an owner of this page to "
        "enable it."
    )


def _label(model: UsableModel) -> str:
    if model.name == QUOTES:
        return QUOTES_LABEL
    name = model.name.partition(f"{AT}http")[0]
    return name if model.is_here else f"{name} (another machine)"


def _line(kind: str, text: str) -> str:
    return f'<small class="where {kind}">{escape(text)}</small>'
