from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CaseError
from cases import load_cases
from evaluation import right_abstentions

CASES = Path(__file__).with_name("cases.yaml")


def test_the_cases_are_enough_and_half_of_them_held() -> None:
    cases = load_cases(CASES)
    held = [case for case in cases if case.split == "held"]
    assert len(cases) >= 60
    assert len(held) * 2 == len(cases)
    assert {case.kind for case in held} == {case.kind for case in cases}
    assert all(bool(case.facts) == case.answerable for case in cases)


def test_the_curve_counts_what_lies_below_the_allowed_wrong_refusals() -> None:
    answerable = [0.1, *[0.5 + at / 100 for at in range(19)]]
    unanswerable = [0.05, 0.2, 0.49, 0.9]
    assert right_abstentions(answerable, unanswerable, 0.02) == 0.25
    assert right_abstentions(answerable, unanswerable, 0.05) == 0.75


def test_a_bad_case_file_is_named_with_its_fault(tmp_path: Path) -> None:
    bad = tmp_path / "cases.yaml"
    bad.write_text(
        "- {id: a, split: tune, kind: direct, turns: [x], answerable: true, facts: ['(']}\n"
    )
    with pytest.raises(CaseError, match=r"cases\.yaml"):
        load_cases(bad)
    with pytest.raises(CaseError, match="missing"):
        load_cases(tmp_path / "missing.yaml")
