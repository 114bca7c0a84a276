"""Kept conversations in a real Chromium: found again, renamed, deleted, taken along, and nobody
else's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from assistant.page.session.talk import CUT_OFF
from keepers import LAMP, TIDES, keepers
from on_the_page import ask, choose, rest, send
from served_page import served

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
Serve = Callable[..., str]
SLOW_PAGE = Path(__file__).with_name("slow_page.py")
QUOTE = "They trim the lamp by hand."


def open_conversation(page: Page) -> str:
    """The identifier of the conversation that is open, as the address tells it."""
    page.wait_for_url("**/?conversation=*")
    return parse_qs(urlsplit(page.url).query)["conversation"][0]


def listed(page: Page) -> list[str]:
    rest(page)
    return page.locator("#listed label").all_inner_texts()


def test_a_reload_brings_the_conversation_back_with_its_evidence(
    visit: Visit, lighthouse: str
) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    ask(page, TIDES)
    open_conversation(page)
    rest(page)
    page.reload()
    expect(page.locator("#chat small.rests")).to_have_count(2)
    page.locator('#chat a[href^="#evidence-1-1-"]').click()
    expect(page.locator("#evidence-1-1 mark")).to_have_text(QUOTE)
    ask(page, LAMP)
    expect(page.locator('#chat [data-testid="user"]')).to_have_count(3)


def test_a_conversation_has_an_address_of_its_own(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    kept = open_conversation(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator('#chat [data-testid="bot"]')).to_have_count(0)
    rest(page)
    page.goto(f"{lighthouse}/?conversation={kept}")
    expect(page.locator('#chat [data-testid="bot"]')).to_contain_text(QUOTE)
    expect(page.locator("#listed label.selected")).to_have_text(LAMP)


def test_conversations_are_listed_searched_and_opened(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator('#chat [data-testid="bot"]')).to_have_count(0)
    ask(page, TIDES)
    expect(page.locator("#listed label")).to_have_count(2)
    assert listed(page) == [TIDES, LAMP]
    page.get_by_label("Search conversations").fill("by hand")
    expect(page.locator("#listed label")).to_have_text([LAMP])
    page.locator("#listed label").click()
    expect(page.locator('#chat [data-testid="bot"]')).to_contain_text(QUOTE)
    page.get_by_label("Search conversations").fill("")
    expect(page.locator("#listed label")).to_have_count(2)


def test_a_conversation_about_what_is_no_longer_stored_is_opened_and_goes_on(
    visit: Visit, serve: Serve
) -> None:
    assistant = keepers()
    page = visit(serve(assistant))
    choose(page, page.locator("#scope input"), "Keeping the harbour light")
    page.keyboard.press("Escape")
    ask(page, LAMP)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator('#chat [data-testid="bot"]')).to_have_count(0)
    rest(page)
    assistant.passages = assistant.passages[1:]
    page.locator("#listed label").click()
    expect(page.locator('#chat [data-testid="bot"]')).to_contain_text(QUOTE)
    expect(page.locator("#scope")).to_contain_text("No longer stored")
    ask(page, TIDES)
    expect(page.locator('#chat [data-testid="user"]')).to_have_text([LAMP, TIDES])


def test_a_conversation_is_renamed(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    expect(page.locator("#rename textarea")).to_have_value(LAMP)
    rest(page)
    page.locator("#rename textarea").fill("About <b>lamps</b>")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator("#listed label")).to_have_text(["About <b>lamps</b>"])
    rest(page)
    page.reload()
    expect(page.locator("#listed label")).to_have_text(["About <b>lamps</b>"])


def test_a_conversation_is_deleted_only_when_it_is_meant(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    kept = open_conversation(page)
    page.get_by_role("button", name="Delete this conversation").click()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("button", name="Delete for good")).to_be_hidden()
    expect(page.locator("#listed label")).to_have_count(1)
    page.get_by_role("button", name="Delete this conversation").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#listed label")).to_have_count(0)
    expect(page.locator('#chat [data-testid="bot"]')).to_have_count(0)
    assert page.request.get(f"{lighthouse}/conversations/{kept}.json").status == 404


def test_a_conversation_is_taken_along_with_its_quotes_and_sources(
    visit: Visit, lighthouse: str
) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    kept = open_conversation(page)
    markdown = page.request.get(f"{lighthouse}/conversations/{kept}.md")
    assert "attachment" in markdown.headers["content-disposition"]
    told = page.request.get(f"{lighthouse}/conversations/{kept}.json")
    for text in (markdown.text(), str(told.json())):
        assert LAMP in text and QUOTE in text
        assert "Keeping the harbour light" in text and "https://coast.example/keepers" in text
    rest(page)
    page.goto(f"{lighthouse}/conversations/{kept}")
    expect(page.locator("main.reader h2")).to_have_text(LAMP)
    expect(page.locator("main.reader mark").first).to_have_text(QUOTE)
    expect(page.locator("main.reader .source").first).to_contain_text("Mara Quay")


def test_visitors_see_their_own_conversations_and_nobody_elses(
    visit: Visit, lighthouse: str
) -> None:
    first, second = visit(lighthouse), visit(lighthouse)
    ask(first, LAMP)
    ask(second, TIDES)
    kept = open_conversation(first)
    assert (listed(first), listed(second)) == ([LAMP], [TIDES])
    for path in (
        f"/conversations/{kept}",
        f"/conversations/{kept}.json",
        f"/conversations/{kept}.md",
    ):
        refused = second.request.get(lighthouse + path)
        assert refused.status == 404
        assert LAMP not in refused.text()
    rest(second)
    second.goto(f"{lighthouse}/?conversation={kept}")
    expect(second.get_by_test_id("toast-body")).to_contain_text("conversation")
    assert listed(second) == [TIDES]
    expect(second.locator('#chat [data-testid="bot"]')).to_have_count(0)


def test_a_restart_keeps_finished_turns_and_one_in_mid_answer_shows_what_was_cut_off(
    visit: Visit, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    with served(lambda **_: keepers(), folder) as address:
        page = visit(address)
        ask(page, LAMP)
        kept = open_conversation(page)
        rest(page)
        cookie = page.context.storage_state()
        page.context.close()
    path = f"/?conversation={kept}"
    paths = os.pathsep.join([*sys.path, os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(SLOW_PAGE), str(folder)]
    running = subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        page = visit(running.stdout.readline().strip(), path, watched=False, storage_state=cookie)
        expect(page.locator('#chat [data-testid="bot"]')).to_contain_text(QUOTE)
        send(page, TIDES)
        expect(page.locator('#chat [data-testid="bot"]').nth(1)).to_contain_text("From")
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    page.context.close()
    with served(lambda **_: keepers(), folder) as address:
        page = visit(address, path, storage_state=cookie)
        expect(page.locator('#chat [data-testid="user"]')).to_have_text([LAMP, TIDES])
        expect(page.locator("#chat .note")).to_have_text(CUT_OFF)
        page.locator('#chat a[href^="#evidence-1-1-"]').click()
        expect(page.locator("#evidence-1-1 mark")).to_have_text(QUOTE)
        page.get_by_role("button", name="Retry").last.click()
        expect(page.locator("#chat small.rests")).to_have_count(2)
        expect(page.locator('#chat [data-testid="user"]')).to_have_text([LAMP, TIDES])
        rest(page)
        page.context.close()
