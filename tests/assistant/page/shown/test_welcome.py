"""The empty page says what Rolecall knows."""

from __future__ import annotations

from pathlib import Path

from assistant.page.shown.chat import example_questions, welcome
from assistant.question.known import Known
from assistant.question.role_names import one_side
from harbour import known_harbour
from store.search.catalog import Catalog


def test_what_is_stored_is_counted(tmp_path: Path) -> None:
    known = known_harbour(tmp_path)
    catalog = known.catalog
    said = welcome(known)
    assert f"{len(catalog.roles)} roles" in said
    assert f"{len(catalog.postings)} postings in " in said


def test_nothing_stored_says_how_to_add_something() -> None:
    assert "rolecall ingest" in welcome(Known.of((), Catalog((), 0)))


def test_the_examples_ask_about_what_is_stored_and_of_nothing_there_are_none(
    tmp_path: Path,
) -> None:
    known = known_harbour(tmp_path)
    do, compare, *_ = questions = example_questions(known)
    assert len(questions) == 4
    assert one_side(do.removeprefix("What would I do in ").rstrip("?"), known)
    assert all(
        one_side(words, known)
        for words in compare.removeprefix("Compare ").rstrip(".").split(" with ")
    )
    assert example_questions(Known.of((), Catalog((), 0))) == []
