"""README says what is: its commands run, its options exist, its settings are the settings."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from assistant.cli.main import app
from assistant.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMAND = get_command(app)
NOT_A_CONSTANT = "data_dir"  # depends on the machine


def code_lines() -> list[str]:
    """Lines of fenced code, continued ones joined, and inline code."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    inline = re.findall(
        r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)
    )
    return [*"\n".join(fenced).replace("\\\n", " ").splitlines(), *inline]


def words_after(program: str) -> list[list[str]]:
    """The words of each use of `program` in README, up to a pipe, a redirection or a comment."""
    uses = []
    for line in code_lines():
        match = re.search(rf"(?:^|[\s;&|/]){program}(?:\s+(?P<rest>.*))?$", line)
        if match and not line.lstrip().startswith("#"):
            rest = shlex.split((match["rest"] or "").replace("…", " "), comments=True)
            ends = [
                place for place, word in enumerate(rest) if word in ("|", ">", "<", "&&", ";", "||")
            ]
            uses.append(rest[: min(ends, default=len(rest))])
    return uses


def unknown_words(words: list[str]) -> list[str]:
    """Options and commands among `words` that the command line does not have."""
    command: Any = COMMAND
    unknown: list[str] = []
    pending = list(words)
    while pending:
        word = pending.pop(0)
        options = {
            name: option
            for option in command.params
            for name in option.opts
            if name.startswith("-")
        }
        if word.startswith("-") and word != "-":
            name, _, given = word.partition("=")
            if name not in {*options, "-h", "--help"}:
                unknown.append(word)
            elif name in options and not options[name].is_flag and not given and pending:
                pending.pop(0)
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]
        elif hasattr(command, "commands"):
            unknown.append(word)
    return unknown


def shown(default: Any) -> str:
    """A default as the table writes it."""
    if default is None or default == "":
        return "none"
    return str(int(default)) if isinstance(default, bool) else str(default)


def settings_rows() -> dict[str, str]:
    """Default by variable, from README's table `Variable | Default | Meaning`."""
    lines = README.splitlines()
    header = re.compile(r"\|\s*Variable\s*\|\s*Default\s*\|\s*Meaning\s*\|")
    start = next(
        (place for place, line in enumerate(lines) if header.fullmatch(line.strip())), None
    )
    assert start is not None, "README has no table with the columns Variable | Default | Meaning"
    rows: dict[str, str] = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        variable, default, meaning = (cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:4])
        assert meaning, f"{variable} has no meaning"
        rows[variable.strip("`")] = default.strip("`")
    return rows


def test_every_rolecall_command_of_the_readme_exists() -> None:
    uses = words_after("rolecall")
    assert any(use[:1] == ["ask"] for use in uses)
    assert {" ".join(use): unknown for use in uses if (unknown := unknown_words(use))} == {}


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    used = {word for use in words_after("make") for word in use if "=" not in word}
    assert {"chat", "test"} <= used
    assert used <= targets


def test_the_settings_table_is_the_settings() -> None:
    fields = {f"ROLECALL_{name.upper()}": field for name, field in Settings.model_fields.items()}
    rows = settings_rows()
    assert rows.keys() == fields.keys()
    varying = f"ROLECALL_{NOT_A_CONSTANT.upper()}"
    expected = {name: shown(field.default) for name, field in fields.items() if name != varying}
    assert {name: default for name, default in rows.items() if name != varying} == expected


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("ask 'Who trains them?' --json", []),
        ("--data-dir here documents remove ID", []),
        ("ask q --then --json", []),
        ("ask q --loud", ["--loud"]),
        ("sing", ["sing"]),
        ("documents burn", ["burn"]),
    ],
)
def test_a_command_that_is_not_there_is_found(line: str, unknown: list[str]) -> None:
    assert unknown_words(shlex.split(line)) == unknown
