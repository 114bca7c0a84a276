"""`rolecall documents`: list, show, correct, remove and reindex what is stored."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import options
from assistant.cli.edge import UsageError, complain, print_json
from assistant.cli.options import AsJson, DataDir, NoSeeds, argument, group, option, settings_from
from store.types import DocumentKind, Fields

if TYPE_CHECKING:
    from store.library import Library

documents_app = group()

Identifier = Annotated[
    str,
    argument("As `rolecall documents` shows it, or enough of its beginning.", "ID"),
]


# The fields that `edit` can correct.
Field = StrEnum(
    "Field",
    "KIND TITLE COMPANY TEAM PLACE PAY POSTED CLOSES EMPLOYMENT WORKPLACE LEVEL REQUISITION",
)


@documents_app.callback(invoke_without_command=True)
def documents(
    context: typer.Context,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> None:
    """List what is stored, put a document right, or remove one."""
    from assistant.as_json import document_json
    from assistant.cli import render

    settings = settings_from(context, data_dir, no_seeds)
    if context.invoked_subcommand is not None:
        return
    with options.open_library(settings, create=False) as library:
        stored, groups = library.documents(), library.variants()
    if as_json:
        near = {document.document_id: group for group in groups for document in group}
        for document in stored:
            name = document.document_id
            names = [variant.document_id for variant in near.get(name, ())]
            variants = [variant for variant in names if variant != name]
            print_json({**document_json(document), "variants": variants})
    else:
        render.show_documents(stored, render.screen())
        render.show_variants(groups, render.screen())


@documents_app.command()
def show(
    context: typer.Context,
    document_id: Identifier,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> None:
    """Say what was read of a document, and where."""
    from assistant.as_json import document_json
    from assistant.cli import render

    with options.open_library(settings_from(context, data_dir, no_seeds), create=False) as library:
        document = library.document(_identified(library, document_id))
    if as_json:
        print_json(document_json(document))
    else:
        render.show_document(document, render.screen())


@documents_app.command()
def edit(
    context: typer.Context,
    document_id: Identifier,
    kind: Annotated[DocumentKind | None, option("What it is.")] = None,
    title: Annotated[str, option("The title.", "WORDS")] = "",
    company: Annotated[str, option("The employer.", "NAME")] = "",
    team: Annotated[str, option("The team or department.", "NAME")] = "",
    place: Annotated[
        list[str] | None, option("Where it is, such as “Leeds, UK”; may be repeated.", "PLACE")
    ] = None,
    pay: Annotated[str, option("The pay, such as “GBP 30,000 - 34,000 per year”.", "WORDS")] = "",
    posted: Annotated[str, option("The day it was posted, such as 2025-03-01.", "DATE")] = "",
    closes: Annotated[str, option("The last day to apply.", "DATE")] = "",
    employment: Annotated[str, option("Such as “part-time, permanent”.", "WORDS")] = "",
    workplace: Annotated[str, option("Remote, hybrid or on site.", "WORDS")] = "",
    level: Annotated[str, option("Such as senior or intern.", "WORDS")] = "",
    requisition: Annotated[str, option("The employer's own number.", "NUMBER")] = "",
    as_read: Annotated[
        list[Field] | None, option("Undo your correction of this field; may be repeated.", "FIELD")
    ] = None,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> None:
    """Correct what was read of a document.

    Reading its file again leaves a correction as it is; --as-read pay puts back what was read.
    """
    from assistant.cli import render

    given = Fields(
        kind, title, company, team, level, tuple(place or ()), workplace=workplace,
        employment=employment, pay=pay, posted=posted, closes=closes, requisition=requisition,
    )  # fmt: skip
    back = ["places" if field is Field.PLACE else str(field) for field in as_read or ()]
    if given == Fields() and not back:
        raise UsageError('nothing to put right; name a field, such as --title "Night Baker"')
    with options.open_library(settings_from(context, data_dir, no_seeds), create=False) as library:
        before = library.document(_identified(library, document_id))
        after = library.edit(before.document_id, given, as_read=back)
    render.show_documents([after], render.screen())
    render.show_changes(before, after, render.screen())
    for words in after.facets.unplaced if given.places else ():
        unknown = "not a place that is known, so that no list by place finds it"
        complain(f"{words}: {unknown}; write the city and the country")


def _identified(library: Library, beginning: str) -> str:
    names = (document.document_id for document in library.documents())
    return options.by_beginning(names, beginning)


@documents_app.command()
def remove(
    context: typer.Context,
    document_id: Identifier,
    data_dir: DataDir = None,
    no_seeds: NoSeeds = False,
) -> None:
    """Remove the document with this identifier."""
    from assistant.cli import render

    with options.open_library(settings_from(context, data_dir, no_seeds), create=False) as library:
        removed = library.remove(_identified(library, document_id))
    render.screen().print(f"removed  {render.one_line(removed.title)} ({removed.document_id})")


@documents_app.command()
def reindex(context: typer.Context, data_dir: DataDir = None, no_seeds: NoSeeds = False) -> None:
    """Make all vectors anew after a change of embedder or chunking."""
    from assistant.cli.render import progress_shown

    settings = settings_from(context, data_dir, no_seeds)
    with progress_shown() as progress, options.open_library(settings) as library:
        library.reindex(progress)
    print("reindexed")
