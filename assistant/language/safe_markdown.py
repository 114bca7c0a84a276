"""Turn untrusted text into Markdown that can only be text.

Documents, model output and questions may contain HTML, images, links or scripts. Every ASCII
punctuation character is written as a numeric entity, so that neither Markdown nor HTML can find
syntax in it. All markup (paragraphs, lists, bold, code, tables, and the marks and links that a
caller adds) comes from this file.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote, urlsplit

# Control characters, and characters that reorder the letters around them, could change how a text
# reads.
_UNSEEN = [
    *range(9),
    *range(11, 32),
    *range(127, 160),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
]
_ENTITIES = str.maketrans(
    {character: f"&#{ord(character)};" for character in string.punctuation}
    | {chr(code): "" for code in _UNSEEN}
    | {"\n": " ", "\t": " ", "\u2028": " ", "\u2029": " "}
)
_BLOCK = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<heading>#{1,6})[ \t]+|(?P<bullet>[-*+•])[ \t]+"
    r"|(?P<number>\d{1,3})[.)][ \t]+"
    r"|(?P<quote>>)[ \t]*)?"
)
_TABLE_RULE = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$")
_TABLE_ROW = re.compile(r"\|.*\|[ \t]*$")
_IMAGE = r"!\[[^\]\n]*\]\([^)\n]*\)"
_CODE = r"(?<!`)`[^`\n]+`(?!`)"
_EMPHASIS = r"(?<![\w*])\*(?=[^\s*])[^*\n]*(?<=[^\s*])\*(?![\w*])"
_INLINE = re.compile(rf"(?P<image>{_IMAGE})|(?P<code>{_CODE})|(?P<em>{_EMPHASIS})|(?P<bold>\*\*)")


@dataclass(frozen=True, slots=True)
class Wrap:
    """Trusted markup around the characters `start` up to `end`; it is closed and reopened at line
    ends.
    """

    start: int
    end: int
    opening: str
    closing: str


@dataclass(frozen=True, slots=True)
class Swap:
    """Trusted markup in place of the characters `start` up to `end`; inserted if the two are
    equal.
    """

    start: int
    end: int
    markup: str


def escape(text: str) -> str:
    """Return `text` on one line, without anything that Markdown or HTML could take for syntax."""
    return text.translate(_ENTITIES)


def escape_lines(text: str) -> str:
    """Return `text` with its line breaks, and nothing in it that could be taken for syntax."""
    return "\n".join(escape(line).strip() for line in text.splitlines())


def safe_link(url: str) -> str:
    """Return a Markdown link to `url` that shows its host; empty unless it is a plain http(s)
    address.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return ""
    target = quote(parts.geturl(), safe="/:?#@!$&+,;=%~").replace("&", "&amp;")
    return f"[{escape(host)}](<{target}>)"


def render(text: str, wraps: Sequence[Wrap] = (), swaps: Sequence[Swap] = ()) -> str:
    """Return `text` as Markdown with overlays; offsets are into `text`, and swaps do not
    overlap.
    """
    lines, indents, start = [], list[int](), 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip("\r\n"))
        block = _BLOCK.match(text, start, end)
        assert block is not None  # every part of the pattern is optional
        indents = _indents(block, indents)
        # Removed markup may have hidden an indent, and an empty item would underline the line
        # before it.
        body = _body(text, block.end(), end, wraps, swaps).lstrip(" ")
        lines.append(_prefix(block, len(indents) - 1) + body if body else "")
        start += len(line)
    return "\n".join(lines)


def _indents(block: re.Match[str], before: list[int]) -> list[int]:
    """Return the indents of the list items that a line is in, none outside lists; a line without a
    bullet stays in its list.
    """
    if not (block["bullet"] or block["number"]):
        return before if block["indent"] else []
    indent = len(block["indent"].expandtabs(4))
    outer = [open_indent for open_indent in before if open_indent + 1 < indent]
    return [*outer, indent]


def _prefix(block: re.Match[str], depth: int) -> str:
    if block["heading"]:
        return "##### "
    if block["quote"]:
        return "> "
    if block["number"]:
        return "   " * depth + f"{int(block['number'])}. "
    return "   " * depth + "- " if block["bullet"] else "   " * (depth + 1)


def _body(text: str, start: int, end: int, wraps: Sequence[Wrap], swaps: Sequence[Swap]) -> str:
    if _TABLE_RULE.match(text, start, end):
        return text[start:end].strip()
    if not _TABLE_ROW.match(text, start, end):
        return _inline(text, start, end, wraps, swaps)
    bars = [match.start() for match in re.compile(r"\|").finditer(text, start, end)]
    cells = (_inline(text, left + 1, right, wraps, swaps) for left, right in pairwise(bars))
    return "|" + "|".join(cells) + "|"


def _inline(text: str, start: int, end: int, wraps: Sequence[Wrap], swaps: Sequence[Swap]) -> str:
    pieces: list[str] = []
    for swap in sorted(_swaps(text, start, end, swaps), key=lambda swap: (swap.start, swap.end)):
        pieces += (_run(text, start, swap.start, wraps), swap.markup)
        start = swap.end
    return "".join((*pieces, _run(text, start, end, wraps)))


def _swaps(text: str, start: int, end: int, swaps: Sequence[Swap]) -> Iterator[Swap]:
    """Yield what replaces text on one line: the caller's swaps, and the markup of the text
    itself.
    """
    ours = [swap for swap in swaps if start <= swap.start and swap.end <= end]
    yield from ours
    found = [
        match
        for match in _INLINE.finditer(text, start, end)
        if not any(swap.start < match.end() and match.start() < swap.end for swap in ours)
    ]
    yield from (Swap(match.start(), match.end(), "") for match in found if match["image"])
    for match in found:
        if match.lastgroup in ("code", "em"):
            yield Swap(match.start(), match.start() + 1, f"<{match.lastgroup}>")
            yield Swap(match.end() - 1, match.end(), f"</{match.lastgroup}>")
    bold = [match for match in found if match["bold"]]
    for opening, closing in zip(bold[::2], bold[1::2], strict=False):
        yield Swap(*opening.span(), "<strong>")
        yield Swap(*closing.span(), "</strong>")


def _run(text: str, start: int, end: int, wraps: Sequence[Wrap]) -> str:
    """Return text without markup of its own, cut where a wrap begins or ends."""
    edges = {edge for wrap in wraps for edge in (wrap.start, wrap.end) if start < edge < end}
    pieces = []
    for left, right in pairwise(sorted({start, end} | edges)):
        around = {
            wrap.opening: wrap.closing for wrap in wraps if wrap.start <= left and right <= wrap.end
        }
        closing = "".join(reversed(around.values()))
        pieces.append("".join(around) + escape(text[left:right]) + closing)
    return "".join(pieces)
