"""Every provider's model is made with its real package, text goes to the stated address, and
failures are words.

The servers here are stand-ins (tests/fakes/stand_ins.py); a real one is driven in
test_served_model.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from langchain_core.load import dumpd

from assistant.answer.model import ModelSpeaker
from assistant.answer.speakers import Utterance
from assistant.errors import ModelError
from assistant.models.chat import open_model
from assistant.models.choice import choose
from assistant.models.prompt import load_prompt
from assistant.models.providers import PROVIDERS
from assistant.settings import Settings
from bakery import embed, found
from stand_ins import (
    CONTEXT_OVERFLOW,
    FORBIDDEN,
    LOG_IN_PAGE,
    QUOTA_SPENT,
    REFUSED_KEY,
    SERVER_FAILS,
    UNKNOWN_MODEL,
    Ending,
    OllamaStandIn,
    OpenAIStandIn,
    Outcome,
    Refusal,
    Thought,
    rate_limited,
    says,
)

TRAINED = ("They are trained ", "for three months [", "1].")
ELSEWHERE = "http://127.0.0.1:9"
STRAY = (
    "OPENAI_BASE_URL",
    "OPENAI_API_BASE",
    "OPENAI_PROXY",
    "OLLAMA_HOST",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_API_URL",
    "ANTHROPIC_PROXY",
    "MISTRAL_BASE_URL",
    "GOOGLE_GEMINI_BASE_URL",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
    "LANGSMITH_GATEWAY",
)
HEADERS = (
    "X-Other: other\nAuthorization: Bearer other\nx-api-key: other\nuser-agent: other\nHost: "
    "other.test"
)
OF_OTHER_PROGRAMS = {
    "ANTHROPIC_AUTH_TOKEN": "other",
    "ANTHROPIC_CUSTOM_HEADERS": HEADERS,
    "AZURE_OPENAI_AD_TOKEN": "other",
    "GOOGLE_CLOUD_PROJECT": "other",
    "OLLAMA_API_KEY": "other",
    "OPENAI_ADMIN_KEY": "other",
    "OPENAI_CUSTOM_HEADERS": HEADERS,
    "OPENAI_ORGANIZATION": "other",
    "OPENAI_ORG_ID": "other",
    "OPENAI_PROJECT_ID": "other",
}
READ_BY = {
    "ANTHROPIC": ["anthropic"],
    "AZURE": ["azure"],
    "GOOGLE": ["google"],
    "OLLAMA": ["ollama"],
    "OPENAI": ["openai", "azure"],
}
HOSTED = {
    "openai": {"OPENAI_API_KEY": "sk-mine"},
    "anthropic": {"ANTHROPIC_API_KEY": "sk-mine"},
    "google": {"GOOGLE_API_KEY": "sk-mine"},
    "mistral": {"MISTRAL_API_KEY": "sk-mine"},
    "azure": {
        "AZURE_OPENAI_API_KEY": "sk-mine",
        "AZURE_OPENAI_ENDPOINT": "https://rye.openai.azure.com",
    },
    "bedrock": {"AWS_BEARER_TOKEN_BEDROCK": "sk-mine", "AWS_REGION": "eu-west-1"},
}


def speak(name: str, **options: Any) -> list[Utterance]:
    model = open_model(choose(name, Settings(**({"model": name, "retries": 0} | options))))
    return list(ModelSpeaker(model, embed, load_prompt("answer")).speak(found(), []))


def address_of(model: Any, provider: str) -> str:
    """Where a provider's own client would send a request."""
    match provider:
        case "openai" | "azure":
            return str(model.root_client.base_url)
        case "anthropic":
            return str(model._client.base_url)
        case "google":
            return str(model.client._api_client._http_options.base_url)
        case "mistral":
            return str(model.client.base_url)
        case "bedrock":
            return str(model.client.meta.endpoint_url)
    raise AssertionError(provider)


