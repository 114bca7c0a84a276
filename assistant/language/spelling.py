"""Correct words written in a hurry (spelling.yaml), and words that are not English but one letter
away from a known name, or short for it.
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
# Leaves the language in "Python, r and SQL" alone.
_HURRIED = re.compile(
    r"(?<![^\s(])(?:[a-z](?=\s+(?!(?:and|or|n|programm\w+|scripts?|code)\b)\w)"
    r"|w/o?|b4|[A-Za-z][a-z]+)(?=[\s?!.,;:)/]|$)"
)


def corrected(text: str, names: Collection[str]) -> str:
    """Return `text` in full words, with misspelt `names` (single words, lower case) corrected; case
    is kept.

    English words and `names` stay: "sensor" isn't taken for "senior".
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
    """Return the only name that inserting, dropping, replacing or swapping one letter makes of a
    word; "" if there is none or more than one.
    """
    found = [
        name
        for name in names
        if len(name) > tuning().language.shortest_corrected
        and abs(len(name) - len(word)) <= 1
        and DamerauLevenshtein.distance(word, name, score_cutoff=1) == 1
    ]
    # Between a name and its plural, the one with the word's last letter is meant: "econmists" is
    # "economists".
    exact = [name for name in found if name[-1] == word[-1]]
    return found[0] if len(found) == 1 else exact[0] if len(exact) == 1 else ""


def _whole(word: str, names: frozenset[str]) -> str:
    """Return the only name that a word in lower case is short for, "mathematics" for "maths"; "" if
    there is none or more than one.
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
    """Return the common English word that is one letter away from a lower-case word that isn't
    English; "" if there is none.
    """
    if is_word(word):
        return ""
    known = _dictionary().known(_dictionary().edit_distance_1(word))
    best = max(sorted(known), key=occurrences, default="")
    return best if occurrences(best) >= tuning().language.common_word else ""


def is_word(word: str) -> bool:
    """Return whether a lower-case word is English, or a name as common as an English word."""
    return occurrences(word) > tuning().language.rare_word


def occurrences(word: str) -> int:
    """Return how often a lower-case word occurs in the dictionary's corpus of 1.6 billion words."""
    return int(_dictionary().word_frequency[word])


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)
