"""The page served on loopback, and a watch over what a browser does with it."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import ConsoleMessage, Page, Request

from assistant.page.app import create_app
from assistant.settings import Settings

OpenAssistant = Callable[..., Any]
# Gradio's own: as it closes the stream that tells how far an upload has come, and as its page is
# left in mid-request.
_GRADIOS = re.compile(
    r"Method not implemented\.|AbortError: signal is aborted without reason|.*\berrored out\."
)


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
        page.on("pageerror", lambda error: self._hear(str(error)))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.context.on("page", lambda opened: self.abroad.append(f"new page {opened.url}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.abroad.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._hear(message.text)

    def _hear(self, text: str) -> None:
        if not _GRADIOS.match(text):
            self.said.append(text)


@contextmanager
def served(open_assistant: OpenAssistant, folder: Path, **settings: Any) -> Iterator[str]:
    """The address of the page over what `open_assistant` opens; what it keeps lies in `folder`."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app(
        Settings(**{"host": "127.0.0.1", "port": port, "data_dir": folder} | settings),
        open_assistant,
    )
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
