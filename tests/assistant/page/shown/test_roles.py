"""The table of roles and postings, what filters it, and a role opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.page.rooms.roles import CHOOSE, found, opened_role
from assistant.page.session.site import Site
from assistant.page.shown import roles as table
from assistant.page.shown.roles import OPENING, facet_choices, posting_rows, role_markdown, role_rows
from fake_assistant import document
from harbour import TIDES, known_harbour
from page_site import harbour_site
from store.facets.names.place_names import place_in_words
from store.types import DocumentKind, Place, Posting, Role, SectionKind, SectionSpan, Skill, Span


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with harbour_site(tmp_path) as site:
        yield site


def test_a_row_is_in_the_order_of_its_heads_and_ends_with_the_identifier(tmp_path: Path) -> None:
    catalog = known_harbour(tmp_path).catalog
    role = next(one for one in catalog.roles if one.document.team == TIDES)
    rows = posting_rows(catalog.postings)
    assert len(rows) == len(catalog.postings)
    boston = ["Harbour Pilot", "Boston, MA, US", "2025-03-01", TIDES, "Quayside", "", role.document_id]
    assert boston in rows
    assert boston[table.IDENTIFIER] == role.document_id
    for heads, widths in ((table.POSTING_HEADS, table.POSTING_WIDTHS), (table.ROLE_HEADS, table.ROLE_WIDTHS)):
        assert heads[table.IDENTIFIER] == "Identifier" and len(heads) == len(widths) == len(boston)


def test_a_role_counts_its_postings_among_those_that_were_found(tmp_path: Path) -> None:
    catalog = known_harbour(tmp_path).catalog
    role = next(one for one in catalog.roles if one.document.team == TIDES)
    (whole,) = role_rows([role], catalog.postings)
    assert whole == ["Harbour Pilot", "Hull, UK; Boston, MA, US", 4, TIDES, "Quayside", "", role.document_id]
    in_hull = [one for one in catalog.postings if one.posting.place.city == "Hull"]
    assert role_rows([role], in_hull)[0][1:3] == ["Hull, UK", 3]


def test_each_filter_that_is_offered_finds_exactly_what_it_names(site: Site) -> None:
    assistant = site.opening.assistant
    assert assistant is not None
    choices, postings = facet_choices(assistant.known()), assistant.known().catalog.postings
    facts = {
        "place": [place_in_words(one.posting.place) for one in postings],
        "company": [one.role.document.company for one in postings],
        "level": [one.role.document.level for one in postings],
    }
    for name, offered in choices.items():
        assert offered == sorted(set(facts[name]) - {""})
        for wanted in offered:
            assert len(assistant.postings(**{name: wanted})) == facts[name].count(wanted)


def test_the_table_says_how_many_it_found_and_why_it_cannot(site: Site) -> None:
    rows, said = found(site, table.ROLES, "pilot", "", None, "")
    assert said.startswith("5 postings of 2 roles.") and len(rows.value["data"]) == 2
    rows, said = found(site, table.POSTINGS, "pilot", "Hull, UK", "", "")
    assert said.startswith("3 postings of 1 role.") and len(rows.value["data"]) == 3
    assert found(site, table.ROLES, "lamplighter", None, None, None)[1] == "Nothing fits these filters."
    unknown = found(site, table.ROLES, "", "<b>Atlantis</b>", "", "")[1]
    assert "Atlantis" in unknown and "<b>" not in unknown


def test_a_role_that_is_opened_shows_its_facts_postings_and_beginning(tmp_path: Path) -> None:
    role = next(one for one in known_harbour(tmp_path).catalog.roles if one.document.team == TIDES)
    said = role_markdown(role)
    assert said.startswith("### Harbour Pilot") and "<dt>Company</dt><dd>Quayside</dd>" in said
    assert "#### 4 postings" in said and "- Hull&#44; UK (3)" in said
    assert "- Boston&#44; MA&#44; US · 2025&#45;03&#45;01 · [jobs&#46;example](<https://jobs.example/pilot>)" in said
    assert "Harbour pilots bring container ships" in said
    assert f"[Read the whole text](/documents/{role.document_id})" in said


def test_only_a_text_that_was_cut_says_that_it_goes_on() -> None:
    def opened(text: str) -> str:
        sections = (SectionSpan(SectionKind.BODY, (), Span(0, len(text))),)
        return role_markdown(Role(document("Crane", text, kind=DocumentKind.ROLE, sections=sections)))

    assert "…" not in opened("Cranes lift crates.")
    long = opened("lifting " * 300)
    assert "lifting …" in long and long.count("lifting") == OPENING // len("lifting ")
    assert "posting" not in long and "<dl" not in long  # of what is not known nothing is said


def test_hostile_text_in_a_role_stays_text() -> None:
    attack = '<img src=x onerror="go()"> [x](javascript:go())\n\n<script>'
    posting = Posting(Place(attack, attack, attack), attack, "javascript:go()")
    facts = {"company": attack, "team": attack, "level": attack, "postings": (posting,)}
    bad = document(attack, attack, kind=DocumentKind.ROLE, document_id='") onload="go()', **facts)
    said = role_markdown(Role(bad, attack, attack, (Skill(attack, Span(0, 3)),)))
    assert not [one for one in ("<img", "<script", "](javascript", "[x]", 'onload="') if one in said]


def test_a_role_that_is_gone_is_said_to_be_and_offers_nothing(site: Site) -> None:
    opened, said, ask, compare, close = opened_role(site, "<b>gone</b>")
    assert opened == "" and "is stored" in said and "<b>" not in said and not ask.visible and not compare.visible
    assert close.visible
    assert opened_role(site, "")[1] == CHOOSE


def test_a_title_is_found_by_any_part_of_it_as_it_is_typed(site: Site) -> None:
    for typed in ("pil", "BOUR PI", "Harbour Pilot"):
        assert found(site, table.ROLES, typed, "", "", "")[1].startswith("5 postings of 2 roles.")
    assert found(site, table.ROLES, "astronaut", "", "", "")[1] == "Nothing fits these filters."


def test_postings_that_say_the_same_are_one_line_with_their_number() -> None:
    kew, leeds = Posting(Place("GB", "", "Kew")), Posting(Place("GB", "", "Leeds"))
    told = role_markdown(
        Role(document("Gardener", "Gardeners rake.", kind=DocumentKind.ROLE, postings=(kew, leeds, kew)))
    )
    assert "- Kew&#44; UK (2)\n- Leeds&#44; UK\n" in told and "3 postings" in told
