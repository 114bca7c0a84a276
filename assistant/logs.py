"""Where what went wrong is written down: `logs/rolecall.log` in the data folder."""

from __future__ import annotations

import logging
import os
import tempfile
from io import TextIOWrapper
from pathlib import Path


def log_to(data_dir: Path) -> None:
    """Send warnings and errors of every library to the log in `data_dir`, and none of them to the screen."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _LogFile)]:
        root.removeHandler(handler)
        handler.close()
    root.addHandler(_LogFile(data_dir / "logs" / "rolecall.log"))
    logging.captureWarnings(True)


def log_path() -> Path | None:
    """The log being written, None before `log_to`."""
    handlers = logging.getLogger().handlers
    return next((Path(handler.baseFilename) for handler in handlers if isinstance(handler, _LogFile)), None)


class _LogFile(logging.FileHandler):
    """A log made with its folder when there is something to write, elsewhere if it cannot be there."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self.setLevel(logging.WARNING)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def _open(self) -> TextIOWrapper:
        for path in (Path(self.baseFilename), Path(tempfile.gettempdir()) / "rolecall.log"):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self.baseFilename = str(path)
                return super()._open()
            except OSError:
                continue
        return Path(os.devnull).open("w", encoding="utf-8")
