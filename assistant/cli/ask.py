"""Print the answers of `rolecall ask`: one conversation, or a file of them."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.as_json import answer_json
from assistant.cli import render
from assistant.cli.edge import Status, complain, print_json
from assistant.errors import AssistantError, CaseError
from assistant.question.scope import EVERYTHING, Scope
from assistant.types import Answer, Turn
from store.errors import StoreError

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_log = logging.getLogger(__name__)
_SHAPE = '{"id": …, "turns": ["question", …]}'


def converse(
    assistant: Assistant, questions: Iterable[str], scope: Scope = EVERYTHING
) -> Iterator[Answer]:
    """Ask questions one after another about one scope, each knowing the earlier ones."""
    turns: list[Turn] = []
    for question in questions:
        answer = assistant.ask(question, tuple(turns), scope=scope)
        yield answer
        turns.append(answer.turn)


def answer_batch(
    assistant: Assistant, lines: Iterable[bytes], scope: Scope = EVERYTHING
) -> Iterator[dict[str, Any]]:
    """Yield {"id", "answers"} for each JSON line {"id", "turns"}, or {"id", "error"} if it fails.

    Blank lines are skipped. A failing line does not end the batch.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _answer_line(assistant, line, number, scope)


def _answer_line(assistant: Assistant, line: bytes, number: int, scope: Scope) -> dict[str, Any]:
    identifier = None
    try:
        entry = _parse(line)
        identifier = entry.get("id")
        answers = map(answer_json, converse(assistant, _questions(entry), scope))
        return {"id": identifier, "answers": list(answers)}
    except (AssistantError, StoreError) as error:
        return {"id": identifier, "error": f"line {number}: {error}"}
    except Exception as error:  # the lines after it still deserve an answer
        _log.exception("batch line %d", number)
        return {"id": identifier, "error": f"line {number}: {type(error).__name__}: {error}"}


def _parse(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CaseError(f"not JSON ({error}); write {_SHAPE}") from error
    if not isinstance(entry, dict):
        raise CaseError(f"a {type(entry).__name__}, not an object; write {_SHAPE}")
    return entry


def _questions(entry: dict[str, Any]) -> list[str]:
    identifier, turns = entry.get("id"), entry.get("turns")
    if not isinstance(identifier, str | int):
        raise CaseError(f'"id" is {json.dumps(identifier)}; give a string or a whole number')
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise CaseError(
            '"turns" is not a list of questions; write "turns": ["first question", "next one"]'
        )
    return turns


def print_conversation(
    assistant: Assistant, questions: Sequence[str], scope: Scope, as_json: bool, explain: bool
) -> Status:
    """Print each answer as it comes and return the status of the last one."""
    console, status = render.screen(), Status.ANSWERED
    for answer in render.awaited(converse(assistant, questions, scope)):
        status = Status.ABSTAINED if answer.abstained else Status.ANSWERED
        if as_json:
            explanation = {"explain": render.explanation_json(answer)} if explain else {}
            print_json(answer_json(answer) | explanation)
            continue
        if len(questions) > 1:
            console.print(f"\n> {render.one_line(answer.query.question)}\n", style="bold")
        render.show_answer(answer, console)
        if explain:
            render.show_explanation(answer, console)
    return status


def print_batch(assistant: Assistant, lines: Iterable[bytes], scope: Scope) -> Status:
    """Print a result for each line as it comes; return FAILED if any line could not be answered."""
    processed = failed = 0
    for result in answer_batch(assistant, lines, scope):
        print_json(result)
        processed += 1
        failed += "error" in result
    if not failed:
        return Status.ANSWERED
    complain(f"{failed} of {processed} lines could not be answered; the `error` of each says why")
    return Status.FAILED


def batch_lines(source: str) -> AbstractContextManager[BinaryIO]:
    """Open a file of lines, or standard input for `-`.

    Raises CaseError if there is no such file.
    """
    if source == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(source).open("rb")
    except OSError as error:
        reason = f"cannot read {source} ({error.strerror})"
        raise CaseError(f"{reason}; give a file of JSON lines, or - for standard input") from error
