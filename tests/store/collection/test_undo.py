from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fake_embedder import FakeEmbedder
from harbour import harbour_assistant
from shelf import BAKER, PILOT, ScriptedEmbedder, rows, texts, write
from store.collection.undo import Undo
from store.embedding.embedder import Vectors
from store.library import Library
from store.settings import StoreSettings
from store.types import IngestStatus, Progress


@pytest.fixture
def library(data_dir: Path) -> Iterator[Library]:
    opened = Library.open(StoreSettings(data_dir=data_dir), ScriptedEmbedder)
    yield opened
    opened.close()


def test_removing_and_putting_back_gives_the_same_documents_and_answers(tmp_path: Path) -> None:
    questions = (
        "What do ice pilots publish?",
        "How many postings are there?",
        "Which roles use Python?",
    )
    with harbour_assistant(tmp_path) as assistant:
        documents, answers = (
            assistant.library.documents(),
            [assistant.ask(one).text for one in questions],
        )
        chunks = assistant.library.chunks()
        undo = Undo()
        for document in documents:
            assistant.library.remove(document.document_id, undo)
        assert assistant.library.documents() == ()
        told: list[Progress] = []
        outcomes = assistant.library.undo(undo, told.append)
        assert [one.status for one in outcomes] == [IngestStatus.ADDED] * len(documents)
        assert [one.done for one in told if one.stage.startswith("Putting back")] == list(
            range(len(documents))
        )
        assert assistant.library.documents() == documents
        assert {one.chunk_id: one for one in assistant.library.chunks()} == {
            one.chunk_id: one for one in chunks
        }
        assert [assistant.ask(one).text for one in questions] == answers


def test_what_an_ingest_added_updated_and_removed_is_as_it_was(
    library: Library, tmp_path: Path
) -> None:
    page = (
        "GB, Leeds\nBell Engineer\nDescription\nThey tune bells.\n\nFR, Lyon\nClock "
        "Engineer\nDescription\nThey wind.\n"
    )
    baker, bells = write(tmp_path, "baker.md", BAKER), write(tmp_path, "bells.txt", page)
    library.ingest([baker, bells])
    before, kept = library.documents(), rows(library)
    write(tmp_path, "baker.md", BAKER.replace("sourdough", "rye").replace("Leeds", "York"))
    write(tmp_path, "bells.txt", page.partition("\n\n")[0])
    undo = Undo()
    outcomes = library.ingest([baker, bells, write(tmp_path, "pilot.md", PILOT)], undo=undo)
    assert {str(one.status) for one in outcomes} >= {"added", "updated", "removed"}
    library.undo(undo)
    assert library.documents() == before and sorted(rows(library)) == sorted(kept)
    assert "sourdough" in texts(library, "sourdough loaves") and "rye" not in texts(
        library, "rye loaves"
    )


def test_a_posting_more_is_taken_back_without_embedding(data_dir: Path, tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    library = Library.open(StoreSettings(data_dir=data_dir), lambda: embedder)
    path = write(tmp_path, "baker.md", BAKER)
    library.ingest([path])
    before = library.documents()
    write(tmp_path, "baker.md", BAKER.replace("Leeds", "York"))
    undo = Undo()
    library.ingest([path], undo=undo)
    embedder.embedded.clear()
    library.undo(undo)
    assert library.documents() == before and embedder.embedded == []
    library.close()


def test_an_ingest_that_changes_nothing_leaves_nothing_to_undo(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    library.ingest([path])
    undo = Undo()
    library.ingest([path, tmp_path / "missing.md"], undo=undo)
    assert not undo and library.undo(undo) == ()


def test_what_was_changed_again_since_is_left_and_told(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, "baker.md", BAKER)
    undo = Undo()
    library.ingest([path, write(tmp_path, "pilot.md", PILOT)], undo=undo)
    write(tmp_path, "baker.md", BAKER.replace("sourdough", "rye"))
    library.ingest([path])
    outcomes = library.undo(undo)
    assert [str(one.status) for one in outcomes] == ["removed", "failed"]
    assert "'Night Baker' was changed again since" in outcomes[1].reason
    assert "rye" in texts(library, "loaves") and "estuary" not in texts(library, "estuary")
    assert [str(one.status) for one in library.undo(undo)] == ["failed", "failed"]


def test_what_cannot_be_put_back_is_told_and_can_be_tried_again(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    library.ingest(
        [
            write(tmp_path, "baker.md", BAKER),
            write(tmp_path, "pilot.md", PILOT.replace("tugs", "BOOM")),
        ]
    )
    (baker,) = library.documents()
    undo = Undo()
    library.remove(baker.document_id, undo)
    library.close()
    failing = Library.open(StoreSettings(data_dir=data_dir), Failing)
    (outcome,) = failing.undo(undo)
    assert outcome.status is IngestStatus.FAILED and "gave up" in outcome.reason
    assert failing.documents() == () and rows(failing) == []
    failing.close()
    again = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    assert [one.status for one in again.undo(undo)] == [IngestStatus.ADDED]
    assert again.documents() == (baker,)
    again.close()


class Failing(ScriptedEmbedder):
    """Gives up on everything."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        return super().embed(["BOOM"])


def test_an_undo_outlives_a_reindex_with_other_settings(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    before = library.documents()
    undo = Undo()
    library.remove(before[0].document_id, undo)
    other = Library.open(StoreSettings(data_dir=data_dir, chunk_tokens=64), FakeEmbedder)
    told: list[Progress] = []
    other.reindex(told.append)
    assert [(step.stage, step.done, step.total) for step in told][-1] == ("Embedding", 1, 1)
    other.undo(undo)
    assert other.documents() == before and "chunks of 64 tokens" in other.made_with
    other.close()


def test_what_made_the_vectors_is_told_in_words(library: Library, tmp_path: Path) -> None:
    assert library.made_with == ""
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    assert library.made_with.startswith(
        "embedder 'packaged' (384 dimensions), chunks of 160 tokens"
    )
