"""Every property of a JobPosting lands where a reader looks for it."""

from __future__ import annotations

from typing import Any

import pytest

from store.loading.web.job_posting import load_posting, posting_fields
from store.types import DocumentKind


def posting(**properties: Any) -> dict[str, Any]:
    return {"@type": "JobPosting", "title": "Weaver", **properties}


def place(*, locality: str = "", region: str = "", country: Any = "") -> dict[str, Any]:
    address = {"addressLocality": locality, "addressRegion": region, "addressCountry": country}
    return {"@type": "Place", "address": {"@type": "PostalAddress", **address}}


def test_names_dates_and_numbers_are_fields() -> None:
    fields = posting_fields(
        posting(
            hiringOrganization={
                "@type": "Organization",
                "name": "Loom &amp; Co",
                "department": {"name": "Dye house"},
            },
            employmentType=["FULL_TIME", "CONTRACTOR"],
            datePosted="2026-03-02",
            validThrough="2026-04-15T00:00",
            identifier={"@type": "PropertyValue", "name": "Loom & Co", "value": 118},
            url="https://loom.example/118",
        ),
        publisher="Jobs in Wool",
    )
    assert fields.kind is DocumentKind.ROLE
    assert (fields.title, fields.company, fields.team) == ("Weaver", "Loom & Co", "Dye house")
    assert fields.employment == "FULL_TIME, CONTRACTOR"
    assert (fields.posted, fields.closes, fields.requisition) == (
        "2026-03-02",
        "2026-04-15T00:00",
        "118",
    )
    assert (fields.url, fields.publisher) == ("https://loom.example/118", "Jobs in Wool")


@pytest.mark.parametrize(
    ("location", "places"),
    [
        (place(locality="Oban", region="Scotland", country="GB"), ("Oban, Scotland, GB",)),
        (place(locality="Oban", country={"@type": "Country", "name": "GB"}), ("Oban, GB",)),
        (
            [place(locality="Oban"), place(locality="Leith"), place(locality="Oban")],
            ("Oban", "Leith"),
        ),
        ({"@type": "Place", "address": "1 Quay, Oban"}, ("1 Quay, Oban",)),
        ({"@type": "Place", "name": "Oban yard"}, ("Oban yard",)),
        ("Oban, Scotland", ("Oban, Scotland",)),
        (place(locality="null", region="N/A", country="GB"), ("GB",)),
        ([None, {}, ""], ()),
    ],
)
def test_places_are_one_line_each(location: Any, places: tuple[str, ...]) -> None:
    assert posting_fields(posting(jobLocation=location)).places == places


def test_remote_work_names_where_it_may_be_done() -> None:
    areas = [{"@type": "Country", "name": "US"}, {"@type": "State", "name": "Ontario, CA"}]
    fields = posting_fields(
        posting(jobLocationType="TELECOMMUTE", applicantLocationRequirements=areas)
    )
    assert (fields.workplace, fields.places) == ("remote", ("Remote, US", "Remote, Ontario, CA"))
    fields = posting_fields(
        posting(jobLocationType="TELECOMMUTE", jobLocation=place(locality="Oban"))
    )
    assert (fields.workplace, fields.places) == ("remote", ("Oban",))


@pytest.mark.parametrize(
    ("salary", "pay"),
    [
        (
            {
                "currency": "GBP",
                "value": {"minValue": 28000, "maxValue": "32000", "unitText": "YEAR"},
            },
            "GBP 28,000 - 32,000 per year",
        ),
        ({"currency": "USD", "value": {"value": 21.5, "unitText": "HOUR"}}, "USD 21.50 per hour"),
        ({"currency": "USD", "value": "90000", "unitText": "ANNUAL"}, "USD 90,000 per year"),
        (
            {"currency": "EUR", "value": {"minValue": 0, "maxValue": 3000, "unitText": "MONTH"}},
            "up to EUR 3,000 per month",
        ),
        (
            {"currency": "EUR", "value": {"minValue": 2500, "unitText": "MONTH"}},
            "from EUR 2,500 per month",
        ),
        ({"currency": "EUR", "value": {"minValue": 2500, "maxValue": 2500}}, "EUR 2,500"),
        ({"currency": "EUR", "minValue": 1, "maxValue": 2, "unitText": "day"}, "EUR 1 - 2 per day"),
        (
            {
                "currency": "GBP",
                "value": {"value": "£28,000 - £32,000 per year", "unitText": "YEAR"},
            },
            "£28,000 - £32,000 per year",
        ),
        ({"currency": "GBP", "value": {"value": "Competitive"}}, "Competitive"),
        ({"currency": "GBP", "value": {"minValue": 0, "maxValue": 0}}, ""),
        ([{"currency": "CHF", "value": {"value": 5200}}], "CHF 5,200"),
        ("£14 an hour", "£14 an hour"),
        (30000, "GBP 30,000"),
        (
            {"currency": "EUR", "value": {"value": "45.000", "unitText": "YEAR"}},
            "EUR 45.000 per year",
        ),
        (
            {"currency": "EUR", "value": {"value": 20.8333, "unitText": "HOUR"}},
            "EUR 20.83 per hour",
        ),
    ],
)
def test_pay_is_one_line(salary: Any, pay: str) -> None:
    assert posting_fields(posting(baseSalary=salary, salaryCurrency="GBP")).pay == pay


def test_what_the_description_does_not_say_follows_under_headings() -> None:
    loaded = load_posting(
        posting(
            description="<p>You weave tweed.</p><h3>Skills</h3><ul><li>Warping</li></ul>",
            skills="Warping",
            responsibilities="<ul><li>Dress the loom</li><li>Mend</li></ul>",
            experienceRequirements={
                "@type": "OccupationalExperienceRequirements",
                "monthsOfExperience": 36,
            },
            educationRequirements={
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": "apprenticeship",
            },
            qualifications=["A steady hand", "Own shuttle"],
            industry="Textiles",
            workHours="37 a week",
        )
    )
    assert loaded.markdown == (
        "You weave tweed.\n\n### Skills\n\n- Warping\n\nIndustry: Textiles  \nWorking hours: 37 a "
        "week\n\n"
        "## Responsibilities\n\n- Dress the loom\n- Mend\n\n## Qualifications\n\n- A steady "
        "hand\n- Own shuttle\n\n"
        "## Experience requirements\n\n36 months of experience\n\n## Education "
        "requirements\n\napprenticeship"
    )


def test_values_of_any_shape_are_borne() -> None:
    strange = posting(
        hiringOrganization=["", {"name": ["Loom"]}],
        jobLocation={"address": {"address": {"address": "x"}}},
        baseSalary={"value": {"value": {"value": 3}}},
        identifier=[{"value": None}, True],
        description=[1, {"@value": "<p>Text</p>"}, None],
        url={"@id": "https://loom.example/1"},
    )
    loaded = load_posting(strange)
    assert (loaded.fields.company, loaded.fields.url) == ("Loom", "https://loom.example/1")
    assert "Text" in loaded.markdown
