"""Which words of a question name a facet, what they rule out, and what they demand together."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.language import conditions
from assistant.question import mentions as found_by
from assistant.question.known import Known
from assistant.question.mentions import conditions_of, find_mentions
from harbour import known_harbour
from store.search import catalog
from store.search.catalog import Catalog, Condition, Facet


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known_harbour(Path(tmp_path_factory.mktemp("port")))


def test_every_condition_is_decided_said_and_has_its_place_among_those_that_are_found() -> None:
    assert set(catalog._TESTS) == set(Facet) == {*found_by._FIRST_TO_LAST, Facet.TEXT}
    unsure = {
        facet
        for facet, holds in catalog._TESTS.items()
        if "None" in holds.__annotations__["return"]
    }
    assert set(conditions._UNKNOWN) == unsure
    for facet in Facet:
        assert conditions.in_words([Condition(facet, ("x",))], Catalog(()))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("pilots in Hull", [("pilots", "title", False), ("Hull", "place", False)]),
        (
            "senior people at Saltmarsh",
            [("senior", "level", False), ("Saltmarsh", "company", False)],
        ),
        ("jobs outside Germany or Canada", [("Germany", "place", True), ("Canada", "place", True)]),
        ("pilot jobs not in Hull", [("pilot", "title", False), ("Hull", "place", True)]),
        ("everything but internships", [("internships", "level", True)]),
        ("non-US roles", [("US", "place", True)]),
        ("roles that aren't in Munich", [("Munich", "place", True)]),
        ("the Heavy Lift team", [("Heavy Lift", "team", False)]),
        ("what does tac do", [("tac", "team", False)]),
        ("jobs at Northquay", [("Northquay", "company", False)]),
        ("civil engineers", [("civil engineers", "title", False)]),
        ("who manages the channel?", []),
        ("Compare Ice Watch with it", [("Ice Watch", "team", False)]),
        ("jobs overseas", [("overseas", "place", True)]),
        ("jobs posted after March 2025", [("after March 2025", "date", False)]),
    ],
)
def test_mentions(known: Known, question: str, found: list[tuple[str, str, bool]]) -> None:
    mentions = find_mentions(question, known)
    assert [
        (question[one.start : one.end], str(one.facet), one.negated) for one in mentions
    ] == found


@pytest.mark.parametrize(
    ("question", "postings"),
    [
        ("Hull or Munich", 4),
        ("Hull and Munich", 4),
        ("Boston, MA", 1),
        ("Boston, Hull, Hamburg", 5),
        ("pilots and engineers", 7),
        ("pilots in Canada or Germany", 1),
        ("pilots neither in Hull nor in Boston", 1),
        ("the TAC role and the Munich role", 6),
        ("the US but not Boston", 1),
        ("Vancouver, BC", 1),
        ("GB, Hull", 3),
        ("Germany and the US", 4),
        ("Canada and the US", 3),
        ("outside Germany and the US", 4),
        ("remote in the US", 1),
        ("dated after February", 1),
    ],
)
def test_values_of_one_facet_are_alternatives_and_facets_narrow_each_other(
    known: Known, question: str, postings: int
) -> None:
    conditions = conditions_of(question, find_mentions(question, known), known.catalog)
    assert len(known.catalog.select(conditions).postings) == postings
