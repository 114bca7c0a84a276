"""Skills and methods that a text names."""

from __future__ import annotations

import pytest

from store.facets.names.skills import skills_in
from store.types import Span


def skills(text: str) -> list[str]:
    return [one.name for one in skills_in(text, (Span(0, len(text)),))]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("You know Python, Go and Rust.", ["Python", "Go", "Rust"]),
        ("Go, Rust or Elixir", ["Go", "Rust", "Elixir"]),
        ("R, Python or Stata", ["R", "Python", "Stata"]),
        ("Proficiency in R is a plus.", ["R"]),
        ("C/C++, C# and .NET", ["C", "C++", "C#", ".NET"]),
        ("Experience with Excel", ["Excel"]),
        ("- Excel\n- Power BI", ["Excel", "Power BI"]),
        ("Much of it rests on Spark and columnar formats.", ["Spark"]),
        ("We build sites with React.", ["React"]),
        ("Our service is written in Swift.", ["Swift"]),
        ("Julia programming", ["Julia"]),
        ("Node.js, Vue.js and CI/CD", ["Node.js", "Vue.js", "CI/CD"]),
        ("python and sql", ["python", "sql"]),
        ("Python-based tools", ["Python"]),
        ("machine-learning models and LLMs", ["machine-learning", "LLMs"]),
        ("data modelling, data visualisation", ["data modelling", "data visualisation"]),
        ("You know machine\nlearning.", ["machine\nlearning"]),
        ("Large language models", ["Large language models"]),
        ("reporting under IFRS, payroll, bookkeeping", ["IFRS", "payroll", "bookkeeping"]),
        ("wound care and first aid", ["wound care", "first aid"]),
        ("welding, CNC and blueprint reading", ["welding", "CNC", "blueprint reading"]),
        (
            "lesson planning, route planning, menu planning",
            ["lesson planning", "route planning", "menu planning"],
        ),
        ("flow cytometry, PCR", ["flow cytometry", "PCR"]),
    ],
)
def test_skills_of_many_trades_are_found_as_they_are_written(text: str, named: list[str]) -> None:
    assert skills(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "Go the extra mile. Go and see customers, then go home.",
        "Excel at what you do. You excel in R&D.",
        "React to change. We react quickly.",
        "A spark of joy. Spark curiosity!",
        "Swift, accurate work. Rust on iron.",
        "C-level executives, vitamin C, Series C",
        "John R. Smith works with Julia.",
        "An agile and lean team. A standard workday.",
        "the airflow over a wing, a snowflake, a tableau",
        "accounting for uncertainty",
        "Acme PLC",
        "see python.example or mail sql@python.example",
        "the sap of a tree",
        "statistical. Modeling follows",
    ],
)
def test_ordinary_words_are_no_skills(text: str) -> None:
    assert skills(text) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("auditing standards", ["auditing standards"]),
        ("Ruby on Rails", ["Ruby on Rails"]),
        ("a large language model as LLM-as-a-Judge", ["large language model", "LLM-as-a-Judge"]),
    ],
)
def test_the_longest_name_counts(text: str, named: list[str]) -> None:
    assert skills(text) == named


def test_a_skill_counts_once_where_it_first_stands() -> None:
    text = "Neural networks first. A neural network, and neural networks again."
    (found,) = skills_in(text, (Span(0, len(text)),))
    assert (found.name, found.span) == ("Neural networks", Span(0, 15))


def test_only_the_given_spans_are_read() -> None:
    text = "Python. Kubernetes. Welding."
    found = skills_in(text, (Span(0, 7), Span(20, len(text))))
    assert [(one.name, one.span.of(text)) for one in found] == [
        ("Python", "Python"),
        ("Welding", "Welding"),
    ]