@pytest.mark.parametrize("provider", HOSTED)
def test_a_hosted_model_is_made_by_its_own_package_and_sends_to_its_own_address(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in STRAY:
        monkeypatch.setenv(name, ELSEWHERE)
    monkeypatch.setenv("LANGSMITH_GATEWAY", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "ls-other")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    for name, value in HOSTED[provider].items():
        monkeypatch.setenv(name, value)
    choice = choose(f"{provider}:rye", Settings())
    opened = open_model(choice)
    assert type(opened.chat).__module__.startswith(PROVIDERS[provider].package)
    assert address_of(opened.chat, provider).rstrip("/").startswith(choice.destination.url)
    assert not choice.destination.is_here
    for shown in (repr(opened), repr(choice), str(choice), repr(opened.chat)):
        assert "sk-mine" not in shown


@pytest.mark.parametrize("provider", ["openai", "anthropic", "google", "mistral", "azure"])
def test_a_hosted_model_without_its_key_says_which_to_set(provider: str) -> None:
    address = "@https://rye.openai.azure.com" if provider == "azure" else ""
    with pytest.raises(ModelError, match=PROVIDERS[provider].keys[0]):
        open_model(choose(f"{provider}:rye{address}", Settings()))


def test_a_package_that_is_missing_is_named_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_anthropic", None)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    with pytest.raises(ModelError, match=r"pip install .*\[anthropic\]'"):
        open_model(choose("anthropic:rye", Settings()))


def test_a_server_by_base_url_streams_the_answer() -> None:
    with OpenAIStandIn(says(*TRAINED)) as server:
        said = speak(
            "openai:rye",
            base_url=server.url,
            api_key="sk-oven",
            max_output_tokens=99,
            temperature=0.5,
        )
        assert said[-1].text == "They are trained for three months [1]." and not said[-1].notice
        assert len(said) > 3
        (asked,) = server.chats()
    assert (asked.path, asked.key) == ("/v1/chat/completions", "sk-oven")
    body = asked.body
    assert (body["model"], body["stream"], body["temperature"], body["max_tokens"]) == (
        "rye",
        True,
        0.5,
        99,
    )
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "Every bakery loop" in body["messages"][1]["content"]


def test_ollama_streams_the_answer_with_room_to_read_it() -> None:
    with OllamaStandIn(says(Thought("Hm."), *TRAINED)) as server:
        last = speak("ollama:rye", base_url=server.url, context_window=4096)[-1]
        assert last.text == "They are trained for three months [1]." and not last.notice
        (asked,) = server.chats()
    assert asked.path == "/api/chat"
    assert asked.body["options"] == {"num_ctx": 4096, "temperature": 0.0, "num_predict": 1365}


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_variables_of_other_programs_reroute_nothing(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*STRAY, "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, ELSEWHERE)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-program")
    monkeypatch.setenv("OLLAMA_API_KEY", "sk-of-another-program")
    with (
        OpenAIStandIn(says(*TRAINED))
        if provider == "openai"
        else OllamaStandIn(says(*TRAINED)) as server
    ):
        assert speak(f"{provider}:rye@{server.url}")[-1].citations
        (asked,) = server.chats()
    assert "another" not in asked.key


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_server_on_this_machine_cannot_send_text_on_to_another(provider: str) -> None:
    kind = OpenAIStandIn if provider == "openai" else OllamaStandIn
    with kind(says(*TRAINED)) as other:
        path = "/chat/completions" if provider == "openai" else "/api/chat"
        moved = Refusal(307, "moved", headers=(("Location", other.url + path),))
        with kind(moved) as server:
            assert speak(f"{provider}:rye", base_url=server.url)[-1].notice
        assert other.chats() == []


FAILURES: list[tuple[Outcome, str, str]] = [
    (REFUSED_KEY, "refused the key", "ROLECALL_API_KEY"),
    (FORBIDDEN, "does not allow that model", "rolecall models"),
    (UNKNOWN_MODEL, "has no model of that name", "It has: rye"),
    (rate_limited(), "is asked too often", "--model quotes"),
    (SERVER_FAILS, "failed on its own side", "--model quotes"),
    (says(ending=Ending.WHOLE), "sent back nothing", "--model quotes"),
    (LOG_IN_PAGE, "no reply of a model", "address"),
    (says(5.0, "They"), "said nothing for 0.2 s", "--model quotes"),
    (says("", 5.0, "They"), "said nothing for 0.2 s", "--model quotes"),
    (
        says("They are trained ", ending=Ending.UNMARKED, finish=""),
        "stopped midway",
        "--model quotes",
    ),
    (says("They are trained ", ending=Ending.HALF_LINE), "stopped midway", "--model quotes"),
    (says("They are trained ", ending=Ending.DROPPED), "stopped midway", "--model quotes"),
    (says("They are trained ", ending=Ending.ERROR), "stopped midway", "--model quotes"),
    (says("They are trained ", 5.0, "for"), "stopped midway", "--model quotes"),
]


@pytest.mark.parametrize("provider", ["openai", "ollama"])
@pytest.mark.parametrize(("outcome", "words", "mend"), FAILURES)
def test_each_failure_ends_in_a_clear_line_and_an_answer(
    provider: str, outcome: Outcome, words: str, mend: str
) -> None:
    slow = {"first_token_timeout": 0.2, "stall_timeout": 0.2}
    with OpenAIStandIn(outcome) if provider == "openai" else OllamaStandIn(outcome) as server:
        said = speak(f"{provider}:rye", base_url=server.url, api_key="sk-oven", **slow)
    last = said[-1]
    assert words in last.notice and mend in last.notice, last.notice
    assert server.origin in last.notice
    assert "sk-oven" not in f"{said}"
    if "midway" in words:
        assert last.text.startswith("They are trained") and last.reply == "They are trained "
    else:
        assert last.text == "The sources don't say."  # which is what quotes say of these passages


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(CONTEXT_OVERFLOW, "too little room for the evidence"), (QUOTA_SPENT, "no quota left")],
)
def test_openais_own_words_for_a_full_context_and_a_spent_quota_are_understood(
    outcome: Outcome, words: str
) -> None:
    with OpenAIStandIn(outcome) as server:
        assert words in speak("openai:rye", base_url=server.url)[-1].notice


