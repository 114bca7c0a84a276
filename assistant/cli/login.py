"""`rolecall login`: who may sign in to the page."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

from assistant.cli.edge import UsageError, complain
from assistant.cli.options import argument, group, option

login_app = group(no_args_is_help=True)

File = Annotated[
    Path,
    argument("The login file, as `rolecall chat --login FILE` takes it.", "FILE"),
]
Name = Annotated[str, argument("What they sign in as.", "NAME")]


@login_app.callback()
def login() -> None:
    """Say who may sign in to the page."""


@login_app.command()
def add(
    file: File,
    name: Name,
    owner: Annotated[
        bool, option("May add and remove documents and enable models.", None, "--owner")
    ] = False,
) -> None:
    """Let NAME sign in, or give NAME another password.

    The password is asked for, or read from standard input where that is no terminal.
    """
    from assistant.page.guard.accounts import exposure, make_account, put_account

    if warning := exposure(file):
        complain(warning)
    changed = put_account(file, make_account(name, _password(name), owner))
    print(f"{'changed' if changed else 'added'}  {name}{' (owner)' if owner else ''}")


@login_app.command()
def remove(file: File, name: Name) -> None:
    """Let NAME sign in no more."""
    from assistant.page.guard.accounts import remove_account

    remove_account(file, name)
    print(f"removed  {name}")


def _password(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"Password of {name}: ")
    if getpass.getpass("Once more: ") != password:
        raise UsageError("the two passwords differ; nothing was written")
    return password
