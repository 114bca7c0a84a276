"""JSON: boards' exports by their shape, other objects by their keys, and what is no posting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from store.errors import ReadError
from store.loading.structured.boards import boards
from store.loading.structured.json_file import JsonLoader
from store.types import DocumentKind, Loaded, Unread


def read(value: object, name: str = "jobs.json") -> list[Loaded]:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return [piece for piece in JsonLoader().load(content, name) if isinstance(piece, Loaded)]


def one(value: object) -> Loaded:
    (loaded,) = read(value)
    return loaded


GREENHOUSE: dict[str, Any] = {
    "absolute_url": "https://boards.greenhouse.io/seaholm/jobs/41",
    "internal_job_id": 7,
    "location": {"name": "Oban, Scotland; Leith, Scotland"},
    "metadata": [
        {"id": 1, "name": "Employment Type", "value": "Part-time", "value_type": "single_select"},
        {
            "id": 2,
            "name": "Shift pattern",
            "value": ["Early", "Late"],
            "value_type": "multi_select",
        },
        {
            "id": 4,
            "name": "Bonus",
            "value": {"unit": "GBP", "min_value": "500", "max_value": "900"},
        },
        {"id": 3, "name": "Internal code", "value": None, "value_type": "short_text"},
    ],
    "id": 41,
    "first_published": "2026-03-02T10:00:00-05:00",
    "updated_at": "2026-03-09T10:00:00-05:00",
    "requisition_id": "KF-118",
    "title": "Kelp Farmer &amp; Diver",
    "company_name": "Seaholm Kelp",
    "content": "&lt;h3&gt;What you do&lt;/h3&gt;&lt;ul&gt;&lt;li&gt;Grow &amp;amp; haul "
    "kelp&lt;/li&gt;&lt;/ul&gt;",
    "departments": [{"id": 3, "name": "Hatchery", "child_ids": [], "parent_id": None}],
    "offices": [{"id": 4, "name": "West", "location": "Oban, Scotland"}],
    "pay_input_ranges": [
        {
            "min_cents": 2800000,
            "max_cents": 3200000,
            "currency_type": "GBP",
            "title": "Annual salary",
            "blurb": "",
        }
    ],
}
LEVER: dict[str, Any] = {
    "id": "9f0c",
    "text": "Baker",
    "hostedUrl": "https://jobs.lever.co/crumb/9f0c",
    "applyUrl": "https://jobs.lever.co/crumb/9f0c/apply",
    "categories": {
        "commitment": "Full-time",
        "team": "Ovens",
        "location": "Leeds",
        "allLocations": ["Leeds", "York"],
    },
    "createdAt": 1767225600000,
    "country": "GB",
    "workplaceType": "onsite",
    "description": "<div>We bake at night.</div>",
    "descriptionPlain": "We bake at night.",
    "lists": [{"text": "You will", "content": "<li>Knead</li><li>Bake</li>"}],
    "additional": "<div><b>Apply</b> by post.</div>",
    "salaryRange": {"min": 28000, "max": 31000, "currency": "GBP", "interval": "per-year-salary"},
}
ASHBY: dict[str, Any] = {
    "id": "c1",
    "title": "Night Nurse",
    "department": "Care",
    "team": "Nights",
    "employmentType": "PartTime",
    "location": "Head office",
    "secondaryLocations": [
        {"location": "West", "address": {"addressLocality": "Galway", "addressCountry": "Ireland"}},
        {"location": "Remote (Ireland)"},
    ],
    "publishedAt": "2026-02-01T00:00:00.000+00:00",
    "isListed": True,
    "isRemote": False,
    "workplaceType": "OnSite",
    "address": {
        "postalAddress": {
            "addressRegion": "Munster",
            "addressCountry": "Ireland",
            "addressLocality": "Cork",
        }
    },
    "jobUrl": "https://jobs.ashbyhq.com/stmary/c1",
    "descriptionHtml": "<h2>Duties</h2><p>Care for 12 beds.</p>",
    "descriptionPlain": "Duties\n\nCare for 12 beds.",
    "compensation": {
        "compensationTierSummary": "€40K – €48K • 1% bonus",
        "summaryComponents": [
            {"compensationType": "Bonus", "interval": "1 YEAR", "minValue": 1, "maxValue": 1},
            {
                "compensationType": "Salary",
                "interval": "1 YEAR",
                "currencyCode": "EUR",
                "minValue": 40000,
                "maxValue": 48000,
            },
        ],
    },
}
WORKDAY: dict[str, Any] = {
    "jobPostingInfo": {
        "id": "w1",
        "title": "Welder",
        "jobDescription": "<p><b>Duties</b></p><ul><li>Weld hulls</li></ul>",
        "location": "USA.VA.Reston",
        "additionalLocations": ["USA.TX.Austin"],
        "startDate": "2026-01-05",
        "endDate": "2026-02-05",
        "timeType": "Full time",
        "jobReqId": "R-99",
        "country": {"descriptor": "United States of America", "id": "bc33"},
        "externalUrl": "https://iron.wd5.myworkdayjobs.com/jobs/w1",
    },
    "hiringOrganization": {"name": "Ironworks", "url": ""},
    "similarJobs": [{"title": "Rigger", "externalPath": "/job/w2", "locationsText": "2 Locations"}],
}
SMARTRECRUITERS: dict[str, Any] = {
    "id": "7440",
    "name": "Sous Chef",
    "refNumber": "REF1",
    "company": {"identifier": "bistro", "name": "Bistro Lune"},
    "releasedDate": "2026-01-01T10:00:00.000Z",
    "location": {"city": "Lyon", "region": "ARA", "country": "fr", "remote": False},
    "department": {"id": "1", "label": "Kitchen"},
    "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
    "experienceLevel": {"id": "associate", "label": "Associate"},
    "customField": [{"fieldId": "f", "fieldLabel": "Brand", "valueId": "v", "valueLabel": "Lune"}],
    "jobAd": {
        "sections": {
            "companyDescription": {"title": "Company Description", "text": "<p>We cook.</p>"},
            "qualifications": {"title": "Qualifications", "text": "<ul><li>CAP cuisine</li></ul>"},
            "videos": {"urls": []},
        }
    },
}
RECRUITEE: dict[str, Any] = {
    "id": 3,
    "title": "Gardener",
    "careers_url": "https://groen.recruitee.com/o/gardener",
    "description": "<p>Plants need you.</p>",
    "requirements": "<ul><li>Own spade</li></ul>",
    "department": "Parks",
    "locations": [
        {"id": 1, "name": "HQ", "city": "Gent", "state": "Flanders", "country": "Belgium"},
        {"id": 2, "name": "North", "city": "Utrecht", "country": "Netherlands"},
    ],
    "city": "Gent",
    "country": "Belgium",
    "remote": False,
    "hybrid": True,
    "on_site": True,
    "employment_type_code": "fulltime_permanent",
    "salary": {"min": "2400", "max": "2900", "period": "month", "currency": "EUR"},
    "published_at": "2026-01-05 10:00:00 UTC",
    "close_at": None,
    "company_name": "Groen",
}
TEAMTAILOR: dict[str, Any] = {
    "data": [
        {
            "id": "5",
            "type": "jobs",
            "links": {"careersite-job-url": "https://stage.teamtailor.com/jobs/5"},
            "attributes": {
                "title": "Actor",
                "body": "<p>Play three parts.</p>",
                "pitch": "Join the stage",
                "remote-status": "fully",
                "employment-type": "temporary",
                "min-salary": 200,
                "max-salary": 250,
                "currency": "SEK",
                "salary-time-unit": "daily",
                "created-at": "2026-01-02T09:00:00+01:00",
                "end-date": "2026-02-02",
                "human-status": "published",
            },
            "relationships": {
                "department": {"data": {"type": "departments", "id": "1"}},
                "locations": {"data": [{"type": "locations", "id": "2"}]},
            },
        }
    ],
    "included": [
        {"id": "1", "type": "departments", "attributes": {"name": "Ensemble"}},
        {
            "id": "2",
            "type": "locations",
            "attributes": {"name": "Main", "city": "Malmö", "country": "Sweden"},
        },
    ],
}
SCHEMA_ORG: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Notary",
    "description": "<p>Attest deeds.</p>",
    "hiringOrganization": {
        "@type": "Organization",
        "name": "Amt Bern",
        "address": {"addressLocality": "Zürich"},
    },
    "jobLocation": [
        {"@type": "Place", "address": {"addressLocality": "Bern", "addressCountry": "CH"}}
    ],
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "CHF",
        "value": {
            "@type": "QuantitativeValue",
            "minValue": 9000,
            "maxValue": 11000,
            "unitText": "MONTH",
        },
    },
    "datePosted": "2026-01-01",
    "validThrough": "2026-02-01",
    "employmentType": ["FULL_TIME"],
    "identifier": {"@type": "PropertyValue", "name": "Amt Bern", "value": "N-1"},
    "jobLocationType": "TELECOMMUTE",
}
WORKDAY_LIST: dict[str, Any] = {
    "title": "Rigger",
    "externalPath": "/job/w2",
    "locationsText": "Norfolk",
    "postedOn": "Posted Today",
    "bulletFields": ["R-7"],
}


@pytest.mark.parametrize(
    ("export", "fields"),
    [
        (
            {"jobs": [GREENHOUSE], "meta": {"total": 1}},
            {
                "title": "Kelp Farmer & Diver",
                "company": "Seaholm Kelp",
                "team": "Hatchery",
                "places": ("Oban, Scotland", "Leith, Scotland"),
                "employment": "Part-time",
                "pay": "GBP 28,000 - 32,000 per year",
                "posted": "2026-03-02T10:00:00-05:00",
                "requisition": "KF-118",
                "url": "https://boards.greenhouse.io/seaholm/jobs/41",
            },
        ),
        (
            [LEVER],
            {
                "title": "Baker",
                "team": "Ovens",
                "places": ("Leeds", "York"),
                "workplace": "onsite",
                "employment": "Full-time",
                "pay": "GBP 28,000 - 31,000 per year",
                "posted": "2026-01-01",
            },
        ),
        (
            {"jobs": [ASHBY], "apiVersion": "1"},
            {
                "title": "Night Nurse",
                "team": "Nights",
                "places": ("Cork, Munster, Ireland", "Galway, Ireland", "Remote (Ireland)"),
                "workplace": "OnSite",
                "employment": "PartTime",
                "pay": "EUR 40,000 - 48,000 per year",
            },
        ),
        (
            WORKDAY,
            {
                "title": "Welder",
                "company": "Ironworks",
                "places": ("USA.VA.Reston", "USA.TX.Austin"),
                "employment": "Full time",
                "posted": "2026-01-05",
                "closes": "2026-02-05",
                "requisition": "R-99",
            },
        ),
        (
            {"total": 1, "jobPostings": [WORKDAY_LIST]},
            {
                "title": "Rigger",
                "places": ("Norfolk",),
                "posted": "Posted Today",
                "requisition": "R-7",
            },
        ),
        (
            {"offset": 0, "content": [SMARTRECRUITERS]},
            {
                "title": "Sous Chef",
                "company": "Bistro Lune",
                "team": "Kitchen",
                "level": "Associate",
                "places": ("Lyon, ARA, FR",),
                "employment": "Full-time",
                "requisition": "REF1",
            },
        ),
        (
            {"offers": [RECRUITEE]},
            {
                "title": "Gardener",
                "company": "Groen",
                "team": "Parks",
                "places": ("Gent, Flanders, Belgium", "Utrecht, Netherlands"),
                "workplace": "hybrid",
                "pay": "EUR 2,400 - 2,900 per month",
            },
        ),
        (
            TEAMTAILOR,
            {
                "title": "Actor",
                "team": "Ensemble",
                "places": ("Malmö, Sweden",),
                "workplace": "remote",
                "employment": "temporary",
                "pay": "SEK 200 - 250 per day",
                "closes": "2026-02-02",
                "url": "https://stage.teamtailor.com/jobs/5",
            },
        ),
        (
            SCHEMA_ORG,
            {
                "title": "Notary",
                "company": "Amt Bern",
                "places": ("Bern, CH",),
                "workplace": "remote",
                "employment": "FULL_TIME",
                "pay": "CHF 9,000 - 11,000 per month",
                "posted": "2026-01-01",
                "closes": "2026-02-01",
                "requisition": "N-1",
            },
        ),
    ],
    ids=[
        "Greenhouse",
        "Lever",
        "Ashby",
        "Workday",
        "Workday list",
        "SmartRecruiters",
        "Recruitee",
        "Teamtailor",
        "schema",
    ],
)
def test_a_boards_export_gives_its_fields(export: object, fields: dict[str, object]) -> None:
    loaded = one(export)
    assert {field: getattr(loaded.fields, field) for field in fields} == fields
    assert loaded.fields.kind is DocumentKind.ROLE


def test_each_board_has_a_shape_that_no_other_takes_first() -> None:
    samples = {
        "Greenhouse": GREENHOUSE,
        "Lever": LEVER,
        "Ashby": ASHBY,
        "Workday": WORKDAY,
        "Workday list": WORKDAY_LIST,
        "SmartRecruiters": SMARTRECRUITERS,
        "Recruitee": RECRUITEE,
        "schema.org": SCHEMA_ORG,
        "Personio": {"name": "Gärtner", "jobDescriptions": {"jobDescription": []}},
        "Teamtailor": {"title": "Actor", "body": "", "human-status": "published"},
    }
    assert samples.keys() == {board.board for board in boards()}
    for name, sample in samples.items():
        assert [board.board for board in boards() if board.writes(sample)] == [name]


def test_the_text_keeps_headings_lists_and_entities_and_has_no_second_copy() -> None:
    markdown = one([GREENHOUSE]).markdown
    assert "### What you do\n\n- Grow & haul kelp" in markdown
    assert (
        "- Shift pattern: Early, Late\n- Bonus: GBP 500 - 900" in markdown
        and "Internal code" not in markdown
    )
    assert (
        one([LEVER]).markdown
        == "We bake at night.\n\n## You will\n\n- Knead\n- Bake\n\n**Apply** by post."
    )
    assert one([ASHBY]).markdown.count("Care for 12 beds.") == 1
    assert "## Qualifications\n\n- CAP cuisine" in one([SMARTRECRUITERS]).markdown
    assert "- Brand: Lune" in one([SMARTRECRUITERS]).markdown
    assert one([RECRUITEE]).markdown == "Plants need you.\n\n## Requirements\n\n- Own spade"


def test_similar_jobs_of_a_posting_are_not_postings_of_the_file() -> None:
    assert [loaded.fields.title for loaded in read(WORKDAY)] == ["Welder"]


def test_other_objects_are_read_by_their_keys_with_what_encloses_them() -> None:
    first, second = read(
        {
            "company": {"name": "Acme", "location": {"city": "Oslo"}},
            "results": [
                {
                    "role": "Tester",
                    "location": {"city": "Graz", "country": "AT"},
                    "salary": {"min": 40000, "max": 50000, "currency": "EUR", "period": "yearly"},
                    "requirements": {"required": ["Careful", "Exact"], "preferred": ["German"]},
                    "hours_per_week": 38.5,
                    "visa_sponsorship": True,
                    "is_active": True,
                    "logo": "https://acme.example/logo.png",
                },
                {
                    "jobTitle": "Clerk",
                    "locations": ["Graz", "Wien"],
                    "description": "<p>File <b>papers</b>.</p>",
                },
            ],
        }
    )
    assert first.fields.company == second.fields.company == "Acme"
    assert (first.fields.title, first.fields.places) == ("Tester", ("Graz, AT",))
    assert first.fields.pay == "EUR 40,000 - 50,000 per year"
    assert first.markdown == (
        "- Hours per week: 38.5\n- Visa sponsorship: yes\n\n"
        "## Requirements: required\n\n- Careful\n- Exact\n\n## Requirements: preferred\n\n- German"
    )
    assert (second.fields.places, second.markdown, second.part) == (
        ("Graz", "Wien"),
        "File **papers**.",
        "posting 2",
    )


def test_lists_under_names_of_teams_give_the_team() -> None:
    loaded = read(
        {
            "Ovens": [{"title": "Baker", "city": "Leeds"}],
            "Shop": [{"title": "Seller", "city": "York"}],
        }
    )
    assert [(piece.fields.title, piece.fields.team) for piece in loaded] == [
        ("Baker", "Ovens"),
        ("Seller", "Shop"),
    ]


def test_a_departments_name_is_taken_from_around_its_jobs() -> None:
    export = {
        "departments": [
            {
                "id": 1,
                "name": "Hatchery",
                "jobs": [{"title": "Diver", "location": {"name": "Oban"}}],
            }
        ]
    }
    assert one(export).fields.team == "Hatchery"


def test_an_empty_value_is_no_field_and_loses_no_posting() -> None:
    loaded = one(
        {
            "title": "Cook",
            "company": "N/A",
            "location": "York",
            "salary": "-",
            "description": "null",
        }
    )
    assert (loaded.fields.title, loaded.fields.company, loaded.fields.pay) == ("Cook", "", "")


def test_a_text_without_a_title_is_a_document_of_unknown_kind() -> None:
    loaded = one({"text": "# Kelp\n\nKelp grows in cold water."})
    assert (loaded.fields.kind, loaded.fields.title) == (None, "")
    assert "Kelp grows in cold water." in loaded.markdown


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (
            [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hello!"}],
            "role, content",
        ),
        ({"messages": [{"sender": "Jo", "text": "Hi"}]}, "messages, sender, text"),
        (
            [
                {"sender": "Jo", "text": "Hi"},
                {"sender": "Al", "text": "Yes"},
                {"sender": "Jo", "text": "Bye"},
            ],
            "sender",
        ),
        (
            {
                "name": "tool",
                "version": "1.0",
                "description": "A tool",
                "scripts": {"build": "make"},
            },
            "name, version",
        ),
        ({"theme": "dark", "size": 12}, "theme, size"),
        ([1, 2, 3], "no objects"),
        ([], "no objects"),
    ],
)
def test_conversations_and_settings_are_refused_with_the_keys_seen(
    value: object, seen: str
) -> None:
    with pytest.raises(ReadError, match=seen):
        read(value)


def test_a_broken_line_costs_only_itself() -> None:
    lines = (
        b'{"title": "Baker", "location": "Leeds"}\n{"title": "Co\n\n{"title": "Cook", '
        b'"location": "York"}\n{"a": 1}\n'
    )
    pieces = list(JsonLoader().load(lines, "jobs.jsonl"))
    assert [piece.part for piece in pieces] == ["line 1", "line 2", "line 4", "line 5"]
    assert [type(piece) for piece in pieces] == [Loaded, Unread, Loaded, Unread]
    assert "broken JSON" in getattr(pieces[1], "reason", "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b"[" * 200_000,
        b'{"a":' * 600 + b"1" + b"}" * 600,
        b'{"title": "Baker", ',
        b'{"n": ' + b"9" * 10_000 + b"}",
        b"\x00\x01\x02\x03" * 100,
        b'"just a text"',
    ],
)
def test_hostile_content_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read(content)
    assert "\n" not in str(caught.value) and str(caught.value).startswith("jobs.json: ")


def test_a_line_of_ten_megabytes_is_read() -> None:
    text = "kelp " * 2_000_000
    assert one({"title": "Farmer", "city": "Oban", "description": text}).markdown.startswith(
        "kelp kelp"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_of_unicode_are_read(encoding: str) -> None:
    content = json.dumps({"title": "Bäcker", "city": "Köln"}, ensure_ascii=False).encode(encoding)
    assert read(content)[0].fields.title == "Bäcker"


def test_what_is_recognised() -> None:
    loader = JsonLoader()
    assert loader.recognises(b'\n [ { "title": "x" } ]', "pasted") and loader.recognises(
        b"", "x.jsonl"
    )
    assert not loader.recognises(b"[a link](https://x.example) and text", "x.md")
    assert not loader.recognises(b"{\\rtf1", "x.rtf")


def test_postings_come_one_at_a_time() -> None:
    pieces: Iterator[Loaded | Unread] = JsonLoader().load(
        json.dumps([LEVER, GREENHOUSE]).encode(), "a.json"
    )
    assert isinstance(next(pieces), Loaded)


@pytest.mark.parametrize(
    ("posting", "fields"),
    [
        (  # WordPress
            {
                "title": {"rendered": "Baker &#8211; nights"},
                "content": {"rendered": "<p>Bake</p>"},
                "acf": {"city": "Leeds"},
            },
            {"title": "Baker – nights", "places": ("Leeds",)},
        ),
        (  # an object with its number and its name
            {
                "name": "Painter",
                "type": {"id": "fullTime", "name": "Full-Time"},
                "location": {"name": "Guelph, ON"},
            },
            {"title": "Painter", "employment": "Full-Time", "places": ("Guelph, ON",)},
        ),
        (  # MongoDB
            {
                "title": "Baker",
                "city": "Leeds",
                "postedAt": {"$date": "2026-01-01"},
                "pay": {"min": {"$numberInt": "9"}},
            },
            {"posted": "2026-01-01", "pay": "from 9"},
        ),
        (  # a list of one object in every field
            {
                "PositionTitle": "Ranger",
                "PositionLocation": [
                    {"LocationName": "Estes Park, Colorado", "CountryCode": "United States"}
                ],
                "PositionSchedule": [{"Name": "Full-Time", "Code": "1"}],
                "PositionRemuneration": [{"MinimumRange": "40000.0", "MaximumRange": "52000.0"}],
            },
            {
                "title": "Ranger",
                "places": ("Estes Park, Colorado, United States",),
                "employment": "Full-Time",
                "pay": "40,000 - 52,000",
            },
        ),
        (  # parts with a heading and a text each
            {
                "title": "Baker",
                "city": "Leeds",
                "sections": [{"heading": "Pay", "body": "Fair, and a loaf a day."}],
            },
            {"title": "Baker", "pay": ""},
        ),
    ],
)
def test_forms_of_objects(posting: object, fields: dict[str, object]) -> None:
    loaded = one(posting)
    assert {field: getattr(loaded.fields, field) for field in fields} == fields


def test_benefits_with_a_title_and_text_each_are_no_postings() -> None:
    loaded = one(
        {
            "title": "Baker",
            "city": "Leeds",
            "benefits": [{"title": "Bread", "description": "A loaf a day"}],
        }
    )
    assert loaded.markdown == "## Benefits\n\n- Bread: A loaf a day"


def test_a_feed_of_one_item_is_the_item() -> None:
    item = {
        "id": "5",
        "title": "Actor",
        "content_html": "<p>Play</p>",
        "_jobposting": {**SCHEMA_ORG, "title": "Actor"},
    }
    loaded = one(
        {
            "version": "https://jsonfeed.org/version/1",
            "title": "Jobs",
            "description": "All",
            "items": [item],
        }
    )
    assert (loaded.fields.title, loaded.fields.company, loaded.fields.places) == (
        "Actor",
        "Amt Bern",
        ("Bern, CH",),
    )


def test_an_entry_that_says_too_little_is_reported_among_postings() -> None:
    pieces = list(
        JsonLoader().load(
            json.dumps(
                [
                    {"title": "Baker", "city": "Leeds"},
                    {"title": "Cook"},
                    {"n": 1},
                    None,
                    {"title": "Chef", "city": "Bath"},
                ]
            ).encode(),
            "jobs.json",
        )
    )
    landed = {piece.part: piece.fields.title for piece in pieces if isinstance(piece, Loaded)}
    unread = {piece.part: piece.reason for piece in pieces if isinstance(piece, Unread)}
    assert landed == {"posting 1": "Baker", "posting 2": "Cook", "posting 5": "Chef"}
    assert unread == {
        "posting 3": "no title and no text; its keys are n",
        "posting 4": "it is no object with a title",
    }
