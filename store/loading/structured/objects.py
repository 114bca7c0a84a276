"""Nested objects, of JSON or of XML, to postings: by a board's shape, else by the names of their
keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Any

from store.loading.structured import columns
from store.loading.structured.boards import board_of, is_json_api, labelled, with_related
from store.loading.structured.columns import TITLES, Column, is_empty, normalised, readable
from store.loading.structured.posting import Cell, is_posting, places_of, posting
from store.types import Loaded, Unread

DEEPEST = 24  # objects inside one another; what lies deeper is no posting of any board
_DEEPEST_PART = 8  # objects inside a posting
_MOST_BARREN = 20_000  # objects searched without a posting among them
_WIDEST = 500  # members of a posting, and entries of a list in one
_MOST_KEYS = 12  # keys that a reason names
_TRIED = 5  # entries of a list that tell whether it lists postings
_INHERITED = frozenset({"company", "department", "team"})
_TEXT = frozenset({"body", "section"})
# Kinds that the end of a path tells without its beginning: "hiringOrganization.address.city"
# excepted.
_BY_END = frozenset({"city", "region", "country", "postcode", "remote", "body", "section"})
_ABOUT_COMPANY = frozenset({"company", "author", "publisher"})
_MACHINE = re.compile(
    r"https?://\S*|[0-9a-f-]{16,}|\d{4}-\d\d-\d\dT\S*|\d{6,}|[A-Za-z0-9_-]*\d[A-Za-z0-9_-]{20,}"
    r"|\S+\.(?:png|jpe?g|svg|gif)",
    re.I,
)
_ENTRY_NAMES = (
    "name",
    "label",
    "title",
    "heading",
    "header",
    "key",
    "fieldlabel",
    "question",
    "text",
)
_ENTRY_HEADINGS = ("heading", "header", "title")
_ENTRY_TEXTS = (
    "value",
    "text",
    "content",
    "description",
    "body",
    "items",
    "html",
    "valuelabel",
    "answer",
    "points",
)
_OWN_TEXTS = frozenset({"name", "label", "title", "text", "value", "rendered"})
_NUMBERS = frozenset({"value", "id", "code", "number"})


@dataclass(slots=True)
class _Search:
    """How many objects in a row were no postings."""

    barren: int = 0


@dataclass(frozen=True, slots=True)
class _Outer:
    """What the objects around a posting say of it."""

    cells: tuple[Cell, ...] = ()
    depth: int = 0
    search: _Search = field(default_factory=_Search)

    def inside(self, cells: Sequence[Cell] = ()) -> _Outer:
        """What an object one level further in has around it."""
        return _Outer((*cells, *_missing(cells, self.cells)), self.depth + 1, self.search)


def postings_in(value: object) -> Iterator[Loaded | Unread]:
    """Yield every posting in nested lists and objects, in order, without a part; nothing where
    none has its shape.
    """
    yield from _walk(value, (), _Outer())


def numbered(pieces: Iterator[Loaded | Unread]) -> Iterator[Loaded | Unread]:
    """Yield the pieces as "posting 1", "posting 2"; a single one is all of its file and has no
    part.
    """
    first, second = next(pieces, None), next(pieces, None)
    if first is None:
        return
    if second is None:
        yield first
        return
    for number, piece in enumerate(chain((first, second), pieces), start=1):
        yield replace(piece, part=f"posting {number}")


def document_in(value: Mapping[str, Any]) -> Loaded | None:
    """Return an object that has a text but no title as a document of unknown kind, None where it
    has no text.
    """
    kinds = {
        _column((key,)).kind
        for key, member in value.items()
        if isinstance(member, str) and not is_empty(member)
    }
    if "body" not in kinds or (kinds & set(TITLES) and not kinds & {"title", "title plain"}):
        return None
    return posting(cells_of(value))


def cells_of(value: Mapping[str, Any]) -> list[Cell]:
    """Return the members of an object as cells, those of objects within it under the path of
    their keys.
    """
    return list(_members(value, (), 0))


def _walk(value: object, path: tuple[str, ...], outer: _Outer) -> Iterator[Loaded | Unread]:
    if outer.depth > DEEPEST or outer.search.barren > _MOST_BARREN:
        return
    if isinstance(value, list):
        yield from _walk_entries(value, path, outer.inside())
    elif isinstance(value, dict):
        read = _read(value)
        if read and not _is_company(read[0], path):
            outer.search.barren = 0
            cells, role = read
            yield posting([*cells, *_missing(cells, outer.cells)], role=role)
        else:
            outer.search.barren += 1
            yield from _walk_members(value, path, outer)


def _walk_entries(
    entries: list[Any], path: tuple[str, ...], outer: _Outer
) -> Iterator[Loaded | Unread]:
    """What the entries of a list are; among postings, one that says too little is reported."""
    of_postings = _lists_postings(entries, path[-1] if path else "")
    for entry in entries:
        is_read = False
        for piece in _walk(entry, path, outer):
            is_read = True
            yield piece
        if of_postings and not is_read:
            yield _scant(entry)


def _scant(entry: object) -> Loaded | Unread:
    """An entry among postings that is none by itself: one with a title is a posting that says
    nothing else.
    """
    if not isinstance(entry, dict):
        return Unread("", "it is no object with a title")
    cells = cells_of(entry)
    if {cell.column.kind for cell in cells} & {"title", "title plain", "title perhaps"}:
        return posting(cells)
    return Unread(
        "", f"no title and no text; its keys are {', '.join(map(str, list(entry)[:_MOST_KEYS]))}"
    )


def _walk_members(
    value: dict[str, Any], path: tuple[str, ...], outer: _Outer
) -> Iterator[Loaded | Unread]:
    if is_json_api(value):
        yield from _walk(with_related(value), path, outer.inside())
        return
    inherited = [
        cell
        for cell in _members(_by_best_name(_scalars(value)), path, 0)
        if cell.column.kind in _INHERITED
    ]
    lists = [key for key, member in value.items() if _lists_postings(member, key)]
    groups = [key for key in lists if key[:1].isupper() or " " in key] if len(lists) > 1 else []
    for key, member in value.items():
        named = (Cell(Column("", "department"), key),) if key in groups else ()
        inner = outer.inside((*named, *_missing(named, inherited)))
        if isinstance(member, (dict, list)):
            yield from _walk(member, (*path, key), inner)


def _scalars(value: Mapping[str, Any]) -> dict[str, Any]:
    """The members that may name a company or a team: values, and the values of objects."""
    plain: dict[str, Any] = {}
    if len(value) > _WIDEST:
        return plain
    for key, member in value.items():
        if isinstance(member, dict):
            plain[key] = {
                name: part for name, part in member.items() if not isinstance(part, (dict, list))
            }
        elif not isinstance(member, list):
            plain[key] = member
    return plain


def _missing(cells: Sequence[Cell], outer: Sequence[Cell]) -> list[Cell]:
    kinds = {cell.column.kind for cell in cells}
    return [cell for cell in outer if cell.column.kind not in kinds]


def _read(value: dict[str, Any]) -> tuple[list[Cell], bool] | None:
    """The cells of an object that is a posting, and whether its shape alone says that it is a
    role.
    """
    if board := board_of(value):
        return board.read(value) or cells_of(value), True
    if len(value) > _WIDEST or is_json_api(value) or _only_wraps(value):
        return None
    direct = {key: member for key, member in value.items() if not _lists_postings(member, key)}
    cells = cells_of(direct)
    if not is_posting(cells):
        return None
    kinds = {cell.column.kind for cell in cells}
    whole = bool(kinds & _TEXT) and bool(kinds & columns.vocabulary().telling)
    return (cells, False) if whole or len(direct) == len(value) else None


def _is_company(cells: Sequence[Cell], path: tuple[str, ...]) -> bool:
    """Tell an employer with its own name, place and text from a posting."""
    kinds = {cell.column.kind for cell in cells}
    return (
        bool(path)
        and columns.column(path[-1]).kind in {"company", "author"}
        and not kinds & {"title", "title plain"}
    )


def _only_wraps(value: Mapping[str, Any]) -> bool:
    """Tell an object around a posting: {"position": {...}}, a feed's channel with its one item."""
    direct = {
        _column((key,)).kind
        for key, member in value.items()
        if not isinstance(member, (dict, list))
    }
    objects = [member for member in value.values() if isinstance(member, dict)]
    if any(board_of(member) for member in objects) and not direct & set(TITLES):
        return True
    if len(value) == len(objects) == 1:
        return True
    inner = [{cell.column.kind for cell in _members(member, (), 0)} for member in objects]
    return not direct & columns.vocabulary().telling and any(
        {"title plain", "body"} <= kinds for kinds in inner
    )


