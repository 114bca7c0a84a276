"""What the components of the chat are told, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from assistant.conversations.archive import FILE_NAME, Conversations
from assistant.errors import AssistantError
from assistant.page.guard.visitors import Visitor
from assistant.page.rooms.chat import answered, update
from assistant.page.session.events import mine
from assistant.page.shown.chat import Shown
from assistant.page.shown.exchange import Exchange, OpenConversation
from fake_assistant import FakeAssistant, document, passage
from page_events import PageEvents
from page_site import browser, harbour_site, page_over

CHAT, BOX, LINKS = 0, 3, 4
LAMPS, ROPES = "When are lamps lit?", "When are ropes coiled?"
HOW = ("quotes", [], 8)
UNCHANGED = {"__type__": "update"}


@pytest.fixture
def assistant() -> FakeAssistant:
    texts = {"Lamps": "Lamps are lit at dusk.", "Ropes": "Ropes are coiled before breakfast."}
    return FakeAssistant([passage(document(title, text)) for title, text in texts.items()])


@pytest.fixture
def page(assistant: FakeAssistant, data_dir: Path) -> Iterator[str]:
    with page_over(
        assistant, data_dir=data_dir, longest_question=60, questions_per_minute=8
    ) as address:
        yield address


@pytest.fixture
def window(page: str) -> PageEvents:
    return PageEvents(browser(page))


def questions(shown: list[Any]) -> list[str]:
    said = shown[CHAT]["value"]
    return [
        one["content"][0]["text"].replace("&#63;", "?") for one in said if one["role"] == "user"
    ]


def kept(data_dir: Path) -> list[str]:
    with closing(Conversations.open(data_dir / FILE_NAME)) as conversations:
        return [
            turn.question
            for one in conversations.everyone()
            for turn in conversations.turns(one.visitor, one.conversation_id)
        ]


# Moments ------------------------------------------------------------------------------------------


def test_every_moment_of_an_answer_offers_to_stop_it_and_the_last_to_ask_again() -> None:
    """A browser may draw only the last of the moments that come at once."""
    moments = [Shown([], "", OpenConversation(), busy) for busy in (True, True, True, False)]
    boxes = [update(moment)[BOX] for moment in moments]
    assert [(box["stop_btn"], box["submit_btn"]) for box in boxes] == [(True, False)] * 3 + [
        (False, True)
    ]
    assert not any("value" in box for box in boxes)  # what is typed meanwhile stays


# Questions that may not be asked ------------------------------------------------------------------


def test_a_question_that_is_too_long_is_refused_before_it_is_kept_or_counted_and_stays_in_its_box(
    window: PageEvents, assistant: FakeAssistant, data_dir: Path
) -> None:
    long = "When are lamps lit " * 5
    for _ in range(10):  # more than may be asked in a minute
        shown = window.ask(long, *HOW)
    assert "The question has 94 characters and the longest taken is 60" in words(window.warnings[0])
    assert shown[BOX]["value"] == long.strip()
    assert shown[CHAT] == shown[LINKS] == UNCHANGED
    assert kept(data_dir) == [] and assistant.asked == []
    assert questions(window.ask(LAMPS, *HOW)) == [LAMPS]


def words(warning: str) -> str:
    """A warning as it is read."""
    return warning.replace("&#44;", ",").replace("&#46;", ".")


def test_an_edit_that_is_refused_is_put_in_the_box_and_the_chat_is_as_it_was(
    window: PageEvents, assistant: FakeAssistant, data_dir: Path
) -> None:
    window.ask(LAMPS, *HOW)
    long = "And when are ropes coiled " * 5
    shown = window.run(
        "ask_edited", *HOW, happened={"index": 0, "previous_value": LAMPS, "value": long}
    )
    assert questions(shown) == [LAMPS] and shown[BOX]["value"] == long.strip()
    assert kept(data_dir) == [LAMPS]


def test_an_edit_whose_answer_fails_is_put_in_the_box_and_the_reason_told(
    window: PageEvents, assistant: FakeAssistant, data_dir: Path
) -> None:
    window.ask(LAMPS, *HOW)
    assistant.error = AssistantError("The model <b>rye</b> is down.")
    shown = window.run(
        "ask_edited", *HOW, happened={"index": 0, "previous_value": LAMPS, "value": ROPES}
    )
    assert (
        questions(shown) == [LAMPS] and "dusk" in str(shown[CHAT]) and shown[BOX]["value"] == ROPES
    )
    assert "rye" in window.warnings[0] and "<b>" not in window.warnings[0]
    assert kept(data_dir) == [LAMPS]
    assert "value" not in window.run("ask_again", *HOW, happened={"index": 1, "value": ""})[BOX]


@pytest.mark.parametrize("at", [2, 99, -1, 10**30, "1", None, [], ["x"], {"a": 1}])
def test_a_message_that_is_not_there_is_neither_asked_again_nor_rated(
    window: PageEvents, assistant: FakeAssistant, at: Any
) -> None:
    window.ask(LAMPS, *HOW)
    for name, given, happened in (
        ("ask_again", HOW, {"index": at, "value": ""}),
        ("ask_edited", HOW, {"index": at, "value": ROPES, "previous_value": LAMPS}),
        ("rate", (), {"index": at, "value": "", "liked": "Like"}),
    ):
        shown = [one for one in window.run(name, *given, happened=happened) if one is not None]
        assert shown == [UNCHANGED] * len(shown) and not window.warnings
    assert [question for question, _ in assistant.asked] == [LAMPS]


def test_half_a_character_is_asked_and_kept_as_far_as_it_can_be(tmp_path: Path) -> None:
    with harbour_site(tmp_path) as site:
        request: Any = Request({"type": "http", "headers": []})
        *_, shown = answered(site, "What do \ud83d pilots read? ", OpenConversation(), HOW, request)
        json.dumps(shown[CHAT].value, ensure_ascii=False).encode()
        assert shown[2].exchanges[0].question == "What do ? pilots read?"


# Whose conversation it is -------------------------------------------------------------------------


def test_who_knows_the_name_of_anothers_window_is_not_given_its_conversation(
    window: PageEvents, page: str, assistant: FakeAssistant
) -> None:
    window.ask(LAMPS, *HOW)
    thief = PageEvents(browser(page), session=window.session)
    for name, given, happened in (
        ("stop", (), None),
        ("ask_again", HOW, {"index": 1, "value": ""}),
        ("ask_edited", HOW, {"index": 0, "value": "", "previous_value": ""}),
        ("rate", (), {"index": 1, "value": "", "liked": "Like"}),
    ):
        assert "lamps" not in str(thief.run(name, *given, happened=happened)), name
    assert questions(thief.ask(ROPES, *HOW)) == [ROPES]
    assert assistant.asked[-1][1] == ()


def test_a_visitor_without_a_lasting_key_goes_on_in_one_window(
    page: str, assistant: FakeAssistant
) -> None:
    window = PageEvents(httpx.Client(base_url=page))
    window.ask(LAMPS, *HOW)
    assert questions(window.ask(ROPES, *HOW)) == [LAMPS, ROPES]
    assert [turn.question for turn in assistant.asked[-1][1]] == [LAMPS]
    assert questions(window.run("ask_again", *HOW, happened={"index": 3, "value": ""})) == [
        LAMPS,
        ROPES,
    ]


def test_a_conversation_is_whose_key_it_has_and_any_windows_without_one() -> None:
    ada = Visitor("ada")
    request = Request({"type": "http", "headers": [], "rolecall.visitor": ada})
    asked = (Exchange(LAMPS),)
    theirs, anyones = OpenConversation("x", asked, "bo"), OpenConversation("", asked)
    assert mine(OpenConversation("x", asked, "ada"), request).exchanges == asked
    assert mine(theirs, request) == OpenConversation() and mine(anyones, request) is anyones
