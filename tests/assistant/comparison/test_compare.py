"""Two roles side by side: what each says, quoted exactly, what both say and what only one does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.as_json import comparison_json
from assistant.types import Aspect, Citation, Comparison
from posted import BAKER, GARDENER, Posted
from store.types import Place, Posting


@pytest.fixture
def posted(tmp_path: Path) -> Posted:
    return Posted(tmp_path)


@pytest.fixture
def compared(posted: Posted) -> Comparison:
    return posted.compare(
        posted.side(posted.add(BAKER)), posted.side(posted.add(GARDENER, "gardener.md"))
    )


def citations(comparison: Comparison) -> Iterator[Citation]:
    for row in comparison.aspects:
        yield from (*row.first, *row.second)


def quotes(some: tuple[Citation, ...]) -> list[str]:
    return [one.quote for one in some]


def facets(comparison: Comparison) -> dict[str, tuple[str, str]]:
    return {row.name: (row.cells[0], row.cells[1]) for row in comparison.facets}


def test_each_side_is_quoted_on_every_aspect_in_its_own_sentences(compared: Comparison) -> None:
    rows = {row.aspect: (quotes(row.first), quotes(row.second)) for row in compared.aspects}
    assert rows[Aspect.PURPOSE] == (
        ["Our mission is to bake bread that still tastes of grain after four days."],
        [],
    )
    assert rows[Aspect.SENIORITY] == (["Mentor the apprentices and sign their books."], [])
    assert rows[Aspect.COLLEAGUES] == ([], ["You work with two cooks and the head gardener."])
    assert rows[Aspect.QUALIFICATIONS][0] == [
        "A driving licence for the van.",
        "A degree in food science.",
    ]
    assert [row.aspect for row in compared.aspects] == [
        aspect for aspect in Aspect if aspect in rows
    ]


def test_what_a_candidate_wants_to_know_is_shown_though_neither_states_it(
    compared: Comparison,
) -> None:
    rows = {row.aspect: (row.first, row.second) for row in compared.aspects}
    assert rows[Aspect.PAY] == ((), ())
    assert Aspect.DAY not in rows


def test_every_quote_is_exact_and_stands_in_its_evidence(compared: Comparison) -> None:
    for one in citations(compared):
        passage = one.evidence.passage
        assert one.document.text[one.span.start : one.span.end] == one.quote
        assert passage.span.start <= one.span.start and one.span.end <= passage.span.end
        assert one.heading_path


def test_evidence_is_numbered_in_text_order_the_first_side_before_the_second(
    compared: Comparison,
) -> None:
    assert [one.number for one in compared.evidence] == list(range(1, len(compared.evidence) + 1))
    places = [
        (
            one.passage.document.document_id != compared.first.role.document_id,
            one.passage.span.start,
        )
        for one in compared.evidence
    ]
    assert places == sorted(places)


def test_a_passage_stands_under_one_main_heading_and_holds_something_cited(
    compared: Comparison,
) -> None:
    cited = {one.evidence.number for one in citations(compared)}
    for one in compared.evidence:
        assert one.number in cited
        assert len({chunk.section.heading_path[:1] for chunk in one.passage.chunks}) == 1


def test_sentences_that_say_the_same_are_paired(compared: Comparison) -> None:
    pairs = {(pair.first.quote, pair.second.quote) for pair in compared.in_both}
    assert (
        "Write down how every sourdough behaves during the night.",
        "Write down how every bed behaves during the winter.",
    ) in pairs
    similarities = [pair.similarity for pair in compared.in_both]
    assert similarities == sorted(similarities, reverse=True)


def test_a_degree_in_something_else_is_not_the_same(compared: Comparison) -> None:
    assert "A degree in food science." in quotes(compared.only_first)
    assert "A degree in botany." in quotes(compared.only_second)


def test_every_sentence_is_either_in_both_or_only_in_one(compared: Comparison) -> None:
    paired = [one for pair in compared.in_both for one in (pair.first, pair.second)]
    counted = sorted(
        one.span.start for one in (*paired, *compared.only_first, *compared.only_second)
    )
    assert counted == sorted(one.span.start for one in citations(compared))
    starts = [one.span.start for one in compared.only_first]
    assert starts == sorted(starts)


def test_a_line_that_only_introduces_a_list_is_not_quoted_its_items_are(
    compared: Comparison,
) -> None:
    said = [one.quote for one in citations(compared)]
    assert "The work with the starters includes:" not in said
    assert {"feeding them", "keeping them warm"} <= set(said)


def test_where_a_role_is_posted_is_a_facet_and_no_sentence(compared: Comparison) -> None:
    assert not [one for one in citations(compared) if "posted" in one.quote]
    assert facets(compared)["places"] == ("Bergen, Norway (2); Oslo, Norway", "Kew, UK")


def test_facets_are_listed_with_nothing_where_nothing_is_stated(compared: Comparison) -> None:
    found = facets(compared)
    assert found["title"] == ("Night Baker", "Kitchen Gardener")
    assert found["team"] == ("Ovens", "")
    assert found["level"][0] == "senior"
    assert found["posted"] == found["links"] == ("", "")
    assert {row.name for row in compared.facets if not row.differs} >= {"posted", "links"}


def test_named_postings_narrow_the_facets(posted: Posted) -> None:
    baker, gardener = posted.add(BAKER), posted.add(GARDENER, "gardener.md")
    oslo = posted.side(baker, tuple(one for one in baker.postings if one.place.city == "Oslo"))
    assert facets(posted.compare(oslo, posted.side(gardener)))["places"] == (
        "Oslo, Norway",
        "Kew, UK",
    )


def test_postings_of_one_role_differ_in_their_listing_alone(posted: Posted) -> None:
    baker = posted.add(BAKER)
    links = (
        Posting(Place("NO", "", "Bergen"), "2026-03-01", "https://jobs.example/1"),
        Posting(Place("NO", "", "Bergen"), "2026-03-01", "https://jobs.example/2"),
    )
    first, second = (posted.side(baker, (one,)) for one in links)
    same = posted.compare(first, second)
    assert same.same_text
    assert not same.aspects and not same.in_both and not same.only_first and not same.evidence
    assert [row.name for row in same.facets if row.differs] == ["links"]
    assert facets(same)["places"] == ("Bergen, Norway", "Bergen, Norway")
    assert facets(same)["posted"] == ("2026-03-01", "2026-03-01")


def test_a_role_of_nothing_but_its_place_can_be_compared(posted: Posted) -> None:
    empty = posted.add(
        GARDENER.split("## What")[0] + "## Location\n\nThe role is based in Kew.\n", "kew.md"
    )
    comparison = posted.compare(posted.side(posted.add(BAKER)), posted.side(empty))
    assert comparison.in_both == comparison.only_second == ()
    assert comparison.only_first


def test_the_same_two_are_compared_alike_each_time(posted: Posted) -> None:
    sides = [posted.side(posted.add(BAKER)), posted.side(posted.add(GARDENER, "gardener.md"))]
    assert posted.compare(*sides) == posted.compare(*sides)


def test_the_json_form_names_evidence_and_place_of_each_quote(compared: Comparison) -> None:
    told = comparison_json(compared)
    assert told["first"]["title"] == "Night Baker"
    assert told["first"]["places"] == ["NO, Bergen", "NO, Oslo"]
    assert {
        "name": "team",
        "first": "Ovens",
        "second": "",
        "cells": ["Ovens", ""],
        "ranks": [],
        "differs": True,
    } in told["facets"]
    assert [side["title"] for side in told["sides"]] == ["Night Baker", "Kitchen Gardener"]
    text = compared.first.role.document.text
    quoted = told["only_first"][0]
    assert set(quoted) == {"evidence", "quote", "start", "end", "document_id", "section"}
    assert text[quoted["start"] : quoted["end"]] == quoted["quote"]
    assert [row["aspect"] for row in told["aspects"]] == [
        str(row.aspect) for row in compared.aspects
    ]
    assert set(told["in_both"][0]) == {"first", "second", "similarity", "sure"}
    assert not comparison_json(replace(compared, same_text=True, aspects=()))["aspects"]
