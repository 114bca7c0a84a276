"""Kill writers at moments drawn by a seed, and look at what they left.

    python tests/benchmarks/kills.py --moments 100

Each writer ingests, removes, re-indexes or keeps conversations until it is killed as by `kill -9`. The next start must
open, answer from every finished document and keep every finished turn, and finish the rest without a duplicate or an
orphan. Exits with a traceback where one does not.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "fakes"))

from kill_moments import KillMoments


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    killed: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        moments = KillMoments(Path(folder) / "home", options.seed)
        for _ in range(options.moments):
            killed[moments.kill_one()] += 1
            print(f"\r{killed.total()} killed", end="", file=sys.stderr, flush=True)
    print(f"\nkilled while writing: {', '.join(f'{action} {times}' for action, times in sorted(killed.items()))}")


if __name__ == "__main__":
    main()
