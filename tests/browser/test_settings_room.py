"""Settings in a real Chromium: which model, how many passages, which theme, and that they are
remembered.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from fake_assistant import FakeAssistant
from keepers import LAMP
from on_the_page import ask, enter, rest

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
MOST = "#most input[type=range]"


def test_choosing_a_model_says_where_questions_go_and_asks_that_one(
    visit: Visit, lighthouse: str, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    page = visit(lighthouse)
    expect(page.locator("#where")).to_contain_text("Nothing leaves this machine")
    rest(page)
    picker = page.get_by_label("Who answers")
    picker.fill("anthropic:rye")
    picker.press("Enter")
    expect(page.locator("#where .away")).to_contain_text(
        "https://api.anthropic.com, another machine"
    )
    ask(page, LAMP)
    assert assistant.models == ["anthropic:rye"]


def test_a_stranger_may_not_ask_a_hosted_model(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse, extra_http_headers={"x-forwarded-for": "203.0.113.9"})
    rest(page)
    picker = page.get_by_label("Who answers")
    picker.fill("anthropic:rye")
    picker.press("Enter")
    rest(page)
    page.locator("#question textarea").fill(LAMP)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("toast-body")).to_contain_text("anthropic:rye")
    assert assistant.asked == []


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_how_many_passages_are_shown_is_chosen_and_remembered(
    visit: Visit, lighthouse: str, assistant: FakeAssistant, how: str
) -> None:
    page = visit(lighthouse)
    enter(page, "Settings")
    slider = page.locator(MOST)
    expect(slider).to_have_value("6")
    rest(page)
    if how == "mouse":
        slider.click(position={"x": 2, "y": 5})
    else:
        slider.press("Home")
    expect(slider).to_have_value("1")
    rest(page)
    page.reload()
    enter(page, "Settings")
    expect(slider).to_have_value("1")
    rest(page)
    enter(page, "Chat")
    ask(page, LAMP)
    assert assistant.most == [1]


def test_how_many_passages_changes_what_an_answer_rests_on(visit: Visit, harbour: str) -> None:
    page = visit(harbour)
    ask(page, "What do pilots do?")
    before = page.locator("#evidence-1 article").count()
    enter(page, "Settings")
    rest(page)
    page.locator(MOST).click(position={"x": 2, "y": 5})
    expect(page.locator(MOST)).to_have_value("1")
    rest(page)
    enter(page, "Chat")
    ask(page, "What do pilots do?")
    assert before > page.locator("#evidence-2 article").count() == 1


@pytest.mark.parametrize(("theme", "scheme"), [("Dark", "light"), ("Light", "dark")])
def test_a_theme_is_chosen_and_remembered(
    visit: Visit, lighthouse: str, theme: str, scheme: str
) -> None:
    page = visit(lighthouse, color_scheme=scheme)
    dark = int(theme == "Dark")
    expect(page.locator("body.dark")).to_have_count(1 - dark)
    enter(page, "Settings")
    page.get_by_role("radio", name=theme).click()
    expect(page.locator("body.dark")).to_have_count(dark)
    rest(page)
    page.reload()
    expect(page.locator("body.dark")).to_have_count(dark)
    enter(page, "Settings")
    expect(page.get_by_role("radio", name=theme)).to_be_checked()


def test_the_address_can_choose_the_dark_theme(visit: Visit, lighthouse: str) -> None:
    expect(
        visit(lighthouse, "/?__theme=dark", color_scheme="light").locator("body.dark")
    ).to_have_count(1)


def test_the_models_that_can_be_used_are_told(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    enter(page, "Settings")
    expect(page.locator("#usable")).to_contain_text("no model; the sources' own sentences")
