"""Replies that come as JSON, a sentence with its evidence at a time: read while they arrive."""

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
# Begins a line of its own.
_OF_LINES = re.compile(r"[ \t]*(?:[-*+•|>]|#{1,6}|\d{1,2}[.)])(?:[ \t]|$)")
_LAST_BAR = re.compile(r"\s*\|?\s*\Z")


def as_markdown(reply: str, *, finished: bool) -> str:
    """A reply of `Sentences` as Markdown with [n] markers, as far as it has come; any other as it
    is.

    Half a sentence, and what may yet become such a reply, are held back unless it is `finished`.
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
    """The objects of the list that begins at `at`, up to what is no JSON; the last may be
    unfinished at the end.
    """
    decoder = json.JSONDecoder()
    while True:
        at = _BETWEEN.match(reply, at).end()  # type: ignore[union-attr]  # it matches anywhere
        try:
            said, at = decoder.raw_decode(reply, at)
        except (ValueError, RecursionError):
            break
        if isinstance(said, dict):
            yield said
    if finished and reply.startswith("{", at):
        from langchain_core.utils.json import parse_partial_json

        try:
            said = parse_partial_json(reply[at:])
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict):
            yield said


def _joint(before: str, text: str) -> str:
    """What stands between two sentences: a line's end where one of them is a line of its own."""
    if not before or not text or before[-1].isspace() or text[0].isspace():
        return ""
    if east_asian_width(text[0]) in "WF":  # Chinese and Japanese have no blanks
        return ""
    return "\n" if _OF_LINES.match(text) or _OF_LINES.match(before.rpartition("\n")[2]) else " "


def _marked(text: str, evidence: list[Any]) -> str:
    """A sentence with the numbers it rests on at its end, in a table's last cell, which it
    doesn't give itself.
    """
    given = {number for marker in find_markers(text) for number in marker.numbers}
    added = dict.fromkeys(n for n in evidence if type(n) is int and n not in given)
    markers = "".join(f"[{n}]" for n in added)
    body = text.rstrip()
    end = _LAST_BAR.search(body).start() if body.lstrip().startswith("|") else len(body)  # type: ignore[union-attr]
    return f"{body[:end]} {markers}{body[end:]}{text[len(body) :]}" if markers else text
