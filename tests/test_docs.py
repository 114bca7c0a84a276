"""The pages under docs/ say what is: their Python runs, their fields and messages are real,
their links lead on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.as_json import answer_json, comparison_json, document_json, facets_json
from assistant.assistant import Assistant
from assistant.types import Answer
from fake_embedder import FakeEmbedder
from harbour import harbour_assistant
from read_files import read_file
from store.loading.load import suffixes
from store.types import (
    Day,
    Degree,
    Document,
    DocumentKind,
    Employment,
    Experience,
    Facets,
    Language,
    Origin,
    Pay,
    Place,
    Span,
    Stated,
    Travel,
    VisaPolarity,
    Workplace,
)

ROOT = Path(__file__).parent.parent
PAGES = (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "seeds" / "README.md")
README = (ROOT / "README.md").read_text("utf-8")
API = (ROOT / "docs" / "api.md").read_text("utf-8")
READING = (ROOT / "docs" / "reading.md").read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def baker(folder: Path) -> Path:
    """The example of docs/reading.md as a file."""
    path = folder / "roles" / "night-baker.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(blocks(READING, "markdown")[0], "utf-8")
    return path


def test_the_python_of_the_api_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("store.library.open_embedder", lambda name: FakeEmbedder())
    with Assistant.open() as assistant:
        assistant.library.ingest([baker(tmp_path)])
    exec(compile("\n".join(blocks(API, "python")), "docs/api.md", "exec"), {})
    said = capsys.readouterr().out
    assert "added" in said
    assert "night-baker-" in said
    assert "shape sourdough" in said


def test_the_python_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("store.library.open_embedder", lambda name: FakeEmbedder())
    baker(tmp_path)
    exec(compile("\n".join(blocks(README, "python")), "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert "added roles" in said.replace(f"{tmp_path}/", "")
    assert "4 roles" in said


@pytest.fixture
def answer(data_dir: Path, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """An answer as JSON that has all of its parts."""
    with Assistant.open(load_embedder=FakeEmbedder) as assistant:
        assistant.library.ingest([baker(tmp_path)])
        said = assistant.ask("When do night bakers shape the loaves?")
        counted = assistant.ask("How many postings are there?")
        role = next(one for one in assistant.library.documents() if one.postings)
    fields = {name: getattr(said, name) for name in Answer.__dataclass_fields__}
    query = replace(said.query, unit=counted.query.unit)
    yield answer_json(
        Answer(**fields | {"roles": (role,), "selection": counted.selection, "query": query})
    )


def fields_of(value: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, part in value.items():
        yield prefix + name
        first = part[0] if isinstance(part, list) and part else part
        if isinstance(first, dict):
            yield from fields_of(first, f"{prefix}{name}.")


def test_the_json_table_is_the_json(answer: dict[str, Any]) -> None:
    table = API.partition("| Field | Type | Meaning |")[2].partition("\n\n")[0]
    stated = re.compile(r"roles\.(?:origins|facets)\.")
    named = [name for name in fields_of(answer) if not stated.match(name)]
    assert re.findall(r"^\| `([\w.]+)` \|", table, re.MULTILINE) == named


def test_the_table_of_what_a_role_states_is_the_json() -> None:
    def stated(value: Any) -> Any:
        return Stated(value, Origin.TEXT, "words", Span(0, 5))

    day = stated(Day((date(2026, 11, 28),)))
    told = facets_json(
        Facets(
            pay=stated(Pay()),
            experience=(stated(Experience()),),
            degrees=(stated(Degree()),),
            languages=(stated(Language("de", "German")),),
            posted=day,
            closes=day,
            places=(stated(Place("GB", "", "Leeds")),),
            unplaced=("Elbonia",),
            workplace=stated(Workplace.HYBRID),
            employments=(stated(Employment.CONTRACT),),
            level=stated("senior"),
            requisition=stated("R-1"),
            visas=(stated(VisaPolarity.OFFERED),),
            travel=(stated(Travel()),),
        )
    )
    section = API.partition("### What a role states")[2]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section.partition("\n### ")[0], re.MULTILINE)
    assert [facet for facet, _ in rows] == list(told)
    everywhere = {"raw", "origin", "strength", "start", "end"}
    for facet, keys in rows:
        (value,) = told[facet] if isinstance(told[facet], list) else [told[facet]]
        own = set(value) - everywhere if isinstance(value, dict) else set()
        assert set(re.findall(r"`(\w+)`", keys)) == own, facet
    assert everywhere <= set(re.findall(r"`(\w+)`", section.partition("| Facet |")[0]))


def test_the_api_page_names_the_fields_of_a_document() -> None:
    line = API.partition("`rolecall documents --json` prints")[2].partition(
        "`rolecall ingest --json`"
    )[0]
    document = document_json(Document("a", DocumentKind.ROLE, "Baker", "Bake.", "hash"))
    assert set(document) <= set(re.findall(r"`(\w+)`", line))


def test_the_comparison_table_is_the_json(tmp_path: Path) -> None:
    with harbour_assistant(tmp_path) as assistant:
        told = comparison_json(assistant.compare("Ice Watch", "TAC"))
    told["in_both"] = told["in_both"] or [
        {"first": {}, "second": {}, "similarity": 0.0, "sure": False}
    ]
    table = (
        API.partition("### A comparison")[2]
        .partition("| Field | Type | Meaning |")[2]
        .partition("\n\n")[0]
    )
    rows = re.findall(r"^\| `([\w.]+)` \|", table, re.MULTILINE)
    quotes = re.compile(
        r"(?:aspects\.first|aspects\.second|in_both\.first|in_both\.second|only_first"
        r"|only_second)\."
    )
    assert rows == [name for name in fields_of(told) if not quotes.match(name)]


def test_the_answer_table_names_every_field_of_an_answer() -> None:
    table = API.partition("| Of an `Answer` |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(
        Answer.__dataclass_fields__
    )


def test_the_endings_of_the_reading_page_are_those_that_are_read() -> None:
    table = READING.partition("| Format | Endings |")[2].partition("\n\n")[0]
    named = set(
        re.findall(r"`(\.\w+)`", "".join(line.split("|")[2] for line in table.splitlines()[2:]))
    )
    assert named <= suffixes()
    others = (
        "  .dot .docm .dotm .dotx .doc .fodt .ott .psv .tab .xlsm .ndjson .rss .atom .xls "
        ".xlsb .xht"
    )
    assert suffixes() - named <= set(others.split(" "))


def test_the_role_of_the_reading_page_reads_as_it_says(tmp_path: Path) -> None:
    (role,) = read_file(baker(tmp_path))
    assert isinstance(role, Document)
    assert (role.title, role.company, role.team, role.level) == (
        "Night Baker",
        "Crumb & Daughters",
        "Ovens",
        "senior",
    )
    assert [str(posting.place) for posting in role.postings] == [
        "GB, Leeds",
        "GB, Leeds",
        "GB, Hull",
    ]


def test_the_page_of_the_reading_page_reads_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "careers-page.txt"
    path.write_text(blocks(READING, "text")[0], "utf-8")
    article, *listed = [one for one in read_file(path) if isinstance(one, Document)]
    assert article.title == "How we hire at Loafworks"
    assert {(role.title, role.company, role.team, role.level) for role in listed} == {
        ("Senior Pastry Chef", "Loafworks", "Ovens team", "senior")
    }
    assert len({role.content_hash for role in listed}) == 1
    assert [str(posting.place) for role in listed for posting in role.postings] == [
        "GB, Leeds",
        "GB, Hull",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
