from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from fake_embedder import FakeEmbedder
from shelf import BAKER, PILOT, elsewhere, rows, start_elsewhere, statuses, texts, write
from store.embedder import Vectors
from store.errors import CollectionError, EmbedderError, MismatchError, UnknownDocument
from store.library import Library
from store.settings import StoreSettings
from store.types import DocumentKind, Filters, IngestStatus, Progress

PATIENCE = 20.0  # seconds


class ScriptedEmbedder(FakeEmbedder):
    """Fails on any text that holds the word BOOM, and waits at one that holds PAUSE until told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.paused = threading.Event()
        self.go_on = threading.Event()

    def embed(self, texts: Sequence[str]) -> Vectors:
        if any("BOOM" in text for text in texts):
            raise EmbedderError("The embedder gave up on BOOM.")
        if any("PAUSE" in text for text in texts):
            self.paused.set()
            assert self.go_on.wait(PATIENCE)
        return super().embed(texts)


@pytest.fixture
def embedder() -> ScriptedEmbedder:
    return ScriptedEmbedder()


@pytest.fixture
def library(data_dir: Path, embedder: FakeEmbedder) -> Iterator[Library]:
    opened = Library.open(StoreSettings(data_dir=data_dir), lambda: embedder)
    yield opened
    opened.close()


# Ingesting ---------------------------------------------------------------------------------------------


def test_ingesting_again_embeds_nothing(library: Library, embedder: FakeEmbedder, tmp_path: Path) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    assert statuses(library, path) == ["added"]
    embedder.embedded.clear()
    revision = library.revision
    assert statuses(library, path) == ["unchanged"]
    assert embedder.embedded == []
    assert library.revision == revision


def test_a_changed_file_replaces_its_document_under_the_same_identifier(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    library.ingest([path])
    before = library.documents()[0]
    write(tmp_path, "baker.md", BAKER.replace("sourdough", "rye"))
    assert statuses(library, path) == ["updated"]
    assert library.documents()[0].document_id == before.document_id
    assert "rye" in texts(library, "shape loaves") and "sourdough" not in texts(library, "sourdough loaves")
    assert len(rows(library)) == len(library.chunks())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("GB, Leeds", "GB, York"),
        ("team: Ovens", "team: Bread"),
        ("Night Baker", "Dawn Baker"),
        ("\n## The", "\n\n## The"),
    ],
)
def test_a_change_outside_the_text_is_noticed(library: Library, tmp_path: Path, old: str, new: str) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    library.ingest([path])
    write(tmp_path, "baker.md", BAKER.replace(old, new))
    assert statuses(library, path) in (["updated"], ["unchanged"])
    fresh = Library.open(StoreSettings(data_dir=library._settings.data_dir), FakeEmbedder)
    (document,) = fresh.documents()
    assert new.strip("\n#").removeprefix("team: ") in f"{document} {document.postings and document.postings[0].place}"
    for passage in fresh.retrieve("sourdough loaves"):
        assert passage.sentences[0].span.of(document.text).startswith("Night bakers shape")
    fresh.close()
    assert statuses(library, path) == ["unchanged"]


def test_a_new_title_is_embedded_and_a_new_posting_is_not(
    library: Library, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    library.ingest([path])
    embedder.embedded.clear()
    write(tmp_path, "baker.md", BAKER.replace("Leeds", "York"))
    library.ingest([path])
    assert embedder.embedded == []
    write(tmp_path, "baker.md", BAKER.replace("Night Baker", "Dawn Baker"))
    library.ingest([path])
    assert any(text.startswith("Dawn Baker") for text in embedder.embedded)


def test_a_document_that_fails_leaves_its_old_version_answering(library: Library, tmp_path: Path) -> None:
    baker, pilot = write(tmp_path, "baker.md", BAKER), tmp_path / "pilot.md"
    library.ingest([baker])
    kept = rows(library)
    write(tmp_path, "baker.md", BAKER.replace("sourdough", "BOOM"))
    assert statuses(library, baker) == ["failed"]
    assert rows(library) == kept
    write(tmp_path, "pilot.md", PILOT)
    outcomes = library.ingest([baker, pilot])
    assert [outcome.status for outcome in outcomes] == [IngestStatus.FAILED, IngestStatus.ADDED]
    assert "gave up on BOOM" in outcomes[0].reason
    assert "sourdough" in texts(library, "sourdough loaves")
    assert "estuary" in texts(library, "container ships")


def test_one_page_under_two_names_is_one_document(library: Library, tmp_path: Path) -> None:
    first = write(tmp_path, "baker.md", BAKER)
    second = write(tmp_path, "copy.md", BAKER.replace("\n", "\r\n"))
    library.ingest([first, second])
    (document,) = library.documents()
    assert len(document.sources) == 2
    assert len(document.postings) == 1


def test_two_pages_of_one_name_are_two_documents(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path / "a", "index.md", BAKER), write(tmp_path / "b", "index.md", PILOT)])
    assert {document.title for document in library.documents()} == {"Night Baker", "Harbour Pilot"}


def test_one_text_listed_in_two_places_is_one_role_with_two_postings(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "a.md", BAKER), write(tmp_path, "b.md", BAKER.replace("Leeds", "York"))])
    (role,) = library.documents()
    assert [posting.place.city for posting in role.postings] == ["Leeds", "York"]
    assert len(library.retrieve("sourdough loaves")) == 1


def test_a_file_named_twice_and_by_a_link_is_read_once(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path / "real", "baker.md", BAKER)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert statuses(library, path, path, tmp_path / "link", tmp_path / "real") == ["added"]
    assert library.documents()[0].sources == (str(path.resolve()),)
    assert statuses(library, tmp_path / "link" / "baker.md") == ["unchanged"]


def test_what_a_file_no_longer_holds_is_removed(library: Library, tmp_path: Path) -> None:
    path = write(
        tmp_path, "page.txt", "GB, Leeds\nBakers bake bread at night.\nGB, Hull\nPilots steer ships at dawn.\n"
    )
    library.ingest([path])
    assert len(library.documents()) == 2
    write(tmp_path, "page.txt", "GB, Leeds\nBakers bake bread at night.\n")
    assert sorted(statuses(library, path)) == ["removed", "unchanged"]
    assert "steer ships" not in texts(library, "who steers ships")


def test_removing_a_document_forgets_it_and_an_unknown_one_is_named(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    library.remove(library.documents()[0].document_id)
    assert library.documents() == ()
    assert library.retrieve("sourdough") == () and rows(library) == []
    with pytest.raises(UnknownDocument, match="nobody"):
        library.remove("nobody")


def test_progress_tells_each_file_and_how_much_is_embedded(library: Library, tmp_path: Path) -> None:
    told: list[Progress] = []
    long = BAKER + "\n".join(
        f"Line {line} tells how {line} loaves are scored, proved and baked.\n" for line in range(900)
    )
    library.ingest([write(tmp_path, "a.md", long), write(tmp_path, "b.md", PILOT)], told.append)
    reading = [one for one in told if one.stage.startswith("Reading")]
    assert [(one.done, one.total) for one in reading] == [(0, 2), (1, 2)]
    embedding = [one for one in told if one.stage == "Embedding Night Baker"]
    assert {one.total for one in embedding} == {len(library.document_chunks(library.documents()[1].document_id))}
    assert [one.done for one in embedding] == sorted({one.done for one in embedding}) and len(embedding) > 2
    assert embedding[-1].done == embedding[-1].total


# Seeds -------------------------------------------------------------------------------------------------


def test_seeds_are_taken_in_once_and_again_when_they_change(
    library: Library, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    seeds = tmp_path / "seeds"
    write(seeds, "baker.md", BAKER), write(seeds, "pilot.md", PILOT)
    assert [outcome.status for outcome in library.ingest_seeds(seeds)] == ["added", "added"]
    assert library.ingest_seeds(seeds) == ()
    library.remove(next(one.document_id for one in library.documents() if one.title == "Harbour Pilot"))
    assert library.ingest_seeds(seeds) == ()
    write(seeds, "baker.md", BAKER.replace("sourdough", "rye"))
    assert [outcome.status for outcome in library.ingest_seeds(seeds)] == ["updated"]
    assert [document.title for document in library.documents()] == ["Night Baker"], "a removed seed stays removed"
    assert "rye" in texts(library, "shape loaves")


def test_a_seed_that_fails_is_tried_again(library: Library, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    write(seeds, "baker.md", BAKER.replace("sourdough", "BOOM")), write(seeds, "pilot.md", PILOT)
    assert [outcome.status for outcome in library.ingest_seeds(seeds)] == ["failed", "added"]
    assert [outcome.status for outcome in library.ingest_seeds(seeds)] == ["failed"]


# Finding -----------------------------------------------------------------------------------------------


def test_filters_hold_in_every_retriever(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    pilot = next(document for document in library.documents() if document.title == "Harbour Pilot")
    found = library.retrieve("sourdough loaves", filters=Filters(document_ids=frozenset({pilot.document_id})))
    assert {passage.document.title for passage in found} == {"Harbour Pilot"}
    for nothing in (
        Filters(kinds=frozenset({DocumentKind.ARTICLE})),
        Filters(document_ids=frozenset()),
        Filters(section_kinds=frozenset()),
    ):
        assert library.retrieve("sourdough", filters=nothing) == ()


def test_the_same_paragraph_in_two_documents_is_shown_once(library: Library, tmp_path: Path) -> None:
    shared = "## Benefits\nEveryone gets a bicycle and a warm coat every winter.\n"
    library.ingest([write(tmp_path, "a.md", BAKER + shared), write(tmp_path, "b.md", PILOT + shared)])
    found = library.retrieve("bicycle and warm coat")
    assert sum("bicycle" in passage.text for passage in found) == 1


def test_an_empty_library_finds_nothing(library: Library, data_dir: Path) -> None:
    assert library.documents() == () and library.retrieve("sourdough") == () and library.chunks() == ()
    assert library.retrieve("  ") == ()


def test_vectors_of_sentences_are_kept_and_are_made_where_they_are_gone(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    (chunk,) = library.chunks()
    kept = library.sentence_vectors([chunk])
    library.remove(chunk.document.document_id)
    made = library.sentence_vectors([chunk])
    assert list(kept) == list(made) == [(chunk.chunk_id, 0), (chunk.chunk_id, 1)]
    for key, vector in kept.items():
        assert float(vector @ made[key]) == pytest.approx(1.0, abs=1e-3)
        assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)


def test_listing_what_is_stored_loads_no_embedder(library: Library, data_dir: Path, tmp_path: Path) -> None:
    def refuse() -> FakeEmbedder:
        raise EmbedderError("not needed")

    library.ingest([write(tmp_path, "baker.md", BAKER)])
    other = Library.open(StoreSettings(data_dir=data_dir), refuse)
    (document,) = other.documents()
    assert other.document(document.document_id) == document and other.chunks()
    other.remove(document.document_id)
    other.close()
    assert library.documents() == ()


# Interrupted -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["write_chunks", "commit", "_mark", "forget"])
def test_an_update_that_is_killed_leaves_one_version_answering_and_nothing_behind(
    library: Library, data_dir: Path, tmp_path: Path, step: str
) -> None:
    baker = write(tmp_path, "baker.md", BAKER)
    library.ingest([baker, write(tmp_path, "pilot.md", PILOT)])
    write(tmp_path, "baker.md", BAKER.replace("sourdough", "rye"))
    assert elsewhere(data_dir, f"die-before-{step}", baker) == -9
    fresh = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    for reader in (library, fresh):
        found = texts(reader, "bakers shape loaves")
        assert ("sourdough" in found) != ("rye" in found)
    assert statuses(library, tmp_path / "pilot.md") == ["unchanged"]
    assert sorted(rows(library)) == sorted(chunk.chunk_id for chunk in library.chunks())
    assert texts(library, "bakers shape loaves") == texts(fresh, "bakers shape loaves")
    library.ingest([baker])
    assert "rye" in texts(fresh, "bakers shape loaves") and "sourdough" not in texts(fresh, "sourdough")
    fresh.close()


@pytest.mark.parametrize("step", ["write_chunks", "commit", "_mark"])
def test_a_first_ingest_that_is_killed_is_taken_up_again(data_dir: Path, tmp_path: Path, step: str) -> None:
    baker, pilot = write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)
    elsewhere(data_dir, f"die-before-{step}", baker)
    library = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    library.ingest([pilot])
    assert "estuary" in texts(library, "container ships")
    library.ingest([baker])
    assert "sourdough" in texts(library, "loaves")
    assert len(rows(library)) == len(library.chunks()) == 2
    library.close()


@pytest.mark.parametrize("step", ["_mark", "forget"])
def test_a_removal_that_is_killed_is_finished_by_the_next_writer(
    library: Library, data_dir: Path, tmp_path: Path, step: str
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    write(tmp_path, "pilot.md", "---\nkind: role\ntitle: Harbour Pilot\n---\nGone fishing, all of the crew.\n")
    write(tmp_path, "page.txt", "GB, Leeds\nCooks cook soup at night.\nGB, Hull\nClerks file forms at dawn.\n")
    library.ingest([tmp_path / "page.txt"])
    write(tmp_path, "page.txt", "GB, Leeds\nCooks cook soup at night.\n")
    assert elsewhere(data_dir, f"die-before-{step}", tmp_path / "page.txt") == -9
    library.ingest([tmp_path / "baker.md"])
    assert "file forms" not in texts(library, "clerks file forms")
    assert len(rows(library)) == len(library.chunks())


# Other settings ----------------------------------------------------------------------------------------


def test_other_settings_are_refused_with_the_command_that_mends_it(
    library: Library, data_dir: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    other = Library.open(StoreSettings(data_dir=data_dir, chunk_tokens=64), lambda: embedder)
    try:
        for refused in (lambda: other.retrieve("sourdough"), lambda: other.ingest([tmp_path / "baker.md"])):
            with pytest.raises(MismatchError, match="rolecall documents reindex"):
                refused()
        other.reindex()
        assert "sourdough" in texts(other, "sourdough")
        with pytest.raises(MismatchError):
            library.retrieve("sourdough")
    finally:
        other.close()


def test_an_embedder_of_another_dimension_is_refused(library: Library, data_dir: Path, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    other = Library.open(StoreSettings(data_dir=data_dir), lambda: FakeEmbedder(dimension=128))
    with pytest.raises(MismatchError, match="384 dimensions"):
        other.retrieve("sourdough")
    other.close()


@pytest.mark.parametrize("step", ["write_chunks", "mark", "keep_only"])
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
    assert [name for name in other._store._client.names() if name.startswith("chunks-")] == [other.maker.chunks]
    other.close()


def test_a_document_without_all_its_chunks_is_told_and_mended(library: Library, data_dir: Path, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    library._store._client.delete(library.maker.chunks, [library.chunks()[0].chunk_id])
    damaged = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    with pytest.raises(CollectionError, match="rolecall documents reindex"):
        damaged.documents()
    damaged.reindex()
    assert "sourdough" in texts(damaged, "loaves") and "estuary" in texts(damaged, "ships")
    damaged.close()


# Beside others -----------------------------------------------------------------------------------------


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


def test_readers_find_everything_while_two_processes_write(library: Library, data_dir: Path, tmp_path: Path) -> None:
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
            vectors = reader.sentence_vectors(chunk for passage in found for chunk in passage.chunks)
            for chunk in (chunk for passage in found for chunk in passage.chunks):
                if not all((chunk.chunk_id, at) in vectors for at in range(len(chunk.sentences))):
                    wrong.append("no vector")

    run_threads([lambda: ask(library), lambda: ask(library), lambda: ask(second)])
    assert [other.returncode for other in others] == [0, 0]
    assert wrong == []
    assert {one.document_id for one in library.documents()} == {one.document_id for one in second.documents()}
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
        run_threads([lambda: texts(library, "loaves"), library.documents, library.chunks], patience=5.0)
        assert "sourdough" in texts(library, "loaves")
    finally:
        embedder.go_on.set()
        ingest.join()
    assert len(library.documents()) == 2


def test_two_libraries_of_one_folder_see_each_other(library: Library, data_dir: Path, tmp_path: Path) -> None:
    second = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    assert "sourdough" in texts(second, "loaves")
    elsewhere(data_dir, "add", write(tmp_path, "pilot.md", PILOT))
    assert "estuary" in texts(library, "ships") and "estuary" in texts(second, "ships")
    second.close()
    second.close()
    assert "estuary" in texts(library, "ships"), "closing one, even twice, leaves the other open"


def run_threads(targets: Sequence[object], patience: float = 60.0) -> None:
    """Run all at once; fail where one raises or is not done in time."""
    failures: list[BaseException] = []

    def guarded(target: object) -> None:
        try:
            target()  # type: ignore[operator]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(target,), daemon=True) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience)
    assert not failures, failures
    assert not any(thread.is_alive() for thread in threads), "held up"
