"""The edge of the command line: every outcome becomes an exit status, and every failure one
line.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from assistant.errors import AssistantError, QuestionError
from assistant.startup import log_path, log_to
from store.errors import NotUnderstood, StoreError

_log = logging.getLogger(__name__)


class Status(IntEnum):
    """The meaning of the exit status."""

    ANSWERED = 0
    FAILED = 1
    USAGE = 2
    ABSTAINED = 3
    INTERRUPTED = 130
    BROKEN_PIPE = 141


class UsageError(typer.TyperException):
    """Options that cannot be combined, or an invalid value."""

    exit_code = int(Status.USAGE)


def run_command(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Run one command of `app` and return its exit status; raises nothing."""
    try:
        status = _invoke(app, arguments)
        sys.stdout.flush()
        return status
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else _command_named(app, arguments)
        complain(f"{error.format_message()} (`{command} --help` shows how)")
        return error.exit_code
    except (QuestionError, NotUnderstood) as error:
        complain(str(error))
        return Status.USAGE
    except (AssistantError, StoreError) as error:
        complain(str(error))
        return Status.FAILED
    except (KeyboardInterrupt, typer.Abort):
        return Status.INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return Status.BROKEN_PIPE
    except Exception as error:  # users never see a traceback
        complain(f"unexpected {error!r}; the traceback is in {_record(error)}")
        return Status.FAILED


def _invoke(app: typer.Typer, arguments: Sequence[str]) -> int:
    command = get_command(app)
    try:
        with command.make_context("rolecall", list(arguments)) as context:
            return int(command.invoke(context) or Status.ANSWERED)
    except typer.Exit as finished:  # --help
        return finished.exit_code


def complain(message: str) -> None:
    """Print one line on stderr."""
    from assistant.cli.render import one_line

    print(f"rolecall: {one_line(message)}", file=sys.stderr)


def print_json(value: Mapping[str, Any]) -> None:
    """Print one object on one line."""
    # ASCII only, so that neither a document's control characters nor a terminal's encoding can do
    # harm.
    print(json.dumps(value), flush=True)


def _command_named(app: typer.Typer, arguments: Sequence[str]) -> str:
    """Return the command of `app` that the arguments name, such as "rolecall documents edit"."""
    path, commands = ["rolecall"], getattr(get_command(app), "commands", {})
    for word in arguments:
        if word in commands:
            path.append(word)
            commands = getattr(commands[word], "commands", {})
    return " ".join(path)


def _record(error: Exception) -> Path:
    if log_path() is None:
        log_to(Path(tempfile.gettempdir()) / "rolecall")
    _log.critical("the command failed", exc_info=error)
    written = log_path()
    assert written is not None
    return written


def _forget_stdout() -> None:
    """Point stdout at nothing, so that the interpreter does not complain about the closed pipe when
    it exits.
    """
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
