"""Ask questions that nobody would think of, and print what went wrong.

    python tests/benchmarks/question_fuzz.py [--questions 10000] [--write]

Every answer must come in two seconds, without a traceback, with quotes that stand in their sources
word for word, and must bear being sent, shown, kept and opened again. Exits with status 1 where one
does not. A run that was stopped goes on. With `--write`, the figures go into docs/performance.md,
and the next run begins anew.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "fakes"))

from assistant.assistant import Assistant
from assistant.settings import Settings
from harbour import write_harbour
from measured import Pieces, Row, print_in_docs
from odd_questions import asked, conversations

LONGEST_ANSWER = 2.0  # seconds of the processor: of the clock, another program may take any share
AT_ONCE = 500  # questions of one seed


def fuzzed(seed: int, questions: int) -> Row:
    """Ask the questions of a seed: seconds of the processor for each, and what went wrong."""
    row: Row = {"took": [], "quotes": 0, "wrong": []}
    with (
        TemporaryDirectory() as folder,
        Assistant.open(settings=Settings(data_dir=Path(folder) / "data")) as assistant,
    ):
        assistant.library.ingest([write_harbour(Path(folder))])
        assistant.ask("Warm up: what do pilots do?")
        drawn = conversations(seed, assistant.library.documents())
        while len(row["took"]) < questions:
            for answer in asked(assistant, next(drawn), LONGEST_ANSWER, time.process_time):
                row["took"].append(answer.took)
                row["quotes"] += answer.quotes
                row["wrong"] += [[kind, answer.questions] for kind in answer.wrong]
    return row


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--questions", type=int, default=10_000)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    pieces = Pieces("question_fuzz")
    rows = [
        pieces.row(f"{AT_ONCE} of seed {seed}", partial(fuzzed, seed, AT_ONCE))
        for seed in range(1, -(-given.questions // AT_ONCE) + 1)
    ]
    took = sorted(seconds for row in rows for seconds in row["took"])
    wrong = [line for row in rows for line in row["wrong"]]
    for kind, questions in wrong:
        print(f"{kind}\n    after {[question[:200] for question in questions]!a}", file=sys.stderr)
    said = (
        f"**{len(took):,} questions that nobody would think of**, drawn by a seed, in "
        "conversations of one to four: "
        f"{len(wrong)} went wrong. {sum(row['quotes'] for row in rows):,} quotes were looked up in "
        "their sources. An "
        f"answer took {statistics.median(took) * 1000:.0f} ms of the processor at the median, "
        f"{statistics.quantiles(took, n=100)[-1] * 1000:.0f} ms for all but one in a hundred, and "
        f"{took[-1]:.2f} s at most.\n"
    )
    print(said)
    if given.write:
        print_in_docs("questions", said)
        pieces.forget()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
