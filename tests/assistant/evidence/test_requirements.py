"""All that is asked of candidates, and what a named role states, is quoted first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings

POSTING = """---
kind: role
title: Harbour Pilot, Night Tides
company: Port of Orrin
---
## The work

You bring ships past the bar. Each pilot has a mentor at home in the port for the first year.

## What we ask for

- You hold a master's certificate
- You can climb a rope ladder in a swell

## What would be nice

- Some Dutch

## What you don't need

You don't need a boat of your own.

## How we work

The post is fully remote within Ireland on days without ships.
"""

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("port")
    (folder / "pilot.md").write_text(POSTING, "utf-8")
    with Assistant.open(settings=Settings(data_dir=folder / "data", seeds=False)) as opened:
        opened.library.ingest([folder / "pilot.md"])
        yield opened


@pytest.mark.parametrize(
    "question", ["What do I need for the harbour pilot job?", "requirements harbour pilot"]
)
def test_what_is_asked_of_candidates(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question).text
    assert "master's certificate" in answer and "rope ladder" in answer


def test_a_named_role_that_states_what_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("Can I work from home as the harbour pilot?")
    assert not answer.abstained
    assert "fully remote" in answer.citations[0].quote
