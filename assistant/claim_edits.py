"""What was changed in a claim that otherwise repeats its source: a name put in another's place."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

_Segment = tuple[tuple[str, ...], tuple[str, ...]]

_MOST_WORDS = 2  # put in place of others; more are another way of saying it
_REPEATS = 0.5  # share of a claim's words that stand in its source in the same order


def other_name(claim: Sequence[str], source: Sequence[str], names: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one of a claim's `names` stands in place of another of its source's, both words in order."""
    segments, repeated = _compared(claim, source)
    return repeated >= _REPEATS * (len(claim) - 1) and any(
        len(new) <= _MOST_WORDS and bool(set(new) & names - set(source)) and bool(set(old) & others - set(claim))
        for new, old in segments
    )


def _compared(claim: Sequence[str], source: Sequence[str]) -> tuple[list[_Segment], int]:
    """What of a claim stands in place of what of its source, and how many words both have in the same order."""
    operations = SequenceMatcher(None, claim, source, autojunk=False).get_opcodes()
    segments = [(tuple(claim[a:b]), tuple(source[c:d])) for tag, a, b, c, d in operations if tag == "replace"]
    return segments, sum(b - a for tag, a, b, _, _ in operations if tag == "equal")
