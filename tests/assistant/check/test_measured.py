"""What the check of claims is measured by, on every labelled pair: floors a little under what it reaches.

tests/evals/claims.py prints the figures; docs/decisions/0026-the-judge-checks-claims.md has them.
"""

from __future__ import annotations

import pytest

from assistant.types import Support
from claims import FRESH, HELD, MORE, TUNE, Judged, area, judged, rates
from store.embedding.embedder import PACKAGED, open_embedder


@pytest.fixture(scope="session")
def pairs() -> list[Judged]:
    return judged(open_embedder(PACKAGED), (TUNE, HELD, MORE, FRESH))


@pytest.mark.model
def test_supported_claims_are_stronger_than_changed_ones(pairs: list[Judged]) -> None:
    assert len(pairs) == 625
    assert area(pairs) >= 0.91


@pytest.mark.model
def test_what_is_told_supported_mostly_is(pairs: list[Judged]) -> None:
    precision, recall = rates(pairs)
    assert precision >= 0.87
    assert recall >= 0.73
    assert rates(pairs, Support.WEAK)[1] >= 0.92


@pytest.mark.model
def test_claims_that_nothing_was_chosen_by_are_told_apart_too(pairs: list[Judged]) -> None:
    held = [pair for pair in pairs if pair.half == HELD]
    precision, recall = rates(held)
    assert area(held) >= 0.91
    assert precision >= 0.84
    assert recall >= 0.8


@pytest.mark.model
@pytest.mark.parametrize("kind", ["number", "name", "negation", "place", "role", "relation"])
def test_a_changed_fact_is_mostly_not_told_supported(pairs: list[Judged], kind: str) -> None:
    changed = [pair for pair in pairs if pair.changed == kind]
    assert sum(pair.support is Support.SUPPORTED for pair in changed) <= 0.2 * len(changed)
