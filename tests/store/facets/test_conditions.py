"""Visas, travel and requisition numbers."""

from __future__ import annotations

import pytest

from store.facets.conditions import read_requisition, read_travel, read_visas
from store.facets.reading import read_text
from store.types import Origin, Travel


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("We are unable to sponsor visas.", "refused"),
        ("We cannot offer visa sponsorship for this post.", "refused"),
        ("No visa sponsorship.", "refused"),
        ("Visa sponsorship is not available.", "refused"),
        ("Applicants must work in the US without sponsorship.", "refused"),
        ("We do not sponsor work permits.", "refused"),
        ("This employer will not sponsor applicants for employment visas.", "refused"),
        ("You will not require sponsorship for a visa now or later.", "refused"),
        ("We are not able to provide visa sponsorship for this role.", "refused"),
        ("At this time the mill does not provide sponsorship for work visas.", "refused"),
        ("Visa sponsorship: no", "refused"),
        ("Sponsorship: not available", "refused"),
        ("Sadly the creamery is not a licensed visa sponsor.", "refused"),
        ("The foundry is no licensed sponsor.", "refused"),
        ("We cannot obtain permits for people from elsewhere.", "refused"),
        ("At present we are unable to arrange a new work permit.", "refused"),
        ("Our kiln is a licensed visa sponsor.", "offered"),
        ("Visa sponsorship available.", "offered"),
        ("We sponsor H-1B visas.", "offered"),
        ("We can sponsor a Skilled Worker visa for the right baker.", "offered"),
        ("We help with your visa and your move.", "offered"),
        ("We offer visa support and a flat.", "offered"),
        ("Visa sponsorship: yes", "offered"),
        ("We are happy to sponsor your work permit.", "offered"),
        ("We hold a sponsor licence.", "offered"),
        ("You must have the right to work in the UK.", "unclear"),
        ("A valid work permit for Norway is needed.", "unclear"),
        ("Eine gültige Arbeitserlaubnis ist erforderlich.", "unclear"),
        ("Are you authorized to work in Canada?", "unclear"),
        ("Bring your permis de travail.", "unclear"),
    ],
)
def test_visas(text: str, polarity: str) -> None:
    (stated,) = read_visas(read_text(text, ()))
    assert stated.value == polarity
    assert stated.span is not None and stated.span.of(text) == stated.raw


@pytest.mark.parametrize(
    "text",
    [
        "We sponsor the village football club.",
        "You report to the executive sponsor.",
        "You issue hot work permits on the rig.",
        "Visa card payments are taken at the till.",
        "You process visa applications for guests.",
        "The trial sponsor visits in May.",
        "A parking permit is included.",
        "We arrange transit visas for joining crew.",
        "We can sponsor your travel visa for the tour.",
        "We cannot get transit visas for your dog.",
        "Tell us if you cannot obtain a permit to fish.",
    ],
)
def test_other_sponsors_and_permits(text: str) -> None:
    assert read_visas(read_text(text, ())) == ()


@pytest.mark.parametrize(
    ("text", "travel"),
    [
        ("Travel: up to 25%", Travel(most=25)),
        ("Travel: 25%", Travel(least=25, most=25)),
        ("Travel: 10-20%", Travel(least=10, most=20)),
        ("You will travel about 30% of the time.", Travel(least=30, most=30)),
        ("Up to 50 percent travel is required.", Travel(most=50)),
        ("Reisebereitschaft bis zu 20 %", Travel(most=20)),
        ("Travel: none", Travel(asked=False)),
        ("Travel: 0%", Travel(asked=False)),
        ("No travel required.", Travel(asked=False)),
        ("Travel is not required.", Travel(asked=False)),
        ("- Occasional travel", Travel()),
        ("You must be willing to travel between farms.", Travel()),
        ("Some overnight travel", Travel()),
        ("Frequent travel to our mills is expected.", Travel()),
        ("The job requires international travel.", Travel()),
        ("Bereitschaft zu Dienstreisen", Travel()),
        ("Travel required: yes", Travel()),
        ("Disponibilidad para viajar: hasta 40 %", Travel(most=40)),
    ],
)
def test_travel(text: str, travel: Travel) -> None:
    (stated,) = read_travel(read_text(text, ()))
    assert stated.value == travel


@pytest.mark.parametrize(
    "text",
    [
        "We are a travel agency with 40% growth.",
        "Free travel insurance for you",
        "Travel expenses are paid.",
        "A 20% discount on rail travel",
        "You will know the travel industry.",
        "Our guests travel by sledge.",
        "You book travel for the board; you must be tidy.",
    ],
)
def test_other_travel(text: str) -> None:
    assert read_travel(read_text(text, ())) == ()


@pytest.mark.parametrize(
    ("text", "number", "origin"),
    [
        ("Job ID: 12345", "12345", Origin.LABEL),
        ("Job Ref: TB-204", "TB-204", Origin.LABEL),
        ("Requisition ID: R-00123", "R-00123", Origin.LABEL),
        ("Req #: 44-B", "44-B", Origin.LABEL),
        ("**Reference:** HL/204", "HL/204", Origin.LABEL),
        ("Kennziffer: 12/2025", "12/2025", Origin.LABEL),
        ("Referenznummer: YF-1123.", "YF-1123", Origin.LABEL),
        ("Vacancy reference: 2025_77", "2025_77", Origin.LABEL),
        ("| Job ID | JR100 |", "JR100", Origin.LABEL),
        ("Job Requisition ID: #998", "998", Origin.LABEL),
        ("Please quote reference HL-204 when you apply.", "HL-204", Origin.TEXT),
        ("Bewerben Sie sich unter der Kennziffer 17/25.", "17/25", Origin.TEXT),
        ("Glassblower (Ref: GB77)", "GB77", Origin.TEXT),
        ("Night Baker, Req ID: 5501", "5501", Origin.TEXT),
    ],
)
def test_requisitions(text: str, number: str, origin: Origin) -> None:
    stated = read_requisition("", read_text(text, ()))
    assert stated is not None and (stated.value, stated.origin) == (number, origin)
    assert stated.span is not None and stated.span.of(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "References: two required",
        "Reference: your last employer",
        "You will keep the reference library.",
        "Refer a friend 2 times",
        "The job has 3 parts.",
        "You use ISO 9001 as a reference.",
        "Job 1 is safety.",
        "Requisition of parts in 2 stores",
        "Call 555-0100.",
        "Preferred: 2 referees",
    ],
)
def test_other_numbers(text: str) -> None:
    assert read_requisition("", read_text(text, ())) is None


def test_a_field_is_taken_as_it_is() -> None:
    stated = read_requisition(" R-1 ", read_text("Job ID: 9", ()))
    assert stated is not None and (stated.value, stated.origin) == ("R-1", Origin.FIELD)
