"""What stands above a text to describe it: YAML, TOML or JSON between marks, or a block of "Key:
value" lines.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import yaml

from store.errors import ReadError
from store.loading.prose.shapes import decorated, is_rule, label_of, reads_as_heading
from store.loading.structured.columns import TITLES, column, is_empty
from store.types import DocumentKind, Loaded, Place, Posting

LONGEST = 200_000  # characters of front matter
MOST_POSTINGS = 10_000  # of one role
_LEAST_LABELS = 2  # known ones, in a block without marks
_LONGEST_BLOCK = 60  # lines
_OWN = ("kind", "postings", "provenance")  # keys that columns.yaml does not name

_FENCED = re.compile(
    r"(?P<mark>---|\+\+\+)[ \t]*\n(?P<block>.*?)^(?:(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
# a key as programs write it below a mark, unlike a rule above labels
_UNCLOSED = re.compile(r"(?:---|\+\+\+)[ \t]*\n[a-z][\w-]*\s*[:=]")
_KEY = r"[\"']?[^\W\d][\w .-]{0,60}[\"']?\s*[:=]"
_FURTHER = re.compile(rf"^(?:---|\+\+\+)[ \t]*\n(?={_KEY})", re.MULTILINE)
_KEY_LINE = re.compile(rf"\s*(?:{_KEY}|[#{{\[-])")
_JSON_END = re.compile(r"^\}[ \t]*\n+(?=\s*\S)", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\[]*)\]\(([^()\s]*)\)")
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
_WORDS = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")
_ADDRESS = re.compile(r"(?:https?://)?[\w-]+\.[\w-]+\S*|\S*[/\\]\S*")
_ROW = re.compile(r"\|([^|]+)\|([^|]+)\|")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values above a text, the text below them, and whether the values stand in the text as
    well.
    """

    values: Mapping[str, Any]
    body: str
    in_text: bool = False


class _Loader(yaml.BaseLoader):
    """Reads every scalar as it is written ("NO" is no False), and no alias, of which a few can
    stand for gigabytes.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "an alias (*) is not read here", event.start_mark
            )
        return super().compose_node(parent, index)


def split_front_matter(text: str, name: str) -> Iterator[FrontMatter]:
    """Yield the front matter of a text with the text below it; several where a file joins texts
    with one each.

    Raises ReadError, with the line, where the front matter does not parse.
    """
    start = len(text) - len(text.lstrip())
    fenced = _fenced(text, name, start)
    if fenced is None:
        if _UNCLOSED.match(text, start):
            raise ReadError(
                f"{name}: front matter is opened by --- but never closed; put a line with --- "
                "below it"
            )
        yield _json(text, name, start) or _block(text)
        return
    values, end = fenced
    for opening in _FURTHER.finditer(text, end):
        following = None
        with suppress(ReadError):
            following = _fenced(text, name, opening.start()) if opening.start() >= end else None
        if following and len(following[0].keys() & values.keys()) >= min(2, len(values)):
            yield FrontMatter(values, text[end : opening.start()])
            values, end = following
    yield FrontMatter(values, text[end:])


def fields_of(values: Mapping[str, Any], name: str) -> Loaded:
    """Return the fields that front matter states, and as Markdown what it says that is no field.

    Raises ReadError where `kind` or `postings` are not what docs/reading.md says.
    """
    from store.loading.structured.objects import cells_of
    from store.loading.structured.posting import posting

    special = {key.lower(): value for key, value in values.items() if key.lower() in _OWN}
    described = {
        key: value
        for key, value in values.items()
        if key.lower() not in _OWN and _is_told(key, value)
    }
    cells = [cell for cell in cells_of(described) if cell.column.kind or _is_in_words(cell.value)]
    loaded = posting(cells)
    postings = _postings(name, special.get("postings"))
    kind = _kind(special.get("kind", described.get("type")))
    if kind is None and not is_empty(stated := special.get("kind")):
        raise ReadError(
            f"{name}: unknown kind {_shown(stated)}; write 'kind: article' or 'kind: role'"
        )
    fields = replace(
        loaded.fields,
        kind=kind or (DocumentKind.ROLE if postings else None),
        places=loaded.fields.places or tuple(dict.fromkeys(str(each.place) for each in postings)),
        provenance=_line(special.get("provenance")),
        postings=postings,
    )
    return Loaded(loaded.markdown, fields)


# --- finding it ---


def _fenced(text: str, name: str, start: int) -> tuple[Mapping[str, Any], int] | None:
    match = _FENCED.match(text, start, start + LONGEST)
    block = match["block"] if match else ""
    is_toml = match is not None and match["mark"] == "+++"
    if match is None or not block.strip() or not (is_toml or _KEY_LINE.match(block)):
        return None
    parse = tomllib.loads if is_toml else _yaml
    return _parsed(parse, block, text.count("\n", 0, match.start("block")), name), match.end()


def _json(text: str, name: str, start: int) -> FrontMatter | None:
    if not re.compile(r"\{\s*\"").match(text, start):
        return None
    closing = _JSON_END.search(text, start, start + LONGEST)
    if closing is None:
        return None
    block = text[start : closing.end()]
    values = _parsed(json.loads, block, text.count("\n", 0, start), name)
    return FrontMatter(values, text[closing.end() :])


def _yaml(block: str) -> Any:
    return yaml.load(block, _Loader)


def _block(text: str) -> FrontMatter:
    """A block of "Key: value" lines at the top, under a title or none; it stays in the text."""
    values: dict[str, Any] = {}
    known: set[str] = set()
    first = text.split("\n", _LONGEST_BLOCK + 8)[: _LONGEST_BLOCK + 8]
    lines = list(filter(str.strip, first))
    if lines and not _labelled(lines[0]):
        is_title = reads_as_heading(decorated(lines[0]) or lines[0].strip("#*_ "))
        lines = lines[1:] if is_title else []
    for line in lines:
        if is_rule(line) or re.fullmatch(r"[|\s:-]+", line):
            continue
        if not (label := _labelled(line)):
            break
        key, value = label
        kind = column(key).kind
        if value and kind and kind not in ("body", "section", "name"):
            known.add(kind)
            values.setdefault(key, value)
    return FrontMatter(values if len(known) >= _LEAST_LABELS else {}, text, in_text=True)


def _labelled(line: str) -> tuple[str, str] | None:
    if row := _ROW.fullmatch(line.strip()):
        return _plain(row[1]).rstrip(":"), _plain(row[2])
    label = label_of(line)
    return (label[0], _plain(label[1])) if label else None


def _plain(value: str) -> str:
    """A value without Markdown's marks; of a link that is named by its address, the address."""
    named = _LINK.sub(lambda link: link[1] or link[2], value)
    return " ".join(_MARKS.sub("", named).replace("\\", "").split())


