"""Kill writers at moments drawn by a seed, and look at what they left.

    python tests/benchmarks/kills.py [--write]

Each writer ingests, removes, re-indexes or keeps conversations until it is killed as by `kill -9`.
The next start must open, answer from every finished document and keep every finished turn, and
finish the rest without a duplicate or an orphan. Exits with a traceback where one does not. A run
that was stopped goes on. With `--write`, the figures go into docs/performance.md, and the next run
begins anew.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "fakes"))

from kill_moments import KillMoments
from measured import Pieces, Row, print_in_docs

AT_ONCE = 5  # moments of one data folder


def killed(seed: int, moments: int) -> Row:
    """How many writers were killed at each kind of work, in a data folder of their own."""
    with TemporaryDirectory() as folder:
        writers = KillMoments(Path(folder) / "home", seed)
        return {"actions": Counter(writers.kill_one() for _ in range(moments))}


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--moments", type=int, default=100)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    pieces = Pieces("kills")
    actions: Counter[str] = Counter()
    for seed, start in enumerate(range(0, given.moments, AT_ONCE), start=1):
        moments = min(AT_ONCE, given.moments - start)
        actions += Counter(
            pieces.row(f"{moments} of seed {seed}", partial(killed, seed, moments))["actions"]
        )
    counted = ", ".join(f"{action} {times}" for action, times in sorted(actions.items()))
    said = (
        f"**{actions.total()} writers killed** as by `kill -9` at moments drawn by a seed, while "
        "they did this: "
        f"{counted}. Each time the next start opened, answered from every finished document and "
        "kept every finished "
        "turn; what was cut off was finished without a duplicate or an orphan.\n"
    )
    print(said)
    if given.write:
        print_in_docs("kills", said)
        pieces.forget()


if __name__ == "__main__":
    main()
