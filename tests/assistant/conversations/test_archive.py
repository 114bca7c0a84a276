"""Conversations outlive the process, stay with their visitor, and lose no finished turn."""

from __future__ import annotations

import shlex
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

from assistant.conversations.archive import LONGEST_NAME, LONGEST_WORD, OWNER, Conversations
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


def asked(kept: Conversations, conversation_id: str, question: str, answer: str, **more: int) -> int:
    """One question, answered; the number of its turn."""
    number = kept.begin("ann", conversation_id, question, **more)
    kept.finish("ann", conversation_id, number, {"text": answer})
    return number


def begun(kept: Conversations, question: str = "Who feeds the lamps?", answer: str = "The keeper does.") -> str:
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
    kept.finish("ann", one.conversation_id, number, {"text": "The keeper. ☂", "claims": [1, None]}, note="stopped")
    kept.feedback("ann", one.conversation_id, number, "down", "  not the keeper ")
    kept.close()
    again = Conversations.open(path)
    (found,) = again.list("ann")
    (turn,) = again.turns("ann", found.conversation_id)
    again.close()
    assert (found.name, found.scope, found.turns) == ("Who feeds the lamps?", {"roles": ["keeper"]}, 1)
    assert found.created <= turn.asked_at <= found.changed
    assert turn.answer == {"text": "The keeper. ☂", "claims": [1, None]}
    assert (turn.note, turn.feedback, turn.word) == ("stopped", "down", "not the keeper")


def test_a_killed_process_loses_no_finished_turn(path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from assistant.conversations.archive import Conversations\n"
        "kept = Conversations.open(Path(sys.argv[1])); one = kept.start('ann', 'First?').conversation_id\n"
        "kept.finish('ann', one, kept.begin('ann', one, 'First?'), {'text': 'Yes.'})\n"
        "kept.begin('ann', one, 'Second?'); kept.begin('ann', one, 'First, again?', replacing=1)\n"
        "print(one, flush=True); time.sleep(60)"
    )
    ran = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert ran.stdout is not None
    one = ran.stdout.readline().strip()
    ran.send_signal(signal.SIGKILL)
    ran.communicate()
    kept = Conversations.open(path)
    assert shown(kept, one) == [("First?", "Yes."), ("Second?", None)]
    kept.close()


def test_a_retry_drops_what_it_replaces_only_when_it_is_finished(kept: Conversations) -> None:
    one = begun(kept, "First?", "One.")
    second = asked(kept, one, "Second?", "Two.")
    asked(kept, one, "Third?", "Three.")
    retried = kept.begin("ann", one, "Second, but better?", replacing=second)
    assert shown(kept, one) == [("First?", "One."), ("Second?", "Two."), ("Third?", "Three.")]
    assert kept.list("ann", "better") == ()
    kept.finish("ann", one, retried, {"text": "Two and a half."})
    assert shown(kept, one) == [("First?", "One."), ("Second, but better?", "Two and a half.")]
    assert kept.get("ann", one).turns == 2
    assert asked(kept, one, "Fourth?", "Four.") > retried


@pytest.mark.parametrize("answer", [None, {"text": ""}])
def test_a_retry_of_which_no_word_came_drops_nothing_but_itself(
    kept: Conversations, path: Path, answer: dict[str, str] | None
) -> None:
    one = begun(kept, "First?", "One.")
    asked(kept, one, "Second?", "Two.")
    kept.finish("ann", one, kept.begin("ann", one, "First, again?", replacing=1), answer, "The model is down.")
    assert shown(kept, one) == [("First?", "One."), ("Second?", "Two.")]
    assert rows(path) == 2


def test_what_is_given_up_replaces_nothing_however_late_its_answer_comes(kept: Conversations, path: Path) -> None:
    one = begun(kept, "First?", "One.")
    slow = kept.begin("ann", one, "First, again?", replacing=1)
    assert kept.give_up("ann", one, slow) and kept.give_up("ann", one, slow)
    with pytest.raises(ConversationError, match="not there any more"):
        kept.finish("ann", one, slow, {"text": "Late."})
    assert shown(kept, one) == [("First?", "One.")] and rows(path) == 1


