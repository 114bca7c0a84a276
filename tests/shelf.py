"""Documents of a made-up town for the tests of the store, and what writes them, asks them and runs beside them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from store.library import Library

OTHER = Path(__file__).parent / "other_process.py"

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
    return [chunk_id for chunk_id, _, _ in library._store._client.rows(library.maker.chunks, include=[])]
