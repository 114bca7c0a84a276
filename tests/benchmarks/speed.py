"""How long an answer and a start take, with ratios measured in the same run.

    python tests/benchmarks/speed.py [--write]

Answers: `quotes` on the seeds; the tuning half of tests/evals/cases.yaml is asked first, to warm
up, and the held half is timed, each question for the first time. Starts: whole processes with a
collection that is already made, beside a Python that does nothing, the same question through
sentence-transformers, and the bare import of Gradio. On a machine with other work the processor's
seconds tell more than the clock's. With `--write`, the figures go into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "evals"))

from assistant import Assistant
from cases import load_cases
from measured import circumstances, print_in_docs
from store.embedding.packaged import packaged_folder

CASES = Path(__file__).parent.parent / "evals" / "cases.yaml"
QUESTION = "What do Bar Raisers look for?"
STARTS = 3
ASK, ASK_OTHERWISE = "`rolecall ask`, one question", "the same through sentence-transformers"
GRADIO = "`import gradio`"
PATIENCE = 120.0  # seconds
ROLECALL = str(Path(sys.executable).with_name("rolecall"))


def answers(assistant: Assistant) -> str:
    """What a warm answer takes, and what it is made of, as a table."""
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
        (
            "of it: finding and judging the evidence",
            statistics.median(one.retrieve for one in took),
        ),
        *parts(assistant),
    ]
    lines = [
        f"| {name} | {milliseconds:.1f} | {milliseconds / median:.2f} |"
        for name, milliseconds in rows
    ]
    return "\n".join(
        ["| warm `quotes` answer | ms | times the median |\n|---|---|---|", *lines, ""]
    )


def parts(assistant: Assistant) -> list[tuple[str, float]]:
    """What an answer is made of, each by itself, for texts that were never seen before."""
    library = assistant.library
    asked = [f"{QUESTION} Asked for the {number}th time." for number in range(20)]
    embed = statistics.median(timed(partial(library.embed, [text])) for text in asked)
    retrieve = statistics.median(
        timed(partial(library.retrieve, text)) for text in asked
    )  # its vector is remembered
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


@dataclass(frozen=True, slots=True)
class Start:
    """A start: seconds of the clock and of the processor, and the most memory in MB; the medians
    of a few.
    """

    name: str
    clock: float
    processor: float
    memory: float = 0.0


def process(name: str, *command: str, **settings: str) -> Start:
    """A whole process, with some more settings in its environment."""
    took = []
    for _ in range(STARTS):
        start = time.perf_counter()
        started = subprocess.Popen(
            command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode:
            raise SystemExit(f"{' '.join(command)} failed.")
        took.append(
            (time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
        )
    return Start(name, *(statistics.median(values) for values in zip(*took, strict=True)))


def page(data_dir: str) -> list[Start]:
    """The page, from the command until it is served, until it is ready and until a question is
    answered.
    """
    took: list[list[Start]] = []
    for _ in range(STARTS):
        address = f"http://127.0.0.1:{free_port()}"
        command = [
            ROLECALL,
            "--data-dir",
            data_dir,
            "chat",
            "--no-browser",
            "--port",
            address.rpartition(":")[2],
        ]
        start = time.perf_counter()
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def reached(name: str, start: float = start, pid: int = server.pid) -> Start:
            return Start(
                f"`rolecall chat`, until {name}", time.perf_counter() - start, *used_by(pid)
            )

        try:
            wait_for(address, start)
            served = reached("the page is served")
            wait_for(f"{address}/readyz", start)
            ready = reached("it is ready to answer")
            ask_page(address)
            took.append([served, ready, reached("a question is answered")])
        finally:
            server.terminate()
            server.wait(timeout=30)
    return [
        sorted(stage, key=lambda start: start.processor)[STARTS // 2]
        for stage in zip(*took, strict=True)
    ]


def used_by(pid: int) -> tuple[float, float]:
    """Seconds of the processor that a process has used so far, and the most memory it had, in
    MB.
    """
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    most = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), int(
        most.split()[1]
    ) / 1024


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
    submit = next(
        one
        for one in config["dependencies"]
        if any(event == "submit" for _, event in one["targets"])
    )
    asked = {
        "data": [QUESTION, None],
        "fn_index": submit["id"],
        "session_hash": "bench",
        "event_data": None,
    }
    asked["trigger_id"] = submit["targets"][0][0]
    fetch(f"{address}/gradio_api/queue/join", json.dumps(asked).encode())
    with urllib.request.urlopen(
        f"{address}/gradio_api/queue/data?session_hash=bench", timeout=PATIENCE
    ) as messages:
        for line in messages:
            if line.startswith(b"data:") and json.loads(line[5:])["msg"] == "process_completed":
                return
    raise SystemExit("The page did not answer.")


def fetch(url: str, body: bytes | None = None) -> Any:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
        return json.load(reply)


def table_of(starts: Sequence[Start]) -> str:
    """The starts, and how the ones that are compared stand to each other."""
    rows = [
        f"| {start.name} | {start.clock:.2f} | {start.processor:.2f} | {start.memory:,.0f} |"
        for start in starts
    ]
    used = {start.name: start.processor for start in starts}
    served, ready, _ = starts[-3:]
    ratios = (
        "In seconds of the processor, a cold `rolecall ask` takes "
        f"**{used[ASK] / used[ASK_OTHERWISE]:.2f}** of what "
        "it takes through sentence-transformers with the same model; the page is served within "
        f"**{served.processor / used[GRADIO]:.2f}** times the bare import of Gradio, and ready "
        "within "
        f"**{ready.processor / used[GRADIO]:.2f}** times."
    )
    head = f"| start, median of {STARTS} | s | s of the processor | most MB |\n|---|---|---|---|"
    return "\n".join([head, *rows, "", ratios, ""])


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        with Assistant.open(folder) as assistant:
            answered = answers(assistant)
        through = {"ROLECALL_EMBEDDER": str(packaged_folder())}
        subprocess.run(
            [ROLECALL, "--data-dir", other, "ask", QUESTION], env=os.environ | through, check=True
        )
        starts = [
            process("Python that does nothing", sys.executable, "-c", "pass"),
            process("`rolecall --help`", ROLECALL, "--help"),
            process("`rolecall documents`", ROLECALL, "--data-dir", folder, "documents"),
            process(ASK, ROLECALL, "--data-dir", folder, "ask", QUESTION),
            process(ASK_OTHERWISE, ROLECALL, "--data-dir", other, "ask", QUESTION, **through),
            process(
                "`import sentence_transformers`",
                sys.executable,
                "-c",
                "import sentence_transformers",
            ),
            process(GRADIO, sys.executable, "-c", "import gradio"),
            *page(folder),
        ]
    said = f"{circumstances(os.getloadavg()[1])}\n\n{answered}\n{table_of(starts)}"
    print(said)
    if given.write:
        print_in_docs("speed", said)


if __name__ == "__main__":
    main()
