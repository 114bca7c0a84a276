"""What goes into the prompts: evidence, conversation and question, each fenced as data."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from assistant.markers import keep_shown
from assistant.types import Evidence, Query, Turn

NONE = "(none)"


def prompt_values(
    question: str, shown: Sequence[tuple[Evidence, str]], talk: Sequence[str], not_told: str
) -> dict[str, str]:
    """The variables of prompts/answer.yaml."""
    blocks = [(f"[{one.number}]", f"{_headed(one)}\n\n{text}") for one, text in shown]
    fence = _fence(*(text for _, text in blocks), *talk, question)
    return {
        "evidence": "\n\n".join(_fenced(fence, name, text) for name, text in blocks) or NONE,
        "conversation": _fenced(fence, "conversation", "\n".join(talk) or NONE),
        "question": _fenced(fence, "question", question),
        "fence": fence,
        "not_told": not_told,
    }


def condense_values(question: str, talk: Sequence[str]) -> dict[str, str]:
    """The variables of prompts/condense.yaml."""
    fence = _fence(*talk, question)
    return {
        "conversation": _fenced(fence, "conversation", "\n".join(talk) or NONE),
        "question": _fenced(fence, "question", question),
        "fence": fence,
    }


def told(said: Query | Turn) -> str:
    """A question or a turn in the words that a prompt has for it.

    A turn is without its markers, whose numbers named other evidence.
    """
    if isinstance(said, Turn):
        answer = " ".join(keep_shown(said.answer, ()).split())
        return f"Candidate: {' '.join(said.question.split())}\nRolecall: {answer}"
    if said.standalone_question in ("", said.question):
        return said.question
    return f"{said.question}\n(standing alone: {said.standalone_question})"


def _fence(*texts: str) -> str:
    """A line's opening that none of `texts` can hold, being a digest of them all."""
    return f"--- text {hashlib.sha256(chr(0).join(texts).encode('utf-8', 'replace')).hexdigest()[:12]}"


def _fenced(fence: str, name: str, text: str) -> str:
    return f"{fence}: {name}\n{text}\n{fence}: end of {name}"


def _headed(evidence: Evidence) -> str:
    heading = " > ".join(evidence.passage.heading_path)
    lines = (("Title", evidence.passage.document.title), ("Heading", heading))
    return "\n".join(f"{label}: {' '.join(text.split())}" for label, text in lines if text)
