"""Tell what each line at the top of a posting is: its title, its employer, a place, a button."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np

from store.embedding.classifier import shipped_classifier, softmax
from store.embedding.embedder import Vectors

LINES = 10  # from the top that are read
WEIGHTS = Path(__file__).with_name("top.npz")
CONTEXT = Path(__file__).with_name("top_context.npz")
SURE = 0.5  # probability from which a line counts as what it most likely is
_MOST_WORDS = 24  # of a line that holds a title
_LONGEST = 160  # characters of a line that are read
_SIGN = 1.5  # what a sign of the rest of the document adds to a log
_EMPLOYER_FROM = 0.5  # probability from which a line is taken for the employer
_TITLE_FROM = -2.5  # that log, from which a line is taken for the title
_SURELY = 0.9  # probability from which a part of a title's line is the employer, whatever else
_PLAINLY = 0.7  # probability from which a part of a line is a place
_SEGMENTS = re.compile(r"\s+[|·•>›»]+\s+")
_LABELLED = re.compile(r"[^\W\d_][^:|]{0,30}:\s+(?P<value>\S.*)$")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_BETWEEN = re.compile(
    r"\s+[-–—|·•]+\s+|\s*[|·•]\s*|,\s+|(?<=[a-z]{4})\.\s+|\s+\(|\)\s*(?:[-–—,]+\s+)?"
    r"|\s*[>›»]\s*|\s{2,}|\t+"
)
_FAINTEST = 1e-3


class LineKind(StrEnum):
    """What a line near the top is; TERMS are pay, hours, contract and the like."""

    TITLE = "title"
    EMPLOYER = "employer"
    PLACE = "place"
    TEAM = "team"
    DATE = "date"
    TERMS = "terms"
    HEADING = "heading"
    NAVIGATION = "navigation"
    SLOGAN = "slogan"
    SENTENCE = "sentence"


_BESIDE = (LineKind.PLACE, LineKind.TERMS, LineKind.DATE, LineKind.TEAM)  # stand behind an employer
_NO_NAMES = (LineKind.SENTENCE, LineKind.SLOGAN, LineKind.NAVIGATION, LineKind.HEADING)


@dataclass(frozen=True, slots=True)
class TopLine:
    """A line with how likely it is of each kind, by its own words and among its neighbours."""

    text: str
    alone: tuple[float, ...]
    placed: tuple[float, ...]

    def likely(self, kind: LineKind) -> float:
        """How likely the line is of a kind, 0 to 1."""
        return self.placed[list(LineKind).index(kind)]

    @property
    def kind(self) -> LineKind:
        """What the line most likely is."""
        return max(LineKind, key=self.likely)


def read_top(lines: Sequence[str]) -> tuple[TopLine, ...]:
    """What the first lines of a text are, the marks of Markdown around them left out.

    Two logistic regressions: the first reads a line by itself, over its vector and its words, the
    second weighs what that says of it and of its neighbours, and its form. Raises EmbedderError.
    """
    texts = [line.strip(" \t#*_") for line in lines[:LINES]]
    if not texts:
        return ()
    alone = shipped_classifier(WEIGHTS).of_all([text[:_LONGEST] for text in texts])
    weights, bias = _context()
    placed = softmax(in_context(texts, alone) @ weights.T + bias)
    rows = zip(texts, alone.tolist(), placed.tolist(), strict=True)
    return tuple(TopLine(text, tuple(own), tuple(among)) for text, own, among in rows)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the rest of a document says of lines at its top.

    Attributes:
        headings: the lines that are headings before anything else.
        named: those the file is named after.
        spoken_of: those the text speaks of as an employer.
        sought: those by whose words it seeks somebody.
    """

    headings: Collection[str] = ()
    named: Collection[str] = ()
    spoken_of: Collection[str] = ()
    sought: Collection[str] = ()

    def of_title(self, line: TopLine) -> float:
        """The log of how likely a line holds the title."""
        text = line.text
        return (
            math.log(line.likely(LineKind.TITLE) + _FAINTEST)
            + _SIGN * ((text in self.headings) + (text in self.named) + (text in self.sought))
            - _SIGN * (text in self.spoken_of)
        )

    def of_employer(self, line: TopLine) -> float:
        """How likely a line holds the employer."""
        at = list(LineKind).index(LineKind.EMPLOYER)
        if line.text in self.named:
            return 0.0
        is_spoken_of = line.text in self.spoken_of and line.text not in self.sought
        return line.placed[at] if is_spoken_of else min(line.placed[at], line.alone[at])


def title_in(top: Sequence[TopLine], signs: Signs) -> str:
    """The line at the top that holds the title; "" where none is likely to."""
    short = [line for line in top if len(line.text.split()) <= _MOST_WORDS]
    best = max(short, key=signs.of_title, default=None)
    return best.text if best and signs.of_title(best) >= _TITLE_FROM else ""


def employer_in(top: Sequence[TopLine], signs: Signs, title: str) -> str:
    """The employer among the lines at the top, or in a part of one; "" where none is likely one."""
    others = [line for line in top if line.text.casefold() != title.casefold()]
    best = max(others, key=signs.of_employer, default=None)
    if best is None or signs.of_employer(best) < _EMPLOYER_FROM:
        return next(filter(None, map(_leads_a_run, others)), "")
    pieces = pieces_of(best.text)
    named = [piece for piece, kind, _ in pieces if kind is LineKind.EMPLOYER]
    apart = [piece for piece, kind, sure in pieces if kind in _BESIDE and sure >= SURE]
    return named[0] if named and apart else best.text


