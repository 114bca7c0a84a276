"""What 100, 1,000 and 10,000 postings cost: reading them in, opening them, answering from them.

    python tests/benchmarks/scale.py [POSTINGS...] [--write]

Each size is read in by a process of its own and asked by another, both with the packaged embedder.
All that is compared is measured in one run; on a machine with other work the processor's seconds
tell more than the clock's. A run that was stopped goes on with the step that it was at. With
`--write`, the table and the plot go into docs/performance.md, and the next run begins anew.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.cli.render import progress_shown
from assistant.evidence.reader import heading_of, texts_of
from assistant.judge.judge import shipped_judge
from assistant.question.understand import understand
from made_postings import PLACES, TRADES, write_table
from measured import PAGE, Pieces, Row, circumstances, print_in_docs
from store.library import Library
from store.settings import StoreSettings

SIZES = (100, 1_000, 10_000)
ASKED = 20  # questions of a kind
SAMPLE = (
    400  # chunks that are embedded by themselves; of more, the cost of all is reckoned from these
)


def ingest(table: Path, folder: Path) -> Row:
    """Read a table twice; seconds of the processor beside those that embedding its chunks alone
    takes.
    """
    with (
        closing(Library.open(StoreSettings(data_dir=folder))) as library,
        progress_shown() as progress,
    ):
        library.embedder.embed(["Loaded before anything is timed."])
        first = timed(lambda: library.ingest([table], progress))
        again = timed(lambda: library.ingest([table]))
        texts = sorted({chunk.embedded_text for chunk in library.chunks()})
        sample = random.Random(1).sample(texts, min(SAMPLE, len(texts)))
        alone = timed(lambda: library.embed(sample))
    times = len(texts) / len(sample)
    return {
        "chunks": len(texts),
        "ingest s": first[0],
        "ingest cpu": first[1],
        "embedding s": alone[0] * times,
        "embedding cpu": alone[1] * times,
        "again s": again[0],
        "again cpu": again[1],
        "ingest MB": peak(),
        "disk MB": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6,
    }


def answers(folder: Path) -> Row:
    """Open what was read in and ask it; milliseconds of the processor, medians and the 95th of
    100.
    """
    opening = timed(lambda: Assistant.open(folder).close())
    with Assistant.open(folder) as assistant:
        known = timed(assistant.known)
        found: Row = {"open s": opening[0] + known[0], "open cpu": opening[1] + known[1]}
        for kind, questions in asked().items():
            assistant.ask(questions[0])
            took = [timed(partial(assistant.ask, question))[1] * 1000 for question in questions[1:]]
            found |= {
                kind: statistics.median(took),
                f"{kind} 95": statistics.quantiles(took, n=20)[-1],
            }
            read = [understanding(assistant, question) for question in questions[1:]]
            found[f"understanding {kind}"] = statistics.median(read)
        found["bare"] = statistics.median(
            bare(assistant, f"{question} Say why.") for question in asked()["plain"]
        )
    return found | {"answer MB": peak()}


def understanding(assistant: Assistant, question: str) -> float:
    known = assistant.known()
    return timed(lambda: understand(question, (), known))[1] * 1000


def bare(assistant: Assistant, question: str) -> float:
    """The least that a plain answer needs: the question embedded, passages retrieved, the
    judge's reading of them.
    """
    library = assistant.library

    def work() -> None:
        library.embed([question])
        chunks = [chunk for passage in library.retrieve(question) for chunk in passage.chunks]
        shipped_judge().read(question, [(heading_of(chunk), texts_of(chunk)) for chunk in chunks])

    return timed(work)[1] * 1000


def asked() -> dict[str, list[str]]:
    """Questions of each kind, one more than are timed."""
    dice = random.Random(3)

    def of(pattern: str) -> list[str]:
        made: dict[str, None] = {}  # no question twice: its answer would be remembered
        while len(made) <= ASKED:
            trade, *words = dice.choice(TRADES)
            place = dice.choice(PLACES).split(",")[0]
            other = dice.choice([name for name, *_ in TRADES if name != trade])
            made[pattern.format(trade=trade, place=place, word=dice.choice(words), other=other)] = (
                None
            )
        return list(made)

    return {
        "plain": of("What does a {trade} do with {word} in the first year?"),
        "list": of("Which {trade} roles are in {place}?"),
        "count": of("How many {trade} postings are there in {place}?"),
        "compare": of("Compare the {trade} in {place} with the {other} in {place}"),
    }


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - processor


def peak() -> float:
    """The largest size this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(postings: int, pieces: Pieces) -> Row:
    """Read a table of so many postings in and ask it; what was read in is kept until all is
    printed.
    """
    home = pieces.folder / f"library of {postings}"

    def read_in() -> Row:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        write_table(home / "postings.csv", postings)
        return in_a_process("--ingest", home / "postings.csv", home / "library")

    row = {"postings": postings} | pieces.row(f"reading {postings:,} in", read_in)
    asking = pieces.row(f"asking {postings:,}", lambda: in_a_process("--answers", home / "library"))
    return row | asking | {"load": max(row["load"], asking["load"])}


