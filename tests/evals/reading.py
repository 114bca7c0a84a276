"""Measures what is read of files of every format against what their writers say they hold.

    python tests/evals/reading.py [--half tune|held|all] [--format NAME] [--misses]

The files and what each must give lie under tests/evals/reading/. A table counts by format and half
what was right; `--misses` lists what was not, of the held half only with `--half held`.
"""

from __future__ import annotations

import argparse
import hashlib
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import yaml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent.parent)]

from judgements import PHRASES, VALUES, Judgement, judge, same_name  # noqa: E402
from store.errors import ReadError  # noqa: E402
from store.loading.load import documents_in  # noqa: E402
from store.types import Document, DocumentKind, Unread  # noqa: E402

FOLDER = HERE / "reading"
HALVES = ("tune", "held")
KEYS = ("file", "count", *VALUES, *PHRASES)
LIMIT = 10.0  # seconds that a file may take
LONGEST_SHOWN = 160

Read = Callable[[bytes, str], Iterable[Document | Unread]]


@dataclass(frozen=True, slots=True)
class Fixture:
    """A file and what must be read of it.

    Attributes:
        documents: what each document must have, by key; none where the file holds no posting.
        error: why the file must be refused; "" where it may be read.
        or_refused: whether refusing the file is right too.
        or_more: whether further documents are right too.
    """

    path: Path
    documents: tuple[Mapping[str, Any], ...]
    error: str = ""
    or_refused: bool = False
    or_more: bool = False

    @property
    def format(self) -> str:
        return self.path.parent.name

    @property
    def half(self) -> str:
        return half_of(self.path.name)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What came of one file: documents expected and got, and whether each thing was right."""

    fixture: Fixture
    expected: int
    got: int
    judgements: tuple[Judgement, ...]


class TooSlow(BaseException):
    """A file took longer than `LIMIT`; no reader's `except Exception` may swallow it."""


def half_of(name: str) -> str:
    """Return the half that a file of this name belongs to; a new file moves no other."""
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


def load_fixtures(half: str = "all", format: str = "") -> list[Fixture]:
    """Return the fixtures of a half and a format, by default all."""
    fixtures = [
        fixture
        for path in sorted(FOLDER.glob(f"{format or '*'}/expected.yaml"))
        for fixture in _listed(path)
        if half in ("all", fixture.half)
    ]
    if not fixtures:
        raise SystemExit(
            f"no fixtures of format {format!r} in half {half!r}; formats: {', '.join(formats())}"
        )
    return fixtures


def formats() -> list[str]:
    return sorted(path.parent.name for path in FOLDER.glob("*/expected.yaml"))


def _listed(path: Path) -> Iterator[Fixture]:
    for entry in yaml.safe_load(path.read_text("utf-8")):
        yield Fixture(
            path.with_name(entry["file"]),
            tuple(entry["documents"]),
            entry.get("error", ""),
            entry.get("or_refused", False),
            entry.get("or_more", False),
        )


def measure(fixture: Fixture, read: Read) -> FileResult:
    """Read one fixture and judge what came of it."""
    documents, outcome = _read(fixture, read)
    refused = outcome.startswith("refused")
    if refused and (fixture.error or fixture.or_refused or not fixture.documents):
        return FileResult(fixture, 0, 0, (Judgement("file", True, "refused", outcome),))
    if fixture.error:
        right = Judgement("file", False, f"refused: {fixture.error}", outcome)
        return FileResult(fixture, 0, len(documents), (right,))
    if not fixture.documents:
        roles = [document for document in documents if document.kind is DocumentKind.ROLE]
        right = Judgement("file", outcome == "read" and not roles, "no role", outcome)
        return FileResult(fixture, 0, len(roles), (right,))
    documents = _without_introduction(fixture.documents, documents)
    expected, got = len(fixture.documents), len(documents)
    judgements = [
        Judgement("file", outcome == "read", "read", outcome),
        Judgement("count", got == expected or (fixture.or_more and got > expected), expected, got),
    ]
    for number, (entry, document) in enumerate(paired(fixture.documents, documents), start=1):
        judgements += judge(entry, document, number)
    return FileResult(fixture, expected, got, tuple(judgements))


def _read(fixture: Fixture, read: Read) -> tuple[list[Document], str]:
    """The documents of a file, and "read", "refused: why" or what went wrong."""
    content, name = fixture.path.read_bytes(), fixture.path.name
    began = time.perf_counter()
    try:
        with _limited():
            pieces = list(read(content, name))
    except ReadError as error:
        return [], _refusal(str(error))
    except TooSlow:
        return [], f"not done in {LIMIT:.0f} s"
    except Exception as error:  # what a reader must not raise is what is measured
        return [], f"{type(error).__name__}: {error}"
    documents = [piece for piece in pieces if isinstance(piece, Document)]
    seconds = time.perf_counter() - began
    if seconds > LIMIT:
        return documents, f"took {seconds:.0f} s"
    if not documents:
        reasons = [piece.reason for piece in pieces if isinstance(piece, Unread)]
        return [], _refusal(reasons[0]) if reasons else "neither read nor refused"
    return documents, "read"


