"""How long an answer and a start take, as ratios measured in one run.

    python tests/benchmarks/speed.py

Answers: `quotes` on the seeds; the tuning half of tests/evals/cases.yaml is asked first, to warm up, and the held
half is timed, each question for the first time. Starts: whole processes, beside a Python that does nothing and one
that imports sentence-transformers, which is most of what any start of a model costs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import Assistant
from assistant.cases import load_cases

CASES = Path(__file__).parent.parent / "evals" / "cases.yaml"
STARTS = 3
PORT = 7869
ROLECALL = str(Path(sys.executable).with_name("rolecall"))


def answers(assistant: Assistant) -> None:
    cases = load_cases(CASES)
    for case in cases:
        if case.split == "tune":
            assistant.ask(case.turns[-1])
    took = [assistant.ask(case.turns[-1]).timings for case in cases if case.split == "held"]
    total = sorted(one.total for one in took)
    texts = ([f"{number} texts never seen before", ""] for number in range(20))
    embed = statistics.median(timed(partial(assistant.library.embed, some)) for some in texts)
    median = statistics.median(total)
    print("| warm `quotes` answer | ms |\n|---|---|")
    print(f"| median of {len(total)} | {median:.0f} |")
    print(f"| 95th percentile | {total[int(0.95 * len(total))]:.0f} |")
    print(f"| of the median, finding the evidence | {statistics.median(one.retrieve for one in took):.0f} |")
    print(f"| median / embedding two short texts | {median / embed:.1f} times |\n")


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def process(*command: str) -> float:
    """Median seconds of a whole process."""

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return statistics.median(timed(run) for _ in range(STARTS)) / 1000


def page(data_dir: str) -> float:
    """Seconds from the command until the page is served."""
    command = [ROLECALL, "--data-dir", data_dir, "chat", "--no-browser", "--port", str(PORT)]
    start = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - start < 120:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5).read()
                return time.perf_counter() - start
            except OSError:
                time.sleep(0.05)
        raise SystemExit("The page was not served within 120 s.")
    finally:
        server.terminate()
        server.wait(timeout=30)


def starts(rows: Sequence[tuple[str, float]]) -> None:
    nothing = rows[0][1]
    print("| start | s | times a Python that does nothing |\n|---|---|---|")
    for name, seconds in rows:
        print(f"| {name} | {seconds:.2f} | {seconds / nothing:.0f} |")


def main() -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    with TemporaryDirectory() as folder:
        with Assistant.open(folder) as assistant:
            answers(assistant)
        starts(
            [
                ("Python that does nothing", process(sys.executable, "-c", "pass")),
                ("import sentence_transformers", process(sys.executable, "-c", "import sentence_transformers")),
                ("`rolecall --help`", process(ROLECALL, "--help")),
                (
                    "`rolecall ask`, one question",
                    process(ROLECALL, "--data-dir", folder, "ask", "What do Bar Raisers look for?"),
                ),
                ("`rolecall chat`, until the page is served", page(folder)),
            ],
        )


if __name__ == "__main__":
    main()
