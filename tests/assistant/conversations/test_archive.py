"""Conversations outlive the process, stay with their visitor, and lose no finished turn."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.conversations.archive import Conversations
from assistant.errors import AssistantError, ConversationError, UnknownConversation

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rolecall" / "conversations.sqlite3"


@pytest.fixture
def kept(path: Path) -> Iterator[Conversations]:
    conversations = Conversations.open(path)
    yield conversations
    conversations.close()


def asked(
    kept: Conversations, conversation_id: str, question: str, answer: str, **more: int
) -> int:
    """One question, answered; the number of its turn."""
    number = kept.begin("ann", conversation_id, question, **more)
    kept.finish("ann", conversation_id, number, {"text": answer})
    return number


def begun(
    kept: Conversations, question: str = "Who feeds the lamps?", answer: str = "The keeper does."
) -> str:
    one = kept.start("ann", question)
    asked(kept, one.conversation_id, question, answer)
    return one.conversation_id


def shown(kept: Conversations, conversation_id: str) -> list[tuple[str, str | None]]:
    turns = kept.turns("ann", conversation_id)
    return [(one.question, one.answer["text"] if one.answer else None) for one in turns]


def rows(path: Path) -> int:
    """How many turns the file holds, those too that are not shown."""
    with closing(sqlite3.connect(path)) as direct:
        (count,) = direct.execute("SELECT count(*) FROM turns").fetchone()
    return int(count)


def test_a_conversation_is_there_again_after_a_restart(kept: Conversations, path: Path) -> None:
    one = kept.start("ann", "Who feeds\n the lamps?", scope={"roles": ["keeper"]})
    number = kept.begin("ann", one.conversation_id, "Who feeds the lamps?")
    kept.finish(
        "ann",
        one.conversation_id,
        number,
        {"text": "The keeper. ☂", "claims": [1, None]},
        note="stopped",
    )
    kept.feedback("ann", one.conversation_id, number, "down", "  not the keeper ")
    kept.close()
    again = Conversations.open(path)
    (found,) = again.list("ann")
    (turn,) = again.turns("ann", found.conversation_id)
    again.close()
    assert (found.name, found.scope, found.turns) == (
        "Who feeds the lamps?",
        {"roles": ["keeper"]},
        1,
    )
    assert found.created <= turn.asked_at <= found.changed
    assert turn.answer == {"text": "The keeper. ☂", "claims": [1, None]}
    assert (turn.note, turn.feedback, turn.word) == ("stopped", "down", "not the keeper")


def test_a_killed_process_loses_no_finished_turn(path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from assistant.conversations.archive import "
        "Conversations\n"
        "kept = Conversations.open(Path(sys.argv[1])); one = kept.start('ann', "
        "'First?').conversation_id\n"
        "kept.finish('ann', one, kept.begin('ann', one, 'First?'), {'text': 'Yes.'})\n"
        "kept.begin('ann', one, 'Second?'); kept.begin('ann', one, 'First, again?', replacing=1)\n"
        "print(one, flush=True); time.sleep(60)"
    )
    ran = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert ran.stdout is not None
    one = ran.stdout.readline().strip()
    ran.send_signal(signal.SIGKILL)
    ran.communicate()
    kept = Conversations.open(path)
    assert shown(kept, one) == [("First?", "Yes."), ("Second?", None)]
    kept.close()


@pytest.mark.parametrize("answer", [None, {"text": ""}])
def test_a_retry_of_which_no_word_came_drops_nothing_but_itself(
    kept: Conversations, path: Path, answer: dict[str, str] | None
) -> None:
    one = begun(kept, "First?", "One.")
    asked(kept, one, "Second?", "Two.")
    kept.finish(
        "ann",
        one,
        kept.begin("ann", one, "First, again?", replacing=1),
        answer,
        "The model is down.",
    )
    assert shown(kept, one) == [("First?", "One."), ("Second?", "Two.")]
    assert rows(path) == 2


def test_what_is_given_up_replaces_nothing_however_late_its_answer_comes(
    kept: Conversations, path: Path
) -> None:
    one = begun(kept, "First?", "One.")
    slow = kept.begin("ann", one, "First, again?", replacing=1)
    assert kept.give_up("ann", one, slow) and kept.give_up("ann", one, slow)
    with pytest.raises(ConversationError, match="not there any more"):
        kept.finish("ann", one, slow, {"text": "Late."})
    assert shown(kept, one) == [("First?", "One.")] and rows(path) == 1


def test_what_a_crash_left_of_a_retry_is_swept_once_it_is_old(
    kept: Conversations, path: Path
) -> None:
    one = begun(kept, "First?", "One.")
    kept.begin("ann", one, "First, again?", replacing=1)
    kept.begin("ann", one, "Second?")  # cut off as well, but shown: it can be asked again
    kept.sweep("ann", one, timedelta(minutes=5))
    assert rows(path) == 3
    kept.sweep("ann", one, timedelta())
    assert rows(path) == 2 and shown(kept, one) == [("First?", "One."), ("Second?", None)]


def test_a_deleted_conversation_is_gone_from_the_file(kept: Conversations, path: Path) -> None:
    one = begun(kept, "What does the pomegranate clause say?", "It is about pomegranates.")
    kept.delete("ann", one)
    with pytest.raises(UnknownConversation):
        kept.turns("ann", one)
    kept.close()
    assert b"omegranate" not in path.read_bytes()


def test_only_the_owner_may_read_the_file(kept: Conversations, path: Path) -> None:
    begun(kept)
    assert {oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()} == {"0o600"}


def test_threads_and_processes_write_at_once(kept: Conversations, path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from assistant.conversations.archive import "
        "Conversations\n"
        "kept = Conversations.open(Path(sys.argv[1])); one = kept.start('ann', "
        "'Whose?').conversation_id\n"
        "[kept.finish('ann', one, kept.begin('ann', one, f'{n}?'), {'text': str(n)}) for n in "
        "range(20)]"
    )
    others = [
        subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT) for _ in range(2)
    ]
    one = begun(kept)
    threads = [
        threading.Thread(target=lambda: [asked(kept, one, "Again?", "Yes.") for _ in range(10)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait() for other in others] == [0, 0]
    assert sorted(found.turns for found in kept.list("ann")) == [20, 20, 41]


def test_processes_that_start_at_once_make_one_file(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from assistant.conversations.archive import "
        "Conversations\n"
        "sys.stdin.read(); Conversations.open(Path(sys.argv[1])).start('ann', 'Whose?')"
    )
    command = [sys.executable, "-c", script, str(path)]
    others = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) for _ in range(4)]
    for other in others:
        assert other.stdin is not None
        other.stdin.close()
    assert [other.wait() for other in others] == [0] * 4
    kept = Conversations.open(path)
    assert len(kept.list("ann")) == 4
    kept.close()


def test_a_damaged_file_is_named_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"This was a shopping list. " * 400)
    before = path.read_bytes()
    with pytest.raises(ConversationError) as refused:
        Conversations.open(path)
    assert str(path) in str(refused.value)
    assert str(refused.value).endswith("save what can be read with: rolecall doctor --repair")
    assert path.read_bytes() == before


def test_damage_inside_the_file_is_told_when_it_is_met(kept: Conversations, path: Path) -> None:
    one = begun(kept)
    with sqlite3.connect(path) as direct:
        direct.execute("UPDATE turns SET answer = '{\"text\": '")
    direct.close()
    with pytest.raises(ConversationError, match="damaged"):
        kept.turns("ann", one)
    assert kept.get("ann", one).turns == 1


def test_a_file_of_a_newer_version_is_refused(kept: Conversations, path: Path) -> None:
    kept.close()
    with sqlite3.connect(path) as direct:
        direct.execute("PRAGMA user_version = 7")
    direct.close()
    with pytest.raises(ConversationError, match=r"newer Rolecall made it \(version 7"):
        Conversations.open(path)


def test_a_file_that_is_held_too_long_is_an_error_to_try_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.conversations.database.PATIENCE", 0.05)
    kept = Conversations.open(path)
    direct = sqlite3.connect(path, isolation_level=None)
    direct.execute("BEGIN IMMEDIATE")
    with pytest.raises(ConversationError, match="try again"):
        kept.start("ann", "Who?")
    direct.execute("ROLLBACK")
    direct.close()
    assert kept.start("ann", "Who?").name == "Who?"
    kept.close()


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "rolecall").write_text("not a folder")
    with pytest.raises(AssistantError, match="ROLECALL_DATA_DIR"):
        Conversations.open(tmp_path / "rolecall" / "conversations.sqlite3")
