"""The stored documents in a backup: Chroma's rows as JSON lines, which any other Chroma takes in
again.

What can be made anew from them (vectors kept by their text, the indexes of a search) is left out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from zipfile import ZipFile

import numpy as np

from store.collection.chroma import DOCUMENTS
from store.collection.client import ChromaClient, client_of
from store.collection.write_lock import WriteLock
from store.errors import BusyError
from store.loading.uploads import FOLDER
from store.settings import StoreSettings
from store.types import Progress, ProgressListener

PLACE = "collection/"  # of the rows in a backup
# the documents collection's own metadata, whose revision and maker are the last commit
OWN = f"{PLACE}own.json"
ATTEMPTS = 5  # at reading a server that others write to
AT_ONCE = 500  # rows that are written at once


def add_documents(archive: ZipFile, settings: StoreSettings, tell: ProgressListener) -> int:
    """Write every collection's rows and the kept uploads; return how many documents there are.

    Nobody else writes to a data folder meanwhile; a server is read again where somebody did. Raises
    CollectionError.
    """
    data_dir = settings.data_dir.expanduser()
    with (
        closing(client_of(settings, create=False)) as client,
        _alone(settings, client, tell),
        TemporaryDirectory() as folder,
    ):
        own, counts = _copied(client, Path(folder), tell)
        for name in counts:
            archive.write(Path(folder) / name, f"{PLACE}{name}.jsonl")
        archive.writestr(OWN, json.dumps(own))
        for path in sorted((data_dir / FOLDER).glob("[!.]*")):
            if path.is_file():
                archive.write(path, f"{FOLDER}/{path.name}")
    return counts.get(DOCUMENTS, 0)


def take_documents(archive: ZipFile, settings: StoreSettings, tell: ProgressListener) -> None:
    """Write what `add_documents` read to a data folder or a server that holds no documents, the
    commit last.

    Raises CollectionError.
    """
    own = json.loads(archive.read(OWN))
    members = [name for name in archive.namelist() if name.startswith(PLACE) and name != OWN]
    names = [name.removeprefix(PLACE).removesuffix(".jsonl") for name in members]
    with closing(client_of(settings, create=bool(own))) as client, _alone(settings, client, tell):
        for name in sorted(names, key=lambda name: name == DOCUMENTS):
            with archive.open(f"{PLACE}{name}.jsonl") as lines:
                for written, columns in enumerate(_pages(lines)):
                    tell(Progress(f"Putting back {_called(name)}", written * AT_ONCE))
                    client.upsert(name, **columns)
        if own:
            client.set_metadata(DOCUMENTS, own)
    uploads = settings.data_dir.expanduser() / FOLDER
    for member in (name for name in archive.namelist() if name.startswith(f"{FOLDER}/")):
        uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = uploads / Path(member).name
        path.touch(mode=0o600)
        path.write_bytes(archive.read(member))


def holds_documents(settings: StoreSettings) -> bool:
    """Whether anything was ever stored in the data folder or on the server.

    Raises CollectionError.
    """
    with closing(client_of(settings, create=False)) as client:
        return "embedder" in client.metadata(DOCUMENTS)


def _alone(
    settings: StoreSettings, client: ChromaClient, tell: ProgressListener
) -> AbstractContextManager[None]:
    """Keep other processes from writing to a data folder; nobody can keep them from a server."""
    folder = settings.data_dir.expanduser()
    return WriteLock(folder).held(tell) if client.embedded and folder.is_dir() else nullcontext()


def _copied(
    client: ChromaClient, folder: Path, tell: ProgressListener
) -> tuple[dict[str, Any], dict[str, int]]:
    """Write each collection's rows to a file named after it; return the last commit and how many
    rows there are.
    """
    for _ in range(ATTEMPTS):
        own = dict(client.metadata(DOCUMENTS))
        names = client.names() if own else ()
        counts = {name: _copy(client, name, folder / name, tell) for name in names}
        if client.metadata(DOCUMENTS).get("revision") == own.get("revision"):
            return own, counts
        tell(Progress("Reading again, since another process wrote meanwhile"))
    raise BusyError(
        f"Other processes wrote to {client.where} each of the {ATTEMPTS} times that it was read. "
        "Run the command again when they are done."
    )


def _copy(client: ChromaClient, name: str, path: Path, tell: ProgressListener) -> int:
    """Write a collection's rows, one a line; return how many there are."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for page in client.pages(name):
            tell(Progress(f"Reading {_called(name)}", written))
            columns = [page[column] for column in ("ids", "documents", "metadatas", "embeddings")]
            for identifier, text, metadata, vector in zip(*columns, strict=True):
                packed = base64.b64encode(np.asarray(vector, dtype="<f4").tobytes()).decode()
                file.write(json.dumps([identifier, text, metadata, packed]) + "\n")
            written += len(page["ids"])
    return written


def _called(name: str) -> str:
    """What people call a collection: "chunks", not the name of what made them."""
    return name.partition("-")[0]


def _pages(lines: IO[bytes]) -> Iterator[Mapping[str, Sequence[Any]]]:
    """The rows as columns for Chroma, some at a time; a column that no row has is left out."""
    while batch := [json.loads(line) for line in islice(lines, AT_ONCE)]:
        identifiers, texts, metadatas, packed = map(list, zip(*batch, strict=True))
        vectors = [np.frombuffer(base64.b64decode(row), dtype="<f4").tolist() for row in packed]
        columns = {"ids": identifiers, "metadatas": metadatas, "embeddings": vectors}
        if any(text is not None for text in texts):
            columns["documents"] = texts
        yield columns
