"""A conversation on the page without a browser: what is shown as it is answered, and what is
kept of it.
"""

from __future__ import annotations

import re
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.conversations.archive import FILE_NAME, Conversations, KeptTurn
from assistant.errors import AssistantError, UnknownConversation
from assistant.page.app import create_app, serve
from assistant.page.guard.visitors import Visitor
from assistant.page.session.opening import Opening
from assistant.page.session.talk import CUT_OFF, STOPPED, STOPPED_ANEW, Asking, Talk
from assistant.page.shown.chat import Shown, show
from assistant.page.shown.exchange import OpenConversation
from assistant.question.scope import Scope, scope_from_json
from assistant.settings import Settings
from fake_assistant import FakeAssistant, document, passage

LAMPS = document("Lamps", "Lamps are lit at dusk. Nobody says by whom.")
ROPES = document("Ropes", "Ropes are coiled before breakfast.")
ADA, BO = Visitor("ada"), Visitor("bo")
NOTHING = OpenConversation()
LIT, COILED = Asking("When are lamps lit?"), Asking("When are ropes coiled?")


class Stored(FakeAssistant):
    """The fake one, which also tells what is stored."""

    def documents(self) -> tuple[Any, ...]:
        return tuple(one.document for one in self.passages)


@pytest.fixture
def assistant() -> Stored:
    return Stored([passage(LAMPS), passage(ROPES)])


@pytest.fixture
def kept(data_dir: Path) -> Iterator[Conversations]:
    with closing(Conversations.open(data_dir / FILE_NAME)) as conversations:
        yield conversations


def talk_of(assistant: FakeAssistant, kept: Conversations, **settings: Any) -> Talk:
    opening = Opening(lambda **_: assistant, Settings(**settings))
    opening.start()
    assert opening.wait(5)
    return Talk(opening, kept)


@pytest.fixture
def talk(assistant: Stored, kept: Conversations) -> Talk:
    return talk_of(assistant, kept)


def reply(shown: Shown) -> str:
    return shown.messages[-1]["content"]


def whole(
    talk: Talk,
    asking: Asking,
    before: OpenConversation = NOTHING,
    visitor: Visitor = ADA,
    at: int | None = None,
) -> OpenConversation:
    """The conversation once `asking` was answered."""
    *_, last = talk.ask(asking, before, visitor, at)
    return last.conversation


def rows(data_dir: Path) -> int:
    """How many turns are in the file, those too that are not shown."""
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as file:
        (count,) = file.execute("SELECT count(*) FROM turns").fetchone()
    return int(count)


def questions(turns: tuple[KeptTurn, ...]) -> list[str]:
    return [turn.question for turn in turns]


# Serving ------------------------------------------------------------------------------------------


def test_the_page_is_there_before_the_assistant(assistant: Stored) -> None:
    opened = threading.Event()

    def open_slowly(**_: Any) -> FakeAssistant:
        opened.wait(10)
        return assistant

    with TestClient(create_app(Settings(), open_slowly), base_url="http://127.0.0.1") as client:
        page = client.get("/", headers={"accept": "text/html"})
        assert "Getting ready" in page.text
        assert re.findall(r"<script(?! nonce=)", page.text) == []
        assert (
            re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//[^"]*', page.text)
            == []
        )
        for path in ("/page/page.js", "/page/page.css", "/healthz"):
            assert client.get(path).status_code == 200
        assert client.get("/readyz").status_code == 503
        assert "Getting ready" in client.get("/readyz").text
        opened.set()
        while (ready := client.get("/readyz")).status_code == 503:
            continue
        assert ready.text == "ready"
    assert assistant.closed


def test_a_taken_port_is_said_with_another_to_take() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssistantError, match=rf"port {port}.*rolecall chat --port {port + 1}"):
            serve(Settings(port=port), open_browser=False)


# Answering ----------------------------------------------------------------------------------------


def test_an_answer_arrives_in_pieces_and_ends_ready(talk: Talk) -> None:
    moments = list(talk.ask(LIT, NOTHING, ADA))
    assert "Reading…" in reply(moments[0])
    assert len(moments) > 4
    assert [moment.busy for moment in moments] == [True] * (len(moments) - 1) + [False]
    assert "Lamps are lit at dusk" in reply(moments[-1])
    assert (
        len({moment.evidence for moment in moments}) <= 4
    )  # what stays as it was is not drawn again


