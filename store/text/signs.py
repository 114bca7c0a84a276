"""Tell the signs that list items begin with, by their form and by how they repeat."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from store.text.wraps import breaks_clause

EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u26ff\u2b00-\u2bff]"
    "(?:[\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff]|(?<=\u200d)[\U0001f000-\U0001faff\u2600-\u27bf])*"
)
_NUMBER = re.compile(r"\(?(?P<number>\d{1,3})[.)][ \t]+(?=\S)")
_LETTER = re.compile(r"\(?(?P<letter>[a-zA-Z]|[ivx]{1,5})\)[ \t]+(?=\S)")
_DRAWN = re.compile(r"[-=~>–—]{1,2}>[ \t]+(?=\S)")  # an arrow: "->"
_CLOSE_SIGNS = "•‣▪●◦·■□►➤✓✔❖◆∙"  # these need no space behind them
_BULLETS = f"-*+{_CLOSE_SIGNS}"  # one alone proves a list
_PUNCTUATION = "#\"'%&@!?/\\,.;:()[]{}<>=|~^¡¿“”‘’«»„…"  # signs only where they recur
_QUOTING = ">|"  # and those that a mail has before each line of another
_NEAR = 3  # lines above and below in which a sign that proves no list must recur


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands before a list item: its characters, its number, and whether it alone proves a
    list.
    """

    text: str
    number: int = 0
    certain: bool = True


def sign_of(line: str) -> Sign | None:
    """Return the sign that a line without indentation begins with, None where it begins with
    none.
    """
    if not line:
        return None
    if match := _NUMBER.match(line):
        return Sign(match[0], int(match["number"]), certain=False)
    if match := _LETTER.match(line):
        letter = match["letter"].lower()
        return Sign(match[0], ord(letter) - ord("a") + 1 if len(letter) == 1 else 1, certain=False)
    if match := _DRAWN.match(line):
        return Sign(match[0], certain=False)
    if match := EMOJI.match(line):
        behind = line[match.end() :].lstrip()
        return Sign(line.removesuffix(behind), certain=False) if behind else None
    first, behind = line[0], line[1:]
    bare = behind.lstrip("\ufe0f \t")
    sign, is_close = line.removesuffix(bare), len(bare) == len(behind)
    if first == "o":
        return None if is_close else Sign(sign, certain=False)
    category = unicodedata.category(first)
    if not bare or category not in ("So", "Co", "Sm", "Po", "Pd", "Pf"):
        return None
    if is_close and first not in _CLOSE_SIGNS and category != "Co":
        return None
    return Sign(sign, certain=first in _BULLETS or category == "Co")


def is_sign_alone(line: str) -> bool:
    """Tell a list sign whose item stands on the next line."""
    return len(line) == 1 and (line in _CLOSE_SIGNS or line in "-*+–o") and line != "·"


def signs_in(lines: Sequence[str]) -> list[Sign | None]:
    """Return the sign of each line that is a list item; `lines` are those with words on them.

    A sign that also begins sentences makes an item only beside another of its kind.
    """
    signs = [sign_of(line) for line in lines]
    counts = Counter(sign.text[0] for sign in signs if sign and not sign.certain)
    quoting = _quoting(lines, signs)
    return [
        sign
        if sign and (sign.certain or (_recurs(signs, at, counts) and sign.text[0] not in quoting))
        else None
        for at, sign in enumerate(signs)
    ]


def _recurs(signs: Sequence[Sign | None], at: int, counts: Counter[str]) -> bool:
    sign = signs[at]
    around = (*signs[max(0, at - _NEAR) : at], *signs[at + 1 : at + 1 + _NEAR])
    beside = list(filter(None, around))
    if sign is None or sign.number:
        return any(
            sign and abs(other.number - sign.number) == 1 and other.text[-2] == sign.text[-2]
            for other in beside
        )
    if counts[sign.text[0]] > 1:
        return True
    return bool(beside) and not sign.text[0].isalnum() and sign.text[0] not in _PUNCTUATION


def _quoting(lines: Sequence[str], signs: Sequence[Sign | None]) -> frozenset[str]:
    """The signs behind which a sentence goes on from line to line, as a mail quotes another."""
    found = set()
    for (above, sign), (below, under) in pairwise(zip(lines, signs, strict=True)):
        if sign and under and sign.text == under.text and sign.text[0] in _QUOTING:
            words = (above.removeprefix(sign.text), below.removeprefix(under.text))
            found |= {sign.text[0]} if breaks_clause(*words) else set()
    return frozenset(found)
