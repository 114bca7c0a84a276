"""Two roles side by side: each quote leads to its own characters, and hostile text stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from markdown_it import MarkdownIt

from assistant.page.reader import spans_of
from assistant.page.shown.compare import (
    FIRST_SHOWN,
    MOST_COMPARED,
    MOST_NAMES,
    comparison_markdown,
    from_address,
    in_address,
)
from assistant.types import (
    AlignedPair,
    Aspect,
    AspectRow,
    Citation,
    Comparison,
    Evidence,
    FacetRow,
    Side,
)
from fake_assistant import citation, document, passage
from harbour import harbour_assistant
from store.types import Document, DocumentKind, Role

DAY = (
    "Bakers knead at dawn.",
    "Bakers shape loaves.",
    "Bakers tend ovens.",
    "Bakers sweep.",
    "Bakers sell buns.",
)
NIGHT = ("Night bakers proof doughs.", "Night bakers shape loaves.")


class Read(HTMLParser):
    """What a browser finds: elements, attributes, all text, and the text of each link by its
    address.
    """

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[tuple[str, str]] = []
        self.text, self._href = "", ""
        self.feed(MarkdownIt("commonmark", {"html": True}).render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "a":
            self.links.append((dict(attrs)["href"] or "", ""))
            self._href = tag

    def handle_endtag(self, tag: str) -> None:
        self._href = "" if tag == "a" else self._href

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._href:
            address, said = self.links[-1]
            self.links[-1] = address, said + data

    @property
    def quotes(self) -> list[tuple[str, str]]:
        return [link for link in self.links if link[0].startswith("/documents/")]


def side(title: str, sentences: Sequence[str], number: int) -> tuple[Side, list[Citation]]:
    role = document(
        title, " ".join(sentences), kind=DocumentKind.ROLE, document_id=f"role-{number}"
    )
    evidence = Evidence(number, passage(role))
    return Side(Role(role), (), title), [citation(evidence, one) for one in sentences]


def compared() -> Comparison:
    (one, day), (other, night) = side("Day baker", DAY, 1), side("Night baker", NIGHT, 2)
    return Comparison(
        (one, other),
        False,
        (
            FacetRow("level", ("junior", "")),
            FacetRow("company", ("Crumbs", "Crumbs")),
            FacetRow("team", ("", "")),
        ),
        aspects=(
            AspectRow(Aspect.RESPONSIBILITIES, tuple(day), (night[0],)),
            AspectRow(Aspect.PAY, (), (night[1],)),
        ),
        in_both=(AlignedPair(day[1], night[1], 0.9, True), AlignedPair(day[0], night[0], 0.6)),
        only_first=tuple(day[2:]),
    )


def told(comparison: Comparison) -> Read:
    return Read(comparison_markdown(comparison, ["role-1", "role-2"]))


def rows(markdown: str) -> dict[str, list[str]]:
    """The cells of each row of the table of aspects, as text."""
    table = markdown.split('<table class="side-by-side">')[1].split("</table>")[0]
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table)
    return {
        name: [re.sub(r"<[^>]*>", " ", cell) for cell in re.findall("<td>(.*?)</td>", cells)]
        for name, cells in found
    }


def assert_exact(quotes: Sequence[tuple[str, str]], documents: Sequence[Document]) -> None:
    """Each link marks exactly the characters it shows."""
    texts = {one.document_id: one.text for one in documents}
    for address, shown in quotes:
        parts = urlsplit(address)
        text = texts[parts.path.removeprefix("/documents/")]
        (span,) = spans_of(parse_qs(parts.query)["mark"][0], len(text))
        assert " ".join(span.of(text).split()) == " ".join(shown.split())


def test_every_quote_leads_to_exactly_its_characters() -> None:
    comparison = compared()
    quotes = told(comparison).quotes
    assert len(quotes) == len(DAY) + 2 + 4 + 3
    assert_exact(quotes, [comparison.first.role.document, comparison.second.role.document])


def test_so_does_every_quote_of_a_real_comparison(tmp_path: Path) -> None:
    with harbour_assistant(tmp_path) as assistant:
        comparison = assistant.compare("Ice Watch", "Tides and Channels")
        quotes = told(comparison).quotes
        assert len(quotes) > 6
        assert_exact(quotes, assistant.library.documents())


def test_what_one_side_does_not_state_is_said_to_be_missing_and_what_neither_states_is_left_out() -> (
    None
):
    found = rows(comparison_markdown(compared(), ["role-1", "role-2"]))
    assert [cell.split()[-2:] for cell in found["level"]] == [
        ["baker", "junior"],
        ["not", "stated"],
    ]
    assert (
        "not stated" in found["pay and benefits"][0]
        and "shape loaves" in found["pay and benefits"][1]
    )
    assert "team" not in found


def test_what_is_the_same_stands_in_one_line_and_not_in_the_table() -> None:
    said = comparison_markdown(compared(), ["role-1", "role-2"])
    assert "The same for both: company <b>Crumbs</b>." in said
    assert "company" not in rows(said)


def test_two_sentences_open_it_and_parts_are_named_by_side() -> None:
    page = told(compared())
    opening = page.text.split("The same for both")[0]
    assert (
        "Day baker and Night baker are both at Crumbs and say much the same about responsibilities."
        in opening
    )
    assert "No fact that both state sets them apart." in opening and "sentence" not in opening
    assert "Only in Day baker 3 sentences" in page.text and "What both say 1 sentence" in page.text
    assert (
        "Similar, not the same 1 sentence" in page.text and "Only in Night baker " not in page.text
    )


def test_a_long_cell_opens_the_rest() -> None:
    cell = comparison_markdown(compared(), ["role-1", "role-2"]).split("<details>")[0]
    assert cell.count('class="quote"') == FIRST_SHOWN
    assert f"{len(DAY) - FIRST_SHOWN} more" in told(compared()).text
    skills = ", ".join(f"s{number}" for number in range(MOST_NAMES + 3))
    said = told(replace(compared(), facets=(FacetRow("skills named", (skills, "s1")),))).text
    assert "s11 and 3 more" in said and "s12" not in said


def test_which_of_two_is_more_stands_in_the_cell() -> None:
    pay = FacetRow("pay", ("GBP 30,000 a year", "GBP 28,000 a year"), ("more", "less"))
    markdown = comparison_markdown(replace(compared(), facets=(pay,)), ["role-1", "role-2"])
    first, second = (unescape(cell) for cell in rows(markdown)["pay"])
    assert first.endswith("GBP 30,000 a year (more)") and second.endswith(
        "GBP 28,000 a year (less)"
    )


def test_two_listings_of_one_role_are_told_as_that() -> None:
    place = FacetRow("place", ("Hull, UK", "Boston, MA, US"))
    said = told(replace(compared(), same_text=True, facets=(place,)))
    assert "the text is the same, word for word" in said.text and "Boston, MA, US" in said.text
    assert "What both say" not in said.text


def test_hostile_text_stays_text() -> None:
    attack = '<img src=x onerror="go()"> [x](javascript:go()) </td></table><script>go()</script>'
    first, second = side(attack, [f"{attack}."], 1), side(attack, [f"{attack}"], 2)
    facets = (
        FacetRow(attack, (attack, "")),
        FacetRow("company", (attack, attack)),
        FacetRow("pay", (attack, "")),
    )
    aspects = (AspectRow(Aspect.PAY, tuple(first[1]), ()),)
    pair = (AlignedPair(first[1][0], second[1][0], 0.9, True),)
    comparison = Comparison(
        (first[0], second[0]), False, facets, (), aspects, pair, tuple(first[1]), tuple(second[1])
    )
    page = Read(comparison_markdown(comparison, [attack, attack]))
    plain = told(compared())
    assert page.tags <= plain.tags and page.attributes <= plain.attributes
    assert "<script>go()</script>" in page.text
    assert all(address.startswith(("/documents/role-", "/?compare=")) for address, _ in page.links)


@pytest.mark.parametrize(
    "chosen",
    [
        ("role-1", "role-2"),
        ("the Ovens role in Boston, MA, US", "the Ovens role in Lyon, France"),
        ("50% off & more", "a+b#c"),
        ("role-1", "role-2", "the Ovens role in Lyon, France"),
    ],
)
def test_the_link_to_a_comparison_names_the_same_roles(chosen: tuple[str, ...]) -> None:
    (address,) = [
        href
        for href, said in Read(comparison_markdown(compared(), chosen)).links
        if "Link to" in said
    ]
    assert from_address(parse_qs(urlsplit(address).query)["compare"][0]) == list(chosen)


def test_roles_that_somebody_typed_are_understood() -> None:
    assert from_address("night baker, Ovens role") == ["night baker", "Ovens role"]
    assert from_address("night baker") == ["night baker", ""]
    assert len(from_address("a,b,c,d,e,f,g,h")) == MOST_COMPARED
    assert in_address(["role-1", "role-2"]) == "role-1,role-2"


def test_of_more_than_two_roles_the_facts_stand_side_by_side(tmp_path: Path) -> None:
    with harbour_assistant(tmp_path) as assistant:
        comparison = assistant.compare("Ice Watch", "Heavy Lift", "Customs Clerk Intern")
    markdown = comparison_markdown(comparison, ["a", "b", "c"])
    assert all(len(cells) == 3 for cells in rows(markdown).values()) and "places" in rows(markdown)
    assert "Only in" not in markdown and "title" not in rows(markdown)
