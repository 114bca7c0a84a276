"""The seeds enter a new collection when it is asked, and no other way; a command that only reads
writes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

import assistant.cli.main as cli
from assistant.cli.edge import run_command
from fake_embedder import FakeEmbedder

BAKER = (
    "# Night Baker\n\nLocation: Leeds, UK\nSalary: GBP 30,000\n\n## Duties\n\nShape loaves "
    "before dawn.\n"
)
READING = [
    ("documents",),
    ("documents", "--json"),
    ("documents", "remove", "nobody"),
    ("documents", "edit", "nobody", "--title", "Baker"),
    ("postings",),
    ("compare", "Night Baker", "Harbour Pilot"),
    ("doctor",),
    ("conversations",),
    ("conversations", "show", "x"),
    ("seeds", "list"),
    ("seeds", "remove"),
    ("refresh",),
    ("ingest", "--dry-run", "baker.md"),
    ("models",),
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setattr("store.library.open_embedder", lambda name: FakeEmbedder())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baker.md").write_text(BAKER)

    def run(*arguments: str) -> tuple[int, str, str]:
        return run_command(cli.app, list(arguments)), *capsys.readouterr()

    return run


def titles(run: Run) -> list[str]:
    return [json.loads(line)["title"] for line in run("documents", "--json")[1].splitlines()]


def content_of(folder: Path) -> dict[str, object]:
    """The files below a folder; of SQLite's, their rows.

    Opening Chroma notes in a table of its own that it may write, and maps the files of its vectors
    into memory anew.
    """
    return {
        str(path.relative_to(folder)): _content(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _content(path: Path) -> object:
    if path.suffix == ".bin":
        return None
    if path.suffix != ".sqlite3":
        return path.read_bytes()
    with sqlite3.connect(path) as database:
        return [line for line in database.iterdump() if "acquire_write" not in line]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_command_that_reads_makes_no_collection(
    run: Run, data_dir: Path, command: tuple[str, ...]
) -> None:
    run(*command)
    assert not data_dir.exists()


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_command_that_reads_changes_none(
    run: Run, data_dir: Path, command: tuple[str, ...]
) -> None:
    run("ingest", "baker.md")
    before = content_of(data_dir)
    run(*command)
    assert content_of(data_dir) == before


def test_a_collection_begun_with_the_users_own_gets_no_seeds(run: Run) -> None:
    run("ingest", "baker.md")
    run("ask", "When are loaves shaped?")
    assert titles(run) == ["Night Baker"]


def test_a_new_collection_gets_them_when_it_is_asked(run: Run) -> None:
    run("ask", "What do bar raisers look for?")
    seeded = titles(run)
    assert len(seeded) >= 3
    run("ingest", "baker.md")
    assert sorted(titles(run)) == sorted([*seeded, "Night Baker"])


def test_a_refused_file_begins_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    assert run("ingest", "torn.pdf")[0] == 1
    run("ask", "What do bar raisers look for?")
    assert len(titles(run)) >= 3


def test_seeds_are_listed_added_and_removed(run: Run) -> None:
    run("ingest", "baker.md")
    assert "stored" not in run("seeds", "list")[1].replace("not stored", "")
    assert run("seeds", "add")[0] == 0
    listed = run("seeds", "list", "--json")[1].splitlines()
    assert all(json.loads(line)["stored"] and json.loads(line)["document_id"] for line in listed)
    assert len(titles(run)) == len(listed) + 1
    removed = run("seeds", "remove")[1]
    assert removed.count("removed") == len(listed)
    run("ask", "When are loaves shaped?")
    assert titles(run) == ["Night Baker"], "what was removed stays removed"
    run("seeds", "add")
    assert len(titles(run)) == len(listed) + 1


def test_no_seeds_leaves_a_new_collection_empty(run: Run) -> None:
    run("--no-seeds", "ask", "When are loaves shaped?")
    assert titles(run) == []