def _lists_postings(member: object, key: str) -> bool:
    """Tell a list of postings from one of a posting's own parts: its benefits, a title and a
    text each.
    """
    if not isinstance(member, list) or columns.column(key).kind in {*_TEXT, "place"}:
        return False
    entries = [entry for entry in member[:_TRIED] if isinstance(entry, dict)]
    return any(board_of(entry) or is_posting(_members(entry, (), 0)) for entry in entries)


# --- members to cells ---


def _members(value: Mapping[str, Any], path: tuple[str, ...], depth: int) -> Iterator[Cell]:
    for key, member in value.items():
        if key.startswith("@"):
            continue
        name = key.lstrip("_$")
        inner = (*path, name)
        member = _unwrapped(member)
        if is_empty(member) or depth > _DEEPEST_PART:
            continue
        if isinstance(member, dict) and len(member) > _WIDEST:
            continue
        if isinstance(member, dict):
            wraps = normalised(name) in columns.vocabulary().wrappers
            cells = list(_members(_by_best_name(member), path if wraps else inner, depth + 1))
            in_city = not wraps and any(cell.column.kind == "city" for cell in cells)
            yield from (cell for cell in cells if not (in_city and cell.column.kind == "place"))
        elif isinstance(member, list):
            yield from _listed(member, inner, depth)
        else:
            named = _column(inner)
            if named.kind or not (_is_machine(member, name) or _is_of_field(path)):
                yield Cell(named, member)


