"""Markers: the [n] with which an answer cites its evidence, in the ways that models write them.

These forms are known: [1], [1, 2], [1-3], [^1], [#1], [Source 1], (Source 1), [1: title],
[1](link), [[1]], ([1]), 【1†source】, and a list of sources at the end. A marker has up to three
digits: [2023] is a number in brackets, and [0] names nothing. Code has no markers.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from store.types import Span

LONGEST_CODE = 160  # characters of inline code; what has no end by then is not code
CODE = (
    r"^[ \t]*(?P<fence>`{3,}+(?=[^`\n]*\n)|~{3,}+)[^\n]*(?>(?:\n(?![ \t]*(?P=fence))[^\n]*+)*)"
    r"(?:\n[ \t]*(?P=fence)[`~]*)?"
    rf"|(?<!`)(?P<run>`++)[^\n]{{1,{LONGEST_CODE}}}?(?<!`)(?P=run)(?!`)"
)  # fenced and inline; needs re.MULTILINE

_LABEL = r"(?:(?:evidence|source|passage|reference|citation|doc(?:ument)?|ref)s?[.:]?[ \t]?)"
_ONE = rf"{_LABEL}?[#^]?\d{{1,3}}(?!\d)\^?"
_NUMBERS = rf"{_ONE}(?:[ \t]?(?:[,;](?:[ \t]?and)?|and|&|to|[-–])[ \t]?{_ONE}){{0,9}}"
_TITLE = r"(?:(?:†|:[ \t]|:\d{1,3}†)[^\]】\n]{0,60})?"
_LINK = r"(?:\((?![0-9 ,]*\))(?>[^\s()]|\([^\s()]{0,200}\)){0,1000}(?:[ \t]\"[^\"\n]{0,100}\")?\))?"
_PLAIN = rf"[\[【][ \t]?{_NUMBERS}{_TITLE}[ \t]?[\]】]{_LINK}"
_GROUP = rf"(?:{_PLAIN}[,;]?[ \t]?){{1,10}}"
_MARKER = rf"\[{_GROUP}\]{_LINK}|\((?:see )?{_GROUP}\)|\((?:see )?{_LABEL}{_NUMBERS}\)|{_PLAIN}"
_REST = r"[^\n]*+(?:\n|\Z)"
_BLANK = r"(?:[ \t]*\r?\n)"
# A heading over lines that each begin with a marker; and "[1]: https://...".
_ITEM = rf"{_BLANK}{{0,2}}[ \t]*(?:(?:[-*•]|\d{{1,2}}[.)])[ \t]+)?\**{_PLAIN}{_REST}"
_LISTED = (
    rf"^(?:-{{3,}}\s+)?[#* \t]{{0,8}}(?:references|sources|citations)[*: "
    rf"\t]{{0,5}}\r?\n(?:{_ITEM})+"
    rf"|^[ \t]*\[\^?\d{{1,3}}\]:{_REST}"
)
_FLAGS = re.MULTILINE | re.IGNORECASE
_FOUND = re.compile(rf"(?P<code>{CODE})|(?P<marker>{_MARKER})", _FLAGS)
_TOKEN = re.compile(rf"(?P<code>{CODE})|(?P<listed>{_LISTED})|(?P<marker>{_MARKER})", _FLAGS)
_RANGE = re.compile(r"(\d+)\^?[ \t]?(?:[-–]|to)[ \t]?[^\d,;\[\]()]{0,14}(\d+)|(\d+)", re.IGNORECASE)
_BESIDE = re.compile(rf"(?<=[\]】]){_LINK}|†[^\]】\n]*|(?<=\d):[^\]】\n]*", re.IGNORECASE)
# Text that may become a marker or code when more arrives.
_BEGUN = re.compile(
    r"(?:[\[【]{1,2}[^\[\]【】\n]{0,120}|[\[(]\[[^\[\]\n]{0,120}(?:\](?:\([^\n]{0,1000}|[,; "
    r"\[\]\d]{0,40}))?"
    r"|(?<=[\]】])\((?:[^()\n]|\([^()\n]*\)?){0,1000}|^[ \t]*\[\^?\d{1,3}\]"
    rf"|\((?:see )?[a-z]{{0,10}}[.: ]{{0,2}}[#^\d,;&\[\]adn \t–-]{{0,40}}"
    rf"|(?<!`)`[^`\n]{{0,{LONGEST_CODE}}}|`+)\Z",
    _FLAGS,
)
_LONGEST_BEGUN = 1_200


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker in a text: its place and the evidence numbers it names, in order."""

    span: Span
    numbers: tuple[int, ...]


def find_markers(text: str) -> tuple[Marker, ...]:
    """Return every marker of `text` outside code, in order."""
    tokens = (token for token in _FOUND.finditer(text) if token["code"] is None)
    found = [(Span(*token.span()), _numbers(token[0])) for token in tokens]
    return tuple(Marker(span, numbers) for span, numbers in found if 0 not in numbers)


def keep_shown(text: str, shown: Collection[int], *, finished: bool = True) -> str:
    """Return `text` with every marker written [n]; markers of evidence not in `shown`, and lists of
    sources, are removed.

    Unless the text is `finished`, an end that may become a marker is left out.
    """
    pieces, done, speaks = list[str](), 0, False
    for token in _TOKEN.finditer(text if finished else text[: safe_end(text)]):
        before = text[done : token.start()]
        numbers = () if token["listed"] else _numbers(token[0])
        # A list at the beginning of a reply, or after a lead-in, is part of the reply.
        if token["listed"]:
            speaks = speaks or before.rstrip()[-1:] == ":" or not "".join((*pieces, before)).strip()
        if token["code"] is not None or 0 in numbers or (token["listed"] and speaks):
            continue
        kept = "".join(f"[{number}]" for number in numbers if number in shown)
        pieces += [before if kept else before.rstrip(" \t"), kept]
        done = token.end()
    return "".join((*pieces, text[done : len(text) if finished else max(done, safe_end(text))]))


def safe_end(text: str) -> int:
    """Return where the end of `text` begins that the next characters may make a marker, or make no
    marker.
    """
    begun = _BEGUN.search(text, max(0, len(text) - _LONGEST_BEGUN))
    return begun.start() if begun else len(text)


def _numbers(written: str) -> tuple[int, ...]:
    numbers: dict[int, None] = {}
    for match in _RANGE.finditer(_BESIDE.sub("", written)):
        first, last = (int(match[1]), int(match[2])) if match[1] else (int(match[3]), int(match[3]))
        numbers |= dict.fromkeys(range(min(first, last), max(first, last) + 1))
    return tuple(numbers)