def test_thoughts_alone_are_told_as_such() -> None:
    with OpenAIStandIn(says(*(Thought(f"hm {n}") for n in range(9)))) as server:
        assert "nothing but its thoughts" in speak("openai:rye", base_url=server.url)[-1].notice


def test_a_busy_server_is_asked_again() -> None:
    with OpenAIStandIn(rate_limited("0.01"), SERVER_FAILS, says(*TRAINED)) as server:
        assert speak("openai:rye", base_url=server.url, retries=2)[-1].citations
        assert len(server.chats()) == 3


@pytest.mark.parametrize(
    "name", ["openai:rye@http://127.0.0.1:9/v1", "ollama:rye@http://127.0.0.1:9"]
)
def test_no_server_is_told_with_its_address(name: str) -> None:
    assert "127.0.0.1:9, this machine) cannot be reached" in speak(name)[-1].notice


def test_requests_are_spread_over_the_minute() -> None:
    model = open_model(choose("openai:rye@http://127.0.0.1:9/v1", Settings(requests_per_minute=6)))
    assert model.limiter is not None
    assert model.limiter.acquire(blocking=False)
    assert not model.limiter.acquire(blocking=False)


def test_waiting_for_the_next_request_of_the_minute_is_no_silence() -> None:
    with OpenAIStandIn(says(*TRAINED)) as server:
        options = {"requests_per_minute": 60, "first_token_timeout": 0.2, "base_url": server.url}
        model = open_model(choose("openai:rye", Settings(model="openai:rye", **options)))
        speaker = ModelSpeaker(model, embed, load_prompt("answer"))
        assert [list(speaker.speak(found(), []))[-1].notice for _ in range(2)] == ["", ""]


