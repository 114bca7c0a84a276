"""The command line: each command's options, actions and output."""

from __future__ import annotations

import sys
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.conversations import conversations_app
from assistant.cli.documents import documents_app
from assistant.cli.edge import Status, UsageError, complain, print_json, run_command
from assistant.cli.ingest import ingest, refresh
from assistant.cli.login import login_app
from assistant.cli.models import models_app
from assistant.cli.options import (
    AsJson,
    BaseUrl,
    DataDir,
    Model,
    NoSeeds,
    argument,
    group,
    option,
    settings_from,
)
from assistant.cli.seeds import seeds_app
from assistant.startup import silence_telemetry

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings

app = group(add_completion=False)
app.add_typer(documents_app, name="documents")
app.add_typer(models_app, name="models")
app.add_typer(conversations_app, name="conversations")
app.add_typer(login_app, name="login")
app.add_typer(seeds_app, name="seeds")


@app.callback(invoke_without_command=True)
def rolecall(context: typer.Context, data_dir: DataDir = None, no_seeds: NoSeeds = False) -> None:
    """Ask about roles; every claim in the answer opens the sentence it rests on.

    Exit status: 0 answered, 3 the sources don't say, 2 bad usage, 1 failed.
    """
    context.obj = {"data_dir": data_dir, "seeds": False if no_seeds else None}
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", show_default=False)] = None,
    then: Annotated[list[str] | None, option("Ask this next; may be repeated.", "QUESTION")] = None,
    as_json: AsJson = False,
    batch: Annotated[
        str | None, option('Answer a file (or -) of JSON lines {"id", "turns": […]}.', "FILE")
    ] = None,
    explain: Annotated[bool, option("Show how the answer came about.", None, "--explain")] = False,
    only: Annotated[
        list[str] | None, option("Ask of this document; may be repeated.", "ID")
    ] = None,
    place: Annotated[
        list[str] | None, option("Ask of the roles posted there; may be repeated.", "PLACE")
    ] = None,
    model: Model = None,
    base_url: BaseUrl = None,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> int:
    """Answer a question, a conversation, or a file of them.

    A batch ends with status 0 only if every line of it could be answered.
    """
    from assistant.cli.ask import batch_lines, print_batch, print_conversation
    from assistant.models.choice import destination_of

    settings = settings_from(context, data_dir, no_seeds, model=model, base_url=base_url)
    if not (destination := destination_of(settings.model, settings)).is_here:
        complain(f"questions and what is found for them go to {destination}")
    if batch is not None:
        if question is not None or then or explain:
            raise UsageError(
                "--batch has its questions in FILE; leave out QUESTION, --then and --explain"
            )
        with batch_lines(batch) as lines, open_assistant(settings) as assistant:
            return print_batch(assistant, lines, assistant.scope(only or (), place or ()))
    if question is None:
        raise UsageError(
            "no question; write `rolecall ask QUESTION` or `rolecall ask --batch FILE`"
        )
    with open_assistant(settings) as assistant:
        scope = assistant.scope(only or (), place or ())
        return print_conversation(assistant, [question, *(then or ())], scope, as_json, explain)


