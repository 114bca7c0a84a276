"""What a broad ask is about, as it might stand in a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.coverage import Candidate
from assistant.types import Ask

_TRAILING = re.compile(r"\s+(?:in|of|at|from|with|on) [^?]*")  # "... in a scientist": less than a heading would say
LONGEST_DEFINITION = 6  # words of a definition that go into the ask
_CLAUSE_END = re.compile(r"[,;:.()—–]|\b(?:that|who|which)\b")


def topics(ask: Ask, found: Sequence[Candidate]) -> list[str]:
    """The ask as it is, without the names that scope it, and with its subject in the sources' words.

    "What do Bar Raisers look for?" stands under a heading about hiring teams, which only somebody who has read what
    a Bar Raiser is can know: so a definition found among the candidates takes the name's place.
    """
    defined = _definition(ask, found)
    wider = [_TRAILING.sub("", defined)] if defined else []
    return list(dict.fromkeys(text for text in (ask.text, ask.unscoped, defined, *wider) if text))


def _definition(ask: Ask, found: Sequence[Candidate]) -> str:
    """The ask with what a name in it is in the name's place, where a candidate defines it; else empty."""
    for name in re.findall(r"\b[A-Z][\w-]*(?: [A-Z][\w-]*)*", ask.text[1:]):
        singular = re.escape(name.removesuffix("s"))
        pattern = re.compile(rf"\b{singular}s?\b (?:is|are|means|stands for) (?:an? |the )?([^.]+)")
        for one in sorted(found, key=lambda one: -one.probability)[:8]:
            match = pattern.search(one.text)
            if match:
                predicate = " ".join(_CLAUSE_END.split(match.group(1))[0].split()[:LONGEST_DEFINITION])
                return ask.text.replace(name, predicate, 1)
    return ""
