"""A model is opened by provider and name, text goes to the stated address only, and failures are words.

The server here is a stand-in for an OpenAI-compatible one: it streams chat completions over HTTP on loopback.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from assistant.errors import ModelError
from assistant.model_speaker import ModelSpeaker
from assistant.models import OPENAI_URL, open_model, where_text_goes
from assistant.prompts import load_prompt
from assistant.settings import Settings
from bakery import embed, found

PIECES = ["They are trained ", "for three months [", "1]."]


@dataclass
class StandIn:
    """What the stand-in server was asked, and the status it answers with."""

    url: str = ""
    status: int = 200
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    told = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.asked.append((self.path, self.headers["Authorization"], body))
            self.send_response(told.status)
            self.send_header("Content-Type", "text/event-stream" if told.status == 200 else "application/json")
            self.end_headers()
            self.wfile.write(_events() if told.status == 200 else _refusal(self.headers["Authorization"]))

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def _events() -> bytes:
    def event(delta: dict[str, str], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "rye", "choices": [choice]}
        return f"data: {json.dumps(chunk)}\n\n"

    return "".join([*(event({"content": piece}) for piece in PIECES), event({}, "stop"), "data: [DONE]\n\n"]).encode()


def _refusal(key: str) -> bytes:
    return json.dumps({"error": {"message": f"Wrong key {key}", "type": "invalid", "code": "bad"}}).encode()


def settings(**values: Any) -> Settings:
    return Settings(**values)


def speak(chosen: Settings) -> list[str]:
    name = "openai:rye"
    where = where_text_goes(name, chosen)
    speaker = ModelSpeaker(open_model(name, chosen), name, embed, load_prompt("answer"), where)
    return [utterance.text for utterance in speaker.speak(found(), [])]


def test_a_server_by_base_url_streams_the_answer(stand_in: StandIn) -> None:
    said = speak(settings(base_url=stand_in.url, api_key="sk-oven"))
    assert said[:3] == [
        "They are trained ",
        "They are trained for three months ",
        "They are trained for three months [1].",
    ]
    ((path, key, body),) = stand_in.asked
    assert (path, key) == ("/v1/chat/completions", "Bearer sk-oven")
    assert (body["model"], body["stream"], body["temperature"]) == ("rye", True, 0)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "Every bakery loop" in body["messages"][1]["content"]


def test_variables_of_other_programs_reroute_nothing(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = "http://127.0.0.1:9"
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_PROXY", "LANGSMITH_GATEWAY", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, elsewhere)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-program")
    monkeypatch.setenv("ALL_PROXY", elsewhere)
    speak(settings(base_url=stand_in.url))
    ((_, key, _),) = stand_in.asked
    assert "another" not in key


def test_the_hosted_service_is_addressed_whatever_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("LANGSMITH_GATEWAY", "true")
    monkeypatch.setenv("OPENAI_API_KEY", " sk-mine\n")
    model: Any = open_model("openai:rye", settings())
    assert str(model.root_client.base_url).rstrip("/") == OPENAI_URL
    assert model.root_client.api_key == "sk-mine"
    assert "sk-mine" not in repr(model)


def test_a_refused_key_is_told_without_the_key(stand_in: StandIn) -> None:
    stand_in.status = 401
    with pytest.raises(ModelError, match="refused the key") as caught:
        speak(settings(base_url=stand_in.url, api_key="sk-oven"))
    assert "sk-oven" not in str(caught.value)
    assert stand_in.url.removesuffix("/v1") in str(caught.value)


def test_an_unknown_model_name_is_told(stand_in: StandIn) -> None:
    stand_in.status = 404
    with pytest.raises(ModelError, match="no model of that name"):
        speak(settings(base_url=stand_in.url))


def test_no_server_is_told_with_its_address() -> None:
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9, this machine\) cannot be reached"):
        speak(settings(base_url="http://127.0.0.1:9/v1"))


@pytest.mark.parametrize("name", ["gpt-oss:20b", "rye", "openai", "openai:", ":rye", "", "OpenAI:rye"])
def test_no_provider_is_guessed(name: str) -> None:
    with pytest.raises(ModelError, match="openai:NAME") as caught:
        open_model(name, settings(base_url="http://127.0.0.1:9/v1"))
    assert repr(name) in str(caught.value)


def test_colons_in_a_models_name_are_part_of_it() -> None:
    model: Any = open_model("openai:gpt-oss:20b", settings(base_url="http://127.0.0.1:9/v1"))
    assert model.model_name == "gpt-oss:20b"


def test_the_hosted_service_without_a_key_says_which_to_set() -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        open_model("openai:rye", settings())


@pytest.mark.parametrize("key", ["sk-“quoted”", "sk two"])
def test_a_key_that_cannot_be_sent_is_refused_unseen(key: str) -> None:
    with pytest.raises(ModelError, match="ROLECALL_API_KEY") as caught:
        open_model("openai:rye", settings(base_url="http://127.0.0.1:9/v1", api_key=key))
    assert key not in str(caught.value)


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://127.0.0.1", "http://", "http://a:x/v1", "http://[::1/v1"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ModelError, match="ROLECALL_BASE_URL"):
        open_model("openai:rye", settings(base_url=url))


def test_a_password_in_an_address_is_refused_unseen() -> None:
    with pytest.raises(ModelError) as caught:
        open_model("openai:rye", settings(base_url="http://me:hunter2@127.0.0.1:9/v1"))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("base_url", "where"),
    [
        (None, "https://api.openai.com, another machine"),
        ("http://localhost:1234/v1", "http://localhost:1234, this machine"),
        ("http://[::1]:1234/v1/", "http://[::1]:1234, this machine"),
        ("http://127.0.0.1.example.org/v1", "http://127.0.0.1.example.org, another machine"),
        ("http://192.168.1.9:8080/v1", "http://192.168.1.9:8080, another machine"),
    ],
)
def test_where_text_goes_is_said(base_url: str | None, where: str) -> None:
    assert where_text_goes("openai:rye", settings(base_url=base_url)) == where


def test_knowing_the_providers_imports_no_providers_package() -> None:
    code = (
        "import sys, assistant.models, assistant.model_speaker; print(*{'openai', 'langchain_openai'} & {*sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
