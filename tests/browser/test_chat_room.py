"""Asking in a real Chromium: an answer as it arrives, stopped, asked again, edited, copied,
rated.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant.types import Answer
from fake_assistant import FakeAssistant
from keepers import LAMP, NIGHT, PAY, TIDES, keepers
from on_the_page import ask, rest, send, until
from store.errors import BusyError
from store.types import Progress

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
Serve = Callable[..., str]
PUNCTUATED = "Do keepers trim the *lamp* by hand, <b>really</b> & [often]?"


def test_an_answer_arrives_piece_by_piece_and_says_what_it_rests_on(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    assistant.hold.clear()
    send(page, LAMP)
    expect(page.locator('#chat [data-testid="bot"]')).to_contain_text("From")
    expect(page.locator("#chat small.rests")).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value("")
    assistant.hold.set()
    expect(page.locator("#chat small.rests")).to_have_text("2 sources")
    expect(page.locator('#chat [data-testid="bot"]')).to_contain_text("They trim the lamp by hand.")


def test_the_conversation_goes_along_with_a_question(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    ask(page, TIDES)
    assert [turn.question for turn in assistant.asked[1][1]] == [LAMP]
    assert "trim the lamp" in assistant.asked[1][1][0].answer


def test_an_example_is_asked_with_a_click(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    page.get_by_role("button", name="What is “Keeping the harbour light” about?").click()
    expect(page.locator('#chat [data-testid="bot"]')).to_be_visible()
    assert assistant.asked[0][0] == "What is “Keeping the harbour light” about?"


@pytest.mark.parametrize("how", ["button", "Escape"])
def test_stopping_keeps_what_was_said_and_ends_the_answer(
    visit: Visit, lighthouse: str, assistant: FakeAssistant, how: str
) -> None:
    page = visit(lighthouse)
    assistant.hold.clear()
    send(page, LAMP)
    expect(page.locator('#chat [data-testid="bot"]')).to_contain_text("From")
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    stop.click() if how == "button" else page.keyboard.press(how)
    expect(page.locator("#chat .note")).to_have_text("Stopped.")
    assistant.hold.set()
    assert assistant.stopped.wait(10)
    expect(page.locator('#chat [data-testid="bot"]')).not_to_contain_text("by hand")
    ask(page, TIDES)
    assert assistant.asked[1][1] == ()


def test_retrying_asks_again_in_place(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    assistant.hold.clear()
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("#chat small.rests")).to_have_count(0)
    assistant.hold.set()
    expect(page.locator("#chat small.rests")).to_be_visible()
    expect(page.locator('#chat [data-testid="user"]')).to_have_count(1)
    assert [question for question, _ in assistant.asked] == [LAMP, LAMP]
    assert assistant.asked[1][1] == ()


class Silent(FakeAssistant):
    """Waits for `speak` before the first word."""

    speak = threading.Event()

    def stream(self, *given: Any, **told: Any) -> Iterator[Answer]:
        self.speak.wait(60)
        yield from super().stream(*given, **told)


def test_another_answer_that_is_stopped_before_a_word_leaves_the_earlier_one(
    visit: Visit, serve: Serve
) -> None:
    assistant = Silent(keepers().passages)
    assistant.speak.set()
    page = visit(serve(assistant))
    ask(page, LAMP)
    ask(page, TIDES)
    assistant.speak.clear()
    page.get_by_role("button", name="Edit").first.click()
    page.locator("#chat textarea").fill(NIGHT)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#chat .waiting")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text(
        "Stopped; the earlier answer is kept."
    )
    expect(page.locator('#chat [data-testid="user"]')).to_have_text([LAMP, TIDES])
    expect(page.locator("#chat small.rests")).to_have_count(2)
    expect(page.locator("#question textarea")).to_have_value(NIGHT)
    assistant.speak.set()
    rest(page)
    page.reload()
    expect(page.locator('#chat [data-testid="user"]')).to_have_text([LAMP, TIDES])
    expect(page.locator("#chat small.rests")).to_have_count(2)


def test_another_answer_that_fails_leaves_the_earlier_one(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    assistant.error = BusyError("Another process <b>writes</b>; wait for it")
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text(
        "Another process <b>writes</b>; wait for it"
    )
    expect(page.locator("#chat small.rests")).to_have_count(1)
    expect(page.locator("#chat .note")).to_have_count(0)


def test_a_question_that_is_too_long_stays_in_its_box_and_an_edited_one_goes_there(
    visit: Visit, serve: Serve
) -> None:
    page = visit(serve(keepers(), longest_question=60))
    long = "Do keepers trim the lamp by hand, and if so, with which hand, please?"
    send(page, long)
    expect(page.get_by_test_id("toast-body")).to_contain_text("the longest taken is 60")
    expect(page.locator("#question textarea")).to_have_value(long)
    expect(page.locator('#chat [data-testid="user"]')).to_have_count(0)
    ask(page, LAMP)
    page.get_by_role("button", name="Edit").click()
    page.locator("#chat textarea").fill(long)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#question textarea")).to_have_value(long)
    expect(page.locator('#chat [data-testid="user"]')).to_have_text(LAMP)


def test_a_question_is_edited_and_sent_as_it_was_written(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    ask(page, PUNCTUATED)
    ask(page, TIDES)
    page.get_by_role("button", name="Edit").first.click()
    box = page.locator("#chat textarea")
    expect(box).to_have_value(PUNCTUATED)
    box.fill(PUNCTUATED + " (x)")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator('#chat [data-testid="user"]')).to_have_count(1)
    expect(page.locator('#chat [data-testid="user"]')).to_have_text(PUNCTUATED + " (x)")
    expect(page.locator("#chat small.rests")).to_have_count(1)
    assert [question for question, _ in assistant.asked] == [PUNCTUATED, TIDES, PUNCTUATED + " (x)"]
    assert assistant.asked[2][1] == ()


def test_an_edit_that_changes_nothing_sends_no_escapes(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    ask(page, PUNCTUATED)
    page.get_by_role("button", name="Edit").click()
    expect(page.locator("#chat textarea")).to_have_value(PUNCTUATED)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#chat textarea")).to_have_count(0)
    expect(page.locator("#chat small.rests")).to_have_count(1)
    expect(page.locator('#chat [data-testid="user"]')).to_have_text(PUNCTUATED)
    assert {question for question, _ in assistant.asked} == {PUNCTUATED}


def test_what_is_copied_is_plain_text_with_its_markers(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse, permissions=["clipboard-read", "clipboard-write"])
    ask(page, LAMP)
    page.get_by_role("button", name="Copy message").last.click()
    until(
        page,
        lambda: page.evaluate("navigator.clipboard.readText()").startswith("From the sources:"),
    )
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "- They trim the lamp by hand. [1]" in copied.splitlines()
    assert "&#" not in copied and "evidence-1" not in copied and "2 sources" not in copied


def test_a_rating_with_a_word_is_kept_with_the_answer(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    page.get_by_role("button", name="Dislike").click()
    why = page.get_by_label("What was wrong with it? (optional)")
    why.fill("Too short")
    rest(page)
    why.press("Enter")
    expect(page.get_by_text("Thank you. It is kept with this conversation")).to_be_visible()
    expect(page.locator("#why")).to_be_hidden()
    address = page.locator('#links a[href$=".json"]').get_attribute("href")
    kept = page.request.get(lighthouse + str(address)).text()
    assert "Too short" in kept and '"down"' in kept


def test_a_follow_up_shows_what_it_was_understood_as(visit: Visit, harbour: str) -> None:
    page = visit(harbour)
    expect(ask(page, "How many postings are in Hull?")).to_contain_text("3 postings")
    answer = ask(page, "And in Germany?")
    expect(answer.locator("small.asked")).to_have_text(
        "Understood as: How many postings are in Germany?"
    )
    expect(answer).to_contain_text("2 postings")


def test_what_the_sources_do_not_say_is_shown_apart(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    answer = ask(page, PAY)
    expect(answer.locator(".abstained")).to_contain_text("The sources do not say.")
    expect(page.locator("#evidence-1 h3")).to_contain_text("What comes nearest")
    expect(page.locator("#evidence mark")).to_have_count(0)


@pytest.mark.parametrize(
    "error", [BusyError("Another process writes; wait for it"), RuntimeError("spilled tea")]
)
def test_an_error_is_said_in_words(
    visit: Visit, lighthouse: str, assistant: FakeAssistant, error: Exception
) -> None:
    page = visit(lighthouse)
    assistant.error = error
    send(page, LAMP)
    expect(page.locator("#chat .note:not(.waiting)")).to_contain_text(str(error))
    assert "Traceback" not in page.locator("body").inner_text()
    ask(page, TIDES)


def test_too_many_questions_are_refused_in_words(visit: Visit, serve: Serve) -> None:
    page = visit(serve(keepers(), questions_per_minute=1))
    ask(page, LAMP)
    send(page, TIDES)
    expect(
        page.get_by_text("1 questions within a minute are as many as this page takes")
    ).to_be_visible()
    expect(page.locator('#chat [data-testid="user"]')).to_have_count(1)


def test_shift_enter_breaks_the_line_and_a_slash_leads_to_the_box(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    page.get_by_role("tab", name="Settings").click()
    page.keyboard.press("/")
    # As Gradio does with a room that it is still opening.
    page.evaluate("document.querySelector('#settings-room-button').click()")
    box = page.locator("#question textarea")
    expect(box).to_be_focused()
    expect(page.locator("#question")).to_be_visible()
    page.get_by_role("tab", name="Settings").click()  # the reader's own wish holds
    page.wait_for_timeout(300)
    expect(page.get_by_role("heading", name="Look")).to_be_visible()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("Do keepers")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("trim the lamp / hand?")
    expect(box).to_have_value("Do keepers\ntrim the lamp / hand?")
    page.keyboard.press("Enter")
    expect(page.locator("#chat small.rests")).to_be_visible()
    assert assistant.asked[0][0] == "Do keepers\ntrim the lamp / hand?"


def test_an_empty_question_is_not_asked(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    send(page, "   ")
    rest(page)
    ask(page, LAMP)
    assert [question for question, _ in assistant.asked] == [LAMP]


def test_a_question_asked_while_getting_ready_waits(visit: Visit, serve: Serve) -> None:
    ready = threading.Event()

    def open_slowly(*, progress: Callable[[Progress], None], **_: Any) -> FakeAssistant:
        progress(Progress("Embedding seeds", 3, 12))
        ready.wait(60)
        return keepers()

    page = visit(serve(open_slowly))
    expect(page.locator("#status")).to_have_text("Getting ready: embedding seeds 3 of 12…")
    expect(page.get_by_role("heading", name="What would you like to know")).to_be_in_viewport()
    expect(page.locator("#question")).to_be_in_viewport(ratio=1)
    send(page, LAMP)
    expect(page.locator("#chat .waiting")).to_have_text("Getting ready: embedding seeds 3 of 12…")
    ready.set()
    expect(page.locator("#chat small.rests")).to_be_visible()
    expect(page.locator("#status")).to_have_text("")


def test_what_keeps_it_from_opening_is_said_and_asking_tries_again(
    visit: Visit, serve: Serve
) -> None:
    tries: list[int] = []

    def open_at_second_try(**_: Any) -> FakeAssistant:
        tries.append(1)
        if len(tries) == 1:
            raise BusyError("The data folder is in use; run `rolecall doctor`")
        return keepers()

    page = visit(serve(open_at_second_try))
    expect(page.locator("#status")).to_have_text("The data folder is in use; run rolecall doctor")
    ask(page, LAMP)


def test_what_a_model_says_is_marked_unchecked_until_it_is(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    whole = assistant.ask(LAMP)
    assistant.scripted[LAMP] = replace(whole, reply=whole.text, model="openai:rye")
    page = visit(lighthouse)
    assistant.hold.clear()
    send(page, LAMP)
    expect(page.locator("#chat .notice")).to_contain_text("Not checked yet")
    assistant.hold.set()
    expect(page.locator("#chat small.rests")).to_contain_text("openai:rye")
    expect(page.locator("#chat .notice")).to_have_count(0)


def test_a_link_asks_its_question_where_nothing_leaves_the_machine(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse, "/?q=Do+keepers+trim+the+lamp+by+hand%3F")
    expect(page.locator("#chat small.rests")).to_be_visible()
    assert [question for question, _ in assistant.asked] == [LAMP]


def test_a_link_only_fills_the_box_where_a_model_is_elsewhere(
    visit: Visit, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    slow = keepers()
    page = visit(serve(slow, model="openai:rye"), "/?q=Do+keepers+trim+the+lamp+by+hand%3F")
    expect(page.locator("#question textarea")).to_have_value(LAMP)
    assert slow.asked == []
    page.locator("#question textarea").press("Enter")
    expect(page.locator("#chat small.rests")).to_be_visible()
    assert slow.models == ["openai:rye"]


@pytest.mark.model
def test_the_whole_path_on_the_seeds(visit: Visit, serve: Serve, data_dir: Path) -> None:
    from assistant.assistant import Assistant

    page = visit(serve(lambda **arguments: Assistant.open(data_dir, **arguments)))
    page.set_default_timeout(120_000)
    page.get_by_role("button", name="What would I do in").click()
    page.locator("#chat small.rests").wait_for()
    page.locator('#chat a[href^="#evidence-1-"]').first.click()
    expect(page.locator("#evidence mark.flash").first).to_be_in_viewport()
