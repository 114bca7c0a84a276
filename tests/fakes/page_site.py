"""The page over the made-up port's documents: its parts alone, or served whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from assistant.conversations.archive import FILE_NAME, Conversations
from assistant.page.app import create_app
from assistant.page.guard.limits import Limits
from assistant.page.session.models import EnabledModels
from assistant.page.session.opening import Opening
from assistant.page.session.site import Site
from assistant.settings import Settings
from harbour import harbour_assistant
from served_endpoints import served


@contextmanager
def harbour_site(folder: Path, **given: Any) -> Iterator[Site]:
    """The parts of a page whose assistant is open; `given` are settings."""
    settings = Settings(**given)
    with (
        harbour_assistant(folder) as assistant,
        closing(Conversations.open(settings.data_dir / FILE_NAME)) as kept,
    ):
        opening = Opening(lambda **_: assistant, settings)
        opening.start()
        assert opening.wait(10)
        yield Site(opening, kept, Limits(settings), EnabledModels(settings))


@contextmanager
def harbour_page(folder: Path, **given: Any) -> Iterator[str]:
    """The page served whole on loopback, once it is ready; gives its address."""
    with harbour_assistant(folder) as assistant, page_over(assistant, **given) as address:
        yield address


@contextmanager
def page_over(assistant: Any, **given: Any) -> Iterator[str]:
    """Likewise, over any assistant, a made-up one too."""
    with served(create_app(Settings(**given), lambda **_: assistant)) as address:
        while httpx.get(f"{address}/readyz").status_code != 200:
            time.sleep(0.02)
        yield address


def browser(address: str, *, owner: bool = True) -> httpx.Client:
    """A browser that has opened the page and has a cookie of its own; behind a proxy where it is
    not the owner's.
    """
    client = httpx.Client(
        base_url=address, headers={} if owner else {"x-forwarded-for": "192.0.2.7"}, timeout=30
    )
    client.get("/", headers={"accept": "text/html"}).raise_for_status()
    return client