def in_a_process(*step: Path | str) -> Row:
    done = subprocess.run(
        [sys.executable, __file__, *step], check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def table_of(rows: Sequence[Row]) -> str:
    """The figures as Markdown, each size a column; the last column is the largest size beside
    the smallest.
    """
    lines: list[tuple[str, str, Callable[[Row], float]]] = [
        ("distinct chunks", "{:,.0f}", lambda row: row["chunks"]),
        ("ingest, seconds of the processor", "{:,.1f}", lambda row: row["ingest cpu"]),
        ("— per posting, ms", "{:,.1f}", lambda row: row["ingest cpu"] * 1000 / row["postings"]),
        (
            "— times embedding its chunks alone",
            "{:.2f}",
            lambda row: row["ingest cpu"] / row["embedding cpu"],
        ),
        (
            "— by the clock, times embedding alone",
            "{:.2f}",
            lambda row: row["ingest s"] / row["embedding s"],
        ),
        (
            "the same file again, share of the first time",
            "{:.2%}",
            lambda row: row["again cpu"] / row["ingest cpu"],
        ),
        ("open until a question is understood, s", "{:.2f}", lambda row: row["open cpu"]),
    ]
    for kind in ("plain", "list", "count", "compare"):
        lines += [
            (f"{kind}, median ms", "{:,.0f}", itemgetter(kind)),
            (f"{kind}, 95th of 100, ms", "{:,.0f}", itemgetter(f"{kind} 95")),
            ("— understanding it, ms", "{:,.1f}", itemgetter(f"understanding {kind}")),
        ]
    lines += [
        ("plain, times its bare work", "{:.2f}", lambda row: row["plain"] / row["bare"]),
        ("most memory, ingest, MB", "{:,.0f}", lambda row: row["ingest MB"]),
        ("most memory, answers, MB", "{:,.0f}", lambda row: row["answer MB"]),
        ("disk, MB", "{:,.0f}", lambda row: row["disk MB"]),
    ]
    head = "| | " + " | ".join(f"{row['postings']:,.0f}" for row in rows) + " | last / first |"
    made = [head, "|---" * (len(rows) + 2) + "|"]
    for name, form, value in lines:
        values = [value(row) for row in rows]
        ratio = f"{values[-1] / values[0]:.2f}" if values[0] else ""
        made.append(
            f"| {name} | " + " | ".join(form.format(number) for number in values) + f" | {ratio} |"
        )
    return "\n".join(made) + "\n"


def plot_of(rows: Sequence[Row]) -> str:
    """How the cost of each kind of work grows with the postings, both on a scale of powers of
    ten, as an SVG.
    """
    lines = {kind: [row[kind] for row in rows] for kind in ("plain", "list", "count", "compare")}
    lines["understanding"] = [row["understanding list"] for row in rows]
    lines["ingest, a posting"] = [row["ingest cpu"] * 1000 / row["postings"] for row in rows]
    lines["open"] = [row["open cpu"] * 1000 for row in rows]
    width, height, left, top = 760, 420, 60, 20
    highest = max(value for values in lines.values() for value in values)
    step = (height - 2 * top - 30) / max(1, len(str(int(highest))))
    across = [left + at * (width - left - 180) / max(1, len(rows) - 1) for at in range(len(rows))]

    def down(value: float) -> float:
        return height - top - 30 - step * max(0.0, math.log10(max(value, 1.0)))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for power in range(len(str(int(highest))) + 1):
        at = down(10.0**power)
        parts.append(
            f'<line x1="{left}" x2="{across[-1]:.0f}" y1="{at:.0f}" y2="{at:.0f}" stroke="#ddd"/>'
        )
        parts.append(
            f'<text x="{left - 8}" y="{at + 4:.0f}" text-anchor="end">{10**power:,} ms</text>'
        )
    for row, x in zip(rows, across, strict=True):
        parts.append(
            f'<text x="{x:.0f}" y="{height - 14}" text-anchor="middle">{row["postings"]:,.0f} '
            "postings</text>"
        )
    colours = ("#1b6ca8", "#c0392b", "#27864a", "#8e44ad", "#b9770e", "#444444", "#16a3a3")
    taken: list[float] = []
    for (name, values), colour in zip(lines.items(), colours, strict=True):
        points = " ".join(
            f"{x:.0f},{down(value):.0f}" for x, value in zip(across, values, strict=True)
        )
        label = down(values[-1])
        while any(abs(label - other) < 14 for other in taken):
            label += 14
        taken.append(label)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(
            f'<text x="{across[-1] + 10:.0f}" y="{label + 4:.0f}" fill="{colour}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def write(rows: Sequence[Row]) -> None:
    when = circumstances(max(row["load"] for row in rows))
    print_in_docs(
        "scale",
        f"{when}\n\n{table_of(rows)}\n![How the cost grows with the "
        "postings](images/performance.svg)\n",
    )
    (PAGE.parent / "images" / "performance.svg").write_text(plot_of(rows), "utf-8")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("postings", nargs="*", type=int)
    options.add_argument("--write", action="store_true")
    options.add_argument("--ingest", nargs=2, type=Path)
    options.add_argument("--answers", type=Path)
    given = options.parse_args()
    if given.ingest or given.answers:
        row: Any = ingest(*given.ingest) if given.ingest else answers(given.answers)
        print(json.dumps(row))
        return
    pieces = Pieces("scale")
    rows = [measured(postings, pieces) for postings in given.postings or SIZES]
    print(table_of(rows))
    if given.write:
        write(rows)
        pieces.forget()


if __name__ == "__main__":
    main()
