"""`rolecall doctor --repair`: what can be read of a damaged collection and of damaged
conversations answers again.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import assistant.cli.main as cli
from assistant.cli.edge import run_command
from assistant.conversations.archive import FILE_NAME, OWNER, Conversations
from fake_embedder import FakeEmbedder
from shelf import BAKER, PILOT, texts, write
from store.collection.connection import DATABASE
from store.errors import CollectionError
from store.library import Library
from store.loading.uploads import Upload
from store.repair import salvage
from store.settings import StoreSettings

Run = Callable[..., tuple[int, str]]
ROPES = "Wardens coil the ropes each night. They count them in the morning."


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Run:
    monkeypatch.setattr("store.library.open_embedder", lambda name: FakeEmbedder())

    def run(*arguments: str) -> tuple[int, str]:
        status = run_command(cli.app, list(arguments))
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


@pytest.fixture
def database(data_dir: Path, tmp_path: Path) -> Path:
    """The file of a collection with two postings and an upload, closed."""
    with closing(opened(data_dir)) as library:
        library.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
        library.ingest_uploads([Upload.text(ROPES, "Ropes")])
    return data_dir / "chroma" / DATABASE


def opened(data_dir: Path, chunk_tokens: int = 160) -> Library:
    return Library.open(StoreSettings(data_dir=data_dir, chunk_tokens=chunk_tokens), FakeEmbedder)


def titles(data_dir: Path) -> list[str]:
    with closing(opened(data_dir)) as library:
        return sorted(document.title for document in library.documents())


def overwrite_table(file: Path, table: str, text: bytes = b"?" * 100) -> None:
    """Damage the first page of a table or an index."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(text)


def test_where_nothing_is_wrong_nothing_is_done(run: Run, database: Path, data_dir: Path) -> None:
    before = titles(data_dir)
    status, said = run("doctor", "--repair")
    assert status == 0 and "repaired" not in said
    assert titles(data_dir) == before and not list(data_dir.glob("*damaged*"))


@pytest.mark.parametrize(
    "table", ["embedding_metadata", "embeddings", "embeddings_queue", "collections", "segments"]
)
def test_a_damaged_table_costs_no_document(
    run: Run, database: Path, data_dir: Path, tmp_path: Path, table: str
) -> None:
    before = titles(data_dir)
    overwrite_table(database, table)
    status, said = run("doctor")
    assert status == 1 and "to mend it: rolecall doctor --repair" in said
    status, said = run("doctor", "--repair")
    assert status == 0 and "repaired: stored 3 documents anew" in said
    assert titles(data_dir) == before
    (aside,) = data_dir.glob("chroma.damaged-*")
    assert str(aside) in said, "what was damaged is kept"
    with closing(opened(data_dir)) as library:
        assert "sourdough" in texts(library, "loaves") and "coil the ropes" in texts(
            library, "ropes"
        )
        write(tmp_path, "baker.md", BAKER.replace("sourdough", "rye"))
        assert "updated" in {str(outcome.status) for outcome in library.refresh()}, (
            "sources are remembered"
        )


