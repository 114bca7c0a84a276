"""A conversation taken away reads well, holds its quotes, and does nothing in whatever shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.as_json import answer_json
from assistant.conversations.archive import Conversation, KeptTurn
from assistant.conversations.export import as_json, as_markdown, file_name
from assistant.conversations.kept_answer import keep
from assistant.types import Answer, Claim, Evidence, Query, Support
from fake_assistant import FakeAssistant, citation, document, passage

ROOT = Path(__file__).parents[3]
THEN = datetime(2025, 3, 1, 9, 30, 15, 250, tzinfo=UTC)
EVIL = (
    "<script>alert(1)</script>", "![x](http://evil.example/p.png)", "[click](javascript:alert(1))", "[1]: http://evil",
    "(http://evil.example)", "<http://evil.example>", "# Heading", "- item", "1. item", "2) item", "> said", "***",
    "`code`", "| a | b |", "&lt;b&gt;", "&#60;b>", "\\<b>", "~~gone~~", "**bold**", "_em_", "===", "---", "\x1b[2J",
)  # fmt: skip
HTML = MarkdownIt("gfm-like", {"html": True, "linkify": False})


def conversation(name: str = "Who feeds the lamps?") -> Conversation:
    return Conversation("abc_123", "ann", name, THEN, THEN, None, 1)


def turn(answer: Answer | None, question: str = "Who feeds the lamps?", **more: Any) -> KeptTurn:
    told: dict[str, Any] = {"note": "", **more}
    return KeptTurn(1, question, None if answer is None else keep(answer), asked_at=THEN, **told)


def lamps() -> Answer:
    keeper = document("The Keeper's Book", "The keeper feeds the lamps. Nobody (else) may, said "
                                           "R&D in C++.",
                      author="Ada Holm", url="https://books.example/keeper?page=2")  # fmt: skip
    of = Evidence(1, passage(keeper, heading_path=("The Keeper's Book", "Duties")))
    cited = (
        citation(of, "The keeper feeds the lamps."),
        citation(of, "Nobody (else) may, said R&D in C++."),
    )
    claims = (
        Claim(cited[0].quote, Support.SUPPORTED, (0,)),
        Claim("They burn oil.", Support.UNSUPPORTED),
    )
    text = "The **keeper** feeds the lamps [1]. They burn oil."
    return Answer(Query("Who?", "Who feeds the lamps?"), text, False, (of,), cited, claims)


def evil_turn(text: str) -> KeptTurn:
    """A turn all of whose text is `text`."""
    of = Evidence(1, passage(document(text, text, author=text), heading_path=(text,)))
    answer = Answer(Query(text, text + " x"), f"{text}\n{text}[1]{text} [1]{text}", False, (of,), (citation(of, text),),
                    (Claim(text, Support.UNSUPPORTED),), notice=text)  # fmt: skip
    return turn(answer, text, note=text, feedback="down", word=text)


def test_the_markdown_holds_question_answer_quotes_and_sources() -> None:
    assert as_markdown(
        conversation(), [turn(lamps(), feedback="up", word="good")]
    ).splitlines() == [
        "# Who feeds the lamps?",
        "",
        "Begun 2025-03-01; answered by Rolecall.",
        "",
        "## Who feeds the lamps?",
        "",
        "Understood as: Who feeds the lamps?",
        "",
        "The **keeper** feeds the lamps [1]. They burn oil.",
        "",
        "- Not in the sources: “They burn oil.”",
        "",
        "**[1]** The Keeper's Book › Duties · Ada Holm · "
        "[books&#46;example](<https://books.example/keeper?page=2>)",
        "",
        "> The keeper feeds the lamps.",
        "",
        "> Nobody (else) may, said R&D in C++.",
        "",
        "Feedback: up: good",
    ]


def test_abstaining_and_what_was_not_answered_are_told() -> None:
    abstained = replace(lamps(), abstained=True, claims=())
    told = as_markdown(conversation(), [turn(abstained), turn(None, note="Stopped."), turn(None)])
    assert "*The sources don't say this. What is quoted comes nearest.*" in told
    assert "*Stopped.*" in told
    assert told.rstrip().endswith("*Not answered.*")


def test_a_damaged_answer_keeps_no_other_from_being_exported() -> None:
    damaged = replace(turn(lamps()), answer={"text": "half"})
    told = as_markdown(conversation(), [damaged, turn(lamps())])
    assert "a kept answer cannot be shown" in told
    assert "> The keeper feeds the lamps." in told
    assert as_json(conversation(), [damaged])["turns"][0]["answer"] == {"text": "half"}


@pytest.mark.parametrize("text", EVIL)
def test_text_from_outside_is_never_markup(text: str) -> None:
    html = HTML.render(as_markdown(conversation(text), [evil_turn(text)]))
    assert re.findall(r"<(?:script|img|a|del|b)\b|\x1b", html) == []
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == 1


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.text(alphabet="a1lt é.:;!?()[]<>#&*_-+=|~`'\"/\\%,\n", min_size=1, max_size=14).filter(
        str.strip
    )
)
def test_signs_put_back_for_reading_change_nothing_that_is_shown(text: str) -> None:
    exported = as_markdown(conversation(text), [evil_turn(text)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.conversations.export._readable", lambda markdown: markdown)
        escaped = as_markdown(conversation(text), [evil_turn(text)])
    assert HTML.render(exported) == HTML.render(escaped)


def test_the_json_holds_the_answers_json_as_the_table_says() -> None:
    answer = lamps()
    told = as_json(conversation(), [turn(answer, note="Late.", feedback="down", word="no")])
    assert told["turns"][0]["answer"] == answer_json(answer)
    assert (told["created"], told["turns"][0]["asked"]) == ("2025-03-01T09:30:15+00:00",) * 2
    page = (ROOT / "docs" / "api.md").read_text("utf-8").partition("### A conversation")[2]
    rows = re.findall(
        r"^\| `([\w.]+)` \|", page.partition("| Field |")[2].partition("\n\n")[0], re.MULTILINE
    )
    assert rows == [*told, *(f"turns.{name}" for name in told["turns"][0])]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Who feeds the lamps?", "rolecall-who-feeds-the-lamps.md"),
        ("../../etc/passwd", "rolecall-etc-passwd.md"),
        ("Über\r\nX-Header: 1", "rolecall-uber-x-header-1.md"),
        ("灯台守", "rolecall-conversation.md"),
        ("word " * 40, "rolecall-" + ("word-" * 12)[:-1] + ".md"),
    ],
)
def test_the_files_name_is_plain_ascii(name: str, expected: str) -> None:
    assert file_name(conversation(name), "md") == expected


def test_an_answer_of_the_fake_assistant_is_exported_with_each_quote() -> None:
    of = document("Tides", "Pilots read the tide tables. They sleep.")
    answer = FakeAssistant([passage(of)]).ask("Who reads tables?")
    assert "> Pilots read the tide tables.\n" in as_markdown(conversation(), [turn(answer)])
