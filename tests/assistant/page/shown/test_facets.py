"""What a document states, in words."""

from __future__ import annotations

import pytest

from assistant.language.stated import day_in_words, pay_in_words
from assistant.page.shown.facets import facts_of, origin_in_words, unplaced_in_words
from fake_assistant import document
from store.facets.read import read_facets
from store.types import DocumentKind, Facets, Fields, Origin


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("£28,000 - £32,000 a year", "GBP 28,000–32,000 a year"),
        ("$25.50/hour", "USD 25.50 an hour"),
        ("up to EUR 40,000", "up to EUR 40,000 a year"),
        ("from EUR 40,000 per year", "from EUR 40,000 a year"),
        ("£31,000 full-time equivalent", "GBP 31,000 a year pro rata"),
        ("competitive", "“competitive”"),
    ],
)
def test_pay(words: str, said: str) -> None:
    assert pay_in_words(read_facets(Fields(pay=words), "", ()).pay) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("1 Dec 2026", "2026-12-01"),
        ("03/04/2026", "2026-03-04 or 2026-04-03"),
        ("rolling", "“rolling”"),
    ],
)
def test_days(words: str, said: str) -> None:
    assert day_in_words(read_facets(Fields(closes=words), "", ()).closes) == said


def test_what_is_not_stated_is_not_said() -> None:
    assert (
        pay_in_words(None)
        == day_in_words(None)
        == origin_in_words(None)
        == unplaced_in_words(Facets())
        == ""
    )
    assert facts_of(document("Baker", "Bake.", kind=DocumentKind.ROLE)) == ()


def test_every_origin_has_its_words() -> None:
    assert all(map(origin_in_words, Origin))


def test_places_that_are_not_known_are_counted_and_quoted() -> None:
    assert (
        unplaced_in_words(Facets(unplaced=("2 Locations",)))
        == "1 place not understood: “2 Locations”"
    )


def test_every_facet_is_told() -> None:
    text = (
        "At least 3 years of experience in baking. A bachelor's degree in chemistry or equivalent "
        "is preferred. "
        "Fluent German is required. We sponsor visas. Travel up to 20% of the time."
    )
    made = document("Baker", text, kind=DocumentKind.ROLE)
    fields = Fields(employment="Full-time", requisition="R-7", workplace="hybrid")
    told = {fact.name: fact for fact in facts_of(document("Baker", text, kind=DocumentKind.ROLE, facets=read_facets(
        fields, text, made.sections)))}  # fmt: skip
    assert told["Experience"].words.startswith("3+ years") and told["Experience"].is_guess
    assert "bachelor in chemistry or equivalent (preferred)" in told["Degree"].words
    assert (
        told["Languages"].words.startswith("German, fluent")
        and told["Visa or work permit"].words == "offered"
    )
    assert told["Travel"].words == "up to 20%" and told["Requisition"].words == "R-7"
    assert told["Employment"].words == "full-time" and not told["Employment"].is_guess
    assert told["Workplace"].words == "hybrid"
