"""Degrees that texts ask for."""

from __future__ import annotations

import pytest

from store.facets.degree import read_degrees
from store.facets.reading import read_text
from store.types import Degree, Strength


def read(text: str) -> list[Degree]:
    return [stated.value for stated in read_degrees(read_text(text, ()))]


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        (
            "Bachelor's degree in Chemistry or a related field required",
            [Degree("bachelor", ("Chemistry",))],
        ),
        ("- a PhD in physics", [Degree("doctorate", ("physics",))]),
        ("- no degree is needed", [Degree("", needed=False)]),
        ("A degree is not required", [Degree("", needed=False)]),
        ("You won't need a degree", [Degree("", needed=False)]),
        ("A degree isn't strictly necessary", [Degree("", needed=False)]),
        ("A degree will never be required", [Degree("", needed=False)]),
        ("We do not ask for a degree", [Degree("", needed=False)]),
        ("Ein Studium ist nicht erforderlich", [Degree("", needed=False)]),
        ("Master pas exigé", [Degree("master", needed=False)]),
        ("You need neither a degree nor a licence", [Degree("", needed=False)]),
        ("Degree: none", [Degree("", needed=False)]),
        ("Ein Studium ist kein Muss", [Degree("", needed=False)]),
        (
            "MA or PhD in Linguistics",
            [Degree("master", ("Linguistics",)), Degree("doctorate", ("Linguistics",))],
        ),
        ("High school diploma required", [Degree("high school")]),
        ("High school or equivalent", [Degree("high school")]),
        (
            "Abgeschlossenes Studium der Chemie oder vergleichbare Ausbildung",
            [Degree("", ("Chemie",), True)],
        ),
        ("Bac+5 exigé", [Degree("master")]),
        ("Education: Associate degree in nursing", [Degree("associate", ("nursing",))]),
        ("A degree in history, or equivalent work experience", [Degree("", ("history",), True)]),
        ("Laurea magistrale in ingegneria", [Degree("master", ("ingegneria",))]),
        ("Licenciatura en química", [Degree("bachelor", ("química",))]),
        ("MD or DVM preferred", [Degree("doctorate")]),
        (
            "Ph.D. in Food Science, Nutrition, or a similar discipline",
            [Degree("doctorate", ("Food Science", "Nutrition"))],
        ),
        ("Undergraduate degree from a university", [Degree("bachelor")]),
        ("BSc (Hons) in Ecology", [Degree("bachelor", ("Ecology",))]),
        ("You hold a university degree in forestry.", [Degree("", ("forestry",))]),
        ("Wykształcenie wyższe wymagane", [Degree("")]),
        ("Five GCSEs including maths", [Degree("high school")]),
        ("Abitur erforderlich", [Degree("high school")]),
        ("Master of Science in Hydrology", [Degree("master", ("Hydrology",))]),
    ],
)
def test_degrees(text: str, degrees: list[Degree]) -> None:
    found = read(text)
    assert [(degree.level, degree.fields, degree.needed) for degree in found] == [
        (degree.level, degree.fields, degree.needed) for degree in degrees
    ]
    assert all(degree.or_equivalent for degree in found) or not any(
        degree.or_equivalent for degree in degrees
    )


def test_degrees_that_share_a_field() -> None:
    fields = ("Computer Science", "Electrical Engineering")
    assert read("BS/MS in Computer Science, Electrical Engineering or equivalent experience") == [
        Degree("bachelor", fields, or_equivalent=True),
        Degree("master", fields, or_equivalent=True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "You will have a high degree of autonomy",
        "Kilns reach 900 degrees",
        "360-degree feedback",
        "Our founder has a PhD in botany",
        "You will supervise PhD students",
        "Boston, MA",
        "Proficient in MS Office",
        "Scrum Master certification",
        "You will master the oven",
        "Degree apprenticeship in surveying",
        "You run every promotion in the shop",
        "We pay for your degree in your second year",
        "Keep the master data clean",
        "A bachelor party venue",
        "You teach a bachelor's course",
        "Based in Baltimore, MD",
        "Some degree of patience",
        "- LC-MS experience",
        "- Pollen counts by GC/MS and ICP-MS/MS",
    ],
)
def test_other_words(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "strengths"),
    [
        (
            "a master's degree in chemistry is required; a PhD is preferred",
            [Strength.REQUIRED, Strength.PREFERRED],
        ),
        ("Bachelor's degree required, master's preferred", [Strength.REQUIRED, Strength.PREFERRED]),
        (
            "Bachelor's degree (Master's preferred) in marine biology",
            [Strength.UNSTATED, Strength.PREFERRED],
        ),
        ("Bachelor's or Master's degree required", [Strength.REQUIRED, Strength.REQUIRED]),
        (
            "Preferred qualifications:\n- Master's or doctorate in soil science",
            [Strength.PREFERRED] * 2,
        ),
        ("Master souhaité", [Strength.PREFERRED]),
        ("Ein Bachelor ist von Vorteil", [Strength.PREFERRED]),
        ("A PhD is a plus", [Strength.PREFERRED]),
    ],
)
def test_strength(text: str, strengths: list[Strength]) -> None:
    assert [stated.strength for stated in read_degrees(read_text(text, ()))] == strengths
