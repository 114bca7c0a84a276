"""Years of experience that texts ask for."""

from __future__ import annotations

import pytest

from store.facets.experience import read_experience
from store.facets.reading import read_text
from store.types import Experience, SectionKind, SectionSpan, Span, Strength


def read(text: str) -> list[Experience]:
    return [stated.value for stated in read_experience(read_text(text, ()))]


@pytest.mark.parametrize(
    ("text", "experience"),
    [
        ("3+ years of Python experience required", Experience(3, None, "Python")),
        ("- 3+ years of Python", Experience(3, None, "Python")),
        (
            "At least two years' experience in retail management",
            Experience(2, None, "retail management"),
        ),
        (
            "You have 18 months of experience as a pastry cook.",
            Experience(1.5, None, "pastry cook"),
        ),
        (
            "5-7 years of professional experience in dairy farming",
            Experience(5, 7, "dairy farming"),
        ),
        (
            "We are looking for someone with 5 years of experience with sheep.",
            Experience(5, None, "sheep"),
        ),
        ("Minimum of three (3) years of welding experience", Experience(3, None, "welding")),
        ("Mindestens drei Jahre Berufserfahrung in der Pflege", Experience(3, None, "Pflege")),
        ("Tu as 2 ans d'expérience en boulangerie", Experience(2, None, "boulangerie")),
        ("Al menos tres años de experiencia en hostelería", Experience(3, None, "hostelería")),
        ("Almeno due anni di esperienza come saldatore", Experience(2, None, "saldatore")),
        ("minimum 5 jaar ervaring als elektricien", Experience(5, None, "elektricien")),
        ("Minst tre års erfarenhet av undervisning", Experience(3, None, "undervisning")),
        ("3 lata doświadczenia w sprzedaży", Experience(3, None, "sprzedaży")),
        ("Up to 3 years of experience", Experience(None, 3)),
        ("No experience needed", Experience(0)),
        ("Keine Erfahrung erforderlich", Experience(0)),
        ("No previous experience is needed as full training is given.", Experience(0)),
        ("Training is given, no experience necessary", Experience(0)),
        ("You don't need any experience", Experience(0)),
        ("You will need no prior experience or qualifications.", Experience(0)),
        ("No qualifications or experience needed", Experience(0)),
        ("We never ask for experience: we teach you.", Experience(0)),
        ("Experience: none", Experience(0)),
        (
            "No laboratory experience is needed.\nExperience with glass is a plus.",
            Experience(0, None, "laboratory"),
        ),
        ("No experience of welding is needed", Experience(0, None, "welding")),
        ("Experience is welcome but not needed", Experience(0)),
        ("Open to people with no experience", Experience(0)),
        (
            "5+ years of experience building stone walls",
            Experience(5, None, "building stone walls"),
        ),
        (
            "You need 6 months of hauling experience within the last 3 years",
            Experience(0.5, None, "hauling"),
        ),
        ("- 3+ yrs with oak, ash, or elm", Experience(3, None, "oak, ash, or elm")),
        ("Experience: 4 years", Experience(4)),
        ("- Python (5+ years)", Experience(5, None, "Python")),
        ("A four-year degree and 2 years of related experience", Experience(2)),
        ("At least 1 year's relevant work experience", Experience(1)),
        ("Two to four years' post-qualification experience", Experience(2, 4)),
        ("Experience in beekeeping of at least 2 years", Experience(2, None, "beekeeping")),
        ("3 years experience working with horses is essential", Experience(3, None, "horses")),
        ("You have worked for at least 5 years as a midwife", Experience(5, None, "midwife")),
        (
            "We require a minimum of 10 years of experience in tunnelling.",
            Experience(10, None, "tunnelling"),
        ),
        ("1–2 yrs of kitchen experience", Experience(1, 2, "kitchen")),
        ("over 6 years’ experience in litigation", Experience(6, None, "litigation")),
    ],
)
def test_experience(text: str, experience: Experience) -> None:
    assert read(text) == [experience]


