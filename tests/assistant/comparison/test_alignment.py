"""Which sentences of two roles say the same: each other's nearest, near enough, and not at odds."""

from __future__ import annotations

import numpy as np
import pytest

from alignment import found, rates
from assistant.comparison.alignment import align, framed
from assistant.comparison.contradiction import at_odds
from assistant.tuning import tuning
from store.embedding.embedder import PACKAGED, Vectors, open_embedder


def unit(*rows: list[float]) -> Vectors:
    vectors = np.array(rows, dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


ONE, TWO, THREE, FOUR = [1.0, 0, 0, 0], [0, 1.0, 0, 0], [0, 0, 1.0, 0], [0, 0, 0, 1.0]


def test_only_sentences_that_are_each_others_nearest_are_aligned() -> None:
    nearly_one = [0.9, 0.3, 0, 0]
    pairs = align(unit(ONE, nearly_one, THREE), unit(ONE, FOUR))
    assert [(i, j) for i, j, _ in pairs] == [(0, 0)]


def test_what_is_not_near_enough_is_not_aligned() -> None:
    first, second = unit(ONE, TWO), unit(THREE, FOUR)
    assert align(first, second) == []
    assert align(first, second, threshold=-1.0) != []


def test_the_best_pair_comes_first_and_the_same_pairs_each_time() -> None:
    first, second = unit(ONE, [0, 0.8, 0.6, 0], FOUR), unit(FOUR, TWO, ONE)
    pairs = align(first, second)
    similarities = [similarity for _, _, similarity in pairs]
    assert similarities == sorted(similarities, reverse=True)
    assert {(i, j) for i, j, _ in pairs} == {(0, 2), (1, 1), (2, 0)}
    assert pairs == align(first, second)


def test_a_role_that_says_nothing_is_aligned_with_nothing() -> None:
    nothing = np.zeros((0, 4), dtype=np.float32)
    assert align(nothing, unit(ONE)) == align(unit(ONE), nothing) == []


def test_one_sentence_can_be_aligned_with_one() -> None:
    assert [(i, j) for i, j, _ in align(unit(ONE), unit(ONE))] == [(0, 0)]


def test_what_all_sentences_of_a_role_share_aligns_none_of_them() -> None:
    """Every sentence of the one begins as every sentence of the other does; what follows is what
    counts.
    """

    def role(begins_at: int) -> Vectors:
        return unit(
            *[[1.5, *(float(at == begins_at + own) for at in range(30))] for own in range(15)]
        )

    first, second = role(0), role(15)
    assert float((first @ second.T).min()) > tuning().comparison.aligned + 0.3
    assert align(first, second) == []


def test_of_two_as_near_the_one_on_the_same_aspect_is_meant() -> None:
    first, second = unit([0.6, 0.8, 0, 0]), unit([0.6, 0, 0.8, 0], [0.6, 0, 0, 0.8])
    assert [(i, j) for i, j, _ in align(first, second, 0.0)] == [(0, 0)]
    assert [(i, j) for i, j, _ in align(first, second, 0.0, np.array([[False, True]]))] == [(0, 1)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Bachelor's degree in law", "Master's degree in law"),
        ("A degree in physics", "A degree in music"),
        ("A licence for lorries", "A licence for cranes"),
        ("Five years in a kitchen", "Two years in a kitchen"),
        ("A contract of six months", "A contract of two years"),
        ("You begin in June.", "You begin in September."),
        ("The post is permanent.", "The post is fixed-term, for the summer."),
        ("Full-time", "Part-time, in the mornings"),
        ("You speak German.", "You speak French."),
        ("Night shifts only", "Day shifts only"),
        ("Program in Rust", "Program in Kotlin"),
        ("You report to the head of the ovens.", "You report to the harbour master."),
        ("A degree is not required.", "A degree in baking"),
        ("Which school you went to does not matter.", "Diploma of a school of baking"),
        ("No work at weekends", "You work at weekends."),
        ("The oven holds 40 loaves.", "The oven holds 90 loaves."),
    ],
)
def test_what_differs_in_a_detail_is_not_the_same(first: str, second: str) -> None:
    assert at_odds(first, second)
    assert at_odds(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "A doctorate in economics, completed by the start",
            "PhD in economics, defended before you join",
        ),
        ("For the first four weeks", "During the first month"),
        ("At least twelve months on a ward", "One year on a ward"),
        ("We do not insist on a degree.", "A degree is not required."),
        ("You speak English.", "English, written and spoken"),
        ("A seminar on Thursdays", "The seminar is on Mondays."),
        ("Mentor the apprentices", "Coaching for those who learn the trade"),
        ("Visit the site twice a week", "Visits to the site"),
        ("Work closely with business leaders", "Collaborate with leaders in business"),
    ],
)
def test_other_words_for_the_same_are_not_at_odds(first: str, second: str) -> None:
    assert not at_odds(first, second)
    assert not at_odds(second, first)


def test_names_of_the_roles_themselves_tell_nothing() -> None:
    first, second = "The Ovens team of Dunmore bakes.", "The Quays team of Seaward bakes."
    assert at_odds(first, second)
    assert not at_odds(first, second, frozenset({"oven", "dunmor", "quay", "seaward"}))


def test_lists_and_prose_are_embedded_alike() -> None:
    assert (
        framed("Shape the\nloaves.")
        == framed("Shape the loaves")
        == "In this job, Shape the loaves."
    )


@pytest.mark.model
def test_sentences_that_share_no_word_are_aligned_by_meaning() -> None:
    embedder = open_embedder(PACKAGED)
    first = ["Keep a diary of the weather.", "Feed the hens at dawn.", "Repair torn nets."]
    second = [
        "Mend damaged fishing gear.",
        "Teach children to swim.",
        "Write down rain and wind every day.",
    ]
    vectors = [
        embedder.embed([framed(sentence) for sentence in sentences])
        for sentences in (first, second)
    ]
    assert {(i, j) for i, j, _ in align(*vectors)} == {(0, 2), (2, 0)}


@pytest.mark.model
def test_pairs_that_nothing_was_tuned_on_are_aligned_as_well_as_measured() -> None:
    """Measured: precision 0.85 and recall 0.81, of 48 pairs; docs/decisions/0007 says how often
    they were looked at.
    """
    precision, recall = rates(found("held", open_embedder(PACKAGED)), tuning().comparison.aligned)
    assert precision >= 0.8
    assert recall >= 0.8
