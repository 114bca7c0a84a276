"""A file of conversations is answered line by line; one bad line costs only itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.cli.ask import answer_batch, converse
from garden import TEXT, GardenAssistant


def results(*lines: bytes) -> list[dict[str, Any]]:
    return list(answer_batch(GardenAssistant(), lines))


def line(identifier: Any, *turns: Any) -> bytes:
    return json.dumps({"id": identifier, "turns": turns}).encode()


def test_every_turn_is_answered_in_order_with_exact_quotes() -> None:
    (result,) = results(line("a", "roses?", "and tulips?"))
    assert result["id"] == "a"
    assert [answer["standalone_question"] for answer in result["answers"]] == [
        "roses?",
        "roses? and tulips?",
    ]
    for citation in result["answers"][0]["citations"]:
        assert TEXT[citation["start"] : citation["end"]] == citation["quote"]


def test_conversations_do_not_leak_into_each_other() -> None:
    _, second = results(line(1, "roses?"), line(2, "tulips?"))
    assert second["answers"][0]["standalone_question"] == "tulips?"


def test_answers_come_as_they_are_made() -> None:
    assistant = GardenAssistant()
    answers = converse(assistant, ["roses?", "tulips?"])
    next(answers)
    assert len(assistant.asked) == 1


@pytest.mark.parametrize(
    ("bad", "cause"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "a list"),
        (b'{"turns": ["roses?"]}', '"id"'),
        (b'{"id": 7}', '"turns"'),
        (b'{"id": 7, "turns": []}', '"turns"'),
        (b'{"id": 7, "turns": [1]}', '"turns"'),
        (b'{"id": 7, "turns": ["unreachable"]}', "openai:x does not answer"),
        (b'{"id": 7, "turns": ["  "]}', "question is empty"),
        (b'{"id": 7, "turns": ["bug"]}', "ZeroDivisionError"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_the_next_is_answered(bad: bytes, cause: str) -> None:
    failed, answered = results(bad, line("next", "roses?"))
    assert failed["error"].startswith("line 1: ") and cause in failed["error"]
    assert failed["id"] == (7 if b'"id": 7' in bad else None)
    assert answered["answers"]


def test_other_keys_blank_lines_and_a_byte_order_mark_do_no_harm() -> None:
    given = b'\xef\xbb\xbf{"id": "a", "turns": ["roses?"], "standalone": "roses?"}'
    (result,) = results(given, b"\n", b"  ")
    assert result["answers"]
