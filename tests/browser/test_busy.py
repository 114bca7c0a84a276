"""A page that has as much to do as it may, in a real Chromium: who comes then is told so, and
loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from keepers import LAMP, TIDES, keepers
from on_the_page import ask, rest, send

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
Serve = Callable[..., str]
AT_ONCE = 16  # answers that are worked on at the same time


def fill(address: str, waiting: int) -> list[int]:
    """Others ask until so many wait; gives the status each of them got."""
    client = httpx.Client(base_url=address)
    config = client.get("/config").json()
    event = next(one for one in config["dependencies"] if one["api_name"] == "ask_1")
    kinds, given = {one["id"]: one["type"] for one in config["components"]}, [LAMP, "quotes", [], 6]
    values = iter(given)
    data = [None if kinds[one] == "state" else next(values) for one in event["inputs"]]
    status = []
    for number in range(AT_ONCE + waiting):
        sent = {"data": data, "fn_index": event["id"], "session_hash": f"other{number}"}
        status.append(client.post("/gradio_api/queue/join", json=sent).status_code)
    return status


def test_who_finds_the_queue_full_is_told_and_keeps_the_question(
    visit: Visit, serve: Serve
) -> None:
    assistant = keepers()
    page = visit(serve(lambda **_: assistant, queue_length=2), watched=False)
    rest(page)
    assistant.hold.clear()
    while 503 not in fill(address := page.url.rstrip("/"), waiting=2):
        page.wait_for_timeout(50)
    send(page, TIDES)
    expect(page.get_by_test_id("toast-body")).to_contain_text("busy")
    expect(page.locator("#question textarea")).to_have_value(TIDES)
    assistant.hold.set()
    while httpx.get(f"{address}/healthz").text != "ok" or len(assistant.asked) < AT_ONCE + 2:
        page.wait_for_timeout(50)
    expect(ask(page, TIDES)).to_contain_text("Pilots")
