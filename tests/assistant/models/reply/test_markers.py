"""Markers as models write them become [n]; what is no marker stays; none is ever shown in
pieces.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.reply.markers import find_markers, keep_shown, safe_end
from reply_forms import MARKERS, NO_MARKERS, SHOWN, SOURCE_LISTS


@pytest.mark.parametrize(("written", "read"), MARKERS)
def test_markers_are_read_as_evidence_numbers(written: str, read: str) -> None:
    assert keep_shown(written, SHOWN) == read
    assert keep_shown(read, SHOWN) == read


@pytest.mark.parametrize("text", NO_MARKERS)
def test_other_numbers_and_brackets_stay(text: str) -> None:
    assert keep_shown(text, SHOWN) == text


@pytest.mark.parametrize(("written", "read"), SOURCE_LISTS)
def test_lists_of_sources_are_no_part_of_an_answer(written: str, read: str) -> None:
    assert keep_shown(written, SHOWN).rstrip() == read


def test_numbers_in_code_and_outside_are_told_apart() -> None:
    assert keep_shown("A list `loaves[9]` rises [9].", SHOWN) == "A list `loaves[9]` rises."
    assert (
        keep_shown("```\nloaf[9]\n```\nBread rises [9].", SHOWN)
        == "```\nloaf[9]\n```\nBread rises."
    )
    assert keep_shown("An open ` is no code [9].", SHOWN) == "An open ` is no code."
    assert keep_shown(f"An open ` is {'no ' * 60} code [9] `.", SHOWN).endswith("code `.")


def test_markers_name_each_number_once_in_order() -> None:
    found = find_markers("a [3, 1] b [1-2, 2] [[2]](http://x.example/7) (see source 12)")
    assert [marker.numbers for marker in found] == [(3, 1), (1, 2), (2,), (12,)]


@pytest.mark.parametrize(
    "whole", [written for written, _ in MARKERS if "](" not in written] + ["In [2023] [1–3]."]
)
def test_no_part_of_a_marker_is_shown_while_it_arrives(whole: str) -> None:
    markers = find_markers(whole)
    for end in range(len(whole) + 1):
        safe = whole[: safe_end(whole[:end])]
        assert whole.startswith(safe)
        assert not any(marker.span.start < len(safe) < marker.span.end for marker in markers)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("In [2023]", "In [2023]"),
        ("Bread [1]", "Bread [1]"),
        ("Bread rises (1", "Bread rises "),
        ("Bread rises (1) a", "Bread rises (1) a"),
        ("Bread rises (1).", "Bread rises (1)."),
        ("Bread rises (see [1]", "Bread rises "),
        ("Bread rises [1](https://bread.exam", "Bread rises [1]"),
        ("Bread `loaves[1] ris", "Bread "),
        ("Bread.\n[1]", "Bread.\n"),
        ("Bread.\nSources:\nThe", "Bread.\nSources:\nThe"),
        ("Bread.\nSome", "Bread.\nSome"),
    ],
)
def test_what_may_become_a_marker_waits_and_nothing_else(text: str, shown: str) -> None:
    assert text[: safe_end(text)].rstrip() == shown.rstrip()


@given(st.text(alphabet="a1 [](){}¹,.-*\n:eS", max_size=400))
def test_no_text_is_held_back_for_long(text: str) -> None:
    assert len(text) - len(text[: safe_end(text)]) <= 160


@given(st.text(alphabet="a1 2[],-【】†^.\n", max_size=40))
def test_any_text_may_arrive_cut_anywhere(whole: str) -> None:
    markers = find_markers(whole)
    for end in range(len(whole) + 1):
        safe = whole[: safe_end(whole[:end])]
        assert whole.startswith(safe)
        assert not any(marker.span.start < len(safe) < marker.span.end for marker in markers)
