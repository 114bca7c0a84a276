"""MHTML: a page that a browser saved with its pictures in one file (RFC 2557)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from store.errors import ReadError
from store.loading.web.html import load_page
from store.loading.web.message import (
    header,
    header_names,
    is_message,
    parts_of,
    read_message,
    text_of,
)
from store.types import Loaded, Unread

_MOST_FRAMES = 20
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


class MhtmlLoader:
    """Reads the pages of an MHTML file."""

    name = "MHTML"
    suffixes: tuple[str, ...] = (".mht", ".mhtml")

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell whether the bytes begin as a browser begins a saved page."""
        return is_saved_page(content) or (
            name.lower().endswith(self.suffixes) and bool(header_names(content))
        )

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield what the saved page holds; raise ReadError where no part is a page with text."""
        message = read_message(content, name)
        pages = [part for part in parts_of(message) if part.get_content_type() in _PAGES]
        if not pages:
            raise ReadError(f"{name}: no part of it is a page; save the page anew, as HTML")
        address = header(message, "snapshot-content-location") or header(
            pages[0], "content-location"
        )
        frames = list(map(text_of, pages[1 : _MOST_FRAMES + 1]))
        for loaded in load_page(text_of(pages[0]), name, frames=frames):
            if isinstance(loaded, Loaded) and address.startswith(("http://", "https://")):
                fields = replace(loaded.fields, url=loaded.fields.url or address)
                loaded = replace(loaded, fields=fields)
            yield loaded


def is_saved_page(content: bytes) -> bool:
    """Tell whether bytes begin as a browser begins a saved page, and no mail does."""
    return is_message(content) and (
        b"snapshot-content-location" in header_names(content)
        or b"From: <Saved by" in content[:2000]
    )
