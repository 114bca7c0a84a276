"""Employers and teams, read from a posting's own words."""

from __future__ import annotations

import pytest

from store.facets.names.employers import company_named, team_named


@pytest.mark.parametrize(
    ("text", "team"),
    [
        (
            "The Wave Research (WR) team is seeking a welder. The WR team sails.",
            "Wave Research (WR)",
        ),
        ("Join the Hull and Keel team as a welder.", "Hull and Keel"),
        (
            "At Acme Sea Trials (AST), we test. Acme's Noise and Vibration group is looking for "
            "an analyst.",
            "Noise and Vibration, Acme Sea Trials (AST)",
        ),
        ("You will work with several teams.", ""),
    ],
)
def test_teams(text: str, team: str) -> None:
    assert team_named(text) == team


def test_the_company_is_the_name_that_its_units_share() -> None:
    assert (
        company_named(
            "She works at Acme Sea Trials. At Acme, we weld. Acme's yard. A career at Acme Hulls."
        )
        == "Acme"
    )
