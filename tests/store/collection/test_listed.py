"""What each posting of a role states of its own, and the text that says of which posting a value
is.
"""

from __future__ import annotations

from dataclasses import replace

from store.collection.listed import is_of_others, shared, standing_alone, with_details
from store.facets.read import read_facets
from store.types import (
    Document,
    DocumentKind,
    Facets,
    Fields,
    Origin,
    Place,
    Posting,
    SectionKind,
    SectionSpan,
    Span,
)

WORK = "You bake."
LEEDS, HULL, YORK = (Place("GB", "", city) for city in ("Leeds", "Hull", "York"))


def copy(place: Place, text: str = WORK, **stated: str) -> Document:
    """A role as one row states it."""
    sections = (SectionSpan(SectionKind.BODY, (), Span(0, len(text))),)
    facets = read_facets(Fields(**stated), text, sections)
    return Document(
        "baker",
        DocumentKind.ROLE,
        "Baker",
        text,
        "hash",
        sections,
        postings=(Posting(place),),
        facets=facets,
    )


def joined(*copies: Document) -> Document:
    document, own = shared(
        copies[0], {"/a.csv": [one for each in copies for one in standing_alone(each)]}
    )
    return with_details(replace(document, postings=own["/a.csv"]))


def pays(document: Document) -> list[str]:
    stated = [document.facets_of(posting).pay for posting in document.postings]
    return [pay.raw if pay else "" for pay in stated]


def test_copies_that_agree_have_one_value_on_the_role_and_their_text_as_it_is() -> None:
    role = joined(copy(LEEDS, pay="£30,000"), copy(HULL, pay="GBP 30,000"))
    assert [posting.facets for posting in role.postings] == [None, None]
    assert role.text == WORK


def test_copies_that_differ_keep_each_its_own_and_say_so() -> None:
    role = joined(
        copy(LEEDS, pay="£30,000", workplace="Hybrid"),
        copy(HULL, pay="£32,000"),
        copy(YORK, pay="£30,000"),
    )
    assert pays(role) == ["£30,000", "£32,000", "£30,000"]
    assert role.text.endswith(
        "\n\nListed details\n\n"
        "- Pay (Leeds, UK; York, UK): £30,000\n"
        "- Pay (Hull, UK): £32,000\n"
        "- Workplace (Leeds, UK): Hybrid"
    )
    assert role.sections[-1].heading_path == ("Listed details",)
    assert role.sections[-1].span.of(role.text).startswith("- Pay (Leeds")
    assert with_details(role) == role


def test_what_is_not_stated_is_not_taken_from_another_copy() -> None:
    role = joined(copy(LEEDS, pay="£30,000"), copy(HULL))
    assert pays(role) == ["£30,000", ""]


def test_postings_at_one_place_are_told_apart_by_their_dates() -> None:
    first, second = copy(LEEDS, pay="£30,000"), copy(LEEDS, pay="£32,000")
    second = replace(second, postings=(Posting(LEEDS, "2027-02-01"),))
    assert "- Pay (Leeds, UK, 2027-02-01): £32,000" in joined(first, second).text


def test_where_the_first_copy_is_gone_the_role_states_what_the_next_one_does() -> None:
    role = joined(copy(LEEDS, pay="£30,000"), copy(HULL, pay="£32,000", level="Senior"))
    left, own = shared(role, {"/a.csv": role.postings[1:]})
    left = with_details(replace(left, postings=own["/a.csv"]))
    assert left.facets.pay and left.facets.pay.raw == "£32,000" and left.level == "senior"
    assert left.postings == (Posting(HULL),)
    assert left.text.endswith("Listed details\n\n- Pay: £32,000")


def test_what_a_text_says_of_all_keeps_its_place_in_it() -> None:
    text = "You bake. The closing date is 7 May."
    role = joined(copy(LEEDS, text, posted="2026-04-01"), copy(HULL, text, posted="2027-04-01"))
    closes = [role.facets_of(posting).closes for posting in role.postings]
    assert [str(day.value.day) for day in closes if day] == ["2026-05-07", "2027-05-07"]
    assert {day.span for day in closes if day} == {closes[0].span if closes[0] else None}
    assert role.text == text


def test_what_a_person_put_right_holds_for_all() -> None:
    role = joined(copy(LEEDS, pay="£30,000"), copy(HULL, pay="£32,000"))
    right = read_facets(Fields(pay="£40,000"), "", ()).pay
    assert right is not None
    facets = replace(role.facets, pay=replace(right, origin=Origin.CORRECTED))
    changed, own = shared(replace(role, facets=facets), {"/a.csv": role.postings})
    changed = with_details(replace(changed, postings=own["/a.csv"]))
    assert pays(changed) == ["£40,000", "£40,000"]
    taken, own = shared(
        replace(role, facets=Facets(), origins=(("pay", Origin.CORRECTED),)),
        {"/a.csv": role.postings},
    )
    assert pays(replace(taken, postings=own["/a.csv"])) == ["", ""]


def test_an_authors_own_list_of_details_is_left_alone() -> None:
    text = "You bake.\n\nListed details\n\n- Pay: see below\n- Shoes: white"
    start = text.index("- Pay")
    document = copy(LEEDS, text, pay="£30,000")
    sections = (
        document.sections[0],
        SectionSpan(SectionKind.BODY, ("Listed details",), Span(start, len(text))),
    )
    role = joined(replace(document, sections=sections), copy(HULL, text, pay="£32,000"))
    assert role.text.startswith(f"{text}\n\nListed details\n\n- Pay (Leeds, UK): £30,000")
    own = text.replace("- Shoes: white", "- Closing date: 7 May\n- Workplace: our kitchen")
    sections = (
        document.sections[0],
        SectionSpan(SectionKind.BODY, ("Listed details",), Span(start, len(own))),
    )
    document = replace(copy(LEEDS, own), sections=sections)
    assert with_details(document) == document


def test_a_line_of_some_postings_is_of_others_where_they_are_elsewhere() -> None:
    line = "- Pay (Leeds, UK; York, UK, 2027-02-01): £30,000"
    assert is_of_others(line, [Posting(HULL)])
    assert not is_of_others(line, [Posting(HULL), Posting(YORK)])
    assert not is_of_others("- Pay: £30,000 (negotiable): yes", [Posting(HULL)])
