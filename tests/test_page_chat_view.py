"""What the components of the chat are told, without a browser."""

from __future__ import annotations

from assistant.page.chat_view import update
from assistant.page.exchange import OpenConversation
from assistant.page.talk import Shown


def test_every_moment_of_an_answer_offers_to_stop_it_and_the_last_to_ask_again() -> None:
    """A browser may draw only the last of the moments that come at once."""
    moments = [Shown([], "", OpenConversation(), busy) for busy in (True, True, True, False)]
    boxes = [update(moment, starting=not at)[3] for at, moment in enumerate(moments)]
    assert [(box["stop_btn"], box["submit_btn"]) for box in boxes] == [(True, False)] * 3 + [(False, True)]
    assert ["value" in box for box in boxes] == [True, False, False, False]
