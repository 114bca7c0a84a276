"""What Chroma keeps to, embedded and served: what a library writes is found, by it and by
others, and only that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chroma_server import ChromaServer, chroma_server
from fake_embedder import FakeEmbedder
from shelf import (
    BAKER,
    PILOT,
    ScriptedEmbedder,
    elsewhere,
    rows,
    run_threads,
    start_elsewhere,
    statuses,
    texts,
    write,
)
from store.errors import MismatchError
from store.library import Library
from store.settings import StoreSettings


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(params=["embedded", "served"])
def settings(
    request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> StoreSettings:
    if request.param == "served":
        server = request.getfixturevalue("server")
        server.empty()
        monkeypatch.setenv("ROLECALL_CHROMA_URL", server.url)  # for other processes
    return StoreSettings(data_dir=data_dir)


@pytest.fixture
def library(settings: StoreSettings) -> Iterator[Library]:
    embedder = ScriptedEmbedder()
    opened = Library.open(settings, lambda: embedder)
    yield opened
    opened.close()


@pytest.fixture
def second(settings: StoreSettings) -> Iterator[Library]:
    opened = Library.open(settings, FakeEmbedder)
    yield opened
    opened.close()


def test_what_is_written_is_found_by_meaning_and_by_words(
    library: Library, second: Library, tmp_path: Path
) -> None:
    assert statuses(library, write(tmp_path, "a.md", BAKER), write(tmp_path, "b.md", PILOT)) == [
        "added",
        "added",
    ]
    for reader in (library, second):
        first = reader.retrieve("container ships through the estuary")[0]
        assert first.document.title == "Harbour Pilot" and set(first.found_by) == {
            "dense",
            "lexical",
        }
        assert first.document.text[first.span.start : first.span.end] == first.text
        assert reader.documents() == library.documents()
        assert reader.revision == library.revision


def test_it_stays_when_everything_is_closed(
    library: Library, settings: StoreSettings, tmp_path: Path
) -> None:
    library.ingest_seeds(write(tmp_path / "seeds", "a.md", BAKER).parent)
    kept, revision = library.documents(), library.revision
    library.close()
    again = Library.open(settings, FakeEmbedder)
    assert again.documents() == kept and again.revision == revision
    assert again.ingest_seeds(tmp_path / "seeds") == ()
    (chunk,) = again.chunks()
    assert set(again.sentence_vectors([chunk])) == {(chunk.chunk_id, 0), (chunk.chunk_id, 1)}
    again.close()


def test_an_update_and_a_removal_reach_other_readers(
    library: Library, second: Library, tmp_path: Path
) -> None:
    path = write(tmp_path, "a.md", BAKER)
    library.ingest([path, write(tmp_path, "b.md", PILOT)])
    assert "sourdough" in texts(second, "loaves")
    write(tmp_path, "a.md", BAKER.replace("sourdough", "rye"))
    assert statuses(library, path) == ["updated"]
    assert "rye" in texts(second, "loaves") and "sourdough" not in texts(second, "sourdough loaves")
    library.remove(
        next(one.document_id for one in second.documents() if one.title == "Night Baker")
    )
    assert "rye" not in texts(second, "loaves") and len(second.documents()) == 1
    assert len(rows(library)) == 1


def test_another_process_is_seen_and_sees(
    library: Library, settings: StoreSettings, data_dir: Path, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "a.md", BAKER)])
    assert elsewhere(data_dir, "add", write(tmp_path, "b.md", PILOT)) == 0
    assert "estuary" in texts(library, "ships")
    baker = next(one.document_id for one in library.documents() if one.title == "Night Baker")
    assert elsewhere(data_dir, "remove", baker) == 0
    assert [one.title for one in library.documents()] == ["Harbour Pilot"]


def test_what_is_not_committed_is_not_found(
    library: Library, second: Library, data_dir: Path, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "a.md", BAKER)])
    assert elsewhere(data_dir, "die-before-commit", write(tmp_path, "b.md", PILOT)) == -9
    for reader in (library, second):
        assert "estuary" not in texts(reader, "container ships through the estuary")
    assert statuses(library, tmp_path / "b.md") == ["added"]
    assert "estuary" in texts(second, "ships")


def test_two_processes_write_while_a_third_reads(
    library: Library, data_dir: Path, settings: StoreSettings, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "a.md", BAKER)])
    others = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        others.append(start_elsewhere(data_dir, "churn", tmp_path / name))
    while any(other.poll() is None for other in others):
        assert "sourdough" in texts(library, "bakers shape sourdough loaves")
    assert [other.returncode for other in others] == [0, 0]
    fresh = Library.open(settings, FakeEmbedder)
    assert {one.document_id for one in fresh.documents()} == {
        one.document_id for one in library.documents()
    }
    fresh.close()


def test_threads_ask_while_one_ingests(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "a.md", BAKER)])

    def ask() -> None:
        for _ in range(10):
            assert "sourdough" in texts(library, "loaves")

    run_threads([lambda: library.ingest([write(tmp_path, "b.md", PILOT)]), ask, ask, ask])
    assert "estuary" in texts(library, "ships")


def test_a_document_that_fails_leaves_no_row(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", BAKER)
    library.ingest([path])
    kept = rows(library)
    write(tmp_path, "a.md", BAKER.replace("sourdough", "BOOM"))
    assert statuses(library, path) == ["failed"]
    assert rows(library) == kept and "sourdough" in texts(library, "loaves")


def test_other_settings_are_refused_until_it_is_made_anew(
    library: Library, settings: StoreSettings, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "a.md", BAKER)])
    other = Library.open(settings.model_copy(update={"chunk_tokens": 64}), FakeEmbedder)
    with pytest.raises(MismatchError, match="rolecall documents reindex"):
        other.documents()
    other.reindex()
    assert "sourdough" in texts(other, "loaves")
    with pytest.raises(MismatchError):
        library.retrieve("loaves")
    other.close()
