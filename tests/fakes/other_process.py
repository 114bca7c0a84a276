"""Run as a program of its own, on embedded Chroma or the server ROLECALL_CHROMA_URL names.

python other_process.py DATA_DIR ACTION WHAT, where ACTION is
    add PATH        ingest it
    remove ID       remove the document
    churn FOLDER    ingest, change and remove documents for three seconds, written into FOLDER
    hold SECONDS    keep the writer lock
    die-before-X PATH   ingest it, and be killed where ChromaStore.X is called first
    die-before-X-seeding FOLDER     the same with the folder's seeds
    die-reindexing-X TOKENS   make the vectors anew for chunks of TOKENS, and be killed at a call of X
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from fake_embedder import FakeEmbedder
from store.collection.chroma import ChromaStore
from store.library import Library
from store.settings import StoreSettings
from store.types import Progress

CHURN_SECONDS = 3.0
CHURNED = """---
kind: role
title: Churner {name} {number}
---
## The work
"""


def main(data_dir: str, action: str, what: str) -> int:
    if action.startswith("die-reindexing-"):
        settings = StoreSettings(data_dir=Path(data_dir), chunk_tokens=int(what))
        step = action.removeprefix("die-reindexing-")
        die_at(step, call=1 if step == "write_chunks" else 2)
    else:
        settings = StoreSettings(data_dir=Path(data_dir))
    library = Library.open(settings, FakeEmbedder)
    try:
        return act(library, action, what)
    finally:
        library.close()


def act(library: Library, action: str, what: str) -> int:
    if action == "remove":
        library.remove(what)
    elif action == "churn":
        churn(library, Path(what))
    elif action == "hold":
        hold(library, float(what))
    elif action.startswith("die-reindexing-"):
        library.reindex()
    elif action.endswith("-seeding"):
        die_at(action.removeprefix("die-before-").removesuffix("-seeding"), call=1)
        library.ingest_seeds(Path(what))
    else:
        if action.startswith("die-before-"):
            die_at(action.removeprefix("die-before-"), call=1)
        return 0 if all(outcome.status != "failed" for outcome in library.ingest([what])) else 1
    return 0


def churn(library: Library, folder: Path) -> None:
    end = time.monotonic() + CHURN_SECONDS
    edition = 0
    while time.monotonic() < end:
        path = folder / f"churn-{edition % 3}.md"
        lines = (
            f"{folder.name}: edition {edition} line {line} tells of bread, ships and tides.\n"
            for line in range(60)
        )
        path.write_text(
            CHURNED.format(name=folder.name, number=edition % 3) + "\n".join(lines), "utf-8"
        )
        assert all(outcome.status != "failed" for outcome in library.ingest([path]))
        if edition % 4 == 3:
            mine = f"Churner {folder.name}"
            library.remove(
                next(one.document_id for one in library.documents() if one.title.startswith(mine))
            )
        edition += 1


def hold(library: Library, seconds: float) -> None:
    def silent(progress: Progress) -> None:
        """Tell nobody."""

    with library._store.writing(silent):
        print("held", flush=True)
        time.sleep(seconds)


def die_at(step: str, call: int) -> None:
    """Be killed as by `kill -9` where this method of the store is called for the nth time."""
    original = getattr(ChromaStore, step)
    calls: list[None] = []

    def dying(*arguments: Any, **named: Any) -> Any:
        calls.append(None)
        if len(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)

    setattr(ChromaStore, step, dying)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
