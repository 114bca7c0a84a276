"""A reply that goes in circles is noticed within 200 words of the circle, and one that only
repeats itself is not.
"""

from __future__ import annotations

import pytest

from assistant.models.reply.loops import is_looping, without_loop

OPENING = "They are trained for three months [1]."
PARAGRAPH = (
    "Bakers shape the loaves at dawn and keep the starter alive. The team has nine people, two of "
    "them apprentices. "
    "Each of them learns how to read an oven, how to fold a dough and how to keep the logbook that "
    "the shop is run by."
)


@pytest.mark.parametrize(
    "circle",
    [
        "no ",
        "They sit in 40 loops [1]. ",
        "- Own a failed batch\n",
        f"{PARAGRAPH}\n\n",
        "| a | b |\n",
        "烘焙 面包 ",
    ],
)
def test_a_circle_is_noticed_and_cut(circle: str) -> None:
    reply = f"{OPENING}\n\n"
    while not is_looping(reply):
        reply += circle
        assert len(reply.split()) < 200
    assert without_loop(reply) == f"{OPENING}\n\n{circle}".rstrip()


def test_a_list_that_counts_in_circles_is_noticed() -> None:
    reply = "".join(
        f"{number}. Send the form to the council and wait for its reply.\n"
        for number in range(1, 12)
    )
    assert is_looping(reply)
    assert without_loop(reply) == "1. Send the form to the council and wait for its reply."


@pytest.mark.parametrize(
    "reply",
    [
        "",
        PARAGRAPH,
        f"In Bergen: {PARAGRAPH}\n\nIn Oslo: {PARAGRAPH}",
        "| Year | Pay |\n|---|---|\n"
        + "".join(f"| {2000 + year} | {300 * year} |\n" for year in range(30)),
        f"|{'---|' * 9}",
        "".join(f"- Shop {number}: yes\n" for number in range(2, 40)),
    ],
)
def test_what_only_repeats_itself_goes_on(reply: str) -> None:
    assert not any(is_looping(reply[:end]) for end in range(0, len(reply) + 1, 7))
    assert without_loop(reply) == reply
