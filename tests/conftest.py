"""Every test: no network but loopback, a data folder of its own, none of the caller's settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# The same texts in every run, and no run fails for a slow machine.
hypothesis.settings.register_profile("rolecall", derandomize=True, deadline=None)
hypothesis.settings.load_profile("rolecall")

OFFLINE = Path(__file__).parent / "offline"

# What other programs of whoever runs the tests may have set.
_OTHERS = (
    "LANGSMITH_TRACING LANGCHAIN_TRACING_V2 LANGSMITH_GATEWAY OPENAI_API_KEY OPENAI_BASE_URL "
    "ANTHROPIC_API_KEY"
    " GOOGLE_API_KEY GEMINI_API_KEY MISTRAL_API_KEY AZURE_OPENAI_API_KEY AZURE_OPENAI_ENDPOINT "
    "OLLAMA_HOST"
    " OLLAMA_API_KEY AWS_BEARER_TOKEN_BEDROCK AWS_ACCESS_KEY_ID AWS_PROFILE AWS_REGION "
    "AWS_DEFAULT_REGION"
).split()

# Before any test module is collected, since libraries read these as they are imported.
for _name in [name for name in os.environ if name.startswith("ROLECALL_")]:
    del os.environ[_name]
for _name in _OTHERS:
    os.environ.pop(_name, None)
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")])
)
sys.modules.pop("sitecustomize", None)
sys.path.insert(0, str(OFFLINE))
import sitecustomize  # noqa: E402, F401  refuses the network from here on

from assistant.cli.doctor import HOW_TO_GET_CHROMIUM, find_chromium  # noqa: E402
from assistant.startup import silence_telemetry  # noqa: E402

silence_telemetry()


@pytest.fixture(scope="session", autouse=True)
def _session_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What fixtures wider than a test store goes here, and never to the user's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROLECALL_DATA_DIR", str(tmp_path_factory.mktemp("session") / "rolecall"))
        yield


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's own data folder, not yet made; ROLECALL_DATA_DIR names it."""
    folder = tmp_path / "rolecall"
    monkeypatch.setenv("ROLECALL_DATA_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _every_piece_of_a_reply_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether two pieces come within one moment is chance."""
    monkeypatch.setattr("assistant.models.stream.GAP", 0.0)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium that browser tests drive."""
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium")
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_chromium() is None:
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(pytest.mark.skip(reason=f"no Chromium; {HOW_TO_GET_CHROMIUM}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = [report.nodeid for report in skipped if "browser" in report.keywords]
    if left_out:
        terminalreporter.section("browser tests left out: no Chromium on this machine")
        terminalreporter.line("\n".join(left_out))
        terminalreporter.line(f"To run them: {HOW_TO_GET_CHROMIUM}")
