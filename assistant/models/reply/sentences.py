"""Read replies that arrive as JSON, one sentence with its evidence at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width

from pydantic import BaseModel, Field

from assistant.models.reply.markers import find_markers


class Sentence(BaseModel):
    """One sentence, heading, list item or table row of an answer."""

    text: str = Field(
        description="In Markdown, with its list mark or bars, and the line breaks before it."
    )
    evidence: list[int] = Field(
        description="The numbers of the evidence it rests on; none where it states nothing."
    )


class Sentences(BaseModel):
    """An answer, sentence by sentence."""

    sentences: list[Sentence]


_OPENING = re.compile(r'\s*\{\s*"sentences"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
# Beginnings of text that needs its own line.
_OF_LINES = re.compile(r"[ \t]*(?:[-*+•|>]|#{1,6}|\d{1,2}[.)])(?:[ \t]|$)")
_LAST_BAR = re.compile(r"\s*\|?\s*\Z")


def as_markdown(reply: str, *, finished: bool) -> str:
    """Return a reply of `Sentences` as Markdown with [n] markers, as far as it has come; any other
    reply unchanged.

    Half a sentence, and text that may yet become such a reply, are held back unless it is
    `finished`.
    """
    opening = _OPENING.match(reply)
    if not opening:
        return "" if reply.lstrip().startswith("{") and not finished else reply
    text = ""
    for sentence in _sentences(reply, opening.end(), finished):
        words, evidence = sentence.get("text"), sentence.get("evidence")
        evidence = evidence if isinstance(evidence, list) else []
        if isinstance(words, str):
            text += _joint(text, words) + _marked(words, evidence)
    return text or (reply if finished else "")


def _sentences(reply: str, at: int, finished: bool) -> Iterator[dict[str, Any]]:
    """Yield the objects of the list that begins at `at`, up to what is not JSON; the last object
    may be incomplete.
    """
    decoder = json.JSONDecoder()
    while True:
        at = _BETWEEN.match(reply, at).end()  # type: ignore[union-attr]  # it matches anywhere
        try:
            decoded, at = decoder.raw_decode(reply, at)
        except (ValueError, RecursionError):
            break
        if isinstance(decoded, dict):
            yield decoded
    if finished and reply.startswith("{", at):
        from langchain_core.utils.json import parse_partial_json

        try:
            decoded = parse_partial_json(reply[at:])
        except (ValueError, RecursionError):
            decoded = None
        if isinstance(decoded, dict):
            yield decoded


def _joint(before: str, text: str) -> str:
    """Return what goes between two sentences: a line end if one of them needs its own line."""
    if not before or not text or before[-1].isspace() or text[0].isspace():
        return ""
    if east_asian_width(text[0]) in "WF":  # Chinese and Japanese have no spaces
        return ""
    return "\n" if _OF_LINES.match(text) or _OF_LINES.match(before.rpartition("\n")[2]) else " "


def _marked(text: str, evidence: list[Any]) -> str:
    """Return a sentence with the evidence numbers it doesn't give itself at its end, or in a table
    row's last cell.
    """
    given = {number for marker in find_markers(text) for number in marker.numbers}
    added = dict.fromkeys(n for n in evidence if type(n) is int and n not in given)
    markers = "".join(f"[{n}]" for n in added)
    body = text.rstrip()
    end = _LAST_BAR.search(body).start() if body.lstrip().startswith("|") else len(body)  # type: ignore[union-attr]
    return f"{body[:end]} {markers}{body[end:]}{text[len(body) :]}" if markers else text
