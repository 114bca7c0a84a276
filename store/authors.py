"""Who wrote an article, read from its byline, standfirst, editor's note or picture caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.lines import lines_of
from store.names import PERSON
from store.page_furniture import byline_author

TOP = 4_000  # characters in which an article says who wrote it

_SAYS = (
    r"(?:shares?|explains?|describes?|reflects?|discuss(?:es)?|writes?|offers?|tells?|looks?|talks?|recounts?|recalls?|outlines?"
    r"|reveals?|gives?|answers?|considers?|examines?|details?|argues?|walks?)"
)
_STANDFIRST = re.compile(rf"^[ \t]*({PERSON}),[^.\n]{{3,200}}?,? {_SAYS}\b", re.MULTILINE)
_NOTE = re.compile(rf"^[ \t]*(?i:editor['’]?s['’]? note|about the author)\s*[:.]?\s*({PERSON})\b", re.MULTILINE)
_CAPTION = re.compile(rf"({PERSON}),? (?:is|was|an?|the)\b")


def author_of(text: str, captions: Sequence[str] = ()) -> str:
    """Return the author's name, "" where the article does not give it; `captions` are its captions' lines."""
    top = text[:TOP]
    for line in lines_of(top):
        if name := byline_author(line.text):
            return name
    for pattern in (_STANDFIRST, _NOTE):
        if match := pattern.search(top):
            return match[1]
    return next((match[1] for line in captions if (match := _CAPTION.match(line))), "")
