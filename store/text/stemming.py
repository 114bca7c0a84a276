"""English word stems, by Snowball's rules."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_WORDS = re.compile(r"\w+(?:[-'’]\w+)*")


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of a lower-cased word, possessive aside."""
    return str(_stemmer().stemWord(re.sub(r"['’]s?$", "", word.lower())))


@lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """Stems of all words of `text` in order; a hyphenated word also counts by its parts."""
    words = _WORDS.findall(text)
    return tuple(
        stem(form) for word in words for form in (word, *(word.split("-") if "-" in word else ()))
    )


def singular(word: str) -> str:
    """A word in lower case without a plural's or possessive's ending.

    Titles are told apart by more than stems: "manage" and "manager" have one.
    """
    lower = re.sub(r"['’]s?$", "", word.casefold())
    if lower.endswith("ies") and len(lower) > 4:
        return f"{lower[:-3]}y"
    if lower.endswith(("ches", "shes", "sses", "xes")):
        return lower[:-2]
    return (
        lower[:-1] if len(lower) > 3 and lower.endswith("s") and not lower.endswith("ss") else lower
    )