def _unwrapped(member: object) -> object:
    """The value of MongoDB's {"$oid": "..."} and {"$numberInt": "28000"}."""
    if (
        isinstance(member, dict)
        and len(member) == 1
        and (key := next(iter(member))).startswith("$")
    ):
        return member[key]
    return member


def _listed(entries: list[Any], path: tuple[str, ...], depth: int) -> Iterator[Cell]:
    named = _column(path)
    objects = [entry for entry in entries[:_WIDEST] if isinstance(entry, dict)]
    texts = [
        entry for entry in entries if not isinstance(entry, (dict, list)) and not is_empty(entry)
    ]
    if texts and not (not named.kind and all(_is_machine(text, path[-1]) for text in texts)):
        yield Cell(named, texts)
    if not objects:
        return
    if named.kind in {"place", "city"}:
        yield Cell(
            Column(named.label, "place"),
            [place for entry in objects for place in places_of(_members(entry, path, depth + 1))],
        )
    elif len(objects) == 1 and not _is_named_text(objects[0]):
        yield from _members(_by_best_name(objects[0]), path, depth + 1)
    else:
        yield from _entries(objects, named, depth)


def _entries(objects: Sequence[Mapping[str, Any]], named: Column, depth: int) -> Iterator[Cell]:
    """A list of objects inside a posting: texts with a heading each, names alone, or what each
    says as one item.
    """
    items = []
    for entry in objects:
        if _is_named_text(entry):
            name, text = _first(entry, _ENTRY_NAMES), _first(entry, _ENTRY_TEXTS)
            if named.kind in _TEXT and not isinstance(text, list) and "\n" not in str(text):
                items.append(f"{name}: {text}")
            elif _first(entry, _ENTRY_HEADINGS) == name:
                yield Cell(Column(readable(str(name)), "section"), text)
            else:
                yield labelled(str(name), text)
        elif label := _own_name(entry):
            items.append(label)
        else:
            values = [
                str(cell.value)
                for cell in _members(entry, (), depth + 1)
                if not isinstance(cell.value, list)
            ]
            items.append(", ".join(values))
    if items := [item for item in items if item]:
        yield Cell(named, items)


