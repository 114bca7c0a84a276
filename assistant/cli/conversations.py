"""`rolecall conversations`: the conversations of all the page's visitors, for the owner of this
machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.edge import UsageError, print_json
from assistant.cli.options import (
    AsJson,
    DataDir,
    argument,
    by_beginning,
    group,
    option,
    settings_from,
)

if TYPE_CHECKING:
    from assistant.conversations.archive import Conversation, Conversations, KeptTurn

conversations_app = group()

NONE_YET = (
    "No conversations are kept yet. They begin on the page: rolecall chat (`rolecall ask` keeps "
    "none)."
)

Identifier = Annotated[
    str,
    argument("As `rolecall conversations` shows it, or enough of its beginning.", "ID"),
]


class Format(StrEnum):
    """The file format of an exported conversation."""

    MD = "md"
    JSON = "json"


@conversations_app.callback(invoke_without_command=True)
def conversations(
    context: typer.Context,
    search: Annotated[str, option("Only those that hold all of these words.", "WORDS")] = "",
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List the conversations kept on this machine, or act on one."""
    from assistant.conversations.archive import Conversations
    from assistant.conversations.export import conversation_json

    settings = settings_from(context, data_dir)
    if context.invoked_subcommand is not None:
        return
    found: Sequence[Conversation] = ()
    if Conversations.exist(settings):
        with closing(Conversations.of(settings)) as kept:
            found = kept.everyone(search)
    if as_json:
        for conversation in found:
            print_json(conversation_json(conversation))
    else:
        _show_list(found, search)


@conversations_app.command()
def show(context: typer.Context, conversation_id: Identifier, data_dir: DataDir = None) -> None:
    """Show the questions and answers of a conversation, with their quotes."""
    from assistant.cli.render import one_line, screen

    with _opened(context, data_dir) as kept:
        conversation, turns = _chosen(kept, conversation_id)
    screen().print(f"{one_line(conversation.name)}  ({conversation.conversation_id})", style="bold")
    for turn in turns:
        _show_turn(turn)


@conversations_app.command()
def export(
    context: typer.Context,
    conversation_id: Identifier,
    form: Annotated[
        Format, option("Markdown to read, or JSON for programs.", None, "--format")
    ] = Format.MD,
    output: Annotated[
        Path | None, option("Write to this file; it must not be there yet.", "FILE")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Write a conversation out, with its quotes and their sources."""
    import json

    from assistant.conversations.export import as_json, as_markdown

    with _opened(context, data_dir) as kept:
        chosen = _chosen(kept, conversation_id)
    # JSON is in ASCII and Markdown has no control characters, so neither can command a terminal.
    text = as_markdown(*chosen)
    if form is Format.JSON:
        text = json.dumps(as_json(*chosen), indent=2) + "\n"
    if output is None:
        print(text, end="")
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        why = f": cannot be written ({error.strerror})"
        why = " is there already" if isinstance(error, FileExistsError) else why
        raise UsageError(f"{output}{why}; choose another --output FILE") from error


@conversations_app.command()
def rename(
    context: typer.Context,
    conversation_id: Identifier,
    name: Annotated[str, argument("What it is called from now on.", "NAME")],
    data_dir: DataDir = None,
) -> None:
    """Give a conversation another name."""
    from assistant.conversations.archive import OWNER

    with _opened(context, data_dir) as kept:
        conversation, _ = _chosen(kept, conversation_id)
        _say("renamed", kept.rename(OWNER, conversation.conversation_id, name))


@conversations_app.command()
def delete(context: typer.Context, conversation_id: Identifier, data_dir: DataDir = None) -> None:
    """Delete a conversation for good."""
    from assistant.conversations.archive import OWNER

    with _opened(context, data_dir) as kept:
        conversation, _ = _chosen(kept, conversation_id)
        kept.delete(OWNER, conversation.conversation_id)
    _say("deleted", conversation)


@contextmanager
def _opened(context: typer.Context, data_dir: Path | None = None) -> Iterator[Conversations]:
    from assistant.conversations.archive import Conversations
    from assistant.errors import UnknownConversation

    settings = settings_from(context, data_dir)
    if not Conversations.exist(settings):
        raise UnknownConversation(NONE_YET)
    with closing(Conversations.of(settings)) as kept:
        yield kept


def _chosen(kept: Conversations, beginning: str) -> tuple[Conversation, tuple[KeptTurn, ...]]:
    """Return the conversation whose identifier equals `beginning` or is the only one that begins
    with it, and its turns.
    """
    from assistant.conversations.archive import OWNER

    identifiers = (conversation.conversation_id for conversation in kept.everyone())
    conversation = kept.get(OWNER, by_beginning(identifiers, beginning))
    return conversation, kept.turns(OWNER, conversation.conversation_id)


def _say(what: str, conversation: Conversation) -> None:
    from assistant.cli.render import one_line, screen

    screen().print(f"{what}  {one_line(conversation.name)} ({conversation.conversation_id})")


def _show_list(found: Sequence[Conversation], search: str) -> None:
    """Print one line for each conversation: identifier, last change, number of turns, name."""
    from assistant.cli.render import one_line, screen
    from assistant.language.wording import counted

    console = screen()
    for conversation in found:
        changed = f"{conversation.changed.astimezone():%Y-%m-%d %H:%M}"
        turns = f"{counted(conversation.turns, 'turn'):>8}"
        name = one_line(conversation.name)
        console.print(f"{conversation.conversation_id}  {changed}  {turns}  {name}")
    none = f"No conversation holds “{one_line(search)}”"
    if not found:
        lists_all = f"{none}; `rolecall conversations` lists all of them."
        console.print(lists_all if search else NONE_YET)


def _show_turn(turn: KeptTurn) -> None:
    from assistant.cli.render import one_line, screen, show_answer
    from assistant.conversations.export import UNANSWERED
    from assistant.conversations.kept_answer import restore
    from assistant.errors import KeptAnswerError

    console = screen()
    console.print(f"\n> {one_line(turn.question)}\n", style="bold")
    try:
        if turn.answer is not None:
            show_answer(restore(turn.answer, {}), console)
    except KeptAnswerError as error:
        console.print(one_line(str(error)))
    if turn.note or turn.answer is None:
        console.print(one_line(turn.note or UNANSWERED))
    if turn.feedback:
        feedback = filter(None, (turn.feedback, one_line(turn.word)))
        console.print(f"\nFeedback: {': '.join(feedback)}")
