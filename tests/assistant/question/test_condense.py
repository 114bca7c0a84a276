"""A model may make a question stand alone; what it makes up is not taken, and rules stand in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableLambda
from pydantic import Field

from assistant.models.opened import OpenModel
from assistant.models.prompt import load_prompt
from assistant.question.condense import Condenser, is_faithful
from assistant.question.known import Known
from assistant.question.understand import understand
from assistant.tuning import tuning
from assistant.types import Kind, Turn
from harbour import known_harbour
from scripted_model import ScriptedChatModel, opened


def condenser(model: OpenModel) -> Condenser:
    return Condenser(model, load_prompt("condense"), load_prompt("understand"))


TURN = Turn(
    "What does the TAC role involve?",
    "They read tide tables [1].",
    "What does the TAC role involve?",
)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known_harbour(Path(tmp_path_factory.mktemp("port")))


def test_the_models_question_is_taken_and_what_it_was_sent_is_kept(known: Known) -> None:
    model = opened("Where are the tide tables of the TAC role read?")
    query = understand("Where are they read?", [TURN], known, condenser(model))
    assert query.standalone_question == "Where are the tide tables of the TAC role read?"
    sent = "\n".join(text for _, text in query.prompt)
    assert "Where are they read?" in sent and "tide tables" in sent and "[1]" not in sent


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Where is the role of Captain Ahab?",
        "Where are the 40 tide tables read?",
        "They are read in the tower [1].",
        "Where? " * 200,
    ],
)
def test_what_was_not_said_before_is_not_taken(known: Known, reply: str) -> None:
    model = opened(reply)
    query = understand("Where is it based?", [TURN], known, condenser(model))
    assert query.standalone_question == "Where is the TAC role based?"


def test_a_question_that_stands_alone_is_not_sent(known: Known) -> None:
    model = opened()
    query = understand("What do Dock Wardens look for in pilots?", [TURN], known, condenser(model))
    assert query.prompt == ()


def test_faithful_is_what_the_conversation_said() -> None:
    assert is_faithful("Where is the TAC role based?", "Where is it based?", [TURN])
    assert not is_faithful("Why is the TAC role not in Hull?", "Where is it?", [TURN])


class Structured(ScriptedChatModel):
    """A scripted model whose provider gives structured output: an object, or what it raises in
    its place.
    """

    reading: Any = None
    schemas: list[Any] = Field(default_factory=list)

    def with_structured_output(self, schema: Any, **kwargs: Any) -> Any:
        self.schemas.append(schema)

        def read(messages: Any) -> Any:
            if isinstance(self.reading, Exception):
                raise self.reading
            return self.reading and schema(**self.reading)

        return RunnableLambda(read)


def structured(reading: Any) -> OpenModel:
    return replace(opened(), chat=Structured(replies=[], reading=reading))


def test_a_model_that_gives_structure_tells_question_and_intent_in_one_call() -> None:
    read = condenser(
        structured({"standalone_question": "How many pilots are in Leith?", "intent": "count"})
    )
    turn = Turn("Which pilots are in Leith?", "Two.", "Which pilots are in Leith?")
    condensed = read("And how many?", [turn], ["Pilot", "Warden"])
    assert (condensed.question, condensed.kind) == ("How many pilots are in Leith?", Kind.COUNT)
    assert "Pilot\nWarden" in condensed.prompt[1][1]


@pytest.mark.parametrize(
    "reading",
    [
        None,
        RuntimeError("no such parameter: response_format"),
        {"standalone_question": "", "intent": "count"},
        {"standalone_question": "Where is Captain Ahab?", "intent": "answer"},
        {"standalone_question": "Where is the TAC role based?", "intent": "dance"},
    ],
)
def test_what_is_late_invalid_refused_or_made_up_is_not_taken(known: Known, reading: Any) -> None:
    query = understand("Where is it based?", [TURN], known, condenser(structured(reading)))
    assert query.standalone_question == "Where is the TAC role based?"


def test_a_server_that_refuses_structure_is_asked_for_the_question_alone_from_then_on() -> None:
    model = structured(RuntimeError("no such parameter: response_format"))
    read = condenser(model)
    assert read("Where is it based?", [TURN]).question == ""
    model.chat.replies[:] = ["Where is the TAC role based?"]  # type: ignore[attr-defined]
    assert read("Where is it based?", [TURN]).question == "Where is the TAC role based?"


def test_where_it_is_unclear_what_is_asked_for_a_model_that_gives_structure_tells(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = structured({"standalone_question": "Pilots in Leith?", "intent": "count"})
    monkeypatch.setattr("assistant.tuning._current", tuning().varied({"question.intent_sure": 1.1}))
    query = understand("Pilots in Leith?", [], known, condenser(model))
    assert query.kind is Kind.COUNT
    assert "Harbour Pilot" in query.prompt[1][1]
    monkeypatch.setattr("assistant.tuning._current", tuning().varied({"question.intent_sure": 0.0}))
    assert understand("Pilots in Leith?", [], known, condenser(model)).prompt == ()
