"""How long the rows of a table take to be stored, and how much memory that takes at its highest.

    python tests/benchmarks/table_rows.py [ROWS...]

Each table is read twice, each time by a process of its own, with an embedder that needs no model, so that what is
measured is reading and writing; the second time every row is unchanged. What memory grows by from one number of rows to
the next is embedded Chroma's: it holds the vector index, and reads its log anew at every write.
"""

from __future__ import annotations

import csv
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from store.embedding.embedder import Vectors
from store.library import Library
from store.settings import StoreSettings

sys.path.insert(0, str(Path(__file__).parent.parent / "fakes"))
from fake_embedder import FakeEmbedder

ROWS = (1_000, 10_000)
TOWNS = ("Leeds, GB", "Lyon, FR", "Ghent, BE", "Porto, PT", "Turku, FI", "Boulder, CO, US")
TRADES = ("Baker", "Glazier", "Pilot", "Beekeeper", "Cartographer", "Weaver")
VERBS = ("shape", "mend", "chart", "count", "carry", "clean", "weigh", "paint")
THINGS = ("loaves", "windows", "tides", "hives", "maps", "looms", "ledgers", "barrels")


class Forgetful(FakeEmbedder):
    """Keeps no list of what it embedded."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = super().embed(texts)
        self.embedded.clear()
        return vectors


def write_table(path: Path, rows: int) -> None:
    """Write a table of made-up postings, each with a text of its own of about 1,200 characters."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "title", "company", "location", "posted", "description"])
        for number in range(rows):
            lines = [
                f"You {dice.choice(VERBS)} {dice.choice(THINGS)} and {dice.choice(VERBS)} {dice.choice(THINGS)} "
                f"in hall {dice.randrange(10_000)}."
                for _ in range(22)
            ]
            text = " ".join(lines[:8]) + "\n\nRequirements\n" + "\n".join(f"- {line}" for line in lines[8:])
            title = f"{dice.choice(TRADES)} {number}"
            table.writerow([f"R-{number}", title, "Quay and Daughters", dice.choice(TOWNS), "2026-03-01", text])


def store(path: str, folder: str) -> None:
    """Read a table and print what became of its rows, seconds and the process's largest size."""
    library = Library.open(StoreSettings(data_dir=Path(folder)), Forgetful)
    start = time.perf_counter()
    counts = Counter(str(outcome.status) for outcome in library.ingest_each([path]))
    seconds = time.perf_counter() - start
    library.close()
    told = ", ".join(f"{count:,} {status}" for status, count in counts.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {told} | {seconds:.1f} | {peak:.0f} |", flush=True)


def main() -> None:
    print("| rows | s | peak MB |\n|---|---|---|", flush=True)
    for rows in [int(words) for words in sys.argv[1:]] or ROWS:
        with TemporaryDirectory() as folder:
            table = Path(folder, "jobs.csv")
            write_table(table, rows)
            for _ in range(2):
                subprocess.run([sys.executable, __file__, "--store", str(table), f"{folder}/data"], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--store"]:
        store(*sys.argv[2:4])
    else:
        main()
