"""What goes into the answer prompt: evidence, conversation and question, each fenced as data."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from assistant.markers import keep_shown
from assistant.types import Evidence, Query, Turn
from store.types import Span

LONGEST_EVIDENCE = 16_000  # characters of all passages together, about 4,000 tokens
LONGEST_TURN = 600  # characters of one question or answer of the conversation
MOST_TURNS = 3


def within_budget(evidence: Sequence[Evidence]) -> tuple[tuple[Evidence, str], ...]:
    """Evidence by rank with the text to show: whole sentences until LONGEST_EVIDENCE characters are full."""
    left = LONGEST_EVIDENCE
    shown: list[tuple[Evidence, str]] = []
    for one in evidence:
        start = one.passage.span.start
        ends = [sentence.span.end for sentence in one.passage.sentences if sentence.span.end - start <= left]
        if not ends:
            break
        text = Span(start, max(ends)).of(one.passage.document.text)
        shown.append((one, text))
        left -= len(text)
    return tuple(shown)


def prompt_values(
    query: Query, shown: Sequence[tuple[Evidence, str]], turns: Sequence[Turn], not_told: str
) -> dict[str, str]:
    """The variables of prompts/answer.yaml."""
    blocks = [(f"[{one.number}]", f"{_headed(one)}\n\n{text}") for one, text in shown]
    talk = "\n".join(_turn(turn) for turn in turns[-MOST_TURNS:]) or "(none)"
    question = _question(query)
    fence = _fence(*(text for _, text in blocks), talk, question)
    return {
        "evidence": "\n\n".join(_fenced(fence, name, text) for name, text in blocks) or "(none)",
        "conversation": _fenced(fence, "conversation", talk),
        "question": _fenced(fence, "question", question),
        "fence": fence,
        "not_told": not_told,
    }


def condense_values(question: str, turns: Sequence[Turn]) -> dict[str, str]:
    """The variables of prompts/condense.yaml."""
    talk = "\n".join(_turn(turn) for turn in turns[-MOST_TURNS:]) or "(none)"
    fence = _fence(talk, question)
    return {
        "conversation": _fenced(fence, "conversation", talk),
        "question": _fenced(fence, "question", question),
        "fence": fence,
    }


def _fence(*texts: str) -> str:
    """A line's opening that none of `texts` can hold, being a digest of them all."""
    return f"--- text {hashlib.sha256(chr(0).join(texts).encode('utf-8', 'replace')).hexdigest()[:12]}"


def _fenced(fence: str, name: str, text: str) -> str:
    return f"{fence}: {name}\n{text}\n{fence}: end of {name}"


def _headed(evidence: Evidence) -> str:
    heading = " > ".join(evidence.passage.heading_path)
    lines = (("Title", evidence.passage.document.title), ("Heading", heading))
    return "\n".join(f"{label}: {' '.join(text.split())}" for label, text in lines if text)


def _question(query: Query) -> str:
    if query.standalone_question in ("", query.question):
        return query.question
    return f"{query.question}\n(standing alone: {query.standalone_question})"


def _turn(turn: Turn) -> str:
    """One exchange without its markers, whose numbers named other evidence."""
    return f"Candidate: {_shortened(turn.question)}\nRolecall: {_shortened(keep_shown(turn.answer, ()))}"


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_TURN else words[:LONGEST_TURN].rsplit(" ", 1)[0] + " …"
