"""Writes a small file whole, and for its owner's eyes alone."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from assistant.errors import AssistantError


def write_privately(path: Path, text: str) -> None:
    """Put `text` in the place of what `path` held; nobody sees half of it. Raises AssistantError where it cannot be."""
    written = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(path)
    except OSError as error:
        if written:
            with suppress(OSError):
                Path(written).unlink()
        raise AssistantError(
            f"{path} cannot be written: {error.strerror or error}. Make its folder writable: chmod u+w {path.parent}"
        ) from error
