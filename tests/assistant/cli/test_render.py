"""The command line says which claims are doubtful, and what a source says instead."""

from __future__ import annotations

import io

from rich.console import Console

from assistant.cli.render import show_answer
from assistant.types import Answer, Citation, Claim, Support
from bakery import evidence, query
from store.types import Span


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
