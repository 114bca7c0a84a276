"""A whole document and a kept conversation as pages of their own: exact marks, inert text, for
whose they are alone.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from assistant.conversations.archive import FILE_NAME, Conversations
from assistant.errors import ConversationError, UnknownConversation
from assistant.page.reader import MOST_MARKS, document_html, spans_of
from assistant.page.rooms.library import PARTS
from fake_assistant import FakeAssistant, document, passage
from page_events import PageEvents
from page_site import browser, harbour_page, page_over
from store.errors import CollectionError
from store.types import Document, Span

QUESTION = 'Who are the "Dock Wardens"?\r\nX-Evil: 1; <b>'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def page(home: Path) -> Iterator[str]:
    with harbour_page(home, data_dir=home) as address:
        yield address


@pytest.fixture(scope="module")
def ada(page: str) -> httpx.Client:
    return browser(page)


@pytest.fixture(scope="module")
def conversation(ada: httpx.Client) -> str:
    """The address of a conversation of one turn, asked on the page."""
    *_, links = PageEvents(ada).ask(QUESTION, "quotes", [], 8)
    return str(re.search(r"\((/conversations/\w+)\)", links)[1])  # type: ignore[index]


def stored(client: httpx.Client, title: str) -> str:
    told = PageEvents(client).run("fill")
    choices = next(
        one["choices"] for one in told[-PARTS:] if isinstance(one, dict) and "choices" in one
    )
    return next(value for label, value in choices if label.startswith(title))


def marked(page: str) -> list[str]:
    return [
        html.unescape(re.sub(r"<[^>]*>", "", one))
        for one in re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.S)
    ]


# Documents ----------------------------------------------------------------------------------------


def test_a_whole_document_is_shown_with_the_quotes_marked_and_the_first_to_scroll_to(
    ada: httpx.Client,
) -> None:
    whole = ada.get(f"/documents/{stored(ada, 'How the port hires')}")
    assert whole.status_code == 200 and whole.headers["content-type"].startswith("text/html")
    assert (
        "<h1>How the port hires</h1>" in whole.text
        and "Nele Brandt" in whole.text
        and "<mark" not in whole.text
    )
    assert "<script" not in whole.text


def test_marks_are_exactly_the_characters_that_are_named() -> None:
    text = "Pilots radio the *tug* crews.\n\n- They coach **junior** pilots.\n- They read tides."
    pier = document("Pier", text)
    for words in ("radio the", "They coach **junior** pilots.", "They read tides."):
        start = text.index(words)
        shown = document_html(pier, [Span(start, start + len(words))])
        assert "".join(marked(shown)) == words.replace("*", "")
    both = document_html(pier, [Span(0, 6), Span(7, 12)])
    assert marked(both) == ["Pilots", "radio"] and both.count('id="quote"') == 1


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        ("2-5", [Span(2, 5)]),
        ("2-5,7-9", [Span(2, 5), Span(7, 9)]),
        ("", []),
        ("5-2", []),
        ("3-3", []),
        ("90-110", []),
        ("-5", []),
        ("a-b", []),
        ("0-100", [Span(0, 100)]),
        ('1-2"><script>', [Span(1, 2)]),
        ("9" * 40 + "-" + "9" * 40, []),
        ("1-2," * 5000, [Span(1, 2)] * MOST_MARKS),
    ],
)
def test_what_an_address_asks_to_mark_is_taken_where_it_fits(mark: str, found: list[Span]) -> None:
    assert spans_of(mark, 100) == found


def test_odd_marks_leave_the_document_as_it_is(ada: httpx.Client) -> None:
    path = f"/documents/{stored(ada, 'How the port hires')}"
    plain = ada.get(path).text
    for mark in ("5-2", "x", "99999999-999999999", "<script>", "-"):
        assert ada.get(path, params={"mark": mark}).text == plain


@pytest.mark.parametrize(
    "identifier", ["no-such", "%3Cscript%3E", "..%2Fconfig", "a%00b", "x" * 2000]
)
def test_a_document_that_is_not_stored_is_said_to_be_gone(
    identifier: str, ada: httpx.Client
) -> None:
    answer = ada.get(f"/documents/{identifier}")
    assert answer.status_code in (403, 404) and "<script" not in answer.text
    if identifier == "no-such":
        assert "no longer stored" in answer.text


class Unreadable(FakeAssistant):
    """Its disk breaks when `broken` is set."""

    broken = False

    def documents(self) -> tuple[Document, ...]:
        if self.broken:
            raise CollectionError("The disk <b>tide</b> is full; make room.")
        return super().documents()


@pytest.fixture
def unreadable(data_dir: Path) -> Iterator[tuple[Unreadable, httpx.Client]]:
    assistant = Unreadable([passage(document("Lamps", "Lamps are lit at dusk."))])
    with page_over(assistant, data_dir=data_dir) as address:
        yield assistant, browser(address)


def test_a_store_that_cannot_be_read_is_not_taken_for_a_document_that_is_gone(
    unreadable: tuple[Unreadable, httpx.Client],
) -> None:
    assistant, client = unreadable
    path = f"/documents/{assistant.documents()[0].document_id}"
    assert client.get(path).status_code == 200
    assistant.broken = True
    answer = client.get(path)
    assert answer.status_code == 503 and "no longer stored" not in answer.text
    assert "<b>" not in answer.text and "The disk <b>tide</b> is full" in html.unescape(answer.text)


def test_hostile_text_in_a_document_is_text() -> None:
    attack = (
        '<img src=x onerror="go()"> [x](javascript:go()) <script>go()</script> <mark> '
        "![p](https://evil.example/p)"
    )
    text = f"{attack}\n\n| a | {attack} |\n|---|---|\n| <b> | x |"
    bad = document(attack, text, author=attack, url="javascript:go()")
    shown = document_html(bad, [Span(2, 30)])
    tags = set(re.findall(r"<(\w+)", shown))
    assert tags <= {"p", "mark", "table", "thead", "tbody", "tr", "th", "td"}
    assert not re.search(r"<[^>]*(?:href|src|on\w+)=", shown)


# Conversations ------------------------------------------------------------------------------------


def test_a_conversation_to_print_has_its_question_answer_and_evidence(
    ada: httpx.Client, conversation: str
) -> None:
    shown = ada.get(conversation)
    assert shown.status_code == 200
    assert (
        "Dock Wardens" in shown.text
        and "experienced interviewers" in shown.text
        and "<b>" not in shown.text
    )
    places = set(re.findall(r'href="#([^"]+)"', shown.text))
    assert places and places <= set(
        re.findall(r'id="([^"]+)"', shown.text)
    )  # no script helps a link find its place


def test_it_can_be_had_as_markdown_and_json_under_a_safe_name(
    ada: httpx.Client, conversation: str
) -> None:
    for suffix, kind in (("md", "text/markdown"), ("json", "application/json")):
        file = ada.get(f"{conversation}.{suffix}")
        assert file.status_code == 200 and file.headers["content-type"].startswith(kind)
        name = re.fullmatch(
            r'attachment; filename="([a-z0-9-]+)\.(\w+)"', file.headers["content-disposition"]
        )
        assert (
            name and name[1].startswith("rolecall-who-are-the-dock-wardens") and name[2] == suffix
        )
        assert "x-evil" not in file.headers
    assert "experienced interviewers" in ada.get(f"{conversation}.md").text
    (turn,) = json.loads(ada.get(f"{conversation}.json").text)["turns"]
    assert turn["answer"]["citations"] and turn["question"].startswith("Who are the")


def test_for_anyone_else_it_does_not_exist_as_one_that_never_was(
    page: str, conversation: str
) -> None:
    unknown = f"/conversations/{'x' * len(conversation.removeprefix('/conversations/'))}"
    for other in (browser(page), httpx.Client(base_url=page)):
        for suffix in ("", ".md", ".json"):
            theirs, none = other.get(conversation + suffix), other.get(unknown + suffix)
            assert theirs.status_code == none.status_code == 404
            assert said(theirs, conversation) == said(none, unknown)
            assert "Dock" not in theirs.text


def test_what_keeps_a_conversation_from_being_shown_is_said_in_words(
    unreadable: tuple[Unreadable, httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant, client = unreadable
    *_, links = PageEvents(client).ask("When are lamps lit?", "quotes", [], 8)
    path = str(re.search(r"\((/conversations/\w+)\)", links)[1])  # type: ignore[index]
    assistant.broken = True
    broken = client.get(path)
    assert broken.status_code == 503 and "is full; make room" in html.unescape(broken.text)
    window = PageEvents(client, {"conversation": Path(path).name}, "again")
    window.run("lead")
    assert "make room" in html.unescape(window.warnings[0]) and "<b>" not in window.warnings[0]
    for error, status in (
        (UnknownConversation("deleted; open another"), 404),
        (ConversationError("busy; wait"), 503),
    ):
        monkeypatch.setattr(Conversations, "turns", raises(error))
        for suffix in ("", ".md", ".json"):
            answer = client.get(path + suffix)
            assert answer.status_code == status and str(error) in html.unescape(answer.text)


def raises(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def said(answer: httpx.Response, address: str) -> str:
    """The words of an answer but the identifier it was asked for."""
    return html.unescape(answer.text).replace(Path(address).name, "ID")


@pytest.mark.parametrize("name", ["%3Cscript%3E", "x.json.md", "%ff"])
def test_an_odd_name_is_no_conversation(name: str, ada: httpx.Client) -> None:
    answer = ada.get(f"/conversations/{name}")
    assert answer.status_code in (403, 404) and "<script" not in answer.text


def test_a_stopped_answer_and_a_damaged_one_are_printed_as_what_they_are(
    page: str, home: Path
) -> None:
    bo = browser(page)
    *_, links = PageEvents(bo, session="bo").ask("What do pilots read?", "quotes", [], 8)
    path = str(re.search(r"\((/conversations/\w+)\)", links)[1])  # type: ignore[index]
    with closing(Conversations.open(home / FILE_NAME)) as kept:
        (mine,) = [one for one in kept.everyone() if one.conversation_id == Path(path).name]
        (turn,) = kept.turns(mine.visitor, mine.conversation_id)
        kept.finish(mine.visitor, mine.conversation_id, turn.number, turn.answer, "Stopped.")
        number = kept.begin(mine.visitor, mine.conversation_id, "And tides?")
        kept.finish(mine.visitor, mine.conversation_id, number, {"text": "half"})
    shown = bo.get(path)
    assert (
        "Stopped." in html.unescape(shown.text)
        and "tide tables" in shown.text
        and "damaged" in shown.text
    )
