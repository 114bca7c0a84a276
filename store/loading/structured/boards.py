"""Boards of applicant tracking systems, described in boards.yaml: a posting's object to its
cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from store.loading.structured.columns import Column, column, is_empty, readable
from store.loading.structured.posting import Cell
from store.text.listed import listed

Path = Any  # a path, a list of alternatives, or a join, as boards.yaml writes them

_LONGEST_FIELD = 120  # characters of a field's value
_SEGMENT = re.compile(r"(?P<key>[^\[\].]+)(?:\[(?P<filter>[^=\]]+)=(?P<wanted>[^\]]+)\])?")


@dataclass(frozen=True, slots=True)
class Board:
    """How one board writes a posting; boards.yaml says what each part means."""

    board: str
    documented: str = ""
    keys: Sequence[str] = ()
    any: Sequence[str] = ()
    equals: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Path] = field(default_factory=dict)
    hundredths: Sequence[str] = ()
    text: Sequence[Mapping[str, Path]] = ()
    details: Mapping[str, Path] = field(default_factory=dict)

    def writes(self, posting: Mapping[str, Any]) -> bool:
        """Tell whether an object has the shape of this board's postings."""
        if any(wanted not in _as_list(posting.get(key)) for key, wanted in self.equals.items()):
            return False
        if not all(_has(posting, key) for key in self.keys):
            return False
        return not self.any or any(_has(posting, key) for key in self.any)

    def read(self, posting: Mapping[str, Any]) -> list[Cell]:
        """Return a posting's cells; empty where the board's postings are read by the names of
        their keys.
        """
        cells = [
            Cell(Column(readable(kind), kind), self._value(kind, values))
            for kind, path in self.cells.items()
            if (values := _all(posting, path))
        ]
        if any(cell.column.kind in {"pay least", "pay most"} for cell in cells):
            # the same amounts in words
            cells = [cell for cell in cells if cell.column.kind != "pay"]
        for part in self.text:
            cells += _sections(posting, part)
        cells += [
            Cell(Column(label), values[0])
            for label, path in self.details.items()
            if (values := _all(posting, path))
        ]
        return cells

    def _value(self, kind: str, values: list[object]) -> object:
        if kind in self.hundredths:
            values = [value / 100 for value in values if isinstance(value, (int, float))]
        return values[0] if len(values) == 1 else values


def board_of(posting: Mapping[str, Any]) -> Board | None:
    """Return the board whose postings have the shape of this object, None where there is none."""
    return next((board for board in boards() if board.writes(posting)), None)


@cache
def boards() -> tuple[Board, ...]:
    """Return the boards of boards.yaml, read once."""
    return tuple(Board(**entry) for entry in listed(__file__, "boards"))