@pytest.mark.parametrize("provider", ["anthropic", "google", "mistral", "bedrock"])
def test_a_package_that_would_follow_a_proxy_is_not_used_for_this_machine(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in HOSTED[provider].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ModelError, match="openai:NAME or ollama:NAME"):
        open_model(choose(f"{provider}:rye@http://127.0.0.1:9", Settings()))


@pytest.mark.parametrize(
    ("provider", "variable"),
    [
        (provider, name)
        for name in OF_OTHER_PROGRAMS
        for provider in READ_BY[name.partition("_")[0]]
    ],
)
def test_nothing_that_other_programs_have_set_is_in_the_request_as_sent(
    provider: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, OF_OTHER_PROGRAMS[variable])
    with OpenAIStandIn(SERVER_FAILS) as server:
        monkeypatch.setenv(
            "HTTP_PROXY", server.origin
        )  # which is how a request to another machine ends up here
        monkeypatch.setenv("http_proxy", server.origin)
        # Each variable has an address of its own, since the packages keep the client of an address,
        # proxy and all.
        assert speak(f"{provider}:rye@http://models.test/{variable}", api_key="sk-mine")[-1].notice
        asked = server.asked[0]
    assert asked.path.startswith("http://models.test/") and asked.headers["host"] == "models.test"
    assert "other" not in str(asked.headers) and "sk-mine" in str(asked.headers)


def test_no_variable_is_changed_to_make_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in OF_OTHER_PROGRAMS.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    before, changes = dict(os.environ), []
    for name in ("__setitem__", "__delitem__"):
        monkeypatch.setattr(type(os.environ), name, lambda _, key, *__: changes.append(key))
    for provider in (*HOSTED, "ollama"):
        name = f"{provider}:rye@http://models.test"
        open_model(choose(name, Settings(model=name, api_key="sk-mine")))
    assert (changes, dict(os.environ)) == ([], before)


def test_ollamas_key_stands_in_no_description_of_the_model() -> None:
    with OllamaStandIn(says(*TRAINED)) as server:
        settings = Settings(model="ollama:rye", base_url=server.url, api_key="sk-oven")
        model = open_model(choose("ollama:rye", settings))
        for shown in (repr(model), repr(model.chat), str(dumpd(model.chat))):
            assert "sk-oven" not in shown
        assert list(ModelSpeaker(model, embed, load_prompt("answer")).speak(found(), []))[
            -1
        ].citations
        assert server.chats()[0].key == "sk-oven"


def test_what_a_providers_package_finds_wrong_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nosuch")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    with pytest.raises(ModelError, match="bedrock:rye cannot be set up"):
        open_model(choose("bedrock:rye", Settings()))


def test_a_refusal_is_told_as_one() -> None:
    with OpenAIStandIn(says("They are trained ", finish="content_filter")) as server:
        assert "declined" in speak("openai:rye", base_url=server.url)[-1].notice


def test_a_server_that_never_ends_is_cut_off() -> None:
    with OpenAIStandIn(
        says(*[f"Loop {n} is led by warden {n * n} [1]. " for n in range(400)])
    ) as server:
        said = speak("openai:rye", base_url=server.url, max_output_tokens=100)
        assert "longest reply" in said[-1].notice
        assert len(said[-1].reply) < 2_000


def test_knowing_the_providers_imports_no_providers_package() -> None:
    packages = {one.package for one in PROVIDERS.values()} | {
        "openai",
        "ollama",
        "anthropic",
        "boto3",
    }
    code = (
        f"import sys, assistant.models.chat, assistant.answer.model; print(*{packages!r} & "
        f"{{*sys.modules}})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
