"""What the page's components are told, without a browser."""

from __future__ import annotations

from assistant.page.blocks import _updates
from assistant.page.talk import Shown


def test_every_moment_of_an_answer_offers_to_stop_it_and_the_last_to_ask_again() -> None:
    """A browser may draw only the last of the moments that come at once."""
    moments = [Shown([], "", (), busy) for busy in (True, True, True, False)]
    boxes = [update[-1] for update in _updates(iter(moments))]
    assert [(box["stop_btn"], box["submit_btn"]) for box in boxes] == [(True, False)] * 3 + [(False, True)]
    assert ["value" in box for box in boxes] == [True, False, False, False]
