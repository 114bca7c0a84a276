"""Find a model's folder: the named folder, or the hub's, fetched with progress at its first use."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from store.types import Progress, ProgressListener

# Weights in safetensors and the files that describe them: no pickles, and no code.
_WANTED = "*.json *.safetensors *.jinja tokenizer.model *.tiktoken merges.txt vocab.txt".split()
_UNWANTED = ["consolidated*", "original/*", "onnx/*"]  # the same weights in other forms


def fetched(name: str, label: str, progress: ProgressListener | None) -> Path:
    """Return the folder of the model `name`.

    Raises ModelError if it is not a folder and cannot be fetched.
    """
    folder = model_folder(name)
    if folder.is_dir():
        return folder
    if name.startswith(("/", ".", "~")) or name.count("/") != 1:
        raise ModelError(
            f"{label}: {folder} is no folder. Name the folder of a model, or one of the hub as "
            "owner/name."
        )
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    wanted: dict[str, Any] = {"allow_patterns": _WANTED, "ignore_patterns": _UNWANTED}
    with suppress(LocalEntryNotFoundError, HFValidationError):  # the latter is raised again below
        return Path(str(snapshot_download(name, local_files_only=True, **wanted)))
    told = _Told(name, progress)
    try:
        return Path(str(snapshot_download(name, tqdm_class=_bar(told), **wanted)))
    except Exception as error:  # the hub's client, its http library and the disk raise their own
        raise ModelError(f"{label} cannot be fetched: {_reason(error)}") from error
    finally:
        told.is_over = True


def model_folder(name: str) -> Path:
    """Return the folder that a name means, whether it exists or not."""
    try:
        return Path(name).expanduser()
    except RuntimeError:  # a user without a home folder
        return Path(name)


def _reason(error: Exception) -> str:
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        mend = "Give it on the model's page, then run: hf auth login"
        return f"its owner asks for consent first. {mend}"
    if isinstance(error, (errors.RepositoryNotFoundError, errors.HFValidationError)):
        mend = "See https://huggingface.co/models"
        return f"the hub has no model of that name, or not for you. {mend}"
    mend = "or name a folder with the model."
    if isinstance(error, (errors.LocalEntryNotFoundError, OSError)):
        return f"the hub cannot be reached, or the disk is full. Try again online, {mend}"
    return f"{type(error).__name__}. Try again, {mend}"


class _Told:
    """Tell a listener how much has arrived, over several bars: never less than before, and nothing
    once finished.
    """

    def __init__(self, name: str, listener: ProgressListener | None) -> None:
        self._stage = f"Fetching {name}, MB"
        self._listener = listener
        self._last = (0, 0)
        self.is_over = False

    def tell(self, done: float, total: float) -> None:
        """Report `done` of `total` bytes."""
        told = max(self._last[0], round(done / 1e6)), max(self._last[1], round(total / 1e6), 1)
        if self._listener is not None and not self.is_over and told != self._last:
            self._last = told
            self._listener(Progress(self._stage, *told))


def _bar(told: _Told) -> Any:
    """Return a progress bar class for the hub's client that draws nothing and reports how much has
    arrived.
    """
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            options.pop("name", None)
            super().__init__(*arguments, **(options | {"disable": False, "file": io.StringIO()}))

        def display(self, *_: Any, **__: Any) -> None:
            if self.total and self.unit == "B":
                told.tell(self.n, self.total)

    return Bar
