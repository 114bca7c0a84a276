"""The table of roles and postings, what filters it, and a role opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.page.rooms.roles import CHOOSE, filtered, opened_role
from assistant.page.session.site import Site
from assistant.page.shown import roles as table
from assistant.page.shown.roles import (
    OPENING,
    facet_choices,
    posting_rows,
    role_markdown,
    role_rows,
)
from fake_assistant import document
from harbour import TIDES, known_harbour
from page_site import harbour_site
from store.facets.names.place_names import place_in_words
from store.types import (
    Day,
    Document,
    DocumentKind,
    Employment,
    Experience,
    Facets,
    Origin,
    Pay,
    Place,
    Posting,
    Role,
    SectionKind,
    SectionSpan,
    Span,
    Stated,
    Strength,
    Workplace,
)

NOWHERE = (Posting(Place()),)


def baker() -> Document:
    """A role that states much, some of it in its text."""
    text = "Bakers earn more at night. Two years of baking are required."
    facets = Facets(
        pay=Stated(
            Pay(Decimal("14.50"), Decimal(16), "GBP", "hour"),
            Origin.TEXT,
            "£14.50-16/h",
            Span(0, 6),
        ),
        closes=Stated(Day((date(2027, 1, 15),)), Origin.LABEL, "15 January 2027"),
        workplace=Stated(Workplace.ON_SITE, Origin.FIELD, "onsite"),
        employments=(Stated(Employment.PART_TIME, Origin.FIELD, "part time"),),
        experience=(
            Stated(
                Experience(2, None, "baking"),
                Origin.TEXT,
                "Two years",
                Span(27, 36),
                Strength.REQUIRED,
            ),
        ),
        places=(Stated(Place("GB", "", "Leeds"), Origin.FIELD, "Leeds"),),
    )
    stated = {
        "company": "Rye & Sons",
        "origins": (("title", Origin.HEADING), ("company", Origin.FILE_NAME)),
    }
    return document(
        "Baker",
        text,
        kind=DocumentKind.ROLE,
        facets=facets,
        postings=(Posting(Place("GB", "", "Leeds")),),
        **stated,
    )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with harbour_site(tmp_path) as site:
        yield site


def test_a_row_is_in_the_order_of_its_heads_and_ends_with_the_identifier(tmp_path: Path) -> None:
    catalog = known_harbour(tmp_path).catalog
    role = next(one for one in catalog.roles if one.document.team == TIDES)
    rows = [row.cells for row in posting_rows(catalog.postings)]
    assert len(rows) == len(catalog.postings)
    stated = ("", "", "", "", "2025-03-01", "", "", TIDES, "")
    boston = ("Harbour Pilot", "Quayside", "Boston, MA, US", *stated, role.document_id)
    assert boston in rows
    assert boston[table.IDENTIFIER] == role.document_id
    for heads in (table.POSTING_HEADS, table.ROLE_HEADS):
        assert heads[table.IDENTIFIER] == "Identifier" and len(heads) == len(table.WIDTHS) == len(
            boston
        )


def test_a_role_counts_its_postings_among_those_that_were_found(tmp_path: Path) -> None:
    postings = [
        one for one in known_harbour(tmp_path).catalog.postings if one.role.document.team == TIDES
    ]
    (whole,) = role_rows(postings)
    shown = dict(zip(table.ROLE_HEADS, whole.cells, strict=True))
    assert (shown["Title"], shown["Places"], shown["Team"]) == (
        "Harbour Pilot",
        "Hull, UK; Boston, MA, US",
        TIDES,
    )
    assert shown["Postings"] == 4 and "2025-03-01" in shown["Posted"]
    (in_hull,) = role_rows([one for one in postings if one.posting.place.city == "Hull"])
    assert (in_hull.cells[2], in_hull.cells[-2]) == ("Hull, UK", 3)


def test_what_a_role_states_stands_in_its_row_and_sorts_by_what_it_means() -> None:
    (row,) = role_rows(Role(baker()).postings)
    shown = dict(zip(table.ROLE_HEADS, row.cells, strict=True))
    assert (shown["Pay"], shown["Closes"]) == ("GBP 14.50–16 an hour", "2027-01-15")
    assert (shown["Workplace"], shown["Employment"]) == ("on site", "part-time")
    assert shown["Experience"] == "2+ years in baking"
    sorted_by = dict(zip(table.ROLE_HEADS, row.sorted_by, strict=True))
    assert sorted_by["Pay"] == 16 * 2080 and sorted_by["Title"] == shown["Title"]
    (silent,) = role_rows(
        Role(replace(baker(), facets=Facets(unplaced=("2 Locations",)), postings=NOWHERE)).postings
    )
    assert silent.cells[2] == "“2 Locations”" and silent.cells[3:5] == ("", "")
    assert silent.sorted_by[table.PAY] is None and silent.sorted_by[table.CLOSES] > "9999"


def test_copies_show_each_its_own_terms_and_their_role_each_value_once() -> None:
    own = replace(
        baker().facets, pay=Stated(Pay(Decimal(18), None, "GBP", "hour"), Origin.FIELD, "18")
    )
    hull = Posting(Place("GB", "", "Hull"), facets=own)
    role = Role(replace(baker(), postings=(*baker().postings, hull)))
    rows = posting_rows(role.postings)
    assert [row.cells[table.PAY] for row in rows] == ["GBP 14.50–16 an hour", "from GBP 18 an hour"]
    assert rows[1].yearly == 18 * 2080
    (whole,) = role_rows(role.postings)
    assert whole.cells[table.PAY] == "GBP 14.50–16 an hour; from GBP 18 an hour"
    assert whole.cells[table.CLOSES] == "2027-01-15" and whole.yearly == 18 * 2080
    opened = role_markdown(role)
    assert "GBP 14&#46;50–16 an hour &#40;Leeds&#44; UK&#41;" in opened
    assert "GBP 18 an hour &#40;Hull&#44; UK&#41;" in opened


def test_a_listing_that_is_gone_says_since_when() -> None:
    gone = replace(baker(), postings=(Posting(Place("GB", "", "Leeds"), closed="2026-11-20"),))
    (row,) = role_rows(Role(gone).postings)
    assert row.cells[table.CLOSES] == "gone since 2026-11-20"
    assert "gone since 2026&#45;11&#45;20" in role_markdown(Role(gone))


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
    rows, said = filtered(site, table.ROLES, "pilot", "", None, "")
    assert said.startswith("5 postings of 2 roles.") and len(rows.value["data"]) == 2
    rows, said = filtered(site, table.POSTINGS, "pilot", "Hull, UK", "", "")
    assert said.startswith("3 postings of 1 role.") and len(rows.value["data"]) == 3
    assert (
        filtered(site, table.ROLES, "lamplighter", None, None, None)[1]
        == "Nothing fits these filters."
    )
    unknown = filtered(site, table.ROLES, "", "<b>Atlantis</b>", "", "")[1]
    assert "Atlantis" in unknown and "<b>" not in unknown
    no_amount = filtered(site, table.ROLES, "", "", "", "", "", "", "<b>lots</b>")[1]
    assert "is not an amount" in no_amount and "<b>" not in no_amount


def test_roles_are_filtered_by_what_they_state(site: Site) -> None:
    assert filtered(site, table.ROLES, "", "", "", "", "", "internship")[1].startswith(
        "1 posting of 1 role."
    )
    assert filtered(site, table.ROLES, "", "", "", "", "not stated")[1].startswith(
        "6 postings of 3 roles."
    )
    assert filtered(site, table.ROLES, "", "", "", "", "remote")[1].startswith(
        "2 postings of 1 role."
    )


def test_a_role_that_is_opened_shows_its_facts_postings_and_beginning(tmp_path: Path) -> None:
    role = next(one for one in known_harbour(tmp_path).catalog.roles if one.document.team == TIDES)
    said = role_markdown(role)
    assert said.startswith("### Harbour Pilot") and "<dt>Company</dt><dd>Quayside <small" in said
    assert "#### 4 postings" in said and "- Hull&#44; UK" in said and "(3)" in said
    assert "- Boston&#44; MA&#44; US " in said
    assert " · 2025&#45;03&#45;01 · [jobs&#46;example](<https://jobs.example/pilot>)" in said
    assert "Harbour pilots bring container ships" in said
    assert f"[Read the whole text](/documents/{role.document_id})" in said


def test_only_a_text_that_was_cut_says_that_it_goes_on() -> None:
    def opened(text: str) -> str:
        sections = (SectionSpan(SectionKind.BODY, (), Span(0, len(text))),)
        return role_markdown(
            Role(document("Crane", text, kind=DocumentKind.ROLE, sections=sections))
        )

    assert "…" not in opened("Cranes lift crates.")
    long = opened("lifting " * 300)
    assert "lifting …" in long and long.count("lifting") == OPENING // len("lifting ")
    assert "posting" not in long and "<dl" not in long  # of what is not known nothing is said


def test_hostile_text_in_a_role_stays_text() -> None:
    attack = '<img src=x onerror="go()"> [x](javascript:go())\n\n<script>'
    posting = Posting(Place(attack, attack, attack), attack, "javascript:go()")
    facts = {"company": attack, "team": attack, "level": attack, "postings": (posting,)}
    bad = document(attack, attack, kind=DocumentKind.ROLE, document_id='") onload="go()', **facts)
    said = role_markdown(Role(bad, attack))
    assert not [
        one for one in ("<img", "<script", "](javascript", "[x]", 'onload="') if one in said
    ]


def test_a_role_that_is_gone_is_said_to_be_and_offers_nothing(site: Site) -> None:
    opened, said, ask, compare, close = opened_role(site, "<b>gone</b>")
    assert (
        opened == ""
        and "is stored" in said
        and "<b>" not in said
        and not ask.visible
        and not compare.visible
    )
    assert close.visible
    assert opened_role(site, "")[1] == CHOOSE


def test_a_title_is_found_by_any_part_of_it_as_it_is_typed(site: Site) -> None:
    for typed in ("pil", "BOUR PI", "Harbour Pilot"):
        assert filtered(site, table.ROLES, typed, "", "", "")[1].startswith(
            "5 postings of 2 roles."
        )
    assert filtered(site, table.ROLES, "astronaut", "", "", "")[1] == "Nothing fits these filters."


def test_postings_that_say_the_same_are_one_line_with_their_number() -> None:
    kew, leeds = Posting(Place("GB", "", "Kew")), Posting(Place("GB", "", "Leeds"))
    told = role_markdown(
        Role(
            document(
                "Gardener", "Gardeners rake.", kind=DocumentKind.ROLE, postings=(kew, leeds, kew)
            )
        )
    )
    assert "- Kew&#44; UK (2)\n- Leeds&#44; UK\n" in told and "3 postings" in told


def test_an_opened_role_says_where_each_value_was_read_and_leads_to_those_of_the_text() -> None:
    role = Role(baker())
    told = role_markdown(role)
    assert "Title: from a heading" in told and "from the file name</small>" in told
    assert (
        "GBP 14&#46;50–16 an hour" in told and "2&#43; years in baking &#40;required&#41;" in told
    )
    assert (
        f'href="&#47;documents&#47;{role.document_id}&#63;mark&#61;27&#45;36">from the text</a>'
        in told
    )
    assert 'on site <small class="origin">from a field</small>' in told
    assert "- Leeds&#44; UK <small" in told and "not understood" not in told


def test_places_that_were_not_understood_are_said_to_be() -> None:
    unknown = replace(
        baker(), facets=Facets(unplaced=("2 Locations", "<b>HQ</b>")), postings=NOWHERE
    )
    told = role_markdown(Role(unknown))
    assert "- place not understood" in told and "2 places not understood&#58; “2 Locations”" in told
    assert "<b>" not in told
