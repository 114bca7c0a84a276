"""Roles and postings, and the conditions they are selected by."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from store.facets.names.areas import REMOTE, Area
from store.facets.names.periods import Period
from store.facets.read import read_facets
from store.search.catalog import (
    CLOSED,
    Catalog,
    Condition,
    Facet,
    Measure,
    Operator,
    Rank,
    ordered,
    role_of,
    skills_of,
    stands_in,
)
from store.types import (
    Document,
    DocumentKind,
    Facets,
    Fields,
    Place,
    Posting,
    SectionKind,
    SectionSpan,
    Span,
)

UK = Area("UK", frozenset({"GB"}))
YORK = Area("York", city="York")


def role(
    name: str, title: str, text: str = "You bake.", places: tuple[Place, ...] = (), **fields: str
) -> Document:
    """A role whose whole text is its author's."""
    body = SectionSpan(SectionKind.BODY, (), Span(0, len(text)))
    postings = tuple(map(Posting, places))
    facets = read_facets(Fields(title=title), text, (body,))
    return Document(
        name,
        DocumentKind.ROLE,
        title,
        text,
        name,
        sections=(body,),
        postings=postings,
        facets=facets,
        **fields,
    )


NIGHT = role(
    "night",
    "Senior Night Baker",
    "You bake sourdough at night. This is a part-time role.",
    (Place("GB", "", "York"), Place("GB", "", "Leeds"), Place("NO", "", "Bergen")),
    level="senior",
    team="Ovens (OVN)",
    company="Crumb & Crust",
)
HEAD = role(
    "head",
    "Sr. Bakery Manager",
    places=(Place("GB", "", "York"),),
    level="manager",
    company="Crumb",
)
APP = role(
    "app",
    "Bakery App Developer",
    "You write Rust.",
    (Place("US", "", "Remote"),),
    team="Ovens",
    company="Crumb",
)
UNLISTED = role("unlisted", "Baker Intern", level="intern", company="Rye")
ARTICLE = Document("article", DocumentKind.ARTICLE, "How bakers are hired", "Text.", "article")
CATALOG = Catalog([NIGHT, HEAD, ARTICLE, APP, UNLISTED], revision=7)


def selected(*conditions: Condition) -> dict[str, int]:
    """How many postings of each role are selected."""
    found = CATALOG.select(conditions)
    return {one.document_id: len(found.of(one)) for one in found.roles}


def unknown(*conditions: Condition) -> dict[str, list[str]]:
    """Of which roles it isn't known whether they meet the conditions, by the facet."""
    return {
        str(facet): [role.document_id for role in roles]
        for facet, roles in CATALOG.unknown(conditions).items()
    }


def test_one_text_in_three_places_is_one_role_with_three_postings() -> None:
    assert [one.document_id for one in CATALOG.roles] == ["night", "head", "app", "unlisted"]
    assert len(CATALOG.postings) == 5
    assert [one.number for one in CATALOG.postings if one.role.document_id == "night"] == [1, 2, 3]
    assert CATALOG.places == {
        Place("GB", "", "York"),
        Place("GB", "", "Leeds"),
        Place("NO", "", "Bergen"),
        Place("US", "", "Remote"),
    }


def test_an_article_is_no_role() -> None:
    assert CATALOG.role("article") is None
    assert CATALOG.role("night") == CATALOG.roles[0]


def test_without_a_condition_all_is_selected_and_a_role_that_is_listed_nowhere_has_no_posting() -> (
    None
):
    assert selected() == {"night": 3, "head": 1, "app": 1, "unlisted": 0}


