"""Nothing leaves the machine unasked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.startup import TRACING, install_line, silence_telemetry, traced

ELSEWHERE = ("203.0.113.1", 443)  # an address kept for documentation


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("ANONYMIZED_TELEMETRY", *TRACING):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_an_extra_is_installed_from_the_checkout_or_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(__file__).parents[2]
    assert (
        install_line("local")
        == f"cd {root} && {sys.executable} -m pip install -c constraints.txt -e '.[local]'"
    )
    monkeypatch.setattr("assistant.startup.__file__", str(tmp_path / "assistant" / "startup.py"))
    assert install_line("local") == f"{sys.executable} -m pip install 'rolecall[local]'"
    assert install_line() == f"{sys.executable} -m pip install 'rolecall'"


def test_telemetry_is_off_even_where_the_environment_says_on(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("ANONYMIZED_TELEMETRY", "True")
    environment.setenv("GRADIO_ANALYTICS_ENABLED", "True")
    silence_telemetry()
    assert os.environ["ANONYMIZED_TELEMETRY"] == "False"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_DISABLE_TELEMETRY"] == os.environ["DO_NOT_TRACK"] == "1"


def test_the_libraries_read_it_that_way(environment: pytest.MonkeyPatch) -> None:
    script = (
        "from assistant.startup import silence_telemetry; silence_telemetry()\n"
        "from chromadb.config import Settings; from huggingface_hub import constants\n"
        "from gradio import analytics; from langsmith import utils\n"
        "on = [Settings().anonymized_telemetry, not constants.HF_HUB_DISABLE_TELEMETRY,"
        " analytics.analytics_enabled(), utils.tracing_is_enabled()]\n"
        "assert not any(on), on"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_tracing_is_off_until_the_user_switches_it_on(environment: pytest.MonkeyPatch) -> None:
    silence_telemetry()
    assert not traced()


@pytest.mark.parametrize("name", TRACING)
def test_tracing_stays_on_where_the_user_switched_it_on(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.setenv(name, "true")
    silence_telemetry()
    assert traced()
    script = "from langsmith import utils; assert utils.tracing_is_enabled()"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_tests_reach_nothing_but_this_machine() -> None:
    with socket.socket() as dialled, pytest.raises(OSError, match=r"203\.0\.113\.1"):
        dialled.connect(ELSEWHERE)
    with (
        socket.socket(type=socket.SOCK_DGRAM) as dialled,
        pytest.raises(OSError, match=r"203\.0\.113\.1"),
    ):
        dialled.sendto(b"x", ELSEWHERE)
    with pytest.raises(OSError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 443)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


def test_what_a_test_starts_reaches_nothing_else_either() -> None:
    script = f"import socket; socket.create_connection({ELSEWHERE!r})"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "NetworkRefused" in ran.stderr


@pytest.mark.model
def test_a_question_is_answered_with_every_other_machine_refused(tmp_path: Path) -> None:
    command = [
        Path(sys.executable).with_name("rolecall"),
        "--data-dir",
        tmp_path / "offline",
        "ask",
    ]
    ran = subprocess.run(
        [*command, "What do Bar Raisers look for?"], capture_output=True, text=True, cwd=tmp_path
    )
    assert ran.returncode == 0, ran.stderr
    assert "[1]" in ran.stdout
    assert not (tmp_path / "offline" / "logs").exists(), "something went wrong on the way"
