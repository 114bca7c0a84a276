"""A backup is one file, and what is restored from it answers as before; nothing that is there is
ever lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from assistant.assistant import Assistant
from assistant.backup import back_up, restore
from assistant.cli.edge import run_command
from assistant.cli.main import app
from assistant.conversations.archive import Conversations
from assistant.conversations.kept_answer import keep
from assistant.errors import BackupError
from assistant.settings import Settings
from fake_embedder import FakeEmbedder
from harbour import write_harbour
from store.loading.uploads import Upload
from store.types import Progress

QUESTIONS = ("What do ice pilots publish?", "How many postings are there?")


def silent(progress: Progress) -> None:
    """Tell nobody."""


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir, seeds=False)


@pytest.fixture
def answers(settings: Settings, tmp_path: Path) -> Iterator[list[str]]:
    """What is answered from a data folder that holds one of everything."""
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as assistant:
        assistant.library.ingest([write_harbour(tmp_path)])
        assistant.library.ingest_uploads(
            [Upload.text("Wardens coil the ropes each night.", "Ropes")]
        )
        said = [assistant.ask(question) for question in QUESTIONS]
        kept = assistant.conversations
        one = kept.start("ann", QUESTIONS[0], scope={"places": ["Hull"]}).conversation_id
        kept.finish("ann", one, kept.begin("ann", one, QUESTIONS[0]), keep(said[0]))
        kept.begin("ann", one, "Not answered yet?")
    (settings.data_dir / "page.json").write_text('{"enabled": []}')
    yield [answer.text for answer in said]


def everything(settings: Settings) -> object:
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder, reading=True) as assistant:
        chunks = {chunk.chunk_id: chunk for chunk in assistant.library.chunks()}
        uploads = {
            path.name: path.read_bytes() for path in (settings.data_dir / "uploads").iterdir()
        }
        return assistant.library.documents(), chunks, list(assistant.conversations.rows()), uploads


def test_what_is_restored_elsewhere_is_what_was_backed_up(
    settings: Settings, answers: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "rolecall.backup"
    made = back_up(settings, file, silent)
    assert (made.documents, made.conversations) == (6, 1)
    assert oct(file.stat().st_mode & 0o777) == "0o600", "it holds people's conversations"
    elsewhere = Settings(data_dir=tmp_path / "another machine", seeds=False)
    assert restore(elsewhere, file, silent).documents == 6
    assert everything(elsewhere) == everything(settings)
    assert (elsewhere.data_dir / "page.json").read_text() == '{"enabled": []}'
    embedder = FakeEmbedder()
    with Assistant.open(settings=elsewhere, load_embedder=lambda: embedder) as assistant:
        assert assistant.library.retrieve("bulletin")
        assert embedder.embedded == ["bulletin"], "no document is embedded anew"
        assert [assistant.ask(question).text for question in QUESTIONS] == answers
        assert assistant.library.seeds() == {}


def test_a_backup_of_nothing_restores_to_nothing(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rolecall.backup"
    assert back_up(settings, file, silent).documents == 0
    assert not settings.data_dir.exists(), "looking makes nothing"
    restore(settings, file, silent)
    assert not (settings.data_dir / "chroma").exists()


def test_neither_overwrites_what_is_there(
    settings: Settings, answers: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "rolecall.backup"
    back_up(settings, file, silent)
    kept, before = file.read_bytes(), everything(settings)
    with pytest.raises(BackupError, match="is there already"):
        back_up(settings, file, silent)
    with pytest.raises(BackupError, match=r"holds .*documents, conversations already.* mv "):
        restore(settings, file, silent)
    assert file.read_bytes() == kept and everything(settings) == before


def test_a_folder_that_was_opened_and_never_used_is_restored_to(
    settings: Settings, answers: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "rolecall.backup"
    back_up(settings, file, silent)
    unused = Settings(data_dir=tmp_path / "unused", seeds=False)
    with Assistant.open(settings=unused, load_embedder=FakeEmbedder) as assistant:
        assert assistant.conversations.everyone() == ()
    restore(unused, file, silent)
    assert everything(unused) == everything(settings)


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty", "another archive"])
def test_a_damaged_backup_is_told_and_changes_nothing(
    settings: Settings, answers: list[str], tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "rolecall.backup"
    back_up(settings, file, silent)
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 3] ^= 0xFF
    file.write_bytes(
        {"cut": whole[: len(whole) // 2], "flipped": bytes(flipped), "empty": b""}.get(
            damage, b"text"
        )
    )
    if damage == "another archive":
        with ZipFile(file, "w") as archive:
            archive.writestr("holiday.txt", "sunny")
    elsewhere = Settings(data_dir=tmp_path / "elsewhere", seeds=False)
    with pytest.raises(BackupError, match="damaged, or no backup"):
        restore(elsewhere, file, silent)
    assert not elsewhere.data_dir.exists() or list(elsewhere.data_dir.iterdir()) == []


def test_a_backup_of_a_newer_rolecall_is_told(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rolecall.backup"
    with ZipFile(file, "w") as archive:
        archive.writestr("rolecall.json", json.dumps({"format": 99, "rolecall": "9.0"}))
    with pytest.raises(BackupError, match=r"made by Rolecall 9\.0, which is newer"):
        restore(settings, file, silent)


def test_a_restore_that_was_interrupted_is_done_again(
    settings: Settings, answers: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rolecall.backup"
    back_up(settings, file, silent)
    elsewhere = Settings(data_dir=tmp_path / "elsewhere", seeds=False)

    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("assistant.backup._take_conversations", interrupted)
        restore(elsewhere, file, silent)
    assert list(elsewhere.data_dir.iterdir()) == []
    restore(elsewhere, file, silent)
    assert everything(elsewhere) == everything(settings)


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(BackupError, match=r"cannot be written \(No such file or directory\)"):
        back_up(settings, tmp_path / "nowhere" / "rolecall.backup", silent)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_cannot_be_read_is_told(settings: Settings, tmp_path: Path) -> None:
    for file in (tmp_path / "nowhere.backup", tmp_path):
        with pytest.raises(BackupError, match=r"cannot be read .*rolecall backup"):
            restore(settings, file, silent)
    assert not settings.data_dir.exists()


def test_the_commands_say_what_they_did(
    settings: Settings, answers: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "rolecall.backup")
    assert run_command(app, ["backup", file]) == 0
    assert run_command(app, ["--data-dir", str(tmp_path / "elsewhere"), "restore", file]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"backed up 6 documents and 1 conversation to {file}"
    assert told[1].startswith("restored 6 documents and 1 conversation of 20")
    assert run_command(app, ["restore", file]) == 1
    assert "--data-dir" in capsys.readouterr().err
    with closing(Conversations.of(Settings(data_dir=tmp_path / "elsewhere"))) as kept:
        assert len(kept.everyone()) == 1
