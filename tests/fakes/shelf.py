"""Documents of a made-up town for the tests of the store, and what writes them, asks them and
runs beside them.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from fake_embedder import FakeEmbedder
from store.embedding.embedder import Vectors
from store.errors import EmbedderError
from store.library import Library

OTHER = Path(__file__).parent / "other_process.py"
PATIENCE = 20.0  # seconds

BAKER = """---
kind: role
title: Night Baker
team: Ovens
postings: [{place: "GB, Leeds"}]
---
## The work
Night bakers shape sourdough loaves before dawn. They keep the starter alive and log every batch.
"""
PILOT = """---
kind: role
title: Harbour Pilot
team: Pilots
postings: [{place: "GB, Hull"}]
---
## The work
Harbour pilots bring container ships through the estuary. They read tides and radio the tugs.
"""


class ScriptedEmbedder(FakeEmbedder):
    """Fails on any text that holds the word BOOM, and waits at one that holds PAUSE until told
    to go on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.paused = threading.Event()
        self.go_on = threading.Event()

    def embed(self, texts: Sequence[str]) -> Vectors:
        if any("BOOM" in text for text in texts):
            raise EmbedderError("The embedder gave up on BOOM.")
        if any("PAUSE" in text for text in texts):
            self.paused.set()
            assert self.go_on.wait(PATIENCE)
        return super().embed(texts)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def statuses(library: Library, *paths: Path) -> list[str]:
    return [str(outcome.status) for outcome in library.ingest(paths)]


def texts(library: Library, question: str) -> str:
    return " ".join(passage.text for passage in library.retrieve(question))


def elsewhere(data_dir: Path, action: str, what: str | Path) -> int:
    """The exit status of another process that did this."""
    return start_elsewhere(data_dir, action, what).wait(timeout=120)


def start_elsewhere(data_dir: Path, action: str, what: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(OTHER), str(data_dir), action, str(what)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def rows(library: Library) -> list[str]:
    """Identifiers of every chunk that is kept, committed or not."""
    return [
        chunk_id for chunk_id, _, _ in library._store._client.rows(library.maker.chunks, include=[])
    ]


def run_threads(targets: Sequence[Callable[[], object]], patience: float = 60.0) -> None:
    """Run all at once; fail where one raises or is not done in time."""
    failures: list[BaseException] = []

    def guarded(target: Callable[[], object]) -> None:
        try:
            target()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(target,), daemon=True) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience)
    assert not failures, failures
    assert not any(thread.is_alive() for thread in threads), "held up"