def test_what_has_replaced_others_can_be_given_up_no_more(kept: Conversations) -> None:
    one = begun(kept, "First?", "One.")
    again = asked(kept, one, "First, again?", "Better.", replacing=1)
    assert not kept.give_up("ann", one, again)
    assert shown(kept, one) == [("First, again?", "Better.")]


def test_what_a_crash_left_of_a_retry_is_swept_once_it_is_old(kept: Conversations, path: Path) -> None:
    one = begun(kept, "First?", "One.")
    kept.begin("ann", one, "First, again?", replacing=1)
    kept.begin("ann", one, "Second?")  # cut off as well, but shown: it can be asked again
    kept.sweep("ann", one, timedelta(minutes=5))
    assert rows(path) == 3
    kept.sweep("ann", one, timedelta())
    assert rows(path) == 2 and shown(kept, one) == [("First?", "One."), ("Second?", None)]


def test_an_answer_that_comes_late_never_lands_on_another_turn(kept: Conversations) -> None:
    one = begun(kept)
    slow = kept.begin("ann", one, "Slow?")
    quick = asked(kept, one, "Quick?", "Quickly.", replacing=slow)
    with pytest.raises(ConversationError, match=f"turn {slow} .* open the conversation again"):
        kept.finish("ann", one, slow, {"text": "Slowly."})
    assert quick != slow
    assert shown(kept, one)[1:] == [("Quick?", "Quickly.")]


def test_nobody_reaches_another_visitors_conversation(kept: Conversations) -> None:
    one = begun(kept)
    number = kept.turns("ann", one)[0].number
    attempts = [
        lambda id: kept.get("bob", id),
        lambda id: kept.turns("bob", id),
        lambda id: kept.begin("bob", id, "Whose?"),
        lambda id: kept.finish("bob", id, number, None),
        lambda id: kept.give_up("bob", id, number),
        lambda id: kept.sweep("bob", id, timedelta()),
        lambda id: kept.feedback("bob", id, number, "up"),
        lambda id: kept.rename("bob", id, "Mine"),
        lambda id: kept.set_scope("bob", id, []),
        lambda id: kept.delete("bob", id),
    ]
    for attempt in attempts:
        with pytest.raises(UnknownConversation) as other:
            attempt(one)
        with pytest.raises(UnknownConversation) as unknown:
            attempt("nowhere")
        assert str(other.value).replace(one, "ID") == str(unknown.value).replace("nowhere", "ID")
    assert kept.list("bob") == kept.list("bob", "keeper") == ()
    assert shown(kept, one) == [("Who feeds the lamps?", "The keeper does.")]


def test_the_owner_of_the_machine_reaches_everyones(kept: Conversations) -> None:
    one, two = begun(kept), kept.start("bob", "How high is the tower?").conversation_id
    assert [found.conversation_id for found in kept.everyone()] == [two, one]
    assert [found.conversation_id for found in kept.everyone("keeper")] == [one]
    kept.delete(OWNER, one)
    assert [found.conversation_id for found in kept.everyone()] == [two]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("does KEEPER", True),
        ("LAMPS who", True),
        ("straße", True),
        ("STRASSE", True),
        ("100%", True),
        ("10_%", False),
        ("1%", False),
        ("keeper nobody", False),
        ('" OR 1 --', False),
        ("lamps \ud800x", False),
        ("", True),
        ("a " * 5000, True),
    ],
)
def test_a_search_finds_its_words_in_questions_answers_and_names(kept: Conversations, search: str, found: bool) -> None:
    one = begun(kept)
    asked(kept, one, "And on the Hafenstraße?", "100% of the lamps.")
    assert [hit.conversation_id for hit in kept.list("ann", search)] == [one] * found


