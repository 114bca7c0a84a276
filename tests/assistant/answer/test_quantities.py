"""Lists, counts and superlatives by numbers and dates, over made-up trades."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversations.kept_answer import keep, restore
from assistant.settings import Settings
from assistant.types import Answer, Kind
from fake_embedder import FakeEmbedder

ROLES = {
    "Glazier": (
        "GB, Derby",
        "Salary: £31,000 - £36,000 per year",
        "At least three years of experience as a glazier.",
        "A permanent, full-time role. Closing date: 9 October 2026",
    ),
    "Roofer": (
        "GB, Derby",
        "Salary: £14.20 per hour",
        "One year of experience on roofs is required.",
        "A fixed-term, full-time role. Closing date: 2 November 2026",
    ),
    "Tuner": (
        "FR, Nantes",
        "Salary: €2,300 per month",
        "At least six years of experience with pianos.",
        "Closing date: 20 October 2026",
    ),
    "Cooper": (
        "FR, Cognac",
        "Salary: €30,000 per year",
        "At least six years of experience with casks.",
        "Closing date: 15 January 2027",
    ),
    "Beekeeper": (
        "IE, Tralee",
        "Salary: competitive",
        "You like bees. No degree is needed. Training is given, no experience necessary.",
        "You look after the hives.",
    ),
}
HEAD = """---
kind: role
title: "{title}"
company: "Alder & Finch"
team: "Finance"
postings:
  - {{place: "{place}", count: 1}}
---

## The role

"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("trades"))
    documents = folder / "documents"
    documents.mkdir()
    for title, (place, *lines) in ROLES.items():
        text = HEAD.format(title=title, place=place) + "\n\n".join(lines) + "\n"
        (documents / f"{title.lower()}.md").write_text(text, "utf-8")
    settings = Settings(data_dir=folder / "collection", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as opened:
        opened.library.ingest([documents])
        yield opened


def titles(answer: Answer) -> list[str]:
    assert answer.query.kind in (Kind.LIST, Kind.COUNT), answer.query.kind
    assert answer.selection is not None
    return sorted(role.document.title for role in answer.selection.roles)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("roles over £33,000 a year", ["Glazier"]),
        ("which pay under 2400 euros per month", ["Tuner"]),
        ("where could I get 2,400 euros a month or more", ["Cooper"]),
        ("jobs paid by the hour, above 14 pounds", ["Roofer"]),
        ("paid by the hour", ["Roofer"]),
        ("jobs asking for at least three years", ["Cooper", "Glazier", "Tuner"]),
        ("fewer than 3 years experience required, what have you", ["Beekeeper", "Roofer"]),
        ("Please to list the jobs that need more than 3 years of experience", ["Cooper", "Tuner"]),
        ("I have five years of experience, which roles ask for no more than that but at least two?", ["Glazier"]),
        ("which close in October?", ["Glazier", "Tuner"]),
        ("jobs closing before 20 october 2026, i'm off on holiday then", ["Glazier"]),
        ("How many openings close before 1 January 2027?", ["Glazier", "Roofer", "Tuner"]),
        ("any without a deadline?", ["Beekeeper"]),
        ("no degree needed", ["Beekeeper"]),
        ("what closes first??", ["Glazier"]),
        ("Which posting has the latest closing date?", ["Cooper"]),
        ("which ask for the most years of experience", ["Cooper", "Tuner"]),
        ("best paid yearly salary in pounds", ["Glazier"]),
        ("best hourly rate in Derby?", ["Roofer"]),
        ("Which job pays the most?", ["Cooper", "Glazier"]),
        ("jobs in Nantes pls", ["Tuner"]),
        ("whats closing first, i must hurry", ["Glazier"]),
    ],
)  # fmt: skip
def test_what_the_facets_decide(assistant: Assistant, question: str, expected: list[str]) -> None:
    assert titles(assistant.ask(question)) == expected


def test_the_value_is_shown_and_quoted(assistant: Assistant) -> None:
    answer = assistant.ask("roles over £33,000 a year")
    assert (
        "paying more than £33,000 a year" in answer.text
        and "GBP 31,000–36,000 a year" in answer.text
    )
    assert any("£31,000" in citation.quote for citation in answer.citations)


def test_pay_for_another_period_and_pay_that_is_not_stated_are_listed_apart(
    assistant: Assistant,
) -> None:
    text = assistant.ask("roles over £33,000 a year").text
    assert "The pay of 1 role can't be compared: Roofer (Finance) (GBP 14.20 an hour)." in text
    assert "The pay of 1 role isn't known: Beekeeper" in text
    assert "Cooper" not in text


