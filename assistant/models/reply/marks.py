"""Rolecall's own marks in the text of an answer, so that wherever it is shown it says itself
what is in doubt.
"""

from __future__ import annotations

import re

from assistant.types import Support

NOT_IN_SOURCES = "(not in the sources)"
NOTES = {Support.UNSUPPORTED: NOT_IN_SOURCES, Support.CONTRADICTED: "(the sources say otherwise)"}
"""What a claim in doubt is followed by."""
PARAPHRASED = "(not word for word)"
LINK_LEFT_OUT = "(link left out)"

_MARKS = re.compile(
    rf"[ \t]?(?:{'|'.join(map(re.escape, (*NOTES.values(), PARAPHRASED, LINK_LEFT_OUT)))})"
)


def without_marks(text: str) -> str:
    """A text as it was said: a model that is shown the marks of an earlier answer may write them
    itself.
    """
    return _MARKS.sub("", text)
