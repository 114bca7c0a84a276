"""What a person at a terminal, or a script around it, sees of `rolecall models` and `rolecall
models test`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import assistant.cli.main as cli
from assistant.cli.edge import run_command
from assistant.models.providers import PROVIDERS
from fake_embedder import FakeEmbedder
from served_model import BAR_RAISERS, taught_once
from stand_ins import OpenAIStandIn, says
from tiny_model import one_thread

SAID = ("At Amazon, a Bar Raiser is an experienced ", "interviewer [3].")
NO_SERVER = "openai:rye@http://127.0.0.1:9/v1"


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> Ran:
        status = run_command(cli.app, arguments)
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server where they usually are and no key, whatever this machine has."""
    for variable in {name for one in PROVIDERS.values() for name in (*one.keys, *one.credentials)}:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("assistant.models.usable.USUAL_PORTS", ())
    nowhere = replace(PROVIDERS["ollama"], url="http://127.0.0.1:9")
    monkeypatch.setattr("assistant.models.usable.PROVIDERS", {**PROVIDERS, "ollama": nowhere})


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.library.open_embedder", lambda name: FakeEmbedder())


def test_models_are_a_line_each_and_without_any_it_says_where_to_read_on(run: Run) -> None:
    ran = run("models")
    assert (ran.status, ran.err) == (0, "")
    first, hint = ran.out.splitlines()
    assert first.startswith("quotes  this process  no model")
    assert "docs/models.md" in hint


def test_a_listed_model_shows_where_its_text_goes_and_no_key(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    monkeypatch.setenv("ROLECALL_API_KEY", "sk-oven")
    with OpenAIStandIn(models=("rye", "\x1b[31moat")) as server:
        ran = run("models", "--base-url", server.url)
        listed = [
            json.loads(line)
            for line in run("models", "--base-url", server.url, "--json").out.splitlines()
        ]
    assert f"openai:rye@{server.url}  {server.origin}, this machine\n" in ran.out
    assert (
        "anthropic:NAME  https://api.anthropic.com, another machine  ANTHROPIC_API_KEY is set\n"
        in ran.out
    )
    assert "docs/models.md" not in ran.out
    assert "\x1b" not in ran.out
    assert [one["name"] for one in listed][:2] == ["quotes", f"openai:rye@{server.url}"]
    assert listed[1] == {
        "name": f"openai:rye@{server.url}",
        "where": f"{server.origin}, this machine",
        "is_here": True,
        "note": "",
        "ready": True,
    }
    assert "sk-" not in f"{ran}{listed}"


def test_a_broken_models_file_is_one_line_and_status_1(run: Run, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text("openai:rye: {tone: warm}\n")
    ran = run("models")
    assert (ran.status, ran.out) == (1, "")
    assert (
        ran.err.count("\n") == 1 and "models.yaml cannot be used" in ran.err and "tone" in ran.err
    )


@pytest.mark.model
def test_a_trial_of_a_real_model_is_shown_in_words(run: Run) -> None:
    with one_thread():
        ran = run("models", "test", f"transformers:{taught_once()}")
    assert ran.status == 0
    shown = dict(line.split(maxsplit=1) for line in ran.out.splitlines()[:5])
    assert shown["model"] == f"transformers:{taught_once()} (this process)"
    assert shown["first"].startswith("text  after ") and shown["first"].endswith(" s")
    assert "characters a second, whole reply after" in shown["speed"]
    assert shown["cited"] == "1 of 1 sentences; 1 of these supported by what they cite"
    assert shown["checked"] == "1 supported, 0 weak, 0 contradicted, 0 not in the sources"
    assert ran.out.endswith(f"\n\n{BAR_RAISERS}\n")
    assert f"Loading {taught_once()}" in ran.err


@pytest.mark.parametrize("place", ["group", "command"])
def test_a_trial_is_json_where_that_is_asked_for(run: Run, light: None, place: str) -> None:
    with OpenAIStandIn(says(*SAID)) as server:
        options = ("--base-url", server.url)
        if place == "group":
            ran = run("models", *options, "test", "openai:rye", "--json")
        else:
            ran = run("models", "test", "openai:rye", "--json", *options)
    trial = json.loads(ran.out)
    assert ran.status == 0
    assert (trial["name"], trial["where"]) == ("openai:rye", f"{server.origin}, this machine")
    assert (trial["cited"], trial["held"], trial["abstained"]) == (1, 1, False)
    assert trial["characters_a_second"] > 0 and 0 < trial["first_token"] <= trial["seconds"]


def test_a_model_that_fails_is_one_line_and_status_1(run: Run, light: None) -> None:
    ran = run("models", "test", NO_SERVER)
    *_, last = ran.err.splitlines()
    assert (ran.status, ran.out) == (1, "")
    assert last.startswith(
        "rolecall: openai:rye (http://127.0.0.1:9, this machine) cannot be reached."
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bun:rye", "there is no provider 'bun'"),
        ("rye", "no provider is guessed"),
        ("quotes", "quotes is no model"),
    ],
)
def test_a_name_that_is_none_is_one_line_and_status_1(run: Run, name: str, words: str) -> None:
    ran = run("models", "test", name)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("rolecall: ") and ran.err.count("\n") == 1 and words in ran.err


@pytest.mark.parametrize(
    "arguments", [("models", "test"), ("models", "bake"), ("models", "--loud")]
)
def test_bad_usage_is_one_line_and_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "") and ran.err.count("\n") == 1
