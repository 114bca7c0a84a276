"""What a benchmark measured, kept piece by piece so that one that was stopped goes on, and
printed in the docs.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "performance.md"
Row = dict[str, Any]


class Pieces:
    """The pieces of one benchmark that were measured, each in a file of build/bench/NAME."""

    def __init__(self, name: str) -> None:
        self.folder = ROOT / "build" / "bench" / name

    def row(self, piece: str, measure: Callable[[], Row]) -> Row:
        """Return what was measured of a piece; measured now where it was not before."""
        file = self.folder / f"{piece}.json"
        if not file.exists():
            print(
                f"{datetime.now():%H:%M:%S} {self.folder.name}: {piece} begins",
                file=sys.stderr,
                flush=True,
            )
            row = measure() | {"load": os.getloadavg()[0]}
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(".unfinished")
            unfinished.write_text(json.dumps(row), "utf-8")
            unfinished.replace(file)
        print(
            f"{datetime.now():%H:%M:%S} {self.folder.name}: {piece} is measured",
            file=sys.stderr,
            flush=True,
        )
        return dict(json.loads(file.read_text("utf-8")))

    def forget(self) -> None:
        """Let the next run measure every piece anew, and throw away what was made for them."""
        shutil.rmtree(self.folder, ignore_errors=True)


def print_in_docs(section: str, text: str) -> None:
    """Put Markdown in place of what docs/performance.md says between the marks of a section."""
    begin, end = f"<!-- measured: {section} -->\n", f"<!-- measured: {section}, end -->\n"
    said = PAGE.read_text("utf-8")
    if begin not in said or end not in said:
        raise SystemExit(f"{PAGE} has no section between {begin.strip()} and {end.strip()}.")
    pattern = f"{re.escape(begin)}.*{re.escape(end)}"
    PAGE.write_text(
        re.sub(pattern, lambda _: f"{begin}\n{text}\n{end}", said, flags=re.DOTALL), "utf-8"
    )


def circumstances(load: float) -> str:
    """When and where it was measured, in a sentence: figures of a busy machine are not those of
    an idle one.
    """
    processors = os.cpu_count() or 1
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y} with {processors} processors "
        f"({platform.machine()}), "
        f"on average {load:.1f} programs wanting one."
    )
