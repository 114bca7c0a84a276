"""`rolecall postings`, `rolecall compare` and asking within a scope: what they print, and how
they end.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli.edge import run_command
from assistant.cli.main import app
from fake_embedder import FakeEmbedder
from harbour import harbour_assistant


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The data folder of the port."""
    monkeypatch.setattr("store.library.open_embedder", lambda name: FakeEmbedder())
    with harbour_assistant(tmp_path):
        return str(tmp_path / "collection")


def run(folder: str, *arguments: str) -> int:
    return run_command(app, ["--data-dir", folder, "--no-seeds", *arguments])


def test_postings_are_filtered_and_printed_with_stable_columns(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "postings", "--place", "outside the US", "--title", "pilot") == 0
    out, err = capsys.readouterr()
    header, *rows = [line.split("\t") for line in out.splitlines()]
    assert header == ["Title", "Team", "Level", "Company", "Place", "Date", "Link", "Closed"]
    assert [row[4] for row in rows] == ["Vancouver, BC, Canada"] + ["Hull, UK"] * 3
    assert "4 postings of 2 roles" in err


def test_postings_as_json_are_one_object_a_line(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "postings", "--place", "Boston", "--json") == 0
    (told,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (told["city"], told["date"], told["url"]) == (
        "Boston",
        "2025-03-01",
        "https://jobs.example/pilot",
    )
    assert (told["title"], told["number"], told["postings"]) == ("Harbour Pilot", 4, 4)


def test_a_place_that_is_none_is_bad_usage(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "postings", "--place", "Xyzzy") == 2
    assert "Xyzzy" in capsys.readouterr().err


def test_two_roles_are_compared(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "compare", "Ice Watch", "Munich") == 0
    assert (
        "| | **Harbour Pilot, Ice Watch** | **Senior Crane Engineer** |" in capsys.readouterr().out
    )
    assert run(folder, "compare", "Hull", "Boston", "--json") == 0
    assert json.loads(capsys.readouterr().out)["same_text"] is True


def test_several_roles_are_one_table(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "compare", "Ice Watch", "TAC", "Munich") == 0
    out = capsys.readouterr().out
    assert "| team | Ice Watch | Tides and Channels (TAC) | Heavy Lift |" in out
    assert run(folder, "compare", "Ice Watch", "TAC", "Munich", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["sides"]) == 3 and not told["aspects"]
    assert all(len(row["cells"]) == 3 for row in told["facets"])


def test_a_name_that_fits_several_roles_lists_them(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "compare", "harbour pilot", "Munich") == 1
    err = capsys.readouterr().err
    assert "fits 2 roles" in err and "Ice Watch" in err and "Traceback" not in err


def test_a_question_is_asked_of_one_place_and_so_is_the_next(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("ask", "How many postings are there?", "--then", "How many roles are there?", "--json")
    assert run(folder, *asked, "--place", "Hull") == 0
    postings, roles = [json.loads(line)["text"] for line in capsys.readouterr().out.splitlines()]
    assert "**3 postings**" in postings and "**1 role**" in roles


def test_a_batch_is_asked_of_one_document(
    tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "documents", "--json")
    crane = next(
        one["document_id"]
        for line in capsys.readouterr().out.splitlines()
        if (one := json.loads(line))["title"] == "Senior Crane Engineer"
    )
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": "a", "turns": ["Which roles are there?"]}\n')
    assert run(folder, "ask", "--batch", str(batch), "--only", crane) == 0
    (answer,) = json.loads(capsys.readouterr().out)["answers"]
    assert "Senior Crane Engineer" in answer["text"] and "Pilot" not in answer["text"]


def test_a_scope_that_names_nothing_is_refused(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "ask", "Which roles are there?", "--only", "never") == 1
    assert "rolecall documents" in capsys.readouterr().err
    assert run(folder, "ask", "Which roles are there?", "--place", "Xyzzy") == 2
    assert "Xyzzy" in capsys.readouterr().err
