"""What each number of a sentence is told of: "30 lorries on a normal evening and 80 before Christmas" has two."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.claim_quantities import quantities_of
from assistant.facts import facts_of

Near = Callable[[frozenset[str], frozenset[str]], float]

_PART = re.compile(r"[;:]|,? (?:and|while|whereas|but)\b|,(?!\d)")
_ONE_OF = re.compile(r"\bone of\b", re.IGNORECASE)
_COMPARES = frozenset({"fold", "every"})  # units of what is no number of its source's
_MOSTLY, _HARDLY = 0.5, 0.2  # shares of a part's words


@dataclass(frozen=True, slots=True)
class Count:
    """The one number of a part of a sentence, and the stems of its words and its names."""

    number: float
    words: frozenset[str]
    names: frozenset[str]


def counts_of(text: str) -> tuple[Count, ...]:
    """The counts of all parts of a sentence that have just one number."""
    found: list[Count] = []
    for part in _PART.split(_ONE_OF.sub(" ", text)):
        numbers = {one.raw for one in quantities_of(part).numbers if not one.implied and one.unit not in _COMPARES}
        facts = facts_of(part.strip())
        if len(numbers) == 1:
            found.append(Count(numbers.pop(), facts.words, facts.names))
    return tuple(dict.fromkeys(found))


def told_of_another(claim: Sequence[Count], source: Sequence[Count], near: Near) -> bool:
    """Whether a number is told of what another number of the source is told of."""
    return any(_is_told_of_another(one, source, near) for one in claim)


def _is_told_of_another(one: Count, source: Sequence[Count], near: Near) -> bool:
    own, others = (
        frozenset[str]().union(*(other.words for other in source if (other.number == one.number) is same))
        for same in (True, False)
    )
    if not own or not others:
        return False
    if one.names:
        return bool(one.names & (others - own)) and not one.names & own
    return near(one.words, others - own) >= _MOSTLY and near(one.words, own) <= _HARDLY
