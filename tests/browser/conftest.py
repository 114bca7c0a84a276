"""A real Chromium that looks at the page.

Every browser test ends by checking that the browser asked nobody but the page's own server, that
nothing was said on its console (a violation of the Content-Security-Policy is) and that no dialog
was opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from fake_assistant import FakeAssistant
from harbour import harbour_assistant
from keepers import keepers
from on_the_page import listen
from served_page import Seen, served

# Chromium asks its maker for this and that unless it is told not to.
_QUIET = "--disable-background-networking --disable-component-update --disable-sync --no-first-run"
PATIENCE_MS = 20_000  # a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE_MS)

Serve = Callable[..., str]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves the page over an assistant, or over what the given function opens; gives its
    address.
    """
    with ExitStack() as running:

        def start(assistant: Any, **settings: Any) -> str:
            def opens(**arguments: Any) -> Any:
                return assistant(**arguments) if callable(assistant) else assistant

            return running.enter_context(served(opens, tmp_path / "page", **settings))

        yield start


@pytest.fixture(scope="module")
def _keepers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeAssistant, str]]:
    assistant = keepers()
    with served(lambda **_: assistant, tmp_path_factory.mktemp("keepers")) as address:
        yield assistant, address


@pytest.fixture
def assistant(_keepers: tuple[FakeAssistant, str]) -> FakeAssistant:
    """The fast assistant behind the page at `lighthouse`, as new."""
    _keepers[0].forget()
    return _keepers[0]


@pytest.fixture
def lighthouse(_keepers: tuple[FakeAssistant, str], assistant: FakeAssistant) -> str:
    """The address of a page over `assistant`, one for all tests of a file."""
    return _keepers[1]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page over a real assistant with the port's postings, one for all tests of
    a file.
    """
    folder = tmp_path_factory.mktemp("port")
    with harbour_assistant(folder) as port, served(lambda **_: port, folder / "page") as address:
        yield address


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One for all tests of a file, and not longer: Playwright's loop runs in this thread, and
    lets no other run.
    """
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu", *_QUIET.split()]
        )
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, serve: Serve) -> Iterator[Callable[..., Page]]:
    """Opens the page at an address in a window of its own, which is a visitor of its own.

    `watched=False` is for a test that itself does what must be refused. Windows close before what
    they look at does.
    """
    seen: list[Seen] = []

    def start(address: str, path: str = "/", watched: bool = True, **window: Any) -> Page:
        page = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}} | window
        ).new_page()
        if watched:
            seen.append(Seen(address))
            seen[-1].watch(page)
        listen(page)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address + path)
        page.locator("#question textarea").wait_for(state="attached")
        return page

    yield start
    for context in browser.contexts:
        context.close()
    for one in seen:
        assert one.abroad == []
        assert one.said == []
        assert one.dialogs == []
