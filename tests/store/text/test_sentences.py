"""Sentences are what is quoted, so their borders must be where a reader sees them."""

from __future__ import annotations

import time

import pytest

from store.text.sentences import WINDOW, sentence_spans


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We met Ms. Adeyemi. She draws hulls.", 2),
        ("Ask Dr. Lind or Prof. Osei about it.", 1),
        ("Bring tools, e.g. a ruler, i.e. measure. Then draw.", 2),
        ("It takes approx. five days.", 1),
        ("A Ph.D. in acoustics helps. Not more.", 2),
        ("Version 3.5 is out! Is it good? Yes.", 3),
        ("He asked “Why? Who?” and left. We stayed.", 2),
        ("7 a.m. to 4 p.m. Central, all week. We shut at 5 p.m. The yard is dark.", 3),
        ("週39時間です。休暇はありますか？はい！！あります。", 4),
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_no_sentence_crosses_a_blank_line_or_enters_a_list_item() -> None:
    text = "a first part without a period\n\nThen more\n- one item\n- another item"
    assert sentences(text) == [
        "a first part without a period",
        "Then more",
        "- one item",
        "- another item",
    ]


def test_only_the_asked_part_is_cut_and_offsets_are_of_the_whole_text() -> None:
    text = "Out. 🚢 Sail on. Come back. Out."
    spans = sentence_spans(text, 5, 27)
    assert [span.of(text) for span in spans] == ["🚢 Sail on.", "Come back."]


def test_a_long_text_is_cut_as_a_short_one_and_in_reasonable_time() -> None:
    text = "The tank is long. " * (4 * WINDOW // 18)
    assert set(sentences(text)) == {"The tank is long."}
    begun = time.monotonic()
    sentences("“Ahoy " * 60_000)  # quotes that are never closed
    assert time.monotonic() - begun < 60
