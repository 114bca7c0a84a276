"""Turns off what the libraries would report to their makers; called before any of them is
imported.
"""

from __future__ import annotations

import logging
import os
import shlex
import sys
import tempfile
from io import TextIOWrapper
from pathlib import Path


def install_line(extra: str = "") -> str:
    """The command that installs Rolecall with one of its extras: from the checkout that it runs
    from, or by name.
    """
    checkout, named = Path(__file__).parent.parent, f"[{extra}]" if extra else ""
    if (checkout / "pyproject.toml").is_file():
        return (
            f"cd {shlex.quote(str(checkout))} && {sys.executable} -m pip install -c "
            f"constraints.txt -e '.{named}'"
        )
    return f"{sys.executable} -m pip install 'rolecall{named}'"


def log_to(data_dir: Path) -> None:
    """Send warnings and errors of every library to the log in `data_dir`, and none of them to
    the screen.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _LogFile)]:
        root.removeHandler(handler)
        handler.close()
    root.addHandler(_LogFile(data_dir / "logs" / "rolecall.log"))
    logging.captureWarnings(True)


def log_path() -> Path | None:
    """The log being written, None before `log_to`."""
    handlers = logging.getLogger().handlers
    return next(
        (Path(handler.baseFilename) for handler in handlers if isinstance(handler, _LogFile)), None
    )


class _LogFile(logging.FileHandler):
    """A log made with its folder when there is something to write, elsewhere if it cannot be
    there.
    """

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


_OFF = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
_QUIET = {
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",  # Rolecall shows its own; 0 shows how far a download is
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}

# Any of these may switch tracing on, and the one with _V2 wins over the one without: a default for
# one must not silence a user who set another.
TRACING = ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING")


def silence_telemetry() -> None:
    """Set the environment so that no library reports usage; LangSmith tracing stays as the user
    set it.
    """
    os.environ.update(_OFF)
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if not any(name in os.environ for name in TRACING):
        os.environ.update({"LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false"})


def traced() -> bool:
    """Whether the user switched LangSmith tracing on, which sends questions and passages there."""
    chosen = next((os.environ[name] for name in TRACING if os.environ.get(name)), "")
    return chosen.lower() == "true"
