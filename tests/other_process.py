"""Run as a program of its own: `python other_process.py DATA_DIR add PATH | remove ID` on embedded Chroma."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fake_embedder import FakeEmbedder

from store.library import Library
from store.settings import StoreSettings


def main(data_dir: str, action: str, what: str) -> int:
    library = Library.open(StoreSettings(data_dir=Path(data_dir)), FakeEmbedder)
    try:
        if action == "remove":
            library.remove(what)
            return 0
        return 0 if all(outcome.status != "failed" for outcome in library.ingest([what])) else 1
    finally:
        library.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
