"""Job titles and levels, read from a posting's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.facets.reading import vocabulary
from store.text.capitals import UPPER
from store.text.stemming import singular

_WORDS = vocabulary("names/titles")
HEADS: Sequence[str] = _WORDS["heads"]
# What goes before a title's head and says what kind of work it is.
_KINDS = frozenset([*_WORDS["modifiers"], *"back end front full stack vice".split()])
# What says nothing of the kind of work, but of level, number and terms.
_NO_FAMILY = re.compile(
    r"senior|sr\.?|junior|jr\.?|principal|staff|distinguished|chief|associate|assistant|graduate"
    r"|entry-level|lead"
    r"|interns?|internship|trainee|apprentice|head|i{1,3}|iv|v|\d+|summer|part-time|full-time|phd"
    r"|the",
)
_FAMILY_ENDS = re.compile(r"[,()|:;\[\]]|\s[-–—]\s|\s(?:at|for|in|of|on|to|with)\s", re.IGNORECASE)
_NUMERAL = r"(?:I{1,3}|IV|V|[1-5])"
_HEAD = rf"(?:(?:[{UPPER}][\w/-]*)?(?i:{'|'.join(HEADS)}))s?"
_MODIFIER = rf"(?:[{UPPER}][\w&/+-]*|(?:Sr|Jr)\.|(?i:{'|'.join(_WORDS['modifiers'])})(?![\w-]))"
_TITLE = (
    rf"(?<![\w-])(?:(?:{_MODIFIER} ){{0,7}}{_HEAD}(?: (?:{_MODIFIER} ){{0,2}}{_HEAD})?(?: "
    rf"{_NUMERAL})?(?![\w-])"
    rf"|(?:Head|Director|VP|Vice President|Chief) of [{UPPER}]\w+(?: (?:and |& )?[{UPPER}]\w+)*"
    r"|(?:Senior |Principal )?Member of Technical Staff)"
)
_FIND = re.compile(_TITLE)

_LEVELS = (
    ("intern", r"intern(?:ship)?"),
    ("apprentice", r"apprentice(?:ship)?|trainee(?:ship)?"),
    ("vice president", r"vice president|vp"),
    ("director", r"director|head(?= of\b|,|$)"),
    ("principal", r"principal"),
    ("distinguished", r"distinguished"),
    ("staff", r"(?<!of )(?<!technical )staff(?! (?:accountant|nurse|writer))"),
    (
        "manager",
        r"(?<!product )(?<!program )(?<!programme )(?<!project )(?<!account )(?<!category )manager",
    ),
    ("lead", r"lead"),
    ("senior", r"senior|sr"),
    ("junior", r"junior|jr|graduate|entry[- ]level|new grad"),
)
_LEVEL_PATTERNS = tuple(
    (level, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for level, pattern in _LEVELS
)
LEVELS = frozenset(level for level, _ in _LEVELS)

def title_spans(text: str) -> list[tuple[int, int]]:
    """Return where the job titles in a text stand, as (start, end)."""
    return [match.span() for match in _FIND.finditer(text)]


def levels_in(title: str) -> tuple[str, ...]:
    """Return every one of LEVELS that a title names, the one that counts most first: "Senior
    Manager" has two.
    """
    return tuple(level for level, pattern in _LEVEL_PATTERNS if pattern.search(title))


def family_of(title: str) -> str:
    """Return what kind of work a title names, lower case, in the singular, without level, number
    and subject.

    "Senior Applied Scientist II, Search" gives "applied scientist", "STRUC Economist Intern" gives
    "economist". Where a title names nothing but a level, that is its kind: "Team Lead" gives
    "lead".
    """
    words = _words_of_work(title)
    heads = [at for at, word in enumerate(words) if singular(word) in HEADS]
    last = heads[-1] if heads else len(words) - 1
    first = last
    while first > 0 and set(words[first - 1].split("/")) <= _KINDS.union(HEADS):
        first -= 1
    if heads:
        words[last] = singular(words[last])
    return " ".join(words[first : last + 1])


def _words_of_work(title: str) -> list[str]:
    """The words of a title, lower case, up to its subject, those left out that only tell a level
    or a number.
    """
    part = next((part for part in _FAMILY_ENDS.split(title) if re.search(r"\w", part)), "")
    words: list[str] = []
    for word in re.sub(r"\s*/\s*", "/", part.casefold()).split():
        pieces = word.split("/")
        head = next((piece for piece in pieces if singular(piece) in HEADS), "")
        words.append(head or word)
        if head and len(pieces) > 1:  # "data scientist/engineer": the first of the two
            break
    kept = [word for word in words if not _NO_FAMILY.fullmatch(word)]
    last = words[-1:]
    headed = any(singular(word) in HEADS for word in kept)
    if last in (["assistant"], ["associate"]) or (last in (["lead"], ["principal"]) and not headed):
        kept += last
    return kept or [word for word in words if not word.isdigit()][-1:] or last
