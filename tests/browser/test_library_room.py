"""The library in a real Chromium: added to, removed from, put back, and closed to whoever does
not own the page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.assistant import Assistant
from assistant.page.rooms.incoming import NOTHING_GIVEN
from fake_embedder import FakeEmbedder
from harbour import harbour_assistant
from on_the_page import ask, choose, enter, rest, send, write

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
Serve = Callable[..., str]
STRANGER = {"extra_http_headers": {"x-forwarded-for": "203.0.113.9"}}
DIVER = b"""---
kind: role
title: Harbour Diver
company: Quayside
postings:
  - {place: 'GB, Hull'}
---
Divers weld hulls.
"""
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
BUOY = b"# Buoys\n\nBuoys are painted every spring by the buoy crew.\n"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[Assistant]:
    with harbour_assistant(tmp_path) as assistant:
        yield assistant


def library(visit: Visit, address: str, **window: Any) -> Page:
    page = visit(address, **window)
    enter(page, "Library")
    expect(page.locator("#stored-line")).to_contain_text("1 article, 4 roles, 8 postings.")
    return page


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    """Hand in files and wait until they were read."""
    rest(page)
    given: Any = [
        {"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files
    ]
    page.locator("#files input[type=file]").set_input_files(given)
    expect(page.locator("#understood table").first).to_be_visible()
    rest(page)


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep these").click()


def add(page: Page, *files: tuple[str, bytes]) -> None:
    drop(page, *files)
    keep(page)


def understood(page: Page, name: str) -> Locator:
    return page.locator("#understood tr").filter(has_text=name)


def outcome(page: Page, name: str) -> Locator:
    return page.locator("#outcome tr").filter(has_text=name)


def test_several_files_are_read_kept_and_taken_back_each_left_out_with_its_reason(
    visit: Visit, serve: Serve, port: Assistant
) -> None:
    page = library(visit, serve(port))
    drop(page, ("diver.md", DIVER), ("buoys.txt", BUOY), ("chart.png", PICTURE), ("empty.txt", b""))
    expect(understood(page, "Harbour Diver")).to_contain_text("Quaysidefrom a field")
    expect(understood(page, "Buoys")).to_contain_text("guess from a heading")
    expect(understood(page, "chart.png")).to_contain_text("not read")
    expect(understood(page, "empty.txt")).to_contain_text("the file is empty")
    expect(page.locator("#stored-line")).to_contain_text("1 article, 4 roles, 8 postings.")
    keep(page)
    expect(outcome(page, "diver.md")).to_contain_text("added")
    expect(outcome(page, "buoys.txt")).to_contain_text("added")
    expect(page.locator("#incoming")).to_be_hidden()
    expect(page.locator("#stored-line")).to_contain_text("2 articles, 5 roles, 9 postings.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#stored-line")).to_contain_text("1 article, 4 roles, 8 postings.")
    expect(page.locator("#documents")).not_to_contain_text("Harbour Diver")


def test_what_was_added_answers_questions_and_can_be_read_whole(
    visit: Visit, serve: Serve, port: Assistant
) -> None:
    page = library(visit, serve(port))
    add(page, ("diver.md", DIVER))
    page.locator("#documents").get_by_role("link", name="Harbour Diver").click()
    expect(page.get_by_role("dialog", name="Harbour Diver")).to_contain_text("Divers weld hulls.")
    page.keyboard.press("Escape")
    enter(page, "Chat")
    expect(ask(page, "How many postings are in Hull?")).to_contain_text("4 postings")


def test_what_was_added_stands_in_every_room_at_once(
    visit: Visit, serve: Serve, port: Assistant
) -> None:
    page = library(visit, serve(port))
    add(page, ("diver.md", DIVER))
    expect(page.locator("#stored-line")).to_contain_text("5 roles")
    rest(page)
    enter(page, "Roles")
    expect(page.locator("#roles-count")).to_contain_text("9 postings of 5 roles.")
    enter(page, "Compare")
    choose(page, page.get_by_label("One role"), "Harbour Diver")
    enter(page, "Chat")
    expect(page.locator("#chat .placeholder")).to_contain_text("5 roles")
    choose(page, page.locator("#scope input"), "Harbour Diver")
    expect(page.locator("#scope .token")).to_have_text(["Role: Harbour Diver"])
    # Gone again while it is chosen: the next question is answered, in words.
    enter(page, "Library")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#stored-line")).to_contain_text("4 roles")
    rest(page)
    enter(page, "Chat")
    send(page, "What do divers weld?")
    expect(page.locator("#chat .bot .abstained")).to_contain_text(
        "Nothing that was chosen to ask of is stored"
    )


def test_adding_shows_how_far_it_has_come(
    visit: Visit, serve: Serve, port: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, go_on, embed = library(visit, serve(port)), threading.Event(), FakeEmbedder.embed

    def embed_later(self: FakeEmbedder, texts: Any) -> Any:
        go_on.wait(60)
        return embed(self, texts)

    monkeypatch.setattr(FakeEmbedder, "embed", embed_later)
    add(page, ("diver.md", DIVER))
    expect(page.locator("#outcome .progress")).to_be_visible()
    go_on.set()
    expect(outcome(page, "diver.md")).to_contain_text("added")
    expect(page.locator("#outcome .progress")).to_have_count(0)


def test_a_text_is_pasted_put_right_and_kept(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    page.get_by_label("Or paste a text, or links").fill(
        "# Buoy notes\n\nBuoys are painted every spring."
    )
    page.get_by_role("button", name="Read it").click()
    expect(understood(page, "Buoy notes")).to_contain_text("read as an article")
    expect(page.get_by_label("Or paste a text, or links")).to_have_value("")
    rest(page)
    page.get_by_role("button", name="Correct what was misread").click()
    rest(page)
    title = page.locator("#incoming-title textarea, #incoming-title input")
    expect(title).to_have_value("Buoy notes")
    write(title, "Notes on buoys")
    page.get_by_role("button", name="Save corrections").first.click()
    expect(understood(page, "Notes on buoys")).to_contain_text("set by hand")
    keep(page)
    expect(page.locator("#documents")).to_contain_text("Notes on buoys")


def test_what_is_not_wanted_is_let_go(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    drop(page, ("diver.md", DIVER))
    page.get_by_role("button", name="Not these").click()
    expect(page.locator("#incoming")).to_be_hidden()
    expect(page.locator("#stored-line")).to_contain_text("1 article, 4 roles")


def test_one_of_two_files_is_kept(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    drop(page, ("diver.md", DIVER), ("buoys.txt", BUOY))
    page.get_by_label("buoys.txt").uncheck()
    keep(page)
    expect(page.locator("#stored-line")).to_contain_text("1 article, 5 roles")


def test_a_link_into_this_network_is_refused_in_words(
    visit: Visit, serve: Serve, port: Assistant
) -> None:
    page = library(visit, serve(port))
    page.get_by_label("Or paste a text, or links").fill("http://10.0.0.7/jobs")
    page.get_by_role("button", name="Read it").click()
    expect(understood(page, "10.0.0.7")).to_contain_text("not read")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#incoming")).to_be_hidden()


def test_reading_nothing_says_what_is_missing(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#said")).to_have_text(NOTHING_GIVEN)


def test_a_stored_document_is_corrected_with_the_keyboard_and_in_every_room(
    visit: Visit, serve: Serve, port: Assistant
) -> None:
    page = library(visit, serve(port))
    page.get_by_role("button", name="Correct a document").press("Enter")
    choose(page, page.get_by_label("Stored document"), "Senior Crane Engineer")
    company = page.locator("#stored-company textarea, #stored-company input")
    expect(company).to_have_value("Saltmarsh")
    write(company, "Brinewater")
    write(page.locator("#stored-pay textarea, #stored-pay input"), "EUR 70,000 a year")
    page.get_by_role("button", name="Save corrections").press("Enter")
    expect(outcome(page, "Senior Crane Engineer")).to_contain_text("updated")
    rest(page)
    enter(page, "Roles")
    expect(page.locator("#roles-table")).to_contain_text("EUR 70,000 a year")
    expect(page.locator("#roles-table")).to_contain_text("Brinewater")
    enter(page, "Library")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#outcome")).to_contain_text("Senior Crane Engineer")
    rest(page)
    enter(page, "Roles")
    expect(page.locator("#roles-table")).not_to_contain_text("Brinewater")


def test_a_document_is_removed_and_put_back(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    choose(page, page.get_by_label("Documents to remove"), "Customs Clerk Intern")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove them").click()
    expect(outcome(page, "Customs Clerk Intern")).to_contain_text("removed")
    expect(page.locator("#documents")).not_to_contain_text("Customs Clerk Intern")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#documents")).to_contain_text("Customs Clerk Intern")


def test_everything_is_indexed_again(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    before = port.library.revision
    page.get_by_role("button", name="Re-index everything").click()
    rest(page)
    expect(page.locator("#outcome")).to_have_text(
        "Everything was indexed again, with the embedder named below."
    )
    assert port.library.revision > before
    expect(page.locator("#stored-line")).to_contain_text("1 article, 4 roles, 8 postings.")


def test_a_stranger_reads_what_is_stored_and_is_shown_nothing_that_changes_it(
    visit: Visit, serve: Serve, port: Assistant
) -> None:
    page = library(visit, serve(port), **STRANGER)
    expect(page.locator("#documents")).to_contain_text("Customs Clerk Intern")
    for name in ("Read it", "Remove them", "Re-index everything"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_hidden()


def test_a_stranger_who_calls_the_server_past_the_page_is_refused(
    visit: Visit, serve: Serve, port: Assistant
) -> None:
    address = serve(port)
    page = library(visit, address, **STRANGER)
    upload: Any = {"files": {"name": "diver.md", "mimeType": "text/plain", "buffer": DIVER}}
    assert page.request.post(f"{address}/gradio_api/upload", multipart=upload).status == 403
    config = page.request.get(f"{address}/config").json()
    named = {one["id"]: one["props"].get("elem_id") for one in config["components"]}
    for button, given in (
        ("read", ["Divers weld hulls.", None]),
        ("keep", [None, []]),
        ("reindex", []),
    ):
        event = next(
            one["id"]
            for one in config["dependencies"]
            if [named.get(target) for target, _ in one["targets"]] == [button]
        )
        call = {"fn_index": event, "data": given, "session_hash": f"past{button}"}
        assert page.request.post(f"{address}/gradio_api/queue/join", data=call).ok
        said = page.request.get(f"{address}/gradio_api/queue/data?session_hash=past{button}").text()
        assert "You are not an owner of this page" in said
    assert len(port.library.documents()) == 5
