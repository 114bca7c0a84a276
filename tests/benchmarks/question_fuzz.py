"""Ask questions that nobody would think of, and print what went wrong.

    python tests/benchmarks/question_fuzz.py --questions 10000

Every answer must come in two seconds, without a traceback, with quotes that stand in their sources word for word, and
must bear being sent, shown, kept and opened again. Exits with status 1 where one does not.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "fakes"))

from assistant.assistant import Assistant
from assistant.settings import Settings
from harbour import write_harbour
from odd_questions import conversations, faults

LONGEST_ANSWER = 2.0  # seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clock", choices=("wall", "thread"), default="wall", help="thread: on a machine that is busy")
    options = parser.parse_args()
    clock = time.perf_counter if options.clock == "wall" else time.thread_time
    asked, wrong, times = 0, 0, []
    with TemporaryDirectory() as folder, Assistant.open(settings=Settings(data_dir=Path(folder) / "data")) as assistant:
        assistant.library.ingest([write_harbour(Path(folder))])
        assistant.ask("Warm up: what do pilots do?")
        for questions in conversations(options.seed, assistant.library.documents()):
            start = clock()
            for fault in faults(assistant, questions, LONGEST_ANSWER, clock):
                wrong += 1
                print(f"{fault.kind}\n    after {[question[:200] for question in fault.questions]!a}", flush=True)
            times.append((clock() - start) / len(questions))
            asked += len(questions)
            if asked >= options.questions:
                break
    longest, median = max(times), statistics.median(times)
    print(f"{asked} questions, {wrong} faults; seconds an answer: median {median:.3f}, longest mean {longest:.3f}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