def test_a_superlative_gives_the_value_and_keeps_currencies_apart(assistant: Assistant) -> None:
    text = assistant.ask("Which job pays the most?").text
    assert "**EUR 30,000 a year**" in text and "**GBP 31,000–36,000 a year**" in text
    assert "What is paid by the hour comes to less, even at 48 hours a week." in text
    assert "isn't compared" in text and "The pay of 1 role isn't known" in text
    first = assistant.ask("what closes first?")
    assert "The first closing date: **9 October 2026**." in first.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("UK yearly salaries sorted from highest to lowest, no hourly ones", ["Glazier"]),
        ("jobs paid in euros, best paid first", ["Cooper", "Tuner"]),
        ("jobs paid in euros sorted by pay, lowest first", ["Tuner", "Cooper"]),
        ("jobs by closing date, soonest first", ["Glazier", "Tuner", "Roofer", "Cooper"]),
        (
            "sort the jobs by experience needed, least first",
            ["Beekeeper", "Roofer", "Glazier", "Cooper", "Tuner"],
        ),
        ("the two that close last", ["Cooper", "Roofer"]),
        ("top 2 by closing date", ["Glazier", "Tuner"]),
        ("Which job pays the most?", ["Cooper", "Glazier"]),
    ],
)
def test_a_list_comes_in_the_order_that_is_asked_for(
    assistant: Assistant, question: str, expected: list[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.selection is not None
    assert [role.document.title for role in answer.selection.roles] == expected


def test_a_list_in_an_order_says_so_with_each_value_and_what_states_none(
    assistant: Assistant,
) -> None:
    text = assistant.ask("all jobs by closing date, soonest first").text
    assert (
        text.startswith("**4 roles**, the soonest to close first:")
        and "closes 20 October 2026" in text
    )
    assert "The closing date of 1 role isn't known: Beekeeper" in text
    ties = assistant.ask("the job that asks for the most experience, top 2").text
    assert "**2 roles**, the most experience first" in ties


def test_kinds_of_pay_are_told_in_groups_the_largest_first(assistant: Assistant) -> None:
    text = assistant.ask("jobs sorted by pay").text
    heads = [line for line in text.splitlines() if line.startswith("**")]
    assert [head.split(", the highest")[0] for head in heads] == [
        "**2 roles**, in EUR a month or a year",
        "**1 role**, in GBP an hour",
        "**1 role**, in GBP a year",
    ]
    assert "isn't compared" in text and "The pay of 1 role isn't known: Beekeeper" in text


def test_a_requirement_of_none_is_less_than_any(assistant: Assistant) -> None:
    assert titles(assistant.ask("which ask for fewer than 2 years of experience?")) == [
        "Beekeeper",
        "Roofer",
    ]
    text = assistant.ask("which need no experience?").text
    assert "Beekeeper" in text and "no experience asked for" in text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("fixed-term jobs rather than permanent", ["Roofer"]),
        ("which are permanent, not temporary?", ["Glazier"]),
        ("permanent jobs instead of fixed-term contracts", ["Glazier"]),
    ],
)
def test_a_contrast_rules_the_second_out(
    assistant: Assistant, question: str, expected: list[str]
) -> None:
    assert titles(assistant.ask(question)) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How many different jobs are there?",
        "how many distinct roles, not counting the same one twice?",
    ],
)
def test_different_jobs_are_counted_as_roles(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (
        f"**{len(ROLES)} roles**" in answer.text
        and answer.query.is_of_catalog
        and not answer.query.subjects
    )


def test_conditions_read_as_a_sentence(assistant: Assistant) -> None:
    text = assistant.ask("I have five years of experience, which roles ask for at least two?").text
    assert (
        "asking for at most 5 years of experience and asking for at least 2 years of experience"
        in text
    )
    best = assistant.ask("best hourly rate in Derby?").text
    assert (
        "Of the postings in Derby paid by the hour, the highest pay is **GBP 14.20 an hour**"
        in best
    )


def test_an_answer_is_kept_with_its_conditions(assistant: Assistant) -> None:
    for question in (
        "roles over £33,000 a year",
        "best paid yearly salary in pounds",
        "which close in October?",
    ):
        answer = assistant.ask(question)
        kept = restore(json.loads(json.dumps(keep(answer))), {})
        assert kept.query == replace(answer.query, prompt=())


def test_a_condition_that_nothing_meets_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("which jobs pay over £90,000 a year?")
    assert "paying more than £90,000 a year" in answer.text
    assert answer.selection is not None and not answer.selection.roles


def test_the_words_of_a_title_that_say_no_work_are_no_mention(assistant: Assistant) -> None:
    assert len(titles(assistant.ask("Which roles are in the Finance team?"))) == len(ROLES)


def test_a_question_about_one_role_is_not_a_list(assistant: Assistant) -> None:
    for question in ("Does the Glazier role pay more than £30,000?", "Do I need a degree?"):
        assert assistant.ask(question).query.kind is Kind.ANSWER
