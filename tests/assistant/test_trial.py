"""A trial tells how a model does: its speed, whether it cites, whether what it cites holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.settings import Settings
from assistant.trial import Trial, trial_json, try_model
from fake_embedder import FakeEmbedder
from served_model import BAR_RAISERS, taught_once
from stand_ins import UNKNOWN_MODEL, Ending, OpenAIStandIn, says
from store.types import Progress
from tiny_model import one_thread


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An embedder that is there at once, for what is not about the embedder."""
    monkeypatch.setattr("store.library.open_embedder", lambda name: FakeEmbedder())
    yield


def tried(*said: str, ending: Ending = Ending.WHOLE) -> Trial:
    with OpenAIStandIn(says(*said, ending=ending)) as server:
        return try_model(f"openai:rye@{server.url}", Settings(first_token_timeout=5))


@pytest.mark.model
def test_a_real_model_that_cites_what_stands_in_the_seeds(data_dir: Path) -> None:
    told: list[Progress] = []
    name = f"transformers:{taught_once()}"
    with one_thread():
        trial = try_model(name, Settings(), told.append)
    assert (trial.name, trial.where, trial.notice) == (name, "this process", "")
    assert trial.text == BAR_RAISERS and not trial.abstained
    assert (trial.sentences, trial.cited, trial.held) == (1, 1, 1)
    assert (trial.supported, trial.weak, trial.unsupported) == (1, 0, 0)
    assert 0 < trial.first_token < trial.seconds
    assert trial.characters == len(BAR_RAISERS)
    assert trial.characters_a_second == trial.characters / (trial.seconds - trial.first_token)
    assert told[0].stage == f"Loading {taught_once()}"
    assert not data_dir.exists(), "the user's own collection is not touched"


def test_what_does_not_hold_and_what_is_not_cited_is_counted(light: None) -> None:
    trial = tried(
        "At Amazon, a Bar Raiser is an experienced interviewer [3]. ",
        "A Bar Raiser earns 90,000 crowns a year [1]. ",
        "Every Bar Raiser drives a company car.",
    )
    assert (trial.sentences, trial.cited, trial.held) == (3, 2, 1)
    assert trial.supported + trial.weak + trial.contradicted + trial.unsupported == 3
    assert trial.supported == 1 and trial.unsupported >= 1
    assert trial_json(trial)["held"] == 1


def test_a_model_that_says_it_is_not_told_is_one_that_abstains(light: None) -> None:
    trial = tried("The sources don't say.")
    assert (trial.sentences, trial.cited, trial.held) == (0, 0, 0)


def test_a_reply_that_broke_off_is_tried_and_told(light: None) -> None:
    trial = tried(
        "At Amazon, a Bar Raiser is an experienced interviewer [1].", ending=Ending.DROPPED
    )
    assert "stopped midway" in trial.notice
    assert trial.cited == 1


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(UNKNOWN_MODEL, "has no model of that name. It has: rye."), (says(), "sent back nothing")],
    ids=["unknown", "silent"],
)
def test_a_model_that_fails_is_a_clear_error(light: None, outcome: object, words: str) -> None:
    with OpenAIStandIn(outcome) as server, pytest.raises(ModelError) as caught:  # type: ignore[arg-type]
        try_model(f"openai:oat@{server.url}", Settings())
    assert words in str(caught.value) and server.origin in str(caught.value)


def test_its_options_come_from_the_models_file(light: None, data_dir: Path) -> None:
    with OpenAIStandIn(
        says("At Amazon, a Bar Raiser is an experienced interviewer [1].")
    ) as server:
        data_dir.mkdir()
        (data_dir / "models.yaml").write_text(
            f"openai:rye: {{base_url: '{server.url}', max_output_tokens: 77}}\n"
        )
        assert try_model("openai:rye", Settings()).supported == 1
        assert server.chats()[0].body["max_tokens"] == 77


@pytest.mark.parametrize("name", ["rye", "bun:rye", "openai:", ""])
def test_a_name_that_is_none_is_told_before_anything_is_read(name: str) -> None:
    with pytest.raises(ModelError, match="cannot be opened"):
        try_model(name, Settings())


def test_there_is_nothing_to_try_of_quotes() -> None:
    with pytest.raises(ModelError, match=r"^quotes is no model.*rolecall models$"):
        try_model("quotes", Settings())
