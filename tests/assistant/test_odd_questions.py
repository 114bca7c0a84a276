"""Whatever is asked, the answer comes, quotes exactly, and can be sent, shown, kept and opened
again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.question.understand import RulesUnderstander
from assistant.settings import Settings
from assistant.tuning import tuning
from harbour import known_harbour, write_harbour
from odd_questions import LONGEST, Asked, asked, conversations

QUESTIONS = 200  # tests/benchmarks/question_fuzz.py asks ten thousand
BACKTRACKS = (
    20.0  # seconds of this thread that no answer needs, however slow the machine; two are the aim
)


def wrong(assistant: Assistant, questions: Sequence[str]) -> list[Asked]:
    return [
        answer
        for answer in asked(assistant, questions, BACKTRACKS, time.thread_time)
        if answer.wrong
    ]


@pytest.mark.model
def test_two_hundred_odd_questions_have_sound_answers(data_dir: Path, tmp_path: Path) -> None:
    with Assistant.open(settings=Settings(data_dir=data_dir)) as assistant:
        assistant.library.ingest([write_harbour(tmp_path)])
        drawn = conversations(1, assistant.library.documents())
        number = 0
        while number < QUESTIONS:
            questions = next(drawn)
            assert wrong(assistant, questions) == []
            number += len(questions)


def test_halves_of_characters_are_answered(data_dir: Path, tmp_path: Path) -> None:
    with Assistant.open(settings=Settings(data_dir=data_dir, seeds=False)) as assistant:
        assistant.library.ingest([write_harbour(tmp_path)])
        questions = ["Who publishes a bulletin \ud83d?", "And \udc00 what else?"]
        assert wrong(assistant, questions) == []


def test_what_is_asked_over_and_over_is_answered_once_and_of_much_the_first(tmp_path: Path) -> None:
    known, understander = known_harbour(tmp_path), RulesUnderstander()
    again = understander.understand("Is a licence required? " * 150, (), known)
    assert len(again.asks) == 1
    much = " ".join(f"What do wardens do in year {year}?" for year in range(1900, 2000))
    assert len(understander.understand(much, (), known).asks) == tuning().question.most_asks


def test_the_same_seed_draws_the_same_conversations() -> None:
    first, second = conversations(5, ()), conversations(5, ())
    drawn = [next(first) for _ in range(50)]
    assert drawn == [next(second) for _ in range(50)]
    assert max(len(question) for questions in drawn for question in questions) == LONGEST
