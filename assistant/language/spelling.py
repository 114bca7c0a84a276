"""What was meant by words as people write them in a hurry (spelling.yaml), and by words that are no
English and one letter away from a name that is known, or short for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from assistant.tuning import tuning
from store.text.listed import listed

_WORD = re.compile(r"[^\W\d_]{4,}")
# "Python, r and SQL" names a language.
_HURRIED = re.compile(
    r"(?<![^\s(])(?:[a-z](?=\s+(?!(?:and|or|n|programm\w+|scripts?|code)\b)\w)"
    r"|w/o?|b4|[A-Za-z][a-z]+)(?=[\s?!.,;:)/]|$)"
)


def corrected(text: str, names: Collection[str]) -> str:
    """`text` in full words, with every misspelt name of `names` (single words, lower case) set
    right; case is kept.

    A word of the language, or of `names`, stays: "sensor" is no "senior".
    """
    known = frozenset(names)
    full = _HURRIED.sub(lambda match: _in_full(match[0], known), text)
    return _WORD.sub(lambda match: _right(match[0], known), full)


def _in_full(word: str, names: frozenset[str]) -> str:
    lower = word.casefold()
    full = "" if lower in names else listed(__file__, "spelling").get(lower, ("",))[0]
    return (full.capitalize() if word[:1].isupper() else full) or word


@lru_cache(maxsize=4096)
def _right(word: str, names: frozenset[str]) -> str:
    lower = word.casefold()
    if lower in names or is_word(lower) or not (near := _near(lower, names) or _whole(word, names)):
        return word
    return near.title() if word[:1].isupper() else near


def _near(word: str, names: frozenset[str]) -> str:
    """The one name that a single letter inserted, dropped, replaced or swapped makes of a word;
    "" for none or two.
    """
    found = [
        name
        for name in names
        if len(name) > tuning().language.shortest_corrected
        and abs(len(name) - len(word)) <= 1
        and DamerauLevenshtein.distance(word, name, score_cutoff=1) == 1
    ]
    # Of a name and its plural the one of the word's own length is meant: "econmists" is no
    # "economist".
    exact = [name for name in found if name[-1] == word[-1]]
    return found[0] if len(found) == 1 else exact[0] if len(exact) == 1 else ""


def _whole(word: str, names: frozenset[str]) -> str:
    """The one name that a word in small letters is short for, "mathematics" for "maths"; "" for
    none or more.
    """
    begun = word.removesuffix("s")
    is_long = len(begun) >= tuning().language.shortest_corrected
    found = sorted((name for name in names if name.startswith(begun)), key=len) if is_long else []
    is_one = (
        bool(found)
        and len(found[0]) > len(word) + 1
        and all(name.startswith(found[0]) for name in found)
    )
    return found[0] if is_one else ""


@lru_cache(maxsize=4096)
def common_word(word: str) -> str:
    """The common English word that is one letter away from a lower-case word that is none; ""
    where there is none.
    """
    if is_word(word):
        return ""
    known = _dictionary().known(_dictionary().edit_distance_1(word))
    best = max(sorted(known), key=occurrences, default="")
    return best if occurrences(best) >= tuning().language.common_word else ""


def is_word(word: str) -> bool:
    """Whether a lower-case word is English, or a name as common as one."""
    return occurrences(word) > tuning().language.rare_word


def occurrences(word: str) -> int:
    """How often a lower-case word stands in the dictionary's corpus of 1.6 billion words."""
    return int(_dictionary().word_frequency[word])


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)
