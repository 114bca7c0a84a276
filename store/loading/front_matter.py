"""The YAML block at the top of a Markdown file and the fields in it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

import yaml

from store.errors import ReadError
from store.facets.names.place_names import parse_place
from store.loading.documents import Fields
from store.types import DocumentKind, Place, Posting

LONGEST = 200_000  # characters of front matter
MOST_POSTINGS = 10_000  # of one role

_OPENING = re.compile(r"---[ \t]*\n")
_BLOCK = re.compile(r"---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_LINE = re.compile(r"\s*[A-Za-z_][\w-]*[ \t]*:")
_SCALAR = (str, int, float, bool, datetime.date)


def has_front_matter(text: str) -> bool:
    """Tell whether a text begins with front matter, closed or not."""
    opening = _OPENING.match(text)
    if opening is None:
        return False
    return bool(_KEY_LINE.match(text, opening.end()) or _BLOCK.match(text, 0, LONGEST))


def split_front_matter(source: str, text: str) -> tuple[Fields | None, str]:
    """Return the fields (None without front matter) and the text below; raise ReadError where they do not parse."""
    if not has_front_matter(text):
        return None, text
    block = _BLOCK.match(text, 0, LONGEST)
    if block is None:
        raise ReadError(f"{source}: front matter is opened by --- but never closed; put a line with --- below it")
    values = _parsed(source, block["yaml"])
    return _fields(source, values), text[block.end() :]


def _parsed(source: str, block: str) -> Mapping[Any, Any]:
    try:
        values = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        cause = " ".join(str(getattr(error, "problem", None) or error).split())[:200]
        raise ReadError(
            f"{source}: front matter does not parse{where}: {cause}; quote the value or mend the line"
        ) from error
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        found = type(values).__name__
        raise ReadError(f"{source}: front matter is a {found}, not a mapping; write lines such as 'title: …'")
    return values


def _fields(source: str, values: Mapping[Any, Any]) -> Fields:
    postings = _postings(source, values.get("postings"))
    names = ("title", "author", "publisher", "company", "team", "level", "url", "provenance")
    return Fields(
        kind=_kind(source, values.get("kind"), DocumentKind.ROLE if postings else DocumentKind.ARTICLE),
        postings=postings,
        **{name: _text(source, name, values.get(name)) for name in names},
    )


def _kind(source: str, value: object, default: DocumentKind) -> DocumentKind:
    if value is None:
        return default
    for kind in DocumentKind:
        if str(value).strip().casefold() == kind.value:
            return kind
    raise ReadError(f"{source}: unknown kind {_shown(value)}; write 'kind: article' or 'kind: role'")


def _text(source: str, name: str, value: object) -> str:
    if value is None:
        return ""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, _SCALAR) for one in values):
        raise ReadError(f"{source}: {name} is a {type(value).__name__}, not text; write '{name}: \"…\"'")
    return ", ".join(" ".join(str(one).split()) for one in values)


def _postings(source: str, value: object) -> tuple[Posting, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ReadError(
            f"{source}: postings is {_shown(value)}, not a list; write '- {{place: \"GB, London\", count: 1}}'"
        )
    found: list[Posting] = []
    for number, entry in enumerate(value, start=1):
        found += _posting(source, number, entry)
        if len(found) > MOST_POSTINGS:
            raise ReadError(f"{source}: more than {MOST_POSTINGS} postings; lower the counts")
    return tuple(found)


def _posting(source: str, number: int, entry: object) -> list[Posting]:
    values = {"place": entry} if isinstance(entry, str) else entry
    example = "write '{place: \"GB, London\", count: 1}'"
    if not isinstance(values, Mapping):
        raise ReadError(f"{source}: posting {number} is {_shown(entry)}, not a mapping; {example}")
    if unknown := [key for key in values if key not in ("place", "count", "date", "url")]:
        raise ReadError(f"{source}: posting {number} has an unknown field {_shown(unknown[0])}; {example}")
    place = values.get("place")
    if not isinstance(place, str) or not place.strip():
        raise ReadError(f"{source}: posting {number} names no place but {_shown(place)}; {example}")
    count = values.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_POSTINGS:
        raise ReadError(f"{source}: posting {number} has count {_shown(count)}, not a number from 1; {example}")
    date, url = (_text(source, f"posting {number}'s {name}", values.get(name)) for name in ("date", "url"))
    return [Posting(parse_place(place) or Place(city=place.strip()), date, url)] * count


def _shown(value: object) -> str:
    """A value as it stands in a message: whole where short, else what type it has."""
    return repr(value) if isinstance(value, _SCALAR) and len(str(value)) <= 60 else f"a {type(value).__name__}"
