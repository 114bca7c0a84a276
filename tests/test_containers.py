"""The Dockerfile, compose.yaml and the page about deployment name files, settings, commands that
exist.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from assistant.cli.main import app
from assistant.settings import Settings

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
PAGE = (ROOT / "docs" / "deployment.md").read_text("utf-8")
SETTINGS = {f"ROLECALL_{name.upper()}" for name in Settings.model_fields}


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name}\s+(.+)$", DOCKERFILE, re.MULTILINE)


def pinned(package: str) -> str:
    found = re.search(
        rf"^{package}==(.+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE
    )
    assert found is not None
    return found[1]


def run_words(words: list[str]) -> list[str]:
    """The options among a command's words that it does not have."""
    command: Any = get_command(app)
    unknown = []
    for word in words:
        if word.startswith("-"):
            known = {name for option in command.params for name in option.opts}
            unknown += [word] if word not in known else []
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]
    return unknown


def test_what_the_image_copies_is_there_and_is_what_the_wheel_holds() -> None:
    copied = [source for line in instructions("COPY") for source in line.split()[:-1]]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    packages = re.search(
        r"^packages = \[(.+)\]$", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    assert packages and set(re.findall(r'"(\w+)"', packages[1])) <= set(copied)


def test_the_image_runs_a_command_that_exists_and_not_as_root() -> None:
    assert instructions("USER") == ["10001"]
    (entry,), (command,) = (
        map(json.loads, instructions("ENTRYPOINT")),
        map(json.loads, instructions("CMD")),
    )
    assert entry == ["rolecall"] and run_words(command) == []


def test_versions_and_ports_are_those_of_the_code() -> None:
    (port,) = instructions("EXPOSE")
    assert int(port) == Settings.model_fields["port"].default
    assert f"TORCH={pinned('torch')}" in instructions("ARG")
    assert COMPOSE["services"]["chroma"]["image"] == f"chromadb/chroma:{pinned('chromadb')}"


def test_the_services_are_given_settings_commands_and_volumes_that_exist() -> None:
    rolecall = COMPOSE["services"]["rolecall"]
    assert set(rolecall["environment"]) <= SETTINGS and run_words(rolecall["command"]) == []
    volumes = {
        volume.partition(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service["volumes"]
    }
    assert volumes == set(COMPOSE["volumes"])
    assert set(rolecall["secrets"]) == set(COMPOSE["secrets"])


def test_the_page_names_settings_and_commands_that_exist() -> None:
    assert set(re.findall(r"\bROLECALL_[A-Z_]+", PAGE)) <= SETTINGS
    code = [
        *re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL),
        *re.findall(r"`([^`\n]+)`", PAGE),
    ]
    uses = [
        line.rpartition("rolecall ")[2]
        for text in code
        for line in text.splitlines()
        if "rolecall " in line
    ]
    assert len(uses) > 10
    assert {use: unknown for use in uses if (unknown := run_words(shlex.split(use)))} == {}


@pytest.mark.skipif(shutil.which("docker") is None, reason="no Docker")
def test_docker_reads_the_compose_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_PASSWORD", "made-up")
    if subprocess.run(
        ["docker", "compose", "version"], capture_output=True, check=False
    ).returncode:
        pytest.skip("no docker compose")
    ran = subprocess.run(
        ["docker", "compose", "config", "--quiet"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