def _is_named_text(entry: Mapping[str, Any]) -> bool:
    heading, text = _first(entry, _ENTRY_NAMES), _first(entry, _ENTRY_TEXTS)
    return (
        isinstance(heading, str) and isinstance(text, (str, int, float, list)) and heading != text
    )


def _by_best_name(value: dict[str, Any]) -> dict[str, Any]:
    """An object without its number where it has a name: {"id": "fullTime", "name": "Full-Time"}."""
    names = {normalised(key) for key, member in value.items() if isinstance(member, str)}
    if not names & set(columns.vocabulary().naming[:4]) or "value" in names:
        return value
    return {
        key: member
        for key, member in value.items()
        if normalised(key) not in {"id", "code", "identifier"}
    }


def _is_of_company(path: tuple[str, ...]) -> bool:
    return bool(path) and columns.column(path[0]).kind in _ABOUT_COMPANY


def _is_of_field(path: tuple[str, ...]) -> bool:
    """Tell what stands inside an object that is a field, as a tag inside a category does, or
    describes the employer.
    """
    return bool(path) and (_is_of_company(path) or _column(path).kind not in {"", *_TEXT})


def _first(entry: Mapping[str, Any], names: Sequence[str]) -> Any:
    by_name = {normalised(key).replace(" ", ""): member for key, member in entry.items()}
    return next((by_name[name] for name in names if not is_empty(by_name.get(name))), None)


def _own_name(entry: Mapping[str, Any]) -> str:
    by_name = {normalised(key): member for key, member in entry.items()}
    names = (by_name.get(name) for name in columns.vocabulary().naming[:5])
    return next((name for name in names if isinstance(name, str) and not is_empty(name)), "")


def _is_machine(value: object, name: str) -> bool:
    """Tell a value that only programs read: an address, a hash, a flag, a number of a record."""
    if isinstance(value, bool):
        return normalised(name).startswith("is ") or not value
    if normalised(name).rpartition(" ")[2] in {"id", "ids", "count"}:
        return True
    return bool(_MACHINE.fullmatch(str(value).strip()[:200]))


@lru_cache(4096)
def _column(path: tuple[str, ...]) -> Column:
    """The column that a path of keys is: "salary.min", "department.name", "job.location.city"."""
    named = _of_path(path)
    return Column("", "body") if named.kind == "body" else named


def _of_path(path: tuple[str, ...]) -> Column:
    named, last = columns.column(" ".join(path)), normalised(path[-1])
    above = _column(path[:-1]) if len(path) > 1 else Column("")
    if above.kind in {"requisition", "identifier"}:
        return above if last in _NUMBERS else Column("")
    if named.kind or len(path) == 1:
        return named
    bounds = columns.vocabulary().bounds
    if above.kind == "pay" and last in bounds:
        return Column(named.label, bounds[last], above.currency, above.period)
    names_itself = last in columns.vocabulary().naming
    if above.kind and columns.column(path[-1]).kind == above.kind:
        return above
    if above.kind in _TEXT and not names_itself:
        return Column(f"{above.label}: {readable(path[-1]).lower()}".lstrip(": "), "section")
    if names_itself and (
        above.kind not in {"", *TITLES} or (above.kind in TITLES and last in _OWN_TEXTS)
    ):
        return above
    if not _is_of_company(path) and above.kind != "pay":
        end = _column(path[1:])
        if end.kind in _BY_END or end.kind.startswith("pay "):
            return end
    return Column(
        readable(path[-2])
        if names_itself
        else f"{readable(path[-2])}: {readable(path[-1]).lower()}"
    )
