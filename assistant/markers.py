"""Markers: the [n] by which an answer names its evidence, in the ways that models write them.

Known forms: [1], [1, 2], [1; 2], [1-3], [^1], [1][2], and the full-width ［1］ and 【1】 (also 【1†source】).
One or two digits make a marker; [2023] is a number in brackets. Inside code nothing is a marker.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from store.types import Span

_DASH = "–—-"  # the plain one last, as a class of characters wants it
_NUMBER = r"\^?[0-9]{1,2}"
_NUMBERS = rf"{_NUMBER}(?:[ \t]*[,;{_DASH}][ \t]*{_NUMBER})*"
_MARKER = re.compile(
    rf"[\[［][ \t]*(?P<plain>{_NUMBERS})[ \t]*[\]］]"
    rf"|【[ \t]*(?P<full>{_NUMBERS})[ \t]*(?:†[^】\n]{{0,40}})?】"
)
_UNFINISHED = re.compile(rf"[\[［][0-9^ \t,;{_DASH}]{{0,40}}\Z|【[0-9^ \t,;{_DASH}]{{0,40}}(?:†[^】\n]{{0,40}})?\Z")
_CODE = re.compile(r"^(```|~~~).*?(?:^\1|\Z)|(?<!`)(`+)(?!`)[^\n]+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)
_RANGE = re.compile(rf"([0-9]+)[ \t]*[{_DASH}][ \t]*\^?([0-9]+)|([0-9]+)")


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker in a text: where it stands and the evidence numbers it names, in order."""

    span: Span
    numbers: tuple[int, ...]


def find_markers(text: str) -> tuple[Marker, ...]:
    """Every marker of `text` outside code, in order."""
    code = [(match.start(), match.end()) for match in _CODE.finditer(text)]
    return tuple(
        Marker(Span(*match.span()), tuple(_numbers(match["plain"] or match["full"])))
        for match in _MARKER.finditer(text)
        if not _inside(match.start(), code)
    )


def keep_shown(text: str, shown: Collection[int]) -> str:
    """`text` with every marker written [n], those that name evidence not in `shown` taken out."""
    pieces: list[str] = []
    end = 0
    for marker in find_markers(text):
        kept = "".join(f"[{number}]" for number in marker.numbers if number in shown)
        before = text[end : marker.span.start]
        pieces.append(before + kept if kept else before.rstrip(" \t"))
        end = marker.span.end
    return "".join((*pieces, text[end:]))


def hold_back(text: str) -> str:
    """The part of a text still arriving that is safe to show: it never ends in half a marker."""
    return _UNFINISHED.sub("", text)


def _numbers(inner: str) -> Iterator[int]:
    seen: set[int] = set()
    for match in _RANGE.finditer(inner):
        first, last = (int(match[1]), int(match[2])) if match[1] else (int(match[3]), int(match[3]))
        for number in range(min(first, last), max(first, last) + 1):
            if number not in seen:
                seen.add(number)
                yield number


def _inside(position: int, regions: list[tuple[int, int]]) -> bool:
    index = bisect_right(regions, (position, position)) - 1
    return index >= 0 and position < regions[index][1]
