"""Kinds of employment, and levels."""

from __future__ import annotations

import pytest

from store.facets.employment import levels_in, read_employments, read_level
from store.facets.reading import read_text
from store.types import Employment, Origin

NOTHING = read_text("", ())


@pytest.mark.parametrize(
    ("field", "kinds"),
    [
        ("FULL_TIME", ["full-time"]),
        ("PART_TIME", ["part-time"]),
        ("CONTRACTOR", ["contract"]),
        ("TEMPORARY", ["temporary"]),
        ("INTERN", ["internship"]),
        ("VOLUNTEER", ["volunteer"]),
        ("PER_DIEM", ["casual"]),
        ("FULL_TIME, PART_TIME", ["full-time", "part-time"]),
        ("FullTime", []),
        ("Full-time, permanent", ["full-time", "permanent"]),
        ("Vollzeit, unbefristet", ["full-time", "permanent"]),
        ("CDI temps plein", ["permanent", "full-time"]),
        ("CDD", ["temporary"]),
        ("Werkstudent", ["working student"]),
        ("Jornada completa", ["full-time"]),
        ("OTHER", []),
    ],
)
def test_fields(field: str, kinds: list[str]) -> None:
    found = read_employments(field, "", NOTHING)
    if field == "FullTime":  # Ashby's form
        assert [stated.value for stated in found] == ["full-time"]
        return
    assert [stated.value for stated in found] == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Employment type: Full-time", ["full-time"]),
        ("Contract: permanent, part-time", ["permanent", "part-time"]),
        ("- Part-time", ["part-time"]),
        ("This is a full-time role.", ["full-time"]),
        ("We offer a permanent position.", ["permanent"]),
        ("This is a 6-month contract.", ["temporary"]),
        ("Unbefristete Stelle in Vollzeit", ["permanent", "full-time"]),
        ("Type de contrat : CDI", ["permanent"]),
        ("Grade 4. Site: York. Contract: permanent. Hours: full time.", ["permanent", "full-time"]),
        ("We offer a fixed-term contract for a year.", ["temporary"]),
        ("This is an apprenticeship post.", ["apprenticeship"]),
        ("Working hours: part time", ["part-time"]),
        ("The post is part-time and permanent.", ["part-time", "permanent"]),
        ("Term: Full-time, fixed term (24 months)", ["full-time", "temporary"]),
        ("Contract: permanent contract", ["permanent"]),
        ("Full Time - nights", ["full-time"]),
        ("We're recruiting part time bakers for our shop.", ["part-time"]),
        ("Unbefristeter Arbeitsvertrag in Teilzeit", ["permanent", "part-time"]),
        ("Full-time or part-time", ["full-time", "part-time"]),
        ("As a glaze intern, you will mix colours.", ["internship"]),
        ("During this 12-week internship you fire pots.", ["internship"]),
        ("Our internship lasts six months.", ["internship"]),
        ("York\n- Part-time\n- Nights", ["part-time"]),
    ],
)
def test_texts(text: str, kinds: list[str]) -> None:
    assert [stated.value for stated in read_employments("", "", read_text(text, ()))] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "You manage part-time staff.",
        "5 years of full-time experience",
        "You negotiate contracts with growers.",
        "Permanent residents are welcome.",
        "A temporary exhibition opens in May.",
        "You supervise interns.",
        "Contract catering is our trade.",
        "Our volunteers plant trees.",
        "We offer part-time employees health care.",
        "Experience as a research intern is a plus.",
        "Mentors of our internship program help.",
        "You need a temporary work permit.",
        "We signed a three-year contract with a port.",
    ],
)
def test_other_words(text: str) -> None:
    assert read_employments("", "", read_text(text, ())) == ()


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Lifeguard (Part-Time)", ["part-time"]),
        ("Contract Manager", []),
        ("Intern, Peat Mapping", ["internship"]),
    ],
)
def test_titles(title: str, kinds: list[str]) -> None:
    assert [stated.value for stated in read_employments("", title, NOTHING)] == kinds


def test_a_label_says_more_of_a_fields_contract_and_of_nothing_else() -> None:
    text = read_text("Employment: Part-time, fixed-term contract", ())
    of_contract = read_employments("FULL_TIME, CONTRACTOR", "", text)
    assert [stated.value for stated in of_contract] == ["full-time", "contract", "temporary"]
    assert [stated.value for stated in read_employments("FULL_TIME", "", text)] == ["full-time"]


def test_every_kind_has_words() -> None:
    from store.facets.reading import vocabulary

    assert set(vocabulary("employment")["phrases"]) == {kind.value for kind in Employment}


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Senior Beekeeper", "senior"),
        ("Sr. Welder", "senior"),
        ("Junior Cheesemonger", "junior"),
        ("Graduate Hydrologist", "junior"),
        ("Entry-Level Roofer", "junior"),
        ("Lead Boatbuilder", "lead"),
        ("Principal Ecologist", "principal"),
        ("Head of Orchards", "director"),
        ("Director, Kelp", "director"),
        ("Vice President, Salt", "vice president"),
        ("Store Manager", "manager"),
        ("Senior Manager, Mills", "manager"),
        ("Mid-Level Glazier", "mid"),
        ("Apprentice Thatcher", "apprentice"),
        ("Intern, Peat Mapping", "intern"),
        ("Staff Engineer", "staff"),
        ("Teamleiterin Backstube", "lead"),
        ("Chief Baker", "executive"),
        ("Senior Living Coordinator", ""),
        ("Staff Nurse", ""),
        ("Lead Generation Specialist", ""),
        ("Product Manager", ""),
        ("Internal Auditor", ""),
        ("Junior School Teacher", ""),
        ("Chief of Staff", "executive"),
        ("Principal", ""),
        ("Leadership Trainer", ""),
        ("Night Baker", ""),
        ("Internship Coordinator", ""),
    ],
)
def test_levels_of_titles(title: str, level: str) -> None:
    stated = read_level("", title, NOTHING)
    assert (stated.value if stated else "") == level


@pytest.mark.parametrize(
    ("field", "text", "level", "origin"),
    [
        ("Senior", "", "senior", Origin.FIELD),
        ("Mid-Senior level", "", "mid", Origin.FIELD),
        ("Band 6", "", "band 6", Origin.FIELD),
        ("", "Seniority: junior", "junior", Origin.LABEL),
        ("", "This is an entry-level position.", "junior", Origin.TEXT),
        ("", "A senior-level role in our mill", "senior", Origin.TEXT),
    ],
)
def test_levels_of_fields_and_texts(field: str, text: str, level: str, origin: Origin) -> None:
    stated = read_level(field, "", read_text(text, ()))
    assert stated is not None and (stated.value, stated.origin) == (level, origin)


def test_no_level() -> None:
    assert read_level("", "", read_text("You advise senior leaders and lead walks.", ())) is None


@pytest.mark.parametrize(
    ("title", "levels"),
    [
        ("Senior Manager", {"manager", "senior"}),
        ("Sr. Director, Ovens", {"director", "senior"}),
        ("Head of Marine Safety", {"director"}),
        ("Head Chef", set()),
        ("Product Manager", set()),
        ("Staff Engineer", {"staff"}),
        ("Staff Nurse", set()),
        ("Chief of Staff", {"executive"}),
        ("Graduate Welder", {"junior"}),
        ("Welder", set()),
    ],
)
def test_every_level_that_a_title_names(title: str, levels: set[str]) -> None:
    assert levels_in(title) == levels
