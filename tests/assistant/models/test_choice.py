"""A model is meant by provider and name, with the options, the key and the address that belong
to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelError
from assistant.models.choice import choose, destination_of
from assistant.settings import Settings

LOCAL = "http://127.0.0.1:8080/v1"


def key(name: str, **values: Any) -> str:
    found = choose(name, Settings(**values)).key
    return found.get_secret_value() if found else ""


@pytest.mark.parametrize(
    "name", ["gpt-oss:20b", "rye", "openai", "openai:", ":rye", "", "OpenAI:rye", "oracle:rye"]
)
def test_no_provider_is_guessed(name: str) -> None:
    with pytest.raises(ModelError, match=r"ollama:llama3\.2, openai:NAME") as caught:
        choose(name, Settings(base_url=LOCAL))
    assert repr(name) in str(caught.value)


def test_colons_and_ats_in_a_models_name_are_part_of_it() -> None:
    for model in ("gpt-oss:20b", "publisher/rye@2026-01", "hf.co/owner/rye-GGUF:Q4_K_M"):
        assert choose(f"ollama:{model}", Settings()).model == model


@pytest.mark.parametrize(
    "name",
    ["openai:rye@127.0.0.1:1234", "openai:rye@localhost:1234/v1", "ollama:rye@oven.lan:11434"],
)
def test_an_address_without_its_beginning_is_no_part_of_a_name(name: str) -> None:
    with pytest.raises(ModelError, match="@http://"):
        choose(name, Settings())


def test_a_key_goes_with_the_address_behind_the_set_name(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"openai:rye@{LOCAL}"
    assert key(name, model=name, api_key="sk-local") == "sk-local"
    monkeypatch.setenv("ROLECALL_MODEL", "openai:oat")
    assert key(name, model=name, api_key="sk-local") == ""


def test_an_address_may_follow_the_name() -> None:
    choice = choose(
        f"openai:rye:7b@{LOCAL}", Settings(model="openai:oat", base_url="http://127.0.0.1:1/v1")
    )
    assert (choice.model, choice.label, choice.destination.url) == (
        "rye:7b",
        "openai:rye:7b",
        LOCAL,
    )


@pytest.mark.parametrize(
    ("name", "base_url", "where"),
    [
        ("quotes", None, "this process"),
        ("transformers:/models/rye", None, "this process"),
        ("openai:rye", None, "https://api.openai.com, another machine"),
        ("openai:rye", "http://localhost:1234/v1", "http://localhost:1234, this machine"),
        ("openai:rye", "http://[::1]:1234/v1/", "http://[::1]:1234, this machine"),
        (
            "openai:rye",
            "http://127.0.0.1.example.org/v1",
            "http://127.0.0.1.example.org, another machine",
        ),
        ("openai:rye", "http://192.168.1.9:8080/v1", "http://192.168.1.9:8080, another machine"),
        ("ollama:rye", None, "http://127.0.0.1:11434, this machine"),
        ("ollama:rye", "http://oven.lan:11434", "http://oven.lan:11434, another machine"),
        ("anthropic:rye", None, "https://api.anthropic.com, another machine"),
        ("google:rye", None, "https://generativelanguage.googleapis.com, another machine"),
        ("mistral:rye", None, "https://api.mistral.ai, another machine"),
        ("bedrock:rye", None, "https://bedrock-runtime.eu-west-1.amazonaws.com, another machine"),
        ("azure:rye", None, "https://rye.openai.azure.com, another machine"),
    ],
)
def test_where_text_goes_is_said(
    name: str, base_url: str | None, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://rye.openai.azure.com/")
    assert str(destination_of(name, Settings(model=name, base_url=base_url))) == where


@pytest.mark.parametrize(
    ("name", "variable"), [("bedrock:rye", "AWS_REGION"), ("azure:rye", "AZURE_OPENAI_ENDPOINT")]
)
def test_an_address_that_cannot_be_known_is_asked_for(name: str, variable: str) -> None:
    with pytest.raises(ModelError, match=variable):
        choose(name, Settings())


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8080", "ftp://127.0.0.1", "http://", "http://a:x/v1", "http://[::1/v1"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ModelError, match="ROLECALL_BASE_URL"):
        choose("openai:rye", Settings(model="openai:rye", base_url=url))


def test_a_password_in_an_address_is_refused_unseen() -> None:
    with pytest.raises(ModelError) as caught:
        choose(
            "openai:rye", Settings(model="openai:rye", base_url="http://me:hunter2@127.0.0.1:9/v1")
        )
    assert "hunter2" not in str(caught.value)


def test_the_set_address_and_key_are_for_the_set_model_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    chosen = {"model": "openai:rye", "base_url": LOCAL, "api_key": "sk-local"}
    assert key("openai:rye", **chosen) == "sk-local"
    assert key(f"openai:oat@{LOCAL}", **chosen) == "sk-local"
    assert key(f"openai:oat@{LOCAL}", **(chosen | {"base_url": f"{LOCAL}/"})) == "sk-local"
    assert key("openai:gpt", **chosen) == "sk-openai"
    assert choose("openai:gpt", Settings(**chosen)).destination.url == "https://api.openai.com/v1"
    assert key("openai:oat@http://127.0.0.1:1/v1", **chosen) == ""
    assert key("ollama:oat", **chosen) == ""


def test_a_providers_own_key_goes_to_its_own_address_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", " sk-ant\n")
    assert key("anthropic:rye") == "sk-ant"
    assert key("anthropic:rye@https://gateway.example") == ""
    assert key("anthropic:rye", model="anthropic:rye", base_url="https://gateway.example") == ""


@pytest.mark.parametrize("value", ["sk-“quoted”", "sk two"])
def test_a_key_that_cannot_be_sent_is_refused_unseen(value: str) -> None:
    with pytest.raises(ModelError, match="ROLECALL_API_KEY") as caught:
        choose("openai:rye", Settings(model="openai:rye", base_url=LOCAL, api_key=value))
    assert value not in str(caught.value)


def test_keys_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "keys"
    file.write_text("# mine\nMISTRAL_API_KEY=sk-mis\nexport OPENAI_API_KEY='sk-open'\n")
    assert key("mistral:rye", key_file=file) == "sk-mis"
    assert key("openai:rye", key_file=file) == "sk-open"
    assert "sk-" not in repr(Settings(key_file=file))
    monkeypatch.setenv("MISTRAL_API_KEY", "sk-env")
    assert key("mistral:rye", key_file=file) == "sk-env"
    file.write_text("sk-alone==\n")
    assert key("openai:rye", model="openai:rye", base_url=LOCAL, key_file=file) == "sk-alone=="
    assert key("google:rye", model="openai:rye", key_file=file) == ""


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere.*ROLECALL_KEY_FILE"):
        choose("openai:rye", Settings(key_file=tmp_path / "nowhere"))


def test_options_come_from_the_models_file_and_variables_go_before_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text(
        f"openai:rye:\n  base_url: {LOCAL}\n  context_window: 16384\n  temperature: "
        "0.3\nollama:oat:\n"
    )
    options = choose("openai:rye", Settings()).options
    assert (options.base_url, options.context_window, options.temperature) == (LOCAL, 16384, 0.3)
    monkeypatch.setenv("ROLECALL_TEMPERATURE", "0.7")
    options = choose("openai:rye", Settings()).options
    assert (options.context_window, options.temperature) == (16384, 0.7)
    assert choose("openai:oat", Settings()).options.context_window is None


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("rye: {}", "'rye'"),
        ("openai:rye: {colour: red}", "colour"),
        ("openai:rye: {temperature: warm}", "temperature"),
        ("- openai:rye", "map names"),
        ("openai:rye: [", "models.yaml"),
    ],
)
def test_a_models_file_that_is_wrong_is_named_with_its_cause(
    data_dir: Path, text: str, cause: str
) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text(text)
    with pytest.raises(ModelError, match=r"models\.yaml") as caught:
        choose("openai:rye", Settings())
    assert cause in str(caught.value)


def test_a_models_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        choose("openai:rye", Settings(models_file=tmp_path / "nowhere.yaml"))
