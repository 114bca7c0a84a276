"""A name one letter off is understood; words of the language are left alone."""

from __future__ import annotations

import pytest

from assistant.language import spelling
from assistant.language.spelling import corrected
from store.text.listed import listed

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


@pytest.mark.parametrize(
    ("hurried", "full", "said"),
    [(word, *entry) for word, entry in listed(spelling.__file__, "spelling").items()],
)
def test_a_hurried_spelling_is_written_out(hurried: str, full: str, said: str) -> None:
    assert corrected(said, NAMES) == " ".join(
        full if word == hurried else word for word in said.split()
    )


@pytest.mark.parametrize(
    "text", ["jobs with python and r", "r programming", "R and SQL", "vitamin B, n and v", "N/A"]
)
def test_a_letter_that_names_something_stays(text: str) -> None:
    assert corrected(text, NAMES) == text
