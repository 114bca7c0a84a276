"""Gets a model's folder: one that is named, or the hub's, fetched with progress at its first use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.open_models import ProgressListener
from store.types import Progress

# Weights in safetensors and what describes them: no pickles, and no code.
_WANTED = ["*.json", "*.safetensors", "*.jinja", "tokenizer.model", "*.tiktoken", "merges.txt", "vocab.txt"]


def fetched(name: str, label: str, progress: ProgressListener | None) -> Path:
    """The folder of the model `name`; raises ModelError where it is neither a folder nor can be fetched."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if name.startswith(("/", ".", "~")) or name.count("/") != 1:
        raise ModelError(
            f"{label}: {folder} is no folder. Name the folder of a model, or one of the hub as owner/name."
        )
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    wanted: dict[str, Any] = {"allow_patterns": _WANTED}
    try:
        return Path(str(snapshot_download(name, local_files_only=True, **wanted)))
    except LocalEntryNotFoundError:
        pass
    try:
        return Path(str(snapshot_download(name, tqdm_class=_bar(name, progress), **wanted)))
    except Exception as error:  # the hub's client, its http library and the disk each raise their own
        raise ModelError(f"{label} cannot be fetched: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        return "its owner asks for consent first. Give it on the model's page, then run: hf auth login"
    if isinstance(error, errors.RepositoryNotFoundError):
        return "the hub has no model of that name, or not for you. See https://huggingface.co/models"
    if isinstance(error, (errors.LocalEntryNotFoundError, OSError)):
        return "the hub cannot be reached, or the disk is full. Try again online, or name a folder with the model."
    return f"{type(error).__name__}. Try again, or name a folder with the model."


def _bar(name: str, progress: ProgressListener | None) -> Any:
    """A progress bar for the hub's client that draws nothing and tells `progress` how much has come."""
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            options.pop("name", None)
            super().__init__(*arguments, **(options | {"disable": False, "file": _Nowhere()}))

        def display(self, *_: Any, **__: Any) -> None:
            if progress is None or not self.total:
                return
            if self.unit == "B":
                progress(Progress(f"Fetching {name}, MB", round(self.n / 1e6), max(1, round(self.total / 1e6))))

    return Bar


class _Nowhere:
    def write(self, _: str) -> None: ...

    def flush(self) -> None: ...
