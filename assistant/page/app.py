"""Serves the page: it is there first, and the assistant opens behind it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

from assistant.errors import AssistantError
from assistant.page.opening import OpenAssistant, Opening
from assistant.page.security import PageSecurity
from assistant.privacy import silence_telemetry
from assistant.settings import Settings


def create_app(settings: Settings, open_assistant: OpenAssistant) -> FastAPI:
    """The page as an ASGI app; `open_assistant(settings=…, progress=…)` is called behind it once it is served."""
    silence_telemetry()
    from assistant.page.blocks import STATIC, mount_page  # brings Gradio, which takes seconds to import

    opening = Opening(open_assistant, settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        opening.start()
        yield
        await asyncio.to_thread(opening.close)

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(PageSecurity, host=settings.host)
    app.add_api_route("/healthz", lambda: PlainTextResponse("ok"), include_in_schema=False)
    app.add_api_route("/readyz", lambda: _ready(opening), include_in_schema=False)
    app.mount("/page", StaticFiles(directory=STATIC))
    mount_page(app, opening)
    return app


def _ready(opening: Opening) -> PlainTextResponse:
    """Whether questions can be answered, and what is missing where they cannot."""
    return PlainTextResponse("ready") if opening.assistant else PlainTextResponse(opening.line, status_code=503)


def serve(settings: Settings, *, open_browser: bool, announce: Callable[[str], None] = lambda line: None) -> None:
    """Serve the page until interrupted; `announce` is told its address once it can be opened.

    Raises AssistantError when the address cannot be listened on.
    """

    def open_assistant(**arguments: Any) -> Any:
        from assistant.assistant import Assistant  # brings the heavy libraries, which load behind the page

        assistant = Assistant.open(**arguments)
        assistant.get_ready()  # takes seconds, which the first question must not wait for
        return assistant

    listening = _listen(settings)
    address = _address(listening)

    def started() -> None:
        announce(address)
        if open_browser and _has_screen():
            webbrowser.open(address)

    app = create_app(settings, open_assistant)
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=2)
    _Server(config, started).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Says when it has started."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise AssistantError(
            f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}. "
            f"Choose another port: rolecall chat --port {settings.port + 1}"
        ) from error
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _has_screen() -> bool:
    """Without a display a browser would open in the terminal, or not at all."""
    return sys.platform in ("win32", "darwin") or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))
