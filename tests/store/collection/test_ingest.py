from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fake_embedder import FakeEmbedder
from shelf import (
    BAKER,
    PILOT,
    ScriptedEmbedder,
    elsewhere,
    rows,
    statuses,
    texts,
    write,
)
from store.errors import UnknownDocument
from store.library import Library
from store.settings import StoreSettings
from store.types import Document, IngestStatus, Progress


@pytest.fixture
def embedder() -> ScriptedEmbedder:
    return ScriptedEmbedder()


@pytest.fixture
def library(data_dir: Path, embedder: FakeEmbedder) -> Iterator[Library]:
    opened = Library.open(StoreSettings(data_dir=data_dir), lambda: embedder)
    yield opened
    opened.close()


def test_ingesting_again_embeds_nothing(
    library: Library, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    assert statuses(library, path) == ["added"]
    embedder.embedded.clear()
    revision = library.revision
    assert statuses(library, path) == ["unchanged"]
    assert embedder.embedded == []
    assert library.revision == revision


def test_a_changed_file_replaces_its_document_under_the_same_identifier(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    library.ingest([path])
    before = library.documents()[0]
    write(tmp_path, "baker.md", BAKER.replace("sourdough", "rye"))
    assert statuses(library, path) == ["updated"]
    assert library.documents()[0].document_id == before.document_id
    assert "rye" in texts(library, "shape loaves") and "sourdough" not in texts(
        library, "sourdough loaves"
    )
    assert len(rows(library)) == len(library.chunks())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Leeds", "York", lambda document: document.postings[0].place.city),
        ("Ovens", "Breads", lambda document: document.team),
        ("Night Baker", "Dawn Baker", lambda document: document.title),
    ],
)
def test_a_change_of_front_matter_alone_is_noticed(
    library: Library, tmp_path: Path, old: str, new: str, told: Callable[[Document], str]
) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    library.ingest([path])
    write(tmp_path, "baker.md", BAKER.replace(old, new))
    assert statuses(library, path) == ["updated"]
    (document,) = library.documents()
    assert told(document) == new
    assert {passage.document for passage in library.retrieve("sourdough loaves")} == {document}
    assert statuses(library, path) == ["unchanged"]


def test_quotes_stay_exact_where_only_blank_lines_moved_the_text(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    library.ingest([path])
    write(tmp_path, "baker.md", BAKER.replace("## The work\n", "\n\n\n## The work\n\n\n"))
    library.ingest([path])
    (passage,) = library.retrieve("sourdough loaves")
    assert passage.text.startswith("Night bakers shape") and passage.text.endswith("every batch.")
    assert passage.document == library.documents()[0]


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


def test_a_document_that_fails_leaves_its_old_version_answering(
    library: Library, tmp_path: Path
) -> None:
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
    library.ingest(
        [write(tmp_path / "a", "index.md", BAKER), write(tmp_path / "b", "index.md", PILOT)]
    )
    assert {document.title for document in library.documents()} == {"Night Baker", "Harbour Pilot"}


def test_one_text_listed_in_two_places_is_one_role_with_two_postings(
    library: Library, tmp_path: Path
) -> None:
    library.ingest(
        [write(tmp_path, "a.md", BAKER), write(tmp_path, "b.md", BAKER.replace("Leeds", "York"))]
    )
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
        tmp_path,
        "page.txt",
        "GB, Leeds\nBakers bake bread at night.\nGB, Hull\nPilots steer ships at dawn.\n",
    )
    library.ingest([path])
    assert len(library.documents()) == 2
    write(tmp_path, "page.txt", "GB, Leeds\nBakers bake bread at night.\n")
    assert sorted(statuses(library, path)) == ["removed", "unchanged"]
    assert "steer ships" not in texts(library, "who steers ships")


