"""Every sentence of a reply is a statement wherever it stands, and what is added to it leaves
the Markdown whole.
"""

from __future__ import annotations

import pytest

from assistant.check.statements import statements_of, with_markers
from assistant.models.reply.marks import NOT_IN_SOURCES


def claims(reply: str) -> list[str]:
    return [statement.text for statement in statements_of(reply) if statement.is_claim]


def checked(reply: str, numbers: tuple[int, ...] = ()) -> str:
    """`reply` after a check that gave each claim these numbers, or a note where there are none."""
    note = "" if numbers else NOT_IN_SOURCES
    return with_markers(
        reply,
        [(statement, numbers, note) for statement in statements_of(reply) if statement.is_claim],
    )


@pytest.mark.parametrize(
    "reply",
    [
        "```\nWages are 90,000 crowns.\n```",
        "```text\nWages are 90,000 crowns.",
        "~~~\nWages are 90,000 crowns.\n~~~",
        "```Wages are 90,000 crowns.```",
        "`Wages are 90,000 crowns.`",
        "- ```\n  Wages are 90,000 crowns.\n  ```",
        "<!-- Wages are 90,000 crowns. -->",
        "<!--\nWages are 90,000 crowns.\n-->",
        "<p>Wages are <b>90,000</b> crowns.</p>",
        "<span class='x'>Wages</span> are 90,000<br/> crowns.",
        "> **Wages** are 90,000 crowns.",
    ],
)
def test_a_claim_is_checked_and_noted_whatever_it_is_wrapped_in(reply: str) -> None:
    assert claims(reply) == ["Wages are 90,000 crowns."]
    text = checked(reply)
    assert text.count(NOT_IN_SOURCES) == 1
    assert text.replace(f" {NOT_IN_SOURCES}", "") == reply


CITED_CELLS = """| | Baker | Warden |
|---|---|---|
| **Nights** | None [3] | Two a week [4][5] |
| Oven | 3 | Not mentioned [1] |
"""


def test_a_cell_is_checked_under_its_column_and_its_row_where_cells_cite() -> None:
    _, _, row, none, two, whole = statements_of(CITED_CELLS)
    assert not row.is_claim
    assert [(cell.checked, sorted(cell.cited)) for cell in (none, two)] == [
        ("baker, nights: None", [3]),
        ("warden, nights: Two a week", [4, 5]),
    ]
    assert (whole.checked, whole.cited) == ("| Oven | 3 | Not mentioned |", {1})


def test_what_is_added_to_a_cell_stays_in_it() -> None:
    _, _, _, none, two, whole = statements_of(CITED_CELLS)
    added = [(none, (), NOT_IN_SOURCES), (two, (9,), ""), (whole, (2,), "")]
    assert with_markers(CITED_CELLS, added).splitlines()[2:] == [
        f"| **Nights** | None [3] {NOT_IN_SOURCES} | Two a week [4][5] [9] |",
        "| Oven | 3 | Not mentioned [1] [2] |",
    ]


def test_words_within_a_tag_are_read_as_well() -> None:
    assert "Wages are high" in claims('<b title="Wages are high">Dough</b> rests.')[0]
    assert "Wages are high" in claims("<Wages are high>")[0]


def test_a_code_line_keeps_what_looks_like_a_marker() -> None:
    reply = "```\nfirst = loaves[1]\n```\nDough rests [2]."
    first, second = statements_of(reply)
    assert (first.markers, second.cited) == ((), {2})
    text = with_markers(reply, [(first, (), NOT_IN_SOURCES), (second, (2,), "")])
    assert text == f"```\nfirst = loaves[1] {NOT_IN_SOURCES}\n```\nDough rests [2]."


@pytest.mark.parametrize("fence", ["```", "```python", "~~~ markdown", "````"])
def test_the_lines_around_code_state_nothing(fence: str) -> None:
    assert [
        statement.text for statement in statements_of(f"{fence}\nDough rests.\n{fence[:3]}")
    ] == ["Dough rests."]


TABLE = "| Team | Task |\n|:---|---|\n| Bakers | Dough rests. |\n| Tasters | Ovens heat [1] |"


def test_what_is_added_to_a_row_stands_in_its_last_cell() -> None:
    note = NOT_IN_SOURCES
    assert checked(TABLE).splitlines() == [
        "| Team | Task |",
        "|:---|---|",
        f"| Bakers | Dough rests. {note} |",
        f"| Tasters | Ovens heat [1] {note} |",
    ]
    assert checked(TABLE, (1,)).splitlines() == [
        "| Team | Task |",
        "|:---|---|",
        "| Bakers | Dough rests. [1] |",
        "| Tasters | Ovens heat [1] |",
    ]


def test_a_note_within_a_row_stays_in_its_cell() -> None:
    text = checked("| Dough rests. Ovens heat. | Bakers bake. |")
    assert text.count(NOT_IN_SOURCES) == len(claims("| Dough rests. Ovens heat. | Bakers bake. |"))
    assert text.count("|") == 3
    assert text.endswith("|")


def test_headings_and_bold_lines_are_short_statements() -> None:
    reply = "## Pay\n\n**Pay**\n\nDough rests [1]."
    assert [statement.text for statement in statements_of(reply)] == ["Pay", "Pay", "Dough rests."]


@pytest.mark.parametrize(
    "reply",
    [
        "Here is a summary of the role:",
        "What you need to bring:",
        "How does the crew measure success under those conditions?",
        "## Principles",
        "**What they look for**",
        "| Team | Task |\n|---|---|",
    ],
)
def test_headings_lead_ins_questions_and_heads_of_tables_claim_nothing(reply: str) -> None:
    assert not any(one.is_claim for one in statements_of(reply))


@pytest.mark.parametrize(
    "reply",
    [
        "Sure, the pay is high.",
        "## The role pays 900,000 a year",
        "**Every Bar Raiser drives a company car and is paid for it**",
        "Did you know that the pay is 900?",
        "The pay is 900 a day:",
    ],
)
def test_what_says_something_is_a_claim_however_it_is_dressed(reply: str) -> None:
    assert any(one.is_claim for one in statements_of(reply))
