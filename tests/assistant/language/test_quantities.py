"""Comparisons and superlatives in questions, and each word of their tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from assistant.language.orders import words
from assistant.language.quantities import find_quantities
from assistant.types import Entity
from store.facets.names.periods import Period
from store.search.catalog import Facet, Measure, Operator, Rank

TODAY = date(2026, 9, 14)


def only(question: str) -> Entity:
    (found,) = find_quantities(question, TODAY)
    return found


def ranks(question: str) -> list[Rank]:
    return [
        value
        for one in find_quantities(question, TODAY)
        for value in one.values
        if isinstance(value, Rank)
    ]


def examples(*tables: str) -> Iterator[tuple[str, str, str]]:
    """The rows of a table of the file: the key a word stands under, the word and its question."""
    for table in tables:
        for key, rows in words()[table].items():
            yield from ((key, word, question) for word, question in rows.items())


@pytest.mark.parametrize(("word", "question"), words()["lacks"].items())
def test_each_word_of_silence_asks_for_what_states_none(word: str, question: str) -> None:
    assert word in question
    found = only(question)
    assert (found.facet, found.values, found.negated) == (Facet.PAY, (Measure(),), True)


@pytest.mark.parametrize(("operator", "word", "question"), [*examples("before", "behind")])
def test_each_comparative_is_read_as_its_operator(operator: str, word: str, question: str) -> None:
    assert word in question
    (value,) = only(question).values
    assert isinstance(value, Measure)
    assert value.operator is Operator(operator)
    assert value.number in (30_000, 4)


@pytest.mark.parametrize(("end", "word", "question"), [*examples("superlatives")])
def test_each_superlative_is_an_end_of_an_order(end: str, word: str, question: str) -> None:
    (value,) = only(question).values
    assert word in question and isinstance(value, Rank)
    assert value.highest is (end in ("highest", "last"))


@pytest.mark.parametrize(("kind", "word", "question"), [*examples("order")])
def test_each_word_of_an_order_asks_for_all_in_it(kind: str, word: str, question: str) -> None:
    (rank,) = ranks(question)
    assert word in question and rank.number == 0
    assert rank.highest is (kind not in ("lowest", "rising"))


@pytest.mark.parametrize(
    ("question", "rank"),
    [
        ("yearly salaries sorted from highest to lowest", Rank(Facet.PAY, True, 0)),
        ("full time jobs by closing date, soonest first", Rank(Facet.CLOSES, False, 0)),
        ("order them by how much they pay", Rank(Facet.PAY, True, 0)),
        ("sorted by experience needed, least first", Rank(Facet.EXPERIENCE, False, 0)),
        ("rank the bakers by years of experience, most first", Rank(Facet.EXPERIENCE, True, 0)),
        ("in order of closing date, latest first", Rank(Facet.CLOSES, True, 0)),
        ("jobs in Hull, best paid first", Rank(Facet.PAY, True, 0)),
        ("which close next month? soonest first", Rank(Facet.CLOSES, False, 0)),
        ("jobs from the lowest to the highest pay", Rank(Facet.PAY, False, 0)),
        ("which close soonest? list them in order", Rank(Facet.CLOSES, False, 0)),
        ("top five by pay", Rank(Facet.PAY, True, 5)),
        ("the three best paid in Leeds", Rank(Facet.PAY, True, 3)),
        ("the top 5 highest paying jobs", Rank(Facet.PAY, True, 5)),
        ("what are the two jobs that pay the least?", Rank(Facet.PAY, False, 2)),
        ("which 3 postings close soonest", Rank(Facet.CLOSES, False, 3)),
        ("first three to close", Rank(Facet.CLOSES, False, 3)),
        ("Which need the most experience? top 4", Rank(Facet.EXPERIENCE, True, 4)),
        ("of the three jobs in Hull, which one pays most?", Rank(Facet.PAY, True, 1)),
        ("I have two years, which pays most?", Rank(Facet.PAY, True, 1)),
    ],
)
def test_how_many_are_asked_for_and_from_which_end(question: str, rank: Rank) -> None:
    assert ranks(question) == [rank]


@pytest.mark.parametrize(
    "question",
    [
        "Do I have to apply by the closing date?",
        "a job with increasing pay",
        "Is pay decided by experience?",
        "who is paid by the employer",
        "in order to get paid",
        "do I sort the post?",
    ],
)
def test_other_words_are_no_order(question: str) -> None:
    assert ranks(question) == []


def test_a_unit_of_pay_that_is_ruled_out_leaves_the_others_theirs() -> None:
    found = find_quantities("salaries in pounds by pay, no hourly ones")
    demanded = [
        (one.negated, value) for one in found for value in one.values if isinstance(value, Measure)
    ]
    assert [(negated, value.period, value.currencies) for negated, value in demanded] == [
        (False, "", ("GBP",)),
        (True, "hour", ()),
    ]


def test_a_currency_is_followed_by_its_period() -> None:
    (value,) = only("in euros a year").values
    assert isinstance(value, Measure) and (value.currency, value.period) == ("euros", "year")


@pytest.mark.parametrize(("kind", "word", "question"), [*examples("pay", "closes")])
def test_each_word_says_what_is_compared(kind: str, word: str, question: str) -> None:
    assert word in question
    of_pay = {**words()["pay"]["nouns"], **words()["pay"]["verbs"]}
    assert only(question).facet is (Facet.PAY if word in of_pay else Facet.CLOSES)


@pytest.mark.parametrize(("word", "question"), [*words()["asks"].items()])
def test_each_verb_asks_for_experience(word: str, question: str) -> None:
    assert word in question and only(question).facet is Facet.EXPERIENCE


@pytest.mark.parametrize(("period", "word", "question"), [*examples("periods")])
def test_each_word_for_a_period(period: str, word: str, question: str) -> None:
    (value,) = only(question).values
    assert word in question and isinstance(value, Measure) and value.period == period


@pytest.mark.parametrize(("level", "word", "question"), [*examples("degrees")])
def test_each_word_for_a_degree(level: str, word: str, question: str) -> None:
    found = only(question)
    assert word in question.casefold() and found.facet is Facet.DEGREE and found.values == (level,)


@pytest.mark.parametrize(("word", "code"), [("quid", "GBP"), ("bucks", "USD")])
def test_each_everyday_word_for_a_currency(word: str, code: str) -> None:
    (value,) = only(f"jobs that pay over 30k {word}").values
    assert word in words()["currencies"] and isinstance(value, Measure) and code in value.currencies


@pytest.mark.parametrize(
    ("question", "number", "period"),
    [
        ("glaziers paying over £38k", 38_000, "year"),
        ("above 18 dollars", 18, "hour"),
        ("paid by the month, at least 2.400 euros", 2_400, "month"),
        ("jobs with a salary of at least 31 500 EUR per annum", 31_500, "year"),
        ("over £12.60 an hour", Decimal("12.60"), "hour"),
        ("at least twenty euros an hour", 20, "hour"),
        ("over 45 thousand a year", 45_000, "year"),
    ],
)
def test_an_amount_has_a_number_and_a_period(question: str, number: Decimal, period: str) -> None:
    values = [value for one in find_quantities(question) for value in one.values]
    assert [(value.number, value.period) for value in values if isinstance(value, Measure)] == [
        (number, period)
    ]


def test_two_ends_are_a_range() -> None:
    (value,) = only("jobs between £24k and £28k a year").values
    assert isinstance(value, Measure)
    assert (value.operator, value.number, value.upper) == (Operator.BETWEEN, 24_000, 28_000)


def test_the_years_that_somebody_has_are_the_most_that_may_be_asked_for() -> None:
    found = find_quantities(
        "I have six years of experience, which ask for no more than that but at least two?"
    )
    assert [
        value.operator for one in found for value in one.values if isinstance(value, Measure)
    ] == [
        Operator.AT_MOST,
        Operator.AT_LEAST,
    ]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("which close before 3 October 2026", date.min, date(2026, 10, 2)),
        ("closing by 03 Oct 2026", date.min, date(2026, 10, 3)),
        ("deadline after the 15th of November 2026", date(2026, 11, 16), date.max),
        ("what closes in January 2027?", date(2027, 1, 1), date(2027, 1, 31)),
        ("closing before 24/11/2026", date.min, date(2026, 11, 23)),
        ("jobs that close before 2 March", date.min, date(2027, 3, 1)),
        ("which close before March", date.min, date(2027, 2, 28)),
        ("which close in 2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("which roles close before Christmas?", date.min, date(2026, 12, 24)),
        ("which close by New Year’s Day", date.min, date(2027, 1, 1)),
        ("closing after Boxing Day 2027", date(2027, 12, 27), date.max),
        ("which close next month", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_a_closing_date_is_held_to_a_period(question: str, first: date, last: date) -> None:
    found = only(question)
    (period,) = found.values
    assert found.facet is Facet.CLOSES and isinstance(period, Period)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    ("question", "facet", "negated"),
    [
        ("any without a deadline?", Facet.CLOSES, True),
        ("which have a closing date", Facet.CLOSES, False),
        ("jobs that don't state the salary", Facet.PAY, True),
        ("no degree needed", Facet.DEGREE, True),
        ("which don't require a degree", Facet.DEGREE, True),
    ],
)
def test_what_is_stated_or_needed_at_all(question: str, facet: Facet, negated: bool) -> None:
    found = only(question)
    assert (found.facet, found.negated) == (facet, negated)


@pytest.mark.parametrize(
    "question",
    [
        "What does a glazier do in Porto?",
        "a contract of at least two years",
        "Do they work more than 40 hours a week?",
        "a team of over 20 people",
        "does it say if I need a degree",
        "the office is open until 6",
        "Which roles were posted in May 2026?",
        "",
    ],
)
def test_other_numbers_are_no_demands(question: str) -> None:
    assert find_quantities(question, TODAY) == ()
