"""A page in a process of its own whose answers stop in their middle: it is there to be killed.

python slow_page.py FOLDER, which holds what the page keeps; its address is the first line it
prints.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from keepers import keepers
from served_page import served


def main(folder: Path) -> None:
    assistant = keepers()
    assistant.hold.clear()
    assistant.hold.wait = lambda timeout=None: threading.Event().wait(600)  # type: ignore[method-assign]
    with served(lambda **_: assistant, folder) as address:
        print(address, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "fakes"))
    main(Path(sys.argv[1]))
