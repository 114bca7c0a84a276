"""`rolecall ingest` and `rolecall refresh`: read files and links, and report what was stored."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import options
from assistant.cli.edge import Status, UsageError, print_json
from assistant.cli.options import AsJson, DataDir, NoSeeds, argument, option, settings_from
from store.types import DocumentKind, Fields, IngestOutcome, IngestStatus, ProgressListener

if TYPE_CHECKING:
    from store.library import Library
    from store.loading.uploads import Upload

STDIN = "-"
_STDIN_NAME = "Standard input"
# The summary leaves these out where there are none.
_IF_ANY = (IngestStatus.REMOVED, IngestStatus.CLOSED, IngestStatus.LEFT_OUT)


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[str], argument("Files, folders, links; - is standard input.", "PATH|LINK|-…")
    ],
    dry_run: Annotated[
        bool,
        option(
            "Show what would be added, updated or left as it is, and store nothing.",
            None,
            "--dry-run",
        ),
    ] = False,
    name: Annotated[str, option("What to call standard input, such as jobs.csv.", "NAME")] = "",
    kind: Annotated[
        DocumentKind | None, option("What they are, where that is read wrongly.")
    ] = None,
    title: Annotated[str, option("The title.", "WORDS")] = "",
    company: Annotated[str, option("The employer.", "NAME")] = "",
    team: Annotated[str, option("The team or department.", "NAME")] = "",
    columns: Annotated[
        str, option('A table\'s own columns: title="Job Name",place=Town.', "FIELD=NAME,…")
    ] = "",
    as_json: AsJson = False,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> int:
    """Read files, folders and links into the collection.

    What --kind, --title, --company, --team and --columns state holds when the same file is read
    again. Exit status 1 if one that looked readable failed.
    """
    from assistant.cli.render import progress_shown

    given = Fields(kind=kind, title=title, company=company, team=team)
    named = columns_named(columns)
    others = [path for path in paths if path != STDIN]
    settings = settings_from(context, data_dir, no_seeds)
    uploads = [_standard_input(name, settings.largest_upload)] if STDIN in paths else []
    with (
        options.open_library(settings, create=not dry_run) as library,
        progress_shown() as progress,
    ):
        outcomes = _outcomes(library, others, uploads, given, named, progress, dry_run)
        return report(outcomes, as_json, dry_run=dry_run)


def refresh(
    context: typer.Context,
    places: Annotated[
        list[str] | None,
        argument("Files, folders and links; all where none is named.", "PATH|LINK…"),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> int:
    """Read again what has changed since.

    All files, folders and links that documents came from, or those named. What is gone is kept, and
    its postings are marked closed. Exit status 1 if one of them failed.
    """
    from assistant.cli.render import progress_shown, screen

    settings = settings_from(context, data_dir, no_seeds)
    with options.open_library(settings, create=False) as library, progress_shown() as progress:
        if not library.begun and not places:
            screen(stderr=True).print(
                "Nothing to refresh; `rolecall ingest PATH` reads files, folders and links."
            )
            return Status.ANSWERED
        outcomes = library.refresh(places or (), progress)
    return report(outcomes, as_json) if outcomes else Status.ANSWERED


def report(outcomes: Iterable[IngestOutcome], as_json: bool, *, dry_run: bool = False) -> Status:
    """Print what happened to each path, and a summary: JSON as it happens, a table at the end.

    Documents are not held in memory. Return FAILED if any path failed, or if there was none.
    """
    from assistant.as_json import outcome_json
    from assistant.cli.render import OutcomeTable, screen

    table, counts = OutcomeTable(screen(), dry_run=dry_run), Counter[IngestStatus]()
    for outcome in outcomes:
        counts[outcome.status] += 1
        if as_json:
            print_json(outcome_json(outcome))
        else:
            table.add(outcome)
    table.show()
    screen(stderr=True).print(summary(counts, dry_run=dry_run))
    return Status.FAILED if not counts or counts[IngestStatus.FAILED] else Status.ANSWERED


def summary(counts: Mapping[IngestStatus, int], *, dry_run: bool = False) -> str:
    """Return one line that says how many documents were added, updated and so on, and how many
    files failed or were left out.
    """
    from assistant.cli.render import status_in_words

    shown = [status for status in IngestStatus if counts.get(status) or status not in _IF_ANY]
    return ", ".join(
        f"{counts.get(status, 0):,} {status_in_words(status, dry_run=dry_run)}" for status in shown
    )


def columns_named(words: str) -> Mapping[str, str]:
    """Return the columns that `title="Job Name",place=Town` names, by field; raises UsageError.

    A name that has a comma must be in quotes.
    """
    columns: dict[str, str] = {}
    # The csv module wants the quotes around the whole of `title="Job Name"`.
    quoted = re.sub(r'([^",=]+)="((?:[^"]|"")*)"', r'"\1=\2"', words.strip())
    for part in next(csv.reader([quoted], skipinitialspace=True), []):
        field, equals, name = part.partition("=")
        field, name = field.strip().lower(), name.strip()
        if not equals or not name or not field:
            raise UsageError(
                f'{part!r} names no column; write --columns title="Job Name",place=Town'
            )
        columns[field] = name
    return columns


def _outcomes(
    library: Library,
    paths: Sequence[str],
    uploads: Sequence[Upload],
    given: Fields,
    columns: Mapping[str, str],
    progress: ProgressListener,
    dry_run: bool,
) -> Iterator[IngestOutcome]:
    """Yield what happens to each path as soon as it is known, then to standard input."""
    read = library.preview_paths if dry_run else library.ingest_each
    if paths:
        yield from read(paths, progress, given=given, columns=columns)
    if uploads and dry_run:
        yield from library.preview(uploads, given=given)
    elif uploads:
        yield from library.ingest_uploads(uploads, progress, given=given)


def _standard_input(name: str, largest: int) -> Upload:
    """Read standard input up to one byte over the limit, which is enough to refuse it."""
    from store.loading.uploads import Upload

    return Upload.file(name or _STDIN_NAME, sys.stdin.buffer.read(largest + 1))