def _refusal(message: str) -> str:
    return f"a message of several lines: {message!r}" if "\n" in message else f"refused: {message}"


@contextmanager
def _limited() -> Iterator[None]:
    """Stop what takes longer than `LIMIT`, where the system can."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _without_introduction(
    expected: Sequence[Mapping[str, Any]], documents: list[Document]
) -> list[Document]:
    """Leave out the one article that a page of several postings may begin with."""
    if len(expected) > 1 and len(documents) > len(expected):
        titles = [entry.get("title", "") for entry in expected]
        for document in documents:
            is_expected = any(same_name(title, document.title) for title in titles)
            if document.kind is DocumentKind.ARTICLE and not is_expected:
                return [other for other in documents if other is not document]
    return documents


def paired(
    expected: Sequence[Mapping[str, Any]], documents: Sequence[Document]
) -> list[tuple[Mapping[str, Any], Document | None]]:
    """Pair what is expected with the document of its title, and what is left over in order."""
    left = list(documents)
    pairs: list[Document | None] = []
    for entry in expected:
        match = next(
            (document for document in left if same_name(entry.get("title", ""), document.title)),
            None,
        )
        left = [document for document in left if document is not match]
        pairs.append(match)
    rest = iter(left)
    return [
        (entry, match or next(rest, None)) for entry, match in zip(expected, pairs, strict=True)
    ]


def table(results: Sequence[FileResult]) -> Iterator[str]:
    """Yield the lines of a table: a row a format and half, and one for each half as a whole."""
    rows: defaultdict[tuple[str, str], list[FileResult]] = defaultdict(list)
    for result in results:
        rows[result.fixture.format, result.fixture.half].append(result)
        rows["~", result.fixture.half].append(result)
    cells = [["format", "half", "documents", *KEYS]]
    for (format, half), of_row in sorted(
        rows.items(), key=lambda row: (row[0][0], HALVES.index(row[0][1]))
    ):
        documents = (
            f"{sum(result.got for result in of_row)}/{sum(result.expected for result in of_row)}"
        )
        counts = counted(of_row)
        shown = [
            f"{right}/{judged}" if judged else "" for right, judged in map(counts.__getitem__, KEYS)
        ]
        cells.append([format.replace("~", "all"), half, documents, *shown])
        if format == "~":
            percents = [
                f"{right / judged:.0%}" if judged else ""
                for right, judged in map(counts.__getitem__, KEYS)
            ]
            cells.append(["", "", "", *percents])
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def counted(results: Iterable[FileResult]) -> dict[str, tuple[int, int]]:
    """Return for each key how many were right and how many judged."""
    counts = dict.fromkeys(KEYS, (0, 0))
    for result in results:
        for judgement in result.judgements:
            right, judged = counts[judgement.key]
            counts[judgement.key] = (right + judgement.right, judged + 1)
    return counts


def misses(results: Iterable[FileResult]) -> Iterator[str]:
    """Yield a line for each thing that was not right: file, key, expected, got."""
    for result in results:
        for judgement in result.judgements:
            if not judgement.right:
                number = f" #{judgement.number}" if result.expected > 1 and judgement.number else ""
                where = f"{result.fixture.format}/{result.fixture.path.name}{number}"
                yield f"{where}: {judgement.key}: expected {_shown(judgement.expected)}, got {_shown(judgement.got)}"


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure what is read of files of every format.")
    parser.add_argument("--half", choices=(*HALVES, "all"), default="all")
    parser.add_argument(
        "--format", choices=formats(), default="", metavar="NAME", help=", ".join(formats())
    )
    parser.add_argument(
        "--misses", action="store_true", help="list what was not right; of the held half if named"
    )
    chosen = parser.parse_args(arguments)
    fixtures = load_fixtures(chosen.half, chosen.format)
    for first in {fixture.format: fixture for fixture in reversed(fixtures)}.values():
        _read(first, documents_in)  # what a format's libraries take to load is no file's time
    results = [measure(fixture, documents_in) for fixture in fixtures]
    for line in table(results):
        print(line)
    if chosen.misses:
        shown = [
            result for result in results if result.fixture.half == "tune" or chosen.half == "held"
        ]
        for line in misses(shown):
            print(line)


if __name__ == "__main__":
    main()
