"""How the page bears many visitors at once, each with a conversation of their own.

    python tests/benchmarks/visitors.py [--questions 6] [--busy] [--write]

The real page in a process of its own, on the seeds; 50 visitors who read between questions as
people do. They ask as a browser does, through Gradio's queue. Fails where a question was not
answered, or where anybody sees another's. With `--busy` beside a process that computes all the
time. With `--write`, the figures go into docs/performance.md.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from measured import circumstances, print_in_docs

VISITORS = 50
THINKING = (5.0, 15.0)  # seconds between an answer and the next question
SOON = 2.0  # seconds
PATIENCE = 120.0  # seconds
ASKED = (
    "What do Bar Raisers look for?",
    "How many postings are there?",
    "And in Seattle?",
    "How does Amazon support its scientists?",
    "What would I do day to day in the AGI role?",
    "Compare the AGI role with the Seattle one",
    "Which roles are internships?",
    "What does the moon weigh?",
)


@dataclass
class Visit:
    """What one visitor asked, how long each answer took in seconds, and what went wrong."""

    asked: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Box:
    """The event of the question box, as /config describes it."""

    event: int
    trigger: int
    data: tuple[Any, ...]
    question_at: int
    chat_at: int

    @classmethod
    def of(cls, config: dict[str, Any]) -> Box:
        parts = {part["id"]: part["props"] for part in config["components"]}
        named = {
            props["elem_id"]: number for number, props in parts.items() if props.get("elem_id")
        }
        box, chat = named["question"], named["chat"]
        event = next(
            one
            for one in config["dependencies"]
            if [box, "submit"] in one["targets"] and chat in one["outputs"]
        )
        data = tuple(parts[number].get("value") for number in event["inputs"])
        return cls(event["id"], box, data, event["inputs"].index(box), event["outputs"].index(chat))

    def asking(self, question: str, session: str) -> dict[str, Any]:
        data = list(self.data)
        data[self.question_at] = question
        joined = {"data": data, "fn_index": self.event, "session_hash": session, "event_data": None}
        return joined | {"trigger_id": self.trigger}


async def visit(address: str, number: int, seed: int, questions: int) -> Visit:
    """Open the page, ask, read, ask again."""
    chance, done = random.Random(seed + number), Visit()
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as browser:
        (await browser.get("/")).raise_for_status()
        box = Box.of((await browser.get("/config")).json())
        for turn in range(questions):
            await asyncio.sleep(chance.uniform(*THINKING))
            question = f"{chance.choice(ASKED)} (visitor {number}, question {turn + 1})"
            done.asked.append(question)
            start = time.perf_counter()
            try:
                messages = await answer(browser, box, question, f"visitor{number}")
            except (httpx.HTTPError, ValueError) as error:
                done.wrong.append(f"{question}: {error!r}")
                break
            done.took.append(time.perf_counter() - start)
            seen = [text_of(message) for message in messages if message["role"] == "user"]
            if seen != done.asked:
                done.wrong.append(f"{question}: sees {seen}, asked {done.asked}")
            if not (text := text_of(messages[-1])) or 'class="note' in text:
                done.wrong.append(f"{question}: is told {text!r}")
    return done


async def answer(
    browser: httpx.AsyncClient, box: Box, question: str, session: str
) -> list[dict[str, Any]]:
    """The messages that the page shows at the end. Raises ValueError for an event that failed."""
    joined = await browser.post("/gradio_api/queue/join", json=box.asking(question, session))
    if joined.status_code != httpx.codes.OK:
        raise ValueError(f"{joined.status_code} {joined.text}")
    async with browser.stream(
        "GET", "/gradio_api/queue/data", params={"session_hash": session}
    ) as events:
        async for line in events.aiter_lines():
            event = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
            if event.get("msg") != "process_completed":
                continue
            if not event["success"]:
                raise ValueError(str(event["output"]))
            shown = event["output"]["data"][
                box.chat_at
            ]  # the last one is whole, those before say what changed
            messages: list[dict[str, Any]] = shown["value"] if isinstance(shown, dict) else shown
            return messages
    raise ValueError("the page stopped before the answer was whole")


def text_of(message: dict[str, Any]) -> str:
    """A message's own words; the page escapes what could be markup."""
    content = message["content"]
    return html.unescape(
        content if isinstance(content, str) else "".join(part["text"] for part in content)
    )


@contextmanager
def served() -> Iterator[str]:
    """The address of a page with default settings and a collection of its own, once it answers
    questions.
    """
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROLECALL_")}
    rolecall = Path(sys.executable).with_name("rolecall")
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [rolecall, "--data-dir", folder, "chat", "--no-browser", "--port", "0"]
        page = subprocess.Popen(command, env=plain, stdout=subprocess.PIPE, text=True)
        try:
            assert page.stdout is not None
            address = next(
                word for word in page.stdout.readline().split() if word.startswith("http")
            )
            wait_until_ready(address)
            yield address
        finally:
            page.terminate()
            page.wait()


def wait_until_ready(address: str) -> None:
    start = time.perf_counter()
    while time.perf_counter() - start < PATIENCE:
        if httpx.get(f"{address}/readyz", timeout=PATIENCE).status_code == httpx.codes.OK:
            return
        time.sleep(0.2)
    raise SystemExit(f"The page was not ready within {PATIENCE:.0f} s.")


async def all_visits(address: str, seed: int, questions: int) -> list[Visit]:
    return await asyncio.gather(
        *(visit(address, number, seed, questions) for number in range(VISITORS))
    )


@contextmanager
def computing(wanted: bool) -> Iterator[None]:
    """Another process that is busy meanwhile, where one is wanted."""
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if wanted else None
    try:
        yield
    finally:
        if other is not None:
            other.kill()
            other.wait()


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--questions", type=int, default=6, help="of each visitor")
    options.add_argument("--busy", action="store_true")
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    with served() as address, computing(given.busy):
        start = time.perf_counter()
        visits = asyncio.run(all_visits(address, 1, given.questions))
        lasted = time.perf_counter() - start
        load = os.getloadavg()[0]
    took = sorted(seconds for one in visits for seconds in one.took)
    wrong = [line for one in visits for line in one.wrong]
    for line in wrong[:10]:
        print(line, file=sys.stderr)
    beside = ", beside a process that computes" if given.busy else ""
    said = (
        f"**{VISITORS} visitors with pauses for thought{beside}**: {len(took)} answers in "
        f"{lasted:.0f} s, "
        f"{sum(one <= SOON for one in took) / max(1, len(took)):.0%} within {SOON:.0f} s; median "
        f"{statistics.median(took):.2f} s, 95th of 100 {statistics.quantiles(took, n=20)[-1]:.2f} "
        "s, longest "
        f"{took[-1]:.2f} s; {len(wrong)} went wrong. {circumstances(load)}\n"
    )
    print(said)
    if given.write:
        print_in_docs("visitors beside work" if given.busy else "visitors", said)
    return 1 if wrong or len(took) < VISITORS * given.questions else 0


if __name__ == "__main__":
    sys.exit(main())