def test_model_scope_and_number_of_passages_reach_the_assistant(
    talk: Talk, assistant: Stored
) -> None:
    scope = Scope((LAMPS.document_id,))
    whole(talk, Asking("When are lamps lit?", "ollama:rye", scope, 3))
    assert assistant.models == ["ollama:rye"] and assistant.scopes == [scope]


def test_an_unexpected_error_is_said_without_a_traceback(talk: Talk, assistant: Stored) -> None:
    assistant.error = RuntimeError("no wick")
    *_, shown = talk.ask(LIT, NOTHING, ADA)
    assert "no wick" in reply(shown) and "rolecall doctor" in reply(shown)
    assert "Traceback" not in reply(shown) and not shown.busy


def test_an_answer_that_takes_too_long_ends_in_words_and_keeps_what_was_said(
    assistant: Stored, kept: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = talk_of(assistant, kept, longest_answer=5)
    clock = iter([0.0, 1.0, 2.0, 5.5])
    monkeypatch.setattr(
        "assistant.page.session.talk.time", SimpleNamespace(monotonic=lambda: next(clock))
    )
    *_, shown = talk.ask(LIT, NOTHING, ADA)
    assert "Stopped after 5 seconds" in reply(shown) and "From the sources" in reply(shown)
    assert assistant.stopped.is_set() and not shown.busy
    (turn,) = kept.turns("ada", shown.conversation.conversation_id)
    assert turn.answer and turn.note.startswith("Stopped after 5 seconds")


# Keeping ------------------------------------------------------------------------------------------


def test_a_turn_is_kept_before_it_is_answered_and_again_with_its_answer(
    talk: Talk, assistant: Stored, kept: Conversations
) -> None:
    moments = talk.ask(
        Asking("When are lamps lit?", scope=Scope((LAMPS.document_id,))), NOTHING, ADA
    )
    conversation_id = next(moments).conversation.conversation_id
    (before,) = kept.turns("ada", conversation_id)
    assert before.question == "When are lamps lit?" and before.answer is None
    list(moments)
    (after,) = kept.turns("ada", conversation_id)
    assert after.answer and "Lamps are lit at dusk" in after.answer["text"] and after.note == ""
    told = kept.get("ada", conversation_id)
    assert told.name == "When are lamps lit?" and scope_from_json(told.scope) == Scope(
        (LAMPS.document_id,)
    )


def test_a_conversation_goes_on_under_one_identifier_and_remembers(
    talk: Talk, assistant: Stored, kept: Conversations
) -> None:
    first = whole(talk, LIT)
    second = whole(talk, COILED, first)
    assert second.conversation_id == first.conversation_id
    assert [turn.question for turn in assistant.asked[1][1]] == ["When are lamps lit?"]
    assert questions(kept.turns("ada", second.conversation_id)) == [LIT.question, COILED.question]


def test_an_event_that_is_cancelled_closes_the_answer_and_keeps_what_was_said(
    talk: Talk, assistant: Stored, kept: Conversations
) -> None:
    moments = talk.ask(LIT, NOTHING, ADA)
    for _ in range(4):
        shown = next(moments)
    moments.close()  # type: ignore[attr-defined]
    assert assistant.stopped.is_set()
    (turn,) = kept.turns("ada", shown.conversation.conversation_id)
    assert (
        turn.answer and turn.answer["text"].startswith("From the sources") and turn.note == STOPPED
    )
    stopped = talk.stop(shown.conversation, ADA)
    assert "Stopped" in reply(stopped) and "From the" in reply(stopped) and not stopped.busy
    whole(talk, Asking("And lamps?"), stopped.conversation)
    assert assistant.asked[1][1] == ()  # half an answer is nothing to build on


def test_a_question_that_is_stopped_before_any_word_is_kept_as_stopped(
    talk: Talk, kept: Conversations
) -> None:
    moments = talk.ask(LIT, NOTHING, ADA)
    shown = next(moments)
    moments.close()  # type: ignore[attr-defined]
    (turn,) = kept.turns("ada", shown.conversation.conversation_id)
    assert turn.answer is None and turn.note == STOPPED
    assert "Reading" not in reply(talk.stop(shown.conversation, ADA))


def test_stopping_too_late_keeps_the_answer_and_hides_no_error(
    talk: Talk, assistant: Stored
) -> None:
    *_, done = talk.ask(LIT, NOTHING, ADA)
    assert reply(talk.stop(done.conversation, ADA)) == reply(done)
    assistant.error = AssistantError("The lamp is out. Buy another.")
    *_, failed = talk.ask(LIT, NOTHING, ADA)
    assert "The lamp is out" in reply(talk.stop(failed.conversation, ADA))


def test_nothing_is_kept_of_whoever_will_not_come_back(
    talk: Talk, kept: Conversations, assistant: Stored
) -> None:
    passing = Visitor("passing", lasting=False)
    first = whole(talk, LIT, visitor=passing)
    second = whole(talk, COILED, first, passing)
    rated = talk.rate(second, 0, "up", passing)
    talk.rate(rated, 0, "up", passing, "bright")
    assert second.conversation_id == "" and kept.everyone() == ()
    assert [turn.question for turn in assistant.asked[1][1]] == [LIT.question]


def test_two_visitors_reach_only_their_own(talk: Talk, kept: Conversations) -> None:
    ada, bo = whole(talk, LIT), whole(talk, COILED, visitor=BO)
    assert [one.name for one in kept.list("ada")] == [LIT.question]
    assert [one.name for one in kept.list("bo")] == [COILED.question]
    with pytest.raises(UnknownConversation):
        talk.reopen(ada.conversation_id, BO)
    with pytest.raises(UnknownConversation):
        talk.rate(ada, 0, "down", BO)
    stolen = whole(
        talk, COILED, ada, BO
    )  # a window that holds another's conversation writes nothing into it
    assert (
        stolen.conversation_id == ""
        and stolen.visitor == "bo"
        and len(kept.turns("ada", ada.conversation_id)) == 1
    )
    assert bo.conversation_id != ada.conversation_id


# Asking anew --------------------------------------------------------------------------------------


def test_a_question_asked_anew_takes_the_place_of_its_turn_and_of_those_after(
    talk: Talk, assistant: Stored, kept: Conversations
) -> None:
    first = whole(talk, COILED, whole(talk, LIT))
    again = whole(talk, Asking("Are lamps lit?"), first, at=0)
    assert [one.question for one in again.exchanges] == ["Are lamps lit?"]
    assert assistant.asked[-1][1] == ()
    assert questions(kept.turns("ada", first.conversation_id)) == ["Are lamps lit?"]
    last = whole(talk, Asking("Are ropes coiled?"), whole(talk, COILED, again), at=1)
    assert questions(kept.turns("ada", first.conversation_id)) == [
        "Are lamps lit?",
        "Are ropes coiled?",
    ]
    assert [turn.question for turn in assistant.asked[-1][1]] == ["Are lamps lit?"]
    assert talk.reopen(first.conversation_id, ADA).messages == talk.stop(last, ADA).messages


def test_the_old_answer_stays_kept_until_the_new_one_is_whole(
    talk: Talk, kept: Conversations
) -> None:
    first = whole(talk, LIT)
    moments = talk.ask(Asking("Are lamps lit?"), first, ADA, 0)
    for _ in range(4):
        next(moments)
    assert questions(kept.turns("ada", first.conversation_id)) == [LIT.question]
    list(moments)
    assert questions(kept.turns("ada", first.conversation_id)) == ["Are lamps lit?"]


AGAIN = Asking("Are lamps lit?")


@pytest.mark.parametrize("visitor", [ADA, Visitor("passing", lasting=False)])
def test_an_answer_that_fails_leaves_all_as_it_was_and_says_why(
    talk: Talk, assistant: Stored, kept: Conversations, data_dir: Path, visitor: Visitor
) -> None:
    before = whole(talk, COILED, whole(talk, LIT, visitor=visitor), visitor)
    for asking, unasked in ((AGAIN, AGAIN.question), (LIT, "")):
        assistant.error = AssistantError("The lamp is out. Buy another.")
        *_, last = talk.ask(asking, before, visitor, 0)
        assert last == replace(
            show(before), notice="The lamp is out. Buy another.", unasked=unasked
        )
    if visitor.lasting:
        assert questions(kept.turns("ada", before.conversation_id)) == [
            LIT.question,
            COILED.question,
        ]
        assert rows(data_dir) == 2
    whole(talk, AGAIN, before, visitor)
    assert [turn.question for turn in assistant.asked[-1][1]] == [LIT.question, COILED.question]


@pytest.mark.parametrize("late", [0, 1, 100])
def test_stopped_before_a_word_the_earlier_answer_stays_however_late_the_word_comes(
    talk: Talk, kept: Conversations, data_dir: Path, late: int
) -> None:
    before = whole(talk, LIT)
    moments = talk.ask(LIT, before, ADA, 0)
    stopped = talk.stop(next(moments).conversation, ADA)
    assert stopped == replace(show(before), notice=STOPPED_ANEW)
    list(islice(moments, late))
    moments.close()  # type: ignore[attr-defined]
    (turn,) = kept.turns("ada", before.conversation_id)
    assert turn.number == before.exchanges[0].number and turn.note == "" and rows(data_dir) == 1


def test_a_word_that_nobody_waited_for_replaces_nothing(
    talk: Talk, kept: Conversations, data_dir: Path
) -> None:
    before = whole(talk, COILED, whole(talk, LIT))
    moments = talk.ask(AGAIN, before, ADA, 0)
    next(moments)
    assert reply(next(moments)).startswith("From")  # as it comes, another conversation is opened
    moments.close()  # type: ignore[attr-defined]
    assert talk.reopen(before.conversation_id, ADA).messages == show(before).messages
    assert rows(data_dir) == 2


def test_stopped_after_some_words_they_take_the_place_of_the_earlier_answer(
    talk: Talk, kept: Conversations
) -> None:
    before = whole(talk, COILED, whole(talk, LIT))
    moments = talk.ask(AGAIN, before, ADA, 0)
    for _ in range(4):
        shown = next(moments)
    moments.close()  # type: ignore[attr-defined]
    stopped = talk.stop(shown.conversation, ADA)
    assert "Stopped" in reply(stopped) and not stopped.notice and not stopped.unasked
    (turn,) = kept.turns("ada", before.conversation_id)
    assert turn.question == AGAIN.question and turn.answer and turn.note == STOPPED
    assert [one.question for one in stopped.conversation.exchanges] == [AGAIN.question]


def test_stopped_as_it_came_to_its_end_it_is_shown_whole(talk: Talk, kept: Conversations) -> None:
    before = whole(talk, LIT)
    moments = talk.ask(AGAIN, before, ADA, 0)
    seen = next(moments)
    *_, last = moments
    assert talk.stop(seen.conversation, ADA).messages == last.messages


def test_asked_on_while_another_answer_is_waited_for_the_earlier_one_is_what_it_builds_on(
    talk: Talk, assistant: Stored, kept: Conversations
) -> None:
    before = whole(talk, LIT)
    moments = talk.ask(AGAIN, before, ADA, 0)
    after = whole(talk, COILED, next(moments).conversation)
    assert [one.question for one in after.exchanges] == [LIT.question, COILED.question]
    assert [turn.question for turn in assistant.asked[-1][1]] == [LIT.question]


@pytest.mark.parametrize("come_back", ["open", "ask"])
def test_what_a_crash_left_of_an_answer_anew_goes_when_the_conversation_is_next_used(
    talk: Talk, kept: Conversations, data_dir: Path, come_back: str
) -> None:
    before = whole(talk, LIT)
    kept.begin("ada", before.conversation_id, AGAIN.question, 1)

    def used() -> int:
        talk.reopen(before.conversation_id, ADA) if come_back == "open" else whole(
            talk, COILED, before
        )
        return rows(data_dir) - len(kept.turns("ada", before.conversation_id))

    assert used() == 1  # it may be being answered this moment, in another window
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as file, file:
        file.execute(
            "UPDATE turns SET asked_at = '2024-03-01T08:00:00.000000+00:00' WHERE replacing IS NOT "
            "NULL"
        )
    assert used() == 0
    assert kept.turns("ada", before.conversation_id)[0].question == LIT.question


# A conversation that is gone ----------------------------------------------------------------------


def test_what_is_asked_after_a_conversation_was_deleted_elsewhere_begins_another(
    talk: Talk, kept: Conversations
) -> None:
    first = whole(talk, LIT)
    kept.delete("ada", first.conversation_id)
    second = whole(talk, COILED, first)
    assert second.exchanges[-1].answer is not None and second.conversation_id not in (
        "",
        first.conversation_id,
    )
    third = whole(talk, LIT, second)
    assert questions(kept.turns("ada", third.conversation_id)) == [COILED.question, LIT.question]


def test_deleted_while_it_answers_it_is_answered_to_the_end(
    talk: Talk, kept: Conversations
) -> None:
    moments = talk.ask(LIT, NOTHING, ADA)
    kept.delete("ada", next(moments).conversation.conversation_id)
    *_, last = moments
    assert "Lamps are lit at dusk" in reply(last) and kept.list("ada") == ()


def test_what_was_deleted_is_not_taken_for_turns_of_the_conversation_after_it(
    talk: Talk, kept: Conversations
) -> None:
    first = whole(talk, LIT)
    kept.delete("ada", first.conversation_id)
    third = whole(talk, LIT, whole(talk, COILED, first))
    talk.rate(third, 0, "down", ADA)
    assert [turn.feedback for turn in kept.turns("ada", third.conversation_id)] == ["", ""]
    again = whole(talk, Asking("Are lamps lit?"), third, at=0)
    assert again.conversation_id == third.conversation_id
    assert questions(kept.turns("ada", third.conversation_id)) == ["Are lamps lit?"]


# Opening again ------------------------------------------------------------------------------------


def test_opened_again_it_shows_the_same_and_goes_on(
    talk: Talk, assistant: Stored, kept: Conversations
) -> None:
    before = whole(talk, COILED, whole(talk, LIT))
    talk.rate(before, 1, "down", ADA)
    shown, again = talk.stop(before, ADA), talk.reopen(before.conversation_id, ADA)
    assert again.messages == shown.messages and again.evidence == shown.evidence and not again.busy
    assert [one.feedback for one in again.conversation.exchanges] == ["", "down"]
    whole(talk, Asking("And the lamps?"), again.conversation)
    assert assistant.asked[-1][1] == tuple(one.turn for one in before.exchanges)
    assert len(kept.turns("ada", before.conversation_id)) == 3


def test_what_was_quoted_of_a_document_that_is_gone_is_still_shown(
    talk: Talk, assistant: Stored
) -> None:
    before = whole(talk, LIT)
    assistant.passages = [passage(ROPES)]
    again = talk.reopen(before.conversation_id, ADA)
    assert again.messages == talk.stop(before, ADA).messages
    assert again.evidence and '<mark class="quote-0">Lamps are lit at dusk' in again.evidence
    whole(talk, Asking("And the ropes?"), again.conversation)
    assert [turn.question for turn in assistant.asked[-1][1]] == [LIT.question]


def test_an_answer_that_a_restart_cut_off_can_be_asked_again(
    talk: Talk, kept: Conversations
) -> None:
    conversation_id = kept.start("ada", LIT.question).conversation_id
    kept.begin("ada", conversation_id, LIT.question)
    shown = talk.reopen(conversation_id, ADA)
    assert "Retry" in reply(shown) and "Retry" in CUT_OFF
    again = whole(talk, LIT, shown.conversation, at=0)
    assert (
        questions(kept.turns("ada", conversation_id)) == [LIT.question]
        and again.exchanges[0].turn is not None
    )


def test_a_stopped_answer_is_opened_again_as_stopped_and_not_remembered(
    talk: Talk, assistant: Stored
) -> None:
    moments = talk.ask(LIT, NOTHING, ADA)
    for _ in range(4):
        shown = next(moments)
    moments.close()  # type: ignore[attr-defined]
    again = talk.reopen(shown.conversation.conversation_id, ADA)
    assert "Stopped" in reply(again) and "From the" in reply(again)
    whole(talk, COILED, again.conversation)
    assert assistant.asked[-1][1] == ()


def test_one_damaged_answer_keeps_no_other_from_being_read(talk: Talk, data_dir: Path) -> None:
    before = whole(talk, COILED, whole(talk, LIT))
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as file, file:
        file.execute("""UPDATE turns SET answer = '{"text": "Lamps"}' WHERE number = 1""")
    again = talk.reopen(before.conversation_id, ADA)
    assert (
        "damaged" in again.messages[1]["content"]
        and "Ropes are coiled" in again.messages[3]["content"]
    )


def test_before_the_assistant_is_open_a_conversation_can_be_read(
    talk: Talk, kept: Conversations
) -> None:
    before = whole(talk, LIT)
    unopened = Talk(Opening(lambda **_: None, Settings()), kept)
    assert unopened.reopen(before.conversation_id, ADA).messages == talk.stop(before, ADA).messages


# Feedback -----------------------------------------------------------------------------------------


def test_feedback_is_kept_with_a_word_and_taken_back(talk: Talk, kept: Conversations) -> None:
    before = whole(talk, LIT)
    rated = talk.rate(before, 0, "up", ADA)
    talk.rate(rated, 0, "up", ADA, "  It says when.  ")
    (turn,) = kept.turns("ada", before.conversation_id)
    assert (turn.feedback, turn.word) == ("up", "It says when.")
    talk.rate(rated, 0, "", ADA)
    (turn,) = kept.turns("ada", before.conversation_id)
    assert (turn.feedback, turn.word) == ("", "")
