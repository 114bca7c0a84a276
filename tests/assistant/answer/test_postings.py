"""Answers over copies of one role that differ in place and terms, read from a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import market
from assistant.as_json import answer_json, listed_posting_json
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from fake_embedder import FakeEmbedder
from shelf import write


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("market"))
    settings = Settings(data_dir=folder / "collection", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as opened:
        opened.library.ingest([write(folder, "jobs.csv", market.MARKET)])
        yield opened


def listings(answer: Answer) -> list[tuple[str, str]]:
    assert answer.selection is not None
    return [(one.role.document.title, one.posting.place.city) for one in answer.selection.postings]


def test_a_list_holds_the_postings_that_pay_so_with_what_each_pays(assistant: Assistant) -> None:
    answer = assistant.ask("Which jobs pay more than £36,000 a year?")
    assert listings(answer) == [("Baker", "York"), ("Pilot", "Hull")]
    assert "York, UK; GBP 41,000–45,000 a year" in answer.text and "30,000" not in answer.text


def test_a_count_counts_only_the_postings_that_are_meant(assistant: Assistant) -> None:
    assert len(listings(assistant.ask("How many full-time postings are there?"))) == 3
    assert listings(assistant.ask("How many postings are hybrid?")) == [
        ("Baker", "Leeds"),
        ("Pilot", "Hull"),
    ]


def test_two_conditions_are_of_one_posting(assistant: Assistant) -> None:
    assert listings(assistant.ask("Which jobs in Leeds pay more than £40,000 a year?")) == []
    assert listings(assistant.ask("Which jobs in York pay more than £40,000 a year?")) == [
        ("Baker", "York")
    ]


def test_a_superlative_names_the_posting(assistant: Assistant) -> None:
    answer = assistant.ask("Which job pays the most?")
    assert listings(answer) == [("Baker", "York")]
    assert "**GBP 41,000–45,000 a year**" in answer.text


def test_a_role_listed_with_several_of_its_postings_says_of_which_each_value_is(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Which jobs pay more than £20,000 a year?")
    assert (
        "GBP 30,000–35,000 a year (Leeds, UK); GBP 41,000–45,000 a year (York, UK)" in answer.text
    )


def test_what_one_posting_pays_is_quoted_for_it_alone(assistant: Assistant) -> None:
    quotes = [one.quote for one in assistant.ask("What is the pay of the Baker in York?").citations]
    assert any("Pay (York, UK): GBP 41,000 - 45,000 per year" in quote for quote in quotes)
    assert not any("Leeds" in quote and "York" not in quote for quote in quotes)


def test_two_postings_of_one_role_are_compared_by_the_terms_in_which_they_differ(
    assistant: Assistant,
) -> None:
    rows = {
        row.name: row.cells
        for row in assistant.compare("Baker in Leeds", "Baker in York").facets
        if row.differs
    }
    assert rows["pay"] == ("GBP 30,000–35,000 a year", "GBP 41,000–45,000 a year")
    assert rows["workplace"] == ("hybrid", "on site")
    assert "employment" not in rows and "closing date" not in rows


def test_programs_read_what_each_posting_states(assistant: Assistant) -> None:
    answer = answer_json(assistant.ask("Which jobs pay more than £36,000 a year?"))
    assert [
        (one["title"], one["facets"] and one["facets"]["pay"]["least"])
        for one in answer["postings"]
    ] == [
        ("Baker", 41_000),
        ("Pilot", None),
    ]
    own = {
        one.posting.place.city: listed_posting_json(one)
        for one in assistant.postings(title="Baker")
    }
    assert own["Hull"]["facets"]["pay"] is None and own["Hull"]["employment"] == "part-time"
    assert own["Leeds"]["facets"]["pay"]["least"] == 30_000
