"""Links and images of a reply are never shown, at no moment, and what is no reply of sentences
is named.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.reply.formats import other_format, unfenced, without_links
from assistant.models.reply.marks import LINK_LEFT_OUT

OURS = {"https://bakery.example/night"}
LINKED = [
    ("See [the page](http://evil.example/?q=pay).", "See the page."),
    ("See ![pixel](http://evil.example/x.png)bread.", "See bread."),
    ("See ![pixel][1] bread.", "See  bread."),
    ("See <http://evil.example/?q=1> now.", f"See {LINK_LEFT_OUT} now."),
    ("See http://evil.example/a?b=c, then bake.", f"See {LINK_LEFT_OUT} then bake."),
    ("See www.evil.example now.", f"See {LINK_LEFT_OUT} now."),
    ("See https://bakery.example/night now.", "See https://bakery.example/night now."),
    ("See [x](javascript:alert(1)) now.", "See x) now."),
    ('Bread <img src="http://evil.example"> rises.', "Bread  rises."),
    ('Bread <a href="http://evil.example">rises</a>.', "Bread rises."),
    ("Bread <script>alert(1)</script> rises.", "Bread alert(1) rises."),
    ("Two < three, and five > four!", "Two < three, and five > four!"),
    (
        "They are trained [1] for three months [2][3].",
        "They are trained [1] for three months [2][3].",
    ),
    ("It is h or http or w.", "It is h or http or w."),
]


@pytest.mark.parametrize(("reply", "shown"), LINKED)
def test_links_leave_their_words(reply: str, shown: str) -> None:
    assert without_links(reply, OURS, finished=True) == shown


@pytest.mark.parametrize(("reply", "shown"), LINKED)
def test_no_piece_of_a_link_is_shown_while_it_arrives(reply: str, shown: str) -> None:
    for end in range(len(reply)):
        so_far = without_links(reply[:end], OURS, finished=False)
        assert "evil" not in so_far
        assert shown.startswith(so_far.rstrip(" ,.)")) or so_far in reply


@given(st.text(alphabet="[]()!<>/:. htpsw1a\n", max_size=60))
def test_any_text_is_taken_and_stays_what_it_is_the_second_time(text: str) -> None:
    once = without_links(text, (), finished=True)
    assert "http://" not in once and "https://" not in once
    assert len(without_links(text, (), finished=False)) <= len(text) + 40


@pytest.mark.parametrize(
    ("reply", "form"),
    [
        ('{"answer": "yes"}', "JSON"),
        ('[{"a": 1}]', "JSON"),
        ('{"answer": "cut off', "JSON"),
        ("```json\n[1, {}]\n```", "JSON"),
        ("<answer>yes</answer>", "markup"),
        ("<!DOCTYPE html><p>x", "markup"),
        ("[TOOL_CALLS][{}]", "a tool call"),
        ("```python\nx = 1\n```", "python code"),
        ("[1]", ""),
        ("[1, 2]", ""),
        ("Bread rises [1].", ""),
        ("[Bread] rises {slowly}.", ""),
        ("```\nBread rises [1].\n```", ""),
        ("Bread `rises`.\n\n```python\nx\n```", ""),
    ],
)
def test_a_reply_in_another_format_is_named(reply: str, form: str) -> None:
    assert other_format(reply) == form


def test_a_reply_in_a_fence_of_text_is_text() -> None:
    assert unfenced("```markdown\nBread rises [1].\n```\n") == "Bread rises [1]."
    assert unfenced("```markdown\nBread rises [1].\n``") == "Bread rises [1]."
    assert unfenced("Bread:\n\n```markdown\nx\n```") == "Bread:\n\n```markdown\nx\n```"
