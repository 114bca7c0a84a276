"""What every speaker keeps to: quotes, and a model behind the check."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from assistant.answer.model import ModelSpeaker
from assistant.answer.quotes import QuotesSpeaker
from assistant.answer.speakers import Speaker, Utterance
from assistant.evidence.finder import Found
from assistant.models.prompt import load_prompt
from assistant.models.reply.markers import find_markers
from bakery import embed, found, query
from scripted_model import opened


def quotes() -> Speaker:
    return QuotesSpeaker()


def truthful() -> Speaker:
    return ModelSpeaker(
        opened("They are trained for three months [1]."), embed, load_prompt("answer")
    )


def lying() -> Speaker:
    return ModelSpeaker(opened("They are paid in gold [7]. See [9]."), embed, load_prompt("answer"))


def failing() -> Speaker:
    return ModelSpeaker(opened([RuntimeError("broken")]), embed, load_prompt("answer"))


@pytest.fixture(params=[quotes, truthful, lying, failing])
def speaker(request: pytest.FixtureRequest) -> Speaker:
    make: Callable[[], Speaker] = request.param
    return make()


def said(speaker: Speaker, of: Found) -> Sequence[Utterance]:
    return list(speaker.speak(of, ()))


def test_the_last_utterance_is_whole(speaker: Speaker) -> None:
    *_, last = said(speaker, found())
    assert last.text or last.abstained
    shown = {evidence.number for evidence in found().evidence}
    assert {number for marker in find_markers(last.text) for number in marker.numbers} <= shown
    for citation in last.citations:
        assert citation.quote in citation.evidence.passage.text
    for claim in last.claims:
        assert all(0 <= index < len(last.citations) for index in claim.citations)


def test_without_evidence_it_abstains(speaker: Speaker) -> None:
    *_, last = said(speaker, Found(query(), (), ()))
    assert last.abstained and not last.citations


def test_it_has_a_name(speaker: Speaker) -> None:
    assert speaker.name in ("quotes", "openai:rye")
