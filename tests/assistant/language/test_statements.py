"""What an asker says of himself, piece by piece."""

from __future__ import annotations

import pytest

from assistant.language.statements import Stance, statements_in, told_at, told_in, words

EXAMPLES = [
    (stance, word, said)
    for stance in ("needs", "likes", "lacks")
    for word, said in words()[stance].items()
]


@pytest.mark.parametrize(("stance", "word", "said"), EXAMPLES)
def test_each_word_is_read_in_its_example(stance: str, word: str, said: str) -> None:
    assert word in said.lower()
    assert [one.stance for one in statements_in(said)] == [Stance(stance)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I have 3 years and no PhD", ["has 3 years", "lacks PhD"]),
        ("I know Python and SQL", ["has Python and SQL"]),
        ("I need visa sponsorship.", ["needs visa sponsorship"]),
        ("im from Brazil and i need a visa", ["has from Brazil", "needs a visa"]),
        ("I can't swim, but I speak fluent Welsh", ["lacks swim", "has fluent Welsh"]),
        ("with two years at sea and no degree", ["has two years at sea", "lacks degree"]),
        (
            "need somewhere to live, want to be in Cork",
            ["needs somewhere to live", "needs be in Cork"],
        ),
        ("Don't drive, never will.", ["lacks drive"]),
        ("I don't want to work nights", ["lacks work nights"]),
        ("The harbour pilot boards ships at sea.", []),
        ("free parking for staff", []),
    ],
)
def test_statements_are_told_apart(said: str, expected: list[str]) -> None:
    assert [f"{one.stance} {one.what}" for one in statements_in(said)] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "just qualified as a pilot, no experience. will any of you take me",
            ["has just qualified as a pilot", "lacks experience"],
        ),
        (
            "im a pilot from Peru 4 years at sea need a permit, whats open to me",
            ["has a pilot from Peru 4 years at sea", "needs a permit"],
        ),
        (
            "Could I be a pilot with two years at sea and no degree?",
            ["has two years at sea", "lacks degree"],
        ),
        ("I need a visa, a car and a flat", ["needs a visa", "needs a car", "needs a flat"]),
        ("Am I qualified for it?", []),
    ],
)
def test_what_is_told_beside_a_question_is_told_apart(said: str, expected: list[str]) -> None:
    assert [f"{one.stance} {one.what}" for one in told_in(said)] == expected


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I live in Porto, which jobs are there?", ["I live in Porto"]),
        (
            "We are from Hull and my husband is a chef. Is there parking in Cork?",
            ["We are from Hull", "and my husband is a chef"],
        ),
        ("I worked in Linz, Austria, as a porter; do you sponsor?",
         ["I worked in Linz", "Austria", "as a porter"]),
        ("Just qualified as a welder in June. Jobs in Cork?", ["Just qualified as a welder in June"]),
        ("I have 3 years in Hull what can I apply for", ["I have 3 years in Hull"]),
        ("I lived in Linz and I need a job in Hull", ["I lived in Linz", "and I"]),
        ("Do I live in Hull then?", []),
        ("recently posted jobs in Hull", []),
        ("which jobs in Hull pay more than I earn", []),
    ],
)  # fmt: skip
def test_where_a_text_tells_how_the_asker_lives(said: str, told: list[str]) -> None:
    assert [said[start:end].strip() for start, end in told_at(said)] == told


@pytest.mark.parametrize("said", words()["aims"].values())
def test_what_is_aimed_at_is_not_told(said: str) -> None:
    assert not any("Hull" in said[start:end] for start, end in told_at(said))
