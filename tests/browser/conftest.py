"""A page served on loopback and a real Chromium that looks at it.

Every browser test ends by checking that the browser asked nobody but the page's own server, that nothing was said on
its console (a violation of the Content-Security-Policy is) and that no dialog was opened.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from assistant.page.app import create_app
from assistant.settings import Settings

# Chromium asks its maker for this and that unless it is told not to.
_QUIET = "--disable-background-networking --disable-component-update --disable-sync --no-first-run"
OpenAssistant = Callable[..., Any]
Serve = Callable[[OpenAssistant], str]


@dataclass
class Seen:
    """What a browser did that nobody on the page should see."""

    address: str
    abroad: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.context.on("page", lambda opened: self.abroad.append(f"new page {opened.url}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.abroad.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves the page over what the given function opens; gives its address."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(open_assistant: OpenAssistant) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        app = create_app(Settings(host="127.0.0.1", port=port), open_assistant)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        running.append((server, thread))
        while not server.started:
            time.sleep(0.02)
        return f"http://127.0.0.1:{port}"

    yield start
    for server, _ in running:
        server.should_exit = True
    for _, thread in running:
        thread.join(20)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu", *_QUIET.split()]
        )
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, serve: Serve) -> Iterator[Callable[..., Page]]:
    """Opens the page over an assistant (or what opens one) in a window of its own.

    `watched=False` is for a test that itself does what must be refused.
    """
    seen: list[Seen] = []

    def start(assistant: Any, path: str = "/", watched: bool = True, **window: Any) -> Page:
        address = serve(assistant if callable(assistant) else lambda **_: assistant)
        page = browser.new_context(**{"viewport": {"width": 1280, "height": 800}} | window).new_page()
        if watched:
            seen.append(Seen(address))
            seen[-1].watch(page)
        page.set_default_timeout(15_000)
        page.goto(address + path)
        page.locator("#question textarea").wait_for()
        return page

    yield start
    for context in browser.contexts:
        context.close()
    for one in seen:
        assert one.abroad == []
        assert one.said == []
        assert one.dialogs == []
