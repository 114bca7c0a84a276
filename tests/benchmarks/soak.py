"""Ingest, remove, ask and converse at once for an hour, and look whether memory and open files stay
level.

    python tests/benchmarks/soak.py [--minutes 60] [--write]

One process with the packaged embedder. Exits with status 1 where anything failed, or where the last
quarter needs more than the one that began when all was warm. With `--write`, the figures go into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.assistant import Assistant
from assistant.settings import Settings
from made_postings import write_table
from measured import circumstances, print_in_docs
from scale import asked

POSTINGS = 40  # of the table that is read, changed and removed
VISITOR = "visitor"
REMOVED = 0.7  # share of the changes that remove a document
LOOKS = 40  # at memory and open files, in all
MORE = 1.1  # times what the second quarter needs that the last one may


class Soak:
    """What runs at once on one assistant until it is stopped, how often, and what failed."""

    def __init__(self, assistant: Assistant, home: Path) -> None:
        self.done: Counter[str] = Counter()
        self.failed: list[str] = []
        self._assistant, self._home = assistant, home
        self._stopped = threading.Event()
        self._questions = [question for questions in asked().values() for question in questions]

    def run(self, seconds: float) -> list[tuple[float, int]]:
        """Return the memory in MB and the open files, looked at again and again."""
        work = (self._write, self._ask, self._ask, self._converse)
        threads = [
            threading.Thread(target=self._again, args=(act, seed)) for seed, act in enumerate(work)
        ]
        for thread in threads:
            thread.start()
        looks = []
        for _ in range(LOOKS):
            time.sleep(seconds / LOOKS)
            looks.append((resident(), len(list(Path("/proc/self/fd").iterdir()))))
            print(
                f"{looks[-1][0]:,.0f} MB, {looks[-1][1]} files, {dict(self.done)}",
                file=sys.stderr,
                flush=True,
            )
        self._stopped.set()
        for thread in threads:
            thread.join()
        return looks

    def _again(self, act: Callable[[random.Random], str], seed: int) -> None:
        dice = random.Random(seed)
        while not self._stopped.is_set():
            try:
                self.done[act(dice)] += 1
            except Exception as error:  # what fails is what is looked for
                self.failed.append(f"{type(error).__name__}: {error}")

    def _write(self, dice: random.Random) -> str:
        """Read a changed table in, or remove a document."""
        library = self._assistant.library
        documents = [document for document in library.documents() if document.postings]
        if documents and dice.random() < REMOVED:
            library.remove(dice.choice(documents).document_id)
            return "removed"
        table = self._home / "postings.csv"
        write_table(table, POSTINGS, seed=dice.randrange(1_000))
        library.ingest([table])
        return "read in"

    def _ask(self, dice: random.Random) -> str:
        answer = self._assistant.ask(dice.choice(self._questions))
        for citation in answer.citations:
            text = citation.evidence.passage.document.text
            assert text[citation.span.start : citation.span.end] == citation.quote, (
                "a quote is not at its place"
            )
        return "asked"

    def _converse(self, dice: random.Random) -> str:
        kept = self._assistant.conversations
        question = dice.choice(self._questions)
        conversation = kept.start(VISITOR, question).conversation_id
        number = kept.begin(VISITOR, conversation, question)
        kept.finish(VISITOR, conversation, number, {"text": self._assistant.ask(question).text})
        kept.delete(VISITOR, conversation)
        return "conversed"


def resident() -> float:
    """What this process holds in memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--minutes", type=float, default=60.0)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    with (
        TemporaryDirectory() as folder,
        Assistant.open(settings=Settings(data_dir=Path(folder) / "data")) as assistant,
    ):
        soak = Soak(assistant, Path(folder))
        looks = soak.run(given.minutes * 60)
    quarter = len(looks) // 4
    warm, last = looks[quarter : 2 * quarter], looks[-quarter:]
    memory = [statistics.median(look[0] for look in part) for part in (warm, last)]
    files = [statistics.median(look[1] for look in part) for part in (warm, last)]
    level = all(after <= MORE * before for before, after in (memory, files))
    counted = ", ".join(f"{act} {times:,}" for act, times in sorted(soak.done.items()))
    said = (
        f"**{given.minutes:.0f} minutes of everything at once** ({counted}): {len(soak.failed)} "
        "failed. In the second "
        f"quarter {memory[0]:,.0f} MB and {files[0]:.0f} open files, in the last {memory[1]:,.0f} "
        "MB and "
        f"{files[1]:.0f}. {circumstances(os.getloadavg()[2])}\n"
    )
    print(said)
    for line in dict.fromkeys(soak.failed):
        print(line, file=sys.stderr)
    if given.write:
        print_in_docs("soak", said)
    return 0 if level and not soak.failed else 1


if __name__ == "__main__":
    sys.exit(main())
