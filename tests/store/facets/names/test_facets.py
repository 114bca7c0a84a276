"""What a posting says of itself."""

from __future__ import annotations

import pytest

from store.facets.names.employers import company_named
from store.loading.documents import read_facets
from store.loading.plain_text import author_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The Wave (WV) team is seeking a kind and brave Research Engineer with a boat.", "Research Engineer"),
        ("As a PORT Logistics Intern, you'll buy steel.", "PORT Logistics Intern"),
        ("Our group is looking for an innovative and customer-focused applied scientist to help.", "Applied Scientist"),
        ("We are hiring software development engineers who like boats.", "Software Development Engineer"),
        ("Join us as a Senior Data Scientist II and sail.", "Senior Data Scientist II"),
        ("As part of the crew, a Machine Learning Engineer will steer.", "Machine Learning Engineer"),
        ("Job title: Harbour Pilot\nYou steer.", "Harbour Pilot"),
        ("The Sr. Product Manager will decide.", "Sr. Product Manager"),
        ("We are looking for a Head of Marine Safety to lead.", "Head of Marine Safety"),
        ("We sail on Sundays.", ""),
    ],
)  # fmt: skip
def test_titles(text: str, title: str) -> None:
    assert read_facets(text).title == title


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("As a PORT Logistics Intern, you'll buy steel.", "intern"),
        ("We are hiring a Principal Engineer.", "principal"),
        ("We are hiring a Sr. Engineer.", "senior"),
        ("We are hiring an Engineering Manager.", "manager"),
        ("We are hiring a Product Manager.", ""),
        ("We are hiring a Welder. This is an entry-level role.", "junior"),
        ("We are hiring a Welder.", ""),
    ],
)
def test_levels(text: str, level: str) -> None:
    assert read_facets(text).level == level


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("The Wave Research (WR) team is seeking a welder. The WR team sails.", "Wave Research (WR)"),
        ("Join the Hull and Keel team as a welder.", "Hull and Keel"),
        (
            "At Acme Sea Trials (AST), we test. Acme's Noise and Vibration group is looking for an analyst.",
            "Noise and Vibration, Acme Sea Trials (AST)",
        ),
        ("You will work with several teams.", ""),
    ],
)
def test_teams(text: str, team: str) -> None:
    assert read_facets(text, "Acme").team == team


def test_the_page_gives_the_company_only_where_the_role_names_none() -> None:
    assert read_facets("You will weld.", "Acme").company == "Acme"
    assert read_facets("At Bolt, we weld. Join Bolt as a welder.", "Acme").company == "Bolt"
    assert read_facets("Bolt Research is hiring a welder. Acme's yard is large.", "Acme").company == "Acme"
    assert read_facets("You will weld.").company == ""


def test_the_company_is_the_name_that_its_units_share() -> None:
    assert (
        company_named("She works at Acme Sea Trials. At Acme, we weld. Acme's yard. A career at Acme Hulls.") == "Acme"
    )


@pytest.mark.parametrize(
    "text",
    [
        "A title\n\nBy Ana de la Cruz, staff writer\n\nText.",
        "A title\n\nAna de la Cruz, head of hulls at Acme, shares her view.\n\nText.",
        "Editor's note: Ana de la Cruz joined Acme in 1999.\n\nText.",
    ],
)
def test_authors(text: str) -> None:
    assert author_of(text) == "Ana de la Cruz"


def test_a_caption_names_the_author_where_nothing_else_does() -> None:
    assert author_of("Text.", ["Ana Cruz is head of hulls.", "Courtesy of Ana Cruz"]) == "Ana Cruz"
    assert author_of("Just text by nobody.") == ""
