"""Lists with a sign before each item, one item a line or run together in a paragraph."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from store.text.listed import listed
from store.types import Span

LONGEST_LIST = 20_000  # characters; what is longer is no list a person wrote
COLONS = 8  # of one sentence are looked behind

_WORDS: Mapping[str, list[str]] = listed(__file__, "lists")
_VERBS, _QUALIFICATIONS = frozenset(_WORDS["verbs"]), frozenset(_WORDS["qualifications"])
_WORD = re.compile(r"\S+")
_COLON = re.compile(r":\s+(?=\S)")


def run_on_items(text: str, start: int, end: int, least: int = 3) -> tuple[int, list[Span]]:
    """Return where the items begin and the items of a sentence that is a list: after its colon, or
    as a whole.

    `least` is how many items make a list where no colon announces it. Without a list: `end` and no
    items.
    """
    if end - start > LONGEST_LIST:
        return end, []
    whole = _items(text, start, end)
    if len(whole) >= least:
        return start, whole
    for colon in islice(_COLON.finditer(text, start, end), COLONS):
        if len(items := _items(text, colon.end(), end)) > 1:
            return colon.end(), items
    return end, []


def opens_item(text: str, start: int, end: int) -> bool:
    """Tell whether text[start:end] begins as a list item does."""
    words = _WORD.findall(text, start, min(end, start + 80))
    return bool(words) and _opens(words, 0)


def _items(text: str, start: int, end: int) -> list[Span]:
    matches = list(_WORD.finditer(text, start, end))
    words = [match.group() for match in matches]
    if not words or not _opens(words, 0):
        return []
    inner = [i for i in range(1, len(words)) if _opens(words, i) and _ends(words, i - 1)]
    first = [0, *inner]
    last = [*(i - 1 for i in inner), len(words) - 1]
    return [Span(matches[i].start(), matches[j].end()) for i, j in zip(first, last, strict=True)]


def _opens(words: Sequence[str], i: int) -> bool:
    return _is_verb(words[i]) or _is_qualification(words, i)


def _is_verb(word: str) -> bool:
    word = word.strip(",*")
    if word in _VERBS or (word.endswith("s") and word[:-1] in _VERBS):
        return True
    is_form = word.endswith("ing") and word[0].isupper() and len(word) > 4
    return is_form and word not in _WORDS["nouns_in_ing"]


def _is_qualification(words: Sequence[str], i: int) -> bool:
    if words[i].rstrip(",") in _QUALIFICATIONS:
        return True
    following = words[i + 1] if i + 1 < len(words) else ""
    return words[i][0].isdigit() and following.startswith(("year", "yr"))


def _ends(words: Sequence[str], i: int) -> bool:
    """Tell whether an item can end with word i; after a name only a qualification begins
    ("Python Experience with").
    """
    word = words[i].rstrip("”\"'’")
    if word.endswith(")"):
        return True
    if not word or not (word[-1].isalnum() or word[-1] in "+%#.;"):
        return False
    if word.casefold() in _WORDS["cannot_end"]:
        return False
    if word[0].islower() or word[0].isdigit():
        return True
    following = words[i + 2] if i + 2 < len(words) else ""
    return _is_qualification(words, i + 1) and following in _WORDS["after_qualification"]


LINE_BULLET = re.compile(r"[ \t]*(?:[*+•·‣▪●◦–—-]|\(?\d{1,2}[.)])[ \t]+(?=\S)")

_SIGN = re.compile(r"(?<!\S)([*•·‣▪●◦])[ \t]+(?=[^\s\d*•·‣▪●◦]|\d+\+? ?[a-zA-Z])")
_DASH = re.compile(r"(?<!\S)-[ \t]+(?=[\"“(]?[^\W_a-z])")
_NUMBER = re.compile(r"(?<!\S)\(?(\d{1,2})[.)][ \t]+(?=[\"“(]?[^\W\d_a-z])")


def inline_items(text: str, start: int, end: int) -> tuple[int, list[Span]]:
    """Return where the first sign stands and the items of a list run together in text[start:end].

    Without such a list: `end` and no items. Items exclude their signs.
    """
    for marks in (_signed, _dashed, _numbered):
        if signs := marks(text, start, end):
            stops = [mark.start() for mark in signs[1:]] + [end]
            return signs[0].start(), [
                Span(m.end(), stop) for m, stop in zip(signs, stops, strict=True)
            ]
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