@pytest.mark.parametrize(
    ("facet", "value", "found"),
    [
        (Facet.TITLE, "baker", {"night": 3, "unlisted": 0}),
        (Facet.TITLE, "bakers", {"night": 3, "unlisted": 0}),
        (Facet.TITLE, "bakery developer", {"app": 1}),
        (Facet.TITLE, "developer bakery", {}),
        (Facet.LEVEL, "senior", {"night": 3, "head": 1}),
        (Facet.LEVEL, "manager", {"head": 1}),
        (Facet.LEVEL, "intern", {"unlisted": 0}),
        (Facet.LEVEL, "staff", {}),
        (Facet.TEAM, "ovens", {"night": 3, "app": 1}),
        (Facet.TEAM, "OVN", {"night": 3}),
        (Facet.TEAM, "oven", {}),
        (Facet.COMPANY, "crumb", {"night": 3, "head": 1, "app": 1}),
        (Facet.COMPANY, "Crumb and Crust", {}),
        (Facet.COMPANY, "crumb crust", {"night": 3}),
        (Facet.PLACE, UK, {"night": 2, "head": 1}),
        (Facet.PLACE, YORK, {"night": 1, "head": 1}),
        (Facet.PLACE, REMOTE, {"app": 1}),
        (Facet.EMPLOYMENT, "part-time", {"night": 3}),
        (Facet.EMPLOYMENT, "internship", {"unlisted": 0}),
        (Facet.ROLE, "head", {"head": 1}),
        (Facet.TEXT, "baking at nights", {"night": 3}),
        (Facet.TEXT, "rust", {"app": 1}),
        (Facet.TEXT, "ovens", {"night": 3, "app": 1}),
        (Facet.TEXT, "welding", {}),
    ],
)
def test_each_facet_narrows(facet: Facet, value: str | Area, found: dict[str, int]) -> None:
    assert selected(Condition(facet, (value,))) == found


def test_any_value_of_a_condition_will_do_and_every_condition_must_hold() -> None:
    assert selected(Condition(Facet.ROLE, ("head", "app"))) == {"head": 1, "app": 1}
    assert selected(Condition(Facet.LEVEL, ("senior",)), Condition(Facet.PLACE, (YORK,))) == {
        "night": 1,
        "head": 1,
    }
    assert selected(Condition(Facet.TITLE, ("baker",)), Condition(Facet.COMPANY, ("Rye",))) == {
        "unlisted": 0
    }


def test_a_negated_condition_leaves_out_what_has_any_of_its_values() -> None:
    assert selected(Condition(Facet.PLACE, (YORK, REMOTE), negated=True)) == {"night": 2}
    assert selected(Condition(Facet.LEVEL, ("senior",), negated=True)) == {"app": 1, "unlisted": 0}


def test_where_a_role_is_that_states_no_place_is_unknown_and_never_elsewhere() -> None:
    for negated in (False, True):
        condition = Condition(Facet.PLACE, (YORK,), negated)
        assert unknown(condition) == {"place": ["unlisted"]}
        assert "unlisted" not in selected(condition)
        assert "place" not in unknown(condition, Condition(Facet.LEVEL, ("senior",)))


@pytest.mark.parametrize(
    ("facet", "value", "roles"),
    [
        (Facet.LEVEL, "intern", ["app"]),
        (Facet.TEAM, "Ovens", ["head", "unlisted"]),
        (Facet.EMPLOYMENT, "full-time", ["head", "app", "unlisted"]),
        (
            Facet.EMPLOYMENT,
            "permanent",
            ["night", "head", "app"],
        ),  # part-time says nothing of how long
        (Facet.WORKPLACE, "hybrid", ["night", "head", "unlisted"]),
        (Facet.PLACE, REMOTE, ["night", "head", "unlisted"]),
        (Facet.DATE, Period("in 2026"), ["night", "head", "app", "unlisted"]),
        (Facet.TITLE, "welder", []),
        (Facet.TEXT, "welding", []),
    ],
)
def test_what_a_role_does_not_state_is_unknown(
    facet: Facet, value: str | Area | Period, roles: list[str]
) -> None:
    found = CATALOG.unknown([Condition(facet, (value,))])
    assert [role.document_id for some in found.values() for role in some] == roles


def test_a_role_that_states_no_level_is_no_internship_and_one_without_a_kind_of_employment_is_left_open() -> (
    None
):
    assert "app" in selected(Condition(Facet.LEVEL, ("intern",), negated=True))
    assert "app" not in selected(Condition(Facet.EMPLOYMENT, ("part-time",), negated=True))