def with_related(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the resources of a JSON:API document, each with its attributes, links and the names of
    related resources.

    https://jsonapi.org/format/
    """
    included = {
        (str(entry.get("type")), str(entry.get("id"))): entry.get("attributes")
        for entry in _objects(document.get("included"))
    }
    return [_resource(entry, included) for entry in _objects(document.get("data"))]


def is_json_api(document: Mapping[str, Any]) -> bool:
    """Tell whether an object is a JSON:API document with resources."""
    entries = _objects(document.get("data"))
    return bool(entries) and all(
        isinstance(entry.get("attributes"), dict) and "type" in entry for entry in entries
    )


def _resource(entry: Mapping[str, Any], included: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {"id": entry.get("id")}
    relationships = entry.get("relationships")
    for name, relation in relationships.items() if isinstance(relationships, dict) else ():
        linked = _objects(relation.get("data")) if isinstance(relation, dict) else []
        related = [included.get((str(link.get("type")), str(link.get("id")))) for link in linked]
        if any(related):
            merged[name] = [attributes for attributes in related if attributes]
    links = entry.get("links")
    return {**merged, **(links if isinstance(links, dict) else {}), **entry["attributes"]}


def _objects(value: object) -> list[dict[str, Any]]:
    return [entry for entry in _as_list(value) if isinstance(entry, dict)]


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _has(posting: Mapping[str, Any], path: str) -> bool:
    value: Any = posting
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


def _sections(posting: Mapping[str, Any], part: Mapping[str, Path]) -> Iterator[Cell]:
    """Texts of a posting: one without a heading or with a fixed one, or one of each entry under
    the entry's heading.
    """
    if "each" not in part:
        for value in _all(posting, part["text"]):
            yield Cell(
                Column(part.get("heading", ""), "body" if "heading" not in part else "section"),
                value,
            )
        return
    for entry in _all(posting, part["each"], objects=True):
        if isinstance(entry, dict):
            values = _all(entry, part["text"])
            if not values and (amount := _amount_of(_at(entry, str(part["text"])))):
                values = [amount]
            name = next(
                (str(name) for name in _all(entry, part.get("heading") or part["label"])), ""
            )
            if values:
                value = values[0] if len(values) == 1 else values
                yield (
                    Cell(Column(readable(name), "section"), value)
                    if "heading" in part
                    else labelled(name, value)
                )


def _amount_of(values: Sequence[object]) -> str:
    """Greenhouse's amounts: {"unit": "USD", "min_value": "90000", "max_value": "120000"}."""
    value = next((value for value in values if isinstance(value, dict)), {})
    bounds = [value.get(key) for key in ("min_value", "max_value", "amount")]
    return (
        f"{value.get('unit') or ''} {' - '.join(str(bound) for bound in bounds if bound)}".strip()
    )


def labelled(name: str, value: object) -> Cell:
    """Return a value under the label that its own object gives it: a field where the label is
    usual and it is short.
    """
    short = not isinstance(value, str) or (
        len(value) <= _LONGEST_FIELD and "<" not in value and "\n" not in value
    )
    return Cell(column(name) if short else Column(readable(name), "section"), value)


def _all(value: Any, path: Path, *, objects: bool = False) -> list[Any]:
    """Every value at a path that is not empty; objects only where asked for."""
    if isinstance(path, str):
        entries = _at(value, path)
        return [
            entry
            for entry in entries
            if not is_empty(entry) and (objects or not isinstance(entry, dict))
        ]
    if isinstance(path, dict):
        return _joined(value, path)
    for alternative in path:
        together = alternative if isinstance(alternative, list) else [alternative]
        if values := [
            entry for joined in together for entry in _all(value, joined, objects=objects)
        ]:
            return values
    return []


def _at(value: Any, path: str) -> list[Any]:
    """Every value at a path, whatever it is; lists are passed through, an object's values where
    objects are wanted.
    """
    current = [value]
    for segment in _SEGMENT.finditer(path):
        current = [
            entry
            for parent in current
            if isinstance(parent, dict)
            for entry in _as_list(parent.get(segment["key"]))
        ]
        if segment["filter"]:
            current = [
                entry
                for entry in current
                if isinstance(entry, dict)
                and str(entry.get(segment["filter"])) == segment["wanted"]
            ]
    values = []
    for entry in current:
        by_name = (
            isinstance(entry, dict)
            and entry
            and all(isinstance(part, dict) for part in entry.values())
        )
        values += list(entry.values()) if by_name else [entry]
    return values


def _joined(value: Any, path: Mapping[str, Path]) -> list[str]:
    places = []
    for entry in _at(value, path["each"]) if "each" in path else [value]:
        parts = [next((str(part) for part in _all(entry, key)), "") for key in path["join"]]
        instead = (
            next((str(part) for part in _all(entry, path["otherwise"])), "")
            if isinstance(entry, dict)
            else str(entry)
        )
        place = ", ".join(dict.fromkeys(part for part in parts if part)) if parts[0] else instead
        places += [place] if place else []
    return places
