"""A real model server on this machine: `transformers serve`, driven the way a user's own server
is.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import pytest

from assistant.answer.model import ModelSpeaker
from assistant.answer.quotes import NOT_TOLD
from assistant.answer.speakers import Utterance
from assistant.evidence.finder import Found
from assistant.models.chat import open_model
from assistant.models.choice import choose
from assistant.models.prompt import load_prompt
from assistant.models.usable import usable_models
from assistant.settings import Settings
from assistant.types import Support
from bakery import embed, evidence_from, query
from served_model import BAR_RAISERS, ServedModel, rambling_once, served_model, taught_once
from tiny_model import one_thread

pytestmark = pytest.mark.model

TOLD = (
    "At Amazon, a Bar Raiser is an experienced interviewer who helps to lift the standard of "
    "those it recruits."
)
SOON_S = 5.0


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[ServedModel, ServedModel]]:
    """A server of the model that was taught, and one of a model that never ends of itself."""
    with ExitStack() as running, ThreadPoolExecutor() as pool:
        started = pool.map(
            lambda folder: running.enter_context(served_model(folder)),
            (taught_once(), rambling_once()),
        )
        taught, rambling = started
        yield taught, rambling


@pytest.fixture
def taught(servers: tuple[ServedModel, ServedModel]) -> ServedModel:
    return servers[0]


@pytest.fixture
def rambling(servers: tuple[ServedModel, ServedModel]) -> ServedModel:
    return servers[1]


def speak(name: str, **options: Any) -> Iterator[Utterance]:
    model = open_model(choose(name, Settings(**({"model": name} | options))))
    found = Found(query("What is a Bar Raiser?"), (evidence_from([TOLD], number=2),), ())
    return ModelSpeaker(model, embed, load_prompt("answer")).speak(found, [])


def test_it_is_streamed_and_its_citation_is_cut_from_the_source(taught: ServedModel) -> None:
    *streamed, last = speak(f"openai:{taught.name}@{taught.url}")
    shown = [utterance.text for utterance in streamed]
    assert len(set(shown)) > 10
    assert all(later.startswith(earlier) for earlier, later in pairwise(shown))
    assert (last.text, last.reply, last.notice) == (BAR_RAISERS, BAR_RAISERS, "")
    assert [claim.support for claim in last.claims] == [Support.SUPPORTED]
    assert [citation.quote for citation in last.citations] == [TOLD]


def test_the_same_model_says_the_same_in_this_process(taught: ServedModel) -> None:
    with one_thread():
        *_, here = speak(f"transformers:{taught_once()}")
    *_, there = speak(f"openai:{taught.name}", base_url=taught.url)
    assert (here.text, here.citations, here.reply) == (there.text, there.citations, there.reply)


def test_it_is_listed_under_a_name_that_works(
    taught: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "assistant.models.usable.USUAL_PORTS", (int(taught.url.split(":")[2].removesuffix("/v1")),)
    )
    listed = [one.name for one in usable_models(Settings()) if taught.url in one.name]
    assert listed == [f"openai:{taught.name}@{taught.url}"]


def test_a_reader_who_stops_frees_the_server_at_once(rambling: ServedModel) -> None:
    stream = speak(
        f"openai:{rambling.name}",
        base_url=rambling.url,
        max_output_tokens=100_000,
        context_window=400_000,
    )
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert rambling.seconds_to_answer() < SOON_S


def test_a_name_that_is_not_served_is_told_with_those_that_are_and_quotes_answer(
    taught: ServedModel,
) -> None:
    (last,) = speak("openai:barley", base_url=taught.url)
    assert f"this machine) has no model of that name. It has: {taught.name}." in last.notice
    assert last.speaker == "quotes" and NOT_TOLD in last.text


def test_the_longest_reply_is_kept_to_and_told(taught: ServedModel) -> None:
    with one_thread():
        whole = open_model(choose(f"transformers:{taught_once()}", Settings())).count_tokens(
            BAR_RAISERS
        )
    name = f"openai:{taught.name}@{taught.url}"
    *_, cut = speak(name, max_output_tokens=whole)
    assert cut.reply == BAR_RAISERS, "all but the token that ends it"
    assert "was cut off at its longest reply; raise max_output_tokens" in cut.notice
    *_, early = speak(name, max_output_tokens=16)
    assert BAR_RAISERS.startswith(early.reply) and 0 < len(early.reply) < len(BAR_RAISERS) - 10
