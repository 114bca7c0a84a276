"""What `rolecall models` finds: every name it lists can be used, and no machine but this one is
asked.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from types import MappingProxyType

import pytest

from assistant.errors import ModelError
from assistant.models.choice import choose
from assistant.models.providers import PROVIDERS
from assistant.models.usable import UsableModel, usable_models
from assistant.settings import Settings
from assistant.startup import install_line
from stand_ins import (
    LOG_IN_PAGE,
    REFUSED_KEY,
    OllamaModel,
    OllamaStandIn,
    OpenAIStandIn,
    Page,
    Refusal,
)

ELSEWHERE = "http://192.0.2.1:8000/v1"  # an address kept for documentation: nobody's machine


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server where they usually are, and no key: what this machine happens to have does not
    matter.
    """
    for variable in {name for one in PROVIDERS.values() for name in (*one.keys, *one.credentials)}:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("assistant.models.usable.PATIENCE", 10.0)  # a busy machine answers late
    usual(monkeypatch)


def usual(monkeypatch: pytest.MonkeyPatch, *ports: int, ollama: str = "http://127.0.0.1:9") -> None:
    """Let servers be usual at these ports, and Ollama at this address."""
    monkeypatch.setattr("assistant.models.usable.USUAL_PORTS", ports)
    table = MappingProxyType({**PROVIDERS, "ollama": replace(PROVIDERS["ollama"], url=ollama)})
    for module in ("usable", "choice"):
        monkeypatch.setattr(f"assistant.models.{module}.PROVIDERS", table)


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every host that a connection or a look-up was tried to; a refusal alone would pass for a
    silent server.
    """
    import sitecustomize

    hosts: list[str] = []
    check = sitecustomize._check
    monkeypatch.setattr(
        sitecustomize, "_check", lambda host: (hosts.append(str(host)), check(host))
    )
    return hosts


@contextmanager
def stubborn_server(drips: bool) -> Iterator[int]:
    """The port of a server that takes a connection and then says nothing, or sends an event now
    and then for ever.
    """
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        held: list[socket.socket] = []

        def serve() -> None:
            while not over.wait(0.02):
                try:
                    held.append(server.accept()[0])
                    if drips:
                        held[-1].sendall(
                            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                        )
                except TimeoutError:
                    pass
                for connection in held if drips else ():
                    try:
                        connection.sendall(b": still here\n\n")
                    except OSError:
                        held.remove(connection)
                        break

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        over.set()
        thread.join()
        for connection in held:
            connection.close()


def port(server: OpenAIStandIn) -> int:
    return int(server.origin.rpartition(":")[2])


def names(found: tuple[UsableModel, ...]) -> list[str]:
    return [one.name for one in found]


def test_alone_there_are_quotes() -> None:
    (only,) = usable_models(Settings())
    assert (only.name, only.is_here, only.ready) == ("quotes", True, True)


def test_models_of_servers_on_this_machine_are_listed_under_names_that_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pulled = {"rye:1b": OllamaModel(), "nomic-embed-text": OllamaModel()}
    with (
        OllamaStandIn(models=pulled) as ollama,
        OpenAIStandIn(models=("Org/Oat-7B", "text-embedding-3")) as server,
    ):
        usual(monkeypatch, port(server), ollama=ollama.url)
        found = usable_models(Settings())
        assert names(found) == ["quotes", "ollama:rye:1b", f"openai:Org/Oat-7B@{server.url}"]
        for one, model, url in zip(
            found[1:], ("rye:1b", "Org/Oat-7B"), (ollama.url, server.url), strict=True
        ):
            choice = choose(one.name, Settings())
            assert (choice.model, choice.destination.url) == (model, url)
            assert one.ready and one.is_here and "this machine" in one.where
        assert not [asked for asked in (*ollama.asked, *server.asked) if asked.method != "GET"]


def test_the_address_that_is_set_is_asked_as_either_kind() -> None:
    with OllamaStandIn() as ollama:
        found = usable_models(Settings(model="ollama:rye:latest", base_url=ollama.url))
        assert names(found) == ["quotes", "ollama:rye:latest", f"ollama:rye:latest@{ollama.url}"]
    with OpenAIStandIn() as server:
        found = usable_models(Settings(base_url=f"{server.url}/", api_key="sk-oven"))
        assert names(found) == ["quotes", f"openai:rye@{server.url}"]
        assert {asked.key for asked in server.asked} == {"sk-oven"}
        assert "sk-oven" not in f"{found}"


def test_only_the_server_that_is_set_is_told_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hosted")
    with OpenAIStandIn() as server, OpenAIStandIn() as other:
        usual(monkeypatch, port(other))
        usable_models(Settings(base_url=server.url, api_key="sk-oven"))
        assert "sk" not in f"{[asked.headers for asked in other.asked]}"


@pytest.mark.parametrize(
    "answer",
    [
        LOG_IN_PAGE,
        REFUSED_KEY,
        Page("{", "application/json"),
        Page("[" * 100_000, "application/json"),
        *(
            Page(json, "application/json")
            for json in ("[]", "null", '{"data": {"a": 1}}', '{"data": [1]}', "{}")
        ),
    ],
    ids=str,
)
def test_a_server_that_answers_otherwise_is_left_out(
    answer: Page | Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OpenAIStandIn(models=answer) as other, OpenAIStandIn() as server:
        usual(monkeypatch, port(other), port(server), ollama=other.origin)
        assert names(usable_models(Settings())) == ["quotes", f"openai:rye@{server.url}"]
        assert other.asked


@pytest.mark.parametrize("drips", [False, True], ids=["silent", "dripping"])
def test_a_server_that_never_ends_does_not_hold_the_list_up(
    drips: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.models.usable.PATIENCE", 2.0)
    with stubborn_server(drips) as stubborn, OpenAIStandIn() as server:
        usual(monkeypatch, stubborn, port(server), ollama=f"http://127.0.0.1:{stubborn}")
        assert names(usable_models(Settings())) == ["quotes", f"openai:rye@{server.url}"]


def test_a_list_without_end_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.models.usable.LONGEST_LIST", 50)
    with OpenAIStandIn(models=tuple(f"rye{n}" for n in range(9))) as server:
        usual(monkeypatch, port(server))
        assert names(usable_models(Settings())) == ["quotes"]


def test_a_server_cannot_send_the_question_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIStandIn() as other:
        moved = Refusal(307, "moved", headers=(("Location", f"{other.url}/models"),))
        with OpenAIStandIn(models=moved) as server:
            usual(monkeypatch, port(server))
            assert names(usable_models(Settings())) == ["quotes"]
            assert server.asked
        assert other.asked == []


@pytest.mark.parametrize(
    ("options", "filed"),
    [
        ({"base_url": ELSEWHERE}, ""),
        ({"base_url": ELSEWHERE, "model": "openai:rye"}, ""),
        ({"base_url": ELSEWHERE, "model": "ollama:rye"}, ""),
        (
            {},
            f"ollama:llama3.2: {{base_url: '{ELSEWHERE}'}}\nopenai:any: {{base_url: "
            f"'{ELSEWHERE}'}}\n",
        ),
    ],
)
def test_no_other_machine_is_asked(
    options: dict[str, str], filed: str, looked_up: list[str], data_dir: Path
) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text(filed)
    found = usable_models(Settings(**options))
    assert set(looked_up) == {"127.0.0.1"}
    assert [one.where for one in found if not one.is_here] == [
        "http://192.0.2.1:8000, another machine"
    ] * (filed.count("base_url") + ("model" in options))


def test_no_proxy_sees_what_is_asked_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIStandIn() as server, OpenAIStandIn() as proxy:
        for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(variable, proxy.origin)
        usual(monkeypatch, port(server))
        assert names(usable_models(Settings())) == ["quotes", f"openai:rye@{server.url}"]
        assert proxy.asked == []


@pytest.mark.parametrize("in_file", [False, True], ids=["environment", "key file"])
def test_hosted_models_are_listed_where_a_key_is_set_and_it_is_shown_nowhere(
    in_file: bool, looked_up: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"OPENAI_API_KEY": "sk-one", "GEMINI_API_KEY": "sk-two"}
    if in_file:
        (tmp_path / "keys").write_text("".join(f"{name}={key}\n" for name, key in keys.items()))
        monkeypatch.setenv("ROLECALL_KEY_FILE", str(tmp_path / "keys"))
    else:
        for name, key in keys.items():
            monkeypatch.setenv(name, key)
    _, *hosted = usable_models(Settings())
    assert [(one.name, one.where, one.note) for one in hosted] == [
        ("openai:NAME", "https://api.openai.com, another machine", "OPENAI_API_KEY is set"),
        (
            "google:NAME",
            "https://generativelanguage.googleapis.com, another machine",
            "GEMINI_API_KEY is set",
        ),
    ]
    assert not any(one.is_here or one.ready for one in hosted)
    assert "sk-" not in f"{hosted} {[asdict(one) for one in hosted]}"
    assert set(looked_up) <= {"127.0.0.1"}


def test_a_hosted_one_that_lacks_something_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "bakery")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk mine")
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable, raising=False)
    _, anthropic, bedrock = usable_models(Settings())
    assert "ANTHROPIC_API_KEY again" in anthropic.where and "sk mine" not in f"{anthropic}"
    assert "AWS_REGION" in bedrock.where and bedrock.note == "AWS_PROFILE is set"


def without(package: str) -> Callable[[str], object]:
    return lambda name: None if name == package else find_spec(name)


def test_a_package_that_is_missing_is_named_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text("anthropic:rye: {temperature: 0}\n")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    monkeypatch.setattr("assistant.models.usable.find_spec", without("langchain_anthropic"))
    _, named, hosted = usable_models(Settings())
    assert named.note == install_line("anthropic") and not named.ready
    assert hosted.note == f"ANTHROPIC_API_KEY is set; {install_line('anthropic')}"


def test_models_of_the_settings_and_the_models_file_are_listed_each_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "openai:rye:\n  base_url: http://127.0.0.1:9/v1\nollama:oat: {}\ntransformers:/models/bun: "
        "{}\n"
    )
    found = usable_models(Settings(model="ollama:oat", models_file=file))
    assert names(found) == ["quotes", "ollama:oat", "openai:rye", "transformers:/models/bun"]
    assert [one.where for one in found[2:]] == ["http://127.0.0.1:9, this machine", "this process"]
    assert all(one.ready and one.note for one in found)


def test_a_set_model_that_cannot_be_chosen_says_why() -> None:
    _, wrong = usable_models(Settings(model="rye"))
    assert not wrong.ready and "no provider is guessed" in wrong.note


@pytest.mark.parametrize(
    "text",
    [
        "rye: {}",
        "openai:rye: {tone: warm}",
        "- openai:rye",
        "openai:rye: [",
        "openai:rye: 3",
        "\x00",
    ],
)
def test_a_broken_models_file_is_one_clear_error(text: str, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "models.yaml").write_text(text)
    with pytest.raises(
        ModelError, match=r"models\.yaml cannot be used: .+ Mend it, or move it away\."
    ):
        usable_models(Settings())
