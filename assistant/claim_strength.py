"""How far some source sentences carry a claim: a logistic model of how much of it stands there.

It knows only claims whose facts agree (see claim_conflicts); where one does not, a claim is weaker than all of those.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.claim_conflicts import Compared, conflicts
from assistant.claim_edits import replaced
from assistant.claim_order import told_in_order
from assistant.claim_quantities import Quantities, joined, unmet
from assistant.claim_sources import Source, title_words
from assistant.claim_stated import Stated
from assistant.claim_weights import FRAME, Weights
from assistant.claim_words import Embed, Words
from assistant.facts import stems
from store.stemming import stem

# Fitted by `python tests/evals/claims.py --fit`.
FEATURES = ("covered", "cosine", "bare", "gain", "replaced")
WEIGHTS = (0.43, 5.40, -3.25, -13.81, -1.34)
BIAS = -1.33

_MOST_QUOTES = 4  # of one passage, where a statement gathers what several sentences or list items say
_LEAST_GAIN = 0.15  # share of a statement's words that a further sentence must add
_A_NUMBER = 0.3  # what it gains by a number, whatever that weighs as a word
_BARE = 0.2  # a part of a claim that has less of its words in its source says something else
_LACKS = 0.5  # a word found less than so far is not found
_WORD = re.compile(r"[^\W\d_]+")


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

    def __init__(self, sources: Sequence[Source], words: Words, embed: Embed) -> None:
        self._weights = Weights(sources, words)
        self._words = words
        self._embed = embed

    def carried(self, claim: Stated, matches: Sequence[Match]) -> Carried:
        """How far a claim is carried by these source sentences alone."""
        chosen = self._choose(claim, matches)
        if not chosen:
            return NOTHING
        sources = tuple(match.source for match in chosen)
        passages = tuple(match.source for match in matches)
        features = self._features(claim, chosen, passages)
        strength = 1 / (1 + math.exp(-BIAS - sum(map(float.__mul__, WEIGHTS, features))))
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
        return chosen

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
        covered = self._weights.covered(credit)
        lacking = frozenset(word for word, value in credit.items() if value < _LACKS and word not in FRAME)
        telling = (credits for words, credits in parts if len(words) > 1 or not words <= FRAME)
        shares = [self._weights.covered(credits) for credits in telling] or [covered]
        return (
            covered,
            max(match.cosine for match in chosen),
            float(min(shares) < _BARE),
            self._gain(claim, lacking, chosen),
            max(self._replaced(claim, source) for source in sources),
        )

    def _credits(
        self, words: frozenset[str], sources: Sequence[Source], bound: frozenset[int], passages: Sequence[Source]
    ) -> dict[str, float]:
        """How far each word of a part stands in the one sentence that has most of them, or names its document."""
        named = frozenset[str]().union(*(source.about for source in passages if source.number in bound))
        found = [{word: float(word in named) for word in words}]
        found += [self._weights.credits(words, one) for one in sources if not bound or one.number in bound]
        return max(found, key=self._weights.covered)

    def _gain(self, claim: Stated, lacking: frozenset[str], chosen: Sequence[Match]) -> float:
        """How much nearer a claim comes to its source without the words that the source lacks.

        An invented detail takes it away from its source; other words for what the source says hold it there.
        """
        nearest = max(chosen, key=lambda match: match.cosine)
        kept = _WORD.sub(lambda match: "" if stem(match[0].lower()) in lacking else match[0], claim.text)
        if not lacking or not stems(kept):
            return 0.0
        one, other = np.asarray(self._embed([" ".join(kept.split()), nearest.source.text]), dtype=np.float64)
        length = float(np.linalg.norm(one) * np.linalg.norm(other))
        return float(one @ other) / max(length, 1e-12) - nearest.cosine

    def _replaced(self, claim: Stated, source: Source) -> float:
        order = told_in_order(claim.text, source.people, title_words(source.document))
        return replaced(order, source.in_order, self._words.share)


def _meets(claim: Stated, numbers: Sequence[Quantities], source: Source) -> int:
    """How many more of a claim's quantities are met with a sentence than without."""
    before, after = (unmet(claim.quantities, joined(some)) for some in (numbers, [*numbers, source.quantities]))
    return max(0, before - after)
