"""A comparison in words: two sentences, side by side, every quote followed by the number of its
evidence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from assistant.comparison.text import NOT_STATED, SHARED_ONLY, comparison_text
from assistant.language.safe_markdown import render
from assistant.language.wording import plain, plain_cell
from assistant.models.reply.markers import find_markers
from assistant.tuning import tuning
from assistant.types import Aspect, Comparison, Mode, Support
from posted import BAKER, GARDENER, Posted

LIMITS = tuning().comparison
DUTIES = "## Key job responsibilities\n\n"


@pytest.fixture
def posted(tmp_path: Path) -> Posted:
    return Posted(tmp_path)


@pytest.fixture
def compared(posted: Posted) -> Comparison:
    return of(posted, BAKER, GARDENER)


def of(posted: Posted, first: str, second: str) -> Comparison:
    sides = (
        posted.side(posted.add(first), label="the baker"),
        posted.side(posted.add(second, "b.md"), label="the gardener"),
    )
    return posted.compare(*sides)


def role(body: str, title: str = "Night Baker") -> str:
    return f'---\nkind: role\ntitle: "{title}"\n---\n\n{body}'


def table(text: str) -> dict[str, tuple[str, str]]:
    """The rows of the table by their name, as a reader sees the cells."""
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {cells[0].strip().strip("*"): (cells[1].strip(), cells[2].strip()) for cells in rows}


def test_it_begins_with_what_the_two_share_and_what_sets_them_apart(compared: Comparison) -> None:
    opening = comparison_text(compared)[0].split("\n\n")[0]
    shared, apart = opening.split(". ", 1)
    assert (
        shared == "**the baker** and **the gardener** say much the same about responsibilities and "
        "qualifications"
    )
    assert apart.startswith(
        "**the baker** is in Bergen, Norway (2); Oslo, Norway rather than Kew, UK"
    )
    assert "is at Dunmore Hearth rather than Rosehill" in apart
    assert (
        "; only **the baker** " in apart
        and "covers purpose of the team and seniority and supervision" in apart
    )
    assert apart.endswith("neither says what it pays.")
    assert "sentence" not in opening


def test_every_quote_is_followed_by_the_number_of_its_evidence(compared: Comparison) -> None:
    text, citations, claims = comparison_text(compared)
    quoted = re.findall(r"“([^”]+)” \[(\d+)\]", text)
    assert len(quoted) == len(find_markers(text)) == len(claims)
    for (quote, number), claim in zip(quoted, claims, strict=True):
        citation = citations[claim.citations[0]]
        assert claim.support is Support.SUPPORTED
        assert claim.text == quote == plain_cell(citation.quote)
        assert citation.evidence.number == int(number)


def test_each_quote_is_cited_once_in_the_order_of_the_text(compared: Comparison) -> None:
    _, citations, claims = comparison_text(compared)
    assert len({(one.evidence.number, one.span) for one in citations}) == len(citations)
    first_used = list(dict.fromkeys(claim.citations[0] for claim in claims))
    assert first_used == list(range(len(citations)))


def test_what_a_side_does_not_state_is_said_to_be_not_stated(compared: Comparison) -> None:
    rows = table(comparison_text(compared)[0])
    assert rows["team"] == ("Ovens", NOT_STATED)
    assert rows["purpose of the team"][1] == NOT_STATED
    assert "posted" not in rows


def test_a_whole_comparison_is_short(posted: Posted) -> None:
    sections = "".join(
        f"## {name}\n\nBake the loaves.\n\n" for name in ("About us", "Tools", "Benefits")
    )
    text, _, _ = comparison_text(of(posted, role(DUTIES + "Bake.\n\n" + sections), GARDENER))
    assert len(table(text)) - 1 <= LIMITS.most_rows
    assert "pay and benefits" not in table(text) and "responsibilities" in table(text)


def test_a_long_cell_is_cut_after_its_first_quotes_and_says_so(posted: Posted) -> None:
    many = "".join(
        f"- Bake the loaf of sort number {number}0 every single day.\n" for number in range(1, 9)
    )
    text, citations, _ = comparison_text(of(posted, role(DUTIES + many), GARDENER))
    cell = table(text)["responsibilities"][0]
    assert cell.count("“") == LIMITS.quotes_in_cell
    assert cell.endswith(f"and {8 - LIMITS.quotes_in_cell} more")
    assert "Only in" not in text  # the table has said that there is more
    further, citations, _ = comparison_text(
        of(posted, role(DUTIES + many), GARDENER), Mode.ONLY_FIRST
    )
    assert further.count("Bake the loaf") == len(citations) > LIMITS.quotes_in_cell


def test_text_of_a_source_is_neither_marker_nor_table_nor_code(posted: Posted) -> None:
    hostile = "Bake | shape [1] the loaf ［2］ of `rye` 【3】 **all** night long."
    text, _, _ = comparison_text(of(posted, role(f"{DUTIES}{hostile}\n"), GARDENER))
    row = next(line for line in text.splitlines() if line.startswith("| **responsibilities**"))
    assert row.count("|") == 4
    numbers = [number for marker in find_markers(row) for number in marker.numbers]
    assert len(numbers) == row.count("“")
    assert plain("[1] ［2］ 【3】") == "(1) (2) (3)"


def test_the_page_renders_the_table_whole(posted: Posted) -> None:
    body = (
        "## Your tasks\n\nBake | shape\nthe loaf <b>all</b> night.\n\n## Pay\n\nThe salary is "
        "41,000 euros.\n"
    )
    text, _, _ = comparison_text(of(posted, role(body), GARDENER))
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(render(text))
    assert html.count("<table>") == 1
    rows = re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
    assert len(rows) == len(table(text)) + 1 - ("" in table(text))
    assert all(len(re.findall(r"<t[hd][ >]", row)) == 3 for row in rows)
    assert "<b>" not in html


def test_an_item_that_means_little_alone_stands_under_the_line_that_introduces_it(
    posted: Posted,
) -> None:
    body = f"{DUTIES}The work with the starters includes:\n\n- feeding them\n- keeping them warm\n"
    text, citations, _ = comparison_text(of(posted, role(body), GARDENER))
    assert (
        "| The work with the starters includes: “feeding them” [1] · “keeping them warm” [1] |"
        in text
    )
    assert [one.quote for one in citations[:2]] == ["feeding them", "keeping them warm"]


def test_what_both_say_stands_side_by_side(compared: Comparison) -> None:
    text, _, _ = comparison_text(compared)
    both = text.split("**In both**")[1].split("**Only in")[0]
    assert re.search(
        r"- “Write down how every sourdough .*” \[2\] ↔ “Write down how every bed .*” \[\d\]", both
    )


def test_only_what_is_shared_can_be_asked_for(compared: Comparison) -> None:
    text, citations, _ = comparison_text(compared, Mode.SHARED)
    assert text.startswith("**the baker** and **the gardener** say much the same about")
    assert "Only in" not in text
    assert "team" not in table(text)
    shared = {one.quote for pair in compared.in_both for one in (pair.first, pair.second)}
    assert {one.quote for one in citations} <= shared


def test_nothing_in_common_is_said_so(posted: Posted) -> None:
    rye = "Bake rye. Sweep floors. Feed starters. Shape dough. Weigh flour."
    text, citations, _ = comparison_text(
        of(
            posted,
            role(f"{DUTIES}{rye}\n"),
            role("## Our mission\n\nShips. Anchors. Moorings. Buoys. Lighthouses.\n", "Pilot"),
        ),
        Mode.SHARED,
    )
    assert "have nothing in common that they state." in text
    assert not citations


def test_only_what_differs_can_be_asked_for(compared: Comparison) -> None:
    text, citations, _ = comparison_text(compared, Mode.DIFFERENT)
    assert "**In both**" not in text
    shared = {one.quote for pair in compared.in_both for one in (pair.first, pair.second)}
    assert not shared & {one.quote for one in citations}
    assert "pay and benefits" not in table(text)


def test_a_side_that_says_only_what_both_say_is_said_to(posted: Posted) -> None:
    first = role(f"{DUTIES}Feed the starters each night.\n\nSweep the floor.\n")
    second = role(f"{DUTIES}Feed the starters each night.\n", "Day Baker")
    text, _, _ = comparison_text(of(posted, first, second), Mode.DIFFERENT)
    assert table(text)["responsibilities"] == ("“Sweep the floor.” [1]", SHARED_ONLY)


def test_only_one_side_can_be_asked_for(compared: Comparison) -> None:
    text, citations, _ = comparison_text(compared, Mode.ONLY_SECOND)
    assert text.startswith("What only **the gardener** says, and not **the baker**:")
    assert "|" not in text
    assert {one.quote for one in citations} <= {one.quote for one in compared.only_second}


def test_one_aspect_can_be_asked_for(compared: Comparison) -> None:
    asked = frozenset({Aspect.QUALIFICATIONS})
    text, citations, _ = comparison_text(compared, Mode.ALL, asked)
    assert "on qualifications" in text
    assert set(table(text)) - {""} == {"degree", "qualifications"}
    assert {one.quote for one in citations} <= {
        "A driving licence for the van.",
        "A degree in food science.",
        "A driving licence for the tractor.",
        "A degree in botany.",
    }


def test_an_aspect_that_neither_states_is_said_to_be_stated_by_neither(
    compared: Comparison,
) -> None:
    text, citations, claims = comparison_text(compared, Mode.ALL, frozenset({Aspect.DAY}))
    assert "**the baker** and **the gardener** don't say." in text
    assert not citations and not claims


def test_many_pairs_are_counted_and_the_first_shown(posted: Posted) -> None:
    things = "oven bench cellar mill garden harbour bridge tower cabin wharf".split()
    duties = "".join(f"- Sweep the {thing} and lock its door.\n" for thing in things)
    text, _, _ = comparison_text(
        of(posted, role(DUTIES + duties), role(DUTIES + duties, "Day Baker"))
    )
    assert f"**In both** ({LIMITS.most_pairs} of {len(things)})" in text
    assert text.count(" ↔ ") == LIMITS.most_pairs


def test_listings_of_one_role_are_said_to_have_the_same_text(posted: Posted) -> None:
    baker = posted.add(BAKER)
    bergen, oslo = (
        posted.side(
            baker,
            tuple(one for one in baker.postings if one.place.city == city),
            f"the {city} posting",
        )
        for city in ("Bergen", "Oslo")
    )
    text, citations, _ = comparison_text(posted.compare(bergen, oslo))
    assert text.startswith(
        "**the Bergen posting** and **the Oslo posting** are listings of one role: the text is the "
        "same"
    )
    assert table(text)["places"] == ("Bergen, Norway (2)", "Oslo, Norway")
    assert not citations
    unnamed = posted.compare(replace(bergen, label="Baker"), replace(oslo, label="Baker"))
    assert comparison_text(unnamed)[0].startswith(
        "**Baker (Bergen, Norway (2))** and **Baker (Oslo, Norway)** are"
    )
    nothing, _, _ = comparison_text(posted.compare(oslo, oslo))
    assert "Nothing else that is known of them differs" in nothing
    assert "|" not in nothing
