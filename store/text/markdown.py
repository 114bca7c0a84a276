"""Parse Markdown into plain text and its sections: the one parser for every format that is read.

Headings, also lines that are nothing but bold, become sections; list items are lines with a sign,
table rows lines that name their columns. Emphasis, links, entities and escapes are resolved, so
that what is stored is what is quoted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from store.text.lines import trimmed
from store.text.signs import signs_in
from store.text.terms import labelled_pairs
from store.text.wraps import breaks_clause, is_wrapped, wrap_width
from store.types import SectionKind, SectionSpan, Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BOLD_LEVEL = 7  # of a heading that is only a bold line: beneath every marked one
LONGEST_BOLD_HEADING = 100  # characters; what is longer is an emphatic sentence
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>", re.DOTALL)
_BREAK_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr|hr)\b[^<>]*>", re.IGNORECASE)
_SEVERAL_SPACES = re.compile(r"(?<=\S) {2,}")
_LABELLED = re.compile(r":\s+\S")
_ATTRIBUTES = re.compile(
    r"\[\]\{[^{}\n]*\}|(?<=\S)[ \t]*\{[#.][^{}\n]*\}"
)  # of Pandoc: {#id .class}
_WRAP = "\r"  # stands for the end of a line that may be no border; cleaned texts hold none
_ENDS = ("softbreak", "hardbreak")  # of a line of the source


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text; `level` is 1 to 6, or BOLD_LEVEL for a bold line."""

    level: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Parsed:
    """A plain text, its headings in order, and the sections under them; the title's heading is
    in no path.
    """

    text: str
    headings: tuple[Heading, ...]
    sections: tuple[SectionSpan, ...]

    @property
    def title(self) -> Heading | None:
        """The text's own heading, where it has one."""
        return title_heading(self.headings)


def parse_markdown(markdown: str, is_label: Callable[[str], bool] = lambda _: False) -> Parsed:
    """Return the text of `markdown` in Unicode NFC, its headings and its sections.

    `is_label` knows the usual names of fields ("Location", "Salary"), by which the head of a table
    of two columns is told from a row of it.
    """
    source = _ATTRIBUTES.sub("", cleaned(markdown))
    tokens = _parser().parse(source)
    paragraphs = (token.content.split("\n") for token in tokens if token.type == "inline")
    writer = _Writer(is_label, wrap_width([line for lines in paragraphs for line in (*lines, "")]))
    writer.blocks(tokens)
    text = _SPACES.sub(" ", "".join(writer.parts)).rstrip("\n")  # those that entities stood for
    if not text and any(map(str.isalnum, source)):  # nested deeper than the parser follows
        text = source.strip()
    headings = tuple(
        replace(heading, text=_SPACES.sub(" ", heading.text)) for heading in writer.headings
    )
    return Parsed(text, headings, _sections(text, headings))


def cleaned(text: str) -> str:
    """Return a text in NFC without invisible characters, every kind of space a plain one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _INVISIBLE.sub("", text)))


def title_heading(headings: Sequence[Heading]) -> Heading | None:
    """Return the first heading, where no other is of its level or a higher one; one that is
    alone only at level 1.
    """
    if not headings:
        return None
    first, *others = headings
    lowest = BOLD_LEVEL if others else 2
    return (
        first
        if first.level < lowest and all(heading.level > first.level for heading in others)
        else None
    )


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _sections(text: str, headings: Sequence[Heading]) -> tuple[SectionSpan, ...]:
    title = title_heading(headings)
    sections: list[SectionSpan] = []
    path: list[Heading] = []
    start = 0
    for heading in [*headings, None]:
        span = trimmed(text, start, heading.span.start if heading else len(text))
        if span.start < span.end:
            names = tuple(outer.text for outer in path)
            sections.append(SectionSpan(SectionKind.BODY, names, span))
        if heading:
            path = [outer for outer in path if outer.level < heading.level]
            path += [heading] if heading is not title else []
            start = heading.span.end
    return tuple(sections)


@dataclass(slots=True)
class _Writer:
    """Writes blocks as plain text and notes where headings stand."""

    is_label: Callable[[str], bool]
    width: int = 0
    parts: list[str] = field(default_factory=list)
    length: int = 0
    headings: list[Heading] = field(default_factory=list)

    def blocks(self, tokens: Sequence[Token], prefix: str = "", indent: str = "") -> None:
        """Write sibling blocks; the first line carries `prefix`, the others `indent`."""
        tight = bool(indent)
        for group in _grouped(tokens):
            kind = group[0].type
            if kind == "heading_open":
                self._heading(int(group[0].tag[1:]), _inline(group[1].children or ()), prefix)
            elif kind == "paragraph_open":
                self._paragraph(group[1], prefix, indent)
            elif kind in ("bullet_list_open", "ordered_list_open"):
                self._list(group, indent)
            elif kind == "table_open":
                self._lines(_table(list(_rows(group)), self.is_label), prefix, indent)
            elif kind in ("fence", "code_block"):
                self._lines(group[0].content.rstrip("\n").split("\n"), prefix, indent)
            elif kind == "html_block":
                self._lines(_html_lines(group[0].content), prefix, indent)
            elif kind == "blockquote_open":
                self.blocks(group[1:-1], prefix, indent)
            if self.parts and not tight:
                self._write_blank()
            prefix = indent

    def _heading(self, level: int, text: str, prefix: str = "") -> None:
        words = " ".join(text.split())
        if not words:
            return
        start = self.length + len(prefix)
        self._write(f"{prefix}{words}\n")
        self.headings.append(Heading(level, words.rstrip(": "), Span(start, start + len(words))))

    def _paragraph(self, inline: Token, prefix: str, indent: str) -> None:
        children = inline.children or ()
        bold, further = _bold_line(children) if not prefix and not indent else ("", children)
        if bold:
            self._heading(BOLD_LEVEL, bold)
            if further and _inline(further).strip():
                self._write_blank()
        lines = [
            pair
            for line in self._unwrapped(further, inline.content.split("\n")[bool(bold) :])
            for pair in labelled_pairs(line, self.is_label)
        ]
        signs = signs_in(lines)
        marked = [
            f"- {line.removeprefix(sign.text)}" if sign else line
            for line, sign in zip(lines, signs, strict=True)
        ]
        self._lines(marked, prefix, indent)

    def _unwrapped(self, children: Sequence[Token], source: Sequence[str]) -> list[str]:
        """The lines of a paragraph, those joined that the margin parted and not the author.

        How long they are is told by the lines of the source, which have the marks of links.
        """
        breaks = [token.type for token in children if token.type in _ENDS]
        soft = [at for at, kind in enumerate(breaks) if kind == "softbreak"]
        is_told = len(source) == len(breaks) + 1  # none has a break within code
        pieces = [piece.strip() for piece in _inline(children).split(_WRAP)]
        lines = pieces[:1]
        for at, piece, sign in zip(soft, pieces[1:], signs_in(pieces)[1:], strict=True):
            above = source[at].strip() if is_told else lines[-1].rpartition("\n")[2]
            below = source[at + 1].strip() if is_told else piece
            is_one = is_wrapped(above, below, self.width) or breaks_clause(above, below)
            if not sign and (is_one or not lines[-1]):
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
        return [line.strip() for line in "\n".join(lines).split("\n") if line.strip()]

    def _list(self, group: Sequence[Token], indent: str) -> None:
        ordered = group[0].type == "ordered_list_open"
        number = int(group[0].attrs.get("start", 1)) if ordered else 0
        for item in _grouped(group[1:-1]):
            sign = f"{number}. " if ordered else "- "
            self.blocks(item[1:-1], f"{indent}{sign}", f"{indent}  ")
            number += 1

    def _lines(self, lines: Sequence[str], prefix: str, indent: str) -> None:
        for line in lines:
            if line.strip():
                self._write(f"{prefix}{_SEVERAL_SPACES.sub(' ', line.rstrip())}\n")
                prefix = indent

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _write_blank(self) -> None:
        if self.parts and self.parts[-1] != "\n":
            self._write("\n")


def _grouped(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Each block with all that it holds, from its opening to its closing."""
    start = depth = 0
    for at, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : at + 1]
            start = at + 1


