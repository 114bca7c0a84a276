"""One Chroma server, several Rolecalls before it: tokens, tenants, TLS, and a server that is
away, slow, restarted.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.backup import back_up, restore
from assistant.errors import BackupError
from assistant.settings import Settings
from chroma_server import ChromaServer, chroma_server, guarded
from fake_embedder import FakeEmbedder
from shelf import BAKER, PILOT, elsewhere, start_elsewhere, statuses, texts, write
from store.errors import CollectionError
from store.library import Library
from store.settings import StoreSettings
from store.types import Progress

TOKEN = "made-up-token"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def server(running: ChromaServer) -> ChromaServer:
    running.empty()
    return running


@pytest.fixture
def library(server: ChromaServer, data_dir: Path) -> Iterator[Library]:
    with closing(
        Library.open(StoreSettings(data_dir=data_dir, chroma_url=server.url), FakeEmbedder)
    ) as library:
        yield library


def posted(url: str, **body: str) -> None:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request):
        pass


def test_a_token_and_a_certificate_open_the_door(server: ChromaServer, tmp_path: Path) -> None:
    with guarded(server, tmp_path, TOKEN) as (url, certificate):
        right = StoreSettings(
            chroma_url=url, chroma_token=SecretStr(TOKEN), chroma_certificate=certificate
        )
        with closing(Library.open(right, FakeEmbedder)) as library:
            assert statuses(library, write(tmp_path, "baker.md", BAKER)) == ["added"]
            assert "sourdough" in texts(library, "loaves")
        with pytest.raises(CollectionError, match="ROLECALL_CHROMA_TOKEN") as refused:
            Library.open(
                right.model_copy(update={"chroma_token": SecretStr("wrong-token")}), FakeEmbedder
            )
        assert "wrong-token" not in str(refused.value)
        with pytest.raises(CollectionError, match="ROLECALL_CHROMA_CERTIFICATE"):
            Library.open(right.model_copy(update={"chroma_certificate": None}), FakeEmbedder)


def test_a_tenant_and_a_database_keep_documents_apart(
    server: ChromaServer, library: Library, tmp_path: Path
) -> None:
    named = StoreSettings(chroma_url=server.url, chroma_tenant="bakery", chroma_database="night")
    with pytest.raises(CollectionError, match=r"bakery.*ROLECALL_CHROMA_TENANT"):
        Library.open(named, FakeEmbedder)
    posted(f"{server.url}/api/v2/tenants", name="bakery")
    with pytest.raises(CollectionError, match=r"night.*ROLECALL_CHROMA_DATABASE"):
        Library.open(named, FakeEmbedder)
    posted(f"{server.url}/api/v2/tenants/bakery/databases", name="night")
    with closing(Library.open(named, FakeEmbedder)) as other:
        other.ingest([write(tmp_path, "baker.md", BAKER)])
        library.ingest([write(tmp_path, "pilot.md", PILOT)])
        assert [document.title for document in other.documents()] == ["Night Baker"]
        assert [document.title for document in library.documents()] == ["Harbour Pilot"]


def test_a_server_that_restarts_is_waited_for(
    server: ChromaServer, library: Library, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    server.stop()
    back = threading.Timer(0.5, server.start)
    back.start()
    assert statuses(library, write(tmp_path, "pilot.md", PILOT)) == ["added"]
    back.join()
    assert "sourdough" in texts(library, "loaves") and "estuary" in texts(library, "ships")


def test_a_server_that_stays_away_is_told_and_no_document_is_half_written(
    server: ChromaServer, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baker, pilot = write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)
    library.ingest([baker])
    embedder = library.embedder
    monkeypatch.setattr("store.collection.client.PAUSES", (0.05,))

    def gone(texts: list[str]) -> object:  # between the first document's reading and its writing
        server.stop()
        return FakeEmbedder().embed(texts)

    with monkeypatch.context() as patch:
        patch.setattr(embedder, "embed", gone)
        with pytest.raises(CollectionError, match=r"cannot be reached .*/api/v2/heartbeat"):
            library.ingest([pilot])
    with pytest.raises(CollectionError, match="cannot be reached"):
        library.retrieve("loaves")
    server.start()
    server.wait()
    assert [document.title for document in library.documents()] == ["Night Baker"]
    assert statuses(library, baker, pilot) == ["unchanged", "added"]
    assert "estuary" in texts(library, "ships")


def test_a_slow_server_is_told_in_the_time_that_is_set(
    server: ChromaServer, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.collection.connection.REPLY_SECONDS", 0.5)
    with closing(
        Library.open(StoreSettings(data_dir=data_dir, chroma_url=server.url), FakeEmbedder)
    ) as library:
        library.ingest([write(tmp_path, "baker.md", BAKER)])
        start = time.monotonic()
        with server.held_up(), pytest.raises(CollectionError, match="did not answer in"):
            library.retrieve("loaves")
        assert time.monotonic() - start < 10
        assert "sourdough" in texts(library, "loaves")


def test_two_processes_before_one_server_see_what_the_other_does(
    server: ChromaServer,
    library: Library,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ROLECALL_CHROMA_URL", server.url)
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    other = start_elsewhere(tmp_path / "other", "add", write(tmp_path, "pilot.md", PILOT))
    assert statuses(library, write(tmp_path, "late.md", BAKER.replace("Night", "Late"))) == [
        "added"
    ]
    assert other.wait(timeout=60) == 0
    assert sorted(document.title for document in library.documents()) == [
        "Harbour Pilot",
        "Late Baker",
        "Night Baker",
    ]
    pilot = next(
        document.document_id
        for document in library.documents()
        if document.title == "Harbour Pilot"
    )
    assert elsewhere(tmp_path / "third", "remove", pilot) == 0
    assert len(library.documents()) == 2 and "estuary" not in texts(library, "ships")


def test_a_laptops_documents_move_to_a_server_and_back(
    server: ChromaServer, data_dir: Path, tmp_path: Path
) -> None:
    def silent(progress: Progress) -> None:
        """Tell nobody."""

    laptop = Settings(data_dir=data_dir, seeds=False)
    team = Settings(data_dir=data_dir, seeds=False, chroma_url=server.url)
    back = Settings(data_dir=tmp_path / "back", seeds=False)
    with closing(Library.open(laptop, FakeEmbedder)) as library:
        library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
        before = library.documents()
    back_up(laptop, tmp_path / "one.backup", silent)
    with pytest.raises(BackupError, match="documents already"):
        restore(laptop, tmp_path / "one.backup", silent)
    restore(team, tmp_path / "one.backup", silent)
    with pytest.raises(BackupError, match="documents already"):
        restore(team, tmp_path / "one.backup", silent)
    with closing(Library.open(laptop, FakeEmbedder)) as library:
        assert library.documents() == before, "a restore to a server leaves the laptop's own alone"
    back_up(team, tmp_path / "two.backup", silent)
    restore(back, tmp_path / "two.backup", silent)
    for settings in (team, back):
        embedder = FakeEmbedder()
        with closing(Library.open(settings, lambda embedder=embedder: embedder)) as library:
            assert library.documents() == before
            assert "sourdough" in texts(library, "loaves") and embedder.embedded == ["loaves"]
            assert statuses(library, tmp_path / "baker.md") == ["unchanged"]
