"""The table of roles in a real Chromium: filtered, sorted, opened, and led on from."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from fake_assistant import FakeAssistant, passage
from on_the_page import ask, choose, enter, rest
from store.loading.load import documents_in
from store.types import Document

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
Serve = Callable[..., str]
FIRST = '#roles-table [role=gridcell][data-col="0"] >> nth=0'


KELP = """---
title: Kelp Farmer
location: 2 Locations
pay: competitive
---
## What we ask for

- At least 3 years of experience in diving are required.
"""


def trades() -> FakeAssistant:
    """An assistant with three roles that state different things."""
    files = {
        "pilot.md": "---\ntitle: Pilot\nlocation: Hull, UK\nsalary: EUR 60,000 a year\n---\n## "
        "Requirements\n\nA boat.",
        "baker.md": "---\ntitle: Baker\nlocation: Remote\nsalary: EUR 15 an hour\n---\n## "
        "Requirements\n\nA cap.",
        "kelp.md": KELP,
    }
    read = [one for name, text in files.items() for one in documents_in(text.encode(), name)]
    return FakeAssistant([passage(one) for one in read if isinstance(one, Document)])


def table(visit: Visit, address: str) -> Page:
    page = visit(address)
    enter(page, "Roles")
    expect(page.locator("#roles-count")).to_contain_text("8 postings of 4 roles.")
    expect(page.locator(FIRST)).to_have_text("Customs Clerk Intern")
    rest(page)
    return page


def titles(page: Page) -> list[str]:
    return [
        text.strip()
        for text in page.locator('#roles-table [role=gridcell][data-col="0"]').all_inner_texts()
    ]


def sort_down(page: Page, head: str) -> None:
    column = page.get_by_role("columnheader", name=head)
    column.hover()
    column.get_by_label("Sort or filter").click()
    page.get_by_role("menuitem", name="Sort descending").click()


def test_roles_are_filtered_by_place_and_title(visit: Visit, harbour: str) -> None:
    page = table(visit, harbour)
    choose(page, page.locator("#filters").get_by_label("Place"), "Munich")
    expect(page.locator("#roles-count")).to_contain_text("1 posting of 1 role.")
    expect(page.locator(FIRST)).to_have_text("Senior Crane Engineer")
    choose(page, page.locator("#filters").get_by_label("Place"), "Any")
    expect(page.locator("#roles-count")).to_contain_text("8 postings of 4 roles.")
    rest(page)
    page.locator("#title-filter textarea").fill("pilot")
    expect(page.locator("#roles-count")).to_contain_text("5 postings of 2 roles.")
    expect(page.locator(FIRST)).to_have_text("Harbour Pilot")
    page.locator("#title-filter textarea").fill("astronaut")
    expect(page.locator("#roles-count")).to_have_text("Nothing fits these filters.")


def test_each_posting_has_a_row_of_its_own(visit: Visit, harbour: str) -> None:
    page = table(visit, harbour)
    page.get_by_role("radio", name="Postings").click()
    expect(page.get_by_role("columnheader", name="Posted")).to_be_visible()
    expect(page.locator('#roles-table [role=gridcell][data-col="0"]')).to_have_count(8)


def test_the_menu_of_a_head_sorts_by_it(visit: Visit, harbour: str) -> None:
    page = table(visit, harbour)
    sort_down(page, "Title")
    expect(page.locator(FIRST)).to_have_text("Senior Crane Engineer")
    assert titles(page) == [
        "Senior Crane Engineer",
        "Harbour Pilot",
        "Harbour Pilot",
        "Customs Clerk Intern",
    ]


def test_roles_are_filtered_and_sorted_by_what_they_state(visit: Visit, serve: Serve) -> None:
    page = visit(serve(trades()))
    enter(page, "Roles")
    expect(page.locator("#roles-count")).to_contain_text("3 postings of 3 roles.")
    rest(page)
    choose(page, page.get_by_label("Sort by"), "Pay, highest first")
    expect(page.locator(FIRST)).to_have_text("Pilot")
    assert titles(page) == ["Pilot", "Baker", "Kelp Farmer"]
    choose(page, page.get_by_label("Sort by"), "Pay, lowest first")
    expect(page.locator(FIRST)).to_have_text("Baker")
    assert titles(page) == ["Baker", "Pilot", "Kelp Farmer"]
    choose(page, page.get_by_label("Workplace"), "Remote")
    expect(page.locator("#roles-count")).to_contain_text("1 posting of 1 role.")
    choose(page, page.get_by_label("Workplace"), "Any")
    expect(page.locator("#roles-count")).to_contain_text("3 postings")
    rest(page)
    page.locator("#pay-filter textarea, #pay-filter input").fill("€50k")
    expect(page.locator("#roles-count")).to_contain_text("1 posting of 1 role.")
    page.locator("#pay-filter textarea, #pay-filter input").fill("plenty")
    expect(page.locator("#roles-count")).to_contain_text("'plenty' is not an amount")


def test_the_heads_sort_pay_by_the_year_and_days_with_what_is_unknown_last(
    visit: Visit, serve: Serve
) -> None:
    page = visit(serve(trades()))
    enter(page, "Roles")
    expect(page.locator("#roles-count")).to_contain_text("3 postings of 3 roles.")
    sort_down(page, "Pay")
    expect(page.locator(FIRST)).to_have_text("Pilot")
    assert titles(page) == ["Pilot", "Baker", "Kelp Farmer"]
    expect(page.locator("#roles-table")).to_contain_text("EUR 15 an hour")


def test_an_opened_role_leads_to_the_words_that_a_value_was_read_from(
    visit: Visit, serve: Serve
) -> None:
    page = visit(serve(trades()))
    enter(page, "Roles")
    page.locator('#roles-table [role=gridcell][data-col="0"]').filter(
        has_text="Kelp Farmer"
    ).click()
    about = page.locator("#role-text")
    expect(about).to_contain_text("1 place not understood: “2 Locations”")
    expect(page).to_have_url(re.compile(r"\?role=kelp-farmer[^?&]*$"))
    about.locator("dd").filter(has_text="3+ years").get_by_role(
        "link", name="from the text"
    ).click()
    expect(page.get_by_role("dialog", name="Kelp Farmer").locator("mark")).to_contain_text(
        "3 years"
    )


def test_a_row_opens_its_role(visit: Visit, harbour: str) -> None:
    page = table(visit, harbour)
    page.locator('#roles-table [role=gridcell][data-col="0"]').filter(
        has_text="Senior Crane Engineer"
    ).click()
    about = page.locator("#role-text")
    expect(about.get_by_role("heading", name="Senior Crane Engineer")).to_be_visible()
    expect(about).to_contain_text("Saltmarsh")
    expect(about).to_contain_text("Munich, Germany")
    expect(about).to_contain_text("Crane engineers design gantry cranes in Python.")
    about.get_by_role("link", name="Read the whole text").click()
    expect(page.get_by_role("dialog", name="Senior Crane Engineer")).to_contain_text(
        "mentor apprentices"
    )


def test_a_sorted_row_opens_its_own_role(visit: Visit, harbour: str) -> None:
    page = table(visit, harbour)
    sort_down(page, "Title")
    expect(page.locator(FIRST)).to_have_text("Senior Crane Engineer")
    page.locator(FIRST).click()
    expect(page.locator("#role-text h3")).to_have_text("Senior Crane Engineer")


def test_asking_about_a_role_asks_of_it_alone(visit: Visit, harbour: str) -> None:
    page = table(visit, harbour)
    page.locator(FIRST).click()
    page.get_by_role("button", name="Ask about this").click()
    expect(page.get_by_role("tab", name="Chat")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#scope .token")).to_have_text(["Role: Customs Clerk Intern"])
    expect(ask(page, "How many postings are there?")).to_contain_text("1 posting")
    # The next one begins anew: what was open is no longer chosen in the list.
    enter(page, "Roles")
    page.get_by_role("button", name="Ask about this").click()
    expect(page.locator("#listed input:checked")).to_have_count(0)
    expect(page.locator("#delete")).to_be_hidden()


def test_comparing_starts_with_the_role(visit: Visit, harbour: str) -> None:
    page = visit(harbour, "/?compare=Ice+Watch,Heavy+Lift")
    expect(page.locator("#comparison table.side-by-side")).to_be_visible()
    rest(page)
    enter(page, "Roles")
    page.locator(FIRST).click()
    page.get_by_role("button", name="Compare with…").click()
    expect(page.get_by_role("tab", name="Compare")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("One role")).to_have_value("Customs Clerk Intern · Hamburg, Germany")
    expect(page.locator("#comparison")).to_have_text("Choose another role to compare it with.")
    choose(page, page.get_by_label("Another role"), "Crane Engineer")
    expect(page.locator("#comparison table.side-by-side")).to_contain_text("gantry cranes")


def test_an_opened_role_is_in_the_address_and_open_again_after_a_reload(
    visit: Visit, harbour: str
) -> None:
    page = table(visit, harbour)
    page.locator(FIRST).click()
    expect(page).to_have_url(re.compile(r"\?role=customs-clerk-intern-"))
    rest(page)
    page.reload()
    expect(page.locator("#role-text h3")).to_have_text("Customs Clerk Intern")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?room=roles$"))
    rest(page)


def test_a_role_has_an_address(visit: Visit, harbour: str) -> None:
    page = visit(harbour, "/?role=never")
    expect(page.locator("#role-text")).to_contain_text("No role never is stored.")
