"""What kept conversations keep to, in a file and on a PostgreSQL server."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pydantic import SecretStr

from assistant.cli.edge import run_command
from assistant.cli.main import app
from assistant.conversations.archive import LONGEST_NAME, LONGEST_WORD, OWNER, Conversations
from assistant.conversations.database import ConversationDatabase
from assistant.errors import ConversationError, UnknownConversation
from assistant.settings import Settings
from postgres_server import HOW_TO_GET_POSTGRES, find_postgres, postgres_server

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    if find_postgres() is None:
        pytest.skip(f"no PostgreSQL; {HOW_TO_GET_POSTGRES}")
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user than root
        with postgres_server(Path(folder) / "postgres") as url:
            yield url


@pytest.fixture(params=["file", "server"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "file":
        return f"sqlite:///{tmp_path}/rolecall/conversations.sqlite3"
    url: str = request.getfixturevalue("postgres")
    with closing(ConversationDatabase.server(url)) as database, database.changing() as transaction:
        transaction.execute("DROP TABLE turns")
        transaction.execute("DROP TABLE conversations")
    return url


@pytest.fixture
def kept(url: str) -> Iterator[Conversations]:
    with closing(opened(url)) as conversations:
        yield conversations


def opened(url: str) -> Conversations:
    return Conversations.of(Settings(conversations_url=SecretStr(url)))


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


def test_what_is_kept_is_there_again_after_a_restart(kept: Conversations, url: str) -> None:
    one = begun(kept)
    kept.feedback("ann", one, 1, "up", "exact")
    kept.close()
    with closing(opened(url)) as again:
        assert shown(again, one) == [("Who feeds the lamps?", "The keeper does.")]
        assert again.turns("ann", one)[0].feedback == "up"


def test_threads_and_processes_write_at_once(kept: Conversations, url: str) -> None:
    script = (
        "import sys; from assistant.conversations.archive import Conversations\n"
        "from assistant.conversations.database import ConversationDatabase\n"
        "kept = Conversations(ConversationDatabase.server(sys.argv[1]))\n"
        "one = kept.start('ann', 'Whose?').conversation_id\n"
        "[kept.finish('ann', one, kept.begin('ann', one, f'{n}?'), {'text': str(n)}) for n in "
        "range(20)]"
    )
    others = [subprocess.Popen([sys.executable, "-c", script, url], cwd=ROOT) for _ in range(2)]
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
    assert [turn.number for turn in kept.turns("ann", one)] == list(range(1, 42)), (
        "no number is given twice"
    )


def test_the_command_line_lists_what_is_kept_there(
    kept: Conversations,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = begun(kept)
    monkeypatch.setenv("ROLECALL_CONVERSATIONS_URL", url)
    assert run_command(app, ["conversations", "rename", one, "Lamps"]) == 0
    assert run_command(app, ["conversations", "--search", "lamps"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("1 turn  Lamps")
    assert run_command(app, ["doctor", "--json"]) == 0
    told = {
        finding["name"]: finding
        for finding in map(json.loads, capsys.readouterr().out.splitlines())
    }
    assert told["conversations"]["found"] == "1 conversation"


def test_rows_move_from_one_database_to_another(kept: Conversations, tmp_path: Path) -> None:
    one = begun(kept)
    kept.begin("ann", one, "Not answered?")
    with closing(Conversations.open(tmp_path / "copy.sqlite3")) as copy:
        copy.put_rows(kept.rows())
        assert copy.everyone() == kept.everyone() and copy.turns(OWNER, one) == kept.turns(
            OWNER, one
        )
        assert list(copy.rows()) == list(kept.rows())
        with pytest.raises(ConversationError):
            copy.put_rows([("sqlite_master", {})])


def test_a_database_of_a_newer_version_is_refused(kept: Conversations, url: str) -> None:
    with kept._database.changing() as transaction:
        file = url.startswith("sqlite")
        transaction.execute(
            "PRAGMA user_version = 7" if file else "COMMENT ON TABLE conversations IS '7'"
        )
    with pytest.raises(ConversationError, match=r"newer Rolecall made it \(version 7"):
        opened(url)
    with kept._database.changing() as transaction:
        transaction.execute(
            "PRAGMA user_version = 1" if file else "COMMENT ON TABLE conversations IS '1'"
        )


def test_a_server_that_is_away_is_told_without_its_password() -> None:
    with pytest.raises(ConversationError, match="ROLECALL_CONVERSATIONS_URL") as refused:
        opened("postgresql://rolecall:made-up-secret@127.0.0.1:1/rolecall")
    assert "made-up-secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["mysql://ann:made-up-secret@127.0.0.1/rolecall", "nonsense", "postgres//ann"]
)
def test_an_address_that_is_none_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ConversationError, match="postgresql://USER") as refused:
        opened(url)
    assert "made-up-secret" not in str(refused.value)


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


def test_what_has_replaced_others_can_be_given_up_no_more(kept: Conversations) -> None:
    one = begun(kept, "First?", "One.")
    again = asked(kept, one, "First, again?", "Better.", replacing=1)
    assert not kept.give_up("ann", one, again)
    assert shown(kept, one) == [("First, again?", "Better.")]


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
def test_a_search_finds_its_words_in_questions_answers_and_names(
    kept: Conversations, search: str, found: bool
) -> None:
    one = begun(kept)
    asked(kept, one, "And on the Hafenstraße?", "100% of the lamps.")
    assert [hit.conversation_id for hit in kept.list("ann", search)] == [one] * found


def test_the_last_changed_comes_first_and_a_new_name_is_found(kept: Conversations) -> None:
    one, two = begun(kept), begun(kept, "How high is the tower?", "Forty metres.")
    asked(kept, one, "And who paints it?", "Nobody.")
    kept.rename("ann", two, "  Tower\nheights ")
    assert [found.name for found in kept.list("ann")] == ["Who feeds the lamps?", "Tower heights"]
    assert [found.conversation_id for found in kept.list("ann", "HEIGHTS")] == [two]


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


def test_a_closed_file_is_an_error_and_closing_again_is_none(kept: Conversations) -> None:
    kept.close()
    kept.close()
    with pytest.raises(ConversationError, match="closed"):
        kept.list("ann")
