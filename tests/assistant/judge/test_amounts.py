"""A number counts with what it measures, however it is written."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from assistant.judge.amounts import amounts_of, unexplained

WORDS = yaml.safe_load(files("assistant.judge").joinpath("amounts.yaml").read_text("utf-8"))


def stands(claim: str, source: str) -> bool:
    """Whether every amount of a claim is one of its source's."""
    stated = amounts_of(source)
    return all(
        amount.stands_in(stated) and not amount.is_told_otherwise(stated)
        for amount in amounts_of(claim)
    )


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("It lasts one year", "It lasts a year"),
        ("You visit two times a week", "You visit twice a week"),
        ("Three quarters of the staff", "75% of the staff"),
        ("A fifth of your time", "Roughly 20% of your time"),
        ("The pay is 30,000 pounds", "We pay £30k"),
        ("The interview takes an hour and a half", "The interview takes 90 minutes"),
        ("You start after half a year", "You start after six months"),
        ("She has done a year and a half of her course", "She is eighteen months into her course"),
        ("At least five years", "5+ years"),
        ("A dozen people", "Twelve people"),
        ("Nine million payments per month", "9 million payments a month"),
        ("Nothing is counted", "Twelve people"),
    ],
)
def test_an_amount_may_be_written_otherwise(claim: str, source: str) -> None:
    assert stands(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Six weeks of training", "Six months of training"),
        ("Twice a day", "Three times a day"),
        ("40 kilometres away", "40 miles away"),
        ("Five vets and two nurses", "Two vets and five nurses"),
        ("$50,000 a year", "€50,000 a year"),
        ("Two thirds of them", "A third of them"),
        ("41 loops", "40 loops"),
    ],
)
def test_another_amount_is_told(claim: str, source: str) -> None:
    assert not stands(claim, source)


@pytest.mark.parametrize(("word", "value"), WORDS["numbers"].items())
def test_each_word_is_its_number(word: str, value: int) -> None:
    assert stands(f"{word} baskets", f"{value} baskets")


@pytest.mark.parametrize(
    ("kind", "unit"), [(kind, unit) for kind, units in WORDS["units"].items() for unit in units]
)
def test_each_unit_is_of_its_kind(kind: str, unit: str) -> None:
    assert {amount.kind for amount in amounts_of(f"7 {unit}")} == {kind}


@pytest.mark.parametrize("text", ["²", "1,2,3", "half", "a", "and a half", "٣ hours", "twenty-one"])
def test_any_text_can_be_read(text: str) -> None:
    amounts_of(text)


@pytest.mark.parametrize(
    ("claim", "told", "left"),
    [
        (
            "It gives 20 days and 12 more, 32 in all.",
            ["You have 20 days of leave and 12 extra days."],
            [],
        ),
        ("The bakers get 32 days.", ["You have 20 days of leave and 12 extra days."], []),
        (
            "The bakers get 30 days.",
            ["You have 25 days of leave.", "Five days are spent in the shop."],
            [30],
        ),
        ("€2,900 a month is €34,800 a year.", ["The pay is €2,900 gross a month."], []),
        ("€2,900 a month is €36,800 a year.", ["The pay is €2,900 gross a month."], [36_800]),
        (
            "30 hours at €16.40 make €492.",
            ["The rate is €16.40 an hour.", "You work 30 hours."],
            [],
        ),
        (
            "With £36,000 and £4,200 of tips it is £40,200.",
            ["£36,000 a year.", "Tips of £350."],
            [],
        ),
        (
            "That makes nine in Bergen and one in Narvik.",
            ["The post is advertised eight times."],
            [],
        ),
        (
            "Three are in Narvik.",
            ["It is advertised eight times.", "Seven are for Bergen, one for Narvik."],
            [3],
        ),
    ],
)
def test_what_is_worked_out_of_stated_amounts_is_explained(
    claim: str, told: list[str], left: list[float]
) -> None:
    assert [amount.written for amount in unexplained(claim, told, told)] == left
