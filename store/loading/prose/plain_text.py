"""Plain text to Markdown by the form of its lines: how long, how far apart, how begun, how
ended.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from store.loading.markup.hyphens import mender
from store.loading.markup.inline import escaped, escaped_line
from store.loading.markup.tables import pipe_rows
from store.loading.prose import layout
from store.loading.prose.shapes import (
    decorated,
    is_capitals,
    is_place,
    is_rule,
    label_of,
    reads_as_heading,
)
from store.loading.structured.columns import column
from store.text.signs import Sign, is_sign_alone, sign_of, signs_in
from store.text.terms import labelled_pairs
from store.text.wraps import NARROWEST, ends_sentence, is_wrapped, wrap_width

SHORT_LINE = 50  # a shorter line above a longer one was not wrapped
PARAGRAPH_LINE = 100  # a longer line that was not wrapped is a paragraph
LONGEST_TITLE = 120
REPEATED = 3  # headings of the same words in one document are furniture: "Related content"
_DEEPEST_LIST = 4
_TAB = 4
_TABBED = re.compile(r"(?<=\S)[ ]*\t[ \t]*(?=\S)")
_TERM = " · "  # what stands for the tabs or gaps of a run: "Oban<tab>Hybrid<tab>Full time"
_WIDE = re.compile(r"(?<=[^\s|·•]) {3,}(?=[^\s|·•])")
_MANY_SPACES = re.compile(r"[ \t]{2,}")
_RUN_TOGETHER = re.compile(r"(?:^|\s)([•‣▪●○◦■►➤✓✔·])\s+(?=\S)")
_LINE_END = "\u2028"  # where a line of the source ended within a paragraph; texts hold none
_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_FIRST_ATX = re.compile(r"\s*#{1,6}[ \t]+\S")
_BOLD_LINE = re.compile(r"^ {0,3}(\*\*|__)[^*_\n]{1,100}\1:?[ \t]*$", re.MULTILINE)
_TABLE = re.compile(r"^[^|\n]*\|[^\n]*\n {0,3}\|?[ \t]*:?-+:?[ \t]*\|[-|: \t]*$", re.MULTILINE)
_MARKED_LINE = re.compile(
    r"^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+\S|^ {0,3}(?:```|~~~)|^.+\n {0,3}(?:={3,}|-{3,})[ \t]*$|  "
    r"\n(?=\S)",
    re.MULTILINE,
)
_MARKED_WORDS = re.compile(
    r"\*\*[^*\n]{1,300}\*\*|\[[^\]\[\n]{1,300}\]\([^)(\n]{1,300}\)|\\[#*_&+~$.()\[\]-]"
)
# Columns whose value stands alone under their name on a page copied from a browser: "Location",
# then "Leeds".
_STANDS_ALONE = frozenset(
    "place pay employment schedule workplace closes posted requisition company department team "
    "level city country identifier category".split()
)


class _Kind(Enum):
    HEADING = auto()
    ITEM = auto()
    TEXT = auto()
    TABLE = auto()
    RULE = auto()


@dataclass(slots=True)
class _Block:
    """Markdown-to-be; `lines` are apart in the source and stay so."""

    kind: _Kind
    lines: list[str]
    depth: int = 0


@dataclass(slots=True)
class _Line:
    """A line of the source, stripped; `sign` where it is a list item, whose words then are
    `text`.
    """

    text: str
    indent: int = 0
    sign: Sign | None = None
    heading: bool = False
    rule: bool = False
    table: list[list[str]] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        return not self.text and not self.table


def has_markdown_blocks(text: str) -> bool:
    """Tell a text with headings, lines in bold or a table of Markdown, none of which plain text
    has by chance.
    """
    marked = (
        len(_ATX.findall(text)) > 1 or _FIRST_ATX.match(text) or len(_BOLD_LINE.findall(text)) > 1
    )
    return bool(marked or _TABLE.search(text))


def has_markdown_lines(text: str) -> bool:
    """Tell a text with a line that Markdown marks, as plain text may too: a list item, a
    heading, a fence.
    """
    return bool(_ATX.search(text) or _BOLD_LINE.search(text) or _MARKED_LINE.search(text))


def has_markdown_words(text: str) -> bool:
    """Tell a text with words in bold, a link or an escape of Markdown."""
    return bool(_MARKED_WORDS.search(text))


def plain_to_markdown(text: str) -> str:
    """Return plain text as Markdown: headings "## ", items "- ", drawn tables as pipe tables,
    wrapped lines joined.

    Lines that the author set apart stay apart, rules become "---". What Markdown would read as
    markup is escaped.
    """
    lines = _lines(text)
    width = wrap_width([line.text if not line.sign and not line.heading else "" for line in lines])
    _mark_headings(lines, width)
    return _written(_blocks(lines, width), mender(text, _LINE_END))


def with_title(markdown: str, titled: bool = False) -> str:
    """Return Markdown made from plain text, without rules, its first heading as its title unless it
    is `titled`.

    Headings that recur are made lines again: they interrupt a text and do not divide it.
    """
    blocks = [block for block in markdown.split("\n\n") if block != "---"]
    counts = Counter(block for block in blocks if block.startswith("## "))
    result: list[str] = []
    interrupts = False
    for block in blocks:
        recurs = counts[block] >= REPEATED
        if recurs:
            result.append(escaped_line(block.removeprefix("## ")))
        elif interrupts and not block.startswith(("## ", "- ", "|")):
            result[-1] += f"  \n{block}"
        else:
            result.append(block)
        interrupts = recurs
    if not titled:
        result[0] = _as_title(result[0])
    return "\n\n".join(result)


def _as_title(block: str) -> str:
    """The first block with its first line as a heading, where it can be one."""
    if block.startswith("## "):
        return block.removeprefix("#")
    first, _, further = block.partition("  \n")
    if further and reads_as_heading(first) and not is_place(first):
        return f"# {first}\n\n{further}"
    return block


# --- lines ---


def _lines(text: str) -> list[_Line]:
    raws = [raw.rstrip() for raw in text.split("\n")]
    tables = layout.tables(raws)
    lines: list[_Line] = []
    i = 0
    while i < len(raws):
        if i in tables:
            end, rows = tables[i]
            lines.append(_Line("", table=rows))
            i = end
            continue
        many = len(_TABBED.findall(raws[i])) > 1
        raw = (_TABBED.sub(_TERM, raws[i]) if many else raws[i]).expandtabs(_TAB)
        indent = len(raw) - len(raw.lstrip())
        first, *beside = labelled_pairs(raw.strip(), lambda words: bool(column(words).kind))
        if not beside and len(_WIDE.findall(first)) > 1:
            first = _WIDE.sub(_TERM, first)
        stripped = _MANY_SPACES.sub(" ", first)
        below = raws[i + 1].strip() if i + 1 < len(raws) else ""
        if is_sign_alone(stripped) and below and not sign_of(below):
            i += 1
            sign = "•" if stripped == "o" else stripped
            stripped = f"{sign} {_MANY_SPACES.sub(' ', below)}"
        lines += _parted(stripped, indent)
        lines += [_Line(_MANY_SPACES.sub(" ", pair), indent) for pair in beside]
        i += 1
    _mark_decorated(lines)
    _mark_signs(lines)
    return lines


def _parted(text: str, indent: int) -> Iterator[_Line]:
    """A line, or the items that run together in it: "We offer: • bread • tea"."""
    marks = list(_RUN_TOGETHER.finditer(text))
    marks = [mark for mark in marks if mark[1] == marks[0][1]]
    is_terms = marks and marks[0][1] == "·" and marks[0].start() and len(text) < PARAGRAPH_LINE
    if len(marks) < 2 or is_terms:
        yield _Line(text, indent)
        return
    if lead := text[: marks[0].start()].strip():
        yield _Line(lead, indent)
    for mark, end in zip(marks, [*(mark.start() for mark in marks[1:]), None], strict=True):
        yield _Line(f"• {text[mark.end() : end].strip()}", indent)


def _mark_decorated(lines: list[_Line]) -> None:
    """Headings between signs, over a rule or in a box; every rule then goes."""
    for i, line in enumerate(lines):
        if line.text and not is_rule(line.text):
            words = decorated(line.text)
            line.text, line.heading = words or line.text, bool(words) or _is_underlined(lines, i)
    for i, line in enumerate(lines):
        if not line.table and is_rule(line.text):
            near = lines[max(0, i - 1) : i + 2]
            line.text, line.rule = "", not any(beside.heading for beside in near)


def _is_underlined(lines: Sequence[_Line], i: int) -> bool:
    line = lines[i].text
    below = lines[i + 1].text if i + 1 < len(lines) else ""
    above = lines[i - 1].text if i else ""
    if len(line) > LONGEST_TITLE or (above and not is_rule(above)):
        return False
    if not is_rule(below) or below[0] not in "=-~*─━═_#" or (label_of(line) or ("", ""))[1]:
        return False
    closes_box = bool(above) and not ends_sentence(line)
    return closes_box or (
        reads_as_heading(line) and len(below.replace(" ", "")) <= 2 * len(line) + 8
    )


def _mark_signs(lines: list[_Line]) -> None:
    filled = [line for line in lines if line.text and not line.heading]
    for line, sign in zip(filled, signs_in([line.text for line in filled]), strict=True):
        if sign:
            line.sign, line.text = sign, line.text[len(sign.text) :].strip()


# --- headings ---


def _mark_headings(lines: Sequence[_Line], width: int) -> None:
    filled = [i for i, line in enumerate(lines) if not line.blank]
    for above, i, below in reversed([*zip([None, *filled], filled, filled[1:], strict=False)]):
        line = lines[i]
        if not line.table and not line.heading and _is_heading(lines, i, above, below, width):
            line.heading = True
            if line.sign:
                line.text, line.sign = line.sign.text + line.text, None


def _is_heading(lines: Sequence[_Line], i: int, above: int | None, below: int, width: int) -> bool:
    line, following = lines[i], lines[below]
    text = line.text
    if line.sign is not None:
        return _is_numbered_heading(lines, i, above, below)
    if not reads_as_heading(text) and not (above is None and _is_long_title(text)):
        return False
    touches, apart = below == i + 1, _is_apart(lines, i, above, width)
    if above is None:
        return not text.endswith((":", "：")) and not (
            touches and is_wrapped(text, following.text, width)
        )
    if not apart:
        return False
    if following.sign is not None or following.table or following.heading:
        return not following.heading or is_capitals(text) or text.endswith(":")
    if is_capitals(text):
        return not (touches and is_capitals(following.text))
    if (kind := column(text).kind) in _STANDS_ALONE:
        return bool(kind) and len(following.text) <= LONGEST_TITLE
    if label_of(following.text):
        return True
    if touches:
        opens = not following.text[0].islower()
        longer = len(following.text) >= SHORT_LINE or (
            ends_sentence(following.text) and len(text.split()) < 6
        )
        return (
            opens
            and len(text) < SHORT_LINE + 10
            and longer
            and not is_wrapped(text, following.text, width)
        )
    under = lines[below + 1].text if below + 1 < len(lines) else ""
    return not reads_as_heading(following.text) or is_wrapped(following.text, under, width)


def _is_numbered_heading(lines: Sequence[_Line], i: int, above: int | None, below: int) -> bool:
    """Tell a numbered heading, "1. About the work" alone above a paragraph, from a list item."""
    line, following = lines[i], lines[below]
    if not line.sign or not line.sign.number or (following.sign and following.sign.number):
        return False
    apart = above is None or above < i - 1
    long = below > i + 1 or len(following.text) >= SHORT_LINE
    return apart and long and reads_as_heading(line.text)


def _is_long_title(text: str) -> bool:
    short = len(text) <= LONGEST_TITLE and len(text.split()) <= 16
    label = label_of(text)
    return (
        short
        and not text.endswith((".", ",", ";", ":"))
        and not text[0].islower()
        and not (label and label[1])
        and (reads_as_heading(text[:60].strip().rstrip(",.;:&/")))
    )


def _is_apart(lines: Sequence[_Line], i: int, above: int | None, width: int) -> bool:
    """Tell whether what stands above has ended before line `i`."""
    if above is None or above < i - 1:
        return True
    line = lines[above]
    if line.table or line.heading:
        return True
    if line.sign is not None:
        return not is_wrapped(line.text, lines[i].text, width) and lines[i].indent <= line.indent
    return (
        ends_sentence(line.text)
        or len(line.text) > PARAGRAPH_LINE + 20
        or is_capitals(lines[i].text)
    )


# --- blocks ---


def _blocks(lines: Sequence[_Line], width: int) -> list[_Block]:
    blocks: list[_Block] = []
    indents: list[int] = []
    last: _Line | None = None  # the line right above, None after a blank one
    for line in lines:
        if line.blank:
            last = None
            if line.rule and blocks:
                blocks.append(_Block(_Kind.RULE, ["---"]))
            continue
        if line.table:
            blocks.append(
                _Block(_Kind.TABLE, pipe_rows([list(map(escaped, row)) for row in line.table]))
            )
        elif line.heading:
            blocks.append(_Block(_Kind.HEADING, [line.text.rstrip(":： ")]))
        elif line.sign is not None:
            indents = [indent for indent in indents if indent < line.indent]
            depth = (
                min(len(indents), _DEEPEST_LIST) if blocks and blocks[-1].kind is _Kind.ITEM else 0
            )
            indents = [*(indents if depth else []), line.indent]
            blocks.append(_Block(_Kind.ITEM, [line.text], depth))
        elif last and not last.heading and not last.table and _continues(last, line, width):
            blocks[-1].lines[-1] += f"{_LINE_END}{line.text}"
        elif last and not last.heading and not last.table and _stays_with(last, line):
            blocks[-1].lines.append(line.text)
        else:
            blocks.append(_Block(_Kind.TEXT, [line.text]))
        if last and last.sign and not line.sign and blocks[-1].kind is _Kind.ITEM:
            line = replace(line, sign=last.sign, indent=last.indent)  # goes on with the item
        last = line
    return blocks


def _continues(last: _Line, line: _Line, width: int) -> bool:
    """Tell a line that the width of the page parted from the one above."""
    if last.sign is not None:
        hangs = line.indent > last.indent and len(last.text) > NARROWEST
        return (
            hangs
            or line.text[0].islower()
            or is_wrapped(last.text, line.text, max(0, width - len(last.sign.text)))
        )
    return is_wrapped(last.text, line.text, width)


def _stays_with(last: _Line, line: _Line) -> bool:
    """Tell a further line of an item, which hangs below it, or of lines set apart within a
    paragraph.
    """
    return line.indent > last.indent if last.sign is not None else not _is_paragraph(last, line)


def _is_paragraph(last: _Line, line: _Line) -> bool:
    """Tell lines that are a paragraph each from the lines of an address or of labels."""
    long = max(len(last.text), len(line.text)) > PARAGRAPH_LINE
    return long or (ends_sentence(last.text) and len(last.text) > SHORT_LINE)


def _written(blocks: Sequence[_Block], mend: Callable[[str], str]) -> str:
    markdown = ""
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before:
            markdown += "\n" if before.kind is block.kind is _Kind.ITEM else "\n\n"
        markdown += _markdown(block, mend)
    return markdown


def _markdown(block: _Block, mend: Callable[[str], str]) -> str:
    if block.kind in (_Kind.TABLE, _Kind.RULE):
        return "\n".join(block.lines)
    words = [escaped(mend(line)) for line in block.lines]
    if block.kind is _Kind.HEADING:
        return "## " + re.sub(r"(?<=\s)(?=#+$)", r"\\", words[0])
    words = list(map(escaped_line, words))
    if block.kind is _Kind.ITEM:
        return f"{'  ' * block.depth}- " + "  \n  ".join(words)
    return "  \n".join(words)
