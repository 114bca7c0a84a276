"""The address and the browser's Back in a real Chromium: rooms, conversations and what lies over
the chat.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from keepers import LAMP, TIDES
from on_the_page import ask, enter, rest

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def test_back_leads_through_the_rooms_to_the_conversation(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    rest(page)
    ask(page, LAMP)
    expect(page).to_have_url(re.compile(r"\?conversation="))
    rest(page)
    enter(page, "Roles")
    expect(page).to_have_url(re.compile(r"\?room=roles$"))
    enter(page, "Settings")
    expect(page).to_have_url(re.compile(r"\?room=settings$"))
    page.go_back()
    expect(page.get_by_role("tab", name="Roles")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(page.locator("#chat")).to_contain_text("They trim the lamp by hand.")
    rest(page)


@pytest.mark.parametrize("room", ["Compare", "Roles", "Library", "Settings"])
def test_a_room_has_an_address(visit: Visit, lighthouse: str, room: str) -> None:
    page = visit(lighthouse, f"/?room={room.lower()}")
    expect(page.get_by_role("tab", name=room)).to_have_attribute("aria-selected", "true")
    rest(page)


def test_back_takes_the_evidence_off_a_narrow_page_and_stays(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse, viewport={"width": 390, "height": 844})
    rest(page)
    answer = ask(page, LAMP)
    rest(page)
    answer.locator('a[href^="#evidence-1-"]').first.click()
    expect(page.locator("#evidence-1-1")).to_be_visible()
    page.go_back()
    expect(page.locator("#evidence-1-1")).not_to_be_visible()
    expect(page.locator("#chat")).to_contain_text("They trim the lamp by hand.")
    # Closed by its button it leaves nothing behind for Back either, and the page is the same.
    page.evaluate("window.same = true")
    answer.locator('a[href^="#evidence-1-"]').first.click()
    page.locator("#close").click()
    expect(page.locator("#evidence-1-1")).not_to_be_visible()
    rest(page)
    assert page.evaluate("window.same && !history.state")
    expect(page).to_have_url(re.compile(r"\?conversation="))
    ask(page, TIDES)
    rest(page)


def test_a_touch_beside_the_evidence_closes_it(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse, viewport={"width": 768, "height": 844})
    rest(page)
    ask(page, LAMP).locator('a[href^="#evidence-1-"]').first.click()
    expect(page.locator("#evidence-1-1")).to_be_visible()
    page.mouse.click(60, 500)
    expect(page.locator("#evidence-1-1")).not_to_be_visible()