def _rows(table: Sequence[Token]) -> Iterator[list[str]]:
    row: list[str] = []
    for token in table:
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(" ".join(_inline(token.children or ()).split()))
        elif token.type == "tr_close" and any(row):
            yield row


def _table(rows: Sequence[Sequence[str]], is_label: Callable[[str], bool]) -> list[str]:
    """A line for each row that says of each cell what its column holds, so that a row can be quoted
    by itself.

    Of two columns without a head the first names the second: "Location: Oban".
    """
    if not rows:
        return []
    head, *body = rows
    if not body or len(head) == 1:
        return [", ".join(filter(None, row)) for row in rows]
    if len(head) == 2 and not _is_head(head, body, is_label):
        return [": ".join(filter(None, row)) for row in rows if any(row)]
    return [
        "; ".join(_cell(*pair) for pair in zip(head, row, strict=False) if pair[1]) for row in body
    ]


def _is_head(
    head: Sequence[str], body: Sequence[Sequence[str]], is_label: Callable[[str], bool]
) -> bool:
    """Whether two cells name the columns below them: "Grade | Pay", but not "Location | Oban" or
    "Contract | 2 years".

    Rows of labels name themselves; over others stands the name of a field, or words over numbers of
    one form.
    """
    if not all(head) or any(is_label(row[0]) for row in body):
        return False
    forms = {re.sub(r"[\d.,\s]+", "0", row[1]) for row in body if len(row) > 1}
    alike = len(body) > 1 and len(forms) == 1 and "0" in forms.pop()
    return is_label(head[1]) or (alike and not any(map(str.isdigit, head[1])))


def _cell(column: str, value: str) -> str:
    return f"{column.rstrip(': ')}: {value}" if column else value


def _html_lines(content: str) -> list[str]:
    return [
        line.strip() for line in unescape(_TAG.sub("", _BREAK_TAG.sub("\n", content))).split("\n")
    ]


def _inline(tokens: Sequence[Token]) -> str:
    """The text of inline tokens; pictures and tags give none."""
    text = ""
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            text += token.content
        elif token.type == "softbreak":
            text += _WRAP
        elif token.type == "hardbreak" or (
            token.type == "html_inline" and _BREAK_TAG.match(token.content)
        ):
            text += "\n"
    return text


def _bold_line(children: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """The words of a first line that is nothing but bold, and what follows it; none where it is
    no heading.
    """
    breaks = [at for at, token in enumerate(children) if token.type in _ENDS]
    end = breaks[0] if breaks else len(children)
    line, further = children[:end], children[end + 1 :]
    depth, bold = 0, False
    for token in line:
        if token.type in ("strong_open", "strong_close"):
            depth += token.nesting
            bold = True
        elif depth == 0 and token.type == "text" and token.content.strip(" :"):
            return "", children
    words = _inline(line).replace(_WRAP, " ").strip()
    wordy = not words or len(words) > LONGEST_BOLD_HEADING or words.endswith((".", "!", ";", ","))
    if not bold or wordy or _LABELLED.search(words):
        return "", children
    return words, further
