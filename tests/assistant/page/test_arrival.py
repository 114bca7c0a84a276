"""What a page shows once it is open, and where its address leads: run over the page's own
events.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.page.app import create_app
from assistant.page.rooms.conversations import NONE_FOUND, NONE_YET
from assistant.page.rooms.library import PARTS
from assistant.settings import Settings
from page_events import PageEvents
from page_site import browser, harbour_page
from served_endpoints import served
from store.errors import CollectionError

# What `lead` gives: the chat, its scope, the box for feedback, the room; the comparison; the role.
CHAT, SCOPE, ROOM, FIRST, SECOND, OTHERS, RESULT, ABOUT = 0, 5, 7, 8, 9, 10, 11, 14
UNCHANGED = {"__type__": "update"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    with harbour_page(home, data_dir=home) as address:
        yield address


def opened(page: str, session: str, **address: str) -> PageEvents:
    return PageEvents(browser(page), address, session)


def led(page: str, session: str, **address: str) -> list[Any]:
    return opened(page, session, **address).run("lead")


def conversation_in(links: str) -> str:
    return str(re.search(r"\(/conversations/(\w+)\)", links)[1])  # type: ignore[index]


# As it opens --------------------------------------------------------------------------------------


def test_it_is_filled_from_what_is_stored(page: str) -> None:
    chat, scope, first, second, others, *filters, rows, count = opened(page, "fill").run("fill")[
        :10
    ]
    assert "1 article, 4 roles and 8 postings in 6 places" in chat["placeholder"]
    assert [one for one, _ in scope["choices"] if "Crane" in one] == ["Role: Senior Crane Engineer"]
    assert first["choices"] == second["choices"] == others["choices"] and len(first["choices"]) > 4
    assert [one["choices"][0] for one in filters] == [["Any", ""]] * 3
    assert len(rows["value"]["data"]) == 4 and count.startswith("8 postings of 4 roles.")


def test_what_keeps_the_assistant_from_opening_is_said_and_nothing_else_changes(
    data_dir: Path,
) -> None:
    def open_assistant(**_: Any) -> Any:
        raise CollectionError("The folder <b>harbour</b> is on fire. Put it out.")

    with served(create_app(Settings(), open_assistant)) as address:
        window = opened(address, "failed")
        assert (
            "&#60;b&#62;harbour" in window.run("waited")[0] and "on fire" in window.run("waited")[0]
        )
        assert window.run("fill") == [UNCHANGED] * (10 + PARTS)
        assert "on fire" in httpx.get(f"{address}/readyz").text
        assert (
            "on fire"
            in window.ask("What?", "quotes", [], 8)[CHAT]["value"][-1]["content"][0]["text"]
        )


def test_nobodys_conversations_are_listed_to_a_newcomer(page: str) -> None:
    teller = opened(page, "teller")
    teller.ask("What do pilots read?", "quotes", [], 8)
    listed, about, name, none = opened(page, "newcomer").run("renew", "")
    assert listed["choices"] == [] and about["visible"] is False and name == ""
    assert none == NONE_YET
    assert teller.run("renew", "zebra")[3] == NONE_FOUND


# Where an address leads ---------------------------------------------------------------------------


def test_an_address_that_leads_nowhere_leaves_the_page_as_it_is(page: str) -> None:
    for session, address in (
        ("plain", {}),
        ("other", {"utm_source": "mail"}),
        ("empty", {"role": "", "compare": ""}),
    ):
        window = opened(page, session, **address)
        told = [
            one for one in window.run("lead") if one is not None
        ]  # None stands where Gradio keeps the value
        assert told == [UNCHANGED] * len(told) and not window.warnings


def test_a_question_in_the_address_is_asked(page: str) -> None:
    window = opened(page, "asked", q="  What do pilots read? ")
    shown = window.run("ask_2", "quotes", [], 8)
    assert "tide tables" in str(shown[CHAT])
    assert conversation_in(shown[-1])


def test_a_question_from_elsewhere_is_not_sent_to_another_machine(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "sk-mine")
    shown = opened(page, "typed", q="What do pilots read?").run("ask_2", "mistral:rye", [], 8)
    assert shown[CHAT] == UNCHANGED
    assert {"value": "What do pilots read?", **UNCHANGED} in shown


def test_no_question_in_the_address_asks_nothing_and_empties_nothing(page: str) -> None:
    window = opened(page, "blank", q="   ")
    chat, panel, _, box, links = window.run("ask_2", "quotes", [], 8)
    assert chat == panel == box == links == UNCHANGED
    assert window.run("renew", "")[0]["choices"] == []


def test_a_kept_conversation_is_opened_with_its_scope_by_whose_it_is(page: str) -> None:
    window = opened(page, "keeper")
    scope = next(value for _, value in window.run("fill")[1]["choices"] if "harbour-pilot" in value)
    kept = conversation_in(window.ask("What do they publish?", "quotes", [scope], 8)[-1])
    again = PageEvents(window.client, {"conversation": kept}, "again")
    shown = again.run("lead")
    assert "What do they publish" in str(shown[CHAT]) and shown[SCOPE]["value"] == [scope]
    assert shown[ROOM]["selected"] == "chat"
    stranger = opened(page, "stranger", conversation=kept)
    assert "What do they publish" not in str(stranger.run("lead"))
    assert "no conversation has this identifier" in stranger.warnings[0]


def test_two_in_the_address_are_compared(page: str) -> None:
    shown = led(page, "pair", compare="Ice Watch, Heavy Lift")
    labels = {value: label for label, value in opened(page, "pair").run("fill")[2]["choices"]}
    assert "Ice Watch" in labels[shown[FIRST]] and "Crane Engineer" in labels[shown[SECOND]]
    assert shown[ROOM]["selected"] == "compare"
    assert 'class="side-by-side"' in shown[RESULT]


def test_more_than_two_in_the_address_are_set_side_by_side(page: str) -> None:
    shown = led(page, "three", compare="Ice Watch,Heavy Lift,Customs Clerk Intern")
    assert len(shown[OTHERS]) == 1 and "customs-clerk" in shown[OTHERS][0]
    assert shown[RESULT].count('scope="col"') == 4


def test_the_link_that_a_comparison_of_postings_gives_leads_back_to_it(page: str) -> None:
    window = opened(page, "linked")
    choices = window.run("fill")[2]["choices"]
    hull, boston = (
        value for label, value in choices if label.endswith(" only") and "Tides" in label
    )
    (result, _) = window.run("compare_1", hull, boston, [])
    link = re.search(r'class="permalink" href="([^"]+)"', result)
    assert link is not None
    shown = led(page, "followed", **dict(httpx.URL(html.unescape(link[1])).params))
    assert (shown[FIRST], shown[SECOND]) == (hull, boston) and shown[RESULT] == result


def test_what_cannot_be_compared_is_said_where_it_would_stand(page: str) -> None:
    for session, pair, words in (
        ("half", "Ice Watch", "Roles side by side"),
        ("unknown", "Ice Watch,<b>lighthouse", "No stored role fits"),
        ("commas", ",,,", "Roles side by side"),
    ):
        shown = led(page, session, compare=pair)
        assert (
            words in shown[RESULT]
            and "<b>" not in shown[RESULT]
            and shown[ROOM]["selected"] == "compare"
        )


def test_a_role_in_the_address_is_opened_and_one_that_is_gone_is_said_to_be(page: str) -> None:
    role = next(
        value
        for label, value in opened(page, "roles").run("fill")[2]["choices"]
        if "Crane" in label
    )
    shown = led(page, "role", role=role)
    assert (
        shown[ABOUT].startswith("### Senior Crane Engineer") and shown[ROOM]["selected"] == "roles"
    )
    gone = led(page, "gone", role="<img src=x>")
    assert "is stored" in gone[ABOUT] and "<img" not in gone[ABOUT]
