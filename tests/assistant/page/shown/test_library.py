"""What is stored and what became of what was handed in, in words that stay words."""

from __future__ import annotations

import re

import pytest

from assistant.language.safe_markdown import escape
from assistant.language.wording import progress_line
from assistant.page.shown.library import (
    document_choices,
    documents_markdown,
    outcomes_markdown,
    progress_markdown,
    stored_line,
)
from fake_assistant import document
from store.types import DocumentKind, IngestOutcome, IngestStatus, Place, Posting, Progress

ARTICLE = document("How we bake", "Bread takes time.", sources=("/home/ada/bread.md",))
ROLE = document(
    "Baker",
    "Bake bread and buns.",
    kind=DocumentKind.ROLE,
    team="Ovens",
    postings=(Posting(Place("FR", city="Lyon")), Posting(Place("IE"))),
    sources=(f"uploads/{'a' * 64}.md#baker.md",),
)
ATTACK = '<img src=x onerror="go()"> [x](javascript:go()) <script>'


def rows(markdown: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "|", row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", markdown)]


def test_each_document_is_told_by_kind_postings_what_was_understood_and_source_and_leads_to_its_text() -> (
    None
):
    said = documents_markdown([ARTICLE, ROLE])
    _, article, role = rows(said)
    assert "|article|" in article and "bread&#46;md" in article
    assert (
        "Ovens" in role and "|role |2 postings|||places, team|" in role and "baker&#46;md" in role
    )
    assert "a" * 64 not in said  # an upload is called by the name it came with
    assert f'href="&#47;documents&#47;{ROLE.document_id}"' in said
    assert "Nothing is stored yet" in documents_markdown([])


def test_what_can_be_removed_is_told_apart_by_team() -> None:
    assert document_choices([ARTICLE, ROLE]) == [
        ("How we bake", ARTICLE.document_id),
        ("Baker · Ovens", ROLE.document_id),
    ]


def test_every_outcome_says_what_became_of_what_and_why() -> None:
    unread = (IngestStatus.FAILED, IngestStatus.LEFT_OUT)
    outcomes = [
        *(
            IngestOutcome("baker.md", status, ROLE)
            for status in IngestStatus
            if status not in unread
        ),
        *(
            IngestOutcome("photo.jpg", status, reason="photo.jpg: no text in it")
            for status in unread
        ),
    ]
    said = rows(outcomes_markdown(outcomes, "not kept"))
    became = ["added", "updated", "already there", "removed", "gone, kept", "not kept", "left out"]
    assert [row.split("|")[2] for row in said] == became
    assert all("baker&#46;md" in row and "Baker" in row for row in said[:5])
    assert all(row.count("photo&#46;jpg") == 1 and "no text in it" in row for row in said[5:])
    assert outcomes_markdown([]) == ""


def test_how_much_is_stored_and_by_what_is_one_line() -> None:
    assert stored_line([ARTICLE, ROLE], "rye <2>") == (
        "1 article, 1 role, 2 postings. <small>Indexed by rye &#60;2&#62;.</small>"
    )
    assert stored_line([], "") == "No articles, no roles, no postings."


def test_hostile_titles_names_and_reasons_stay_text() -> None:
    bad = document(ATTACK, ATTACK, team=ATTACK, sources=(ATTACK,), document_id='" onclick="go()')
    outcome = IngestOutcome(ATTACK, IngestStatus.FAILED, bad, ATTACK)
    for said in (
        documents_markdown([bad]),
        outcomes_markdown([outcome]),
        stored_line([bad], ATTACK),
    ):
        assert not [one for one in ("<img", "<script", "](javascript", 'onclick="') if one in said]


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress("Waiting"), "Waiting"),
        (Progress("Embedding", 3, 1200), "Embedding 3 of 1,200"),
        (
            Progress("Embedding", 600, 1200, 50),
            "Embedding 600 of 1,200, 50 a second, about 12 seconds left",
        ),
        (
            Progress("Embedding", 10, 20, 0.05),
            "Embedding 10 of 20, 3 a minute, about 3 minutes left",
        ),
    ],
)
def test_work_says_how_far_it_is_how_fast_and_what_is_left(progress: Progress, line: str) -> None:
    assert progress_line(progress) == line
    assert escape(line) in progress_markdown(progress)