def test_removing_a_document_forgets_it_and_an_unknown_one_is_named(
    library: Library, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    library.remove(library.documents()[0].document_id)
    assert library.documents() == ()
    assert library.retrieve("sourdough") == () and rows(library) == []
    with pytest.raises(UnknownDocument, match="nobody"):
        library.remove("nobody")


def test_progress_tells_each_file_and_how_much_is_embedded(
    library: Library, tmp_path: Path
) -> None:
    told: list[Progress] = []
    long = BAKER + "\n".join(
        f"Line {line} tells how {line} loaves are scored, proved and baked.\n"
        for line in range(900)
    )
    library.ingest([write(tmp_path, "a.md", long), write(tmp_path, "b.md", PILOT)], told.append)
    reading = [step for step in told if step.stage.startswith("Reading")]
    assert [(step.done, step.total) for step in reading] == [(0, 2), (1, 2)]
    embedding = [step for step in told if step.stage == "Embedding"]
    assert len(embedding) > 2 and {step.total for step in embedding} == {len(library.chunks())}
    assert [step.done for step in embedding] == sorted(step.done for step in embedding)
    assert embedding[0].done == 0 and embedding[-1].done == embedding[-1].total


# Seeds --------------------------------------------------------------------------------------------


def test_seeds_are_taken_in_once_and_again_when_they_change(
    library: Library, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    seeds = tmp_path / "seeds"
    write(seeds, "baker.md", BAKER), write(seeds, "pilot.md", PILOT)
    assert [outcome.status for outcome in library.ingest_seeds(seeds)] == ["added", "added"]
    assert library.ingest_seeds(seeds) == ()
    library.remove(
        next(one.document_id for one in library.documents() if one.title == "Harbour Pilot")
    )
    assert library.ingest_seeds(seeds) == ()
    write(seeds, "baker.md", BAKER.replace("sourdough", "rye"))
    assert [outcome.status for outcome in library.ingest_seeds(seeds)] == ["updated"]
    assert [document.title for document in library.documents()] == ["Night Baker"], (
        "a removed seed stays removed"
    )
    assert "rye" in texts(library, "shape loaves")


def test_a_seed_that_fails_is_tried_again(library: Library, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    write(seeds, "baker.md", BAKER.replace("sourdough", "BOOM")), write(seeds, "pilot.md", PILOT)
    assert [outcome.status for outcome in library.ingest_seeds(seeds)] == ["failed", "added"]
    assert [outcome.status for outcome in library.ingest_seeds(seeds)] == ["failed"]


def test_a_collection_begun_with_other_documents_gets_no_seeds_unless_they_are_asked_for(
    library: Library, tmp_path: Path
) -> None:
    seeds = write(tmp_path / "seeds", "pilot.md", PILOT).parent
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    assert library.ingest_seeds(seeds) == () and library.seeds() == {}
    assert [outcome.status for outcome in library.ingest_seeds(seeds, again=True)] == ["added"]
    assert [document.title for document in library.seeds().values()] == ["Harbour Pilot"]
    assert [document.title for document in library.remove_seeds()] == ["Harbour Pilot"]
    assert library.ingest_seeds(seeds) == ()
    assert [document.title for document in library.documents()] == ["Night Baker"]


def test_a_seed_that_the_user_has_too_stays_when_the_seeds_go(
    library: Library, tmp_path: Path
) -> None:
    seeds = write(tmp_path / "seeds", "pilot.md", PILOT).parent
    library.ingest_seeds(seeds)
    library.ingest([write(tmp_path, "mine.md", PILOT)])
    assert library.remove_seeds() == ()
    assert [document.sources for document in library.documents()] == [(str(tmp_path / "mine.md"),)]


def test_seeds_that_were_killed_half_way_are_taken_up_again(data_dir: Path, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    write(seeds, "baker.md", BAKER), write(seeds, "pilot.md", PILOT)
    assert elsewhere(data_dir, "die-before-commit-seeding", seeds) == -9
    library = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    assert [outcome.status for outcome in library.ingest_seeds(seeds)] == ["added", "added"]
    library.close()


# Interrupted --------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["commit", "_mark", "forget"])
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
    assert "rye" in texts(fresh, "bakers shape loaves") and "sourdough" not in texts(
        fresh, "sourdough"
    )
    fresh.close()


@pytest.mark.parametrize("step", ["commit", "_mark"])
def test_a_first_ingest_that_is_killed_is_taken_up_again(
    data_dir: Path, tmp_path: Path, step: str
) -> None:
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
    page = write(
        tmp_path,
        "page.txt",
        "GB, Leeds\nCooks cook soup at night.\nGB, Hull\nClerks file forms at dawn.\n",
    )
    library.ingest([page, write(tmp_path, "baker.md", BAKER)])
    write(tmp_path, "page.txt", "GB, Leeds\nCooks cook soup at night.\n")
    assert elsewhere(data_dir, f"die-before-{step}", page) == -9
    library.ingest([tmp_path / "baker.md"])
    assert "file forms" not in texts(library, "clerks file forms")
    assert len(rows(library)) == len(library.chunks())
