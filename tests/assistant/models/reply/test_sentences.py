"""Replies in JSON are shown as Markdown, a whole sentence at a time, whatever becomes of the
rest.
"""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from assistant.check.statements import statements_of
from assistant.models.reply.reply import shown_reply
from assistant.models.reply.sentences import as_markdown
from played import CORPORA, replies
from reply_forms import SHOWN


def sent(*sentences: tuple[str, list[int]]) -> str:
    return json.dumps(
        {"sentences": [{"text": text, "evidence": evidence} for text, evidence in sentences]}
    )


TWO = sent(("Bread rises.", [1]), ("It is baked.", [2, 3]))
SHOWN_AS = [
    (TWO, "Bread rises. [1] It is baked. [2][3]"),
    (sent(("Bread rises [1].", [1])), "Bread rises [1]."),
    (sent(("Bread rises.", [1, 1, 9])), "Bread rises. [1]"),
    (sent(("Bread rises.", [])), "Bread rises."),
    (
        sent(("You need:", []), ("- flour", [1]), ("- water", [2])),
        "You need:\n- flour [1]\n- water [2]",
    ),
    (
        sent(("# Bread", []), ("It rises.", [1]), ("\n\nIt is baked.", [])),
        "# Bread\nIt rises. [1]\n\nIt is baked.",
    ),
    (
        sent(("| a | b |", []), ("|---|---|", []), ("| 1 | 2 |", [1])),
        "| a | b |\n|---|---|\n| 1 | 2 [1] |",
    ),
    (f"<think>Rise?</think>{TWO}", "Bread rises. [1] It is baked. [2][3]"),
    (f"{TWO}\nI hope that helps.", "Bread rises. [1] It is baked. [2][3]"),
    (
        '{"sentences": [{"text": "Bread rises.", "evidence": [1]}, {"text": "It is',
        "Bread rises. [1] It is",
    ),
    ('{"sentences": [{"text": "Bread rises.", "evidence": [1]}, oops', "Bread rises. [1]"),
    ('{"sentences": [{"text": "Bread rises."}, {"text": 3}, 4]}', "Bread rises."),
    ('{"sentences": [{"text": "Bread rises.", "evidence": ["1", true, 2]}]}', "Bread rises. [2]"),
    ('{"sentences": []}', '{"sentences": []}'),
    ('{"name": "bread"}', '{"name": "bread"}'),
    ("Bread rises [1].", "Bread rises [1]."),
]


@pytest.mark.parametrize(("reply", "shown"), SHOWN_AS)
def test_it_is_shown_as_markdown_with_markers(reply: str, shown: str) -> None:
    assert shown_reply(reply, SHOWN, finished=True) == shown


@pytest.mark.parametrize("reply", [reply for reply, shown in SHOWN_AS if not shown.startswith("{")])
def test_while_it_arrives_whole_sentences_are_shown_and_stay(reply: str) -> None:
    arriving = [shown_reply(reply[:end], SHOWN, finished=False) for end in range(len(reply) + 1)]
    assert all(later.startswith(earlier) for earlier, later in pairwise(arriving))
    assert not any("{" in shown or "sentences" in shown for shown in arriving)
    assert {shown.rstrip() for shown in map(as_markdown_of, range(len(TWO)))} == {
        "",
        "Bread rises. [1]",
    } | {"Bread rises. [1] It is baked. [2][3]"}


def as_markdown_of(end: int) -> str:
    return as_markdown(TWO[:end], finished=False)


@pytest.mark.parametrize("corpus", CORPORA)
def test_tables_and_lists_keep_their_form(corpus: str) -> None:
    for reply in (case["reply"] for case in replies(corpus) if case["half"] == "forms"):
        spans = [statement.span for statement in statements_of(reply)]
        ends = [*(span.start for span in spans[1:]), len(reply)]
        starts = [0, *ends[:-1]]
        pieces = [(reply[start:end], []) for start, end in zip(starts, ends, strict=True)]
        assert as_markdown(sent(*pieces), finished=True) == reply
