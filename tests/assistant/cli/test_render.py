"""The command line says which claims are doubtful, and what a source says instead."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from assistant.cli import render
from assistant.cli.render import explanation_json, progress_shown, show_answer, show_explanation
from assistant.types import Answer, Citation, Claim, Likeliest, Support, Unit
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
    show_answer(
        Answer(query(), said, False, (first, second), (citation,), claims),
        Console(file=out, width=200),
    )
    shown = out.getvalue()
    assert (
        "The sources say otherwise than “They train for a year.”:\n    [1] “They are trained for "
        "three" in shown
    )
    assert "Only weakly supported: “They like rye.”" in shown


HALF_WAY = Progress("Embedding", 600, 1200, 50)


def test_long_work_says_in_a_terminal_how_fast_it_goes_and_what_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.StringIO()
    monkeypatch.setattr(
        render, "screen", lambda stderr: Console(file=out, force_terminal=True, width=120)
    )
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


def explained(answer: Answer) -> str:
    out = io.StringIO()
    show_explanation(answer, Console(file=out, width=200))
    return out.getvalue()


def test_an_explanation_says_why_the_sources_are_said_not_to_answer() -> None:
    chunk = evidence()[0].passage.chunks[0]
    best = Likeliest(0.04, chunk, chunk.sentences[0].span)
    answer = Answer(query(), "The sources don't say.", True, coverage=0.04, likeliest=best)
    shown = explained(answer)
    sentence = best.span.of(chunk.document.text)
    assert f"0.04 that this answers, more than any other sentence: “{sentence}”" in " ".join(
        shown.split()
    )
    assert "confidence 0.04, too little: from 0.12 the sources count as answering" in shown
    assert "Passages" not in shown and "Evidence" not in shown, "an empty section says nothing"
    in_json = explanation_json(answer)
    assert (in_json["likeliest"]["sentence"], in_json["answered_from"]) == (sentence, 0.12)


def test_an_explanation_of_a_list_says_how_it_was_worked_out() -> None:
    listed = Answer(replace(query(), unit=Unit.ROLES), "One role.", False, coverage=1.0)
    shown = explained(listed)
    assert (
        "worked out from all roles, their postings and their texts" in shown
        and "confidence" not in shown
    )
    assert explanation_json(listed)["likeliest"] is None
