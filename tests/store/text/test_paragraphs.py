"""Paragraphs, lists and their items."""

from __future__ import annotations

import pytest

from store.text.paragraphs import section_sentences
from store.types import Span


def shown(text: str, start: int = 0) -> list[tuple[int, str, str]]:
    """Paragraph, sentence and lead of a text whose section begins at `start`."""
    sentences = section_sentences(text, Span(start, len(text)), 0)
    return [(s.paragraph, s.span.of(text), s.lead.of(text) if s.lead else "") for s in sentences]


@pytest.mark.parametrize("sign", ["-", "*", "•", "1."])
def test_list_items_share_the_paragraph_of_their_lead(sign: str) -> None:
    text = f"We look at two things:\n\n{sign} Rope\n{sign} Tar and\n  feathers\n\nThen we talk."
    lead = "We look at two things:"
    assert shown(text) == [
        (0, lead, ""),
        (0, "Rope", lead),
        (0, "Tar and\n  feathers", lead),
        (1, "Then we talk.", ""),
    ]


def test_a_list_right_below_a_heading_is_led_by_it() -> None:
    text = "## Skills\n\n- Rope\n- Tar"
    assert shown(text, text.index("-")) == [(0, "Rope", "Skills"), (0, "Tar", "Skills")]


@pytest.mark.parametrize(
    "line",
    [
        "You: * Sail * Row",
        "You: • Sail • Row",
        "You: - Sail - Row",
        "You: 1. Sail 2. Row",
        "You: 1) Sail 2) Row",
    ],
)
def test_items_run_together_with_signs(line: str) -> None:
    assert shown(line) == [(0, "You:", ""), (0, "Sail", "You:"), (0, "Row", "You:")]


def test_prose_after_the_last_run_together_item_is_no_item() -> None:
    assert shown("You: * Sail * Row. We pay well.")[2:] == [
        (0, "Row.", "You:"),
        (1, "We pay well.", ""),
    ]


def test_items_without_signs_begin_at_verbs_or_qualifications() -> None:
    items = [
        words
        for _, words, lead in shown(
            "You will: Design hulls for ferries Testing models in tanks Write reports"
        )
        if lead
    ]
    assert items == ["Design hulls for ferries", "Testing models in tanks", "Write reports"]
    years = "3+ years of welding PhD, or Master's degree and 5+ years at sea"
    text = f"Basic qualifications {years} Experience in Python Experience with rope"
    start = text.index("3+")
    assert [words for _, words, _ in shown(text, start)] == [
        "3+ years of welding",
        "PhD, or Master's degree and 5+ years at sea",
        "Experience in Python",
        "Experience with rope",
    ]


@pytest.mark.parametrize(
    "prose",
    [
        "Acme - the old yard - builds ferries.",
        "We use Machine Learning and Deep Learning in Marketing and Engineering teams.",
        "The scale is plain: dozens of yards, hundreds of ships.",
        "We met Building inspectors and Design students.",
        "A hull of 3 * 4 metres is small.",
        "Oban, Argyll · Permanent · Four days a week",
    ],
)
def test_prose_is_no_list(prose: str) -> None:
    assert shown(prose) == [(0, prose, "")]


def test_lines_that_are_paragraphs_are_not_glued_and_wrapped_ones_are() -> None:
    assert [words for _, words, _ in shown("Staff writer\nMay 4\nShips")] == [
        "Staff writer",
        "May 4",
        "Ships",
    ]
    facts = "Pay: £29,000 a year, of which this job pays a half in hand\nHours: 20 a week, on any two days and a half"
    assert [words for _, words, _ in shown(facts)] == facts.split("\n")
    wrapped = (
        "The ship leaves the harbour on the morning tide and does not\nreturn before the "
        "lantern is lit."
    )
    assert shown(wrapped) == [(0, wrapped, "")]
