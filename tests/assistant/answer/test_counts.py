"""Two hundred count and list questions over a thousand made-up postings, worded before the
parser was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from counts import assistant_over_table, questions, report


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_over_table(Path(tmp_path_factory.mktemp("table")), fast=True) as opened:
        yield opened


def test_every_question_is_counted_exactly(assistant: Assistant) -> None:
    assert list(report(assistant, questions())) == [
        "tune: 100 of 100 right",
        "held: 100 of 100 right",
    ]


def test_a_long_list_says_how_many_more_there_are_and_the_answer_holds_them_all(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("list all postings in Europe")
    assert answer.selection is not None and len(answer.selection.roles) > 30
    assert f"And {len(answer.selection.roles) - 30} roles more" in answer.text
    assert all(one.quote for one in answer.citations)
