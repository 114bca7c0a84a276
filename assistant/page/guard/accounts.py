"""The login file: lines NAME:HASH or NAME:HASH:owner, with passwords hashed by scrypt (RFC
7914).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError


def write_privately(path: Path, text: str) -> None:
    """Replace the content of `path` with `text` in one step, readable by its owner alone.

    Raises AssistantError if it cannot be written.
    """
    written = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(path)
    except OSError as error:
        if written:
            with suppress(OSError):
                Path(written).unlink()
        raise AssistantError(
            f"{path} cannot be written: {error.strerror or error}. Make its folder writable: chmod "
            f"u+w {path.parent}"
        ) from error


SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1024
_NAME = re.compile(r"[^\s:#][^\s:]{0,63}")
_COST, _BLOCK = 2**15, 8  # 32 MiB and about a tenth of a second for each guess
_SALT_BYTES, _KEY_BYTES = 16, 32
_BASE64 = "[A-Za-z0-9+/]"
_HASH = rf"scrypt\${_BASE64}{{22}}==\${_BASE64}{{43}}="
_OWNER = "owner"
_LINE = re.compile(rf"(?P<name>{_NAME.pattern}):(?P<hash>{_HASH})(?P<mark>:{_OWNER}|:)?")


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may sign in; `hash` is scrypt$SALT$KEY in base64, `owner` whether they own the
    page.
    """

    name: str
    hash: str
    owner: bool = False

    def opens_with(self, password: str) -> bool:
        """Return whether this is the password; takes equally long if it is not."""
        _, salt, key = self.hash.split("$")
        return secrets.compare_digest(
            _scrypt(password, base64.b64decode(salt)), base64.b64decode(key)
        )

    @property
    def line(self) -> str:
        """The account as a line of the login file."""
        return ":".join([self.name, self.hash, *([_OWNER] if self.owner else [])])


def make_account(name: str, password: str, owner: bool = False) -> Account:
    """Return an account with its own salt.

    Raises AssistantError for an invalid name or password.
    """
    if not _NAME.fullmatch(name):
        raise AssistantError(
            f"{name!r} cannot be a login name: it has 1 to 64 characters, no space and no colon, "
            "and does not begin "
            "with #. Choose another and run the command again."
        )
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AssistantError(
            f"The password of {name!r} has {len(password)} characters; it needs "
            f"{SHORTEST_PASSWORD} to "
            f"{LONGEST_PASSWORD}. Choose another and run the command again."
        )
    salt = secrets.token_bytes(_SALT_BYTES)
    return Account(name, _hash(salt, _scrypt(password, salt)), owner)


def _hash(*parts: bytes) -> str:
    return "$".join(["scrypt", *(base64.b64encode(part).decode("ascii") for part in parts)])


NOBODY = Account("", _hash(bytes(_SALT_BYTES), bytes(_KEY_BYTES)))
"""An account that no password opens. Unknown names are checked against it, and so take as long as
known ones.
"""


def read_accounts(path: Path) -> dict[str, Account]:
    """Return accounts by name, in the order of the file.

    Raises AssistantError that names the faulty line.
    """
    accounts: dict[str, Account] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        account = _account(line, f"{path}, line {number}")
        if account.name in accounts:
            raise AssistantError(
                f"{path}, line {number}: {account.name!r} stands there twice. Remove one of the "
                "lines."
            )
        accounts[account.name] = account
    return accounts


def put_account(path: Path, account: Account) -> bool:
    """Add `account`, replacing one of the same name; return whether there was one.

    A missing file is created.
    """
    known = read_accounts(path) if path.exists() else {}
    lines = list(_without(path, account.name)) if path.exists() else []
    write_privately(path, "".join(f"{line}\n" for line in [*lines, account.line]))
    return account.name in known


def remove_account(path: Path, name: str) -> None:
    """Remove `name` from the file. Raises AssistantError if it is not there."""
    known = read_accounts(path)
    if name not in known:
        names = ", ".join(known) or "nobody"
        raise AssistantError(
            f"{name!r} is not in {path}, which has {names}. Name one of them: rolecall login remove"
        )
    write_privately(path, "".join(f"{line}\n" for line in _without(path, name)))


def exposure(path: Path) -> str:
    """Return a warning if others can read the file, "" if they cannot or if it is missing."""
    if (
        os.name == "nt"
        or not path.exists()
        or not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ):
        return ""
    return f"{path} can be read by other users of this machine; close it to them: chmod 600 {path}"


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode(),
        salt=salt,
        n=_COST,
        r=_BLOCK,
        p=1,
        dklen=_KEY_BYTES,
        maxmem=256 * _COST * _BLOCK,
    )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise AssistantError(
            f"The login file {path} cannot be read: {why}. Make one: rolecall login add {path} "
            "NAME --owner"
        ) from error


def _without(path: Path, name: str) -> Iterator[str]:
    return (line for line in _lines(path) if line.partition(":")[0].strip() != name)


def _account(line: str, where: str) -> Account:
    found = _LINE.fullmatch(line.strip())
    if found is None:
        # The line may have a plain password, so it is not repeated.
        raise AssistantError(
            f"{where} is not NAME:HASH or NAME:HASH:owner. Remove it, and make it: rolecall login "
            "add FILE NAME"
        )
    return Account(found["name"], found["hash"], found["mark"] == f":{_OWNER}")
