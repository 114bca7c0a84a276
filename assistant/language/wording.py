"""Lists and numbers as they appear in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from store.types import Progress

_FAKE_MARKER = re.compile(
    r"\[(\s*\^?\d[\d,;\s–-]*)\]|［(\s*\^?\d[\d,;\s–-]*)］|【(\s*\^?\d[^】]*)】"
)
# A bar would end a cell; a backtick would begin code, in which markers don't count; two stars would
# begin bold.
_IN_CELL = str.maketrans({"|": "¦", "`": "'"})


def plain(text: str) -> str:
    """Return source text on one line, with nothing in it that looks like a marker."""
    return _FAKE_MARKER.sub(
        lambda match: f"({match[1] or match[2] or match[3]})", " ".join(text.split())
    )


def plain_cell(text: str) -> str:
    """Return the same, safe in a table's cell and in a line that has several quotes."""
    return plain(text).translate(_IN_CELL).replace("**", "*")


def listed(parts: Sequence[str], joint: str = "and") -> str:
    """Return parts as a list: "a, b and c"; if a part has a comma, "a, b; c; and d"."""
    if len(parts) == 1:
        return parts[0]
    if any(", " in part for part in parts):
        return f"{'; '.join(parts[:-1])}; {joint} {parts[-1]}"
    return in_one_sentence(parts, joint)


def in_one_sentence(parts: Sequence[str], joint: str = "and") -> str:
    """Return parts of one sentence, joined with commas whatever they contain: "is in Leeds, UK,
    pays less and closes".
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def each_once(values: Iterable[str]) -> str:
    """Return the distinct values that are not empty: "hybrid; on site"."""
    return "; ".join(filter(None, dict.fromkeys(values)))


def counted(number: int, singular: str, many: str = "") -> str:
    """Return "1 posting", "7 postings" or "no postings"; `many` is a plural without "s"."""
    plural = many or (singular if singular.endswith("s") else f"{singular}s")
    return (
        f"{number:,} {singular}" if number == 1 else f"{f'{number:,}' if number else 'no'} {plural}"
    )


def progress_line(progress: Progress) -> str:
    """Return "Embedding 120 of 600, 40 a second, about 12 seconds left", as far as known."""
    done = (
        f"{progress.stage} {progress.done:,} of {progress.total:,}"
        if progress.total
        else progress.stage
    )
    return ", ".join(filter(None, (done, pace_in_words(progress))))


def pace_in_words(progress: Progress) -> str:
    """Return "40 a second, about 12 seconds left"; "" if it is not known."""
    left = progress.seconds_left
    if left is None:
        return ""
    rate = (
        f"{progress.rate:,.0f} a second"
        if progress.rate >= 1
        else f"{progress.rate * 60:,.0f} a minute"
    )
    return f"{rate}, about {_duration(left)} left"


def _duration(seconds: float) -> str:
    """Return "12 seconds", "3 minutes"."""
    return (
        counted(max(1, round(seconds)), "second")
        if seconds < 90
        else counted(round(seconds / 60), "minute")
    )
