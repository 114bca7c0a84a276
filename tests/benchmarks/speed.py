"""How long an answer and a start take, with ratios measured in the same run.

    python tests/benchmarks/speed.py

Answers: `quotes` on the seeds; the tuning half of tests/evals/cases.yaml is asked first, to warm up, and the held
half is timed, each question for the first time. Starts: whole processes with a collection that is already made,
beside a Python that does nothing and one that imports sentence-transformers, as a start with an embedder other than
the packaged one does.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant import Assistant
from cases import load_cases

CASES = Path(__file__).parent.parent / "evals" / "cases.yaml"
QUESTION = "What do Bar Raisers look for?"
STARTS = 3
PATIENCE = 120.0  # seconds
ROLECALL = str(Path(sys.executable).with_name("rolecall"))


def answers(assistant: Assistant) -> None:
    cases = load_cases(CASES)
    for case in cases:
        if case.split == "tune":
            assistant.ask(case.turns[-1])
    took = [assistant.ask(case.turns[-1]).timings for case in cases if case.split == "held"]
    totals = [one.total for one in took]
    median = statistics.median(totals)
    rows = [
        (f"whole answer, median of {len(totals)}", median),
        ("whole answer, 95th percentile", statistics.quantiles(totals, n=20)[-1]),
        ("of it: finding and judging the evidence", statistics.median(one.retrieve for one in took)),
        *parts(assistant),
    ]
    print("| warm `quotes` answer | ms | times the median |\n|---|---|---|")
    for name, milliseconds in rows:
        print(f"| {name} | {milliseconds:.1f} | {milliseconds / median:.2f} |")
    print()


def parts(assistant: Assistant) -> list[tuple[str, float]]:
    """What an answer is made of, each by itself, for texts that were never seen before."""
    library = assistant.library
    asked = [f"{QUESTION} Asked for the {number}th time." for number in range(20)]
    embed = statistics.median(timed(partial(library.embed, [text])) for text in asked)
    retrieve = statistics.median(timed(partial(library.retrieve, text)) for text in asked)  # its vector is remembered
    chunks = [chunk for passage in library.retrieve(QUESTION) for chunk in passage.chunks]
    vectors = statistics.median(timed(partial(library.sentence_vectors, chunks)) for _ in asked)
    return [
        ("embedding one short text", embed),
        ("retrieving, without embedding", retrieve),
        (f"reading the sentence vectors of {len(chunks)} chunks", vectors),
    ]


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


def page(data_dir: str) -> tuple[float, float]:
    """Seconds from the command until the page is served, and until a question asked at once is answered."""
    address = f"http://127.0.0.1:{free_port()}"
    command = [ROLECALL, "--data-dir", data_dir, "chat", "--no-browser", "--port", address.rpartition(":")[2]]
    start = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(address, start)
        served = time.perf_counter() - start
        ask_page(address)
        return served, time.perf_counter() - start
    finally:
        server.terminate()
        server.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(address: str, start: float) -> None:
    while time.perf_counter() - start < PATIENCE:
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"The page was not served within {PATIENCE:.0f} s.")


def ask_page(address: str) -> None:
    """Type a question into the page's box, as a browser does, and wait for the whole answer."""
    config = fetch(f"{address}/config")
    submit = next(one for one in config["dependencies"] if any(event == "submit" for _, event in one["targets"]))
    asked = {"data": [QUESTION, None], "fn_index": submit["id"], "session_hash": "bench", "event_data": None}
    asked["trigger_id"] = submit["targets"][0][0]
    fetch(f"{address}/gradio_api/queue/join", json.dumps(asked).encode())
    with urllib.request.urlopen(f"{address}/gradio_api/queue/data?session_hash=bench", timeout=PATIENCE) as messages:
        for line in messages:
            if line.startswith(b"data:") and json.loads(line[5:])["msg"] == "process_completed":
                return
    raise SystemExit("The page did not answer.")


def fetch(url: str, body: bytes | None = None) -> Any:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
        return json.load(reply)


def starts(rows: Sequence[tuple[str, float]]) -> None:
    nothing, heavy = rows[0][1], rows[1][1]
    print("| start | s | times doing nothing | times the import |\n|---|---|---|---|")
    for name, seconds in rows:
        print(f"| {name} | {seconds:.2f} | {seconds / nothing:.0f} | {seconds / heavy:.2f} |")


def main() -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    with TemporaryDirectory() as folder:
        with Assistant.open(folder) as assistant:
            answers(assistant)
        rows = [
            ("Python that does nothing", process(sys.executable, "-c", "pass")),
            ("import sentence_transformers", process(sys.executable, "-c", "import sentence_transformers")),
            ("`rolecall --help`", process(ROLECALL, "--help")),
            ("`rolecall documents`", process(ROLECALL, "--data-dir", folder, "documents")),
            ("`rolecall ask`, one question", process(ROLECALL, "--data-dir", folder, "ask", QUESTION)),
        ]
        served, answered = page(folder)
        rows += [
            ("`rolecall chat`, until the page is served", served),
            ("`rolecall chat`, until a question asked at once is answered", answered),
        ]
        starts(rows)


if __name__ == "__main__":
    main()
