"""What every understander keeps to: the rules alone, and the rules with a model that makes
questions stand alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from assistant.assistant import Assistant
from assistant.question import known as known_words
from assistant.question.condense import Condensed
from assistant.question.understand import RulesUnderstander, Understander
from assistant.types import Kind, Turn
from harbour import harbour_assistant


def condense(question: str, turns: Sequence[Turn], names: Sequence[str] = ()) -> Condensed:
    """A model that names the role the conversation is about."""
    return Condensed(
        f"{question.rstrip('?')} for the Ice Watch role?", (("system", "made to stand alone"),)
    )


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with harbour_assistant(tmp_path_factory.mktemp("harbour")) as assistant:
        yield assistant


@pytest.fixture(params=["rules", "condensed"])
def understander(request: pytest.FixtureRequest) -> Understander:
    return RulesUnderstander(condense if request.param == "condensed" else None)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What does the TAC role involve?", Kind.ANSWER),
        ("Which roles are in Germany?", Kind.LIST),
        ("How many postings are in Hull?", Kind.COUNT),
        ("Compare the Ice Watch role with the TAC role", Kind.COMPARE),
    ],
)
def test_a_question_of_its_own_is_read_as_it_stands(
    harbour: Assistant, understander: Understander, question: str, kind: Kind
) -> None:
    query = understander.understand(question, (), harbour.known())
    assert (query.question, query.standalone_question, query.kind) == (question, question, kind)
    assert query.entities
    assert all(query.standalone_question[one.start : one.end].strip() for one in query.entities)


def test_a_follow_up_stands_alone(harbour: Assistant, understander: Understander) -> None:
    first = harbour.ask("What does the Ice Watch role involve?")
    query = understander.understand("Where is it based?", [first.turn], harbour.known())
    assert query.question == "Where is it based?"
    assert "Ice Watch" in query.standalone_question
    assert query.entities


def test_names_are_looked_up_once_a_question(
    harbour: Assistant, understander: Understander, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = harbour.ask("What does the Ice Watch role involve?")
    known, looked_up = harbour.known(), []
    find = known_words.Names.find
    monkeypatch.setattr(
        known_words.Names,
        "find",
        lambda self, text, areas: looked_up.append(text) or find(self, text, areas),
    )
    query = understander.understand("And how many people does it have in all?", [first.turn], known)
    read = [
        text
        for text in looked_up
        if text in (query.question, query.standalone_question, first.query.question)
    ]
    assert len(read) == len(set(read)) <= 2
    assert first.query.question not in read, "the turn keeps how its question was understood"
