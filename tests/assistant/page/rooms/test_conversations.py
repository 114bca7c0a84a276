"""The list of kept conversations and what it opens, run over the page's own events."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_assistant import FakeAssistant, document, passage
from page_events import PageEvents
from page_site import browser, page_over

CHAT, SCOPE = 0, 5
LAMPS = "When are lamps lit?"


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant([passage(document("Lamps", "Lamps are lit at dusk."))])


@pytest.fixture
def page(assistant: FakeAssistant, data_dir: Path) -> Iterator[str]:
    with page_over(assistant, data_dir=data_dir) as address:
        yield address


def test_a_conversation_about_a_document_that_is_gone_is_opened_and_goes_on(
    page: str, assistant: FakeAssistant
) -> None:
    window = PageEvents(browser(page))
    scope = window.run("fill")[1]["choices"][0][1]
    *_, links = window.ask(LAMPS, "quotes", [scope], 8)
    assistant.passages = [passage(document("Ropes", "Ropes are coiled before breakfast."))]
    kept = re.search(r"\(/conversations/(\w+)\)", links)
    again = PageEvents(window.client, {"conversation": kept[1] if kept else ""}, "again")
    again.run("fill")
    shown = again.run("lead")
    assert "dusk" in str(shown[CHAT]) and shown[SCOPE]["value"] == [scope]
    labels = [label for label, _ in shown[SCOPE]["choices"]]
    assert labels == ["Article: Ropes", f"No longer stored: {scope.partition(':')[2]}"]
    asked = again.ask("And when are ropes coiled?", "quotes", [scope], 8)
    assert "And when are ropes coiled" in str(asked[CHAT]) and len(assistant.asked) == 2


def test_what_a_warning_repeats_of_an_address_is_text(page: str) -> None:
    window = PageEvents(browser(page), {"conversation": "<img src=x onerror=alert(1)>"})
    window.run("lead")
    (warning,) = window.warnings
    assert "<img" not in warning and "'<img src=x onerror=alert(1)>'" in html.unescape(warning)


def test_a_window_of_anothers_changes_nothing_of_theirs(page: str) -> None:
    window = PageEvents(browser(page))
    window.ask(LAMPS, "quotes", [], 8)
    thief = PageEvents(browser(page), session=window.session)
    thief.run("rename", "Stolen", "")
    thief.run("delete", "")
    assert [
        name
        for name, _ in PageEvents(window.client, session="other").run("renew", "")[0]["choices"]
    ] == [LAMPS]
