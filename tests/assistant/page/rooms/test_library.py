"""Adding, removing and undoing on the page: for an owner, told as it goes on; refused to anyone else by the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.language.safe_markdown import render
from assistant.page.rooms.library import REINDEXED
from page_events import PageEvents
from page_site import browser, harbour_page

TEXT = "# Lighthouse keeper\n\nThe keeper lights the lamp at dusk. The keeper polishes the lens."
OUTCOME, STORED_LINE, TABLE, CHANGE = 0, -4, -3, -1  # among what a change gives


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    with harbour_page(tmp_path) as address:
        yield address


def sent(window: PageEvents, name: str, content: bytes) -> dict[str, Any]:
    """A file as the browser hands it in."""
    (path,) = window.client.post("/gradio_api/upload", files={"files": (name, content)}).json()
    return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}


def identifier(window: PageEvents, title: str) -> str:
    choices = window.run("fill")[-2]["choices"]
    return next(value for label, value in choices if label.startswith(title))


def test_an_owner_adds_a_text_undoes_it_and_is_told(page: str) -> None:
    window = PageEvents(browser(page))
    assert window.run("fill")[CHANGE]["visible"] is True
    added = window.run("adding", None, "Keeper of the light", TEXT)
    assert "<b>added</b>" in added[OUTCOME] and "Keeper of the light" in added[OUTCOME]
    assert added[1]["visible"] is True and added[3:6] == [None, "", ""]
    assert added[STORED_LINE].startswith("2 articles, 4 roles") and "Keeper of the light" in added[TABLE]
    undone = window.run("undoing")
    assert "<b>removed</b>" in undone[OUTCOME] and undone[1]["visible"] is False
    assert undone[STORED_LINE].startswith("1 article, 4 roles") and "Keeper" not in undone[TABLE]


def test_what_cannot_be_read_is_an_outcome_beside_what_can(page: str, data_dir: Path) -> None:
    window = PageEvents(browser(page))
    files = [sent(window, "keeper.md", TEXT.encode()), sent(window, "lamp.md", b"\x00\xff\x00\xfe" * 40)]
    told = window.run("adding", files, "", "")
    assert "<b>added</b>" in told[OUTCOME] and "keeper&#46;md" in told[OUTCOME]
    assert "<b>not added</b>" in told[OUTCOME] and "lamp&#46;md" in told[OUTCOME] and "Traceback" not in told[OUTCOME]
    assert not Path(files[0]["path"]).exists()  # what was received is kept by its content alone
    again = window.run("adding", [sent(window, "other.md", TEXT.encode())], "", "")
    assert "already there" in again[OUTCOME] or "updated" in again[OUTCOME]


def test_what_was_removed_can_be_had_back_and_what_was_gone_is_told(page: str) -> None:
    window = PageEvents(browser(page))
    crane = identifier(window, "Senior Crane Engineer")
    other = PageEvents(browser(page), session="other")
    other.run("fill")
    removed = window.run("removing", [crane])
    assert "Senior Crane Engineer" in removed[OUTCOME] and removed[STORED_LINE].startswith("1 article, 3 roles")
    assert "Senior Crane Engineer" in window.run("undoing")[TABLE]
    window.run("removing", [crane])
    late = other.run("removing", [crane])
    assert "<b>not done</b>" in late[OUTCOME] and "stored" in late[OUTCOME]


def test_all_vectors_can_be_made_anew(page: str) -> None:
    told = PageEvents(browser(page)).run("reindexing")
    assert told[STORED_LINE].startswith("1 article, 4 roles") and render(REINDEXED) in told[OUTCOME]


def test_a_pasted_text_that_is_refused_stays_in_its_box(page: str) -> None:
    told = PageEvents(browser(page)).run("adding", None, "Empty", "---\nkind: role\n---\n")
    assert "<b>not added</b>" in told[OUTCOME]
    assert told[3] is None and [one.get("__type__") for one in told[4:6]] == ["update", "update"]


def test_nothing_to_add_is_said(page: str) -> None:
    window = PageEvents(browser(page))
    for given in ((None, "A title", "  \n "), (None, None, None), ([], "", "")):  # None: that box was never opened
        assert window.run("adding", *given)[OUTCOME] == "Choose a file, or paste a text."
    file = sent(window, "keeper.md", TEXT.encode())
    assert "<b>added</b>" in window.run("adding", [file], None, None)[OUTCOME]


@pytest.mark.parametrize("event", ["adding", "removing", "undoing", "reindexing"])
def test_anyone_else_is_refused_by_the_server(event: str, page: str) -> None:
    owner, stranger = PageEvents(browser(page)), PageEvents(browser(page, owner=False), session="stranger")
    before = owner.run("fill")[-4:]
    assert stranger.run("fill")[CHANGE]["visible"] is False
    given = {"adding": (None, "", TEXT), "removing": ([identifier(owner, "How the port hires")],)}
    told = stranger.run(event, *given.get(event, ()))
    assert "You are not an owner of this page" in told[OUTCOME]
    assert owner.run("fill")[-4:] == before


def test_a_stranger_uploads_nothing_and_takes_nothing_that_was_uploaded(page: str) -> None:
    owner, stranger = PageEvents(browser(page)), PageEvents(browser(page, owner=False), session="stranger")
    assert stranger.client.post("/gradio_api/upload", files={"files": ("keeper.md", b"x")}).status_code == 403
    file = sent(owner, "keeper.md", TEXT.encode())
    assert "You are not an owner" in stranger.run("adding", [file], "", "")[OUTCOME]
    assert Path(file["path"]).exists()


def test_what_goes_wrong_is_told_in_words(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the shelf <b>broke</b>")

    monkeypatch.setattr("store.library.Library.ingest_uploads", broken)
    told = PageEvents(browser(page)).run("adding", None, "", TEXT)
    assert "the shelf &#60;b&#62;broke" in told[OUTCOME] and "rolecall doctor" in told[OUTCOME].replace("<code>", "")
    assert told[STORED_LINE].startswith("1 article, 4 roles")
