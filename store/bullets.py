"""Lists with a sign before each item, one item a line or run together in a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable

from store.types import Span

LINE_BULLET = re.compile(r"[ \t]*(?:[*+•·‣▪●◦–—-]|\(?\d{1,2}[.)])[ \t]+(?=\S)")

_SIGN = re.compile(r"(?<!\S)([*•·‣▪●◦])[ \t]+(?=[^\s\d*•·‣▪●◦]|\d+\+? ?[a-zA-Z])")
_DASH = re.compile(r"(?<!\S)-[ \t]+(?=[\"“(]?[^\W_a-z])")
_NUMBER = re.compile(r"(?<!\S)\(?(\d{1,2})[.)][ \t]+(?=[\"“(]?[^\W\d_a-z])")


def inline_items(text: str, start: int, end: int) -> tuple[int, list[Span]]:
    """Return where the first sign stands and the items of a list run together in text[start:end].

    Without such a list: `end` and no items. Items exclude their signs.
    """
    for marks in (_signed, _dashed, _numbered):
        if found := marks(text, start, end):
            stops = [mark.start() for mark in found[1:]] + [end]
            return found[0].start(), [Span(m.end(), stop) for m, stop in zip(found, stops, strict=True)]
    return end, []


def _signed(text: str, start: int, end: int) -> list[re.Match[str]]:
    marks = list(_SIGN.finditer(text, start, end))
    marks = [mark for mark in marks if mark[1] == marks[0][1]]
    return marks if len(marks) > 1 or (marks and _opens_list(text, start, marks[0].start())) else []


def _dashed(text: str, start: int, end: int) -> list[re.Match[str]]:
    """A dash between words is no sign, so the first must stand where a list can begin."""
    marks = list(_DASH.finditer(text, start, end))
    while marks and not _opens_list(text, start, marks[0].start()):
        del marks[0]
    return marks


def _numbered(text: str, start: int, end: int) -> list[re.Match[str]]:
    marks: list[re.Match[str]] = []
    for mark in _NUMBER.finditer(text, start, end):
        if int(mark[1]) == len(marks) + 1:
            marks.append(mark)
    return marks if len(marks) > 1 or (marks and marks[0].start() == start) else []


def _opens_list(text: str, start: int, mark: int) -> bool:
    before = text[max(start, mark - 3) : mark].rstrip()
    return not before or before.endswith((":", ".", "!", "?"))


def bullet_lines(text: str, lines: Iterable[tuple[int, int]]) -> int:
    """Count the lines, given by their offsets, that begin with a list sign."""
    return sum(1 for start, end in lines if LINE_BULLET.match(text, start, end))
