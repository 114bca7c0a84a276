"""`rolecall seeds`: add the documents that come with Rolecall to the collection, or remove them."""

from __future__ import annotations

from pathlib import Path

import typer

from assistant.cli import options
from assistant.cli.edge import print_json
from assistant.cli.options import AsJson, DataDir, group, settings_from

seeds_app = group(no_args_is_help=True)


@seeds_app.callback()
def seeds() -> None:
    """Add or remove the documents Rolecall brings."""


@seeds_app.command("list")
def list_seeds(context: typer.Context, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the seeds, and say which are in the collection."""
    from assistant.assistant import seeds_folder
    from assistant.cli.render import one_line, screen

    settings = settings_from(context, data_dir)
    with seeds_folder() as folder, options.open_library(settings, create=False) as library:
        stored, read = library.seeds(), library.preview_paths([folder])
    for outcome in sorted(read, key=lambda outcome: outcome.path):
        if outcome.document is None:
            continue
        name, title = Path(outcome.path).name, outcome.document.title
        if as_json:
            identifier = stored[name].document_id if name in stored else ""
            about = {"name": name, "title": title, "stored": name in stored}
            print_json({**about, "document_id": identifier})
        else:
            state = "stored" if name in stored else "not stored"
            screen().print(f"{state:<10}  {name}  {one_line(title)}")


@seeds_app.command()
def add(context: typer.Context, as_json: AsJson = False, data_dir: DataDir = None) -> int:
    """Add the seeds to the collection, those that were removed too."""
    from assistant.assistant import seeds_folder
    from assistant.cli.ingest import report
    from assistant.cli.render import progress_shown

    settings = settings_from(context, data_dir)
    with (
        seeds_folder() as folder,
        options.open_library(settings) as library,
        progress_shown() as progress,
    ):
        outcomes = library.ingest_seeds(folder, progress, again=True)
    return report(outcomes, as_json)


@seeds_app.command()
def remove(context: typer.Context, data_dir: DataDir = None) -> None:
    """Remove the seeds; they come back with `rolecall seeds add` alone."""
    from assistant.cli.render import one_line, screen

    with options.open_library(settings_from(context, data_dir), create=False) as library:
        removed = library.remove_seeds()
    for document in removed:
        screen().print(f"removed  {one_line(document.title)} ({document.document_id})")
    if not removed:
        screen().print("No seeds are stored; `rolecall seeds add` adds them.")
