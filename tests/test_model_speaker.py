"""A chat model streams, is checked before it counts, and fails in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core import exceptions as langchain_errors

from assistant.errors import ModelError
from assistant.evidence import Found
from assistant.model_speaker import NOT_TOLD, ModelSpeaker
from assistant.prompts import load_prompt
from assistant.speakers import Utterance
from assistant.statements import NOT_IN_SOURCES
from assistant.types import Support, Turn
from bakery import embed, found, query
from fakes import ScriptedChatModel


def speaker(*replies: Any, where: str = "") -> tuple[ModelSpeaker, ScriptedChatModel]:
    model = ScriptedChatModel(replies=list(replies))
    return ModelSpeaker(model, "openai:rye", embed, load_prompt("answer"), where), model


def say(reply: str | Sequence[str | Exception], turns: Sequence[Turn] = ()) -> list[Utterance]:
    return list(speaker(reply)[0].speak(found(), turns))


def test_it_streams_and_ends_with_citations_cut_from_the_source() -> None:
    said = say(["They are trained ", "for three months [", "1", "].", " They sit in about 40 loops a year [1]."])
    assert [utterance.text for utterance in said[:4]] == [
        "They are trained ",
        "They are trained for three months ",
        "They are trained for three months ",
        "They are trained for three months [1].",
    ]
    last = said[-1]
    assert not last.abstained
    assert [claim.support for claim in last.claims] == [Support.SUPPORTED, Support.SUPPORTED]
    (citation,) = last.citations
    assert citation.quote == "They are trained for three months and sit in about 40 loops a year."
    assert not any(utterance.citations for utterance in said[:-1])


@pytest.mark.parametrize("cut", range(1, len("They are trained for three months 【1†source】.")))
def test_half_a_marker_is_never_shown(cut: int) -> None:
    reply = "They are trained for three months 【1†source】."
    for utterance in say([reply[:cut], reply[cut:]]):
        assert not set(utterance.text.replace("[1]", "")) & set("[]【】†")


def test_the_model_sees_evidence_question_and_conversation_and_the_prompt_is_kept() -> None:
    talker, model = speaker("They are trained for three months [1].")
    *_, last = talker.speak(found("How long?", "How long is the training?"), [Turn("Who trains?", "Falk [1].")])
    sent = [(message.type, message.text) for message in model.asked[0]]
    assert [kind for kind, _ in sent] == ["system", "human"]
    assert [text for _, text in sent] == [text for _, text in last.prompt]
    for shown in ("Every bakery loop", "How long is the training?", "Who trains?", "Falk."):
        assert shown in sent[1][1]


def test_markers_that_name_no_evidence_are_dropped() -> None:
    assert say("They are trained for three months [7][1].")[-1].text == "They are trained for three months[1]."


@pytest.mark.parametrize("reply", [NOT_TOLD, f'"{NOT_TOLD}"', f"**{NOT_TOLD}** [1]\n", "The sources do not tell"])
def test_the_fixed_phrase_alone_is_an_abstention(reply: str) -> None:
    last = say(reply)[-1]
    assert (last.text, last.abstained, last.claims) == (NOT_TOLD, True, ())


def test_when_nothing_is_supported_the_answer_is_an_abstention_that_says_why() -> None:
    last = say("Wages are 90,000 crowns a year [1]. Every warden drives a company car [2].")[-1]
    assert (last.text, last.abstained, last.citations) == (NOT_TOLD, True, ())
    assert [claim.support for claim in last.claims] == [Support.UNSUPPORTED] * 2
    assert "openai:rye" in last.notice


def test_what_is_not_in_the_sources_says_so_beside_what_is() -> None:
    last = say("They are trained for three months [1]. Wages are 90,000 crowns a year [1].")[-1]
    assert last.text == f"They are trained for three months [1]. Wages are 90,000 crowns a year. {NOT_IN_SOURCES}"
    assert not last.abstained


def test_without_evidence_no_model_is_asked() -> None:
    talker, model = speaker("Anything [1].")
    (last,) = talker.speak(Found(query(), (), ()), [])
    assert last.abstained
    assert model.asked == []


@pytest.mark.parametrize(
    ("error", "words", "mend"),
    [
        (langchain_errors.ModelAuthenticationError("key sk-secret"), "refused the key", "ROLECALL_API_KEY"),
        (langchain_errors.ModelNotFoundError("sk-secret"), "no model of that name", "rolecall doctor"),
        (langchain_errors.ModelConnectionError("sk-secret"), "cannot be reached", "ROLECALL_BASE_URL"),
        (langchain_errors.ModelTimeoutError("sk-secret"), "took too long", "--model quotes"),
        (langchain_errors.ContextOverflowError("sk-secret"), "too little room", "ROLECALL_MAX_EVIDENCE"),
        (RuntimeError("sk-secret"), "failed (RuntimeError)", "--model quotes"),
    ],
)
def test_a_failure_names_model_place_cause_and_remedy_but_no_key(error: Exception, words: str, mend: str) -> None:
    talker, _ = speaker([error], where="http://127.0.0.1:8080, this machine")
    with pytest.raises(ModelError) as caught:
        list(talker.speak(found(), []))
    message = str(caught.value)
    assert message.startswith("openai:rye (http://127.0.0.1:8080, this machine) ")
    assert words in message
    assert mend in message
    assert "sk-secret" not in message


def test_a_refused_key_is_not_in_the_logged_cause_either() -> None:
    with pytest.raises(ModelError) as caught:
        say([langchain_errors.ModelAuthenticationError("Incorrect key: sk-secret")])
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_stream_that_breaks_shows_what_came_and_then_fails() -> None:
    stream = speaker(["They are trained ", ConnectionResetError("gone")])[0].speak(found(), [])
    assert next(stream).text == "They are trained "
    with pytest.raises(ModelError, match="stopped midway") as caught:
        next(stream)
    assert isinstance(caught.value.__cause__, ConnectionResetError)


@pytest.mark.parametrize("reply", ["", [], ["", " \n"]])
def test_an_empty_reply_is_a_failure(reply: Any) -> None:
    with pytest.raises(ModelError, match="sent back nothing"):
        say(reply)


def test_stopping_midway_closes_the_models_stream() -> None:
    talker, model = speaker(["They ", "are ", AssertionError("read on after the stop")])
    stream = talker.speak(found(), [])
    assert next(stream).text == "They "
    stream.close()  # type: ignore[attr-defined]
    assert len(model.asked) == 1
