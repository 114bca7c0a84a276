"""Which sentences of the evidence answer an ask: few for a narrow one, a whole section for a broad one."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.coverage import Candidate
from assistant.evidence import Finding
from assistant.types import Evidence

NEAR_BEST = 0.09  # a sentence this close to the best one answers too
MOST_NARROW = 4
MOST_BROAD = 24


def select(finding: Finding, evidence: Sequence[Evidence]) -> list[Candidate]:
    """The sentences to quote, in the order of their sources; those admitted as evidence only."""
    admitted = {chunk.chunk_id for one in evidence for chunk in one.passage.chunks}
    usable = [one for one in finding.candidates if one.chunk.chunk_id in admitted]
    if not usable:
        return []
    best = max(one.probability for one in usable)
    near = sorted((one for one in usable if one.probability >= best - NEAR_BEST), key=lambda one: -one.probability)[:MOST_NARROW]
    keys = {(one.chunk.chunk_id, one.position) for one in near}
    return [one for one in usable if (one.chunk.chunk_id, one.position) in keys]
