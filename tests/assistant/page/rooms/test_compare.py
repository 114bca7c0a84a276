"""What the pickers of a comparison offer, and what is said where nothing can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.page.guard.visitors import Visitor
from assistant.page.rooms import compare as compare_view
from assistant.page.rooms.compare import (
    NOTHING_YET,
    compare_choices,
    compared_or_why,
    compared_roles,
)
from assistant.page.session.site import Site
from assistant.question.known import Known
from assistant.question.role_names import one_side
from harbour import known_harbour
from page_site import harbour_site
from read_files import read_file
from store.facets.names.place_names import place_in_words

ADA = Visitor("ada")
SEEDS = Path(__file__).parents[4] / "seeds"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with harbour_site(tmp_path) as site:
        yield site


def known_seeds() -> Known:
    documents = [document for file in sorted(SEEDS.glob("*.md")) for document in read_file(file)]
    return Known.of(list({one.document_id: one for one in documents}.values()))


@pytest.mark.parametrize("stored", ["harbour", "seeds"])
def test_each_choice_names_exactly_the_role_or_posting_it_says(stored: str, tmp_path: Path) -> None:
    known = known_harbour(tmp_path) if stored == "harbour" else known_seeds()
    choices = compare_choices(known)
    assert len({label for label, _ in choices}) == len(choices) >= len(known.catalog.roles)
    for label, words in choices:
        side = one_side(words, known)
        assert label.startswith(side.label)
        if label.endswith(" only"):
            assert {
                f"{side.label} · {place_in_words(one.place)} only" for one in side.postings
            } == {label}
        else:
            assert side.role.document_id == words and len(side.postings) == len(side.role.postings)


def test_the_postings_of_a_role_in_several_places_are_offered_while_they_are_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = known_harbour(tmp_path)
    labels = [label for label, _ in compare_choices(known)]
    tides = "Harbour Pilot, Tides and Channels (TAC)"
    assert f"{tides} · 2 places" in labels and f"{tides} · Hull, UK only" in labels
    assert "Customs Clerk Intern · Hamburg, Germany" in labels
    monkeypatch.setattr(compare_view, "MOST_POSTINGS", len(known.catalog.postings) - 1)
    assert len(compare_choices(known)) == len(known.catalog.roles)


def test_two_postings_that_were_chosen_are_compared_and_can_be_asked_about(site: Site) -> None:
    choices = dict(compare_choices(known_of(site)))
    hull, boston = (
        words for label, words in choices.items() if label.endswith(" only") and "Tides" in label
    )
    result, go_on = compared_or_why(site, ADA, [hull, boston])
    assert "word for word" in result and "Boston&#44; MA&#44; US" in result and go_on.visible
    assert compared_roles(site, [hull, boston]) == [one_side(hull, known_of(site)).role.document_id]


def test_three_roles_are_compared_by_their_facts_and_can_be_asked_about(site: Site) -> None:
    chosen = ["Ice Watch", "Heavy Lift", "Customs Clerk Intern", "Ice Watch"]
    result, go_on = compared_or_why(site, ADA, chosen)
    assert result.count('scope="col"') == 4 and go_on.visible
    assert len(compared_roles(site, chosen)) == 3


def test_what_cannot_be_compared_is_said_in_words(site: Site) -> None:
    for first, second, words in (
        (None, "Ice Watch", NOTHING_YET),
        ("Ice Watch", "", NOTHING_YET),
        ("Ice Watch", "Ice Watch", "Both are the same"),
        ("Ice Watch", "<b>lighthouse</b>", "No stored role fits"),
        ("Harbour Pilot", "Ice Watch", "fits 2 roles"),
    ):
        result, go_on = compared_or_why(site, ADA, [first, second])
        assert words in result and "<b>" not in result and not go_on.visible
    assert (
        compared_roles(site, ["lighthouse", "Ice Watch"])
        == compared_roles(site, [None, None])
        == []
    )


def known_of(site: Site) -> Known:
    assert site.opening.assistant is not None
    return site.opening.assistant.known()


def test_comparisons_count_as_questions(tmp_path: Path) -> None:
    with harbour_site(tmp_path, questions_per_minute=2) as site:
        told = [compared_or_why(site, ADA, ["Ice Watch", "Heavy Lift"])[0] for _ in range(3)]
        assert ["side-by-side" in result for result in told] == [
            True,
            True,
            False,
        ] and "2 questions" in told[-1]


def test_before_the_assistant_is_open_its_state_is_said(site: Site) -> None:
    site.opening.close()
    assert "Getting ready" in compared_or_why(site, ADA, ["a", "b"])[0]
    assert compared_roles(site, ["a", "b"]) == []
