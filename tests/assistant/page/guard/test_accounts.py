"""The login file: passwords open what they should, lines that are wrong are named, and nobody
else reads it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.page.guard.accounts import (
    NOBODY,
    exposure,
    make_account,
    put_account,
    read_accounts,
    remove_account,
)

PASSWORD = "sourdough starter"


def test_an_account_opens_with_its_password_alone(tmp_path: Path) -> None:
    path = tmp_path / "logins"
    assert not put_account(path, make_account("ada", PASSWORD, owner=True))
    assert not put_account(path, make_account("bo", PASSWORD))
    ada, bo = read_accounts(path).values()
    assert (
        ada.opens_with(PASSWORD)
        and not ada.opens_with("sourdough")
        and not NOBODY.opens_with(PASSWORD)
    )
    assert (ada.owner, bo.owner) == (True, False)
    assert PASSWORD not in path.read_text() and ada.hash != bo.hash
    assert path.stat().st_mode & 0o777 == 0o600 and exposure(path) == ""


def test_a_change_leaves_the_other_lines_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "logins"
    put_account(path, make_account("ada", PASSWORD))
    path.write_text("# The bakery\n\n" + path.read_text())
    put_account(path, make_account("bo", PASSWORD))
    assert put_account(path, make_account("ada", "another password"))
    assert path.read_text().startswith("# The bakery\n\n")
    assert read_accounts(path)["ada"].opens_with("another password")
    remove_account(path, "ada")
    assert list(read_accounts(path)) == ["bo"] and "# The bakery" in path.read_text()
    with pytest.raises(AssistantError, match=r"'ada' is not in .+, which has bo"):
        remove_account(path, "ada")


@pytest.mark.parametrize(
    "line",
    [
        "ada",
        f"ada:{PASSWORD}",
        "ada:scrypt$eA==$eA==",
        "ada:md5$eA==$eA==",
        "a b:HASH",
        "ada:HASH:boss",
        ":HASH",
    ],
)
def test_a_wrong_line_is_named_by_its_number_and_not_shown(tmp_path: Path, line: str) -> None:
    path = tmp_path / "logins"
    good = make_account("bo", PASSWORD)
    path.write_text(f"# mine\n{good.line}\n{line.replace('HASH', good.hash)}\n")
    with pytest.raises(AssistantError, match=r"logins, line 3 .+rolecall login add") as raised:
        read_accounts(path)
    assert PASSWORD not in str(raised.value)


def test_a_name_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logins"
    path.write_text(f"{make_account('bo', PASSWORD).line}\n" * 2)
    with pytest.raises(AssistantError, match="line 2: 'bo' stands there twice"):
        read_accounts(path)


def test_a_file_that_is_not_there_or_that_others_can_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "logins"
    with pytest.raises(
        AssistantError, match=r"cannot be read: No such file .+ rolecall login add .+ NAME --owner"
    ):
        read_accounts(path)
    put_account(path, make_account("ada", PASSWORD))
    path.chmod(0o644)
    assert f"chmod 600 {path}" in exposure(path)


@pytest.mark.parametrize(
    ("name", "password"),
    [("", PASSWORD), ("a:b", PASSWORD), ("a b", PASSWORD), ("#a", PASSWORD), ("ada", "short")],
)
def test_what_cannot_be_an_account_is_refused(name: str, password: str) -> None:
    with pytest.raises(AssistantError, match="run the command again"):
        make_account(name, password)
