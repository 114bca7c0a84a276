"""Markers: the [n] by which an answer names its evidence, in the ways that models write them.

marker_forms.py has the forms. One or two digits make a marker; [2023] is a number in brackets, and [0] names nothing.
Inside code nothing is a marker. Numbers in plain brackets and raised ones are markers only where they name evidence
that was shown and where nothing else can be meant: "(2) second", "two (2) weeks" and "5 km²" stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from assistant.models.reply.marker_forms import CERTAIN, DASH, FOLLOWS, LINK, MARKER, OPENER, TOKEN, begun
from store.types import Span

_BESIDE_NUMBERS = re.compile(rf"(?<=[\]］】)）]){LINK.whole}|†[^\]］】\n]*|(?<=[0-9０-９]):[^\]］】\n]*")
_RANGE = re.compile(rf"(\d+)\^?[ \t]*(?:[{DASH}]|to)[ \t]*[^\d,;\[\]()]{{0,14}}(\d+)|(\d+)", re.IGNORECASE)
_LINES = frozenset(("defined", "listed", "listing", "sources"))  # tokens from a line's start; it depends what they are
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LINE_OPENING = re.compile(r"[ \t]*(?:(?:[-*+•>]|[0-9]{1,2}[.)]|#{1,6})[ \t]+)*[*_]*")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_CLOSED = frozenset(".!?,;:\"”’')]*_%»…。，；：！？")
# Before a number in plain brackets these say that it counts or numbers something.
_COUNTING = frozenset(
    "step level stage phase part section option item point chapter page figure table type class grade number no"
    " question round tier rule version paragraph clause case group one two three four five six seven eight nine ten"
    " eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty".split()
)
# A raised number after these is a power.
_UNITS = frozenset(
    "km cm mm dm nm µm mi ft in yd inch inches foot feet mile miles metre metres meter meters ha kg sec sq co cos sin"
    " tan log ln".split()
)


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker in a text: where it stands and the evidence numbers it names, in order."""

    span: Span
    numbers: tuple[int, ...]


def find_markers(text: str) -> tuple[Marker, ...]:
    """Every marker of `text` outside code, in order, but for those that only keep_shown can tell from other numbers."""
    return tuple(_certain(text))


def keep_shown(text: str, shown: Collection[int], *, finished: bool = True) -> str:
    """`text` with every marker written [n], those that name evidence not in `shown` taken out, source lists too.

    Where more of it may come, unless it is `finished`, the end that is not safe to show is left out.
    """
    return _Rewriting(text, shown, len(text) if finished else safe_end(text)).result()


def _certain(text: str) -> Iterator[Marker]:
    start = 0
    while token := CERTAIN.search(text, start):
        start = token.end()
        if token["code"] is not None:
            continue
        numbers = _numbers(token[0])
        if 0 in numbers:
            start = token.start() + 1
        else:
            yield Marker(Span(*token.span()), numbers)


def safe_end(text: str) -> int:
    """Where that begins at the end of `text` which the next characters may make a marker, or no marker."""
    end = next((at.start() for at in OPENER.finditer(text) if begun().match(text, at.start())), len(text))
    start = 0
    while token := TOKEN.search(text, start):
        start = token.start() + 1 if token.lastgroup in _LINES else token.end()
        if token["open"] is not None or (token["run"] and token.end() == len(text)):  # this may be code, or not
            inside = MARKER.search(text, token.start())
            return min(end, inside.start() if inside else end)
    return end


