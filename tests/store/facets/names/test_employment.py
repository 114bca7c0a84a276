"""The kind of employment a posting states."""

from __future__ import annotations

import pytest

from store.facets.names.employment import KINDS, employment_of


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Museum Intern", "internship"),
        ("Baking Internship (part-time)", "internship"),
        ("Apprentice Electrician", "apprenticeship"),
        ("Nurse - Part Time", "part-time"),
        ("Seasonal Picker", "temporary"),
        ("Recruiter (contract)", "contract"),
        ("Freelance Illustrator", "contract"),
        ("Full-time Cashier", "full-time"),
        ("Permanent Cook", "permanent"),
        ("Night Baker", ""),
        ("Internal Auditor, International Trade", ""),
        ("Contract Manager", ""),
        ("Internship Coordinator", ""),
        ("Apprenticeship Program Manager", ""),
    ],
)
def test_titles(title: str, kind: str) -> None:
    assert employment_of(title, "") == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This is a full-time role.", "full-time"),
        ("A full time, permanent position in York.", "full-time"),
        ("The position is part-time.", "part-time"),
        ("This is a fixed-term contract of a year.", "temporary"),
        ("You will be on a 12-month contract.", "contract"),
        ("This is a contract position.", "contract"),
        ("We offer permanent employment.", "permanent"),
        ("As a glaze intern, you will mix colours.", "internship"),
        ("During this 12-week internship you fire pots.", "internship"),
        ("Our internship lasts six months.", "internship"),
        ("Employment type: Full-time", "full-time"),
        ("**Job type:** Part-time", "part-time"),
        ("Contract type: permanent", "permanent"),
        ("York\n- Part-time\n- Nights", "part-time"),
    ],
)
def test_texts(text: str, kind: str) -> None:
    assert employment_of("Night Baker", text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Five years of full-time work experience.",
        "We offer part-time employees health care.",
        "A degree and the completion of an internship.",
        "Experience as a research intern is a plus.",
        "Mentors of our internship program help.",
        "You need a temporary work permit.",
        "We signed a three-year contract with a port, and contractors help us.",
        "Position: by the sea",
        "",
    ],
)
def test_what_is_said_of_other_things_states_none(text: str) -> None:
    assert employment_of("Night Baker", text) == ""


def test_the_title_decides_before_the_text() -> None:
    assert employment_of("Museum Intern", "This is a full-time role.") == "internship"
    assert set(KINDS) >= {"internship", "part-time", "full-time"}
