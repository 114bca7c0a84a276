"""The statements of a model's reply: its sentences, the evidence each names, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.language.facts import facts_of
from assistant.models.reply.formats import LINK_LEFT_OUT
from assistant.models.reply.markers import Marker, find_markers
from store.text.sentences import sentence_spans
from store.types import Span

NOT_IN_SOURCES = "(not in the sources)"

_LINE_OPENING = re.compile(r"[ \t]*(?:(?:[-*+•>]|[0-9]{1,2}[.)]|#{1,6})[ \t]+)*")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|`+")
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*[a-z]{0,12}\s*\Z", re.IGNORECASE)  # a language is no statement
# Only what cannot say anything: a tag with words in it, and what a comment holds, are read by whoever sees the text.
_ELEMENTS = (
    "a|abbr|b|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|ins|kbd|li|mark|ol|p|pre|q|s"
    "|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
)
_VALUE = r"""(?:"[^"\s]*"|'[^'\s]*'|[^\s"'<>]+)"""
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:\s+[\w-]+={_VALUE})*\s*/?>|<!--+|--+>", re.IGNORECASE)
_SOURCES = r"(?:sources?|evidence|articles?|postings?|documents?|passages?|texts?|materials?)"
_SAYS = (
    r"(?:say|state|tell|mention|specify|give|cover|describe|contain|include|provide|indicate|answer|address|list|name)"
)
_TELLS_OF_ABSENCE = re.compile(
    rf"\b{_SOURCES}(?: \w+){{0,3}} (?:do|does|did)(?: not|n['’]t) (?:\w+ )?{_SAYS}\b"
    rf"|\b(?:no|not any|without) (?:information|mention|details?|answer|statement|data)\b[^.]*\b{_SOURCES}\b"
    rf"|\b{_SOURCES}\b[^.]*\b(?:no|not any) (?:information|mention|details?|answer|statement|data)\b"
    rf"|\b(?:is|are|was|were) not (?:stated|mentioned|specified|covered|given|found|told)\b"
    r"|\A[\w ]{1,40}: not (?:stated|mentioned|specified|given|told)\W*\Z",
    re.IGNORECASE,
)
# What opens such a sentence and is no clause of its own.
_OPENING = re.compile(
    rf"\A(?:(?:i['’]m|i am|we are|we['’]re) )?(?:sorry|afraid|unfortunately|regrettably)\b[,;:]?\s*(?:but\b|that\b)?"
    rf"|\A(?:based on|according to|from|in) (?:the |these |this )?(?:\w+ )?{_SOURCES}\b,?\s*",
    re.IGNORECASE,
)
LONGEST_HEADING = 6  # words; more of them can say something
# What a model says about answering, and not about the roles.
_CHATTER = re.compile(
    r"(?:sure|certainly|of course|absolutely|great question|good question|happy to help|thanks?(?: you)?)[!.]?"
    r"|(?:(?:sure|certainly|of course)[,!] )?(?:here(?:['’]s| is| are)|below (?:is|are)) (?:what|a|an|the|some)"
    r" (?:\w+ ){0,3}(?:i found|answer|summary|overview|list|points|breakdown|details)(?: \w+){0,4}:?"
    r"|(?:i )?hope (?:that|this|it) helps[^.!?]{0,20}[.!]?"
    r"|(?:please )?(?:let me know|feel free to ask)[^.!?\d]{0,70}[.!]?|is there anything else[^.!?\d]{0,50}\?",
    re.IGNORECASE,
)
_SECOND_CLAUSE = re.compile(r"[,;:]|\b(?:but|however|and|although|though)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a reply: its bare text, its place, its markers.

    `is_claim` is False where there is nothing to check: no content words, or only that the sources don't say.
    """

    text: str
    span: Span
    markers: tuple[Marker, ...]
    is_claim: bool

    @property
    def cited(self) -> frozenset[int]:
        return frozenset(number for marker in self.markers for number in marker.numbers)


def statements_of(reply: str) -> tuple[Statement, ...]:
    """The sentences of `reply` in order; a marker after a full stop belongs to the sentence before it."""
    statements: list[Statement] = []
    for statement in _sentences(reply):
        if statements and not statement.text and statement.markers:  # markers on a line of their own
            span = Span(statements[-1].span.start, statement.span.end)
            statements[-1] = replace(statements[-1], span=span, markers=statements[-1].markers + statement.markers)
        else:
            statements.append(statement)
    return tuple(statement for statement in statements if statement.text)


def with_markers(reply: str, kept: Sequence[tuple[Statement, Sequence[int]]]) -> str:
    """`reply` with each statement naming just the evidence numbers it keeps.

    A marker that stays keeps its place, a new one goes to the end of its sentence; a claim that keeps none is
    followed by NOT_IN_SOURCES, so that wherever the text is shown it says so itself.
    """
    for statement, numbers in reversed(kept):
        start, end = statement.span.start, statement.span.end
        reply = reply[:start] + _marked(reply, statement, numbers) + reply[end:]
    return reply


def _marked(reply: str, statement: Statement, numbers: Sequence[int]) -> str:
    start, end = statement.span.start, statement.span.end
    sentence, there = "", set[int]()
    for marker in statement.markers:
        before = reply[start : marker.span.start]
        if set(marker.numbers) & set(numbers):
            sentence += before + marker.span.of(reply)
            there |= set(marker.numbers)
        else:
            sentence = (sentence + before).rstrip()
        start = marker.span.end
    sentence += reply[start:end]
    note = NOT_IN_SOURCES if statement.is_claim and not numbers else ""
    added = "".join(f"[{number}]" for number in numbers if number not in there) or note
    body = sentence.rstrip()
    if body.endswith("|"):  # the row of a table, which it stays if its last cell takes what is added
        body = body[:-1].rstrip()
    return f"{body} {added}{sentence[len(body) :]}" if added else sentence


def _sentences(reply: str) -> Iterator[Statement]:
    """Every sentence with its place. Markers are blanked first, so that they do not hide where one ends."""
    markers = find_markers(reply)
    pieces, end = [], 0
    for marker in markers:
        pieces += [reply[end : marker.span.start], " " * (marker.span.end - marker.span.start)]
        end = marker.span.end
    blanked = "".join((*pieces, reply[end:]))
    end = 0
    for line in reply.splitlines(keepends=True):
        opening = _LINE_OPENING.match(line)
        start, end = end + (opening.end() if opening else 0), end + len(line)
        if _FENCE.match(line):
            continue
        # What follows a sentence up to the next one, its markers above all, belongs to it.
        starts = [start, *(span.start for span in sentence_spans(blanked, start, end)[1:]), end]
        for span in map(Span, starts, starts[1:]):
            text = _bare(span.of(blanked))
            inside = tuple(marker for marker in markers if span.start <= marker.span.start < span.end)
            yield Statement(text, span, inside, _is_claim(text) and not _is_heading(line, text))


def _bare(part: str) -> str:
    words = " ".join(_EMPHASIS.sub("", _TAG.sub(" ", part)).split())
    return re.sub(r" +([.,;:!?])", r"\1", words)


def tells_of_absence(text: str) -> bool:
    """Whether a sentence says that the sources don't say something, and nothing else."""
    rest = _OPENING.sub("", text)
    return bool(_TELLS_OF_ABSENCE.search(text)) and not _SECOND_CLAUSE.search(rest.replace(": not ", " not "))


def _is_heading(line: str, text: str) -> bool:
    """Whether a line only names what comes beneath it: few words, no number, marked as a heading or in bold."""
    marked = line.lstrip().startswith("#") or re.fullmatch(r"\s*(?:\*\*[^*]+\*\*|__[^_]+__):?\s*", line)
    return bool(marked) and len(text.split()) <= LONGEST_HEADING and not facts_of(text).numbers


def _is_claim(text: str) -> bool:
    if _CHATTER.fullmatch(text):
        return False
    facts = facts_of(text.replace(LINK_LEFT_OUT, ""))
    if tells_of_absence(text) and not facts.numbers:
        return False
    return bool(facts.words or facts.numbers)
