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
    EnabledModels,
    first_choices,
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
    assert EnabledModels(settings).choices(usable_models(settings), GUEST)[:2] == first_choices(
        settings
    )


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
        choices = EnabledModels(settings).choices(found, OWNER)
        others = EnabledModels(settings).choices(found, GUEST)
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
    assert EnabledModels(Settings()).choices((), GUEST) == [(QUOTES_LABEL, "quotes")]
    assert "models.yaml" in EnabledModels(Settings()).where_line("ollama:rye").replace("&#46;", ".")


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
    line = EnabledModels(Settings(model="ollama:barley")).where_line(name)
    assert f'class="where {kind}"' in line and words in line
    assert "<script>" not in line


def test_an_owner_chooses_any_model_and_enables_hosted_ones_for_everyone(data_dir: Path) -> None:
    settings = Settings(api_key="sk-mine")
    enabled = EnabledModels(settings)
    far = "ollama:rye@http://oven.lan:11434"
    for name in (RYE, far):
        enabled.require(name, OWNER)
        with pytest.raises(ModelError, match=r"not offered here.+ask an owner"):
            enabled.require(name, GUEST)
    assert "are sent there" in enabled.where_line(far, OWNER)
    enabled.enable(OWNER, [RYE])
    enabled.require(RYE, GUEST)
    assert "are sent there" in enabled.where_line(RYE, GUEST)
    assert ("anthropic:rye (another machine)", RYE) in enabled.choices((), GUEST)
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
    EnabledModels(Settings()).require("openai:oat", GUEST)
    with pytest.raises(ModelError, match="not offered"):
        EnabledModels(Settings()).require(RYE, GUEST)
