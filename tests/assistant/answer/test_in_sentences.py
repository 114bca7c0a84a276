"""A model that is asked for its reply in JSON: streamed over a real connection, and in plain
text where it won't.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.answer.model import ModelSpeaker
from assistant.answer.speakers import Utterance
from assistant.models.chat import open_model
from assistant.models.choice import choose
from assistant.models.prompt import load_prompt
from assistant.models.providers import PROVIDERS
from assistant.models.structured import in_sentences
from assistant.models.usable import missing_package
from assistant.settings import Settings
from assistant.types import Support
from bakery import embed, found
from stand_ins import Ending, OllamaStandIn, OpenAIStandIn, Outcome, Refusal, Thought, says

TOLD = [("They are trained for three months.", [1]), ("They sit in about 40 loops a year.", [1])]
REPLY = json.dumps({"sentences": [{"text": text, "evidence": evidence} for text, evidence in TOLD]})
PIECES = [REPLY[at : at + 12] for at in range(0, len(REPLY), 12)]
SHOWN = "They are trained for three months. [1] They sit in about 40 loops a year. [1]"
FIRST = "They are trained for three months. [1]"
NO_SCHEMA = Refusal(400, "This model does not support response_format json_schema.")

Server = OpenAIStandIn | OllamaStandIn


@pytest.fixture(params=["openai", "ollama"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def served(kind: str, *outcomes: Outcome) -> Server:
    return OpenAIStandIn(*outcomes) if kind == "openai" else OllamaStandIn(*outcomes)


def speaker(kind: str, server: Server, **options: Any) -> ModelSpeaker:
    settings = Settings(
        model=f"{kind}:rye", base_url=server.url, **({"structured_replies": True} | options)
    )
    return ModelSpeaker(open_model(choose(settings.model, settings)), embed, load_prompt("answer"))


def said(kind: str, server: Server, **options: Any) -> list[Utterance]:
    return list(speaker(kind, server, **options).speak(found(), []))


def schema_asked(server: Server) -> list[bool]:
    """Of each request, whether it asked for a schema."""
    return [
        bool(asked.body.get("response_format") or asked.body.get("format"))
        for asked in server.chats()
    ]


def test_sentences_are_shown_as_they_complete_and_checked(kind: str) -> None:
    slowly: list[Any] = [part for piece in PIECES for part in (piece, 0.06)]
    with served(kind, says(*slowly)) as server:
        *streamed, last = said(kind, server)
        assert schema_asked(server) == [True]
        assert "JSON" in str(server.chats()[0].body["messages"][0]["content"])
    (first, _), (second, _) = TOLD
    whole = ["", first, FIRST, f"{FIRST} {second}", SHOWN]  # a marker may come a little later
    assert {"", first} <= {utterance.text.rstrip() for utterance in streamed} <= set(whole)
    assert (last.text, last.reply, last.notice) == (SHOWN, REPLY, "")
    assert [claim.support for claim in last.claims] == [Support.SUPPORTED, Support.SUPPORTED]


def test_it_is_asked_for_plain_text_unless_that_is_set(kind: str) -> None:
    with served(kind, says(FIRST)) as server:
        assert said(kind, server, structured_replies=False)[-1].text == FIRST
        assert schema_asked(server) == [False]
        assert "JSON" not in str(server.chats()[0].body["messages"])


def test_a_server_that_refuses_is_asked_for_plain_text_and_from_then_on(kind: str) -> None:
    with served(kind, NO_SCHEMA, says(FIRST)) as server:
        speaking = speaker(kind, server)
        for _ in range(2):
            *_, last = speaking.speak(found(), [])
            assert (last.text, last.notice) == (FIRST, "")
        assert schema_asked(server) == [True, False, False]
        assert "JSON" not in str(server.chats()[1].body["messages"])


@pytest.mark.parametrize(
    ("outcome", "text", "notice"),
    [
        (says(FIRST), FIRST, ""),
        (says(Thought("Three"), Thought(" months?"), *PIECES), SHOWN, ""),
        (says(*PIECES[:8], finish="length"), f"{FIRST} They", "was cut off"),
        (says(f'{{"sentences": [{{"text": "{TOLD[0][0]}", "evidence": [1]}}, oops'), FIRST, ""),
    ],
)
def test_what_came_is_shown_where_it_is_plain_text_cut_or_broken(
    kind: str, outcome: Outcome, text: str, notice: str
) -> None:
    with served(kind, outcome) as server:
        last = said(kind, server)[-1]
    assert last.text.startswith(text)
    assert notice in last.notice and bool(notice) == bool(last.notice)
    assert last.claims[0].support is Support.SUPPORTED


@pytest.mark.parametrize("ending", [Ending.DROPPED, Ending.ERROR])
def test_what_came_before_it_broke_off_is_shown(kind: str, ending: Ending) -> None:
    with served(kind, says(*PIECES[:8], ending=ending)) as server:
        last = said(kind, server)[-1]
    assert last.text.startswith(FIRST)
    assert "stopped midway" in last.notice


def test_a_server_that_says_nothing_is_not_asked_twice(kind: str) -> None:
    with served(kind, says(5.0, "They")) as server:
        last = said(kind, server, first_token_timeout=0.3)[-1]
        assert "said nothing" in last.notice
        assert schema_asked(server) == [True]


HOSTED = [
    name for name, one in PROVIDERS.items() if one.gives_sentences and not missing_package(one)
]


@pytest.mark.parametrize("name", HOSTED)
def test_every_provider_of_the_table_can_be_asked_for_sentences(name: str) -> None:
    addresses = {
        "azure": "https://rye.openai.azure.com",
        "bedrock": "https://bedrock-runtime.us-east-1.amazonaws.com",
    }
    address = addresses.get(name, PROVIDERS[name].url)
    settings = Settings(model=f"{name}:rye", base_url=address, api_key=SecretStr("k"))
    bound = in_sentences(open_model(choose(settings.model, settings)))
    assert "sentences" in str(bound.chat.kwargs)  # type: ignore[attr-defined]
