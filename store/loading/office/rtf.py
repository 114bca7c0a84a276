"""Rich Text Format: paragraphs, headings, lists and tables from its control words.

The control words are those of Microsoft's "Rich Text Format (RTF) Specification, version 1.9.1".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

from store.errors import ReadError
from store.loading.office._blocks import Block, Paragraph, Run, Table, to_markdown
from store.loading.office._properties import fields_of
from store.types import Loaded, Unread

DEEPEST = 5_000  # groups within groups
MOST_TOKENS = 300_000  # control words, groups and texts; a page of Word's takes about 1,000
_SKIPPED_TOKENS = 8  # of pictures and the like, which count as one

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,40})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)"
    rb"|[\r\n\\]"
)
_LINK = re.compile(r'HYPERLINK\s+(?:\\[a-z]\s+)*"([^"\\]{1,2000})"', re.IGNORECASE)

# What \fcharset and \cpg numbers mean.
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_SYMBOL_CHARSET = 2
_CODE_PAGES = {437, 708, 720, 850, 852, 860, 862, 863, 864, 865, 866, 874, 932, 949, *range(1250, 1259), 1361}
_NAMED_CODE_PAGES = {936: "gbk", 950: "big5", 10000: "mac_roman", 65001: "utf-8"}

_CHARACTERS = {
    "tab": "\t", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "endash": "–", "emdash": "—", "enspace": " ", "emspace": " ", "qmspace": " ", "softline": "\n",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": "", b"{": "{", b"}": "}", b"\\": "\\"}

_SKIPPED = {
    "colortbl", "filetbl", "revtbl", "pict", "nonshppict", "shprslt", "sp", "sn", "sv", "header", "headerl", "headerr",
    "headerf", "footer", "footerl", "footerr", "footerf", "xe", "tc", "rxe", "txe", "nonesttables", "ftnsep",
    "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "pnseclvl", "objdata", "atnid", "atnauthor", "annotation",
    "listtable", "listoverridetable", "keywords", "comment", "doccomm", "operator", "subject", "category", "manager",
    "company", "hlinkbase", "printim", "buptim",
}  # fmt: skip
_STARRED = {"shpinst", "fldinst", "shptxt"}  # destinations marked as optional (\*) that hold text or its links


class RtfLoader:
    """Loader of Rich Text Format. Embedded objects and pictures in it are never opened."""

    name = "RTF"
    suffixes = (".rtf",)

    def recognises(self, content: bytes, name: str) -> bool:
        return content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf")

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the document; raise ReadError where it is no RTF or holds no text."""
        if not self.recognises(content, name):
            raise ReadError(f"{name}: is not RTF, which begins with {{\\rtf; check what wrote it")
        reader = _Reader(content, name)
        reader.read()
        markdown = to_markdown(reader.blocks, name)
        properties = reader.properties
        yield Loaded(
            markdown,
            fields_of(
                "RTF document",
                markdown,
                title=properties.get("title", ""),
                author=properties.get("author", ""),
                created=properties.get("creatim", ""),
                changed=properties.get("revtim", ""),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Look:
    """Formatting, which a group gives back at its end what it was at its start."""

    destination: str = ""  # "" is the text
    font: int = -1
    bold: bool = False
    underlined: bool = False
    hidden: bool = False
    deleted: bool = False
    size: float = 12.0
    skip: int = 1  # characters after \u that stand for it in readers without Unicode
    url: str = ""
    style: int = 0
    outline: int | None = None
    list_id: int = 0
    depth: int = 0
    indent: float = 0.0
    in_table: bool = False


# What control words change in it.
_SWITCHES = {"b": "bold", "ul": "underlined", "v": "hidden", "deleted": "deleted"}
_COUNTS = {"f": "font", "ls": "list_id", "ilvl": "depth", "uc": "skip", "s": "style"}
_MEASURES = {"fs": ("size", 2), "li": ("indent", 20)}  # in half-points and twentieths of a point
_SETS: dict[str, tuple[tuple[str, Any], ...]] = {
    "pard": (("style", 0), ("outline", None), ("list_id", 0), ("depth", 0), ("indent", 0.0), ("in_table", False)),
    "plain": (("bold", False), ("underlined", False), ("hidden", False), ("deleted", False), ("size", 12.0)),
    "ulnone": (("underlined", False),),
    "intbl": (("in_table", True),),
}
_DESTINATIONS = {
    "fonttbl": "fonttbl", "stylesheet": "stylesheet", "info": "info", "title": "title", "author": "author",
    "creatim": "creatim", "revtim": "revtim", "listtext": "listtext", "pntext": "listtext", "fldinst": "fldinst",
}  # fmt: skip
_DATES = {"yr": "{:04}", "mo": "-{:02}", "dy": "-{:02}"}


@dataclass(slots=True)
class _Sink:
    """Where text goes: the document, a text box or a note, with what is open in it."""

    is_note: bool = False
    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    label: str | None = None  # the sign of the open list item as written out for old readers
    rows: list[tuple[tuple[Block, ...], ...]] = field(default_factory=list)
    cells: list[tuple[Block, ...]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)


def _changes(word: str, number: int | None) -> tuple[tuple[str, Any], ...]:
    """What a control word changes in the look, by name."""
    if word in _SETS:
        return _SETS[word]
    if word in _SWITCHES:
        return ((_SWITCHES[word], number != 0),)
    if word in _COUNTS:
        return ((_COUNTS[word], max(0, number or 0)),)
    if word in _MEASURES:
        name, per_point = _MEASURES[word]
        return ((name, (number or 0) / per_point),)
    return ()


@lru_cache(maxsize=10_000)
def _changed(look: _Look, changes: tuple[tuple[str, Any], ...]) -> _Look:
    """A file changes a few looks to and fro, so that most were made before."""
    return replace(look, **dict(changes))


class _Reader:
    """Reads an RTF file once, from start to end. `blocks` and `properties` hold what it found."""

    def __init__(self, content: bytes, name: str) -> None:
        self._content, self._name = content, name
        self._look = _Look()
        self._stack: list[tuple[_Look, bool]] = []
        self._sinks = [_Sink()]
        self._notes: list[Block] = []
        self._bytes = bytearray()
        self._to_skip = 0
        self._starred = False
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._headings: dict[int, int] = {}
        self._captured: list[str] = []
        self.properties: dict[str, str] = {}

    @property
    def blocks(self) -> list[Block]:
        return self._sinks[0].blocks + self._notes

    @property
    def _sink(self) -> _Sink:
        return self._sinks[-1]

    def read(self) -> None:
        position, end, count = 0, len(self._content), 0
        while position < end:
            count += 1 if self._look.destination == "skip" else _SKIPPED_TOKENS
            if count > MOST_TOKENS * _SKIPPED_TOKENS:
                raise ReadError(f"{self._name}: holds more text than one document may; split it")
            token = _TOKEN.match(self._content, position)
            if token is None:  # a lone byte at the end
                break
            position = token.end()
            kind = token.lastgroup
            if kind in ("word", "number"):
                position += self._word(token["word"].decode("ascii"), token["number"])
            elif kind == "hex":
                self._add_bytes(bytes.fromhex(token["hex"].decode("ascii")))
            elif kind == "text":
                self._add_bytes(token["text"])
            elif kind == "brace":
                self._open() if token["brace"] == b"{" else self._close()
            elif kind == "symbol":
                self._symbol(token["symbol"])
        self._flush()
        self._look = replace(self._look, destination="")
        while len(self._sinks) > 1:
            self._end_sink()
        self._end_paragraph()
        self._end_table()

    # Groups

    def _open(self) -> None:
        self._flush()
        self._to_skip = 0
        if len(self._stack) >= DEEPEST:
            raise ReadError(f"{self._name}: groups more than {DEEPEST:,} deep; save the document anew")
        self._stack.append((self._look, False))

    def _close(self) -> None:
        self._flush()
        self._to_skip = 0
        if not self._stack:
            return
        ended = self._look
        self._look, has_sink = self._stack.pop()
        if has_sink:
            self._end_sink()
        if ended.destination == "stylesheet":
            self._end_style(ended.style)
        elif ended.destination != self._look.destination:
            self._end_destination(ended.destination)

    def _end_destination(self, destination: str) -> None:
        text = "".join(self._captured)
        self._captured = []
        if destination == "listtext":
            self._sink.label = text
        elif destination == "fldinst":
            link = _LINK.search(text)
            # What the link is put on follows in the same group, which ends it.
            self._look = replace(self._look, url=link[1] if link else "")
        elif destination in ("title", "author", "creatim", "revtim"):
            self.properties[destination] = text

    def _end_style(self, style: int) -> None:
        name = "".join(self._captured).strip().rstrip(";").lower()
        self._captured = []
        level = name.removeprefix("heading ")
        if name == "title":
            self._headings.setdefault(style, 1)
        elif level != name and re.fullmatch(r"[1-9]", level):
            self._headings.setdefault(style, int(level))

    def _begin_sink(self, *, is_note: bool) -> None:
        if not self._stack:
            return
        self._stack[-1] = (self._stack[-1][0], True)
        self._sinks.append(_Sink(is_note))
        self._look = _Look(font=self._look.font, skip=self._look.skip)

    def _end_sink(self) -> None:
        self._end_paragraph()
        self._end_table()
        ended = self._sinks.pop()
        (self._notes if ended.is_note else self._sink.boxes).extend(ended.blocks)

    # Control words

    def _word(self, word: str, digits: bytes | None) -> int:
        """Carry a control word out; return how many bytes after it are no RTF."""
        number = int(digits) if digits else None
        if word == "u" and number is not None:
            self._unicode(number)
            return 0
        self._flush()
        if self._to_skip:
            self._to_skip -= 1
            return 0
        starred, self._starred = self._starred, False
        if word == "bin":
            return max(0, number or 0)
        if self._look.destination == "skip":
            return 0
        if (starred and word not in _STARRED) or word in _SKIPPED:
            self._look = replace(self._look, destination="skip")
        elif word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word in _EVENTS:
            _EVENTS[word](self)
        else:
            self._format(word, number)
        return 0

    def _format(self, word: str, number: int | None) -> None:
        if word == "outlinelevel":
            self._outline((number or 0) + 1)
        elif word in ("fcharset", "ansicpg", "cpg"):
            self._encode(word, number or 0)
        elif word in _DESTINATIONS:
            self._captured = []
            self._look = replace(self._look, destination=_DESTINATIONS[word])
        elif word in _DATES:
            if self._look.destination in ("creatim", "revtim"):
                self._captured.append(_DATES[word].format(number or 0))
        elif changes := _changes(word, number):
            self._look = _changed(self._look, changes)

    def _outline(self, level: int) -> None:
        level = level if level < 10 else 0  # 10 is running text
        if self._look.destination == "stylesheet":
            self._headings.setdefault(self._look.style, level)
        self._look = replace(self._look, outline=level)

    def _encode(self, word: str, number: int) -> None:
        if word == "ansicpg":
            known = f"cp{number}" if number in _CODE_PAGES else self._encoding
            self._encoding = _NAMED_CODE_PAGES.get(number, known)
        elif word == "fcharset" and self._look.destination == "fonttbl":
            name = "symbol" if number == _SYMBOL_CHARSET else _CHARSETS.get(number, "")
            self._fonts.setdefault(self._look.font, name)

    def _symbol(self, symbol: bytes) -> None:
        self._flush()
        if symbol == b"*":
            self._starred = True
        elif symbol in b"\r\n":
            self._end_paragraph()
        elif self._to_skip:
            self._to_skip -= 1
        else:
            self._add(_SYMBOLS.get(symbol, ""))

    # Text

    def _unicode(self, number: int) -> None:
        self._flush()
        self._add(chr(number % 0x10000))
        self._to_skip = self._look.skip

    def _add_bytes(self, content: bytes) -> None:
        skipped = min(self._to_skip, len(content))
        self._to_skip -= skipped
        self._bytes += content[skipped:]

    def _flush(self) -> None:
        if not self._bytes:
            return
        content, self._bytes = bytes(self._bytes), bytearray()
        encoding = self._fonts.get(self._look.font) or self._encoding
        if encoding == "symbol":
            label = self._look.destination == "listtext"
            text = "".join("•" if byte > 0x7F or (label and byte > 0x20) else chr(byte) for byte in content)
        else:
            text = content.decode(encoding, errors="replace")
        self._add(text)

    def _add(self, text: str) -> None:
        look = self._look
        if look.destination in ("skip", "fonttbl", "info") or not text:
            return
        if look.destination:
            self._captured.append(text)
        elif not (look.hidden or look.deleted):
            strong = look.bold or (look.underlined and not look.url)
            self._sink.runs.append(Run(text, strong, look.size, look.url))

    def _end_paragraph(self) -> None:
        if self._look.destination:
            return
        sink, look = self._sink, self._look
        in_table = look.in_table or bool(sink.cell or sink.cells)
        if not in_table:
            self._end_table()
        paragraph = self._paragraph()
        if paragraph is not None:
            (sink.cell if in_table else sink.blocks).append(paragraph)
        sink.runs, sink.label = [], None
        sink.blocks += sink.boxes
        sink.boxes = []

    def _paragraph(self) -> Paragraph | None:
        sink, look = self._sink, self._look
        runs = tuple(_paired(sink.runs))
        if not "".join(run.text for run in runs).strip():
            return None
        heading = self._headings.get(look.style, 0) if look.outline is None else look.outline
        item = not heading and (bool(look.list_id) or sink.label is not None)
        label = (sink.label or "").strip()
        ordered = label != "o" and any(character.isalnum() for character in label)  # Word's second bullet is an "o"
        return Paragraph(runs, heading, look.depth if item else -1, ordered, look.indent)

    def _end_cell(self) -> None:
        if self._look.destination:
            return
        self._look = replace(self._look, in_table=True)
        self._end_paragraph()
        self._sink.cells.append(tuple(self._sink.cell))
        self._sink.cell = []

    def _end_row(self) -> None:
        if self._look.destination:
            return
        sink = self._sink
        if sink.cell:
            sink.cells.append(tuple(sink.cell))
        if sink.cells:
            sink.rows.append(tuple(sink.cells))
        sink.cell, sink.cells = [], []

    def _end_table(self) -> None:
        sink = self._sink
        self._end_row()
        if sink.rows:
            sink.blocks.append(Table(tuple(sink.rows)))
        sink.rows = []


def _paired(runs: list[Run]) -> Iterator[Run]:
    """Join runs of one look; join the two halves of characters that UTF-16 writes as two."""
    text = ""
    for number, run in enumerate(runs):
        text += run.text
        after = runs[number + 1] if number + 1 < len(runs) else None
        if after is None or replace(after, text="") != replace(run, text=""):
            yield replace(run, text=text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
            text = ""


_EVENTS: dict[str, Callable[[_Reader], None]] = {
    "par": _Reader._end_paragraph,
    "page": _Reader._end_paragraph,
    "sect": _Reader._end_paragraph,
    "nestcell": _Reader._end_paragraph,
    "cell": _Reader._end_cell,
    "row": _Reader._end_row,
    "shptxt": partial(_Reader._begin_sink, is_note=False),
    "footnote": partial(_Reader._begin_sink, is_note=True),
}
