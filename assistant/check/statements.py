"""Split a model's reply into statements: its sentences, their places and the evidence each one
cites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.check.forms import Form
from assistant.language.facts import facts_of
from assistant.models.reply.markers import Marker, find_markers
from assistant.models.reply.marks import without_marks
from assistant.tuning import tuning
from store.text.sentences import sentence_spans
from store.types import Span

_LINE_OPENING = re.compile(r"[ \t]*(?:(?:[-*+•>]|[0-9]{1,2}[.)]|#{1,6})[ \t]+)*")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|`+")
# The language after an opening fence is not a statement.
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*[a-z]{0,12}\s*\Z", re.IGNORECASE)
# Only markup that cannot say anything: tags with words in them and comments stay, since a reader
# may see them.
_ELEMENTS = (
    "a|abbr|b|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|ins|kbd|li|mark|ol|p|pre|q|s"
    "|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
)
_VALUE = r"""(?:"[^"\s]*"|'[^'\s]*'|[^\s"'<>]+)"""
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:\s+[\w-]+={_VALUE})*\s*/?>|<!--+|--+>", re.IGNORECASE)
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?\s*")
_LEADS_ON = (":", "?", "：", "？")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a reply: its plain text, its place, its markers and what it does.

    `is_claim` is False where there is nothing to check: no content words, a heading, a table's
    head, or a question or a lead-in without a number. `form` and `clause` (the part that states a
    fact) are filled in by the check. `under` is the heads of a table cell's row and column.
    """

    text: str
    span: Span
    markers: tuple[Marker, ...]
    is_claim: bool
    form: Form = Form.FACT
    clause: str = ""
    under: str = ""

    @property
    def checked(self) -> str:
        """The text to compare with the sources: the clause that states a fact, or the whole
        sentence.
        """
        said = self.clause or " ".join(without_marks(self.text).split())
        if self.under and len(facts_of(said).words) < tuning().check.fewest_cell_words:
            return f"{self.under}: {said}"
        return said

    @property
    def cited(self) -> frozenset[int]:
        """The numbers of the evidence that its markers name."""
        return frozenset(number for marker in self.markers for number in marker.numbers)


def statements_of(reply: str) -> tuple[Statement, ...]:
    """Return the sentences of `reply` in order; a marker after a full stop belongs to the sentence
    before it.
    """
    statements: list[Statement] = []
    for statement in _sentences(reply):
        if statements and not statement.text and statement.markers:  # markers on their own line
            before = statements.pop()
            span = Span(before.span.start, statement.span.end)
            statement = replace(before, span=span, markers=before.markers + statement.markers)
        statements.append(statement)
    return tuple(statement for statement in statements if statement.text)


def with_markers(reply: str, added: Sequence[tuple[Statement, Sequence[int], str]]) -> str:
    """Return `reply` with evidence numbers and a note added after each statement; existing markers
    stay.
    """
    for statement, numbers, note in reversed(added):
        start, end = statement.span.start, statement.span.end
        reply = reply[:start] + _marked(reply[start:end], statement, numbers, note) + reply[end:]
    return reply


def _marked(sentence: str, statement: Statement, numbers: Sequence[int], note: str) -> str:
    markers = "".join(f"[{number}]" for number in numbers if number not in statement.cited)
    said = " ".join(filter(None, (markers, note)))
    body = sentence.rstrip()
    # A table row stays one if the addition goes into its last cell.
    if body.endswith("|"):
        body = body[:-1].rstrip()
    return f"{body} {said}{sentence[len(body) :]}" if said else sentence


def _sentences(reply: str) -> Iterator[Statement]:
    """Yield every sentence with its place.

    Markers are blanked first, so that they don't hide where a sentence ends.
    """
    markers = find_markers(reply)
    pieces, end = [], 0
    for marker in markers:
        pieces += [reply[end : marker.span.start], " " * (marker.span.end - marker.span.start)]
        end = marker.span.end
    blanked = "".join((*pieces, reply[end:]))
    end = 0
    columns: list[str] = []  # heads of the table that the line belongs to
    lines = reply.splitlines(keepends=True)
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        opening = _LINE_OPENING.match(line)
        start, end = end + (opening.end() if opening else 0), end + len(line)
        if _FENCE.match(line):
            continue
        is_title = "|" in line and bool(_TABLE_RULE.fullmatch(below))
        cells = _cells(blanked, start, end)
        if is_title or not cells:
            columns = [_bare(cell.of(blanked)) for cell in cells]
        cited = [_within(cell, markers) for cell in cells]
        if not is_title and len(columns) == len(cells) and any(cited[:-1]):
            yield from _row(blanked, columns, cells, cited)
            continue
        # Whatever follows a sentence up to the next one, such as its markers, belongs to it.
        starts = [start, *(span.start for span in sentence_spans(blanked, start, end)[1:]), end]
        for span in map(Span, starts, starts[1:]):
            text = _bare(span.of(blanked))
            is_claim = not is_title and _is_claim(text) and not _is_heading(line, text)
            yield Statement(text, span, _within(span, markers), is_claim)


def _within(span: Span, markers: Sequence[Marker]) -> tuple[Marker, ...]:
    return tuple(marker for marker in markers if span.start <= marker.span.start < span.end)


def _cells(text: str, start: int, end: int) -> list[Span]:
    """Return the cells of a table's row, without its outer bars; none if a line has no bar."""
    bars = [start - 1, *(at for at in range(start, end) if text[at] == "|"), end]
    cells = [Span(before + 1, after) for before, after in pairwise(bars)]
    first, last = (not cell.of(text).strip() for cell in (cells[0], cells[-1]))
    return cells[first : len(cells) - last] if len(cells) > 1 else []


def _row(
    text: str, columns: Sequence[str], cells: Sequence[Span], markers: Sequence[tuple[Marker, ...]]
) -> Iterator[Statement]:
    """Yield the cells of a row that have citations: each states something about its row and
    column.
    """
    row = _bare(cells[0].of(text))
    yield Statement(row, cells[0], markers[0], bool(markers[0]))
    for column, cell, inside in list(zip(columns, cells, markers, strict=True))[1:]:
        said = _bare(cell.of(text))
        heads = filter(None, (column, row))
        # In lower case, so that the first word of a head isn't taken for a name.
        under = ", ".join(head[:1].lower() + head[1:] for head in heads)
        yield Statement(said, cell, inside, bool(inside) or _is_claim(said), under=under)


def _bare(part: str) -> str:
    words = " ".join(_EMPHASIS.sub("", _TAG.sub(" ", part)).split())
    return re.sub(r" +([.,;:!?。，、！？])", r"\1", words)


def _is_heading(line: str, text: str) -> bool:
    """Return whether a line only names what comes beneath it: few words, no number, marked as a
    heading or bold.
    """
    is_bold = re.fullmatch(r"\s*(?:\*\*[^*]+\*\*|__[^_]+__):?\s*", line)
    is_marked = line.lstrip().startswith("#") or is_bold is not None
    is_short = len(text.split()) <= tuning().check.longest_heading
    return is_marked and is_short and not facts_of(text).numbers


def _is_claim(text: str) -> bool:
    facts = facts_of(without_marks(text))
    return bool(facts.numbers) or (bool(facts.words) and not text.endswith(_LEADS_ON))
