"""Judge claims by rules: the facts that a claim and its sources share, and how much of it stands there.

A sentence is set against the sentences of the passages it cites, those apart that are orders to a language model. The
one that carries most of it is chosen, then those that add what it lacks. Two things are asked of these.

- Do the facts agree (claim_conflicts)? A number has to be there with what it counts or measures, a name has to be known
  and to stand in its own place; neither may deny or require what the other does not; what comes first, and who does
  what to whom, may not be turned round. Where one of these disagrees the claim is UNSUPPORTED.
- How far do they carry it (claim_strength)? A logistic model over how many of its words stand there as they are or in
  words of near meaning, how near the vectors are, whether a part of it has nothing to stand on, and whether it repeats
  its source but for a word.

SUPPORTED from 0.75, WEAK from 0.40, else UNSUPPORTED. A marker is added, or a wrong one replaced, only from 0.85: a
citation that the model did not give must be clearer than one it did. Nor is it where the cited passage says as much of
the claim but for a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.check.rules.nearness import Words
from assistant.check.rules.strength import NOTHING, Carried, Match, Scale
from assistant.check.sources import Source, Stated, labels, sources_of
from assistant.check.statements import Statement
from assistant.check.verdict import Finding, Verdict
from assistant.types import Evidence

Embed = Callable[[Sequence[str]], NDArray[Any]]

SUPPORTED, WEAK, CLEAR = 0.75, 0.40, 0.85
_CLEARER, _MUCH = 0.1, 0.2


class RulesChecker:
    """Judges by rules; `embed` gives one row of numbers a text."""

    name = "rules"

    def __init__(self, embed: Embed) -> None:
        self._embed = embed

    def judge(self, claims: Sequence[Statement], evidence: Sequence[Evidence]) -> list[Verdict]:
        """Return a verdict for each claim."""
        read = _read([claim.text for claim in claims], evidence, self._embed)
        if read is None:
            return [Verdict(Finding.NOT_FOUND, -1.0)] * len(claims)
        stated, matches, scale = read
        cited = (claim.cited for claim in claims)
        return [_judge(*each, scale) for each in zip(stated, cited, matches, strict=True)]


def carried_by(sentence: str, evidence: Sequence[Evidence], embed: Embed) -> Carried:
    """How far one sentence is carried by all of the evidence together, with the features of that."""
    read = _read([sentence], evidence, embed)
    if read is None:
        return NOTHING
    (stated,), (matches,), scale = read
    return scale.carried(stated, matches)


def _read(
    texts: Sequence[str], evidence: Sequence[Evidence], embed: Embed
) -> tuple[list[Stated], list[list[Match]], Scale] | None:
    """Claims, how near each is to every source sentence, and what weighs them; None where there is nothing to weigh."""
    sources = sources_of(evidence)
    if not texts or not sources:
        return None
    known = labels(evidence)
    stated = [Stated(text, known) for text in texts]
    told = [source.text for source in sources]
    cosines = _cosines(embed, texts, sources).tolist()
    matches = [[Match(*pair) for pair in zip(sources, row, strict=True)] for row in cosines]
    return stated, matches, Scale(sources, Words([*texts, *told], embed))


def _cosines(embed: Embed, texts: Sequence[str], sources: Sequence[Source]) -> NDArray[np.float64]:
    """How near each text comes to each source, or to one part of it."""
    parts = [(part, at) for at, source in enumerate(sources) for part in source.parts]
    rows = np.asarray(embed([*texts, *(part for part, _ in parts)]), dtype=np.float64)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    starts = [index for index, (_, at) in enumerate(parts) if not index or parts[index - 1][1] != at]
    cosines: NDArray[np.float64] = np.maximum.reduceat(rows[: len(texts)] @ rows[len(texts) :].T, starts, axis=1)
    return cosines


@dataclass(frozen=True, slots=True)
class _Carried:
    """A verdict, and the strength there would be if no fact disagreed."""

    verdict: Verdict
    likeness: float


def _judge(claim: Stated, cited: frozenset[int], matches: Sequence[Match], scale: Scale) -> Verdict:
    """By the cited evidence; failing that by any one passage, where that is clear."""
    by_number: dict[int, list[Match]] = {}
    for match in matches:
        by_number.setdefault(match.source.number, []).append(match)
    own = [match for number in sorted(cited) for match in by_number.get(number, ())]
    by_cited = _weighed(claim, scale.carried(claim, own))
    if by_cited.verdict.is_supported:
        return by_cited.verdict
    verdicts = [_weighed(claim, scale.carried(claim, group)).verdict for group in by_number.values()]
    best = max(verdicts, key=lambda verdict: verdict.strength)
    # Where what is cited carries a claim but for a fact, that fact is wrong, and no other passage makes it right.
    clearer = best.strength > by_cited.likeness + (_CLEARER if by_cited.likeness < SUPPORTED else _MUCH)
    return best if best.is_supported and best.strength >= CLEAR and clearer else by_cited.verdict


def _weighed(claim: Stated, carried: Carried) -> _Carried:
    strength, likeness = carried.strength, carried.likeness
    if carried.conflicts:
        return _Carried(Verdict(Finding.CONTRADICTED, strength), likeness)
    if strength < WEAK:
        return _Carried(Verdict(Finding.NOT_FOUND, strength), likeness)
    around = frozenset[str]().union(*(source.around for source in carried.sources))
    weak = strength < SUPPORTED or claim.opens_strangely(around)
    return _Carried(Verdict(Finding.SUPPORTED, strength, carried.sources, is_weak=weak), likeness)
