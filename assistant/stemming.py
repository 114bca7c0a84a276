"""English word stems, by Snowball's rules."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of a lower-cased word, possessive aside."""
    return str(_stemmer().stemWord(re.sub(r"['’]s?$", "", word.lower())))