# --- parsing it ---


def _parsed(parse: Callable[[str], Any], block: str, line: int, name: str) -> Mapping[str, Any]:
    try:
        values = parse(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ReadError(_broken(name, error, line)) from error
    if values is None or values == "":
        return {}
    if not isinstance(values, Mapping):
        kind = type(values).__name__
        raise ReadError(
            f"{name}: front matter is a {kind}, not a mapping; write lines such as 'title: …'"
        )
    return {str(key): value for key, value in values.items()}


def _broken(name: str, error: Exception, line: int) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark:
        line += mark.line + 1
    elif stated := re.search(r"\bline (\d+)", str(error)):
        line += int(stated[1])
    cause = str(getattr(error, "problem", None) or getattr(error, "msg", None) or error)
    cause = (
        "nested too deep" if isinstance(error, RecursionError) else " ".join(cause.split())[:200]
    )
    return (
        f"{name}: front matter does not parse in line {max(line, 1)}: {cause}; quote the value "
        "or mend the line"
    )


# --- what it says ---


def _is_told(key: object, value: object) -> bool:
    """Leave out addresses within a site, and `type` where it says what the page is ("type:
    post").
    """
    kind = column(str(key)).kind
    if kind in ("url", "apply url"):
        return isinstance(value, str) and bool(re.match(r"(?:https?://)?[\w-]+\.[a-z]", value))
    return str(key).lower() != "type" or not isinstance(value, str) or _kind(value) is None


def _is_in_words(value: object) -> bool:
    """Tell what a person wrote to be read from a switch, a tag, a path or a number."""
    texts: Sequence[object] = value if isinstance(value, list) else [value]
    return any(
        isinstance(text, str) and bool(_WORDS.search(text)) and not _ADDRESS.fullmatch(text.strip())
        for text in texts
    )


def _kind(value: object) -> DocumentKind | None:
    stated = "" if is_empty(value) else str(value).strip().casefold()
    if stated in tuple(DocumentKind):
        return DocumentKind(stated)
    return DocumentKind.ROLE if column(stated).kind in (*TITLES, "body") else None


def _line(value: object) -> str:
    return "" if is_empty(value) else " ".join(str(value).split())


def _postings(name: str, value: object) -> tuple[Posting, ...]:
    """The listings of one role; `place.city` holds the place as it is written, for the facets to
    read.
    """
    if is_empty(value):
        return ()
    if not isinstance(value, list):
        raise ReadError(
            f'{name}: postings is {_shown(value)}, not a list; write \'- {{place: "GB, London", '
            f"count: 1}}'"
        )
    postings: list[Posting] = []
    for number, entry in enumerate(value, start=1):
        postings += _posting(name, number, entry)
        if len(postings) > MOST_POSTINGS:
            raise ReadError(f"{name}: more than {MOST_POSTINGS} postings; lower the counts")
    return tuple(postings)


def _posting(name: str, number: int, entry: object) -> list[Posting]:
    from store.loading.structured.objects import cells_of
    from store.loading.structured.posting import posting

    def refused(cause: str) -> ReadError:
        example = "write '{place: \"GB, London\", count: 1}'"
        return ReadError(f"{name}: posting {number} {cause}; {example}")

    values = {"place": entry} if isinstance(entry, str) else entry
    if not isinstance(values, Mapping):
        raise refused(f"is {_shown(entry)}, not a mapping")
    stated = {str(key): value for key, value in values.items() if key != "count"}
    if unknown := [key for key in stated if not column(key).kind]:
        raise refused(f"has an unknown field {_shown(unknown[0])}")
    place = values.get("place")
    fields = posting(cells_of(stated)).fields
    written = _line(place) if isinstance(place, str) else "; ".join(fields.places)
    if not written:
        raise refused(f"names no place but {_shown(place)}")
    count = str(values.get("count", 1))
    if not re.fullmatch(r"[0-9]{1,9}", count) or not 1 <= int(count) <= MOST_POSTINGS:
        raise refused(f"has count {count[:60]}, not a number from 1")
    return [Posting(Place(city=written), fields.posted, fields.url)] * int(count)


def _shown(value: object) -> str:
    """A value as it stands in a message: whole where short, else what type it has."""
    plain = isinstance(value, (str, int, float, bool)) and len(str(value)) <= 60
    return repr(value) if plain else f"a {type(value).__name__}"
