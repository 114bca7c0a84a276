"""An item of a list is quoted with the line that introduces it, where it would not be understood
without.
"""

from __future__ import annotations

import pytest

from assistant.comparison.alignment import lead_of
from assistant.types import Citation, Evidence
from fake_assistant import document
from store.types import Chunk, Passage, Section, SectionKind, Sentence, Span

LEAD = "Deckhands look after:"
ITEMS = ("ropes", "the lamps at both ends of the pier", "Deckhands also count the gulls at noon.")
AFTER = "Pay is weekly."
PIER = document("On the pier", "\n".join((LEAD, *(f"- {one}" for one in ITEMS), AFTER)))


def span_of(words: str) -> Span:
    start = PIER.text.index(words)
    return Span(start, start + len(words))


def quoted(words: str, section_start: int = 0) -> Citation:
    sentences = (
        *(Sentence(span_of(one), 0, span_of(LEAD)) for one in ITEMS),
        Sentence(span_of(AFTER), 1),
    )
    whole = Span(section_start, len(PIER.text))
    chunk = Chunk(
        "pier-0",
        Section(PIER, SectionKind.BODY, (PIER.title,), whole),
        0,
        whole,
        sentences,
        PIER.text,
    )
    return Citation(Evidence(1, Passage((chunk,), 1.0, 1, ("dense",))), span_of(words))


@pytest.mark.parametrize("item", ITEMS[:2])
def test_an_item_that_does_not_stand_alone_has_its_lead(item: str) -> None:
    assert lead_of(quoted(item)) == LEAD


@pytest.mark.parametrize("words", [ITEMS[2], AFTER, "ropes\n- the lamps"])
def test_what_stands_alone_is_in_no_list_or_is_no_whole_item_has_none(words: str) -> None:
    assert lead_of(quoted(words)) == ""


def test_a_heading_over_the_section_introduces_no_item() -> None:
    assert lead_of(quoted("ropes", section_start=len(LEAD))) == ""
