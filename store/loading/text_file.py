"""Load text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from store.types import Loaded, Unread


class TextLoader:
    name = "text"
    suffixes = (".md", ".markdown", ".mdx", ".txt", ".text")

    def recognises(self, content: bytes, name: str) -> bool:
        return True

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        yield Loaded(content.decode("utf-8", "replace"))
