"""A model may make a question stand alone; what it makes up is not taken, and rules stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.models.prompt import load_prompt
from assistant.question.condense import Condenser, is_faithful
from assistant.question.known import Known
from assistant.question.understand import understand
from assistant.types import Turn
from harbour import known_harbour
from scripted_model import opened

TURN = Turn("What does the TAC role involve?", "They read tide tables [1].", "What does the TAC role involve?")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known_harbour(Path(tmp_path_factory.mktemp("port")))


def test_the_models_question_is_taken_and_what_it_was_sent_is_kept(known: Known) -> None:
    model = opened("Where are the tide tables of the TAC role read?")
    query = understand("Where are they read?", [TURN], known, Condenser(model, load_prompt("condense")))
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
    query = understand("Where is it based?", [TURN], known, Condenser(model, load_prompt("condense")))
    assert query.standalone_question == "Where is the TAC role based?"


def test_a_question_that_stands_alone_is_not_sent(known: Known) -> None:
    model = opened()
    query = understand(
        "What do Dock Wardens look for in pilots?", [TURN], known, Condenser(model, load_prompt("condense"))
    )
    assert query.prompt == ()


def test_faithful_is_what_the_conversation_said() -> None:
    assert is_faithful("Where is the TAC role based?", "Where is it based?", [TURN])
    assert not is_faithful("Why is the TAC role not in Hull?", "Where is it?", [TURN])