@pytest.mark.parametrize(
    "text",
    [
        "For 25 years we have built boats.",
        "This is a 2-year contract.",
        "With over 25 years of experience, Brack is a leader in hulls.",
        "Our team has 20 years of experience in shipping.",
        "The founders bring 40 years of combined experience.",
        "Applicants must be at least 18 years old.",
        "Over the last 5 years we grew, and so did the experience of our guests.",
        "Within 2 years you will lead a team.",
        "10 years warranty on our roofs",
        "We were founded 10 years ago.",
        "After two years you can move to another mill.",
        "A five-year plan for the reef",
        "The post is funded for 3 years.",
        "Wir blicken auf 50 Jahre Erfahrung zurück und unsere Kunden danken es uns.",
        "No experience of welding is needed. You bring experience with lathes.",
        "No kitchen experience required; a good experience for our guests is.",
        "Employment: full-time, fixed-term contract (18 months)\nYou bring experience.",
        "We help guests with no experience",
        "Experience is a plus, a licence is not required",
    ],
)
def test_other_years(text: str) -> None:
    assert [experience for experience in read(text) if experience.least != 50] == []


def test_a_second_number_of_years_does_not_take_the_words_before_the_first() -> None:
    text = (
        "You need a Master's degree and 7 years of relevant experience, or a Bachelor's degree "
        "and 9 years."
    )
    assert read(text) == [Experience(7), Experience(9)]


def test_several_in_one_sentence_each_with_its_subject() -> None:
    assert read("Experience with Kubernetes (2+ years) and 3+ years of Go") == [
        Experience(2, None, "Kubernetes"),
        Experience(3, None, "Go"),
    ]


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("2 years of experience in glazing is required", Strength.REQUIRED),
        ("2 years of experience in glazing preferred", Strength.PREFERRED),
        ("2 years of experience in glazing would be great", Strength.PREFERRED),
        ("Ideally 2 years of experience in glazing", Strength.PREFERRED),
        ("You must have 2 years of experience in glazing", Strength.REQUIRED),
        ("2 years of experience in glazing, PhD preferred", Strength.UNSTATED),
        ("3 years of experience, ideally in glazing", Strength.UNSTATED),
        ("Nice to have:\n- 2 years of experience in glazing", Strength.PREFERRED),
        ("Requirements:\n- 2 years of experience in glazing", Strength.REQUIRED),
        ("Essential\n- a van\n\nDesirable\n- 2 years of experience in glazing", Strength.PREFERRED),
        ("Nice to have:\n- a van\nYou bring 2 years of experience in glazing", Strength.UNSTATED),
    ],
)
def test_strength(text: str, strength: Strength) -> None:
    assert [stated.strength for stated in read_experience(read_text(text, ()))] == [strength]


def test_the_headings_of_a_section_tell_the_strength() -> None:
    text = "2 years of experience in glazing"
    for heading, strength in (
        ("Basic qualifications", Strength.REQUIRED),
        ("Preferred qualifications", Strength.PREFERRED),
        ("About you", Strength.UNSTATED),
        ("Von Vorteil", Strength.PREFERRED),
    ):
        section = SectionSpan(SectionKind.BODY, ("The role", heading), Span(0, len(text)))
        (stated,) = read_experience(read_text(text, [section]))
        assert stated.strength is strength


@pytest.mark.parametrize(
    "text",
    [
        "Must be 18 years of age or older",
        "Must be at least 21 years of age",
        "Over 18 years of age, as our licence asks",
        "Minimum age: 18 years",
    ],
)
def test_an_age_is_no_experience(text: str) -> None:
    whole = f"- {text}\n- Two years of experience in a bar"
    section = SectionSpan(SectionKind.BODY, ("Requirements",), Span(0, len(whole)))
    assert [one.value.least for one in read_experience(read_text(whole, [section]))] == [2]


def test_the_span_holds_the_words_that_say_it() -> None:
    text = "Baker.\nYou have at least 3 years of experience in rye."
    (stated,) = read_experience(read_text(text, ()))
    assert (
        stated.span is not None
        and stated.span.of(text) == stated.raw == "3 years of experience in rye"
    )
