"""Dates of postings and the periods that questions name."""

from __future__ import annotations

from datetime import date

import pytest

from store.facets.names.periods import find_periods, posted_on


@pytest.mark.parametrize(
    ("question", "inside", "outside"),
    [
        ("posted after March 2025", "2025-04-01", "2025-03-31"),
        ("since 2025-03", "2025-03-01", "2025-02-28"),
        ("before 1 March 2025", "2025-02-28", "2025-03-01"),
        ("until March 2025", "2025-03-31", "2025-04-01"),
        ("jobs listed in 2024", "2024-12-31", "2025-01-01"),
        ("in March", "2019-03-05", "2019-04-05"),
        ("on March 5th, 2025", "2025-03-05", "2025-03-06"),
        ("before Christmas 2025", "2025-12-24", "2025-12-25"),
        ("of 2025", "5 May 2025", "5 May 2024"),
    ],
)
def test_a_period_holds_its_days(question: str, inside: str, outside: str) -> None:
    (mention,) = find_periods(question)
    assert mention.period.holds(inside)
    assert not mention.period.holds(outside)
    assert not mention.period.holds("") and not mention.period.holds("soon")


@pytest.mark.parametrize(
    "text", ["in Boston", "may I apply?", "the march of time", "in 12 months", "after 2025-13"]
)
def test_other_words_are_no_period(text: str) -> None:
    assert list(find_periods(text)) == []


def test_dates_are_read_as_they_are_written() -> None:
    assert posted_on("March 2, 2025") == posted_on("2025-03-02") == date(2025, 3, 2)
    assert posted_on("as soon as possible") is None
