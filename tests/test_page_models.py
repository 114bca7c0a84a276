"""The page says which models can be chosen and where questions go, before the first one goes anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.page.models import QUOTES_LABEL, first_choices, model_choices, where_line
from assistant.settings import Settings
from stand_ins import OllamaStandIn, says


@pytest.fixture(autouse=True)
def _no_other_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.usable_models.USUAL_PORTS", ())


def test_quotes_come_first_and_the_set_model_is_there_even_where_its_server_is_not() -> None:
    settings = Settings(model="openai:rye", base_url="http://127.0.0.1:9/v1")
    assert first_choices(settings) == [(QUOTES_LABEL, "quotes"), ("openai:rye", "openai:rye")]
    assert model_choices(settings)[:2] == first_choices(settings)


def test_models_of_the_file_and_of_a_server_here_can_be_chosen(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text("anthropic:rye:\nopenai:oat:\n  base_url: http://127.0.0.1:9/v1\n")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    with OllamaStandIn(says("x")) as server:
        settings = Settings(model="ollama:barley", base_url=server.url)
        choices = model_choices(settings)
    names = [name for _, name in choices]
    assert names == ["quotes", "ollama:barley", "anthropic:rye", "openai:oat", f"ollama:rye:latest@{server.url}"]
    assert ("anthropic:rye (another machine)", "anthropic:rye") in choices
    assert "sk-mine" not in str(choices)


def test_a_broken_models_file_leaves_quotes(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text("rye: [")
    assert model_choices(Settings()) == [(QUOTES_LABEL, "quotes")]
    assert "models.yaml" in where_line("ollama:rye", Settings()).replace("&#46;", ".")


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("quotes", "here", "Nothing leaves this machine"),
        ("", "here", "Nothing leaves this machine"),
        ("ollama:barley", "here", "Nothing leaves this machine"),
        ("anthropic:rye", "away", "are sent there"),
        ("ollama:rye@http://oven.lan:11434", "wrong", "not offered"),
        ("oracle:<script>", "wrong", "cannot be opened"),
    ],
)
def test_where_questions_go_is_said(name: str, kind: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    line = where_line(name, Settings(model="ollama:barley"))
    assert f'class="where {kind}"' in line and words in line
    assert "<script>" not in line
