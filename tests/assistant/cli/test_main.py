"""What a person at a terminal, or a script around it, sees of each command."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import assistant.cli.main as cli
from assistant.cli import options
from assistant.cli.edge import run_command
from assistant.settings import Settings
from garden import ROLE, TEXT, GardenAssistant


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


FAKES = Path(__file__).parents[2] / "fakes"
Run = Callable[..., Ran]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> GardenAssistant:
    assistant = GardenAssistant()
    monkeypatch.setattr(cli, "open_assistant", lambda settings, **how: assistant)
    monkeypatch.setattr(options, "open_library", lambda settings, **how: assistant)
    return assistant


@pytest.fixture
def opened_with(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings each assistant was opened with."""
    opened: list[Settings] = []

    def open_garden(settings: Settings, **how: Any) -> GardenAssistant:
        opened.append(settings)
        return GardenAssistant()

    monkeypatch.setattr(cli, "open_assistant", open_garden)
    monkeypatch.setattr(options, "open_library", open_garden)
    return opened


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> Ran:
        status = run_command(cli.app, arguments)
        return Ran(status, *capsys.readouterr())

    return run


def test_an_answer_ends_with_its_quotes_and_where_they_stand(
    fake: GardenAssistant, run: Run
) -> None:
    ran = run("ask", "When are the roses watered?")
    assert ran.status == 0
    assert "At **dawn** [1]." in ran.out
    assert "[1] Gardener[2J › Duties" in ran.out
    assert "“Gardeners water the roses at dawn.”" in ran.out
    assert ran.err == ""
    assert fake.closed


def test_terminal_commands_in_documents_and_answers_are_dropped_and_markup_is_shown(
    fake: GardenAssistant, run: Run
) -> None:
    shown = (
        run("ask", "roses", "--explain").out
        + run("documents").out
        + run("ingest", "\x1b[5mx.md").out
    )
    assert "\x1b" not in shown and "\x07" not in shown
    assert "[link=http://evil.example]" in shown
    assert "[bold]softly[/bold]" in shown


def test_abstaining_has_a_status_of_its_own(fake: GardenAssistant, run: Run) -> None:
    assert run("ask", "What is the pay?").status == 3


def test_the_last_answer_of_a_conversation_decides_the_status(
    fake: GardenAssistant, run: Run
) -> None:
    assert run("ask", "What is the pay?", "--then", "And the roses?").status == 0
    assert (
        run("ask", "And the roses?", "--then", "roses?", "--then", "What is the pay?").status == 3
    )


def test_each_question_of_a_conversation_knows_the_ones_before(
    fake: GardenAssistant, run: Run
) -> None:
    run("ask", "roses?", "--then", "and tulips?")
    question, turns = fake.asked[1]
    assert question == "and tulips?"
    assert [(turn.question, turn.standalone_question) for turn in turns] == [("roses?", "roses?")]
    assert turns[0].answer.startswith("At **dawn**")


def test_json_is_one_object_a_line_with_exact_quotes(fake: GardenAssistant, run: Run) -> None:
    answers = [
        json.loads(line)
        for line in run("ask", "roses?", "--then", "pay?", "--json").out.splitlines()
    ]
    assert [answer["abstained"] for answer in answers] == [False, True]
    citation = answers[0]["citations"][1]
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"]
    assert "explain" not in answers[0]


def test_explain_shows_query_passages_evidence_and_that_no_model_was_asked(
    fake: GardenAssistant, run: Run
) -> None:
    out = run("ask", "roses?", "--explain").out
    assert "refers to" in out and "entities" in out and "left over" in out
    for part in ("roses (rose)", "Rosehill", "lexical", "1.0000", "0.75", "no model was asked"):
        assert part in out


