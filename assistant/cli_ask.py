"""What `rolecall ask` prints: the answers of one conversation, or of a file of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from assistant import cli_render
from assistant.answer_json import answer_json
from assistant.batch import Asks, answer_batch, converse
from assistant.cli_edge import Status, complain, print_json
from assistant.errors import CaseError
from assistant.scope import Scope


def print_conversation(assistant: Asks, questions: Sequence[str], scope: Scope, as_json: bool, explain: bool) -> Status:
    """Print each answer as it comes; the last one decides the status."""
    console, status = cli_render.screen(), Status.ANSWERED
    for answer in cli_render.awaited(converse(assistant, questions, scope)):
        status = Status.ABSTAINED if answer.abstained else Status.ANSWERED
        if as_json:
            explanation = {"explain": cli_render.explanation_json(answer)} if explain else {}
            print_json(answer_json(answer) | explanation)
            continue
        if len(questions) > 1:
            console.print(f"\n> {cli_render.one_line(answer.query.question)}\n", style="bold")
        cli_render.show_answer(answer, console)
        if explain:
            cli_render.show_explanation(answer, console)
    return status


def print_batch(assistant: Asks, lines: Iterable[bytes], scope: Scope) -> Status:
    """Print a result for each line as it comes; FAILED where one of them could not be answered."""
    processed = failed = 0
    for result in answer_batch(assistant, lines, scope):
        print_json(result)
        processed += 1
        failed += "error" in result
    if failed:
        complain(f"{failed} of {processed} lines could not be answered; the `error` of each says why")
    return Status.FAILED if failed else Status.ANSWERED


def batch_lines(source: str) -> AbstractContextManager[BinaryIO]:
    """The lines of a file, or of standard input for `-`; raises CaseError where there is no such file."""
    if source == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(source).open("rb")
    except OSError as error:
        reason = f"cannot read {source} ({error.strerror})"
        raise CaseError(f"{reason}; give a file of JSON lines, or - for standard input") from error
