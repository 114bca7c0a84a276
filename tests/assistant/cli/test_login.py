"""What a person at a terminal, or a script around it, sees of `rolecall login` and `rolecall
chat --login`.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

import assistant.cli.main as cli
from assistant.cli.edge import run_command
from assistant.page.guard.accounts import read_accounts
from assistant.settings import Settings

PASSWORD = "sourdough starter"
Run = Callable[..., tuple[int, str, str]]


class Terminal(io.StringIO):
    """A keyboard with somebody at it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*arguments: str, typed: str | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", Terminal() if typed is None else io.StringIO(typed))
        status = run_command(cli.app, arguments)
        return (status, *capsys.readouterr())

    return run


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings of each page that would have been served."""
    served: list[Settings] = []
    monkeypatch.setattr(cli, "serve_page", lambda settings, open_browser: served.append(settings))
    return served


def test_a_login_is_added_changed_and_removed(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "logins")
    assert run("login", "add", file, "ada", "--owner", typed=f"{PASSWORD}\n") == (
        0,
        "added  ada (owner)\n",
        "",
    )
    assert run("login", "add", file, "bo", typed=f"{PASSWORD}\n") == (0, "added  bo\n", "")
    assert run("login", "add", file, "bo", typed="another password\n") == (0, "changed  bo\n", "")
    assert read_accounts(Path(file))["bo"].opens_with("another password")
    assert run("login", "remove", file, "bo") == (0, "removed  bo\n", "")
    status, out, err = run("login", "remove", file, "bo")
    assert (status, out) == (1, "") and "'bo' is not in" in err


def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "sourdough startet"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert run("login", "add", str(tmp_path / "logins"), "ada")[0] == 0
    status, _, err = run("login", "add", str(tmp_path / "logins"), "bo")
    assert status == 2 and "the two passwords differ" in err
    assert list(read_accounts(tmp_path / "logins")) == ["ada"]


def test_a_password_that_is_too_short_leaves_no_file(run: Run, tmp_path: Path) -> None:
    status, _, err = run("login", "add", str(tmp_path / "logins"), "ada", typed="crumb\n")
    assert status == 1 and "has 5 characters" in err and "crumb" not in err
    assert not (tmp_path / "logins").exists()


def test_chat_takes_the_file_and_warns_of_one_that_others_can_read(
    run: Run, tmp_path: Path, served: list[Settings]
) -> None:
    file = tmp_path / "logins"
    run("login", "add", str(file), "ada", typed=f"{PASSWORD}\n")
    assert run("chat", "--login", str(file), "--host", "0.0.0.0") == (0, "", "")
    file.chmod(0o644)
    assert f"chmod 600 {file}" in run("chat", "--login", str(file))[2]
    run("chat", "--no-login")
    assert [(one.login_file, one.no_login) for one in served] == [
        (file, False),
        (file, False),
        (None, True),
    ]


def test_a_page_for_other_machines_does_not_start_without_a_login(run: Run) -> None:
    status, out, err = run("chat", "--host", "0.0.0.0", "--port", "0", "--no-browser")
    assert (status, out) == (1, "")
    assert "rolecall login add FILE NAME --owner" in err and "--no-login" in err
