"""The owner of the machine lists, reads, exports, renames and deletes what the page has kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import assistant.cli.main as cli
from assistant.cli.edge import run_command
from assistant.conversations.archive import FILE_NAME, OWNER, Conversations
from assistant.conversations.kept_answer import keep
from fake_assistant import FakeAssistant, document, passage

ROOT = Path(__file__).parents[3]
TIDES = document(
    "Tides\x1b[2J", "Pilots read the tide tables. They sleep.", url="https://tides.example/a"
)


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> Ran:
        status = run_command(cli.app, ["conversations", *arguments])
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def two(data_dir: Path) -> tuple[str, str]:
    """Two visitors' conversations, the older first: one answered, one not."""
    kept = Conversations.open(data_dir / FILE_NAME)
    one = kept.start("ann", "Who reads\x07 tables?").conversation_id
    number = kept.begin("ann", one, "Who reads tables?")
    kept.finish("ann", one, number, keep(FakeAssistant([passage(TIDES)]).ask("Who reads tables?")))
    kept.feedback("ann", one, number, "up", "right\x1b[31m")
    two = kept.start("bob", "How deep is it?").conversation_id
    kept.begin("bob", two, "How deep is it?")
    kept.close()
    return one, two


def names(data_dir: Path) -> list[str]:
    kept = Conversations.open(data_dir / FILE_NAME)
    found = [one.name for one in kept.everyone()]
    kept.close()
    return found


def test_all_visitors_conversations_are_listed_the_last_changed_first(
    run: Run, two: tuple[str, str]
) -> None:
    lines = run().out.splitlines()
    assert [line.split()[0] for line in lines] == [two[1], two[0]]
    assert lines[1].endswith("1 turn  Who reads tables?")


def test_a_search_narrows_the_list_and_json_prints_an_object_a_line(
    run: Run, two: tuple[str, str]
) -> None:
    (line,) = run("--search", "TIDE pilots", "--json").out.splitlines()
    told = json.loads(line)
    assert (told["conversation_id"], told["turns"]) == (two[0], 1)
    assert "“lighthouse”" in run("--search", "lighthouse").out


def test_nothing_kept_is_said(run: Run) -> None:
    assert run().out.startswith(
        "No conversations are kept yet. They begin on the page: rolecall chat"
    )


def test_a_conversation_is_shown_with_its_quotes(run: Run, two: tuple[str, str]) -> None:
    shown = run("show", two[0])
    assert "> Who reads tables?" in shown.out
    assert "“Pilots read the tide tables.”" in shown.out
    assert "https://tides.example/a" in shown.out
    assert "Feedback: up: right" in shown.out
    assert "Not answered." in run("show", two[1]).out


def test_nothing_that_is_kept_commands_the_terminal(run: Run, two: tuple[str, str]) -> None:
    out = (
        run().out
        + run("show", two[0]).out
        + run("export", two[0]).out
        + run("export", two[0], "--format", "json").out
    )
    out += (
        run("rename", two[0], "New\x1b[2J").out
        + run("delete", two[0]).out
        + run("show", "\x1b[2J").err
    )
    assert "\x1b" not in out
    assert "\x07" not in out


def test_an_export_goes_to_the_screen_or_into_a_file(
    run: Run, two: tuple[str, str], tmp_path: Path
) -> None:
    assert "> Pilots read the tide tables." in run("export", two[0]).out
    told = json.loads(run("export", two[0], "--format", "json").out)
    assert told["turns"][0]["answer"]["citations"][0]["quote"] == "Pilots read the tide tables."
    file = tmp_path / "out.md"
    assert run("export", two[0], "--output", str(file)).out == ""
    assert "> Pilots read the tide tables." in file.read_text("utf-8")
    for there in (file, tmp_path):
        refused = run("export", two[0], "--output", str(there))
        assert refused.status == 2 and "is there already" in refused.err
    refused = run("export", two[0], "--output", str(tmp_path / "no" / "out.md"))
    assert refused.status == 2 and "cannot be written" in refused.err
    assert "(`rolecall conversations export --help` shows how)" in refused.err


def test_a_conversation_is_renamed_and_deleted(
    run: Run, two: tuple[str, str], data_dir: Path
) -> None:
    assert run("rename", two[0], "Tide tables").out == f"renamed  Tide tables ({two[0]})\n"
    assert names(data_dir) == ["How deep is it?", "Tide tables"]
    assert run("delete", two[0]).out == f"deleted  Tide tables ({two[0]})\n"
    assert names(data_dir) == ["How deep is it?"]


def test_the_beginning_of_an_identifier_is_enough_where_only_one_begins_so(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identifiers = iter(("abc", "abcde", "xyz"))
    monkeypatch.setattr(
        "assistant.conversations.archive.secrets.token_urlsafe", lambda _: next(identifiers)
    )
    kept = Conversations.open(data_dir / FILE_NAME)
    for name in ("First", "Second", "Third"):
        kept.start("ann", name)
    kept.close()
    assert "Third" in run("show", "x").out
    assert "First" in run("show", "abc").out
    assert "Second" in run("show", "abcd").out
    ambiguous, unknown = run("delete", "ab"), run("delete", "q")
    assert (ambiguous.status, unknown.status) == (2, 1)
    assert "2 identifiers begin so" in ambiguous.err
    assert "rolecall conversations" in unknown.err
    assert run("delete", "").status == 1
    assert sorted(names(data_dir)) == ["First", "Second", "Third"]


def test_an_identifier_is_never_taken_for_an_option(data_dir: Path) -> None:
    kept = Conversations.open(data_dir / FILE_NAME)
    for _ in range(200):
        kept.start("ann", "Who?")
    assert not [one for one in kept.everyone() if one.conversation_id.startswith("-")]
    kept.get(OWNER, kept.everyone()[0].conversation_id)
    kept.close()


def test_a_damaged_file_is_told_in_one_line(run: Run, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / FILE_NAME).write_bytes(b"no database " * 500)
    ran = run()
    assert ran.status == 1
    assert ran.err.count("\n") == 1
    assert FILE_NAME in ran.err


def test_the_commands_open_no_store_and_import_nothing_heavy(
    data_dir: Path, two: tuple[str, str]
) -> None:
    script = (
        "import sys; from assistant.cli.main import app; from assistant.cli.edge import "
        "run_command\n"
        "for command in ([], ['show', sys.argv[1]], ['export', sys.argv[1]], ['delete', "
        "sys.argv[1]]):\n"
        "    assert run_command(app, ['conversations', *command]) == 0\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, two[0]], capture_output=True, text=True, check=True, cwd=ROOT
    )
    heavy = {
        "torch",
        "transformers",
        "sentence_transformers",
        "chromadb",
        "gradio",
        "langchain",
        "langchain_core",
    }
    assert set(ran.stderr.split()) & heavy == set()
    assert sorted(one.name for one in data_dir.iterdir() if "chroma" in one.name) == []
