from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from fake_embedder import FakeEmbedder
from shelf import (
    BAKER,
    PATIENCE,
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
from store.errors import CollectionError, EmbedderError, MismatchError
from store.library import Library
from store.settings import StoreSettings
from store.types import DocumentKind, Filters


@pytest.fixture
def embedder() -> ScriptedEmbedder:
    return ScriptedEmbedder()


@pytest.fixture
def library(data_dir: Path, embedder: FakeEmbedder) -> Iterator[Library]:
    opened = Library.open(StoreSettings(data_dir=data_dir), lambda: embedder)
    yield opened
    opened.close()


def test_filters_hold_in_every_retriever(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    pilot = next(document for document in library.documents() if document.title == "Harbour Pilot")
    found = library.retrieve(
        "sourdough loaves", filters=Filters(document_ids=frozenset({pilot.document_id}))
    )
    assert {passage.document.title for passage in found} == {"Harbour Pilot"}
    for nothing in (
        Filters(kinds=frozenset({DocumentKind.ARTICLE})),
        Filters(document_ids=frozenset()),
        Filters(section_kinds=frozenset()),
    ):
        assert library.retrieve("sourdough", filters=nothing) == ()


def test_the_same_paragraph_in_two_documents_is_shown_once(
    library: Library, tmp_path: Path
) -> None:
    shared = "## Benefits\nEveryone gets a bicycle and a warm coat every winter.\n"
    library.ingest(
        [write(tmp_path, "a.md", BAKER + shared), write(tmp_path, "b.md", PILOT + shared)]
    )
    found = library.retrieve("bicycle and warm coat")
    assert sum("bicycle" in passage.text for passage in found) == 1


def test_an_empty_library_finds_nothing(library: Library, data_dir: Path) -> None:
    assert (
        library.documents() == () and library.retrieve("sourdough") == () and library.chunks() == ()
    )
    assert library.retrieve("  ") == ()


def test_vectors_of_sentences_are_made_when_first_asked_for_and_kept(
    library: Library, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    (chunk,) = library.chunks()
    sentences = [chunk.with_lead(at) for at in range(len(chunk.sentences))]
    assert not set(sentences) & set(embedder.embedded)
    made = library.sentence_vectors([chunk])
    assert list(made) == [(chunk.chunk_id, 0), (chunk.chunk_id, 1)] and set(sentences) <= set(
        embedder.embedded
    )
    embedder.embedded.clear()
    kept = library.sentence_vectors([chunk, chunk])
    assert embedder.embedded == []
    for key, vector in kept.items():
        assert np.array_equal(vector, made[key]) and float(np.linalg.norm(vector)) == pytest.approx(
            1.0, abs=1e-5
        )


def test_listing_what_is_stored_loads_no_embedder(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    def refuse() -> FakeEmbedder:
        raise EmbedderError("not needed")

    library.ingest([write(tmp_path, "baker.md", BAKER)])
    other = Library.open(StoreSettings(data_dir=data_dir), refuse)
    (document,) = other.documents()
    assert other.document(document.document_id) == document and other.chunks()
    other.remove(document.document_id)
    other.close()
    assert library.documents() == ()


# Other settings -----------------------------------------------------------------------------------


def test_other_settings_are_refused_with_the_command_that_mends_it(
    library: Library, data_dir: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    other = Library.open(StoreSettings(data_dir=data_dir, chunk_tokens=64), lambda: embedder)
    try:
        for refused in (
            lambda: other.retrieve("sourdough"),
            lambda: other.ingest([tmp_path / "baker.md"]),
        ):
            with pytest.raises(MismatchError, match="rolecall documents reindex"):
                refused()
        other.reindex()
        assert "sourdough" in texts(other, "sourdough")
        with pytest.raises(MismatchError):
            library.retrieve("sourdough")
    finally:
        other.close()


def test_an_embedder_of_another_dimension_is_refused(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    other = Library.open(StoreSettings(data_dir=data_dir), lambda: FakeEmbedder(dimension=128))
    with pytest.raises(MismatchError, match="384 dimensions"):
        other.retrieve("sourdough")
    other.close()


@pytest.mark.parametrize("step", ["write_chunks", "mark"])
def test_a_reindex_that_is_killed_leaves_the_old_vectors_answering_until_the_mark(
    library: Library, data_dir: Path, tmp_path: Path, step: str
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    elsewhere(data_dir, f"die-reindexing-{step}", "64")
    if step == "write_chunks":
        assert "sourdough" in texts(library, "loaves")
        assert statuses(library, tmp_path / "baker.md") == ["unchanged"]
    other = Library.open(StoreSettings(data_dir=data_dir, chunk_tokens=64), FakeEmbedder)
    other.reindex()
    assert "sourdough" in texts(other, "loaves") and len(rows(other)) == 2
    assert [name for name in other._store._client.names() if name.startswith("chunks-")] == [
        other.maker.chunks
    ]
    other.close()


def test_a_document_without_all_its_chunks_is_told_and_mended(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    library._store._client.delete(library.maker.chunks, [library.chunks()[0].chunk_id])
    for file in data_dir.glob("index.sqlite3*"):
        file.unlink()
    damaged = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    with pytest.raises(CollectionError, match="rolecall documents reindex"):
        damaged.documents()
    damaged.reindex()
    assert "sourdough" in texts(damaged, "loaves") and "estuary" in texts(damaged, "ships")
    damaged.close()


# Beside others ------------------------------------------------------------------------------------


def test_a_reader_sees_what_another_process_adds_updates_and_removes(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    assert "sourdough" in texts(library, "sourdough loaves")
    elsewhere(data_dir, "add", write(tmp_path, "pilot.md", PILOT))
    assert "estuary" in texts(library, "container ships estuary")
    write(tmp_path, "pilot.md", PILOT.replace("container ships", "ferries"))
    elsewhere(data_dir, "add", tmp_path / "pilot.md")
    assert "ferries" in texts(library, "bring through the estuary")
    assert "container" not in texts(library, "container ships")
    pilot = next(document for document in library.documents() if document.title == "Harbour Pilot")
    elsewhere(data_dir, "remove", pilot.document_id)
    assert "estuary" not in texts(library, "estuary tides radio tugs")
    library.ingest([write(tmp_path, "more.md", PILOT)])
    assert "container ships" in texts(library, "container ships")


def test_readers_find_everything_while_two_processes_write(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    second = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    others = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        others.append(start_elsewhere(data_dir, "churn", tmp_path / name))
    wrong: list[str] = []

    def ask(reader: Library) -> None:
        while any(other.poll() is None for other in others):
            found = reader.retrieve("container ships through the estuary", top_k=40)
            dense = [passage for passage in found if "dense" in passage.found_by]
            if not any("estuary" in passage.text for passage in dense):
                wrong.append("missing")
            vectors = reader.sentence_vectors(
                chunk for passage in found for chunk in passage.chunks
            )
            for chunk in (chunk for passage in found for chunk in passage.chunks):
                if not all((chunk.chunk_id, at) in vectors for at in range(len(chunk.sentences))):
                    wrong.append("no vector")

    run_threads([lambda: ask(library), lambda: ask(library), lambda: ask(second)])
    assert [other.returncode for other in others] == [0, 0]
    assert wrong == []
    assert {role.document_id for role in library.documents()} == {
        role.document_id for role in second.documents()
    }
    second.close()


def test_many_threads_ask_while_another_ingests(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            assert "sourdough" in texts(library, "sourdough loaves")
            assert any(document.title == "Night Baker" for document in library.documents())

    def ingest() -> None:
        try:
            for edition in range(12):
                write(tmp_path, "pilot.md", PILOT.replace("tugs", f"tugs of edition {edition}"))
                assert statuses(library, tmp_path / "pilot.md") in (["added"], ["updated"])
        finally:
            done.set()

    run_threads([ingest, *[ask] * 6])
    assert "edition 11" in texts(library, "tugs of edition")


def test_a_long_ingest_holds_up_no_question(
    library: Library, data_dir: Path, embedder: ScriptedEmbedder, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    write(tmp_path, "pilot.md", PILOT.replace("tugs", "PAUSE"))
    ingest = threading.Thread(target=lambda: library.ingest([tmp_path / "pilot.md"]))
    ingest.start()
    assert embedder.paused.wait(PATIENCE)
    try:
        run_threads(
            [lambda: texts(library, "loaves"), library.documents, library.chunks], patience=5.0
        )
        assert "sourdough" in texts(library, "loaves")
    finally:
        embedder.go_on.set()
        ingest.join()
    assert len(library.documents()) == 2


def test_two_libraries_of_one_folder_see_each_other(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    second = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    assert "sourdough" in texts(second, "loaves")
    elsewhere(data_dir, "add", write(tmp_path, "pilot.md", PILOT))
    assert "estuary" in texts(library, "ships") and "estuary" in texts(second, "ships")
    second.close()
    second.close()
    assert "estuary" in texts(library, "ships"), "closing one, even twice, leaves the other open"
