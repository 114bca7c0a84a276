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
    edited = (
        "--title",
        "Baker of Nights",
        "--company",
        "Crumb",
        "--team",
        "Ovens",
        "--place",
        "York, UK",
    )
    more = ("--pay", "GBP 30,000 per year", "--posted", "2025-03-01", "--closes", "2025-04-01")
    kinds = (
        "--employment",
        "part-time",
        "--workplace",
        "hybrid",
        "--level",
        "senior",
        "--requisition",
        "R-17",
    )
    status, out, err = run("documents", "edit", before["document_id"], *edited, *more, *kinds)
    assert (status, err) == (0, "") and "Baker of Nights" in out
    path.write_text(BAKER.replace("sourdough", "rye").replace("Leeds", "Hull"))
    assert "updated" in run("ingest", str(path))[1]
    (after,) = stored(run)
    assert (
        after["document_id"] == before["document_id"]
        and after["content_hash"] != before["content_hash"]
    )
    assert (after["title"], after["company"], after["team"]) == (
        "Baker of Nights",
        "Crumb",
        "Ovens",
    )
    assert [(posting["city"], posting["date"]) for posting in after["postings"]] == [
        ("York", "2025-03-01")
    ]
    facets = after["facets"]
    assert (facets["pay"]["least"], facets["closes"]["day"]) == (30000, "2025-04-01")
    assert (
        facets["employments"][0]["value"] == "part-time"
        and facets["workplace"]["value"] == "hybrid"
    )
    assert (after["level"], facets["requisition"]["value"]) == ("senior", "R-17")
    assert {
        facets[name]["origin"] for name in ("pay", "posted", "closes", "workplace", "requisition")
    } == {"corrected"}


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
    assert (after["kind"], after["document_id"], len(after["postings"])) == (
        "role",
        before["document_id"],
        1,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        ("--pay", "lots"),
        ("--closes", "tomorrow"),
        ("--posted", "01/02/2026"),
        ("--employment", "often"),
        ("--workplace", "somewhere"),
    ],
)
def test_a_value_that_is_not_understood_is_refused_and_what_was_stored_stays(
    run: Run, tmp_path: Path, wrong: tuple[str, str]
) -> None:
    path = tmp_path / "baker.md"
    path.write_text(BAKER + "\nPay: GBP 24,000 - 27,000 per year\n")
    run("ingest", str(path))
    before = stored(run)
    status, out, err = run(
        "documents", "edit", before[0]["document_id"], "--title", "Baker of Nights", *wrong
    )
    assert status == 2 and not out and repr(wrong[1]) in err and "nothing was changed; write" in err
    assert stored(run) == before


def test_a_correction_is_taken_back_and_the_value_as_read_holds_again(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text(
        "title,company,place,pay,closes,link,description\n"
        'Night Baker,Crumb,"Leeds, UK","GBP 24,000 per year",2027-01-02,https://a.example/1,Shape '
        "loaves at night.\n"
        'Night Baker,Crumb,"York, UK","GBP 25,000 per year",2027-01-02,https://a.example/2,Shape '
        "loaves at night.\n"
    )
    run("ingest", str(path))
    (before,) = stored(run)
    identifier = before["document_id"]
    edits = (
        "--title",
        "Baker",
        "--place",
        "Hull, UK",
        "--pay",
        "GBP 30,000 per year",
        "--kind",
        "article",
    )
    run("documents", "edit", identifier, *edits)
    run("ingest", str(path))
    run(
        "documents",
        "edit",
        identifier,
        "--as-read",
        "kind",
        "--as-read",
        "place",
        "--closes",
        "2027-03-04",
    )
    backs = (part for name in ("title", "pay", "closes") for part in ("--as-read", name))
    status, out, _ = run("documents", "edit", identifier, *backs)
    assert status == 0 and "Title: Baker -> Night Baker" in out and stored(run) == [before]
    assert (
        "every value stays as it was" in run("documents", "edit", identifier, "--as-read", "pay")[1]
    )


def test_an_edit_prints_what_it_changed_and_takes_the_beginning_of_an_identifier(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(BAKER)
    (tmp_path / "b.md").write_text(BAKER.replace("Night Baker", "Night Guard"))
    run("ingest", str(tmp_path))
    assert run("documents", "edit", "night-b", "--pay", "GBP 30,000 per year")[:2] == (
        0,
        run("documents")[1].splitlines()[0] + "\n  Pay: not stated -> GBP 30,000 a year\n",
    )
    status, _, err = run("documents", "edit", "night", "--pay", "GBP 30,000 per year")
    assert (
        status == 2
        and "2 identifiers begin so" in err
        and "`rolecall documents edit --help`" in err
    )
    assert run("documents", "remove", "night-g")[0] == 0


def test_a_document_is_shown_with_where_each_value_was_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "baker.md"
    path.write_text(BAKER)
    run("ingest", str(path))
    run("documents", "edit", "night", "--pay", "GBP 30,000 per year", "--place", "Nowhereville")
    out = run("documents", "show", "night")[1]
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert {"Company Crumb & Daughters (from a label)", "Pay GBP 30,000 a year (set by hand)"} <= {
        *lines
    }
    assert (
        "Place Nowhereville (?)" in lines
        and f"Source {path}" in lines
        and "Section What you will do" in lines
    )
    (shown,) = map(json.loads, run("documents", "show", "night", "--json")[1].splitlines())
    assert shown["company"] == "Crumb & Daughters"


def test_a_place_that_is_not_known_stands_in_its_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "baker.md").write_text(BAKER)
    (tmp_path / "guard.md").write_text(
        BAKER.replace("Night Baker", "Night Guard").replace("loaves", "doors")
    )
    run("ingest", str(tmp_path))
    status, _, err = run("documents", "edit", "night-b", "--place", "Nowhereville")
    assert status == 0 and "Nowhereville: not a place that is known" in err
    assert "\tNowhereville (?)\t" in run("postings")[1]
    assert "There are postings in: GB, Leeds." in run("postings", "--place", "Oban")[2]


def test_an_edit_without_a_field_or_of_nothing_is_refused(run: Run) -> None:
    assert run("documents", "edit", "x")[0] == 2
    status, _, err = run("documents", "edit", "x", "--title", "y")
    assert status == 1 and "rolecall documents" in err


def test_variants_are_shown_with_what_differs(run: Run, tmp_path: Path) -> None:
    for name, town, hour in (("a", "Leeds", "ten"), ("b", "York", "eleven")):
        (tmp_path / f"{name}.md").write_text(
            BAKER.replace("Leeds", town).replace("at ten in", f"at {hour} in")
        )
    (tmp_path / "c.md").write_text(
        BAKER.replace("Crumb & Daughters", "Rye & Sons").replace("at ten", "at nine")
    )
    run("ingest", str(tmp_path))
    out = run("documents")[1]
    assert "Variants of Night Baker" in out
    assert "places: York, UK (not Leeds, UK)" in out or "places: Leeds, UK (not York, UK)" in out
    assert "“eleven”" in out
    variants = {one["company"]: len(one["variants"]) for one in stored(run)}
    assert variants == {"Crumb & Daughters": 1, "Rye & Sons": 0}, (
        "another company's role is no variant"
    )
