"""Rolecall's own marks in an answer's text, so that the text itself says what is in doubt wherever
it is shown.
"""

from __future__ import annotations

import re

from assistant.types import Support

NOT_IN_SOURCES = "(not in the sources)"
NOTES = {Support.UNSUPPORTED: NOT_IN_SOURCES, Support.CONTRADICTED: "(the sources say otherwise)"}
"""The mark that follows a claim in doubt."""
PARAPHRASED = "(not word for word)"
LINK_LEFT_OUT = "(link left out)"

_MARKS = re.compile(
    rf"[ \t]?(?:{'|'.join(map(re.escape, (*NOTES.values(), PARAPHRASED, LINK_LEFT_OUT)))})"
)


def without_marks(text: str) -> str:
    """Return a text without marks: a model that was shown the marks of an earlier answer may write
    them itself.
    """
    return _MARKS.sub("", text)