def test_the_last_changed_comes_first_and_a_new_name_is_found(kept: Conversations) -> None:
    one, two = begun(kept), begun(kept, "How high is the tower?", "Forty metres.")
    asked(kept, one, "And who paints it?", "Nobody.")
    kept.rename("ann", two, "  Tower\nheights ")
    assert [found.name for found in kept.list("ann")] == ["Who feeds the lamps?", "Tower heights"]
    assert [found.conversation_id for found in kept.list("ann", "HEIGHTS")] == [two]


def test_a_deleted_conversation_is_gone_from_the_file(kept: Conversations, path: Path) -> None:
    one = begun(kept, "What does the pomegranate clause say?", "It is about pomegranates.")
    kept.delete("ann", one)
    with pytest.raises(UnknownConversation):
        kept.turns("ann", one)
    kept.close()
    assert b"omegranate" not in path.read_bytes()


def test_names_and_feedback_are_bounded(kept: Conversations) -> None:
    one = kept.start("ann", "How many " + "lighthouses " * 30)
    assert len(one.name) <= LONGEST_NAME
    assert one.name.endswith("lighthouses…")
    assert len(kept.rename("ann", one.conversation_id, "x" * 500).name) == LONGEST_NAME
    number = asked(kept, one.conversation_id, "Who?", "Nobody.")
    kept.feedback("ann", one.conversation_id, number, "up", "x" * LONGEST_WORD)
    with pytest.raises(ConversationError, match=r"1,001 characters, 1,000 are the most"):
        kept.feedback("ann", one.conversation_id, number, "up", "x" * (LONGEST_WORD + 1))
    with pytest.raises(ConversationError, match="name is empty"):
        kept.rename("ann", one.conversation_id, " \n ")


def test_text_that_no_file_can_hold_is_kept_as_far_as_it_can(kept: Conversations) -> None:
    one = begun(kept, "Half \ud83d a lamp?", "An \ud83d answer.")
    assert kept.turns("ann", one)[0].question == "Half ? a lamp?"


def test_only_the_owner_may_read_the_file(kept: Conversations, path: Path) -> None:
    begun(kept)
    assert {oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()} == {"0o600"}


def test_threads_and_processes_write_at_once(kept: Conversations, path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from assistant.conversations.archive import Conversations\n"
        "kept = Conversations.open(Path(sys.argv[1])); one = kept.start('ann', 'Whose?').conversation_id\n"
        "[kept.finish('ann', one, kept.begin('ann', one, f'{n}?'), {'text': str(n)}) for n in range(20)]"
    )
    others = [subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT) for _ in range(2)]
    one = begun(kept)
    threads = [
        threading.Thread(target=lambda: [asked(kept, one, "Again?", "Yes.") for _ in range(10)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait() for other in others] == [0, 0]
    assert sorted(found.turns for found in kept.list("ann")) == [20, 20, 41]


def test_processes_that_start_at_once_make_one_file(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from assistant.conversations.archive import Conversations\n"
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
    assert str(refused.value).endswith(f": mv {path} {path}.damaged")
    assert path.read_bytes() == before


def test_the_command_for_a_damaged_file_works_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    here = Path("my files") / "conversations.sqlite3"
    here.parent.mkdir()
    here.write_bytes(b"This was a shopping list. " * 400)
    with pytest.raises(ConversationError) as refused:
        Conversations.open(here)
    said = str(refused.value)
    command = shlex.split(said[said.index(": mv ") + 2 :])
    monkeypatch.chdir("/")
    assert subprocess.run(command, check=False).returncode == 0
    assert not (tmp_path / here).exists()


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


def test_a_file_that_is_held_too_long_is_an_error_to_try_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.conversations.file.PATIENCE", 0.05)
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


def test_a_closed_file_is_an_error_and_closing_again_is_none(kept: Conversations) -> None:
    kept.close()
    kept.close()
    with pytest.raises(ConversationError, match="closed"):
        kept.list("ann")
