"""JSON and JSON Lines: exports of boards, and any other lists of objects by the names of their
keys.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from store.errors import ReadError
from store.loading.markup.decoding import readable
from store.loading.structured.columns import is_empty, normalised, vocabulary
from store.loading.structured.objects import document_in, numbered, postings_in
from store.types import Loaded, Unread

_LINES = (".jsonl", ".ndjson")
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)*(?:\{\s*[\"}]|\[\s*\])")
_MOST_BARREN = 1_000  # lines searched without a posting among them
_REMEMBERED = 8  # texts that tell a conversation
_MOST_KEYS = 12  # keys that an error names


class JsonLoader:
    """Reads boards' exports and lists of objects: `.json`, and `.jsonl` with one object a line."""

    name = "JSON"
    suffixes = (".json", ".jsonl", ".ndjson")

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell by the first sign and by whether the first value begins as JSON does; a suffix
        alone is enough.
        """
        if PurePath(name).suffix.lower() in self.suffixes:
            return True
        return bool(_OPENING.match(content[:1000]))

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield each posting, and each line that could not be read; raise ReadError where
        nothing could.
        """
        text = readable(content, name).lstrip("\ufeff")
        try:
            value = _parsed(text)
        except (ValueError, RecursionError) as error:
            if not _is_lines(text, name):
                raise ReadError(f"{name}: {_cause(error)}; export it again") from error
            yield from _lines(text, name)
            return
        yield from _documents(value, name)


def _documents(value: object, name: str) -> Iterator[Loaded | Unread]:
    has_postings = False
    for piece in numbered(postings_in(value)):
        has_postings = True
        yield piece
    if has_postings:
        return
    entries = value if isinstance(value, list) else [value]
    objects = [entry for entry in entries if isinstance(entry, dict)]
    if not _is_conversation(objects):
        for number, entry in enumerate(objects, start=1):
            if document := document_in(entry):
                has_postings = True
                yield replace(document, part="" if len(entries) == 1 else f"entry {number}")
    if not has_postings:
        raise ReadError(
            f"{name}: no posting in it: no object has a title and a text or place; {_keys(value)}"
        )


def _lines(text: str, name: str) -> Iterator[Loaded | Unread]:
    """JSON Lines: each line on its own, so that a broken one costs only itself."""
    has_postings, barren = False, 0
    reasons: list[str] = []
    texts: list[dict[str, Any]] = []
    for number, line in enumerate((line.rstrip("\n") for line in io.StringIO(text)), start=1):
        if not line.strip():
            continue
        try:
            value = _parsed(line)
        except (ValueError, RecursionError) as error:
            cause = _cause(error).replace("in line 1, column", "at column")
            reasons = reasons or [cause]
            yield Unread(f"line {number}", cause)
            continue
        loaded: list[Loaded | Unread] = list(postings_in(value))
        if not loaded and isinstance(value, dict):
            texts = [*texts, value][-_REMEMBERED:]
            loaded = (
                [document]
                if (document := document_in(value)) and not _is_conversation(texts)
                else []
            )
        barren = 0 if loaded else barren + 1
        if barren > _MOST_BARREN and not has_postings:
            break
        if not loaded:
            yield Unread(f"line {number}", f"no title and no text; {_keys(value)}")
        for piece in loaded:
            has_postings = has_postings or isinstance(piece, Loaded)
            yield replace(piece, part=f"line {number}")
    if not has_postings:
        raise ReadError(
            f"{name}: no line holds a posting; "
            f"{reasons[0] if reasons else 'name the keys title and description'}"
        )


def _is_lines(text: str, name: str) -> bool:
    """Tell JSON Lines from a broken file: by the suffix, or where the first of several lines is
    whole by itself.
    """
    lines = [line for line in text[:1_000_000].split("\n") if line.strip()]
    if PurePath(name).suffix.lower() in _LINES:
        return True
    if len(lines) < 2:
        return False
    try:
        return isinstance(_parsed(lines[0]), dict)
    except (ValueError, RecursionError):
        return False


def _parsed(text: str) -> Any:
    return json.loads(text, parse_constant=lambda _: None, parse_int=_number)


def _number(digits: str) -> int | str:
    """A number of a board's record is no arithmetic; Python refuses those of more than 4,300
    digits.
    """
    return int(digits) if len(digits) < 40 else digits


def _cause(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"broken JSON in line {error.lineno}, column {error.colno} ({error.msg[:60]})"
    return "nested too deep to be postings" if isinstance(error, RecursionError) else "broken JSON"


def _is_conversation(objects: list[dict[str, Any]]) -> bool:
    """Tell texts that several speakers say in turn: {"sender": ..., "text": ...}."""
    speakers = vocabulary().speakers
    speaker_keys = [
        next((key for key in entry if normalised(key) in speakers), "") for entry in objects
    ]
    return (
        len(objects) > 1
        and all(speaker_keys)
        and len({str(entry[key]) for entry, key in zip(objects, speaker_keys, strict=True)})
        < len(objects)
    )


def _keys(value: object) -> str:
    """What keys were seen, the outermost first."""
    seen: dict[str, None] = {}
    queue: list[object] = [value]
    while queue and len(seen) < _MOST_KEYS:
        entry = queue.pop(0)
        if isinstance(entry, Mapping):
            seen.update(dict.fromkeys(str(key)[:40] for key in entry))
            queue += [
                member for member in list(entry.values())[:_MOST_KEYS] if not is_empty(member)
            ]
        elif isinstance(entry, list):
            queue += entry[:1]
    names = list(seen)[:_MOST_KEYS]
    return f"its keys are {', '.join(names)}" if names else "it has no objects with keys"
