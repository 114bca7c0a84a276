"""Text of sources and users inside an answer: on one line, and never to be taken for what the answer adds."""

from __future__ import annotations

import re

_FAKE_MARKER = re.compile(r"\[(\s*\^?\d[\d,;\s–-]*)\]|［(\s*\^?\d[\d,;\s–-]*)］|【(\s*\^?\d[^】]*)】")
# A bar would end a cell; a tick would begin code, in which no marker counts; two stars would begin bold.
_IN_CELL = str.maketrans({"|": "¦", "`": "'"})


def plain(text: str) -> str:
    """Source text on one line, in which nothing looks like one of our markers."""
    return _FAKE_MARKER.sub(lambda match: f"({match[1] or match[2] or match[3]})", " ".join(text.split()))


def plain_cell(text: str) -> str:
    """The same, fit for a cell of a table and for a line that holds several quotes."""
    return plain(text).translate(_IN_CELL).replace("**", "*")
