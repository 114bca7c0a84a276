"""Turn off what Gradio does by itself and this page does not want."""

from __future__ import annotations

import logging
import traceback
from typing import Any, NoReturn

import gradio as gr
from gradio import processing_utils, queueing, route_utils, routes, utils

_log = logging.getLogger(__name__)


def guard(blocks: gr.Blocks) -> None:
    """Keep requests from naming files and addresses, and tracebacks from the terminal.

    Gradio reads every file that an input names, and downloads every address, before a listener is
    called. It checks that a file was uploaded only for Blocks that were launched, which mounted
    ones never are.
    """
    blocks.has_launched = True
    processing_utils.async_ssrf_protected_download = _fetch_nothing
    for module in (queueing, route_utils, routes, utils):
        vars(module)["traceback"] = _Logged()


async def _fetch_nothing(url: str, cache_dir: str) -> NoReturn:
    raise gr.Error("This page fetches no addresses.", print_exception=False)


class _Logged:
    """The module `traceback` for Gradio's server, but without printing."""

    def print_exc(self) -> None:
        _log.exception("A request could not be answered")

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)
