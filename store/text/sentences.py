"""Sentences of running prose."""

from __future__ import annotations

import re

from sentencex import get_sentence_boundaries

from store.text.lines import trimmed
from store.types import Span

WINDOW = (
    20_000  # unclosed quotes make the splitter quadratic, so it never sees more characters at once
)

_BREAK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[*+•·‣▪●◦–—-]|\d{1,2}[.)])[ \t])")
_FULL_WIDTH_END = re.compile(
    r"[。！？](?![。！？」』）”’])"
)  # no blank follows; within quotes it may go on
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"'’])(?:"
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sr|Jr|St|Mt|Rev|Hon|Gen|Lt|Sgt|Capt|No|Fig|Eq|Sec|Ch|Vol|Dept|Univ"
    r"|Asst|Assoc)\."
    r"|(?:vs|[aA]pprox|esp|incl|cf|ca|resp|yrs?|[eE]\.g|[iI]\.e|[eE]xp|min|max)\."
    r"|[A-Z]\."
    r")$"
)
_ENDS_LOWER = re.compile(
    r"(?:\b(?:[A-Za-z]\.){2,}|\b(?:Ph\.D|M\.Sc|B\.Sc|etc|Inc|Ltd|Co|Corp|al)\.|…|\.\.\.)$"
)

# "9 a.m. to 5 p.m. Central", "5 p.m. Monday to Friday": what follows a time of day may have a
# capital.
_TIME_OF_DAY = re.compile(r"\d ?[AaPp]\.[Mm]\.$")
_GOES_ON = re.compile(
    r"(?:Atlantic|Central|Eastern|Mountain|Pacific|[A-Z]{2,4}T|UTC|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*)\b"
)


def sentence_spans(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of text[start:end] in order, trimmed; none crosses a blank line or
    enters a list item.
    """
    spans: list[Span] = []
    for stop in [m.start() for m in _BREAK.finditer(text, start, end)] + [end]:
        spans += _paragraph(text, start, stop)
        start = stop
    return spans


def _paragraph(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    while start < end:
        stop = _window_end(text, start, end)
        boundaries = get_sentence_boundaries("en", text[start:stop])
        ends = sorted(
            {start + boundary["end_index"] for boundary in boundaries}
            | {match.end() for match in _FULL_WIDTH_END.finditer(text, start, stop)}
        )
        if stop < end and len(ends) > 1:
            ends.pop()  # the window cut the last one; it begins the next window
        for sentence_end in ends:
            if not _inside_a_word(text, sentence_end, end):
                _append(spans, text, trimmed(text, start, sentence_end))
                start = sentence_end
    return spans


def _inside_a_word(text: str, at: int, end: int) -> bool:
    """Whether a border stands within ".NET", "ASP.NET" or "Node.js"; "in time.He came" lacks but
    its space.
    """
    if at >= end or text[at - 1] != "." or text[at].isspace():
        return False
    return not (
        text[at - 2 : at - 1].islower() and text[at].isupper() and text[at + 1 : at + 2].islower()
    )


def _window_end(text: str, start: int, end: int) -> int:
    if end - start <= WINDOW:
        return end
    space = text.rfind(" ", start + 1, start + WINDOW)
    return space + 1 if space > 0 else start + WINDOW


def _append(spans: list[Span], text: str, span: Span) -> None:
    """Add a sentence, or join it to the one before where the splitter was misled by an
    abbreviation.
    """
    if span.start == span.end:
        return
    if spans and _joins(spans[-1].of(text), span.of(text)):
        spans[-1] = Span(spans[-1].start, span.end)
    else:
        spans.append(span)


def _joins(before: str, after: str) -> bool:
    if not any(map(str.isalnum, after)) or not any(map(str.isalnum, before)):
        return True
    tail = before[-12:]
    if _TIME_OF_DAY.search(tail) and _GOES_ON.match(after):
        return True
    return bool(_ABBREVIATION.search(tail) or (after[0].islower() and _ENDS_LOWER.search(tail)))