def test_explain_is_in_the_json_where_both_are_asked_for(fake: GardenAssistant, run: Run) -> None:
    explained = json.loads(run("ask", "roses?", "--explain", "--json").out)["explain"]
    assert explained["passages"][0]["chunk_id"] == "gardener-0"
    assert explained["prompt"] == []
    assert explained["refers_to"] == {"form": "new subject", "words": [], "document_ids": []}


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "roses?", "--batch", "x"),
        ("ask", "--batch", "x", "--then", "roses?"),
        ("ask", "  "),
        ("ask", "roses?", "--unknown"),
        ("chat", "--port", "many"),
        ("ingest",),
        ("dance",),
    ],
)
def test_bad_usage_is_one_line_and_status_2(
    fake: GardenAssistant, run: Run, arguments: tuple[str, ...]
) -> None:
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.out == "" and ran.err.startswith("rolecall: ") and ran.err.count("\n") == 1


def test_a_setting_that_cannot_be_is_named(
    fake: GardenAssistant, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROLECALL_PORT", "many")
    ran = run("ask", "roses?")
    assert ran.status == 2 and "ROLECALL_PORT" in ran.err and "'many'" in ran.err


def test_a_failure_is_one_clear_line(fake: GardenAssistant, run: Run) -> None:
    ran = run("ask", "unreachable")
    assert ran.status == 1
    assert (
        ran.err
        == "rolecall: openai:x does not answer at http://127.0.0.1:1; run: rolecall doctor\n"
    )


def test_a_bug_shows_no_traceback_but_says_where_it_is(
    fake: GardenAssistant, run: Run, data_dir: Path
) -> None:
    ran = run("ask", "bug")
    log = data_dir / "logs" / "rolecall.log"
    assert ran.status == 1
    assert ran.err.count("\n") == 1 and "ZeroDivisionError" in ran.err and str(log) in ran.err
    assert "Traceback" in log.read_text() and "garden.py" in log.read_text()


def test_a_bug_is_written_down_even_where_the_data_folder_cannot_be(
    fake: GardenAssistant, run: Run, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data_dir.write_text("a file, not a folder")
    ran = run("ask", "bug")
    assert str(tmp_path / "rolecall.log") in ran.err
    assert "Traceback" in (tmp_path / "rolecall.log").read_text()


def test_an_interrupt_is_quiet(fake: GardenAssistant, run: Run) -> None:
    assert run("ask", "interrupt") == Ran(130, "", "")


@pytest.mark.parametrize("place", ["before", "after"])
def test_global_options_hold_before_and_after_the_command(
    opened_with: list[Settings], run: Run, tmp_path: Path, place: str
) -> None:
    options = ("--data-dir", str(tmp_path / "there"), "--no-seeds")
    for command in (("ask", "roses?"), ("documents",), ("ingest", "x.md")):
        run(*options, *command) if place == "before" else run(*command, *options)
    run("documents", *options, "remove", "gardener")
    assert [settings.data_dir for settings in opened_with] == [tmp_path / "there"] * 4
    assert not any(settings.seeds for settings in opened_with)


def test_options_win_over_the_environment(
    opened_with: list[Settings], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROLECALL_MODEL", "openai:theirs")
    monkeypatch.setenv("ROLECALL_SEEDS", "0")
    run("ask", "roses?")
    run("ask", "roses?", "--model", "openai:mine", "--base-url", "http://127.0.0.1:1/v1")
    assert [settings.model for settings in opened_with] == ["openai:theirs", "openai:mine"]
    assert opened_with[1].base_url == "http://127.0.0.1:1/v1"
    assert opened_with[0].seeds is False


def test_ingest_says_what_became_of_each_path_and_fails_if_one_did(
    fake: GardenAssistant, run: Run
) -> None:
    assert run("ingest", "a.md").status == 0
    ran = run("ingest", "a.md", "missing.md")
    assert ran.status == 1
    names, added, failed = (line.split("\t") for line in ran.out.splitlines())
    shown = dict(zip(names, added, strict=True))
    assert (shown["Status"], shown["File"], shown["ID"], shown["Company"]) == (
        "added",
        "a.md",
        "gardener",
        "Rosehill",
    )
    assert shown["Places"] == "Kew, UK; Giverny, France"
    assert (failed[0], failed[-2:]) == (
        "failed",
        ["missing.md", "missing.md is not there; check the path"],
    )
    assert "Reading" in ran.err and ran.err.endswith("1 added, 0 updated, 0 unchanged, 1 failed\n")


def test_documents_are_listed_and_removed(fake: GardenAssistant, run: Run) -> None:
    assert run("documents").out.startswith("role  gardener  Gardener")
    assert json.loads(run("documents", "--json").out)["document_id"] == "gardener"
    assert run("documents", "remove", "gardener").out.startswith("removed")
    unknown = run("documents", "remove", "nobody")
    assert unknown.status == 1 and "'nobody'" in unknown.err


def test_chat_serves_the_page_as_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[Settings, bool]] = []
    monkeypatch.setattr(
        cli, "serve_page", lambda settings, open_browser: served.append((settings, open_browser))
    )
    assert run("chat", "--port", "7999", "--host", "::1", "--no-browser").status == 0
    settings, open_browser = served[0]
    assert (settings.host, settings.port, open_browser) == ("::1", 7999, False)


def batch_of(tmp_path: Path, *lines: Any) -> str:
    path = tmp_path / "batch.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    )
    return str(path)


def test_a_batch_ends_with_0_even_where_it_abstains(
    fake: GardenAssistant, run: Run, tmp_path: Path
) -> None:
    path = batch_of(
        tmp_path, {"id": "a", "turns": ["roses?", "pay?"]}, "", {"id": 2, "turns": ["roses?"]}
    )
    ran = run("ask", "--batch", path)
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 0
    assert [(line["id"], len(line["answers"])) for line in lines] == [("a", 2), (2, 1)]


def test_a_batch_goes_on_after_a_bad_line_and_says_so(
    fake: GardenAssistant, run: Run, tmp_path: Path
) -> None:
    ran = run("ask", "--batch", batch_of(tmp_path, "{", {"id": "b", "turns": ["roses?"]}))
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert ran.status == 1
    assert "error" in first and second["answers"]
    assert "1 of 2 lines" in ran.err


def test_a_batch_is_read_from_standard_input(
    fake: GardenAssistant, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO('{"id": 1, "turns": ["rosés?"]}\n'.encode()))
    monkeypatch.setattr(sys, "stdin", given)
    assert json.loads(run("ask", "--batch", "-").out)["answers"][0]["question"] == "rosés?"


def test_a_batch_file_that_is_not_there_is_named(fake: GardenAssistant, run: Run) -> None:
    ran = run("ask", "--batch", "nowhere.jsonl")
    assert ran.status == 1 and "nowhere.jsonl" in ran.err


def test_rolecall_alone_lists_the_commands(run: Run) -> None:
    ran = run()
    assert ran.status == 0
    for command in ("ask", "chat", "ingest", "refresh", "documents", "seeds", "doctor", "version"):
        assert f"\n  {command} " in ran.out


def test_version_is_the_installed_one(run: Run) -> None:
    assert run("version").out.startswith("rolecall 0.")


def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    script = f"import sys; sys.path.insert(0, {str(FAKES)!r})\n" + (
        "import assistant.cli.main as cli; from garden import GardenAssistant\n"
        "cli.open_assistant = lambda settings, **how: GardenAssistant()\n"
        "sys.argv = ['rolecall', 'ask', 'roses?', *['--then', 'roses?'] * 2000, '--json']\n"
        "cli.main()\n"
    )
    reader, writer = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=writer, stderr=subprocess.PIPE
    ) as process:
        os.close(writer)
        os.read(reader, 10)
        os.close(reader)
        _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint) == (141, b"")


def test_the_made_up_document_is_hostile() -> None:
    assert "\x1b" in ROLE.title and "\x07" in TEXT
