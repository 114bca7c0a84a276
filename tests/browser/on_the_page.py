"""What a reader does on the page, for browser tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from playwright.sync_api import Locator, Page, Request, expect

_QUEUE = "/gradio_api/queue/"
_MOMENT_MS, _MOMENTS, _PATIENCE_S = 40, 4, 20
_in_flight: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def listen(page: Page) -> None:
    """Know from now on which of the page's events are under way."""
    under_way = _in_flight.setdefault(page, set())
    page.on("request", lambda one: under_way.add(one) if _QUEUE in one.url else None)
    page.on("requestfinished", lambda one: under_way.discard(one))
    page.on("requestfailed", lambda one: under_way.discard(one))


def rest(page: Page) -> None:
    """Wait until nothing is under way: what comes late could undo what is done now, and one left
    behind complains.
    """
    quiet, ends = 0, time.monotonic() + _PATIENCE_S
    while quiet < _MOMENTS and time.monotonic() < ends:
        quiet = 0 if _in_flight[page] else quiet + 1
        page.wait_for_timeout(_MOMENT_MS)


def send(page: Page, question: str) -> None:
    """Type the question and press Enter."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")


def ask(page: Page, question: str) -> Locator:
    """The answer, once it is whole."""
    asked = page.locator('#chat [data-testid="bot"]').count()
    send(page, question)
    answer = page.locator('#chat [data-testid="bot"]').nth(asked)
    expect(answer.locator("small.rests, .abstained").last).to_be_visible()
    return answer


def enter(page: Page, room: str) -> None:
    """Open one of the rooms by its name on the tab."""
    tab = page.get_by_role("tab", name=room, exact=True)
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true")


def write(box: Locator, words: str) -> None:
    """Write into a box as a person does, who leaves it before anything is clicked: the page's code
    hears of a value a moment after the box shows it.
    """
    box.fill(words)
    box.blur()
    rest(box.page)
    expect(box).to_have_value(words)


def choose(page: Page, picker: Locator, words: str) -> None:
    """Choose the first entry of a dropdown that holds these words."""
    picker.click()
    picker.fill(words)
    page.get_by_role("option").filter(has_text=words).first.click()


def width_in_use(page: Page) -> int:
    """How wide the whole document is, in pixels; more than the window means that it scrolls
    sideways.
    """
    wide: int = page.evaluate("document.documentElement.scrollWidth")
    return wide


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what no locator can tell; an AssertionError where it does not come."""
    ends = time.monotonic() + _PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, "it never came"
        page.wait_for_timeout(_MOMENT_MS)
