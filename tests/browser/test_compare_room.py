"""Two roles side by side in a real Chromium: picked, swapped, read in their sources, linked to,
asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from on_the_page import ask, choose, enter, rest, width_in_use

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
DEEP = "/?compare=Ice+Watch,Heavy+Lift"


def row(page: Page, aspect: str) -> Locator:
    return page.locator("#comparison table.side-by-side tr").filter(
        has=page.get_by_role("rowheader", name=aspect, exact=True)
    )


def compared(visit: Visit, address: str, path: str = DEEP, **window: object) -> Page:
    page = visit(address, path, **window)
    expect(page.locator("#comparison table.side-by-side")).to_be_visible()
    return page


def test_two_picked_roles_are_compared_and_swapped(visit: Visit, harbour: str) -> None:
    page = visit(harbour)
    enter(page, "Compare")
    expect(page.locator("#comparison")).to_contain_text("Choose two roles or postings")
    choose(page, page.get_by_label("One role"), "Ice Watch")
    choose(page, page.get_by_label("Another role"), "Crane Engineer")
    expect(page.locator("#comparison thead").first).to_contain_text("Harbour Pilot, Ice Watch")
    expect(row(page, "responsibilities").locator("td").nth(0)).to_contain_text("frozen channels")
    expect(row(page, "responsibilities").locator("td").nth(1)).to_contain_text("gantry cranes")
    page.get_by_role("button", name="Swap").click()
    expect(row(page, "responsibilities").locator("td").nth(0)).to_contain_text("gantry cranes")
    expect(page.get_by_label("One role")).to_have_value("Senior Crane Engineer · 2 places")
    expect(page.get_by_label("Another role")).to_have_value(
        "Harbour Pilot, Ice Watch · Vancouver, BC, Canada"
    )


def test_what_a_role_does_not_state_is_said(visit: Visit, harbour: str) -> None:
    page = compared(visit, harbour)
    expect(row(page, "qualifications").locator("td").nth(0)).to_contain_text(
        "A master's certificate is required."
    )
    expect(row(page, "qualifications").locator("td").nth(1)).to_contain_text("not stated")


def test_a_quote_leads_to_its_place_in_the_source(visit: Visit, harbour: str) -> None:
    page = compared(visit, harbour)
    quote = page.get_by_role("link", name="They publish a daily ice bulletin.").first
    quote.click()
    over = page.get_by_role("dialog", name="Harbour Pilot")
    expect(over.locator("mark#quote")).to_have_text("They publish a daily ice bulletin.")
    expect(over.locator("mark#quote")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(quote).to_be_focused()


def test_a_comparison_has_an_address_of_its_own(visit: Visit, harbour: str) -> None:
    page = compared(visit, harbour)
    link = page.get_by_role("link", name="Link to this comparison").get_attribute("href")
    expect(page).to_have_url(f"{harbour}{link}")
    again = compared(visit, harbour, str(link))
    expect(again.get_by_role("tab", name="Compare")).to_have_attribute("aria-selected", "true")
    expect(again.locator("#comparison")).to_contain_text("frozen channels")


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("Nowhere,Heavy+Lift", "Nowhere"),
        ("Heavy+Lift,Heavy+Lift", "Both are the same."),
        ("Harbour+Pilot,Ice+Watch", "fits 2 roles"),
    ],
)
def test_names_that_cannot_be_compared_are_told(
    visit: Visit, harbour: str, pair: str, said: str
) -> None:
    page = visit(harbour, f"/?compare={pair}")
    expect(page.locator("#comparison .note")).to_contain_text(said)
    expect(page.get_by_role("button", name="Ask about these roles")).to_be_hidden()


def test_going_on_asks_of_both_and_of_nothing_else(visit: Visit, harbour: str) -> None:
    page = compared(visit, harbour)
    page.get_by_role("button", name="Ask about these roles").click()
    expect(page.get_by_role("tab", name="Chat")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#scope .token")).to_have_text(
        ["Role: Harbour Pilot, Ice Watch", "Role: Senior Crane Engineer"]
    )
    answer = ask(page, "How many postings are there?")
    expect(answer).to_contain_text("3 postings")
    expect(page).to_have_url(re.compile(r"\?conversation="))


def test_on_a_phone_nothing_overflows_sideways(visit: Visit, harbour: str) -> None:
    page = compared(visit, harbour, viewport={"width": 390, "height": 844}, has_touch=True)
    assert width_in_use(page) <= 390
    table = page.locator("#comparison table.side-by-side")
    assert table.evaluate("table => table.getBoundingClientRect().right") <= 390
    expect(row(page, "responsibilities").locator("td").nth(1)).to_contain_text(
        "Senior Crane Engineer"
    )


def test_a_comparison_asked_for_in_the_chat_scrolls_inside_itself(
    visit: Visit, harbour: str
) -> None:
    page = visit(harbour, viewport={"width": 390, "height": 844}, has_touch=True)
    table = ask(page, "Compare the Ice Watch role with the crane engineer").locator("table")
    expect(table).to_contain_text("frozen channels")
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    assert width_in_use(page) <= 390
    table.locator('a[href^="#evidence-1-"]').first.click()
    expect(page.locator("#evidence mark.flash").first).to_be_in_viewport()


def test_what_is_typed_takes_the_place_of_what_was_chosen(visit: Visit, harbour: str) -> None:
    page = visit(harbour, "/?compare=Ice+Watch,Heavy+Lift")
    expect(page.locator("#comparison table.side-by-side")).to_be_visible()
    rest(page)
    picker = page.get_by_label("One role")
    picker.click()
    page.keyboard.type("customs")
    expect(picker).to_have_value("customs")
    page.get_by_role("option").filter(has_text="Customs Clerk Intern").first.click()
    expect(page.locator("#comparison thead").first).to_contain_text("Customs Clerk Intern")


def test_an_answer_that_compares_leads_to_the_comparison(visit: Visit, harbour: str) -> None:
    page = visit(harbour)
    rest(page)
    answer = ask(page, "Compare the Ice Watch role with the crane engineer")
    answer.get_by_role("link", name="Side by side").click()
    expect(page.locator("#comparison table.side-by-side")).to_contain_text("gantry cranes")
