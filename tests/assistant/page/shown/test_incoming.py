"""What was understood before it is kept, in words that stay words, and what the form makes of
it.
"""

from __future__ import annotations

import pytest

from assistant.page.shown import incoming
from assistant.page.shown.incoming import (
    choices_of,
    form_boxes,
    misunderstood,
    stated_fields,
    understood_markdown,
)
from fake_assistant import document
from store.facets.corrections import corrected
from store.loading.load import documents_in
from store.types import Document, DocumentKind, Fields, IngestOutcome, IngestStatus, Place, Posting

ATTACK = '<img src=x onerror="go()"> [x](javascript:go()) <script>'
POSTED = """# Night Baker

Locations: 2 Locations; Leeds, UK
Salary: £14.50 an hour
Closing date: 15 January 2027

## Requirements

- Two years of baking are required.
"""


def read(text: str, name: str = "baker.md") -> Document:
    (made,) = documents_in(text.encode(), name)
    assert isinstance(made, Document)
    return made


def test_a_guess_is_marked_and_what_is_missing_is_said() -> None:
    told = understood_markdown([read(POSTED)], [], [])
    assert "<p>1 role read. Nothing is kept yet.</p>" in told
    assert 'Night Baker</span><small class="origin guess">guess from a heading</small>' in told
    assert 'GBP 14&#46;50 an hour</span><small class="origin">from a' in told
    assert "1 place not understood&#58; “2 Locations”" in told and "2027&#45;01&#45;15" in told
    assert '<span class="missing">not found</span>' in told  # the company
    assert "<span>1 section</span><small>Requirements</small>" in told


def test_an_article_is_not_said_to_lack_what_only_roles_have() -> None:
    told = understood_markdown([document("How we bake", "Bread takes time.")], [], [])
    assert "read as an article" in told and "not found" not in told


def test_what_is_stored_already_is_said_to_be() -> None:
    baker = read(POSTED)
    assert "already stored" in understood_markdown([baker], [], [baker.content_hash])
    assert "already stored" not in understood_markdown([baker], [], ["another"])


def test_of_very_many_the_first_are_shown_and_the_rest_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(incoming, "MOST_ROWS", 2)
    many = [document(f"Article {number}", f"Text {number}.") for number in range(5)]
    told = understood_markdown(many, [], [])
    assert (
        told.count("<tr>") == 1 + 2
        and "And 3 more documents." in told
        and len(choices_of(many)) == 5
    )


def values_of(baker: Document) -> tuple[str, ...]:
    return tuple(value for value, _ in form_boxes(baker).values())


def test_the_form_holds_what_was_read_and_where() -> None:
    assert values_of(read(POSTED)) == (
        "role", "Night Baker", "", "", "Leeds, UK\n2 Locations", "GBP 14.50 an hour", "2027-01-15",
    )  # fmt: skip
    _, (_, title), (_, company), *_ = form_boxes(read(POSTED)).values()
    assert (title, company) == ("guess from a heading", "")


def test_only_what_was_changed_is_stated() -> None:
    baker = read(POSTED)
    values = values_of(baker)
    assert stated_fields(baker, values) == Fields()
    given = stated_fields(
        baker, [*values[:2], "Rye & Sons", None, "Leeds, UK\n Cork, Ireland \n", *values[5:]]
    )
    assert given == Fields(company="Rye & Sons", places=("Leeds, UK", "Cork, Ireland"))
    assert stated_fields(baker, ["article", *values[1:]]) == Fields(kind=DocumentKind.ARTICLE)


def test_an_emptied_box_says_that_there_is_none_and_a_title_stays() -> None:
    baker = read(POSTED)
    given = stated_fields(baker, ["role", *[""] * 6])
    assert given == Fields(absent=("places", "pay", "closes"))
    emptied = corrected(baker, given)
    assert values_of(emptied) == ("role", "Night Baker", "", "", "", "", "")
    again = corrected(emptied, Fields(pay="€15 an hour"))
    assert values_of(again)[4:] == ("", "EUR 15 an hour", "")


def test_a_place_that_was_stated_and_is_not_known_is_told_with_the_way_to_write_it() -> None:
    baker = read(POSTED)
    wrong = Fields(places=("Nowhere-on-Sea",))
    assert "“Nowhere-on-Sea”; write the city" in misunderstood(wrong, corrected(baker, wrong))
    right = Fields(places=("Cork, Ireland",))
    assert misunderstood(right, corrected(baker, right)) == ""


def test_hostile_words_stay_words() -> None:
    posting = Posting(Place(ATTACK, ATTACK, ATTACK))
    bad = document(ATTACK, ATTACK, kind=DocumentKind.ROLE, company=ATTACK, postings=(posting,))
    told = understood_markdown(
        [bad], [IngestOutcome(ATTACK, IngestStatus.FAILED, reason=ATTACK)], []
    )
    assert not [one for one in ("<img", "<script", "](javascript") if one in told]
