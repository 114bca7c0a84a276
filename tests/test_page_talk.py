"""Serving the page, and a conversation on it, without a browser."""

from __future__ import annotations

import re
import socket
import threading
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.errors import AssistantError
from assistant.page.app import create_app, serve
from assistant.page.opening import Opening
from assistant.page.talk import Shown, Talk
from assistant.settings import Settings
from fake_assistant import FakeAssistant, document, passage

LAMPS = document("Lamps", "Lamps are lit at dusk. Nobody says by whom.")


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant([passage(LAMPS)])


@pytest.fixture
def talk(assistant: FakeAssistant) -> Talk:
    opening = Opening(lambda **_: assistant, Settings())
    opening.start()
    assert opening.wait(5)
    return Talk(opening)


def reply(shown: Shown) -> str:
    return shown.messages[-1]["content"]


def test_the_page_is_there_before_the_assistant(assistant: FakeAssistant) -> None:
    opened = threading.Event()

    def open_slowly(**_: Any) -> FakeAssistant:
        opened.wait(10)
        return assistant

    with TestClient(create_app(Settings(), open_slowly), base_url="http://127.0.0.1") as client:
        page = client.get("/", headers={"accept": "text/html"})
        assert "Getting ready" in page.text
        assert re.findall(r"<script(?! nonce=)", page.text) == []
        assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//[^"]*', page.text) == []
        for path in ("/page/page.js", "/page/page.css", "/healthz"):
            assert client.get(path).status_code == 200
        assert client.get("/readyz").status_code == 503
        assert "Getting ready" in client.get("/readyz").text
        opened.set()
        while (ready := client.get("/readyz")).status_code == 503:
            continue
        assert ready.text == "ready"
    assert assistant.closed


def test_a_taken_port_is_said_with_another_to_take() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssistantError, match=rf"port {port}.*rolecall chat --port {port + 1}"):
            serve(Settings(port=port), open_browser=False)


def test_an_answer_arrives_in_pieces_and_ends_ready(talk: Talk) -> None:
    moments = list(talk.ask("When are lamps lit?", ()))
    assert "Reading…" in reply(moments[0])
    assert len(moments) > 4
    assert [moment.busy for moment in moments] == [True] * (len(moments) - 1) + [False]
    assert "Lamps are lit at dusk" in reply(moments[-1])
    assert [moment.evidence for moment in moments].count(None) >= len(moments) - 4


def test_a_stopped_answer_is_closed_kept_and_not_remembered(talk: Talk, assistant: FakeAssistant) -> None:
    moments = talk.ask("When are lamps lit?", ())
    for _ in range(4):
        shown = next(moments)
    moments.close()  # type: ignore[attr-defined]
    assert assistant.stopped.is_set()
    stopped = talk.stop(shown.exchanges)
    assert "Stopped" in reply(stopped) and not stopped.busy
    list(talk.ask("And lamps?", stopped.exchanges))
    assert assistant.asked[1][1] == ()


def test_stopping_too_late_keeps_the_answer(talk: Talk) -> None:
    *_, whole = talk.ask("When are lamps lit?", ())
    assert reply(talk.stop(whole.exchanges)) == reply(whole)


def test_asking_again_replaces_the_last_exchange(talk: Talk, assistant: FakeAssistant) -> None:
    *_, first = talk.ask("When are lamps lit?", ())
    *_, second = talk.ask("Are lamps lit?", first.exchanges)
    *_, again = talk.ask_again(second.exchanges)
    assert [exchange.question for exchange in again.exchanges] == ["When are lamps lit?", "Are lamps lit?"]
    assert [turn.question for turn in assistant.asked[2][1]] == ["When are lamps lit?"]


def test_an_unexpected_error_is_said_without_a_traceback(talk: Talk, assistant: FakeAssistant) -> None:
    assistant.error = RuntimeError("no wick")
    *_, shown = talk.ask("When are lamps lit?", ())
    assert "no wick" in reply(shown) and "rolecall doctor" in reply(shown)
    assert not shown.busy


@pytest.mark.parametrize(
    "model",
    [
        "openai:rye@http://inside.example/v1",
        "ollama:rye@http://169.254.169.254",
        "transformers:owner/weights",
        "transformers:/etc",
        "openai:rye",
        "anthropic:rye",
        "oracle:rye",
    ],
)
def test_a_visitor_cannot_have_text_sent_or_models_fetched(talk: Talk, assistant: FakeAssistant, model: str) -> None:
    *_, shown = talk.ask("When are lamps lit?", (), model)
    assert assistant.asked == []
    assert "models" in reply(shown) or "provider" in reply(shown)


def test_a_hosted_model_whose_key_is_set_may_be_named(
    talk: Talk, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "sk-mine")
    list(talk.ask("When are lamps lit?", (), "mistral:rye"))
    assert assistant.models == ["mistral:rye"]
    list(talk.ask("When are lamps lit?", (), "mistral:rye@http://inside.example"))
    assert len(assistant.asked) == 1
