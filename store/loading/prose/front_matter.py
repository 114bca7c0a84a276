"""What stands above a text to describe it: YAML, TOML or JSON between marks, or a block of "Key:
value" lines.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
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
    r"\s*(?P<mark>---|\+\+\+|;;;)[ \t]*(?P<language>yaml|yml|toml|json)?[ \t]*\n"
    r"(?P<block>.*?)^(?P<end>(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_KEY = r"[\"']?[^\W\d][\w .-]{0,60}[\"']?\s*[:=]"
_OPENING = re.compile(rf"\s*(?:---|\+\+\+|;;;)[ \t]*(?:yaml|yml|toml|json)?[ \t]*\n(?=\s*{_KEY})")
_FURTHER = re.compile(rf"^(?:---|\+\+\+)[ \t]*\n(?={_KEY})", re.MULTILINE)
_KEY_LINE = re.compile(rf"\s*{_KEY}|\s*[#{{\[-]|\s*\Z")
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
    fenced = _fenced(text, name, 0)
    if fenced is None:
        yield _json(text, name) or _block(text)
        return
    values, end = fenced
    while following := _next(text, end, values, name):
        start, following_values, following_end = following
        yield FrontMatter(values, text[end:start])
        values, end = following_values, following_end
    yield FrontMatter(values, text[end:])


def fields_of(values: Mapping[str, Any], name: str) -> Loaded:
    """Return the fields that front matter states, and as Markdown what it says that is no field.

    Raises ReadError where `kind` or `postings` are not what docs/reading.md says.
    """
    from store.loading.structured.objects import cells_of
    from store.loading.structured.posting import posting

    special = {key.lower(): value for key, value in values.items() if str(key).lower() in _OWN}
    described = {
        str(key): value
        for key, value in values.items()
        if str(key).lower() not in _OWN and _is_told(key, value)
    }
    cells = [cell for cell in cells_of(described) if cell.column.kind or _is_in_words(cell.value)]
    loaded = posting(cells)
    postings = _postings(name, special.get("postings"))
    listed = tuple(dict.fromkeys(str(posting_.place) for posting_ in postings))
    fields = replace(
        loaded.fields,
        kind=_kind(
            name, special.get("kind", described.get("type")), postings, strict="kind" in special
        ),
        places=loaded.fields.places or listed,
        provenance=_line(special.get("provenance")),
        postings=postings,
    )
    return Loaded(loaded.markdown, fields)


# --- finding it ---


def _fenced(text: str, name: str, start: int) -> tuple[Mapping[str, Any], int] | None:
    match = _FENCED.match(text, start, start + LONGEST)
    first = match["block"].lstrip().split("\n", 1)[0] if match else ""
    if match is None or not match["block"].strip():
        if _OPENING.match(text, start) and start == 0 and _is_unclosed(text):
            raise ReadError(
                f"{name}: front matter is opened by --- but never closed; put a line with --- "
                "below it"
            )
        return None
    language = match["language"] or {"+++": "toml", ";;;": "json"}.get(match["mark"], "yaml")
    if language == "yaml" and not _KEY_LINE.match(first):
        return None
    line = text.count("\n", 0, match.start("block"))
    return _parsed(language, match["block"], line, name), match.end()


def _is_unclosed(text: str) -> bool:
    """Tell front matter that no mark ends from a rule above labels: a key written as programs
    write it comes first.
    """
    first = text.lstrip().split("\n", 2)[1:2]
    return bool(first) and bool(re.match(r"[a-z][\w-]*\s*[:=]", first[0]))


def _next(
    text: str, end: int, values: Mapping[str, Any], name: str
) -> tuple[int, Mapping[str, Any], int] | None:
    """Where further front matter with the keys of the first begins."""
    for match in _FURTHER.finditer(text, end):
        start = match.start()
        try:
            fenced = _fenced(text, name, start)
        except ReadError:
            continue
        if fenced and len(fenced[0].keys() & values.keys()) >= min(2, len(values)):
            return start, fenced[0], fenced[1]
    return None


def _json(text: str, name: str) -> FrontMatter | None:
    stripped = text.lstrip()
    closing = _JSON_END.search(stripped[:LONGEST]) if re.match(r"\{\s*\"", stripped) else None
    if closing is None:
        return None
    values = _parsed(
        "json", stripped[: closing.end()], text.count("\n", 0, len(text) - len(stripped)), name
    )
    return FrontMatter(values, stripped[closing.end() :])


def _block(text: str) -> FrontMatter:
    """A block of "Key: value" lines at the top, under a title or none; it stays in the text."""
    values: dict[str, Any] = {}
    known: set[str] = set()
    lines = [
        line for line in text.split("\n", _LONGEST_BLOCK + 8)[: _LONGEST_BLOCK + 8] if line.strip()
    ]
    if lines and not _labelled(lines[0]):
        lines = lines[1:] if reads_as_heading(decorated(lines[0]) or lines[0].strip("#*_ ")) else []
    for line in lines:
        if is_rule(line) or re.fullmatch(r"[|\s:-]+", line):
            continue
        label = _labelled(line)
        if label is None:
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
    return " ".join(
        _MARKS.sub("", _LINK.sub(lambda link: link[1] or link[2], value)).replace("\\", "").split()
    )


# --- parsing it ---


def _parsed(language: str, block: str, line: int, name: str) -> Mapping[str, Any]:
    try:
        if language == "toml":
            values: Any = tomllib.loads(block)
        elif language == "json":
            block = block.strip()
            values = json.loads(block if block.startswith("{") else f"{{{block}}}")
        else:
            values = yaml.load(block, _Loader)
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
    if str(key).lower() == "type" and isinstance(value, str):
        return column(value).kind not in (*TITLES, "body") and value.lower() not in tuple(
            DocumentKind
        )
    return True


def _is_in_words(value: object) -> bool:
    """Tell what a person wrote to be read from a switch, a tag, a path or a number."""
    texts: Sequence[object] = value if isinstance(value, list) else [value]
    return any(
        isinstance(text, str) and bool(_WORDS.search(text)) and not _ADDRESS.fullmatch(text.strip())
        for text in texts
    )


def _kind(
    name: str, value: object, postings: Sequence[Posting], strict: bool
) -> DocumentKind | None:
    if not is_empty(value):
        stated = str(value).strip().casefold()
        for kind in DocumentKind:
            if stated == kind.value:
                return kind
        if column(stated).kind in (*TITLES, "body"):
            return DocumentKind.ROLE
        if strict:
            raise ReadError(
                f"{name}: unknown kind {_shown(value)}; write 'kind: article' or 'kind: role'"
            )
    return DocumentKind.ROLE if postings else None


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

    example = "write '{place: \"GB, London\", count: 1}'"
    values = {"place": entry} if isinstance(entry, str) else entry
    if not isinstance(values, Mapping):
        raise ReadError(f"{name}: posting {number} is {_shown(entry)}, not a mapping; {example}")
    if unknown := [key for key in values if key != "count" and not column(str(key)).kind]:
        raise ReadError(
            f"{name}: posting {number} has an unknown field {_shown(unknown[0])}; {example}"
        )
    place = values.get("place")
    fields = posting(
        cells_of({str(key): value for key, value in values.items() if key != "count"})
    ).fields
    written = _line(place) if isinstance(place, str) else "; ".join(fields.places)
    if not written:
        raise ReadError(f"{name}: posting {number} names no place but {_shown(place)}; {example}")
    count = str(values.get("count", 1))
    if (
        not count.isascii()
        or not count.isdigit()
        or not 1 <= int(count[:9]) <= MOST_POSTINGS
        or len(count) > 9
    ):
        raise ReadError(
            f"{name}: posting {number} has count {count[:60]}, not a number from 1; {example}"
        )
    return [Posting(Place(city=written), fields.posted, fields.url)] * int(count)


def _shown(value: object) -> str:
    """A value as it stands in a message: whole where short, else what type it has."""
    plain = isinstance(value, (str, int, float, bool)) and len(str(value)) <= 60
    return repr(value) if plain else f"a {type(value).__name__}"
