"""The facts of roles side by side: values in words, required and preferred apart, and which of
them is more.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.comparison.compare import beside
from assistant.comparison.opening import ranked_in_words
from assistant.comparison.text import comparison_text
from assistant.types import Comparison, FacetRow
from posted import Posted
from store.search.catalog import Facet, Rank
from store.types import Place, Posting

WELDER = """---
kind: role
title: Welder
company: Skarrick Yard
postings:
  - {place: "GB, Hull"}
---

Salary: £30,000 - £34,000 a year
Workplace: On-site
Employment: Full-time
Closing date: 4 December 2026

## The work

You weld hulls under cover.

## Required qualifications

- At least 3 years of experience in a shipyard.
- A bachelor's degree in engineering.
- Fluent German.

## Preferred qualifications

- A master's degree in metallurgy.
- 5 years of experience is a plus.
- Some Polish.
- Python.
"""
FITTER = """---
kind: role
title: Pipe Fitter
company: Skarrick Yard
postings:
  - {place: "GB, Hull"}
---

Salary: £2,400 a month
Workplace: Hybrid
Employment: Full-time
Closing date: 18 December 2026

## The work

You fit pipes in the engine room.

## Required qualifications

- At least 1 year of experience with pipes.
"""


@pytest.fixture
def posted(tmp_path: Path) -> Posted:
    return Posted(tmp_path)


def of(posted: Posted, *texts: str) -> Comparison:
    documents = [posted.add(text, f"{at}.md") for at, text in enumerate(texts)]
    return beside([posted.side(document) for document in documents])


def rows(comparison: Comparison) -> dict[str, FacetRow]:
    return {row.name: row for row in comparison.facets}


def paid(pay: str, title: str = "Pipe Fitter") -> str:
    return FITTER.replace("£2,400 a month", pay).replace("title: Pipe Fitter", f"title: {title}")


def test_each_fact_is_a_row_in_words(posted: Posted) -> None:
    found = rows(of(posted, WELDER, FITTER))
    assert found["pay"].cells == ("GBP 30,000–34,000 a year", "GBP 2,400 a month")
    assert found["workplace"].cells == ("on site", "hybrid")
    assert found["employment"].cells == ("full-time", "full-time")
    assert found["closing date"].cells == ("4 December 2026", "18 December 2026")
    assert found["experience required"].cells == ("3 years of experience", "1 year of experience")


def test_what_is_required_and_what_is_preferred_are_rows_of_their_own(posted: Posted) -> None:
    found = rows(of(posted, WELDER, FITTER))
    assert found["degree required"].cells == ("bachelor in engineering", "")
    assert found["degree preferred"].cells == ("master in metallurgy", "")
    assert found["experience preferred"].cells == ("5 years of experience", "")
    assert found["languages required"].cells == ("German, fluent", "")
    assert found["languages preferred"].cells[0].startswith("Polish")
    assert found["skills preferred"].cells == ("Python", "")


def test_what_can_be_ranked_says_which_is_more_and_which_earlier(posted: Posted) -> None:
    found = rows(of(posted, WELDER, FITTER))
    assert found["pay"].ranks == ("more", "less")  # a month counts as a twelfth of a year
    assert found["experience required"].ranks == ("more", "less")
    assert found["closing date"].ranks == ("earlier", "later")
    assert found["pay"].shown == ("GBP 30,000–34,000 a year (more)", "GBP 2,400 a month (less)")


@pytest.mark.parametrize(
    "pay",
    [
        "€2,400 a month",
        "£15 an hour",
        "£25,000 - £40,000 a year",
        "£40,000 a year pro rata",
        "Competitive",
    ],
)
def test_other_currencies_and_periods_and_ranges_within_each_other_are_not_ranked(
    posted: Posted, pay: str
) -> None:
    row = rows(of(posted, WELDER, paid(pay)))["pay"]
    assert not any(row.ranks) and all(row.cells)


def test_pay_pro_rata_is_less_than_its_amount_for_full_time_hours(posted: Posted) -> None:
    row = rows(of(posted, WELDER, paid("£31,000 full-time equivalent")))["pay"]
    assert row.shown == ("GBP 30,000–34,000 a year (more)", "GBP 31,000 a year pro rata (less)")


def test_a_side_is_told_by_the_postings_that_are_meant(posted: Posted) -> None:
    welder, better = (
        posted.add(WELDER),
        posted.add(WELDER.replace("£34,000", "£36,000"), "better.md"),
    )
    hull, poole = welder.postings[0], Posting(Place("GB", "", "Poole"), facets=better.facets)
    fitter = posted.side(posted.add(paid("£34,000 - £35,000 a year"), "fitter.md"))
    both = rows(beside([posted.side(replace(welder, postings=(hull, poole))), fitter]))["pay"]
    assert (
        both.cells[0] == "GBP 30,000–34,000 a year (Hull, UK); GBP 30,000–36,000 a year (Poole, UK)"
    )
    assert not any(both.ranks)
    alone = rows(beside([posted.side(welder, (hull,)), fitter]))["pay"]
    assert alone.cells[0] == "GBP 30,000–34,000 a year" and alone.ranks == ("less", "more")


def test_of_several_the_most_the_least_and_the_earliest_are_told(posted: Posted) -> None:
    compared = of(posted, WELDER, FITTER, paid("£40,000 a year", "Foreman"))
    assert rows(compared)["pay"].ranks == ("", "least", "most")
    text, citations, _ = comparison_text(compared)
    assert "| | **Welder** | **Pipe Fitter** | **Foreman** |" in text and not citations
    assert "| places | Hull, UK | Hull, UK | Hull, UK |" in text
    shared, apart = text.split("\n\n")[0].split(". ", 1)
    assert (
        shared
        == "**Welder**, **Pipe Fitter** and **Foreman** are all at Skarrick Yard, full-time and in "
        "Hull, UK"
    )
    assert (
        "**Foreman** pays most (GBP 40,000 a year)" in apart
        and "**Welder** closes first (4 December 2026)" in apart
    )


def test_two_sentences_put_the_facts_first(posted: Posted) -> None:
    first, second = (
        posted.side(posted.add(text, f"{at}.md")) for at, text in enumerate((WELDER, FITTER))
    )
    opening = comparison_text(posted.compare(first, second))[0].split("\n\n")[0]
    shared, apart = opening.split(". ", 1)
    assert shared.startswith(
        "**Welder** and **Pipe Fitter** are both at Skarrick Yard, full-time and in Hull, UK"
    )
    assert apart.startswith(
        "**Welder** pays more (GBP 30,000–34,000 a year against GBP 2,400 a month), asks for more "
        "experience (3 years "
        "against 1 year), is on site rather than hybrid and closes earlier (4 December 2026 "
        "against 18 December 2026); "
        "only **Welder** names Python"
    )


@pytest.mark.parametrize(
    ("rank", "said"),
    [
        (
            Rank(Facet.PAY, True),
            "**Welder** pays more: GBP 30,000–34,000 a year against GBP 2,400 a month.",
        ),
        (
            Rank(Facet.PAY, False),
            "**Pipe Fitter** pays less: GBP 2,400 a month against GBP 30,000–34,000 a year.",
        ),
        (
            Rank(Facet.EXPERIENCE, True),
            "**Welder** asks for more experience: 3 years against 1 year.",
        ),
        (
            Rank(Facet.CLOSES, False),
            "**Welder** closes earlier: 4 December 2026 against 18 December 2026.",
        ),
    ],
)
def test_what_is_asked_is_said_with_both_values(posted: Posted, rank: Rank, said: str) -> None:
    assert ranked_in_words(of(posted, WELDER, FITTER), rank) == said


def test_what_cannot_be_ranked_is_told_as_it_stands(posted: Posted) -> None:
    rank = Rank(Facet.PAY, highest=True)
    told = ranked_in_words(of(posted, WELDER, paid("£15 an hour")), rank)
    assert (
        told
        == "**Welder**: GBP 30,000–34,000 a year; **Pipe Fitter**: GBP 15 an hour. These can't be "
        "ranked."
    )
    silent = FITTER.replace("Salary: £2,400 a month\n", "")
    assert ranked_in_words(of(posted, WELDER, silent), rank).endswith(
        "**Pipe Fitter** gives no number."
    )
    assert ranked_in_words(of(posted, silent, silent.replace("pipes", "valves")), rank) == ""


def test_roles_of_one_title_are_told_apart_by_their_places(posted: Posted) -> None:
    poole = (
        WELDER.replace("GB, Hull", "GB, Poole")
        .replace("£34,000", "£36,000")
        .replace("hulls", "masts")
    )
    told = ranked_in_words(of(posted, WELDER, poole), Rank(Facet.PAY, highest=True))
    assert told.startswith("**Welder in Poole, UK** pays more: ")


def test_lines_that_only_state_a_fact_are_no_sentences_of_an_aspect(posted: Posted) -> None:
    first, second = (
        posted.side(posted.add(text, f"{at}.md")) for at, text in enumerate((WELDER, FITTER))
    )
    compared = posted.compare(first, second)
    quoted = [citation.quote for row in compared.aspects for citation in (*row.first, *row.second)]
    assert not [quote for quote in quoted if quote.startswith(("Closing date", "Workplace"))]
    assert "You weld hulls under cover." in quoted
