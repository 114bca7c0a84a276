"""HTML to Markdown: headings, paragraphs, lists, tables and bold text, for saved pages and for
HTML inside values.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from store.loading.markup.blocks import with_typed_lists, written
from store.loading.markup.characters import legible
from store.loading.markup.tree import BLOCKS, HEADINGS, INLINE, LEFT_OUT, parsed, visible_text
from store.loading.markup.writer import Writer
from store.loading.prose.plain_text import (
    has_markdown_blocks,
    has_markdown_words,
    plain_to_markdown,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MOST_ESCAPES = 3  # how often a value may have been escaped as HTML before it was stored

_NAMES = "|".join(sorted({*HEADINGS, *BLOCKS, *INLINE, *LEFT_OUT}))
_HTML_TAG = re.compile(
    rf"<(?=[a-z/!])(?:/?(?:{_NAMES}|[a-z][a-z0-9]*-[a-z0-9-]*)(?=[\s/>])[^<>]*>|!--|!doctype"
    r"|!\[CDATA\[)",
    re.I,
)
_ESCAPED_TAG = re.compile(
    r"&lt;/?(?:p|br|div|span|ul|ol|li|b|strong|em|i|u|h[1-6]|a|table|tr|td|font|section"
    r"|article)\b[^<>]{0,500}?/?&gt;",
    re.I,
)
_BREAKING = re.compile(
    r"<(?:br|p|div|li|ul|ol|tr|h[1-6]|table|section|article|dl|dd|dt|blockquote|pre|body)\b", re.I
)


def html_to_markdown(source: str) -> str:
    """Return HTML, escaped HTML or plain text as Markdown without images, scripts and addresses of
    links.

    Text without tags keeps its line ends. Text that HTML does not mark up is escaped, so that `C*`
    stays `C*`; text without any tag is taken to be Markdown already. Never raises; bad HTML is read
    as a browser would.
    """
    source = _unescaped(source)
    if not _HTML_TAG.search(source):
        return _from_text(html.unescape(source))
    breaks_at_newlines = not _BREAKING.search(source)
    body = parsed(source).body
    return "" if body is None else node_to_markdown(body, keep_newlines=breaks_at_newlines)


def html_to_line(source: str) -> str:
    """Return HTML or text as one line of plain text, nothing escaped: for titles, names and
    places.
    """
    source = _unescaped(source)
    if _HTML_TAG.search(source):
        body = parsed(source).body
        source = " ".join(visible_text(body)) if body is not None else ""
    return " ".join(legible(html.unescape(source)).split())


def node_to_markdown(
    root: LexborNode,
    *,
    left_out: frozenset[int] = frozenset(),
    bold_classes: frozenset[str] = frozenset(),
    keep_newlines: bool = False,
) -> str:
    """Return what stands under a node as Markdown; `left_out` are the `mem_id`s of nodes to pass
    over.
    """
    writer = Writer(left_out=left_out, preformatted=int(keep_newlines), bold_classes=bold_classes)
    writer.walk(root)
    return written(with_typed_lists(writer.blocks))


def _unescaped(source: str) -> str:
    """Undo escapes around whole markup: "&lt;p&gt;" becomes "<p>"."""
    for _ in range(_MOST_ESCAPES):
        if _HTML_TAG.search(source) or not _ESCAPED_TAG.search(source.replace("&amp;", "&")):
            break
        source = html.unescape(source)
    return source


def _from_text(text: str) -> str:
    """Return text without tags as Markdown: a line or Markdown as it is, other lines by their
    form.
    """
    text = legible(text).strip()
    is_markdown = "\n" not in text or has_markdown_blocks(text) or has_markdown_words(text)
    return text if is_markdown else plain_to_markdown(text)
