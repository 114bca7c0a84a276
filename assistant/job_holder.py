"""Whoever holds a job, as a posting calls them: "the applied scientist", "the intern", "the successful candidate"."""

from __future__ import annotations

import re
from functools import lru_cache

_ALWAYS = ("candidate", "successful candidate", "post holder", "postholder")


def as_you(text: str, title: str) -> str:
    """A sentence in which the holder of the job is "you": their title says nothing of what the sentence tells."""
    return _holder(title).sub("you", text)


@lru_cache(maxsize=1024)
def _holder(title: str) -> re.Pattern[str]:
    words = title.split(",")[0].split()
    names = {" ".join(words[at:]) for at in range(len(words))} | set(_ALWAYS)
    listed = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"\b(?:the|an?|our|this|each|every) (?:[\w-]+ ){{0,2}}?(?:{listed})\b(?!['’]s)", re.IGNORECASE)
