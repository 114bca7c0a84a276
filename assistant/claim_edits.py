"""What was changed in a claim that otherwise repeats its source: a word put in another's place, or two exchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.claim_order import READER

_Segment = tuple[tuple[str, ...], tuple[str, ...]]

_MOST_WORDS = 2  # put in place of others; more are another way of saying it
_REPEATS = 0.5  # share of a claim's words that stand in its source in the same order

_CALENDAR = re.compile(
    r"\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|spring|summer|autumn|winter|Christmas|Easter)s?\b"
)
_NO_MONTH = re.compile(r"(?:^|[.!?] )(?:May|March)\b|\bMay (?:I|you|we|they)\b")


def exchanged(claim: Sequence[str], source: Sequence[str]) -> bool:
    """Whether a claim repeats a source with two words exchanged; both are words in order."""
    segments, repeated = _compared(claim, source)
    turned = {(last, middle, first) for first, middle, last in zip(source, source[1:], source[2:], strict=False)}
    if any(
        three in turned and three[0] != three[2] and READER in three
        for three in zip(claim, claim[1:], claim[2:], strict=False)
    ):
        return True
    return repeated >= _REPEATS * len(claim) and any(
        other[1][: len(one[0])] == one[0] and one[1][: len(other[0])] == other[0]
        for at, one in enumerate(segments)
        for other in segments[at + 1 :]
    )


def other_name(claim: Sequence[str], source: Sequence[str], names: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one of a claim's `names` stands in place of another of its source's, both words in order."""
    segments, repeated = _compared(claim, source)
    return repeated >= _REPEATS * (len(claim) - 1) and any(
        len(new) <= _MOST_WORDS and bool(set(new) & names - set(source)) and bool(set(old) & others - set(claim))
        for new, old in segments
    )


def other_date(claim: str, source: str) -> bool:
    """Whether a claim names a day, a month or a season that its source does not."""
    said, there = (set(_CALENDAR.findall(_NO_MONTH.sub(" ", text))) for text in (claim, source))
    return bool(said - there)


def _compared(claim: Sequence[str], source: Sequence[str]) -> tuple[list[_Segment], int]:
    """What of a claim stands in place of what of its source, and how many words both have in the same order."""
    operations = SequenceMatcher(None, claim, source, autojunk=False).get_opcodes()
    segments = [(tuple(claim[a:b]), tuple(source[c:d])) for tag, a, b, c, d in operations if tag == "replace"]
    return segments, sum(b - a for tag, a, b, _, _ in operations if tag == "equal")
