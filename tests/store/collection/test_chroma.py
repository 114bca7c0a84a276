from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_embedder import FakeEmbedder
from shelf import BAKER, PILOT, start_elsewhere, statuses, texts, write
from store.collection.client import embedded
from store.errors import BusyError, CollectionError
from store.library import Library
from store.settings import StoreSettings
from store.types import Progress


def opened(data_dir: Path) -> Library:
    return Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)


@pytest.fixture
def library(data_dir: Path, tmp_path: Path) -> Iterator[Library]:
    library = opened(data_dir)
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    yield library
    library.close()


def test_a_data_folder_that_is_a_file_or_cannot_be_made_is_told(data_dir: Path) -> None:
    data_dir.write_text("")
    for folder in (data_dir, data_dir / "below", Path("/proc/rolecall")):
        with pytest.raises(CollectionError, match=r"Cannot make the data folder .*--data-dir"):
            opened(folder)


def test_a_lock_that_cannot_be_taken_is_told(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    (data_dir / "write.lock").unlink()
    (data_dir / "write.lock").mkdir()
    with pytest.raises(CollectionError, match=r"Cannot write to .*--data-dir"):
        library.ingest([write(tmp_path, "pilot.md", PILOT)])
    assert "sourdough" in texts(library, "loaves")


@pytest.mark.parametrize("damage", ["garbage", "cut", "torn"])
def test_a_damaged_database_is_told_with_the_command_that_saves_what_can_be_read(
    library: Library, data_dir: Path, damage: str
) -> None:
    library.close()
    database = data_dir / "chroma" / "chroma.sqlite3"
    kept = database.read_bytes()
    half = len(kept) // 2
    database.write_bytes(
        {"garbage": b"?" * len(kept), "cut": kept[:half], "torn": kept[:8192] + b"?" * half}[damage]
    )
    with pytest.raises(CollectionError, match=r"Chroma failed at .*rolecall doctor --repair"):
        opened(data_dir).retrieve("sourdough")


def test_a_panic_of_chromas_rust_is_an_error_like_any_other(library: Library) -> None:
    class PanicException(BaseException):
        """As pyo3 raises it."""

    def panic() -> None:
        raise PanicException("called `Result::unwrap()` on an `Err` value")

    with pytest.raises(CollectionError, match="PanicException"):
        library._store._client._guarded(panic)


def test_a_folder_removed_while_open_is_told_and_not_silently_empty(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    shutil.rmtree(data_dir)
    for act in (
        library.documents,
        lambda: library.retrieve("loaves"),
        lambda: library.ingest([tmp_path / "baker.md"]),
    ):
        with pytest.raises(CollectionError, match=r"was removed while it was in use.*rolecall"):
            act()
    assert not (data_dir / "chroma").exists()


def test_another_folder_in_its_place_is_taken_up(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    elsewhere = opened(tmp_path / "elsewhere")
    elsewhere.ingest([write(tmp_path, "pilot.md", PILOT)])
    elsewhere.close()
    shutil.rmtree(data_dir)
    (tmp_path / "elsewhere").rename(data_dir)
    assert [document.title for document in library.documents()] == ["Harbour Pilot"]
    assert "estuary" in texts(library, "ships") and "sourdough" not in texts(library, "loaves")


def test_a_writer_waits_for_another_process_and_says_so(
    library: Library, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = start_elsewhere(data_dir, "hold", "1.5")
    assert other.stdout and other.stdout.readline() == "held\n"
    told: list[Progress] = []
    monkeypatch.setattr("store.collection.write_lock.WAIT_SECONDS", 0.2)
    with pytest.raises(BusyError, match="run the command again"):
        library.ingest([write(tmp_path, "pilot.md", PILOT)], told.append)
    assert told[0].stage.startswith("Waiting for another process")
    assert "sourdough" in texts(library, "loaves"), "readers do not wait"
    monkeypatch.setattr("store.collection.write_lock.WAIT_SECONDS", 20.0)
    assert statuses(library, tmp_path / "pilot.md") == ["added"]
    assert other.wait(timeout=20) == 0


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://127.0.0.1", "nonsense"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(CollectionError, match="ROLECALL_CHROMA_URL"):
        Library.open(StoreSettings(chroma_url=url), FakeEmbedder)


def test_a_server_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.collection.client.PAUSES", (0.01,))
    with pytest.raises(
        CollectionError,
        match=r"server at http://127\.0\.0\.1:1 cannot be reached .*rolecall doctor",
    ):
        Library.open(StoreSettings(chroma_url="http://127.0.0.1:1"), FakeEmbedder)


def test_the_vector_index_is_never_written_out(tmp_path: Path) -> None:
    # Its files tear when a writer is killed or another process reads them, and crash whoever opens
    # them then.
    client = embedded(tmp_path)
    some = 2500  # of their own, Chroma's indexes are written out every 1000 rows
    client.upsert(
        "rows",
        ids=[str(row) for row in range(some)],
        embeddings=[[1.0, row] for row in range(some)],
    )
    client.reopen()
    assert client.vectors("rows", ["7"])["7"].tolist() == [1.0, 7.0]
    client.close()
    assert list(tmp_path.rglob("index_metadata.pickle")) == []
