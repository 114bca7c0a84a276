"""`rolecall models`: list the models that can be used now, and try one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.edge import print_json
from assistant.cli.options import AsJson, BaseUrl, DataDir, argument, group, settings_from

if TYPE_CHECKING:
    from assistant.models.usable import UsableModel
    from assistant.trial import Trial

models_app = group()


@models_app.callback(invoke_without_command=True)
def models(
    context: typer.Context,
    as_json: AsJson = False,
    base_url: BaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """List the models that can be used now, or try one.

    Servers on this machine are asked what they have; nothing is sent to another machine.
    """
    from assistant.models.usable import usable_models

    settings = settings_from(context, data_dir, base_url=base_url)
    if context.invoked_subcommand is not None:
        return
    found = usable_models(settings)
    if as_json:
        for model in found:
            print_json(asdict(model))
    else:
        _show_models(found)


@models_app.command("test")
def try_one(
    context: typer.Context,
    name: Annotated[str, argument("As `rolecall models` lists it.", "NAME")],
    as_json: AsJson = False,
    base_url: BaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Ask a model one question about the seeds: its speed, how much it cites, and whether that
    is supported.
    """
    from assistant.cli.render import progress_shown
    from assistant.trial import trial_json, try_model

    settings = settings_from(context, data_dir, base_url=base_url, model=name)
    with progress_shown() as progress:
        trial = try_model(name, settings, progress)
    if as_json:
        print_json(trial_json(trial))
    else:
        _show_trial(trial)


def _show_models(models: Sequence[UsableModel]) -> None:
    """Print one line for each model: its name, where its text goes, and a note."""
    from assistant.cli.render import one_line, screen

    console = screen()
    for model in models:
        parts = (one_line(model.name), one_line(model.where), one_line(model.note))
        console.print("  ".join(part for part in parts if part), style="" if model.ready else "dim")
    if len(models) == 1:
        console.print(
            "No model answers on this machine, and no key of a hosted one is set; docs/models.md "
            "says how."
        )


def _show_trial(trial: Trial) -> None:
    from assistant.cli.render import one_line, plain, screen
    from assistant.trial import trial_rows

    console = screen()
    for name, value in trial_rows(trial).items():
        console.print(f"{name:<10}  {one_line(value)}")
    console.print(f"\n{plain(trial.text)}")
