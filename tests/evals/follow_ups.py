"""Checks on public conversations that making questions stand alone by rules does no harm out of
their domain.

    python tests/evals/follow_ups.py FILE

FILE holds a JSON object a line: `turns`, the user's side of a conversation, and `standalone`, its
last turn written to stand alone. MTRAG has such (IBM/mt-rag-benchmark, mtrag-human/retrieval_tasks:
the user's turns of each task, and the query of its rewritten form; Apache-2.0). Nothing is known of
the subjects, the answers are not read, and no model is asked. Of the follow-ups whose annotators
left them as they were it prints how many the rules leave too; of the others whose rewriting brings
in names from earlier turns, how many the rules bring in as well.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "fakes"), str(HERE.parent.parent)]

from assistant.question.follow_up import follow_up  # noqa: E402
from assistant.question.known import Known  # noqa: E402
from assistant.question.mentions import read  # noqa: E402
from assistant.types import Turn  # noqa: E402
from read_files import read_file  # noqa: E402
from store.loading.load import files_in  # noqa: E402
from tune import parser_of  # noqa: E402

_NAME = re.compile(r"\b[A-Z][\w'’&.-]*|\b\d[\w.]*")
_FIRST = re.compile(r"^\W*\w+")
Conversation = tuple[list[str], str]


def conversations(path: Path) -> list[Conversation]:
    """The user's turns, at least two, and the last one standing alone."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [(row["turns"], row["standalone"]) for row in rows if len(row["turns"]) > 1]


def by_rules(turns: list[str], known: Known) -> str:
    told: list[Turn] = []
    for question in turns[:-1]:
        told.append(Turn(question, "", follow_up(read(question, known), told, known).reading.text))
    return follow_up(read(turns[-1], known), told, known).reading.text


def brought_in(turns: list[str], standalone: str) -> set[str]:
    """Names in a rewriting that its last turn lacks and an earlier one has; a sentence's first
    word is no name.
    """
    names = {name.casefold() for name in _NAME.findall(_FIRST.sub("", standalone))}
    earlier = set(re.findall(r"[\w'’&.-]+", " ".join(turns[:-1]).casefold()))
    return {name for name in names if name in earlier and name not in turns[-1].casefold()}


def report(path: Path) -> Iterator[str]:
    known = Known.of(
        [one for file in files_in(HERE.parent.parent / "seeds")[0] for one in read_file(file)]
    )
    left = kept = wanted = gained = some = 0
    changed: list[str] = []
    for turns, standalone in conversations(path):
        mine = by_rules(turns, known)
        if _plain(standalone) == _plain(turns[-1]):
            left += 1
            kept += _plain(mine) == _plain(turns[-1])
            changed += [f"- {turns[-1]} => {mine}"] if _plain(mine) != _plain(turns[-1]) else []
        elif names := brought_in(turns, standalone):
            wanted += 1
            found = {name for name in names if name in mine.casefold()}
            gained += found == names
            some += bool(found)
    yield f"left as they are: {kept} of {left} ({kept / left:.0%})"
    yield f"names brought in: all of them in {gained}, some in {some} of {wanted} follow-ups"
    yield from ["changed though they stand alone:", *changed] if changed else []


def _plain(question: str) -> str:
    """A question as it is compared: white space, case and the mark at its end aside."""
    return " ".join(question.split()).casefold().rstrip(" ?.!")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = parser_of(__doc__)
    parser.add_argument("conversations", type=Path)
    given = parser.parse_args(arguments)
    if not given.conversations.is_file():
        parser.error(f"no file of conversations: {given.conversations}")
    for line in report(given.conversations):
        print(line)


if __name__ == "__main__":
    main()
