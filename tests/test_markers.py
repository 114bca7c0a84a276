"""Markers as models write them become [n]; what is no marker stays; none is ever shown in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.markers import find_markers, hold_back, keep_shown

SHOWN = {1, 2, 3}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Bread rises [1].", "Bread rises [1]."),
        ("Bread rises [1][2].", "Bread rises [1][2]."),
        ("Bread rises [1, 2].", "Bread rises [1][2]."),
        ("Bread rises [1; 3].", "Bread rises [1][3]."),
        ("Bread rises [1-3].", "Bread rises [1][2][3]."),
        ("Bread rises [1–2, 3].", "Bread rises [1][2][3]."),
        ("Bread rises [ 2 ].", "Bread rises [2]."),
        ("Bread rises [^2].", "Bread rises [2]."),
        ("Bread rises 【1】.", "Bread rises [1]."),
        ("Bread rises 【2†source】.", "Bread rises [2]."),
        ("Bread rises ［3］.", "Bread rises [3]."),
        ("Bread rises [9].", "Bread rises."),
        ("Bread rises [2, 9].", "Bread rises [2]."),
        ("Bread rises [0] [1].", "Bread rises [1]."),
        ("In [2023] bread rose [1].", "In [2023] bread rose [1]."),
        ("A list `loaves[1]` rises [1].", "A list `loaves[1]` rises [1]."),
        ("```\nloaf[9]\n```\nBread rises [9].", "```\nloaf[9]\n```\nBread rises."),
        ("An open ` is no code [9].", "An open ` is no code."),
        ("See [the recipe] and [x] (1).", "See [the recipe] and [x] (1)."),
    ],
)
def test_markers_are_read_as_evidence_numbers(written: str, read: str) -> None:
    assert keep_shown(written, SHOWN) == read
    assert keep_shown(read, SHOWN) == read


def test_markers_name_each_number_once_in_order() -> None:
    assert [marker.numbers for marker in find_markers("a [3, 1] b [1-2, 2]")] == [(3, 1), (1, 2)]


@pytest.mark.parametrize("whole", ["Rises [12, 3].", "Rises 【1†source】 well.", "Rises [1][2]", "In [2023] [1–3]."])
def test_no_part_of_a_marker_is_shown_while_it_arrives(whole: str) -> None:
    markers = find_markers(whole)
    for end in range(len(whole) + 1):
        safe = hold_back(whole[:end])
        assert whole.startswith(safe)
        assert not any(marker.span.start < len(safe) < marker.span.end for marker in markers)


def test_what_is_no_marker_is_not_held_back_for_long() -> None:
    assert hold_back("See [the") == "See [the"
    assert hold_back("In [2023]") == "In [2023]"
    assert hold_back("Bread [1]") == "Bread [1]"


@given(st.text(alphabet="a1 2[],-【】†^.\n", max_size=40))
def test_any_text_may_arrive_cut_anywhere(whole: str) -> None:
    markers = find_markers(whole)
    for end in range(len(whole) + 1):
        safe = hold_back(whole[:end])
        assert whole.startswith(safe)
        assert not any(marker.span.start < len(safe) < marker.span.end for marker in markers)
