"""Signing in to the real page: who gets in, what is said to the others, and what a change of the
file does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.errors import AssistantError
from assistant.page.app import create_app
from assistant.page.guard.accounts import make_account, put_account, remove_account
from assistant.page.guard.login import Login, login_of
from assistant.settings import Settings

PASSWORD = "sourdough starter"
HERE = "http://127.0.0.1:7860"


@pytest.fixture
def logins(tmp_path: Path) -> Path:
    path = tmp_path / "logins"
    put_account(path, make_account("ada", PASSWORD, owner=True))
    put_account(path, make_account("bo", PASSWORD))
    return path


def page(logins: Path, **settings: Any) -> TestClient:
    app = create_app(Settings(login_file=logins, **settings), lambda **_: None)
    return TestClient(app, base_url=HERE, client=("127.0.0.1", 5000))


def sign_in(browser: TestClient, name: str, password: str = PASSWORD) -> int:
    return browser.post("/login", data={"username": name, "password": password}).status_code


def uploads(browser: TestClient) -> int:
    return browser.post("/gradio_api/upload", files={"files": ("rye.md", b"# Rye")}).status_code


def test_the_page_opens_to_who_signed_in_and_closes_behind_them(logins: Path) -> None:
    browser = page(logins)
    assert '"auth_required":true' in browser.get("/").text
    assert browser.get("/config").status_code == 401
    assert "Sign in first" in browser.get("/documents/rye").text
    assert sign_in(browser, "bo") == 200
    assert browser.get("/config").status_code == 200
    assert browser.get("/documents/rye").status_code != 401
    browser.get("/logout")
    assert browser.get("/config").status_code == 401


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(logins: Path) -> None:
    browser = page(logins)
    wrong = [
        browser.post("/login", data={"username": name, "password": "rye bread"})
        for name in ("bo", "cy")
    ]
    assert {(answer.status_code, answer.text) for answer in wrong} == {
        (400, '{"detail":"Incorrect credentials."}')
    }
    assert browser.get("/config").status_code == 401


def test_only_a_login_that_the_file_marks_owns_the_page(logins: Path) -> None:
    for name, status in (("bo", 403), ("ada", 200)):
        browser = page(logins)
        sign_in(browser, name)
        assert uploads(browser) == status


def test_guessing_is_slowed_down_by_address(logins: Path) -> None:
    browser = page(logins, logins_per_minute=2)
    assert "After 2 attempts" in browser.get("/").text
    assert [sign_in(browser, "bo", "rye bread") for _ in range(2)] == [400, 400]
    refused = browser.post("/login", data={"username": "bo", "password": PASSWORD})
    assert refused.status_code == 429 and "Try again in" in refused.text
    assert 0 < int(refused.headers["retry-after"]) <= 60


@pytest.mark.parametrize("change", ["removed", "another password", "another owner"])
def test_a_change_of_the_file_counts_at_once(logins: Path, change: str) -> None:
    browser = page(logins)
    sign_in(browser, "bo")
    if change == "removed":
        remove_account(logins, "bo")
    elif change == "another password":
        put_account(logins, make_account("bo", "another password"))
    else:
        logins.write_text(f"{logins.read_text().rstrip()}:owner\n")
    assert browser.get("/config").status_code == (200 if change == "another owner" else 401)
    assert uploads(browser) == (200 if change == "another owner" else 401)


def test_a_file_broken_while_the_page_is_served_lets_in_who_was_in_it(
    logins: Path, caplog: pytest.LogCaptureFixture
) -> None:
    browser = page(logins)
    logins.write_text("ada:rye\n")
    assert sign_in(browser, "bo") == 200
    assert "line 1" in caplog.text


def test_a_page_that_others_reach_asks_for_a_login_or_a_word(logins: Path) -> None:
    for settings in (
        {"host": "0.0.0.0"},
        {"host": "192.0.2.1"},
        {"public_url": "https://rolecall.example"},
    ):
        with pytest.raises(
            AssistantError, match=r"rolecall login add FILE NAME --owner.+--no-login"
        ):
            login_of(Settings(**settings))
        assert login_of(Settings(no_login=True, **settings)) is None
        assert isinstance(login_of(Settings(login_file=logins, **settings)), Login)
    assert login_of(Settings()) is None
    with pytest.raises(AssistantError, match="exclude each other"):
        login_of(Settings(login_file=logins, no_login=True))
    logins.write_text("# nobody yet\n")
    with pytest.raises(AssistantError, match="lets nobody in"):
        login_of(Settings(login_file=logins))
