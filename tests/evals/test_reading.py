"""The rules by which reading is measured, and floors of what is read right on the tune half."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from judgements import (
    PHRASES,
    VALUES,
    headings_of,
    judge,
    same_day,
    same_employment,
    same_name,
    same_pay,
    same_places,
)
from reading import (
    FOLDER,
    HALVES,
    FileResult,
    Fixture,
    counted,
    half_of,
    load_fixtures,
    measure,
    misses,
    paired,
    table,
)
from store.errors import ReadError
from store.facets.read import read_facets
from store.loading.load import documents_in
from store.types import (
    Day,
    Document,
    DocumentKind,
    Fields,
    Pay,
    Place,
    SectionKind,
    SectionSpan,
    Span,
    Unread,
)

ENTRY_KEYS = {"file", "documents", "error", "must", "or_refused", "or_more"}
# The least share of the tune half that is right, by key.
FLOORS = {
    "file": 0.98, "count": 0.95, "kind": 0.92, "title": 0.86, "company": 0.79, "team": 0.9, "places": 0.75,
    "pay": 0.8, "posted": 0.93, "closes": 0.85, "employment": 0.82, "workplace": 0.88, "requisition": 0.9,
    "experience": 0.88, "required": 0.7, "preferred": 0.72, "headings": 0.87, "contains": 0.96, "absent": 0.8,
}  # fmt: skip


def document(title: str = "Ferry Pilot", kind: DocumentKind = DocumentKind.ROLE) -> Document:
    return Document("", kind, title, "", "")


def posting(*parts: tuple[tuple[str, ...], str]) -> Document:
    """A role of sections, each a heading path and its text."""
    text, sections = "", []
    for path, body in parts:
        sections.append(SectionSpan(SectionKind.BODY, path, Span(len(text), len(text) + len(body))))
        text += body + "\n\n"
    facets = read_facets(Fields(), text, sections)
    return replace(document(), text=text, sections=tuple(sections), facets=facets)


def rights(expected: dict[str, Any], read: Document | None) -> list[bool]:
    return [judgement.right for judgement in judge(expected, read)]


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ("Harbour Pilot", "HARBOUR  PILOT"),
        ("What you need", "**What you need:**"),
        ("1. Purpose", "Purpose"),
        ("Purpose", "1) Purpose"),
        ("Café", "Cafe\u0301"),
        ("Agent d'accueil :", "Agent\u00a0d'accueil"),
    ],
)
def test_names_are_the_same_but_for_how_they_are_set(expected: str, got: str) -> None:
    assert same_name(expected, got)


@pytest.mark.parametrize(
    ("expected", "got"), [("Pilot", "Harbour Pilot"), ("Pilot", ""), ("Baker 2", "Baker 1")]
)
def test_names_that_differ(expected: str, got: str) -> None:
    assert not same_name(expected, got)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (["Cologne, DE"], [Place("DE", "NW", "Köln")]),
        (["Duluth, MN, US"], [Place("US", "Minnesota", "Duluth")]),
        (["Stromness, Orkney, GB"], [Place("GB", "SCT", "Stromness")]),
        (["Bath, GB"], [Place("GB", "England", "Bath")]),
        (["Remote, US"], [Place("US", "", "Remote")]),
        (["Singen (Hohentwiel), DE"], [Place("DE", "", "Singen")]),
        (["Älgeryd, SE", "Lund, SE"], [Place("SE", "", "Lund"), Place("SE", "", "Algeryd")]),
        ([], []),
    ],
)
def test_places_that_are_right(expected: list[str], got: list[Place]) -> None:
    assert same_places(expected, got)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (["Cologne, DE"], [Place("DE", "", "Bonn")]),
        (["Perth, GB"], [Place("AU", "", "Perth")]),
        (["Duluth, MN, US"], [Place("US", "GA", "Duluth")]),
        (["Bath, GB"], []),
        (["Bath, GB"], [Place("GB", "", "Bath"), Place("GB", "", "Wells")]),
        ([], [Place("GB", "", "Bath")]),
    ],
)
def test_places_that_are_wrong(expected: list[str], got: list[Place]) -> None:
    assert not same_places(expected, got)


def test_pay_is_compared_by_what_is_expected_of_it() -> None:
    hourly = Pay(Decimal("14.50"), Decimal("16"), "GBP", "hour")
    assert same_pay({"least": 14.5, "most": 16, "currency": "GBP", "period": "hour"}, hourly)
    assert same_pay({"least": 14.5, "most": 16}, hourly)
    assert not same_pay({"least": 14.5, "most": 16, "period": "day"}, hourly)
    assert not same_pay({"least": 14.5, "most": None}, hourly)
    assert not same_pay({"least": 14.5}, None)
    assert not same_pay(None, hourly)
    assert same_pay(None, Pay())
    assert same_pay(None, None)


def test_days_are_compared_with_all_their_readings() -> None:
    first, second = date(2025, 2, 4), date(2025, 4, 2)
    assert same_day(first, Day((first,)))
    assert not same_day(first, Day((first, second)))
    assert same_day("ambiguous", Day((first, second)))
    assert same_day("", Day())
    assert same_day("", None)
    assert not same_day("", Day((first,)))


def test_an_employment_may_stand_beside_others_but_not_beside_its_opposite() -> None:
    assert same_employment("full-time", ["full-time", "permanent"])
    assert not same_employment("full-time", ["full-time", "part-time"])
    assert not same_employment("full-time", [])
    assert same_employment("", [])
    assert not same_employment("", ["contract"])


def test_headings_are_found_in_their_order() -> None:
    role = posting(
        (("Work",), "Steer."), (("Needs",), "A licence."), (("Needs", "Also"), "Patience.")
    )
    assert headings_of(role) == ["Work", "Needs", "Also"]
    assert rights({"headings": ["Work", "needs:", "Also"]}, role) == [True, True, True]
    assert rights({"headings": ["Needs", "Work", "Also"]}, role) == [True, False, True]


def test_phrases_of_the_text_are_found_over_line_ends_and_to_the_letter() -> None:
    role = posting(((), "You steer the\nferry by night."))
    assert rights({"contains": ["steer the ferry", "Steer the ferry"]}, role) == [True, False]
    assert rights({"absent": ["steer the ferry", "cookies"]}, role) == [False, True]


def test_what_is_asked_for_has_the_strength_of_its_words_or_its_section() -> None:
    role = posting(
        (("Requirements",), "- A pilot's licence\n- Norwegian is a plus"),
        (("Nice to have",), "- Three years of experience with ferries"),
        (("About us",), "We have a sauna."),
    )
    asked = {
        "required": ["A pilot's licence", "Norwegian"],
        "preferred": ["Norwegian", "ferries", "a sauna", "a dog"],
    }
    assert rights(asked, role) == [True, False, True, True, False, False]


def test_a_missing_document_has_everything_wrong() -> None:
    assert (
        rights({"title": "Baker", "pay": None, "absent": ["cookies", "menu"]}, None) == [False] * 4
    )


def test_documents_are_paired_by_title_before_order() -> None:
    baker, cook, guard = document("Baker"), document("Cook (senior)"), document("Guard")
    expected = [{"title": "Cook"}, {"title": "Baker"}, {"title": "Guard"}, {"title": "Porter"}]
    pairs = paired(expected, [baker, cook, guard])
    assert [match for _, match in pairs] == [cook, baker, guard, None]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "made-up" / "ferry.txt"
    path.parent.mkdir()
    path.write_text("Ferry Pilot")
    return path


def outcome(fixture: Fixture, *read: Any) -> FileResult:
    """What is measured of a reader that gives these documents, or raises this error."""

    def reader(content: bytes, name: str) -> Iterator[Any]:
        for piece in read:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    return measure(fixture, reader)


def is_right(result: FileResult) -> bool:
    return all(judgement.right for judgement in result.judgements)


def test_a_file_is_read_or_refused_as_expected(file: Path) -> None:
    one = ({"title": "Ferry Pilot"},)
    refusal, crash = ReadError("empty"), RecursionError("deep")
    assert is_right(outcome(Fixture(file, one), document()))
    assert not is_right(outcome(Fixture(file, one), refusal))
    assert not is_right(outcome(Fixture(file, one), Unread("row 1", "no title")))
    assert is_right(outcome(Fixture(file, one, or_refused=True), refusal))
    assert not is_right(outcome(Fixture(file, one, or_refused=True), crash))
    assert is_right(outcome(Fixture(file, (), error="empty"), refusal))
    assert not is_right(outcome(Fixture(file, (), error="empty"), ReadError("two\nlines")))
    assert is_right(outcome(Fixture(file, (), error="empty"), Unread("all of it", "no text")))
    assert not is_right(outcome(Fixture(file, (), error="empty")))
    assert not is_right(outcome(Fixture(file, (), error="empty"), document()))
    assert not is_right(outcome(Fixture(file, (), error="empty"), crash))
    assert is_right(outcome(Fixture(file, ()), document(kind=DocumentKind.ARTICLE)))
    assert not is_right(outcome(Fixture(file, ()), document()))


def test_a_further_article_is_fine_before_several_postings_and_a_further_role_is_not(
    file: Path,
) -> None:
    both = Fixture(file, ({"title": "Baker"}, {"title": "Cook"}))
    page = document("Work with us", DocumentKind.ARTICLE)
    assert is_right(outcome(both, page, document("Baker"), document("Cook")))
    assert not is_right(
        outcome(both, document("Work with us"), document("Baker"), document("Cook"))
    )
    assert not is_right(outcome(Fixture(file, ({"title": "Baker"},)), page, document("Baker")))
    assert is_right(
        outcome(
            Fixture(file, ({"title": "Baker"},), or_more=True), document("Baker"), document("Cook")
        )
    )


def test_a_reader_that_does_not_end_is_stopped(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(content: bytes, name: str) -> Iterator[Any]:
        while True:
            pass
        yield

    monkeypatch.setattr("reading.LIMIT", 0.1)
    assert not is_right(measure(Fixture(file, ({},)), reader))


def test_the_table_counts_by_format_and_half_and_each_miss_has_its_line(file: Path) -> None:
    result = outcome(Fixture(file, ({"title": "Ferry Pilot", "company": "Styx"},)), document())
    assert counted([result])["title"] == (1, 1)
    assert counted([result])["company"] == (0, 1)
    row = next(line for line in table([result]) if line.startswith("made-up"))
    assert row.split() == ["made-up", half_of("ferry.txt"), "1/1", "1/1", "1/1", "1/1", "0/1"]
    assert list(misses([result])) == ["made-up/ferry.txt: company: expected 'Styx', got ''"]


def test_every_file_is_listed_once_and_every_key_is_known() -> None:
    listed = [fixture.path for fixture in load_fixtures()]
    there = [path for path in FOLDER.glob("*/*") if path.name != "expected.yaml"]
    assert sorted(listed) == sorted(there)
    entries = [
        entry
        for path in FOLDER.glob("*/expected.yaml")
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]
    assert {key for entry in entries for key in entry} <= ENTRY_KEYS
    assert {key for entry in entries for document in entry["documents"] for key in document} <= {
        *VALUES,
        *PHRASES,
    }
    assert all(not entry["documents"] for entry in entries if "error" in entry)


def test_either_half_holds_about_half_of_the_files() -> None:
    halves = [fixture.half for fixture in load_fixtures()]
    assert all(halves.count(half) > 0.4 * len(halves) for half in HALVES)


@pytest.fixture(scope="module")
def tune_counts() -> dict[str, tuple[int, int]]:
    return counted(measure(fixture, documents_in) for fixture in load_fixtures("tune"))


def test_every_key_has_a_floor() -> None:
    assert set(FLOORS) == {"file", "count", *VALUES, *PHRASES}


@pytest.mark.parametrize("key", FLOORS)
def test_no_less_of_the_tune_half_is_right_than_before(
    key: str, tune_counts: dict[str, tuple[int, int]]
) -> None:
    right, judged = tune_counts[key]
    assert right / judged >= FLOORS[key]
