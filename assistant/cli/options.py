"""Options that several commands share, and the settings that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.edge import UsageError
from assistant.startup import log_to

if TYPE_CHECKING:
    from assistant.settings import Settings
    from store.library import Library


def option(words: str, metavar: str | None = None, *flags: str) -> Any:
    """Return an option of a command, described in `words`."""
    return typer.Option(*flags, metavar=metavar, help=words)


def argument(words: str, metavar: str) -> Any:
    """Return an argument of a command, described in `words`."""
    return typer.Argument(metavar=metavar, help=words)


DataDir = Annotated[
    Path | None,
    option("Folder of the collection (or ROLECALL_DATA_DIR).", "FOLDER", "--data-dir"),
]
NoSeeds = Annotated[
    bool,
    option("Leave the seeds out of a new collection (or ROLECALL_SEEDS=0).", None, "--no-seeds"),
]
AsJson = Annotated[bool, option("Print JSON, one object a line.", None, "--json")]
Model = Annotated[
    str | None,
    option("`quotes`, or one that `rolecall models` lists (or ROLECALL_MODEL).", "NAME"),
]
BaseUrl = Annotated[
    str | None,
    option("Address of the model's server (or ROLECALL_BASE_URL).", "URL"),
]


def group(**how: Any) -> typer.Typer:
    """Return a command, or a group of commands under one name."""
    help_of_each = {"help_option_names": ["-h", "--help"]}
    return typer.Typer(rich_markup_mode=None, context_settings=help_of_each, **how)


def settings_from(
    context: typer.Context, data_dir: Path | None, no_seeds: bool = False, **chosen: Any
) -> Settings:
    """Return the settings of the environment with the options chosen before and after the command,
    which apply to its subcommands too.
    """
    from pydantic import ValidationError

    from assistant.settings import Settings

    chosen |= {"data_dir": data_dir, "seeds": False if no_seeds else None}
    given = {name: value for name, value in chosen.items() if value is not None}
    context.obj = context.obj | given
    known = {name: value for name, value in context.obj.items() if value is not None}
    try:
        settings = Settings(**known)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = str(wrong["loc"][0])
        raise UsageError(
            f"{name} (ROLECALL_{name.upper()}) is {wrong['input']!r}: {wrong['msg']}"
        ) from error
    log_to(settings.data_dir)
    return settings


def by_beginning(identifiers: Iterable[str], beginning: str) -> str:
    """Return the only identifier that equals `beginning` or begins with it; `beginning` itself if
    there is none.

    Raises UsageError if there are several.
    """
    found = [each for each in identifiers if beginning and each.startswith(beginning)]
    if len(found) > 1 and beginning not in found:
        raise UsageError(f"{beginning}: {len(found)} identifiers begin so; write more of it")
    return found[0] if len(found) == 1 else beginning


def open_library(settings: Settings, *, create: bool = True) -> AbstractContextManager[Library]:
    """Open the library of these settings; without `create`, an empty one if there is no
    collection.
    """
    from store.library import Library

    return closing(Library.open(settings, create=create))
