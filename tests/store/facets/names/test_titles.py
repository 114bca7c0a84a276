"""What titles tell: the kind of work, levels, and where titles stand in a text."""

from __future__ import annotations

import pytest

from store.facets.names.titles import family_of, title_spans


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("Senior Applied Scientist II, Search", "applied scientist"),
        ("PORT Economist Intern", "economist"),
        ("Economists", "economist"),
        ("Sr. Software Engineer (Remote)", "software engineer"),
        ("System Engineer", "system engineer"),
        ("Solutions Architect - Payments", "solutions architect"),
        ("Front End Developer", "front end developer"),
        ("UX/UI Designer", "ux/ui designer"),
        ("Data Scientist / Engineer", "data scientist"),
        ("Registered Nurse", "nurse"),
        ("Head of Marine Safety", "head"),
        ("Director of Engineering", "director"),
        ("Vice President of Product", "vice president"),
        ("Executive Assistant to the Director", "executive assistant"),
        ("Assistant Store Manager", "store manager"),
        ("Research Associate", "research associate"),
        ("Team Lead", "lead"),
        ("Data Scientist Lead", "data scientist"),
        ("Software Engineering Intern", "software engineering"),
        ("Summer Internship 2031", "internship"),
        ("Harbour Pilot", "pilot"),
        ("(Remote)", "remote"),
        ("Senior", "senior"),
        ("", ""),
    ],
)
def test_the_family_is_the_work_without_level_number_and_subject(title: str, family: str) -> None:
    assert family_of(title) == family


def test_titles_are_found_where_they_stand() -> None:
    text = "which data scientist roles are there beside research engineers?"
    assert [text[start:end] for start, end in title_spans(text)] == [
        "data scientist",
        "research engineers",
    ]
    assert title_spans("How long is it?") == []