def _leads_a_run(line: TopLine) -> str:
    """The employer before places and terms of a line: "Skerry Line | Oban, UK | Permanent"."""
    if line.kind in _NO_NAMES:
        return ""
    first, *rest = pieces_of(line.text) or (("", line.kind, 0.0),)
    kinds = {kind for _, kind, sure in rest if kind in _BESIDE and sure >= SURE}
    is_run = len(kinds) > 1 and all(kind in _BESIDE for _, kind, _ in rest)
    return first[0] if is_run and first[1] is LineKind.EMPLOYER and first[2] >= SURE else ""


def title_alone(line: str, is_employer: Callable[[str], bool]) -> tuple[str, str, str]:
    """The title in a line, and the employer and the place that stand beside it, "" where there are
    none; `is_employer` tells what the text speaks of as one.
    """
    line = _unlabelled(_segment_with_title(line))
    pieces = pieces_of(line)
    outside = pieces_of(_BRACKETS.sub("", line))
    named = any(kind is LineKind.TITLE for _, kind, _ in outside)
    begins = (piece for piece, kind, sure in outside if kind is LineKind.TITLE or sure < _PLAINLY)
    begin = next(begins, "") if named else ""
    first = next((at for at, (piece, *_) in enumerate(pieces) if piece == begin), 0)
    employers = [piece for piece, kind, _ in pieces[:first] if kind is LineKind.EMPLOYER]
    start = line.index(pieces[first][0]) if pieces else 0
    end, places = len(line), list[str]()
    for at in range(len(pieces) - 1, first, -1):
        piece, kind, sure = pieces[at]
        behind_place = at - 1 > first and pieces[at - 1][1] is LineKind.PLACE
        is_placed = sure >= SURE and (bool(places) or behind_place)
        is_named = f"({piece}" not in line and (is_employer(piece) or sure >= _SURELY)
        is_other = kind is LineKind.EMPLOYER and (is_placed or is_named)
        if not (is_other or (kind is LineKind.PLACE and sure >= SURE)):
            break
        end = line.rindex(piece, 0, end)
        (employers if is_other else places).insert(0, piece)
    title = line[start:end].rstrip(" \t-–—|·•,.(") if end < len(line) else line[start:]
    return title, employers[0] if employers else "", ", ".join(places)


def _unlabelled(line: str) -> str:
    """A title without a label that is none: "Name of post: Weaver", but "Nurse: night shift"."""
    match = _LABELLED.match(line)
    if match is None:
        return line
    label, value = line[: match.start("value")].rstrip(" :\t"), match["value"]
    told = shipped_classifier(WEIGHTS).of_all([label, value])
    of_label, of_value = told[:, list(LineKind).index(LineKind.TITLE)].tolist()
    return value if of_value >= SURE > of_label else line


def _segment_with_title(line: str) -> str:
    """The part between bars, dots or arrows that most likely is a title; the line where it has
    one part.
    """
    segments = [part.strip() for part in _SEGMENTS.split(line) if part.strip()]
    if len(segments) < 2:
        return line
    told = shipped_classifier(WEIGHTS).of_all(segments)
    return segments[int(told[:, list(LineKind).index(LineKind.TITLE)].argmax())]


@lru_cache(maxsize=1024)  # the title, the employer and the places are each looked for in them
def pieces_of(line: str) -> tuple[tuple[str, LineKind, float], ...]:
    """The parts of a line between dashes, commas and the like, what each most likely is, and how
    likely. Raises EmbedderError.
    """
    pieces = [piece.strip() for piece in _BETWEEN.split(line) if piece.strip()]
    if not pieces:
        return ()
    told = shipped_classifier(WEIGHTS).of_all(pieces)
    kinds = list(LineKind)
    return tuple(
        (piece, kinds[int(row.argmax())], float(row.max()))
        for piece, row in zip(pieces, told, strict=True)
    )


def places_in(top: Sequence[TopLine]) -> list[str]:
    """The places that lines at the top name, alone or among other things: "Oban, UK"."""
    found = []
    for line in top:
        if line.kind in _NO_NAMES:
            continue
        if line.kind is LineKind.PLACE and (labelled := _LABELLED.match(line.text)):
            found.append(labelled["value"])
            continue
        without = _BRACKETS.sub(" ", line.text)  # "Singapore (one-north)": a district
        found += _runs_of_places(without) or _runs_of_places(line.text)
    return list(dict.fromkeys(found))


def _runs_of_places(text: str) -> list[str]:
    pieces = pieces_of(text)
    runs = groupby(pieces, key=lambda one: one[1] is LineKind.PLACE and one[2] >= _PLAINLY)
    return [", ".join(piece for piece, *_ in run) for is_place, run in runs if is_place]


def in_context(texts: Sequence[str], alone: Vectors) -> Vectors:
    """What the second regression sees of each line, shape (lines, features); `alone` is of shape
    (lines, kinds).
    """
    nothing = np.zeros_like(alone[:1])
    before, behind = np.vstack([nothing, alone[:-1]]), np.vstack([alone[1:], nothing])
    most = np.broadcast_to(alone.max(axis=0), alone.shape)
    forms = np.array([_form(text, at) for at, text in enumerate(texts)])
    return np.hstack([np.log(alone + _FAINTEST), before, behind, most, forms]).astype(np.float32)


def _form(text: str, at: int) -> list[float]:
    words = text.split()
    signs = (":", "|·•", ",", "-–—", "(", ">›")
    return [
        float(at == 0),
        at / LINES,
        min(len(words), 20) / 20,
        float(text.isupper()),
        sum(map(str.isdigit, text)) / max(len(text), 1),
        float(text[-1:] in (".", "!", "?")),
        float(text[-1:] == ":"),
        *(float(any(sign in text for sign in some)) for some in signs),
    ]


@cache
def _context() -> tuple[Vectors, Vectors]:
    with np.load(CONTEXT) as kept:
        return kept["weights"].astype(np.float32), kept["bias"].astype(np.float32)
