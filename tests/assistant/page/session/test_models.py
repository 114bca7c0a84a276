"""The page says which models can be chosen and where questions go, before the first one goes
anywhere.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import AssistantError, ModelError
from assistant.models.usable import usable_models
from assistant.page.guard.visitors import Visitor
from assistant.page.session.models import (
    QUOTES_LABEL,
    AllowedModels,
    EnabledModels,
    first_choices,
    model_choices,
    require_model,
    where_line,
)
from assistant.settings import Settings
from stand_ins import OllamaStandIn, says

OWNER, GUEST = Visitor("owner", owner=True), Visitor("guest")
RYE = "anthropic:rye"


@pytest.fixture(autouse=True)
def _no_other_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.models.usable.USUAL_PORTS", ())


def test_quotes_come_first_and_the_set_model_is_there_even_where_its_server_is_not() -> None:
    settings = Settings(model="openai:rye", base_url="http://127.0.0.1:9/v1")
    assert first_choices(settings) == [(QUOTES_LABEL, "quotes"), ("openai:rye", "openai:rye")]
    assert model_choices(usable_models(settings), settings)[:2] == first_choices(settings)


def test_models_of_the_file_and_of_a_server_here_can_be_chosen(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text(
        "anthropic:rye:\nopenai:oat:\n  base_url: http://127.0.0.1:9/v1\n"
    )
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    with OllamaStandIn(says("x")) as server:
        settings = Settings(model="ollama:barley", base_url=server.url)
        found = usable_models(settings)
        choices = model_choices(found, settings, AllowedModels(owner=True))
        others = model_choices(found, settings)
    names = [name for _, name in choices]
    assert names == [
        "quotes",
        "ollama:barley",
        RYE,
        "openai:oat",
        f"ollama:rye:latest@{server.url}",
    ]
    assert ("anthropic:rye (another machine)", RYE) in choices
    assert [name for _, name in others] == [name for name in names if name != RYE]
    assert "sk-mine" not in str(choices)


def test_a_broken_models_file_leaves_quotes(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text("rye: [")
    assert model_choices((), Settings()) == [(QUOTES_LABEL, "quotes")]
    assert "models.yaml" in where_line("ollama:rye", Settings()).replace("&#46;", ".")


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("quotes", "here", "Nothing leaves this machine"),
        ("", "here", "Nothing leaves this machine"),
        ("ollama:barley", "here", "Nothing leaves this machine"),
        (RYE, "wrong", "ask an owner"),
        ("ollama:rye@http://oven.lan:11434", "wrong", "not offered"),
        ("oracle:<script>", "wrong", "cannot be opened"),
    ],
)
def test_where_questions_go_is_said(
    name: str, kind: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    line = where_line(name, Settings(model="ollama:barley"))
    assert f'class="where {kind}"' in line and words in line
    assert "<script>" not in line


def test_an_owner_chooses_any_model_and_enables_hosted_ones_for_everyone(data_dir: Path) -> None:
    settings = Settings(api_key="sk-mine")
    enabled = EnabledModels(settings)
    far = "ollama:rye@http://oven.lan:11434"
    for name in (RYE, far):
        require_model(name, settings, enabled.allowed(OWNER))
        with pytest.raises(ModelError, match=r"not offered here.+ask an owner"):
            require_model(name, settings, enabled.allowed(GUEST))
    assert "are sent there" in where_line(far, settings, enabled.allowed(OWNER))
    enabled.enable(OWNER, [RYE])
    require_model(RYE, settings, enabled.allowed(GUEST))
    assert "are sent there" in where_line(RYE, settings, enabled.allowed(GUEST))
    assert ("anthropic:rye (another machine)", RYE) in model_choices(
        (), settings, enabled.allowed(GUEST)
    )
    assert EnabledModels(settings).names == {RYE}
    assert (data_dir / "page.json").stat().st_mode & 0o777 == 0o600
    enabled.enable(OWNER, [])
    assert EnabledModels(settings).names == frozenset()


def test_a_guest_enables_nothing_and_a_name_that_is_none_is_refused() -> None:
    enabled = EnabledModels(Settings())
    with pytest.raises(AssistantError, match="not an owner"):
        enabled.enable(GUEST, [RYE])
    with pytest.raises(ModelError, match="oracle"):
        enabled.enable(OWNER, [RYE, "oracle:rye"])
    assert enabled.names == EnabledModels(Settings()).names == frozenset()


@pytest.mark.parametrize(
    "kept", ["{", "[]", '{"enabled_models": "rye"}', '{"enabled_models": [1]}', "\x00"]
)
def test_a_broken_list_of_enabled_models_is_one_clear_error(kept: str, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "page.json").write_text(kept)
    with pytest.raises(AssistantError, match=r"page\.json.+cannot be read: .+rm "):
        EnabledModels(Settings())


def test_a_model_here_that_a_file_names_is_everyones(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text(
        "anthropic:rye:\nopenai:oat:\n  base_url: http://127.0.0.1:9/v1\n"
    )
    require_model("openai:oat", Settings(), AllowedModels())
    with pytest.raises(ModelError, match="not offered"):
        require_model(RYE, Settings(), AllowedModels())