def test_remote_work_is_told_by_the_place_else_by_the_workplace() -> None:
    says = read_facets(Fields(workplace="remote"), "", ())
    places = (Posting(Place("NO", "", "Bergen")), Posting(Place("NO", "", "Remote")))
    at_home, one_of_two = replace(NIGHT, facets=says), replace(HEAD, facets=says, postings=places)
    found = Catalog([at_home, one_of_two]).select([Condition(Facet.PLACE, (REMOTE,))])
    assert [(one.role.document_id, one.number) for one in found.postings] == [
        *(("night", at) for at in (1, 2, 3)),
        ("head", 2),
    ]


def test_lists_and_counts_are_of_open_postings_unless_closed_ones_are_asked_for() -> None:
    first, *rest = NIGHT.postings
    catalog = Catalog(
        [replace(NIGHT, postings=(replace(first, closed="2026-05-01"), *rest)), UNLISTED]
    )
    assert [one.number for one in catalog.asked_of([]).postings] == [2, 3]
    closed = Condition(Facet.STATUS, (CLOSED,))
    assert [one.number for one in catalog.asked_of([closed]).select([closed]).postings] == [1]
    assert len(catalog.postings) == 3


def stated(**fields: str) -> Facets:
    return read_facets(Fields(**fields), "", ())


def copies() -> Catalog:
    """One role that pays otherwise in each of its places, and one that pays in between."""
    leeds = stated(pay="£30,000 a year", workplace="Hybrid", closes="2027-05-07")
    york = stated(pay="£45,000 a year", workplace="On-site", closes="2027-05-20", level="Senior")
    postings = (
        Posting(Place("GB", "", "Leeds")),
        Posting(Place("GB", "", "York"), facets=york),
        Posting(Place("GB", "", "Hull"), facets=stated(employment="Part-time")),
    )
    baker = replace(UNLISTED, title="Baker", level="", facets=leeds, postings=postings)
    pilot = replace(
        baker, document_id="pilot", facets=stated(pay="£40,000 a year"), postings=postings[:1]
    )
    return Catalog([baker, pilot])


def pays(operator: Operator, amount: int) -> Condition:
    return Condition(
        Facet.PAY, (Measure(operator, Decimal(amount), currencies=("GBP",), period="year"),)
    )


@pytest.mark.parametrize(
    ("conditions", "cities"),
    [
        ([pays(Operator.AT_LEAST, 42_000)], ["York"]),
        ([pays(Operator.AT_MOST, 35_000)], ["Leeds"]),
        (
            [
                pays(Operator.AT_LEAST, 42_000),
                Condition(Facet.PLACE, (Area("Leeds", city="Leeds"),)),
            ],
            [],
        ),
        ([pays(Operator.AT_LEAST, 42_000), Condition(Facet.PLACE, (YORK,))], ["York"]),
        ([Condition(Facet.PAY, (Measure(),), negated=True)], ["Hull"]),
        ([Condition(Facet.WORKPLACE, ("on site",))], ["York"]),
        (
            [
                Condition(Facet.WORKPLACE, ("on site",), negated=True),
                Condition(Facet.ROLE, ("unlisted",)),
            ],
            ["Leeds"],
        ),
        ([Condition(Facet.EMPLOYMENT, ("part-time",))], ["Hull"]),
        ([Condition(Facet.CLOSES, (Measure(),))], ["Leeds", "York"]),
        ([Condition(Facet.LEVEL, ("senior",))], ["York"]),
    ],
)
def test_a_condition_holds_of_the_posting_that_states_it(
    conditions: list[Condition], cities: list[str]
) -> None:
    found = copies().select(conditions)
    assert [posting.posting.place.city for posting in found.postings] == cities
    assert [role.document_id for role in found.roles] == (["unlisted"] if cities else [])


def test_a_role_of_which_one_posting_does_not_say_is_left_open_where_no_other_meets_it() -> None:
    catalog = copies()
    open_ = catalog.unknown([pays(Operator.AT_LEAST, 50_000)])
    assert {facet: [role.document_id for role in roles] for facet, roles in open_.items()} == {
        Facet.PAY: ["unlisted"]
    }
    assert catalog.unknown([pays(Operator.AT_LEAST, 42_000)]) == {}


