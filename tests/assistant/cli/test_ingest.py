"""`rolecall ingest` and `rolecall refresh`: what they read, show, store and end with."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import assistant.cli.main as cli
from assistant.cli import render
from assistant.cli.edge import UsageError, run_command
from assistant.cli.ingest import columns_named
from fake_embedder import FakeEmbedder
from store.errors import EmbedderError

BAKER = """# Night Baker

Company: Crumb & Daughters
Location: Leeds, UK
Salary: GBP 30,000 - 34,000 per year

## What you will do

- Shape sourdough loaves before dawn.
- Keep the starter alive.
"""
TABLE = """Job Name,Town,About
Kelp Farmer,"Bodø, Norway","You tend ropes of kelp in the fjord."
Net Mender,"Hull, UK","You mend nets on the quay."
"""


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        names, *rows = (line.split("\t") for line in self.out.splitlines())
        return [dict(zip(names, row, strict=True)) for row in rows]

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("store.library.open_embedder", lambda name: FakeEmbedder())

    def run(*arguments: str) -> Ran:
        status = run_command(cli.app, list(arguments))
        return Ran(status, *capsys.readouterr())

    return run


def write(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def no_embedder(name: str) -> FakeEmbedder:
    raise EmbedderError("not needed")


def test_a_dry_run_shows_what_would_be_stored_and_stores_nothing(
    run: Run, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.library.open_embedder", no_embedder)
    ran = run("ingest", "--dry-run", write(tmp_path, "baker.md", BAKER))
    (row,) = ran.rows
    assert ran.status == 0 and ran.err.endswith(
        "1 would be added, 0 would be updated, 0 unchanged, 0 failed\n"
    )
    assert (row["Status"], row["Kind"], row["Title"]) == ("would be added", "role", "Night Baker")
    assert (row["Company"], row["Places"]) == ("Crumb & Daughters", "Leeds, UK")
    assert row["Pay"] == "GBP 30,000–34,000 a year"
    assert "title" in row["Guessed"], "a heading is a guess"
    assert "company" not in row["Guessed"], "a label is none"
    assert not data_dir.exists()


def test_a_dry_run_says_which_documents_are_new_changed_or_as_they_were(
    run: Run, tmp_path: Path
) -> None:
    folder = Path(write(tmp_path / "jobs", "baker.md", BAKER)).parent
    write(folder, "dawn.md", BAKER.replace("Night", "Dawn"))
    run("ingest", str(folder))
    write(folder, "dawn.md", BAKER.replace("Night", "Dawn").replace("Leeds", "York"))
    write(folder, "noon.md", BAKER.replace("Night", "Noon"))
    ran = run("ingest", "--dry-run", str(folder))
    assert {row["Title"]: row["Status"] for row in ran.rows} == {
        "Night Baker": "unchanged",
        "Dawn Baker": "would be updated",
        "Noon Baker": "would be added",
    }
    assert ran.err.endswith("1 would be added, 1 would be updated, 1 unchanged, 0 failed\n")
    ran = run("ingest", "--dry-run", "--json", str(folder))
    assert sorted(json.loads(line)["status"] for line in ran.out.splitlines()) == [
        "added",
        "unchanged",
        "updated",
    ]


def test_a_dry_run_in_a_terminal_is_a_table(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = render.screen

    def wide(stderr: bool = False) -> Any:
        console = plain(stderr)
        if not stderr:
            console._force_terminal, console.width, console.no_color = True, 200, True
        return console

    monkeypatch.setattr(render, "screen", wide)
    folder = Path(write(tmp_path / "jobs", "baker.md", BAKER)).parent
    write(folder, "notes.xyz", "?")
    out = run("ingest", "--dry-run", str(folder)).out
    assert "Night Baker" in out and "\t" not in out and "Posted" not in out, (
        "empty columns are spared"
    )
    assert "left out" in out and ".xyz: no format that is read" in out


def test_what_is_left_out_is_told_and_is_no_failure(run: Run, tmp_path: Path) -> None:
    folder = Path(write(tmp_path / "jobs", "baker.md", BAKER)).parent
    write(folder, "photo.heic", b"\x00\x01")
    ran = run("ingest", str(folder))
    assert ran.status == 0 and ran.err.endswith(
        "1 added, 0 updated, 0 unchanged, 0 failed, 1 left out\n"
    )
    left_out = next(row for row in ran.rows if row["Status"] == "left out")
    assert left_out["File"].endswith("photo.heic") and left_out["Reason"]


def test_a_file_that_looked_readable_and_failed_ends_with_1_and_the_others_land(
    run: Run, tmp_path: Path
) -> None:
    folder = Path(write(tmp_path / "jobs", "baker.md", BAKER)).parent
    write(folder, "torn.pdf", b"%PDF-1.7 torn")
    ran = run("ingest", str(folder))
    assert ran.status == 1 and ran.err.endswith("1 added, 0 updated, 0 unchanged, 1 failed\n")
    failed = next(row for row in ran.rows if row["Status"] == "failed")
    assert "torn.pdf" in "".join(failed.values()) and "damaged" in failed["Reason"]
    assert [one["title"] for one in run("documents", "--json").objects] == ["Night Baker"]


def test_refusing_a_file_loads_no_embedder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.library.open_embedder", no_embedder)
    ran = run("ingest", write(tmp_path, "torn.pdf", b"%PDF-1.7 torn"))
    assert ran.status == 1 and "not needed" not in ran.out + ran.err


def test_json_is_one_object_a_path(run: Run, tmp_path: Path) -> None:
    added, failed = run(
        "ingest", "--json", write(tmp_path, "baker.md", BAKER), str(tmp_path / "missing.md")
    ).objects[::-1]
    assert (failed["status"], failed["document"]) == ("failed", None) and "no such file" in failed[
        "reason"
    ]
    document = added["document"]
    assert (added["status"], document["title"]) == ("added", "Night Baker")
    assert document["origins"]["title"] == "heading"
    assert (document["facets"]["pay"]["least"], document["facets"]["pay"]["currency"]) == (
        30000,
        "GBP",
    )


def test_standard_input_is_read_as_what_it_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given(content: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))

    given(BAKER)
    (row,) = run("ingest", "-", "--name", "baker.md").rows
    assert (row["Status"], row["Title"], row["File"]) == ("added", "Night Baker", "baker.md")
    given(TABLE)
    assert len(run("ingest", "--dry-run", "-", "--name", "jobs.csv").rows) == 2


def test_what_a_person_states_holds_when_the_file_is_read_again(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    run("ingest", path, "--title", "Baker of Nights", "--company", "Crumb", "--team", "Ovens")
    write(tmp_path, "baker.md", BAKER.replace("sourdough", "rye"))
    (row,) = run("ingest", path).rows
    assert (row["Status"], row["Title"], row["Company"]) == ("updated", "Baker of Nights", "Crumb")
    assert run("ingest", path).rows[0]["Status"] == "unchanged"
    (document,) = run("documents", "--json").objects
    assert document["origins"] == {
        "kind": "text",
        "title": "corrected",
        "company": "corrected",
        "team": "corrected",
    }


def test_a_kind_that_is_stated_holds(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "notes.md", "# On bread\n\nFlour, water and salt, and nothing else.\n")
    assert run("ingest", "--dry-run", path).rows[0]["Kind"] == "article"
    assert run("ingest", path, "--kind", "role").rows[0]["Kind"] == "role"
    assert run("ingest", path).rows[0]["Status"] == "unchanged"


def test_a_tables_own_columns_are_named_and_remembered(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "jobs.csv", TABLE)
    rows = run("ingest", path, "--columns", 'title="Job Name",place=Town,description=About').rows
    assert [(row["Title"], row["Places"]) for row in rows] == [
        ("Kelp Farmer", "Bodø, Norway"),
        ("Net Mender", "Hull, UK"),
    ]
    assert [row["Status"] for row in run("ingest", path).rows] == ["unchanged", "unchanged"]


def test_columns_are_read_with_their_quotes() -> None:
    assert columns_named('title="Job, Name",place=Town') == {"title": "Job, Name", "place": "Town"}
    assert columns_named("title=Job Name, place = Town") == {"title": "Job Name", "place": "Town"}
    assert columns_named("") == {}
    for wrong in ("title", "=Town", "title="):
        with pytest.raises(UsageError, match="--columns"):
            columns_named(wrong)


def test_refresh_reads_again_and_closes_what_is_gone(run: Run, tmp_path: Path) -> None:
    folder = Path(write(tmp_path / "jobs", "baker.md", BAKER)).parent
    pilot = write(folder, "pilot.md", BAKER.replace("Night Baker", "Harbour Pilot"))
    run("ingest", str(folder))
    Path(pilot).unlink()
    write(folder, "baker.md", BAKER.replace("sourdough", "rye"))
    write(folder, "clerk.md", BAKER.replace("Night Baker", "Port Clerk"))
    ran = run("refresh")
    assert ran.status == 0
    assert {row["Title"]: row["Status"] for row in ran.rows} == {
        "Night Baker": "updated",
        "Port Clerk": "added",
        "Harbour Pilot": "closed",
    }
    assert ran.err.endswith("1 added, 1 updated, 0 unchanged, 1 closed, 0 failed\n")
    postings = {row["Title"]: row["Closed"] for row in run("postings").rows}
    assert postings["Harbour Pilot"] and not postings["Night Baker"]
    assert "Harbour Pilot  Crumb & Daughters  closed " in run("documents").out


def test_nothing_to_refresh_is_said(run: Run, data_dir: Path) -> None:
    ran = run("refresh")
    assert ran.status == 0 and "rolecall ingest PATH" in ran.err and not data_dir.exists()
