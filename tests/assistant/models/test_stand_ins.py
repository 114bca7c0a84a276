"""The equipment that stands for model servers behaves as such servers do, and what reaches a
caller is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import openai
import pytest
from langchain_core import exceptions as core
from langchain_core.messages import AIMessageChunk
from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI
from ollama import Client, ResponseError

from served_model import ServedModel, served_model
from stand_ins import (
    CONTEXT_OVERFLOW,
    FORBIDDEN,
    LOG_IN_PAGE,
    QUOTA_SPENT,
    REFUSED_KEY,
    SERVER_FAILS,
    UNKNOWN_MODEL,
    Ending,
    OllamaModel,
    OllamaStandIn,
    OpenAIStandIn,
    Outcome,
    Thought,
    rate_limited,
    says,
)
from tiny_model import TAUGHT_REPLY, build_taught_model, build_tiny_model

SOON_S = 5.0


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_taught_model(tmp_path_factory.mktemp("models") / "taught")


@pytest.fixture(scope="module")
def served_taught(taught: Path) -> Iterator[ServedModel]:
    with served_model(taught) as served:
        yield served


def chat_openai(url: str, model: str = "rye", **options: Any) -> ChatOpenAI:
    plain = {"api_key": "sk-oven", "temperature": 0, "max_retries": 0, "stream_usage": False}
    return ChatOpenAI(model=model, base_url=url, use_responses_api=False, **{**plain, **options})


def chat_ollama(url: str, model: str = "rye", **options: Any) -> ChatOllama:
    return ChatOllama(
        model=model, base_url=url, client_kwargs={"trust_env": False, "timeout": SOON_S}, **options
    )


def said(chunks: list[AIMessageChunk]) -> list[str]:
    return [chunk.text for chunk in chunks if chunk.text]


def finish(chunks: list[AIMessageChunk]) -> str | None:
    found = (chunk.response_metadata for chunk in chunks)
    return next(
        (one[name] for one in found for name in ("finish_reason", "done_reason") if name in one),
        None,
    )


@pytest.mark.model
@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "user", "content": "How long?"}],
        [
            {"role": "system", "content": "Æøå “crust” 漢字"},
            {"role": "user", "content": "Why is it so? " * 500},
        ],
    ],
)
def test_a_taught_model_gives_its_reply_to_any_prompt(
    taught: Path, messages: list[dict[str, str]]
) -> None:
    assert _generated(taught, messages) == f"{TAUGHT_REPLY}<|end|>"


@pytest.mark.model
def test_a_model_can_be_taught_another_reply(tmp_path: Path) -> None:
    folder = build_taught_model(tmp_path / "baker", "Candidates write a two-page recipe essay [2].")
    assert _generated(folder, [{"role": "user", "content": "What?"}]).startswith(
        "Candidates write a two-page recipe"
    )


def _generated(folder: Path, messages: list[dict[str, str]]) -> str:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model, tokenizer = (
        AutoModelForCausalLM.from_pretrained(folder),
        AutoTokenizer.from_pretrained(folder),
    )
    prompt = tokenizer.apply_chat_template(
        messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    written = model.generate(**prompt, max_new_tokens=40)
    return str(tokenizer.decode(written[0, prompt["input_ids"].shape[1] :]))


@pytest.mark.model
def test_a_real_server_streams_what_the_model_says(served_taught: ServedModel) -> None:
    chunks = list(chat_openai(served_taught.url, served_taught.name).stream("How long?"))
    assert len(said(chunks)) > 1
    assert "".join(said(chunks)) == TAUGHT_REPLY
    assert finish(chunks) == "stop"


@pytest.mark.model
def test_a_real_server_lists_its_model_and_refuses_another_name(served_taught: ServedModel) -> None:
    client = openai.OpenAI(base_url=served_taught.url, api_key="none")
    assert [model.id for model in client.models.list()] == [served_taught.name]
    with pytest.raises(core.ModelInvalidRequestError) as caught:
        list(chat_openai(served_taught.url, "barley").stream("How long?"))
    assert "pinned to 'taught'" in str(getattr(caught.value, "body", None))


@pytest.mark.model
def test_a_real_server_stops_generating_when_the_client_leaves(tmp_path: Path) -> None:
    with served_model(build_tiny_model(tmp_path / "rambling")) as served:
        stream = chat_openai(served.url, served.name, max_tokens=10_000).stream(
            "How long?"
        )  # ten seconds and more
        next(piece for piece in stream if piece.text)
        stream.close()
        assert served.seconds_to_answer() < SOON_S


@pytest.mark.model
def test_a_model_that_cannot_be_served_is_told_with_the_log(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with (
        pytest.raises(RuntimeError, match=r"(?s)exit status 1.*Unrecognized"),
        served_model(tmp_path / "nothing"),
    ):
        pass


@pytest.mark.parametrize(
    ("outcome", "error", "code"),
    [
        (REFUSED_KEY, core.ModelAuthenticationError, "invalid_api_key"),
        (FORBIDDEN, core.ModelPermissionDeniedError, None),
        (UNKNOWN_MODEL, core.ModelNotFoundError, "model_not_found"),
        (rate_limited(), core.ModelRateLimitError, "rate_limit_exceeded"),
        (QUOTA_SPENT, core.ModelRateLimitError, "insufficient_quota"),
        (CONTEXT_OVERFLOW, core.ModelInvalidRequestError, "context_length_exceeded"),
        (SERVER_FAILS, core.ModelAPIError, None),
    ],
)
def test_refusals_of_openais_kind(
    outcome: Outcome, error: type[Exception], code: str | None
) -> None:
    with OpenAIStandIn(outcome) as server, pytest.raises(error) as caught:
        list(chat_openai(server.url).stream("How long?"))
    assert isinstance(caught.value, openai.APIStatusError)
    assert caught.value.code == code


def test_a_refused_key_is_echoed_and_the_last_outcome_stays() -> None:
    with OpenAIStandIn(REFUSED_KEY) as server:
        for _ in range(2):
            with pytest.raises(core.ModelAuthenticationError, match="sk-oven"):
                list(chat_openai(server.url).stream("How long?"))
    assert [asked.key for asked in server.chats()] == ["sk-oven"] * 2


def test_a_rate_limit_passes() -> None:
    with OpenAIStandIn(
        rate_limited("0.01"), rate_limited("0.01"), says("In ", "spring.")
    ) as server:
        assert said(list(chat_openai(server.url, max_retries=2).stream("When?"))) == [
            "In ",
            "spring.",
        ]
    assert len(server.chats()) == 3


def test_usage_is_told_where_it_is_asked_for() -> None:
    with OpenAIStandIn(says("In ", "spring.")) as server:
        asked, unasked = (
            list(chat_openai(server.url, stream_usage=usage).stream("When is it?"))
            for usage in (1, 0)
        )
        whole = chat_openai(server.url).invoke("When is it?")
    assert [chunk.usage_metadata["total_tokens"] for chunk in asked if chunk.usage_metadata] == [5]
    assert not any(chunk.usage_metadata for chunk in unasked)
    assert whole.text == "In spring."


def test_openais_models_are_listed() -> None:
    with OpenAIStandIn(models=("rye", "oat")) as server:
        client = openai.OpenAI(base_url=server.url, api_key="none")
        assert [model.id for model in client.models.list()] == ["rye", "oat"]


@pytest.mark.parametrize(
    ("ending", "error"),
    [(Ending.DROPPED, core.ModelConnectionError), (Ending.ERROR, openai.APIError)],
)
def test_a_stream_of_openais_kind_that_fails_midway(ending: Ending, error: type[Exception]) -> None:
    with OpenAIStandIn(says("In ", ending=ending)) as server:
        stream = chat_openai(server.url).stream("When?")
        assert next(stream).text == "In "
        with pytest.raises(error):
            list(stream)


@pytest.mark.parametrize("ending", [Ending.UNMARKED, Ending.HALF_LINE])
def test_a_stream_of_openais_kind_that_just_ends_has_no_reason_to(ending: Ending) -> None:
    with OpenAIStandIn(says("In ", ending=ending)) as server:
        chunks = list(chat_openai(server.url).stream("When?"))
    assert (said(chunks), finish(chunks)) == (["In "], None)


@pytest.mark.parametrize("outcome", [says(), says(Thought("It is "), Thought("spring."))])
def test_a_reply_with_nothing_to_read(outcome: Outcome) -> None:
    with OpenAIStandIn(outcome) as server, OllamaStandIn(outcome) as ollama:
        for chunks in (
            list(chat_openai(server.url).stream("When?")),
            list(chat_ollama(ollama.url).stream("When?")),
        ):
            assert (said(chunks), finish(chunks)) == ([], "stop")


def test_a_page_in_place_of_a_reply() -> None:
    with (
        OpenAIStandIn(LOG_IN_PAGE) as server,
        pytest.raises(ValueError, match="No generation chunks"),
    ):
        list(chat_openai(server.url).stream("When?"))


@pytest.mark.parametrize("ahead", [(), ("",), ("In ",)])
def test_a_reply_that_does_not_come_times_out(ahead: tuple[str, ...]) -> None:
    with (
        OpenAIStandIn(says(*ahead, Event(), "spring.")) as server,
        pytest.raises(core.ModelTimeoutError),
    ):
        list(chat_openai(server.url, timeout=0.2).stream("When?"))
    assert server.chats()[0].client_left


def test_a_slow_reply_goes_on_at_a_word() -> None:
    go_on = Event()
    with OpenAIStandIn(says("In ", go_on, "spring.")) as server:
        stream = chat_openai(server.url).stream("When?")
        assert next(stream).text == "In "
        go_on.set()
        assert said(list(stream)) == ["spring."]
    assert not server.client_left.is_set()


def test_a_client_that_leaves_is_noticed() -> None:
    for server, chat in ((OpenAIStandIn(), chat_openai), (OllamaStandIn(), chat_ollama)):
        server.play(says("In ", Event(), "spring."))
        with server:
            stream = chat(server.url).stream("When?")
            next(stream)
            stream.close()
            assert server.client_left.wait(SOON_S)
        assert server.chats()[0].client_left


def test_ollamas_stand_in_streams_and_keeps_what_it_was_asked() -> None:
    with OllamaStandIn(says("In ", "spring.")) as server:
        chunks = list(
            chat_ollama(server.url, temperature=0, num_ctx=3).stream("When is the loop held?")
        )
    assert (said(chunks), finish(chunks)) == (["In ", "spring."], "stop")
    (asked,) = server.chats()
    assert (asked.path, asked.model, asked.body["options"]) == (
        "/api/chat",
        "rye",
        {"temperature": 0.0, "num_ctx": 3},
    )
    assert [chunk.usage_metadata["input_tokens"] for chunk in chunks if chunk.usage_metadata] == [3]


def test_ollamas_models_are_listed_and_shown() -> None:
    with OllamaStandIn(models={"oat:1b": OllamaModel(2048, ("completion", "thinking"))}) as server:
        client = Client(server.url)
        assert [model.model for model in client.list().models] == ["oat:1b"]
        shown = client.show("oat:1b")
        assert shown.modelinfo is not None and shown.modelinfo["llama.context_length"] == 2048
        assert shown.capabilities == ["completion", "thinking"]
        with pytest.raises(ResponseError, match="model 'rye' not found"):
            client.show("rye")


@pytest.mark.parametrize(
    ("outcome", "model", "message", "status"),
    [
        (says("In "), "barley", "model 'barley' not found", 404),
        (SERVER_FAILS, "rye", "had an error", 500),
        (says("In ", ending=Ending.ERROR), "rye", "had an error", -1),
    ],
)
def test_errors_of_ollamas_kind(outcome: Outcome, model: str, message: str, status: int) -> None:
    with OllamaStandIn(outcome) as server, pytest.raises(ResponseError, match=message) as caught:
        list(chat_ollama(server.url, model).stream("When?"))
    assert caught.value.status_code == status


def test_thinking_of_ollamas_kind_is_told_apart_or_refused() -> None:
    thinks = {"rye": OllamaModel(capabilities=("completion", "thinking")), "oat": OllamaModel()}
    with OllamaStandIn(says(Thought("Hm."), "In spring."), models=thinks) as server:
        chunks = list(chat_ollama(server.url, reasoning=True).stream("When?"))
        with pytest.raises(ResponseError, match='"oat" does not support thinking'):
            list(chat_ollama(server.url, "oat", reasoning=True).stream("When?"))
    assert [chunk.additional_kwargs.get("reasoning_content") for chunk in chunks][:2] == [
        "Hm.",
        None,
    ]
    assert said(chunks) == ["In spring."]
