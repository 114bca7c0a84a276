"""The endpoints served on loopback, in a page that has nothing else but a listener of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI

from assistant.page.endpoints import Admit, add_endpoints, check_mcp
from assistant.page.session.opening import Opening
from assistant.settings import Settings


def admit_all(request: gr.Request, model: str) -> None:
    """Refuses nobody."""


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serves an app; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


@contextmanager
def served_endpoints(
    open_assistant: Callable[..., Any],
    admit: Admit = admit_all,
    *,
    mcp: bool = False,
    **settings: Any,
) -> Iterator[str]:
    """Serves them over what `open_assistant` opens; gives the address."""
    app = FastAPI()
    with gr.Blocks(title="Rolecall", analytics_enabled=False) as blocks:
        add_endpoints(Opening(open_assistant, Settings(**settings)), admit)
        box = gr.Textbox()

        def ask(words: str) -> str:
            return words

        box.submit(ask, box, box, api_visibility="private")
    gr.mount_gradio_app(app, blocks, path="/", mcp_server=mcp, ssr_mode=False)
    check_mcp(blocks)
    with served(app) as address:
        yield address
