"""What a model thinks aloud is never shown, and nothing that is shown while a reply arrives is
taken back.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.models.reply.reply import shown_reply, without_reasoning
from reply_forms import ALL, NO_THOUGHTS, SHOWN, SOURCE_LISTS, TAKEN_BACK, THOUGHTS

JOINS = [" ", "\n", "\n\n", "- ", "1", "| ", "**", " and "]
IN_PLACE = [
    reply for reply, shown in ALL if (reply, shown) not in SOURCE_LISTS and "`" not in reply
]
PIECES = [
    *"[]()1 2a¹`\n.:-*^<>{},†【】|#",
    "[1]",
    "<think>",
    "</s>",
    "<sup>",
    "</sup>",
    "evidence",
    "Sources:",
]
CLOSINGS = re.compile(r"</?think|</?[a-z]+ ?>|\[/THINK\]|◁|<\|end_", re.IGNORECASE)
A_PIECE = re.compile(r"PLAN|<\|?think|<\|(?!\w* )|\[\^?\d{0,2}\Z|【|†|［|◁", re.IGNORECASE)


def arriving(reply: str) -> list[str]:
    """What is shown as the reply grows by one character at a time, which covers whatever pieces
    it comes in.
    """
    return [shown_reply(reply[:end], SHOWN, finished=False) for end in range(len(reply) + 1)]


def nothing_is_taken_back(reply: str) -> bool:
    whole = shown_reply(reply, SHOWN, finished=True)
    return all(whole.startswith(shown.rstrip()) for shown in arriving(reply))


@pytest.mark.parametrize(("reply", "shown"), [*ALL, *TAKEN_BACK])
def test_a_reply_is_shown_without_thoughts_and_with_markers(reply: str, shown: str) -> None:
    assert shown_reply(reply, SHOWN, finished=True) == shown


@pytest.mark.parametrize("reply", IN_PLACE)
def test_what_is_shown_while_a_reply_arrives_stays(reply: str) -> None:
    assert nothing_is_taken_back(reply)


@pytest.mark.parametrize("reply", [reply for reply, shown in ALL if not A_PIECE.search(shown)])
def test_no_piece_of_a_marker_a_tag_or_a_thought_is_shown(reply: str) -> None:
    assert not any(A_PIECE.search(shown) for shown in arriving(reply))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from([reply for reply in IN_PLACE if not CLOSINGS.search(reply)] + JOINS),
        max_size=7,
    )
)
def test_replies_of_many_forms_may_arrive_cut_anywhere(parts: list[str]) -> None:
    assert nothing_is_taken_back("".join(parts))


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_text_may_arrive_cut_anywhere(parts: list[str]) -> None:
    assert nothing_is_taken_back("".join(parts))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from([reply for reply, _ in THOUGHTS if reply.startswith("<think>")]), max_size=3
    )
)
def test_thoughts_may_follow_one_another(parts: list[str]) -> None:
    assert "PLAN" not in "".join(arriving("".join(parts)))


@pytest.mark.parametrize(("reply", "shown"), TAKEN_BACK)
def test_all_before_the_end_of_a_thought_is_thought(reply: str, shown: str) -> None:
    assert without_reasoning(reply, finished=True).lstrip() == shown
    assert arriving(reply)[-1] == shown


@pytest.mark.parametrize("text", NO_THOUGHTS)
def test_other_tags_and_tags_in_code_stay(text: str) -> None:
    assert without_reasoning(text, finished=True) == text


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("Bread <thi", "Bread "),
        ("Bread <think class='", "Bread "),
        ("Bread <|chan", "Bread "),
        ("Bread [TH", "Bread "),
        ("Bread ◁", "Bread "),
        ("Bread <", "Bread "),
        ("Bread < ", "Bread < "),
        ("Bread [the", "Bread [the"),
        ("Bread </s> Us", "Bread "),
        ("Bread `a <think>", "Bread `a "),
    ],
)
def test_what_may_become_a_tag_waits_and_nothing_else(reply: str, shown: str) -> None:
    assert without_reasoning(reply) == shown


@pytest.mark.parametrize(
    "piece",
    [
        "<think", "<think>", "</think>", "<think></thought>", "<|channel|>", "<|channel|>final<|message|>", "</s>",
        "</s>\n", "`<think>a</think>", "[1", "[[1", "[1]", "[1, ", "[1](a", "[1]((", "[Evidence 1 "
                                                                                     "and ", "(1)", "(1)x",
        "(see [1] ", "¹,", "`", "` ", "``` ", "```\n", "Sources:\n", "\n- [1]:", "\n\n", "---\n", "- ", "*", " ",
    ],
)  # fmt: skip
def test_a_hostile_reply_takes_no_longer_than_its_length(piece: str) -> None:
    """A reader that went back over the text for each piece would take a minute here."""
    reply = "Bread rises." + piece * (50_000 // len(piece))
    for finished in (True, False):
        assert len(shown_reply(reply, SHOWN, finished=finished)) <= 2 * len(reply)
