"""Find replies that repeat themselves while they arrive, and cut them where the repetition
begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# How much must be repeated, by the length of the repeated words: (most words of the repeated part,
# times, fewest words in all).
_LIMITS = ((12, 3, 40), (70, 3, 0), (150, 2, 0))
_SEEN = 2 * _LIMITS[-1][0]
_BLANKS = 300
_TAIL = 6_000  # characters that are enough for so many words
_WORD = re.compile(r"[^\W\d_]{1,12}|\d+|[^\w\s]|_")
_NUMBERED = re.compile(r"^[ \t]*\d{1,3}[.)](?=[ \t])", re.MULTILINE)  # loops may count

_ENDING = re.compile(r"(?:\[\d+\]|[^\w\n])*")  # what may follow a sentence: marker and full stop
_LAST_BULLET = re.compile(r"\s*\n[ \t]*(?:\d{1,3}[.)]|[-*•|])\s*\Z")


def is_looping(reply: str) -> bool:
    """Return whether a reply ends in words that were just said at least twice before, or in nothing
    but blanks.
    """
    is_blank = len(reply) >= _BLANKS and reply[-_BLANKS:].isspace()
    return is_blank or _repeats_from(reply[-_TAIL:]) is not None


def without_loop(reply: str) -> str:
    """Return `reply` up to the end of what it then repeats."""
    start = _repeats_from(reply)
    if start is None:
        return reply
    ending = _ENDING.match(reply, start)
    return _LAST_BULLET.sub("", reply[: ending.end() if ending else start]).rstrip()


def _repeats_from(reply: str) -> int | None:
    """Return where the first repetition begins that goes on to the end; None if there is none."""
    numbers = [number.span() for number in _NUMBERED.finditer(reply)]
    counted = {word.start() for start, end in numbers for word in _WORD.finditer(reply, start, end)}
    words = [match for match in _WORD.finditer(reply) if match.start() not in counted]
    recent = [word[0] for word in words[-_SEEN:]]
    for period in range(1, _LIMITS[-1][0] + 1):
        _, times, fewest = next(limit for limit in _LIMITS if period <= limit[0])
        least = max(times * period, fewest)
        if len(recent) >= least and _run(recent, period) >= least:
            periods = range(1, period + 1)
            shortest = next(length for length in periods if _run(recent, length) >= times * period)
            run = _run([word[0] for word in words], shortest)
            return words[len(words) - run + shortest].start()
    return None


def _run(words: Sequence[str], period: int) -> int:
    """Return how many words at the end repeat with a period."""
    at = len(words) - 1
    while at >= period and words[at] == words[at - period]:
        at -= 1
    return len(words) - 1 - at + period
