"""What a question is asked of, in a real Chromium: chosen, kept through the conversation, and
nothing else answers.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from on_the_page import ask, choose, rest

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def narrow(page: Page, words: str) -> Locator:
    """The chip of the first thing to ask only of that holds these words, once it is chosen."""
    choose(page, page.get_by_label("Ask only of"), words)
    page.keyboard.press("Escape")
    chip = page.locator("#scope .token").filter(has_text=words)
    expect(chip).to_be_visible()
    return chip


def test_only_the_chosen_documents_answer(visit: Visit, harbour: str) -> None:
    page = visit(harbour)
    expect(ask(page, "What do crane engineers design?")).to_contain_text("gantry cranes")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator('#chat [data-testid="bot"]')).to_have_count(0)
    narrow(page, "Ice Watch")
    answer = ask(page, "What do crane engineers design?")
    expect(answer).not_to_contain_text("gantry cranes")
    expect(page.locator("#evidence-1 h4").filter(has_text="Crane")).to_have_count(0)
    expect(ask(page, "What do ice pilots publish?")).to_contain_text("daily ice bulletin")


def test_a_place_narrows_what_is_counted(visit: Visit, harbour: str) -> None:
    page = visit(harbour)
    narrow(page, "Hamburg")
    expect(ask(page, "How many postings are there?")).to_contain_text("1 posting")


def test_the_scope_holds_through_the_conversation_and_a_reload(visit: Visit, harbour: str) -> None:
    page = visit(harbour)
    narrow(page, "Ice Watch")
    expect(ask(page, "How many postings are there?")).to_contain_text("1 posting")
    expect(ask(page, "What do crane engineers design?")).not_to_contain_text("gantry cranes")
    page.wait_for_url("**/?conversation=*")
    rest(page)
    page.reload()
    expect(page.locator("#scope .token")).to_have_text(["Role: Harbour Pilot, Ice Watch"])
    expect(page.locator("#chat :is(small.rests, .abstained)")).to_have_count(2)
    expect(ask(page, "What do crane engineers design?")).not_to_contain_text("gantry cranes")


def test_a_new_conversation_is_asked_of_everything_again(visit: Visit, harbour: str) -> None:
    page = visit(harbour)
    narrow(page, "Ice Watch")
    ask(page, "How many postings are there?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#scope .token")).to_have_count(0)
    expect(ask(page, "How many postings are there?")).to_contain_text("8 postings")


def test_a_chip_is_taken_away_with_a_click(visit: Visit, harbour: str) -> None:
    page = visit(harbour)
    chip = narrow(page, "Ice Watch")
    chip.get_by_role("button").click()
    expect(page.locator("#scope .token")).to_have_count(0)
    expect(ask(page, "How many postings are there?")).to_contain_text("8 postings")
