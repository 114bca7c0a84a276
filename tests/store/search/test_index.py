from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_embedder import FakeEmbedder
from shelf import BAKER, PILOT, statuses, texts, write
from store.collection.chroma import ChromaStore
from store.library import Library
from store.settings import StoreSettings
from store.text.stemming import stems
from store.types import Filters


@pytest.fixture
def library(data_dir: Path, tmp_path: Path) -> Iterator[Library]:
    opened = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    opened.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    yield opened
    opened.close()


def read_again(*_: object) -> Iterator[object]:
    pytest.fail("read again")
    yield


def files(data_dir: Path) -> list[Path]:
    return list(data_dir.glob("index.sqlite3*"))


def test_opening_reads_no_chunk_from_the_collection(
    library: Library, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("read from the collection")

    for read in ("chunk_rows", "documents", "vectors"):
        monkeypatch.setattr(ChromaStore, read, refuse)
    again = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    assert again.documents() == library.documents() and again.chunks() == library.chunks()
    assert again.retrieve("container ships") == library.retrieve("container ships")
    again.close()


@pytest.mark.parametrize("harm", ["gone", "torn", "no database"])
def test_a_file_that_is_gone_or_damaged_is_made_anew(
    library: Library, data_dir: Path, harm: str
) -> None:
    documents, found = library.documents(), library.retrieve("container ships")
    library.close()
    for file in files(data_dir):
        if harm == "gone":
            file.unlink()
        else:
            content = bytearray(file.read_bytes())
            content[100 if harm == "torn" else 0 : 9000] = b"\xff" * min(8900, len(content))
            file.write_bytes(content)
    again = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    assert again.documents() == documents and again.retrieve("container ships") == found
    again.close()


def test_the_vocabulary_is_that_of_the_chunks_whatever_was_changed_and_removed(
    library: Library, tmp_path: Path
) -> None:
    write(tmp_path, "baker.md", BAKER.replace("sourdough", "rye"))
    library.ingest([tmp_path / "baker.md"])
    library.remove(
        next(role.document_id for role in library.documents() if role.title == "Harbour Pilot")
    )
    counted = Counter(
        stem for chunk in library.chunks() for stem in set(stems(chunk.embedded_text))
    )
    assert library.vocabulary().of_stem == counted and library.vocabulary().chunks == len(
        library.chunks()
    )


def test_every_chunk_that_the_filters_admit_is_compared(library: Library) -> None:
    for role in library.documents():
        (found,) = library.retrieve(
            "ropes, kelp and rain", filters=Filters(document_ids=frozenset({role.document_id}))
        )
        assert found.document == role and "dense" in found.found_by


def test_a_file_that_did_not_change_is_not_read_again_until_its_documents_do(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baker = tmp_path / "baker.md"
    with monkeypatch.context() as patched:
        patched.setattr("store.sources.source.documents_in", read_again)
        assert statuses(library, baker, tmp_path / "pilot.md") == ["unchanged", "unchanged"]
    library.remove(
        next(role.document_id for role in library.documents() if role.title == "Night Baker")
    )
    assert statuses(library, baker) == ["added"] and "sourdough" in texts(library, "loaves")
    with monkeypatch.context() as patched:
        patched.setattr("store.sources.arrival._program", lambda: "another")
        patched.setattr("store.sources.source.documents_in", lambda *_: iter(()))
        assert statuses(library, baker) == ["removed"], "another program may read it otherwise"
