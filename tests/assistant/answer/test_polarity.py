"""Which questions ask for yes or no, and what the judge decides."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from assistant.answer.polarity import asks_yes_or_no

WORDS = yaml.safe_load(files("assistant.answer").joinpath("polarity.yaml").read_text("utf-8"))


@pytest.mark.parametrize("question", WORDS["opens"].values())
def test_each_word_opens_a_question_that_asks_for_yes_or_no(question: str) -> None:
    assert asks_yes_or_no(question)


@pytest.mark.parametrize("question", WORDS["asks_more"].values())
def test_each_word_makes_a_question_ask_for_more(question: str) -> None:
    assert not asks_yes_or_no(question)


@pytest.mark.parametrize(
    "question", ["pay at the harbour", "What is the pay?", "the boats I can sail"]
)
def test_other_questions_ask_for_something_else(question: str) -> None:
    assert not asks_yes_or_no(question)