def test_a_rank_puts_the_posting_first_that_states_the_most() -> None:
    everything = copies().select([])
    for highest, city in ((True, "York"), (False, "Leeds")):
        (first,) = ordered(everything, Rank(Facet.PAY, highest))
        assert [(one.role.document_id, one.posting.place.city) for one in first.postings] == [
            ("unlisted", city)
        ]
    (last,) = ordered(everything, Rank(Facet.CLOSES, highest=True))
    assert [one.posting.place.city for one in last.postings] == ["York"]


def paying(name: str, pay: str) -> Document:
    return replace(UNLISTED, document_id=name, facets=stated(pay=pay))


def test_a_rank_gives_as_many_roles_as_it_asks_for_in_order_and_those_that_tie() -> None:
    pays = {
        "a": "£30,000 a year",
        "b": "£50,000 a year",
        "c": "£40,000 a year",
        "d": "£40,000 a year",
    }
    everything = Catalog([paying(name, pay) for name, pay in pays.items()]).select([])
    for number, highest, names in (
        (0, True, "bcda"),
        (0, False, "acdb"),
        (2, True, "bcd"),
        (1, False, "a"),
        (9, True, "bcda"),
    ):
        (found,) = ordered(everything, Rank(Facet.PAY, highest, number))
        assert [role.document_id for role in found.roles] == list(names)


def test_the_kinds_of_pay_that_most_postings_state_come_first() -> None:
    pays = {"a": "€20 an hour", "b": "£30,000 a year", "c": "£12 an hour", "d": "£2,000 a month"}
    kinds = ordered(
        Catalog([paying(name, pay) for name, pay in pays.items()]).select([]),
        Rank(Facet.PAY, True, 0),
    )
    assert [[role.document_id for role in kind.roles] for kind in kinds] == [
        ["b", "d"],
        ["a"],
        ["c"],
    ]


def test_a_role_that_is_listed_nowhere_is_ranked_too() -> None:
    nowhere = Catalog([replace(UNLISTED, facets=stated(pay="£30,000 a year"))]).select([])
    (first,) = ordered(nowhere, Rank(Facet.PAY, highest=True))
    assert [role.document_id for role in first.roles] == ["unlisted"] and first.postings == ()


def test_the_selected_postings_of_a_role_are_told_apart() -> None:
    found = CATALOG.select([Condition(Facet.PLACE, (UK,))])
    assert [one.posting.place.city for one in found.of(CATALOG.roles[0])] == ["York", "Leeds"]
    assert found.of(CATALOG.roles[2]) == ()


@pytest.mark.parametrize(
    ("words", "title", "stands"),
    [
        ("software engineer", "Software Development Engineer", True),
        ("engineer software", "Software Development Engineer", False),
        ("software engineers", "Senior Software Engineer II", True),
        ("pastry coaches", "Pastry Coach", True),
        ("manage", "Manager", False),
        ("art", "Part Painter", False),
        ("", "Baker", False),
    ],
)
def test_words_of_a_title_in_their_order(words: str, title: str, stands: bool) -> None:
    assert stands_in(words, title) is stands


@pytest.mark.parametrize(
    ("title", "level", "asked", "holds"),
    [
        ("Sr. Director, Ovens", "director", "senior", True),
        ("Product Manager", "", "manager", False),
        ("Staff Writer", "", "staff", False),
        ("Mid-level Baker", "", "mid", True),
        ("Baker", "L5", "l5", True),
    ],
)
def test_a_level_is_a_word_of_the_title_that_means_one(
    title: str, level: str, asked: str, holds: bool
) -> None:
    document = role("one", title, places=(Place("NO"),), level=level)
    assert bool(Catalog([document]).select([Condition(Facet.LEVEL, (asked,))]).roles) is holds


def test_what_the_page_put_around_a_text_tells_nothing_of_the_role() -> None:
    text = "You bake sourdough. Related: a role with Kubernetes."
    sections = (
        SectionSpan(SectionKind.BODY, (), Span(0, 19)),
        SectionSpan(SectionKind.TEASER, (), Span(20, len(text))),
    )
    found = role_of(Document("d", DocumentKind.ROLE, "Night Baker", text, "d", sections=sections))
    assert found.family == "baker"
    assert [(skill.name, skill.span.of(text)) for skill in skills_of(found)] == [
        ("sourdough", "sourdough")
    ]
