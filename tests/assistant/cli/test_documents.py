"""`rolecall documents`: variants are shown, and what a person puts right stays right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import assistant.cli.main as cli
from assistant.cli.edge import run_command
from fake_embedder import FakeEmbedder

BAKER = """# Night Baker

Company: Crumb & Daughters
Location: Leeds, UK

## What you will do

Night bakers shape sourdough loaves before dawn, keep the starter alive, log every batch and clean the ovens.
They work in pairs, start at ten in the evening and are home before the town wakes up for its bread.
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("store.library.open_embedder", lambda name: FakeEmbedder())

    def run(*arguments: str) -> tuple[int, str, str]:
        return run_command(cli.app, list(arguments)), *capsys.readouterr()

    return run


def stored(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("documents", "--json")[1].splitlines()]


def test_an_edit_survives_a_change_of_the_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "baker.md"
    path.write_text(BAKER)
    run("ingest", str(path))
    (before,) = stored(run)
    edited = ("--title", "Baker of Nights", "--company", "Crumb", "--team", "Ovens", "--place", "York, UK")
    more = ("--pay", "GBP 30,000 per year", "--posted", "2025-03-01", "--closes", "2025-04-01")
    kinds = ("--employment", "part-time", "--workplace", "hybrid", "--level", "senior", "--requisition", "R-17")
    status, out, err = run("documents", "edit", before["document_id"], *edited, *more, *kinds)
    assert (status, err) == (0, "") and "Baker of Nights" in out
    path.write_text(BAKER.replace("sourdough", "rye").replace("Leeds", "Hull"))
    assert "updated" in run("ingest", str(path))[1]
    (after,) = stored(run)
    assert after["document_id"] == before["document_id"] and after["content_hash"] != before["content_hash"]
    assert (after["title"], after["company"], after["team"]) == ("Baker of Nights", "Crumb", "Ovens")
    assert [(posting["city"], posting["date"]) for posting in after["postings"]] == [("York", "2025-03-01")]
    facets = after["facets"]
    assert (facets["pay"]["least"], facets["closes"]["day"]) == (30000, "2025-04-01")
    assert facets["employments"][0]["value"] == "part-time" and facets["workplace"]["value"] == "hybrid"
    assert (after["level"], facets["requisition"]["value"]) == ("senior", "R-17")
    assert {facets[name]["origin"] for name in ("pay", "posted", "closes", "workplace", "requisition")} == {"corrected"}


def test_a_kind_that_is_put_right_survives_a_change_of_the_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# On bread\n\nFlour, water and salt.\n")
    run("ingest", str(path))
    (before,) = stored(run)
    run("documents", "edit", before["document_id"], "--kind", "role")
    assert [one["kind"] for one in stored(run)] == ["role"]
    assert "unchanged" in run("ingest", str(path))[1]
    path.write_text("# On bread\n\nFlour, water, salt and patience.\n")
    run("ingest", str(path))
    (after,) = stored(run)
    assert (after["kind"], after["document_id"], len(after["postings"])) == ("role", before["document_id"], 1)


def test_what_is_not_understood_is_kept_and_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "baker.md"
    path.write_text(BAKER)
    run("ingest", str(path))
    (document,) = stored(run)
    status, _, err = run("documents", "edit", document["document_id"], "--pay", "plenty", "--closes", "soon")
    assert status == 0 and "plenty" in err and "soon" in err and "--closes 2025-03-01" in err


def test_an_edit_without_a_field_or_of_nothing_is_refused(run: Run) -> None:
    assert run("documents", "edit", "x")[0] == 2
    status, _, err = run("documents", "edit", "x", "--title", "y")
    assert status == 1 and "rolecall documents" in err


def test_variants_are_shown_with_what_differs(run: Run, tmp_path: Path) -> None:
    for name, town, hour in (("a", "Leeds", "ten"), ("b", "York", "eleven")):
        (tmp_path / f"{name}.md").write_text(BAKER.replace("Leeds", town).replace("at ten in", f"at {hour} in"))
    (tmp_path / "c.md").write_text(BAKER.replace("Crumb & Daughters", "Rye & Sons").replace("at ten", "at nine"))
    run("ingest", str(tmp_path))
    out = run("documents")[1]
    assert "Variants of Night Baker" in out
    assert "places: York, UK (not Leeds, UK)" in out or "places: Leeds, UK (not York, UK)" in out
    assert "“eleven”" in out
    variants = {one["company"]: len(one["variants"]) for one in stored(run)}
    assert variants == {"Crumb & Daughters": 1, "Rye & Sons": 0}, "another company's role is no variant"
