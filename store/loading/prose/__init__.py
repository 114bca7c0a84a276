"""Text that people type or paste: what its lines are by their form, and the Markdown that says the same."""

from __future__ import annotations

from store.loading.prose.decoding import LONGEST_LINE, text_of
from store.loading.prose.front_matter import FrontMatter, fields_of, split_front_matter
from store.loading.prose.mdx import from_mdx
from store.loading.prose.parts import Part, is_caption, parts_of
from store.loading.prose.plain_text import plain_to_markdown, with_title

__all__ = [
    "LONGEST_LINE",
    "FrontMatter",
    "Part",
    "fields_of",
    "from_mdx",
    "is_caption",
    "parts_of",
    "plain_to_markdown",
    "split_front_matter",
    "text_of",
    "with_title",
]
