"""What the check of claims is measured by, on every labelled pair: floors a little under what it
reaches.

tests/evals/claims.py prints the figures; docs/decisions/0028-replies-are-shown-with-their-marks.md
has them.
"""

from __future__ import annotations

import pytest

from assistant.types import Support
from claims import FRESH, HELD, MORE, TUNE, Judged, area, is_red, judged, rates
from store.embedding.embedder import PACKAGED, open_embedder


@pytest.fixture(scope="session")
def pairs() -> list[Judged]:
    return judged(open_embedder(PACKAGED), (TUNE, HELD, MORE, FRESH))


@pytest.mark.model
def test_supported_claims_are_stronger_than_changed_ones(pairs: list[Judged]) -> None:
    assert len(pairs) == 625
    assert area(pairs) >= 0.905


@pytest.mark.model
def test_what_is_told_supported_mostly_is(pairs: list[Judged]) -> None:
    precision, recall = rates(pairs)
    assert precision >= 0.85
    assert recall >= 0.62
    assert rates(pairs, Support.WEAK)[1] >= 0.93


@pytest.mark.model
def test_claims_that_nothing_was_chosen_by_are_told_apart_too(pairs: list[Judged]) -> None:
    held = [pair for pair in pairs if pair.half == HELD]
    precision, _ = rates(held)
    assert area(held) >= 0.91
    assert precision >= 0.80
    assert rates(held, Support.WEAK)[1] >= 0.93


@pytest.mark.model
@pytest.mark.parametrize("kind", ["number", "name", "negation", "place", "role", "relation"])
def test_a_changed_fact_is_mostly_not_told_supported(pairs: list[Judged], kind: str) -> None:
    changed = [pair for pair in pairs if pair.changed == kind]
    # Of who does what to whom the judge is least sure: nearly four in ten of these are told supported.
    most = 0.38 if kind == "relation" else 0.15
    assert sum(pair.support is Support.SUPPORTED for pair in changed) <= most * len(changed)


@pytest.mark.model
def test_honest_claims_are_hardly_ever_red_and_false_ones_mostly(pairs: list[Judged]) -> None:
    honest, false = ([pair for pair in pairs if pair.right is right] for right in (True, False))
    assert sum(map(is_red, honest)) <= 0.06 * len(honest)
    assert sum(map(is_red, false)) >= 0.58 * len(false)
