"""What a server says of the content it sends -> the file name that tells a loader the format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote

from store.text.listed import listed

LONGEST_STEM = 80  # characters of a name before its suffix


@dataclass(frozen=True, slots=True)
class StatedContent:
    """The content type and character set of a reply, "" where it states none, and the file name
    made of them.

    `name` is "" where no loader reads such content.
    """

    content_type: str
    charset: str
    name: str


def stated_content(path: str, headers: Mapping[str, str]) -> StatedContent:
    """Read the headers of a reply, their names in lower case, to what was asked for at `path`."""
    message = Message()
    for name in ("content-type", "content-disposition"):
        message[name] = re.sub(r"[\r\n]", " ", headers.get(name, ""))
    content_type = message.get_content_type() if headers.get("content-type") else ""
    attached = (message.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    last = attached or unquote(path.partition("?")[0].rpartition("/")[2])
    return StatedContent(
        content_type, message.get_content_charset() or "", _file_name(last, content_type)
    )


def _file_name(last: str, content_type: str) -> str:
    plain = re.sub(r"[^\w.() +-]", "_", last).strip(" .")
    ending = PurePosixPath(plain).suffix.lower()
    stem = plain[: -len(ending)] if ending in _known_suffixes() else plain
    suffix = _suffix(content_type, ending)
    return f"{stem[:LONGEST_STEM] or 'page'}{suffix}" if suffix else ""


def _suffix(content_type: str, ending: str) -> str:
    """Return the suffix of a name: its own where the type allows it, else the type's; "" where
    there is none.
    """
    structured = re.fullmatch(r"application/[\w.-]+\+(json|xml)", content_type)
    known = _content_types()
    if content_type not in known and structured:
        content_type = f"application/{structured[1]}"
    if content_type in known:
        default, allowed = known[content_type]
        return ending if ending in allowed else default
    return ending if not content_type and ending in _known_suffixes() else ""


@cache
def _content_types() -> dict[str, tuple[str, frozenset[str]]]:
    """By content type, the suffix of a name without one, and those a name may have."""
    entries = listed(__file__, "content_types")
    return {
        entry["type"]: (entry["suffix"], frozenset([entry["suffix"], *entry["also"]]) - {""})
        for entry in entries
    }


@cache
def _known_suffixes() -> frozenset[str]:
    return frozenset(suffix for _, allowed in _content_types().values() for suffix in allowed)
