"""The library in a real Chromium: added to, removed from, put back, and closed to whoever does not own the page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.assistant import Assistant
from fake_embedder import FakeEmbedder
from harbour import harbour_assistant
from on_the_page import ask, choose, enter, rest, send

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


def add(page: Page, *files: tuple[str, bytes]) -> None:
    rest(page)
    given: Any = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
    page.locator("#files input[type=file]").set_input_files(given)
    expect(page.locator("#files tr.file")).to_have_count(len(files))
    page.get_by_role("button", name="Add", exact=True).click()


def outcome(page: Page, name: str) -> Locator:
    return page.locator("#outcome tr").filter(has_text=name)


def test_several_files_are_added_each_with_its_outcome_and_taken_back(
    visit: Visit, serve: Serve, port: Assistant
) -> None:
    page = library(visit, serve(port))
    add(page, ("diver.md", DIVER), ("buoys.txt", BUOY), ("noise.md", b"\x00\xff\xfe\x01" * 99), ("empty.txt", b""))
    expect(outcome(page, "diver.md")).to_contain_text("added")
    expect(outcome(page, "buoys.txt")).to_contain_text("added")
    expect(outcome(page, "noise.md")).to_contain_text("not added")
    expect(outcome(page, "empty.txt")).to_contain_text("not added")
    expect(page.locator("#stored-line")).to_contain_text("2 articles, 5 roles, 9 postings.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#stored-line")).to_contain_text("1 article, 4 roles, 8 postings.")
    expect(page.locator("#documents")).not_to_contain_text("Harbour Diver")


def test_what_was_added_answers_questions_and_can_be_read_whole(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    add(page, ("diver.md", DIVER))
    page.locator("#documents").get_by_role("link", name="Harbour Diver").click()
    expect(page.get_by_role("dialog", name="Harbour Diver")).to_contain_text("Divers weld hulls.")
    page.keyboard.press("Escape")
    enter(page, "Chat")
    expect(ask(page, "How many postings are in Hull?")).to_contain_text("4 postings")


def test_what_was_added_stands_in_every_room_at_once(visit: Visit, serve: Serve, port: Assistant) -> None:
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
    expect(page.locator("#chat .bot .abstained")).to_contain_text("Nothing that was chosen to ask of is stored")


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


def test_a_text_is_pasted(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    page.get_by_role("button", name="Or paste a text").click()
    page.get_by_label("Title (optional)").fill("Buoy notes")
    page.get_by_label("Text", exact=True).fill("Buoys are painted every spring by the buoy crew.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(outcome(page, "Buoy notes")).to_contain_text("added")
    expect(page.locator("#documents")).to_contain_text("Buoy notes")
    expect(page.get_by_label("Text", exact=True)).to_have_value("")


def test_adding_nothing_says_what_is_missing(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#outcome")).to_have_text("Choose a file, or paste a text.")


def test_a_file_of_another_kind_is_refused_in_words(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    given: Any = {"name": "chart.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.locator("#files input[type=file]").set_input_files([given])
    expect(page.get_by_test_id("toast-body")).to_contain_text(".md")
    expect(page.locator("#stored-line")).to_contain_text("1 article, 4 roles")


def test_a_document_is_removed_and_put_back(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    choose(page, page.get_by_label("Documents to remove"), "Customs Clerk Intern")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove them").click()
    expect(outcome(page, "Customs Clerk Intern")).to_contain_text("removed")
    expect(page.locator("#documents")).not_to_contain_text("Customs Clerk Intern")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#documents")).to_contain_text("Customs Clerk Intern")


def test_all_vectors_are_made_anew(visit: Visit, serve: Serve, port: Assistant) -> None:
    page = library(visit, serve(port))
    embedder: Any = port.library.embedder
    embedder.embedded.clear()
    page.get_by_role("button", name="Re-index everything").click()
    rest(page)
    expect(page.locator("#outcome")).to_have_text("Everything is indexed anew, by the embedder named above.")
    assert any("gantry cranes" in text for text in embedder.embedded)
    expect(page.locator("#stored-line")).to_contain_text("1 article, 4 roles, 8 postings.")


def test_a_stranger_reads_what_is_stored_and_is_shown_nothing_that_changes_it(
    visit: Visit, serve: Serve, port: Assistant
) -> None:
    page = library(visit, serve(port), **STRANGER)
    expect(page.locator("#documents")).to_contain_text("Customs Clerk Intern")
    for name in ("Add", "Remove them", "Re-index everything"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_hidden()


def test_a_stranger_who_calls_the_server_past_the_page_is_refused(visit: Visit, serve: Serve, port: Assistant) -> None:
    address = serve(port)
    page = library(visit, address, **STRANGER)
    upload: Any = {"files": {"name": "diver.md", "mimeType": "text/plain", "buffer": DIVER}}
    assert page.request.post(f"{address}/gradio_api/upload", multipart=upload).status == 403
    config = page.request.get(f"{address}/config").json()
    named = {one["id"]: one["props"].get("elem_id") for one in config["components"]}
    for button, given in (("add", [None, "Diver", "Divers weld hulls."]), ("reindex", [])):
        event = next(
            one["id"]
            for one in config["dependencies"]
            if [named.get(target) for target, _ in one["targets"]] == [button]
        )
        call = {"fn_index": event, "data": given, "session_hash": f"past{button}"}
        assert page.request.post(f"{address}/gradio_api/queue/join", data=call).ok
        said = page.request.get(f"{address}/gradio_api/queue/data?session_hash=past{button}").text()
        assert "You are not an owner of this page" in said
    assert len(port.documents()) == 5
