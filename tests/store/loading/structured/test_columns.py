"""The usual names of columns: in any case and style, in five languages, with what they say of
pay.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml

from store.errors import ReadError
from store.loading.structured.columns import (
    column,
    currency_in,
    explicit,
    is_empty,
    normalised,
    period_in,
    readable,
)

READ: dict[str, Any] = yaml.safe_load(
    (files("store.loading.structured") / "columns.yaml").read_text("utf-8")
)
NAMES = [
    (name, kind)
    for kind, languages in READ["columns"].items()
    for listed in languages.values()
    for name in listed
]


def _ways_to_write(name: str) -> Iterator[str]:
    yield from (name, name.upper(), name.replace(" ", "_"), f" {name.title()}: * ")
    first, *others = name.split()
    if all(word.isascii() and len(word) > 1 for word in (first, *others)):
        yield first + "".join(word.capitalize() for word in others)


def test_each_name_is_read_as_its_kind_however_it_is_written() -> None:
    written = [(way, kind) for name, kind in NAMES for way in _ways_to_write(name)]
    assert [
        (way, column(way).kind, kind) for way, kind in written if column(way).kind != kind
    ] == []


def test_no_name_stands_under_two_kinds_and_lists_are_sorted() -> None:
    kinds: dict[str, set[str]] = {}
    for name, kind in NAMES:
        kinds.setdefault(normalised(name), set()).add(kind)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}
    for languages in READ["columns"].values():
        for listed in languages.values():
            assert listed == sorted(listed, key=normalised)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Job Posting Title", "title"),
        ("Title (EN)", "title plain"),
        ("Stellenbezeichnung / Job title", "title"),
        ("Location 2", "place"),
        ("location.city", "city"),
        ("Company Name", "company"),
        ("description_html", "body"),
        ("Requirements (essential)", "section"),
        ("Date posted (dd/mm/yyyy)", "posted"),
        ("Salary (lower)", "pay least"),
        ("experience_min", "experience least"),
        ("Max. years of experience", "experience most"),
        ("yearsOfExperience", "experience"),
        ("Compensation ceiling", "pay most"),
        ("Jahresgehalt bis", "pay most"),
        ("Hours per week", ""),
        ("Hiring Manager Name", ""),
        ("Start date", ""),
        ("First name", ""),
    ],
)
def test_names_that_no_list_holds_are_read_by_their_parts(name: str, kind: str) -> None:
    assert column(name).kind == kind


@pytest.mark.parametrize(
    ("name", "currency", "period"),
    [
        ("Salary (EUR/year)", "EUR", "year"),
        ("Annual salary GBP", "GBP", "year"),
        ("Hourly rate (£)", "GBP", "hour"),
        ("Stundenlohn in €", "EUR", "hour"),
        ("Salaire brut annuel (€)", "EUR", "year"),
        ("Salary", "", ""),
    ],
)
def test_a_name_of_pay_tells_currency_and_period(name: str, currency: str, period: str) -> None:
    assert (column(name).currency, column(name).period) == (currency, period)
    assert column(name).kind == "pay"


@pytest.mark.parametrize("period", READ["periods"])
def test_each_phrase_for_a_period_is_read(period: str) -> None:
    assert {period_in(phrase) for phrase in READ["periods"][period]} == {period}


def test_each_sign_names_its_currency() -> None:
    for sign, currency in READ["signs"].items():
        assert currency_in(f"{sign} 20,000") == currency


@pytest.mark.parametrize(
    "value", [None, "", "  ", "N/A", "n/a", "-", "—", "null", "None", "TBC", "?", [], {}]
)
def test_what_counts_as_empty(value: object) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, False, "0", "C", "Nan Goldin Assistant", "日本", "no"])
def test_what_does_not_count_as_empty(value: object) -> None:
    assert not is_empty(value)


def test_a_heading_is_made_of_a_programs_name_and_left_of_a_persons() -> None:
    assert readable("minimum_qualifications") == "Minimum qualifications"
    assert readable("responsibilitiesHtml") == "Responsibilities"
    assert readable("What You'll Do:") == "What You'll Do"


def test_a_choice_of_columns_names_the_known_fields_when_one_is_unknown() -> None:
    assert explicit({"title": "Job Name", "location": "Where"}) == {
        "job name": "title",
        "where": "place",
    }
    with pytest.raises(ReadError, match="no field is called 'colour'"):
        explicit({"colour": "Shade"})