class _Rewriting:
    """One pass over a text up to `end`, each marker written anew or taken out.

    What a token comes to depends on the text before it, and on no more after it than `begun` waits for.
    """

    def __init__(self, text: str, shown: Collection[int], end: int) -> None:
        self._text, self._shown, self._end = text, shown, end
        self._pieces: list[str] = []
        self._done = 0
        self._said = False  # whether anything stands before, that a list of sources could belong to
        self._footnotes = True  # whether "[1]: ..." is a footnote, not the way this reply cites
        self._line, self._line_seen = 0, 0
        self._numbered_line = -1  # start of a line that numbers its parts: "(1) mix, (2) bake"

    def result(self) -> str:
        start = 0
        while (token := TOKEN.search(self._text, start)) and token.start() < self._end:
            start = self._read(token)
        self._keep(self._end)
        return "".join(self._pieces)

    def _read(self, token: re.Match[str]) -> int:
        """Write what a token comes to; returns where to look on."""
        kind, start, end = token.lastgroup, token.start(), token.end()
        if kind == "certain":
            return self._cite(start, end)
        if kind == "strict" and self._is_cited(token):
            return self._cite(start, end)
        if kind == "raised" and (numbers := self._raised(token)):
            return self._replace(start, end, numbers)
        if kind == "open":
            return token.end("open_run")
        if kind in _LINES:
            return self._list(token)
        return end

    def _keep(self, end: int) -> None:
        piece = self._text[self._done : end]
        self._said = self._said or bool(piece.strip())
        self._pieces.append(piece)
        self._done = max(self._done, end)

    def _replace(self, start: int, end: int, numbers: Iterable[int]) -> int:
        self._keep(start)
        kept = "".join(f"[{number}]" for number in numbers if number in self._shown)
        if not kept:
            self._pieces[-1] = self._pieces[-1].rstrip(" \t")
        self._pieces.append(kept)
        self._said = self._said or bool(kept)
        self._done = end
        return end

    def _cite(self, start: int, end: int) -> int:
        numbers = _numbers(self._text[start:end])
        return start + 1 if 0 in numbers else self._replace(start, end, numbers)

    def _list(self, token: re.Match[str]) -> int:
        """Take out a list of sources, or a footnote; a reply that begins with one speaks in it."""
        start, end = token.span()
        before = self._text[self._done : start].rstrip().rstrip("*_")
        said = self._said or bool(before)
        if token.lastgroup == "defined":
            self._footnotes = self._footnotes and said and not before.endswith(":")
            if not self._footnotes:
                marker = CERTAIN.search(self._text, start)
                return self._cite(*marker.span()) if marker else end
        if not said:
            return start + 1
        cited = re.split("[:：]", token[0], maxsplit=1)[1] if token.lastgroup == "sources" else ""
        return self._replace(start, end, _numbers(cited))

    def _is_cited(self, token: re.Match[str]) -> bool:
        """Whether numbers in plain brackets end a phrase, and neither count, nor number the parts of a line."""
        before = self._before(token.start())
        spoken = before.rstrip(" \t")
        last_word = _LAST_WORD.search(spoken)
        if _LINE_OPENING.fullmatch(before) or (last_word and last_word[0].casefold() in _COUNTING):
            return False
        if not FOLLOWS.match(self._text, token.end()):
            self._numbered_line = self._line
        after_word = spoken[-1].isalnum() and (spoken != before or token[0].startswith("（"))
        is_placed = after_word or spoken[-1] in _CLOSED
        return is_placed and self._numbered_line != self._line and set(_numbers(token[0])) <= set(self._shown)

    def _raised(self, token: re.Match[str]) -> list[int]:
        """The numbers of a raised marker; none where it may be a power. ¹² is 12 if that was shown, else 1 and 2."""
        before = self._before(token.start())
        word = _LAST_WORD.search(before)
        if not (len(word[0]) > 1 and word[0].casefold() not in _UNITS if word else before[-1:] in _CLOSED):
            return []
        numbers: list[int] = []
        for digits in re.findall("[0-9]+", token[0].translate(_RAISED_DIGITS)):
            numbers += [int(digits)] if int(digits) in self._shown else map(int, digits)
        return numbers if set(numbers) <= set(self._shown) else []

    def _before(self, start: int) -> str:
        """What stands before on the line, as far as it matters."""
        self._line = self._text.rfind("\n", self._line_seen, start) + 1 or self._line
        self._line_seen = start
        return self._text[max(self._line, start - 80) : start]


def _numbers(written: str) -> tuple[int, ...]:
    numbers: dict[int, None] = {}
    for match in _RANGE.finditer(_BESIDE_NUMBERS.sub("", written)):
        first, last = (int(match[1]), int(match[2])) if match[1] else (int(match[3]), int(match[3]))
        numbers |= dict.fromkeys(range(min(first, last), max(first, last) + 1))
    return tuple(numbers)
