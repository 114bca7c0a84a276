from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fake_embedder import FakeEmbedder

from store.chroma import ChromaStore
from store.embedder import Vectors
from store.errors import EmbedderError, MismatchError, UnknownDocument
from store.library import Library
from store.settings import StoreSettings
from store.types import DocumentKind, Filters, IngestStatus

OTHER = Path(__file__).parent / "other_process.py"

BAKER = """---
kind: role
title: Night Baker
team: Ovens
postings: [{place: "GB, Leeds"}]
---
## The work
Night bakers shape sourdough loaves before dawn. They keep the starter alive and log every batch.
"""
PILOT = """---
kind: role
title: Harbour Pilot
team: Pilots
postings: [{place: "GB, Hull"}]
---
## The work
Harbour pilots bring container ships through the estuary. They read tides and radio the tugs.
"""


class FailingEmbedder(FakeEmbedder):
    """Refuses any text that holds the word BOOM."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        if any("BOOM" in text for text in texts):
            raise EmbedderError("The embedder gave up on BOOM.")
        return super().embed(texts)


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FailingEmbedder()


@pytest.fixture
def library(data_dir: Path, embedder: FakeEmbedder) -> Iterator[Library]:
    opened = Library.open(StoreSettings(data_dir=data_dir), lambda: embedder)
    yield opened
    opened.close()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def statuses(library: Library, *paths: Path) -> list[str]:
    return [str(outcome.status) for outcome in library.ingest(paths)]


def texts(library: Library, question: str) -> str:
    return " ".join(passage.text for passage in library.retrieve(question))


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


def test_a_document_that_fails_leaves_its_old_version_answering(library: Library, tmp_path: Path) -> None:
    baker, pilot = write(tmp_path, "baker.md", BAKER), tmp_path / "pilot.md"
    library.ingest([baker])
    write(tmp_path, "baker.md", BAKER.replace("sourdough", "BOOM"))
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


def test_what_a_file_no_longer_holds_is_removed(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, "page.txt", "GB, Leeds\nBakers bake bread at night.\nGB, Hull\nPilots steer ships at dawn.\n")
    library.ingest([path])
    assert len(library.documents()) == 2
    write(tmp_path, "page.txt", "GB, Leeds\nBakers bake bread at night.\n")
    assert sorted(statuses(library, path)) == ["removed", "unchanged"]
    assert "steer ships" not in texts(library, "who steers ships")


def test_removing_a_document_forgets_it_and_an_unknown_one_is_named(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    library.remove(library.documents()[0].document_id)
    assert library.documents() == ()
    assert library.retrieve("sourdough") == ()
    with pytest.raises(UnknownDocument, match="nobody"):
        library.remove("nobody")


def test_chunks_of_an_ingest_that_died_are_not_retrieved_and_are_swept(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ChromaStore, "commit", die)
        with pytest.raises(KeyboardInterrupt):
            library.ingest([write(tmp_path, "pilot.md", PILOT)])
    assert "estuary" not in texts(library, "container ships estuary")
    library.ingest([tmp_path / "baker.md"])
    assert len(library._store.chunk_ids(library.maker)) == len(library.chunks())


def test_other_settings_are_refused_with_the_command_that_mends_it(
    library: Library, data_dir: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    other = Library.open(StoreSettings(data_dir=data_dir, chunk_tokens=64), lambda: embedder)
    try:
        with pytest.raises(MismatchError, match="rolecall documents reindex"):
            other.retrieve("sourdough")
        other.reindex()
        assert "sourdough" in texts(other, "sourdough")
    finally:
        other.close()


def test_filters_hold_in_every_retriever(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    pilot = next(document for document in library.documents() if document.title == "Harbour Pilot")
    found = library.retrieve("sourdough loaves", filters=Filters(document_ids=frozenset({pilot.document_id})))
    assert {passage.document.title for passage in found} == {"Harbour Pilot"}
    assert library.retrieve("sourdough", filters=Filters(kinds=frozenset({DocumentKind.ARTICLE}))) == ()


def test_the_same_paragraph_in_two_documents_is_shown_once(library: Library, tmp_path: Path) -> None:
    shared = "## Benefits\nEveryone gets a bicycle and a warm coat every winter.\n"
    library.ingest([write(tmp_path, "a.md", BAKER + shared), write(tmp_path, "b.md", PILOT + shared)])
    found = library.retrieve("bicycle and warm coat")
    assert sum("bicycle" in passage.text for passage in found) == 1


def test_a_reader_sees_what_another_process_adds_updates_and_removes(library: Library, data_dir: Path, tmp_path: Path) -> None:
    def elsewhere(action: str, what: str | Path) -> None:
        subprocess.run([sys.executable, str(OTHER), str(data_dir), action, str(what)], check=True, timeout=120)

    library.ingest([write(tmp_path, "baker.md", BAKER)])
    assert "sourdough" in texts(library, "sourdough loaves")
    elsewhere("add", write(tmp_path, "pilot.md", PILOT))
    assert "estuary" in texts(library, "container ships estuary")
    write(tmp_path, "pilot.md", PILOT.replace("container ships", "ferries"))
    elsewhere("add", tmp_path / "pilot.md")
    assert "ferries" in texts(library, "bring through the estuary")
    assert "container" not in texts(library, "container ships")
    pilot = next(document for document in library.documents() if document.title == "Harbour Pilot")
    elsewhere("remove", pilot.document_id)
    assert "estuary" not in texts(library, "estuary tides radio tugs")
    library.ingest([write(tmp_path, "more.md", PILOT)])
    assert "container ships" in texts(library, "container ships")
