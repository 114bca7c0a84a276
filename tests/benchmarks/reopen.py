"""What an open embedded Chroma client sees of another process's writes, and what it costs to look
again.

    python tests/benchmarks/reopen.py

Two real processes on one folder: the other adds a row, deletes one, moves one and raises the
revision kept in the collection's metadata. Prints what this process's open client then reads, the
same once reopened, and the time of each.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import chromadb
import numpy as np

ROWS, DIMENSION = 2_000, 384
ADDED, DELETED, MOVED = "row-2000", "row-7", "row-8"
TIMES = 20


def vectors(seed: int = 0) -> np.ndarray:
    """Random vectors of shape (ROWS + 2, DIMENSION): the last two are for what the other process
    writes.
    """
    return np.random.default_rng(seed).normal(size=(ROWS + 2, DIMENSION)).astype(np.float32)


def opened(folder: str) -> tuple[Any, Any]:
    client = chromadb.PersistentClient(
        folder, settings=chromadb.Settings(anonymized_telemetry=False)
    )
    return client, client.get_or_create_collection("rows", embedding_function=None)


def fill(rows: Any) -> None:
    rows.add(ids=[f"row-{at}" for at in range(ROWS)], embeddings=vectors()[:ROWS])
    rows.modify(metadata={"revision": 1})


def write_elsewhere(folder: str) -> None:
    """Add, delete, move and mark; run as a process of its own."""
    client, rows = opened(folder)
    rows.add(ids=[ADDED], embeddings=vectors()[ROWS : ROWS + 1])
    rows.delete(ids=[DELETED])
    rows.update(ids=[MOVED], embeddings=vectors()[ROWS + 1 :])
    rows.modify(metadata={"revision": 2})
    client.close()


def nearest(rows: Any, vector: np.ndarray) -> str:
    """The identifier nearest to a vector, or what asking for it raised."""
    try:
        return str(
            rows.query(query_embeddings=vector[None], n_results=1, include=["distances"])["ids"][0][
                0
            ]
        )
    except Exception as error:  # which kind is what is measured
        return f"{type(error).__name__}: {' '.join(str(error).split())[:60]}"


def report(who: str, client: Any, rows: Any) -> None:
    known = vectors()
    print(f"{who}:")
    print(
        "  revision in the metadata   "
        f"{client.get_collection('rows', embedding_function=None).metadata['revision']}"
    )
    print(f"  {ADDED} by its identifier {'there' if rows.get(ids=[ADDED])['ids'] else 'missing'}")
    print(f"  nearest to {ADDED}, added  {nearest(rows, known[ROWS])}")
    print(f"  nearest to {MOVED}, moved     {nearest(rows, known[ROWS + 1])}")
    print(f"  nearest to {DELETED}, deleted   {nearest(rows, known[7])}")


def milliseconds(act: Callable[[], object]) -> float:
    """The median of TIMES runs."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def main(folder: str) -> None:
    client, rows = opened(folder)
    fill(rows)
    nearest(rows, vectors()[0])
    subprocess.run([sys.executable, __file__, folder], check=True)
    report("open client", client, rows)

    def reopen() -> None:
        nonlocal client, rows
        client.close()
        client, rows = opened(folder)

    reopen()
    report("reopened", client, rows)
    read = milliseconds(lambda: client.get_collection("rows", embedding_function=None).metadata)
    opening = milliseconds(reopen)
    searching = milliseconds(lambda: (reopen(), nearest(rows, vectors()[0])))
    print(
        f"{ROWS} rows: metadata read in {read:.1f} ms, reopened in {opening:.0f} ms, with a search "
        f"{searching:.0f} ms"
    )
    client.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write_elsewhere(sys.argv[1])
    else:
        with TemporaryDirectory() as chosen:
            main(chosen)
