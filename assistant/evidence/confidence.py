"""How likely a sentence is to answer an ask: a logistic model over its features.

The weights were fitted by tests/evals/calibrate.py on questions about fictional documents (tests/evals/calibration)
and on the tuning half of the evaluation cases; docs/decisions says how well it tells right from wrong.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple

from assistant.evidence.features import COVERED_FROM, NEAR, Candidate, Features
from assistant.judge.judge import Reading
from assistant.types import Ask, Expected
from store.types import DocumentKind

BIAS = -0.408
WEIGHTS = Features(
    similarity=1.150,
    heading=2.052,
    in_sentence=2.073,
    missing_names=-1.323,
    unmet=-2.413,
    stated=-1.011,
    unstated=-2.569,
    terms=-1.694,
    absent=-0.061,
    far=-3.508,
)
THRESHOLD = 0.2  # below it a sentence doesn't speak of a subject: about 5% of the answerable asks it was fitted on
ANSWERED = 0.14  # the same for what a reranker reads: about one in seven answerable questions of the tune halves
CERTAIN = 0.95
PLAIN = 0.7  # from which the evidence is taken to answer, whatever a model says of it
TOLD_ELSEWHERE = 0.5  # from which a sentence of an article answers what was asked of the roles
ALL_ABSENT, ABOUT = 0.99, 0.45
UNRELATED = 0.05  # a sentence that has nothing of what is asked: that no attribute is missing makes it no answer
_PLACE_WORDS = frozenset("base locat locate offer post site offic place where citi countri find situat".split())


class FeatureReranker:
    """The logistic model over a sentence's features."""

    name = "features"

    def read(self, ask: Ask, sentences: Sequence[Candidate]) -> list[Reading]:
        """Return how likely each sentence answers the ask."""
        return [Reading(_probability(ask, sentence)) for sentence in sentences]


def _probability(ask: Ask, candidate: Candidate) -> float:
    if _names_the_place(ask, candidate):
        return CERTAIN
    if ask.terms and _has_nothing_of(candidate.features):
        return UNRELATED
    pairs = zip(astuple(WEIGHTS), astuple(candidate.features), strict=True)
    return 1 / (1 + math.exp(-(BIAS + sum(weight * value for weight, value in pairs))))


def _has_nothing_of(features: Features) -> bool:
    """Whether a sentence shares no word or near word with what is asked, and is not near to it either.

    Nor where all that was retrieved covers none of the words: then a name in common is all there is.
    """
    if features.absent >= ALL_ABSENT and max(features.similarity, features.heading) < ABOUT:
        return True
    return features.in_sentence < COVERED_FROM / 10 and max(features.similarity, features.heading) < NEAR


def _names_the_place(ask: Ask, candidate: Candidate) -> bool:
    """Whether it is asked where a role is, and nothing else, and the sentence names a city it is posted in."""
    role = candidate.chunk.document
    if ask.expected is not Expected.PLACE or not ask.scope or role.kind is not DocumentKind.ROLE:
        return False
    if any(term.stem not in _PLACE_WORDS for term in ask.terms):
        return False
    return any(posting.place.city and posting.place.city in candidate.text for posting in role.postings)
