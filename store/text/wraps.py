"""Tell the line ends that a margin made from those that an author set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

NARROWEST, WIDEST = 45, 140  # characters of a line that an editor or a mail program wrapped
_BEYOND = 15  # characters by which a line that was not wrapped is longer than the width
_FULL = 0.5  # of the width that a line fills at least where a long word did not fit behind it
_RAGGED = 0.6  # of it, where the line below goes on in small letters
_SENTENCE_END = (".", "!", "?", "…", "。", ".”", '."', ".)", ".’", "!”", "?”")
_NO_PART = (*_SENTENCE_END, ":", ";")  # no sentence goes on behind these in a small letter
_CAPITAL = r"[^\W\d_a-zß-ÿ]"
_BROKEN = (  # "£30,000 to" / "£35,000", "Clerk, Stores and" / "Tools"
    (re.compile(r"\d\S* [a-zß-ÿ]{1,3}$"), re.compile(r"[^\w\s(]\d")),
    (re.compile(rf"{_CAPITAL}.* {_CAPITAL}[\w'’-]* [a-zß-ÿ]{{2,3}}$"), re.compile(_CAPITAL)),
)
_ENDS_WITHIN = re.compile(r"[a-zß-ÿ][.!?]\s+[^\W\d_a-zß-ÿ]")
_LABELLED = re.compile(r"[*_]{0,2}[^\W\d_a-z][^:.!?|\n]{0,38}:[*_]{0,2}\s+\S.{0,160}$")


def ends_sentence(line: str) -> bool:
    """Say whether a line ends as a sentence does."""
    return line.endswith(_SENTENCE_END)


def wrap_width(lines: Sequence[str]) -> int:
    """Return the width at which lines were wrapped, 0 where they were not; blank lines part
    paragraphs.

    A line that goes on in small letters on the next was wrapped; the longest of these tells the
    width.
    """
    pairs = [(above, below) for above, below in pairwise(lines) if above and below]
    parted = sorted(len(above) for above, below in pairs if _goes_on(above, below))
    if not parted or parted[len(parted) // 2] > WIDEST:
        return 0
    width = parted[-1] if parted[-1] <= WIDEST else parted[max(0, int(len(parted) * 0.9) - 1)]
    longer = sum(len(above) > width + _BEYOND for above, _ in pairs)
    return 0 if longer > max(1, len(parted)) else width


def is_wrapped(above: str, below: str, width: int) -> bool:
    """Tell whether the first word of `below` would not have fitted onto `above`.

    A label under a label or under a whole sentence begins a line of its own, however long that is.
    """
    if above and below and _breaks_off(above, below):
        return True
    if not width or not above or not below or len(above) > width + 40:
        return False
    if _LABELLED.match(below) and (_LABELLED.match(above) or ends_sentence(above)):
        return False
    full = len(above) + 1 + len(below.split(maxsplit=1)[0]) > width
    ragged = below[0].islower() and len(above) > _RAGGED * width and not ends_sentence(above)
    return (full and len(above) >= _FULL * width) or ragged or _is_prose(above, below, width)


def _is_prose(above: str, below: str, width: int) -> bool:
    """Tell whether a line, however short, goes on in one that is long or ends a sentence within."""
    if above.endswith(_NO_PART) or not above[-1:].islower():
        return False
    is_long = len(below) > _RAGGED * width
    ends_within = _ENDS_WITHIN.search(below) is not None
    return (is_long and below[0].isdigit()) or (below[0].islower() and (is_long or ends_within))


def _breaks_off(above: str, below: str) -> bool:
    """Tell whether a line ends within what it states, whatever the width: within brackets, a
    range, a name or a label's value.
    """
    if _LABELLED.match(below):
        return False
    in_brackets = above.rfind("(") > above.rfind(")") and 0 <= below.find(")") < NARROWEST
    in_value = above.endswith(",") and _LABELLED.match(above) is not None
    return (
        in_brackets
        or in_value
        or any(end.search(above) and start.match(below) for end, start in _BROKEN)
    )


def breaks_clause(above: str, below: str) -> bool:
    """Tell whether a line ends within a sentence, by its comma or its length and the small letter
    below, whatever the width.
    """
    return _goes_on(above, below) or (above.endswith(",") and below[:1].islower())


def _goes_on(above: str, below: str) -> bool:
    return len(above) >= NARROWEST and below[0].islower() and not above.endswith(_NO_PART)
