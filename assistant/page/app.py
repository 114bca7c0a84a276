"""Serve the page: it is up first, and the assistant opens behind it."""

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
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from assistant.conversations.archive import Conversations
from assistant.errors import AssistantError
from assistant.page.guard.limits import BodyLimits, Limits
from assistant.page.guard.login import Login, SignedInOnly, login_of
from assistant.page.guard.security import PageSecurity
from assistant.page.guard.visitors import Visitors
from assistant.page.reader import reader_routes
from assistant.page.session.models import EnabledModels
from assistant.page.session.opening import OpenAssistant, Opening, get_ready
from assistant.page.session.site import Site
from assistant.settings import Settings
from assistant.startup import silence_telemetry


def create_app(settings: Settings, open_assistant: OpenAssistant) -> FastAPI:
    """Return the page as an ASGI app; `open_assistant(settings=…, progress=…)` is called in the
    background once the page is served.

    Raises AssistantError if other machines could reach it without a login, or if the login file
    cannot be used.
    """
    silence_telemetry()
    login = login_of(settings)
    # imports Gradio, which takes seconds
    from assistant.page.rooms.blocks import STATIC, mount_page

    opening, limits = Opening(open_assistant, settings), Limits(settings)
    conversations = Conversations.of(settings)
    site = Site(opening, conversations, limits, EnabledModels(settings))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        opening.start()
        yield
        await asyncio.to_thread(opening.close)
        conversations.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    _guard(app, settings, login, limits)
    app.add_api_route("/healthz", lambda: PlainTextResponse("ok"), include_in_schema=False)
    app.add_api_route("/readyz", lambda: _ready(opening), include_in_schema=False)
    app.mount("/page", StaticFiles(directory=STATIC))
    app.include_router(reader_routes(site))
    mount_page(app, site, **(login.arguments(settings.logins_per_minute) if login else {}))
    if login is not None:
        login.attach(
            next(r.app for r in app.routes if isinstance(r, Mount) and hasattr(r.app, "tokens"))
        )
    return app


def _guard(app: FastAPI, settings: Settings, login: Login | None, limits: Limits) -> None:
    """Add the middleware of every route, the last one outermost: requests to refuse, the visitor,
    their login, their limits.
    """
    app.add_middleware(BodyLimits, largest_upload=settings.largest_upload)
    if login is not None:
        app.add_middleware(
            SignedInOnly, login=login, limits=limits, behind_proxy=bool(settings.public_url)
        )
    app.add_middleware(Visitors, public_url=settings.public_url, login=login)
    app.add_middleware(
        PageSecurity, host=settings.host, public_url=settings.public_url, login=login is not None
    )


def _ready(opening: Opening) -> PlainTextResponse:
    """Return whether questions can be answered, or what is missing."""
    return (
        PlainTextResponse("ready")
        if opening.assistant
        else PlainTextResponse(opening.line, status_code=503)
    )


def serve(
    settings: Settings, *, open_browser: bool, announce: Callable[[str], None] = lambda line: None
) -> None:
    """Serve the page until interrupted; `announce` is called with its address once it can be
    opened.

    Raises AssistantError if the address is not free, or what `create_app` raises.
    """

    def open_assistant(**arguments: Any) -> Any:
        from assistant.assistant import (
            Assistant,
        )  # imports the heavy libraries, which load behind the page

        assistant = Assistant.open(**arguments)
        get_ready(assistant)
        return assistant

    listening = _listen(settings)
    address = _address(listening)

    def started() -> None:
        announce(address)
        if open_browser and _has_screen():
            webbrowser.open(address)

    app = create_app(settings, open_assistant)
    # The headers in which a proxy names its client are read in one place, visitors.address_of, and
    # not here.
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    _Server(config, started).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that reports when it has started."""

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
    """Return whether there is a display; without one a browser would open in the terminal, or not
    at all.
    """
    return sys.platform in ("win32", "darwin") or any(
        os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY")
    )