@app.command()
def chat(
    context: typer.Context,
    host: Annotated[str | None, option("Address to listen on (or ROLECALL_HOST).")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port (or ROLECALL_PORT).")
    ] = None,
    no_browser: Annotated[bool, option("Do not open a browser.", None, "--no-browser")] = False,
    mcp: Annotated[
        bool | None,
        option("Offer the page's tools over MCP, too (or ROLECALL_MCP).", None, "--mcp/--no-mcp"),
    ] = None,
    login: Annotated[
        Path | None, option("Let in who is in this file (or ROLECALL_LOGIN_FILE).", "FILE")
    ] = None,
    no_login: Annotated[
        bool, option("Let in any machine (or ROLECALL_NO_LOGIN=1).", None, "--no-login")
    ] = False,
    model: Model = None,
    base_url: BaseUrl = None,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> None:
    """Serve the chat page and open it in the browser."""
    from assistant.page.guard.accounts import exposure

    model_chosen = {"model": model, "base_url": base_url}
    served = {"host": host, "port": port, "mcp": mcp}
    guarded = {"login_file": login, "no_login": no_login or None}
    settings = settings_from(context, data_dir, no_seeds, **model_chosen, **served, **guarded)
    if settings.login_file is not None and (warning := exposure(settings.login_file)):
        complain(warning)
    serve_page(settings, open_browser=not no_browser)


app.command()(ingest)
app.command()(refresh)


@app.command()
def postings(
    context: typer.Context,
    title: Annotated[str | None, option("Words of the title, such as “applied scientist”.")] = None,
    team: Annotated[str | None, option("A team, by its name or a part of it.")] = None,
    place: Annotated[
        str | None, option("A place, such as “Boston”, “Europe” or “outside the US”.")
    ] = None,
    company: Annotated[str | None, option("An employer.")] = None,
    level: Annotated[str | None, option("A level, such as senior or intern.")] = None,
    text: Annotated[str | None, option("Words that the role's own text must hold.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> None:
    """List postings, all or those that meet the filters."""
    from assistant.as_json import listed_posting_json
    from assistant.cli import render

    with open_assistant(settings_from(context, data_dir, no_seeds), reading=True) as assistant:
        of_role = {"title": title, "team": team, "company": company, "level": level}
        found = assistant.postings(**of_role, place=place, text=text)
    if as_json:
        for posting in found:
            print_json(listed_posting_json(posting))
    else:
        render.show_postings(found, render.screen())


@app.command()
def compare(
    context: typer.Context,
    first: Annotated[str, argument("A role or posting: identifier, title, team or place.", "A")],
    second: Annotated[str, argument("Another one.", "B")],
    more: Annotated[list[str] | None, argument("Others, for a table of facts.", "[C]...")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> None:
    """Put roles or postings side by side.

    Two aspect by aspect, of three to six the facts.
    """
    from assistant.as_json import comparison_json
    from assistant.cli import render

    with open_assistant(settings_from(context, data_dir, no_seeds), reading=True) as assistant:
        comparison = assistant.compare(first, second, *(more or ()))
    if as_json:
        print_json(comparison_json(comparison))
    else:
        render.show_comparison(comparison, render.screen())


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, argument("The file to write; it must not be there yet.", "FILE")],
    data_dir: DataDir = None,
) -> None:
    """Write all that is kept to one file.

    That is the documents, the conversations and the page's choices.
    """
    from assistant.backup import back_up
    from assistant.cli.render import progress_shown

    settings = settings_from(context, data_dir)
    with progress_shown() as progress:
        contents = back_up(settings, file, progress)
    print(f"backed up {contents} to {file}")


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, argument("What `rolecall backup` wrote, on any machine.", "FILE")],
    data_dir: DataDir = None,
) -> None:
    """Put a backup into a new data folder.

    Or onto servers that hold nothing yet.
    """
    from assistant.backup import restore as put_back
    from assistant.cli.render import progress_shown

    settings = settings_from(context, data_dir)
    with progress_shown() as progress:
        contents = put_back(settings, file, progress)
    print(f"restored {contents} of {contents.made:%Y-%m-%d %H:%M} UTC")


@app.command()
def doctor(
    context: typer.Context,
    repair: Annotated[
        bool, option("Stop the page, then mend documents and conversations.", None, "--repair")
    ] = False,
    as_json: AsJson = False,
    model: Model = None,
    base_url: BaseUrl = None,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> int:
    """Say what is installed, what is wrong and what mends it."""
    from assistant.cli import render
    from assistant.cli.doctor import examine, repaired

    healthy = True
    settings = settings_from(context, data_dir, no_seeds, model=model, base_url=base_url)
    if repair:
        with render.progress_shown() as progress:
            for done in repaired(settings, progress):
                complain(f"repaired: {done}")
    for finding in examine(settings):
        healthy = healthy and not finding.wrong
        if as_json:
            print_json(asdict(finding))
        else:
            render.show_finding(finding, render.screen())
    return Status.ANSWERED if healthy else Status.FAILED


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    print(f"rolecall {installed('rolecall')}")


def open_assistant(settings: Settings, *, reading: bool = False) -> Assistant:
    """Open the assistant with these settings and show progress meanwhile; with `reading`, nothing
    is written.
    """
    from assistant.assistant import Assistant
    from assistant.cli.render import progress_shown

    with progress_shown() as progress:
        return Assistant.open(settings=settings, progress=progress, reading=reading)


def serve_page(settings: Settings, open_browser: bool) -> None:
    """Serve the chat page until interrupted."""
    from assistant.page.app import serve

    def announce(address: str) -> None:
        print(f"Rolecall is at {address} (Ctrl-C stops it)", flush=True)

    serve(settings, open_browser=open_browser, announce=announce)


def main() -> None:
    """Run the command that was typed and exit with its status."""
    silence_telemetry()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # quotes may have characters it cannot show
    sys.exit(run_command(app, sys.argv[1:]))
