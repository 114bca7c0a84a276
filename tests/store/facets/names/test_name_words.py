"""Each entry of the vocabularies of names does what it is there for."""

from __future__ import annotations

import pytest

from store.facets.names.areas import Standing, areas_named, find_areas
from store.facets.names.gazetteer import (
    EVERYDAY,
    GROUPS_ALSO,
    LANGUAGES,
    PEOPLES,
    cities_named,
    country_groups,
    folded,
)
from store.facets.names.place_names import country_code, country_name, regions_named
from store.facets.names.skills import skills_in
from store.facets.names.titles import HEADS, family_of, title_spans
from store.facets.reading import vocabulary
from store.text.lists import opens_item, run_on_items
from store.types import Span

SKILLS = vocabulary("names/skills")
PLACES = vocabulary("names/place_names")


@pytest.mark.parametrize("trade", SKILLS["vocabulary"])
def test_skills_are_found(trade: str) -> None:
    for name in SKILLS["vocabulary"][trade]:
        text = f"Experience with {name}."
        assert [skill.name for skill in skills_in(text, (Span(0, len(text)),))] == [name]


@pytest.mark.parametrize("kind", ["as_written", "opening", "ordinary"])
def test_names_that_are_words_too_are_not_found_in_small_letters(kind: str) -> None:
    for name in SKILLS[kind]:
        text = f"A {name.lower()} here."
        assert skills_in(text, (Span(0, len(text)),)) == ()


def test_spellings_and_acronyms_are_skills_of_the_vocabulary() -> None:
    words = " ".join(name for names in SKILLS["vocabulary"].values() for name in names)
    assert all(american in words for american in SKILLS["spellings"].values())
    assert all(name in words for name in SKILLS["in_small_letters_too"])


def test_everyday_words_are_no_cities_where_they_begin_a_sentence() -> None:
    for word in sorted(EVERYDAY):
        assert areas_named(word, (), Standing(led=False, capital=False, opening=True)) == ()


def test_nicknames_name_their_cities() -> None:
    for name, city in vocabulary("names/gazetteer")["nicknames"].items():
        assert folded(cities_named(name)[0].name) == folded(city)


def test_groups_and_their_other_names_are_areas() -> None:
    for name, countries in country_groups().items():
        assert [mention.areas[0].countries for mention in find_areas(f"jobs in {name}", ())] == [
            countries
        ]
    for also, name in GROUPS_ALSO.items():
        assert find_areas(f"jobs in {also}", ())[0].areas[0].name == name


def test_peoples_before_a_job_are_areas() -> None:
    for people, home in {**PEOPLES, **LANGUAGES}.items():
        (mention,) = find_areas(f"{people.title()} jobs", ())
        assert mention.areas[0].countries == country_groups().get(home, frozenset({home}))


def test_other_names_of_countries_and_regions_are_known() -> None:
    assert {name: country_code(name) for name in PLACES["aliases"]} == PLACES["aliases"]
    assert {code: country_name(code) for code in PLACES["called"]} == PLACES["called"]
    for name, code in PLACES["in_english"].items():
        assert tuple(code.split("-")) in regions_named(name)


def test_heads_are_jobs_with_each_modifier() -> None:
    for head in HEADS:
        assert title_spans(f"a harbour {head} here") and family_of(f"Harbour {head.title()}")
    for modifier in vocabulary("names/titles")["modifiers"]:
        assert title_spans(f"a {modifier} engineer") == [(2, 11 + len(modifier))]


def test_verbs_and_qualifications_open_items_and_their_exceptions_do_not() -> None:
    words = vocabulary("../text/lists")
    for word in (*words["verbs"], *words["qualifications"]):
        assert opens_item(f"{word} boats", 0, len(word) + 6)
    for noun in words["nouns_in_ing"]:
        assert not opens_item(f"{noun} boats", 0, len(noun) + 6)
    assert len(run_on_items("Build boats Test hulls", 0, 22, least=1)[1]) == 2
    for word in words["cannot_end"]:
        text = f"Build boats {word} Test hulls"
        assert len(run_on_items(text, 0, len(text), least=1)[1]) < 2
    for word in words["after_qualification"]:
        text = f"Know Python Experience {word} boats"
        assert opens_item(text, text.index("Experience"), len(text))