def test_a_repair_that_is_interrupted_leaves_all_as_it_was_and_is_done_again(
    run: Run, database: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = titles(data_dir)
    overwrite_table(database, "embeddings")
    damaged = database.read_bytes()

    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("store.repair.put_aside", interrupted)
        assert run("doctor", "--repair")[0] == 130
    assert database.read_bytes() == damaged
    assert run("doctor", "--repair")[0] == 0 and titles(data_dir) == before
    assert not (data_dir / ".repairing").exists()


def test_of_a_file_that_is_all_damaged_the_uploads_come_back(
    run: Run, database: Path, data_dir: Path
) -> None:
    database.write_bytes(b"?" * database.stat().st_size)
    status, said = run("doctor", "--repair")
    assert status == 0 and "rolecall refresh" in said
    with closing(opened(data_dir)) as library:
        assert "coil the ropes" in texts(library, "ropes")


def test_what_was_removed_stays_removed(run: Run, database: Path, data_dir: Path) -> None:
    with closing(opened(data_dir)) as library:
        library.remove(
            next(one.document_id for one in library.documents() if one.title == "Night Baker")
        )
    for table in ("collections", "embeddings"):
        overwrite_table(database, table)
        assert run("doctor", "--repair")[0] == 0
        assert titles(data_dir) == ["Harbour Pilot", "Ropes"]


def test_words_that_were_changed_in_the_file_are_not_taken_for_a_document(database: Path) -> None:
    kept = database.read_bytes()
    database.write_bytes(kept.replace(b"container ships", b"container shops"))
    texts = [record.document.text for record in salvage(database).records.values()]
    assert len(texts) == 2 and not any("container" in text for text in texts)


def test_damage_at_any_place_gives_whole_documents_or_none(database: Path, data_dir: Path) -> None:
    with closing(opened(data_dir)) as library:
        whole = {document.document_id: document for document in library.documents()}
    kept, draw = database.read_bytes(), random.Random(1)
    for _ in range(20):
        at = draw.randrange(100, len(kept) - 8192)
        database.write_bytes(kept[:at] + b"?" * 8192 + kept[at + 8192 :])
        for identifier, record in salvage(database).records.items():
            assert record.document.text == whole[identifier].text


@pytest.mark.parametrize("wrong", ["another chunk size", "an older layout"])
def test_vectors_that_do_not_fit_are_made_anew(
    run: Run, database: Path, data_dir: Path, wrong: str
) -> None:
    tokens = 64 if wrong == "another chunk size" else 160
    with closing(opened(data_dir)) as library:
        client, name = library._store._client, "documents"
        if wrong == "an older layout":
            client.set_metadata(name, {**client.metadata(name), "layout": 1})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROLECALL_CHUNK_TOKENS", str(tokens))
        status, said = run("doctor", "--repair")
    assert status == 0 and "repaired: made the vectors of 3 documents anew" in said
    with closing(opened(data_dir, tokens)) as library:
        assert "sourdough" in texts(library, "loaves")


def test_what_a_newer_rolecall_made_is_told_and_left_alone(
    run: Run, database: Path, data_dir: Path
) -> None:
    with closing(opened(data_dir)) as library:
        client = library._store._client
        client.set_metadata("documents", {**client.metadata("documents"), "layout": 99})
    for command in (["doctor", "--repair"], ["documents"], ["documents", "reindex"]):
        status, said = run(*command)
        assert status == 1 and "newer Rolecall" in said, said
    with closing(opened(data_dir)) as library, pytest.raises(CollectionError, match="newer"):
        library.documents()


# Conversations ------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["conversations", "turns", "by_visitor"])
def test_what_can_be_read_of_damaged_conversations_is_kept(
    run: Run, data_dir: Path, table: str
) -> None:
    file = data_dir / FILE_NAME
    with closing(Conversations.open(file)) as kept:
        one = kept.start("ann", "Who feeds the lamps?").conversation_id
        for number in range(3):
            kept.finish(
                "ann",
                one,
                kept.begin("ann", one, f"Question {number}?"),
                {"text": f"Answer {number}."},
            )
    overwrite_table(file, table)
    assert run("doctor")[0] == 1
    status, said = run("doctor", "--repair")
    assert status == 0 and "repaired: kept " in said, said
    assert list(data_dir.glob(f"{FILE_NAME}.damaged-*"))
    with closing(Conversations.open(file)) as kept:
        (conversation,) = kept.everyone() or (None,)
        if table == "turns":  # all of them lay on the page that is gone
            assert conversation is not None and conversation.turns == 0
            return
        turns = kept.turns(OWNER, one)
        assert [turn.answer for turn in turns] == [
            {"text": f"Answer {number}."} for number in range(3)
        ]
        assert kept.begin(OWNER, one, "And now?") == 4
    printed = json.loads(run("conversations", "--json")[1].splitlines()[0])
    assert printed["name"] == (
        "Found again" if table == "conversations" else "Who feeds the lamps?"
    )
