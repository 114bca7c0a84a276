"""Plain text to Markdown by the form of its lines."""

from __future__ import annotations

import pytest

from store.loading.prose.plain_text import plain_to_markdown, with_title
from store.loading.prose.shapes import label_of, reads_as_heading


def markdown(text: str) -> str:
    return with_title(plain_to_markdown(text))


def test_lines_that_were_wrapped_are_joined_and_others_stay_apart() -> None:
    text = (
        "Please pass this on to whoever you think might like to come and bake with\n"
        "us. It is a small bakery, and the pay is more than most, for a well-\n"
        "known reason.\n\nYours,\nAna\n"
    )
    assert markdown(text) == (
        "Please pass this on to whoever you think might like to come and bake with us. It is a "
        "small bakery, "
        "and the pay is more than most, for a well-known reason.\n\nYours,  \nAna"
    )


def test_a_ragged_paragraph_is_one_and_what_stands_above_it_a_heading() -> None:
    text = (
        "Who we are\n\nThe yard builds boats for the\nharbours of this coast and mends what the sea "
        "has\nbroken. We are eleven people, and we take on\n2 apprentices every autumn when the boats "
        "come in.\n\nPay\n\nFair\n"
    )
    assert markdown(text).split("\n\n")[:2] == [
        "# Who we are",
        "The yard builds boats for the harbours of this coast and mends what the sea has broken. We "
        "are eleven people, and we take on 2 apprentices every autumn when the boats come in.",
    ]


@pytest.mark.parametrize("sign", ["•", "‣", "–", "*", "o", "·", "▪", "✓", "✅", "\uf0b7", "+"])
def test_any_sign_makes_a_list(sign: str) -> None:
    assert markdown(
        f"We offer bread for all who come.\n{sign} warm bread\n{sign} cold tea\n"
    ).endswith("\n\n- warm bread\n- cold tea")


def test_numbers_and_letters_make_lists_and_nested_signs_nest() -> None:
    assert markdown("1) bake\n2) sell\n") == "- bake\n- sell"
    assert markdown("a) bake\nb) sell\n") == "- bake\n- sell"
    assert (
        markdown("* bake\n    - bread\n    - buns\n* sell\n")
        == "- bake\n  - bread\n  - buns\n- sell"
    )
    assert (
        markdown("We offer: • warm bread • cold tea\n") == "We offer:\n\n- warm bread\n- cold tea"
    )


def test_a_wrapped_item_is_one_item() -> None:
    text = (
        "- can lift a sack of flour, which weighs twenty-five kilograms when it is\nfull\n- "
        "likes the night\n"
    )
    assert markdown(text) == (
        "- can lift a sack of flour, which weighs twenty-five kilograms when it is full\n- likes "
        "the night"
    )


@pytest.mark.parametrize(
    "heading",
    [
        "DUTIES\n",
        "Duties\n======\n",
        "=== Duties ===\n",
        "*** DUTIES ***\n",
        "[DUTIES]\n",
        "Duties:\n",
    ],
)
def test_headings_are_told_by_their_form(heading: str) -> None:
    lines = markdown(f"Baker\n\nWe bake bread at night.\n\n{heading}You bake bread.\n").split(
        "\n\n"
    )
    assert lines[:2] == ["# Baker", "We bake bread at night."]
    assert lines[2].casefold() == "## duties" or heading == "Duties:\n"
    assert lines[-1].endswith("You bake bread.")


def test_a_name_of_a_field_over_its_value_is_a_heading() -> None:
    assert markdown("Pilot\n\nLocation\nGrimsby, UK\n\nSalary\n£60,000\n\nWe pilot ships.\n") == (
        "# Pilot\n\n## Location\n\nGrimsby, UK\n\n## Salary\n\n£60,000\n\nWe pilot ships."
    )


def test_labels_keep_their_lines_and_signs_of_markup_are_text() -> None:
    assert markdown("Pay: $5 *gross*\nRef: #12_b_\n") == "Pay: $5 \\*gross\\*  \nRef: #12_b\\_"
    assert (
        markdown("Baker\n\n        Indented text is no code.\n")
        == "# Baker\n\nIndented text is no code."
    )


@pytest.mark.parametrize(
    "table",
    [
        "Grade | Pay\nG1 | 30\nG2 | 60\n",
        "Grade\tPay\nG1\t30\nG2\t60\n",
        "Grade   Pay\nG1      30\nG2      60\n",
        "+-------+-----+\n| Grade | Pay |\n+-------+-----+\n| G1    | 30  |\n| G2    | 60  "
        "|\n+-------+-----+\n",
    ],
)
def test_drawn_tables_become_pipe_tables(table: str) -> None:
    assert markdown(table) == "| Grade | Pay |\n| --- | --- |\n| G1 | 30 |\n| G2 | 60 |"


def test_rows_of_short_lines_are_no_headings() -> None:
    assert markdown("How we sail\n\nWe need these.\n\nRope\n\nSails\n\nTar\n").count("#") == 1


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("What you’ll do", True),
        ("Über uns", True),
        ("🚀 The team", True),
        ("We bake.", False),
        ("Leeds, UK", False),
        ("March 1, 2025", False),
        ("Pay: £5", False),
        ("jobs@crumb.example", False),
    ],
)
def test_what_can_be_a_heading(line: str, is_heading: bool) -> None:
    assert reads_as_heading(line) is is_heading


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Location: Leeds", ("Location", "Leeds")),
        ("**Location:** Leeds", ("Location", "Leeds")),
        ("- **Location**: Leeds", ("Location", "Leeds")),
        ("Lieu : Paris", ("Lieu", "Paris")),
        ("Start at 9:30 sharp", None),
        ("https://crumb.example", None),
    ],
)
def test_labels_of_any_style(line: str, label: tuple[str, str] | None) -> None:
    assert label_of(line) == label


def test_labels_set_apart_by_wide_gaps_stand_on_their_own_lines() -> None:
    assert markdown("Cooper wanted\n\nPost: Cooper (Grade II)        Ref: CO/118\n") == (
        "# Cooper wanted\n\nPost: Cooper (Grade II)  \nRef: CO/118"
    )


def test_angle_brackets_are_signs_but_not_those_of_a_quoted_mail() -> None:
    assert markdown("> Make barrels\n> Teach two apprentices\n").startswith(
        "- Make barrels\n- Teach"
    )
    quoted = "> We look for a cooper who has made barrels for four years or more and\n> likes to teach.\n"
    assert not markdown(quoted).startswith("- ")
