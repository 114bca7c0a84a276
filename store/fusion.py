"""Joins ranked lists into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# From Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank
# Learning Methods", SIGIR 2009: k = 60 was near-optimal on every collection they tried.
RANK_CONSTANT = 60


@dataclass(frozen=True, slots=True)
class Fused:
    """One item of the fused list: its score and the lists it stood in."""

    item: str
    score: float
    found_by: tuple[str, ...]


def fuse(rankings: Mapping[str, Sequence[str]]) -> list[Fused]:
    """Reciprocal rank fusion of lists of distinct items, best first; ties keep the order of first appearance."""
    scores: dict[str, float] = {}
    found: dict[str, list[str]] = {}
    for name, ranking in rankings.items():
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (RANK_CONSTANT + rank)
            found.setdefault(item, []).append(name)
    ordered = sorted(scores, key=lambda item: -scores[item])
    return [Fused(item, scores[item], tuple(found[item])) for item in ordered]
