"""What the scope picker offers is what a question is then asked of."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.page.session.scopes import (
    choices_with,
    role_value,
    scope_choices,
    scope_of,
    values_of,
)
from assistant.question.known import Known
from assistant.question.scope import EVERYTHING, Scope
from harbour import known_harbour


@pytest.fixture
def known(tmp_path: Path) -> Known:
    return known_harbour(tmp_path)


def test_every_document_and_place_is_offered_once_articles_first(known: Known) -> None:
    choices = scope_choices(known)
    assert (
        len({value for _, value in choices})
        == len(choices)
        == len(known.documents) + len(known.catalog.places)
    )
    assert len({label for label, _ in choices}) == len(choices)  # two pilots are told apart
    assert choices[0][0] == "Article: How the port hires"
    assert "Place: Boston, MA, US" in [label for label, _ in choices]


def test_each_choice_narrows_to_what_it_says(known: Known) -> None:
    for label, value in scope_choices(known):
        left = scope_of([value]).of(known.documents)
        kind, _, name = label.partition(": ")
        assert left, label
        if kind == "Place":
            assert {str(posting.place) for one in left for posting in one.postings} == {
                value.partition(":")[2]
            }
        else:
            assert (
                len(left) == 1 and name.startswith(left[0].title) and left[0].kind == kind.lower()
            )


def test_a_scope_and_its_choices_are_one(known: Known) -> None:
    values = [value for _, value in scope_choices(known)]
    scope = scope_of(values)
    assert values_of(scope) == values
    assert scope_of([role_value("a"), "place:GB, Hull"]) == Scope(("a",), ("GB, Hull",))
    assert scope_of(None) == scope_of([]) == scope_of(["nonsense"]) == EVERYTHING


def test_what_is_no_longer_stored_is_still_a_choice_where_it_was_chosen(known: Known) -> None:
    stored = scope_choices(known)
    assert choices_with([], known) == choices_with([stored[0][1]], known) == stored
    gone = choices_with([role_value("rye-1"), stored[0][1], "place:GB, Rye"], known)
    assert gone == [
        *stored,
        ("No longer stored: rye-1", role_value("rye-1")),
        ("No longer stored: GB, Rye", "place:GB, Rye"),
    ]
