"""The empty page says what Rolecall knows."""

from __future__ import annotations

from pathlib import Path

from assistant.page.shown.chat import welcome
from assistant.question.known import Known
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
