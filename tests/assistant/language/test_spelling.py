"""A name one letter off is understood; words of the language are left alone."""

from __future__ import annotations

import pytest

from assistant.language.spelling import corrected

NAMES = frozenset(
    "hamburg boston senior engineer engineers team remote staff london economist mathematics"
    " administrator administration".split()
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jobs in Hambrug", "jobs in Hamburg"),
        ("enginers in bostn", "engineers in boston"),
        ("econmist roles", "economist roles"),
        ("sensor data, steam and stuff: remove it", "sensor data, steam and stuff: remove it"),
        ("jobs in Hamburg", "jobs in Hamburg"),
        ("the Hambergue", "the Hambergue"),
        (
            "maths and mathematics, physio and admin",
            "mathematics and mathematics, physio and admin",
        ),
        ("Maths, a name", "Maths, a name"),
    ],
)
def test_one_letter_off(typed: str, meant: str) -> None:
    assert corrected(typed, NAMES) == meant
