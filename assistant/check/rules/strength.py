"""How far some source sentences carry a claim: a logistic model of how much of it stands there.

It knows only claims whose facts agree (see claim_conflicts); where one does not, a claim is weaker than all of those.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.check.rules.conflicts import Compared, conflicts
from assistant.check.rules.nearness import FRAME, Weights, Words
from assistant.check.rules.quantities import Quantities, joined, unmet
from assistant.check.sources import Source, Stated
from assistant.language.facts import stems

# Fitted by `python tests/evals/claims.py --fit`.
FEATURES = ("covered", "cosine", "bare", "edited")
WEIGHTS = (7.69, 10.77, -2.67, -9.21)
BIAS = -5.89

_MOST_QUOTES = 4  # of one passage, where a statement gathers what several sentences say
_MOST_ITEMS = 6  # of one list, beyond those
_LEAST_GAIN = 0.15  # share of a statement's words that a further sentence must add
_A_NUMBER = 0.3  # what it gains by a number, whatever that weighs as a word
_BARE = 0.2  # a part of a claim that has less of its words in its source says something else
_ENOUGH = 0.6  # share of a claim's words; beyond it more of them tell nothing
_SHORT, _SURELY = 2, 0.85  # a claim of so few words has nothing else to tell what a word of near meaning means
_LACKS = 0.82  # a word found less than so far, by the nearness of vectors alone, may as well be the opposite
_IN_HEADS = 0.5  # of a claim that only the head of a posting states: WEAK, as nothing can be quoted
_SITUATE = stems("team company based located posted listed advertised called named titled belongs level city country")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Match:
    """A source sentence and how near its vector is to a claim's."""

    source: Source
    cosine: float


@dataclass(frozen=True, slots=True)
class Carried:
    """What carries a claim, how strongly (0 to 1; below 0 where facts disagree), and what disagrees.

    `likeness`, 0 to 1, is the strength there would be if nothing disagreed.
    """

    sources: tuple[Source, ...]
    strength: float
    conflicts: tuple[str, ...] = ()
    features: tuple[float, ...] = ()

    @property
    def likeness(self) -> float:
        return self.strength + len(self.conflicts)


NOTHING = Carried((), -1.0, ("nothing to set it against",))


class Scale:
    """Weighs claims against sentences of one set of sources."""

    def __init__(self, sources: Sequence[Source], words: Words) -> None:
        self._weights = Weights(sources, words)
        self._words = words

    def carried(self, claim: Stated, matches: Sequence[Match]) -> Carried:
        """How far a claim is carried by these source sentences alone."""
        chosen = self._choose(claim, matches)
        if not chosen:
            return NOTHING
        sources = tuple(match.source for match in chosen)
        passages = tuple(match.source for match in matches)
        features = self._features(claim, chosen, passages)
        strength = 1 / (1 + math.exp(-BIAS - sum(map(float.__mul__, WEIGHTS, features))))
        if _is_in_heads(claim, sources):
            strength = max(strength, _IN_HEADS)
        found = conflicts(Compared(claim, sources, passages, self._words, self._weights))
        return Carried(sources, strength - len(found), found, features)

    def _choose(self, claim: Stated, matches: Sequence[Match]) -> list[Match]:
        """The sentence that carries most of a claim, then those that add words or numbers it lacks."""
        missing = dict.fromkeys(claim.words, 1.0)
        chosen: list[Match] = []
        left = list(matches)
        while left and len(chosen) < _MOST_QUOTES:
            numbers = [match.source.quantities for match in chosen]
            gains = [
                self._adds(missing, match.source)
                + _A_NUMBER * _meets(claim, numbers, match.source)
                + (0.0 if chosen else match.cosine)
                for match in left
            ]
            if chosen and max(gains) < _LEAST_GAIN:
                break
            best = left.pop(gains.index(max(gains)))
            chosen.append(best)
            found = {word: self._words.found(word, best.source.words) for word in missing}
            missing = {word: min(lack, 1 - found[word]) for word, lack in missing.items()}
        return [*chosen, *_items(claim.words, chosen, left)]

    def _adds(self, missing: dict[str, float], source: Source) -> float:
        """The share of a claim's words that a sentence has beyond what is had of each."""
        return self._weights.covered(
            {word: max(0.0, self._words.found(word, source.words) - 1 + lack) for word, lack in missing.items()}
        )

    def _features(self, claim: Stated, chosen: Sequence[Match], passages: Sequence[Source]) -> tuple[float, ...]:
        sources = [match.source for match in chosen]
        parts = [(words, self._credits(words, sources, bound, passages)) for words, bound in claim.parts]
        credit: dict[str, float] = {}
        for _, credits in parts:
            credit |= {word: min(value, credit.get(word, 1.0)) for word, value in credits.items()}
        if len(credit.keys() - FRAME) <= _SHORT:
            credit = {word: value if value >= _SURELY else 0.0 for word, value in credit.items()}
        covered = self._weights.covered(credit)
        least = min((value for word, value in credit.items() if word not in FRAME), default=1.0)
        telling = (credits for words, credits in parts if len(words) > 1 or not words <= FRAME)
        shares = [self._weights.covered(credits) for credits in telling] or [covered]
        return (
            min(covered, _ENOUGH),
            max(match.cosine for match in chosen),
            float(min(shares) < _BARE),
            _edited(claim, sources) if least < _LACKS else 0.0,
        )

    def _credits(
        self, words: frozenset[str], sources: Sequence[Source], bound: frozenset[int], passages: Sequence[Source]
    ) -> dict[str, float]:
        """How far each word of a part stands in the one sentence that has most of them, or names its document."""
        named = frozenset[str]().union(*(source.about for source in passages if source.number in bound))
        found = [{word: float(word in named) for word in words}]
        found += [self._weights.credits(words, one) for one in sources if not bound or one.number in bound]
        return max(found, key=self._weights.covered)


def _is_in_heads(claim: Stated, sources: Sequence[Source]) -> bool:
    """Whether a claim says only what a posting's head does, where and whose the role is: no sentence has to say so."""
    telling = claim.words - FRAME - _SITUATE
    is_plain = not claim.quantities.numbers and not any(clause.denies or clause.restricts for clause in claim.clauses)
    return bool(telling) and is_plain and any(telling <= source.labels for source in sources)


def _items(words: frozenset[str], chosen: Sequence[Match], left: Sequence[Match]) -> list[Match]:
    """Further items of a list that a claim gathers: each has a word of it that no sentence before has."""
    leads = {match.source.lead for match in chosen} - {""}
    had = frozenset[str]().union(*(match.source.words for match in chosen))
    found: list[Match] = []
    for match in left:
        if match.source.lead in leads and len(found) < _MOST_ITEMS and words & match.source.words - had:
            found.append(match)
            had |= match.source.words
    return found


def _edited(claim: Stated, sources: Sequence[Source]) -> float:
    """The share of a claim's words, function words too, that stand in one of its sources in runs of two or more.

    Where a word is lacking, the more verbatim the rest is, the likelier it is that the word was put there.
    """
    said = _WORD.findall(claim.text.lower())
    runs = (
        SequenceMatcher(None, said, _WORD.findall(source.text.lower()), autojunk=False).get_matching_blocks()
        for source in sources
    )
    return max(sum(run.size for run in each if run.size > 1) for each in runs) / max(1, len(said))


def _meets(claim: Stated, numbers: Sequence[Quantities], source: Source) -> int:
    """How many more of a claim's quantities are met with a sentence than without."""
    before, after = (unmet(claim.quantities, joined(some)) for some in (numbers, [*numbers, source.quantities]))
    return max(0, before - after)
