"""Replies in which a model says the same over and over: found while they arrive, and cut to
where that begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# How much must have come of words that repeat, by how many they are: (most words of what repeats,
# times, fewest words).
_LIMITS = ((12, 3, 40), (70, 3, 0), (150, 2, 0))
_SEEN = 2 * _LIMITS[-1][0]
_BLANKS = 300
_TAIL = 6_000  # characters that hold so many words
_WORD = re.compile(r"[^\W\d_]{1,12}|\d+|[^\w\s]|_")
_NUMBERED = re.compile(r"^[ \t]*\d{1,3}[.)](?=[ \t])", re.MULTILINE)  # a list may loop and count

_ENDING = re.compile(r"(?:\[\d+\]|[^\w\n])*")  # of a sentence, marker and full stop
_LAST_BULLET = re.compile(r"\s*\n[ \t]*(?:\d{1,3}[.)]|[-*•|])\s*\Z")


def is_looping(reply: str) -> bool:
    """Whether a reply ends in words that were just said twice or more, or in nothing but blanks."""
    is_blank = len(reply) >= _BLANKS and reply[-_BLANKS:].isspace()
    return is_blank or _repeats_from(reply[-_TAIL:]) is not None


def without_loop(reply: str) -> str:
    """`reply` up to the end of what it then says again and again."""
    start = _repeats_from(reply)
    if start is None:
        return reply
    ending = _ENDING.match(reply, start)
    return _LAST_BULLET.sub("", reply[: ending.end() if ending else start]).rstrip()


def _repeats_from(reply: str) -> int | None:
    """Where the first repetition begins that goes on to the end; None where there is none."""
    numbers = [number.span() for number in _NUMBERED.finditer(reply)]
    counted = {word.start() for start, end in numbers for word in _WORD.finditer(reply, start, end)}
    words = [match for match in _WORD.finditer(reply) if match.start() not in counted]
    said = [word[0] for word in words[-_SEEN:]]
    for period in range(1, _LIMITS[-1][0] + 1):
        _, times, fewest = next(limit for limit in _LIMITS if period <= limit[0])
        least = max(times * period, fewest)
        if len(said) >= least and _run(said, period) >= least:
            periods = range(1, period + 1)
            shortest = next(one for one in periods if _run(said, one) >= times * period)
            run = _run([word[0] for word in words], shortest)
            return words[len(words) - run + shortest].start()
    return None


def _run(words: Sequence[str], period: int) -> int:
    """How many words at the end repeat with a period."""
    at = len(words) - 1
    while at >= period and words[at] == words[at - period]:
        at -= 1
    return len(words) - 1 - at + period
