"""What a comparison comes to, in a few computed sentences."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.phrases import counted, listed
from assistant.plain_text import plain_cell
from assistant.types import Aspect, Comparison, Mode

ONE_SIDED = frozenset({Mode.ONLY_FIRST, Mode.ONLY_SECOND})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sentences say the same in both, how many are near to one of the other side, and are only in one."""

    shared: int
    near: int
    first: int
    second: int


def labels(comparison: Comparison) -> tuple[str, str]:
    """What the two sides are called; with their places, or numbers, where they would else be called the same."""
    first, second = (plain_cell(side.label) for side in (comparison.first, comparison.second))
    if first != second:
        return first, second
    places = next(((row.first, row.second) for row in comparison.facets if row.name == "places" and row.differs), None)
    told = [plain_cell(place) or "place not stated" for place in places] if places else ["first", "second"]
    return f"{first} ({told[0]})", f"{second} ({told[1]})"


def summary(comparison: Comparison, mode: Mode, asked: frozenset[Aspect], counts: Counts) -> str:
    """What is compared, how many sentences both have and only one has, which facets differ, what one alone states."""
    sentences = [
        _opening(comparison, mode, asked, counts),
        "" if asked or mode in ONE_SIDED else _facets(comparison, mode),
        "" if mode is Mode.SHARED or (mode in ONE_SIDED and not asked) else _aspects(comparison, asked),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _opening(comparison: Comparison, mode: Mode, asked: frozenset[Aspect], counts: Counts) -> str:
    first, second = (f"**{label}**" for label in labels(comparison))
    on = f" on {listed([str(aspect) for aspect in Aspect if aspect in asked])}" if asked else ""
    if not any((counts.shared, counts.near, counts.first, counts.second)):
        return f"{first} beside {second}{on}: neither says anything."
    if mode is Mode.SHARED:
        return f"What {first} and {second} have in common{on}: {_shared(counts)}."
    if mode in ONE_SIDED:
        one, other, count = (first, second, counts.first) if mode is Mode.ONLY_FIRST else (second, first, counts.second)
        return f"What only {one} says{on}, and not {other}: {counted(count, 'sentence')}."
    only = f"{counted(counts.first, 'sentence')} only in the first, {counts.second or 'none'} only in the second"
    return f"{first} beside {second}{on}: {_shared(counts)}; {only}."


def _shared(counts: Counts) -> str:
    if not counts.shared and not counts.near:
        return "no sentence of the one says what one of the other does"
    same = f"{counted(counts.shared, 'sentence')} of each {'says' if counts.shared == 1 else 'say'} much the same"
    near = f"{counts.near} {'comes' if counts.near == 1 else 'come'} near to one of the other"
    return ", ".join(part for part, number in ((same, counts.shared), (near, counts.near)) if number)


def _facets(comparison: Comparison, mode: Mode) -> str:
    stated = [row for row in comparison.facets if row.first or row.second]
    differ = [row.name for row in stated if row.differs]
    same = [f"{row.name} ({plain_cell(row.first)})" for row in stated if not row.differs]
    if mode is Mode.SHARED:
        return f"The same for both: {listed(same)}." if same else ""
    return f"They differ in {listed(differ)}." if differ else ""


def _aspects(comparison: Comparison, asked: frozenset[Aspect]) -> str:
    """Of what only one side speaks, and of what neither does."""
    rows = {row.aspect: (bool(row.first), bool(row.second)) for row in comparison.aspects}
    spoken = {aspect: rows.get(aspect, (False, False)) for aspect in Aspect if aspect in (asked or rows)}
    told = (("Only the first tells of", (True, False)), ("Only the second tells of", (False, True)))
    neither = ("Neither states", (False, False))
    sentences = [
        (opening, [str(aspect) for aspect, who in spoken.items() if who == wanted and aspect is not Aspect.OTHER])
        for opening, wanted in (*told, neither)
    ]
    return " ".join(f"{opening} {listed(aspects)}." for opening, aspects in sentences if aspects)
