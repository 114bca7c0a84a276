"""Line ends that a margin made, and those that an author set."""

from __future__ import annotations

from itertools import pairwise

import pytest

from store.text.markdown import parse_markdown
from store.text.wraps import is_wrapped, wrap_width

PROSE = [
    "The ropewalk is the longest room in the county, and you will walk its",
    "length more than forty times a day. We spin hemp, sisal and manila for",
    "harbours from Leith to Bristol, and train whoever wants to learn it.",
]
FACTS = [
    "Salary: £29,000 a year for full-time hours, of which this is a share",
    "Hours: 21 a week over three days, one of which must be a Wednesday",
    "Where: the long shed on the east quay, behind the old customs house",
]


def test_lines_that_are_filled_to_a_width_are_wrapped() -> None:
    width = wrap_width(PROSE)
    assert width == len(PROSE[1])
    assert all(is_wrapped(*pair, width) for pair in pairwise(PROSE))


def test_facts_are_not_wrapped_however_long_their_lines() -> None:
    assert wrap_width(FACTS) == 0
    width = wrap_width([*PROSE, "", *FACTS])
    assert not any(is_wrapped(*pair, width) for pair in pairwise(FACTS))


def lines_of(markdown: str) -> list[str]:
    return parse_markdown(
        markdown, lambda words: words in ("Closing date", "Hours", "Pay")
    ).text.split("\n")


def test_a_paragraph_of_markdown_is_joined_and_its_facts_are_not() -> None:
    assert lines_of("\n".join([*PROSE, "", *FACTS])) == [" ".join(PROSE), "", *FACTS]


def test_a_line_is_as_wide_as_its_source_with_the_address_of_a_link() -> None:
    text = (
        "We spin hemp and [sisal](https://ropewalk.example/sisal-and-its-uses) for\n"
        "Leith and for whoever asks, as we have for a hundred and sixty years now,\n"
        "and we train whoever wants to learn it."
    )
    assert len(lines_of(text)) == 1


def test_a_clause_goes_on_below_its_comma() -> None:
    assert lines_of("We mend windows,\nand we make new ones.\nThe work is slow.") == [
        "We mend windows, and we make new ones.",
        "The work is slow.",
    ]


@pytest.mark.parametrize("sign", ["–", "→", "~", "▸", "☞", "o", "»", "->", "=>"])
def test_any_sign_that_recurs_makes_items(sign: str) -> None:
    text = f"{sign} five years with horses of every size, and patience\n{sign} a van licence"
    assert lines_of(text) == [
        "- five years with horses of every size, and patience",
        "- a van licence",
    ]


def test_lines_that_begin_with_different_pictures_are_items() -> None:
    assert lines_of(
        "💷 £30,000 a year\n🕘 Full time, any five hours before noon\n📄 Permanent"
    ) == [
        "- £30,000 a year",
        "- Full time, any five hours before noon",
        "- Permanent",
    ]


@pytest.mark.parametrize(
    "line", ["© 2026 Acme Casks", "§ 5 of the agreement holds.", "– and so on."]
)
def test_a_sign_that_does_not_recur_is_kept(line: str) -> None:
    assert lines_of(line) == [line]


def test_a_mail_that_is_quoted_is_no_list() -> None:
    text = "\\> We look for a cooper who has made barrels for four years and\n\\> likes to teach."
    assert lines_of(text)[0].startswith("> We look")


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        (
            "Post: Cooper (Grade II) Pay: £14 Vacancies: 2",
            ["Post: Cooper (Grade II)", "Pay: £14", "Vacancies: 2"],
        ),
        ("Hours: 39 a week Closing date: 4 May", ["Hours: 39 a week", "Closing date: 4 May"]),
        ("Note: we open at 9:30 and close at noon", ["Note: we open at 9:30 and close at noon"]),
        (
            "We make three: barrels, casks and Pay: none",
            ["We make three: barrels, casks and", "Pay: none"],
        ),
        ("Contact: Ana Sousa, Head of Casks", ["Contact: Ana Sousa, Head of Casks"]),
    ],
)
def test_labels_side_by_side_are_told_apart(line: str, pairs: list[str]) -> None:
    assert lines_of(line) == pairs
