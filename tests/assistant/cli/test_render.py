"""The command line says which claims are doubtful, and what a source says instead."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from assistant.cli import render
from assistant.cli.render import progress_shown, show_answer
from assistant.types import Answer, Citation, Claim, Support
from bakery import evidence, query
from store.types import Progress, Span


def test_a_contradicted_claim_is_shown_with_the_sentence_that_says_otherwise() -> None:
    first, second = evidence()
    text = first.passage.document.text
    start = text.index("They are trained")
    citation = Citation(first, Span(start, text.index("\n", start)))
    claims = (
        Claim("They train for a year.", Support.CONTRADICTED, (0,)),
        Claim("They like rye.", Support.WEAK),
    )
    said = "They train for a year [1] (the sources say otherwise). They like rye [1]."
    out = io.StringIO()
    show_answer(Answer(query(), said, False, (first, second), (citation,), claims), Console(file=out, width=200))
    shown = out.getvalue()
    assert "The sources say otherwise than “They train for a year.”:\n    [1] “They are trained for three" in shown
    assert "Only weakly supported: “They like rye.”" in shown


HALF_WAY = Progress("Embedding", 600, 1200, 50)


def test_long_work_says_in_a_terminal_how_fast_it_goes_and_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(render, "screen", lambda stderr: Console(file=out, force_terminal=True, width=120))
    with progress_shown() as tell:
        tell(HALF_WAY)
    assert "600/1200" in out.getvalue() and "50 a second, about 12 seconds left" in out.getvalue()


def test_outside_a_terminal_a_line_says_so_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    out, now = io.StringIO(), [0.0]
    monkeypatch.setattr(render, "screen", lambda stderr: Console(file=out, width=120))
    monkeypatch.setattr(render.time, "monotonic", lambda: now[0])
    with progress_shown() as tell:
        for now[0] in (0.0, 1.0, render.SAID_AGAIN, render.SAID_AGAIN + 1):
            tell(HALF_WAY)
    again = "rolecall: Embedding 600 of 1,200, 50 a second, about 12 seconds left"
    assert out.getvalue().splitlines() == ["rolecall: Embedding", again]
