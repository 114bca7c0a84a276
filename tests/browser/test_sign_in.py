"""Signing in through the form in a real Chromium, under the page's policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.page.guard.accounts import make_account, put_account
from keepers import LAMP, keepers
from on_the_page import ask

pytestmark = pytest.mark.browser

Serve = Callable[..., str]
PASSWORD = "sourdough starter"


@pytest.fixture
def form(browser: Browser, serve: Serve, tmp_path: Path) -> Iterator[Page]:
    """The page as who has not signed in meets it."""
    logins = tmp_path / "logins"
    put_account(logins, make_account("bo", PASSWORD))
    assistant = keepers()
    address = serve(lambda **_: assistant, login_file=logins)
    page = browser.new_context().new_page()
    page.goto(address)
    yield page
    page.context.close()


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("username").fill("bo")
    page.get_by_label("password").fill(password)
    page.get_by_role("button", name="Login").click()


def test_the_form_refuses_a_wrong_password_and_leads_to_an_answer_with_the_right_one(
    form: Page,
) -> None:
    said: list[str] = []
    form.on(
        "console",
        lambda one: said.append(one.text) if "Content Security Policy" in one.text else None,
    )
    sign_in(form, "rye bread")
    expect(form.get_by_text("Incorrect Credentials")).to_be_visible()
    expect(form.locator("#question")).to_have_count(0)
    sign_in(form, PASSWORD)
    form.locator("#question textarea").wait_for()
    expect(ask(form, LAMP)).to_contain_text("They trim the lamp by hand.")
    assert said == []
