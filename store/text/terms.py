"""What stands side by side on one line: terms under a title ("Oban, GB · Hybrid · Full time"), or
labels with their values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from store.text.lines import trimmed
from store.types import Span

RUN_WITHIN = 12  # lines from the top in which a run tells of the whole text
_LONGEST = 80  # characters of a term
_MOST_WORDS = 9
_BETWEEN = re.compile(r"\s+[·•|∙⋅●▪◆]+\s+|[*_ ]*\t[*_ ]*")
_NUMBER_BEFORE = "".join(rf"(?<!\d{'.' * width})" for width in range(4))
_DASH = re.compile(  # none within "£30k - £35k"
    rf"{_NUMBER_BEFORE}\s+[–—-]{{1,3}}\s+|\s+[–—-]{{1,3}}\s+(?!\D{{0,4}}\d)"
)
_LEAST_DASHED = 3  # terms; a title, too, has a dash within
_GAP = re.compile(r"\s{3,}|\t+")
_PAIR = re.compile(r"[^\W\d_][^:.!?|\n]{0,38}:\s+\S")
_COLON = re.compile(r":\s+(?=\S)")
_LABEL_WORD = re.compile(r"(?<!\S)[^\W\d_][\w/&'’-]*(?=[\s:])")
_LABEL_WORDS_ALONE = re.compile(r"[^\W\d_][\w/&'’ -]*")
_LABEL_WORDS = 4
_SENTENCE = re.compile(  # "Inc." and "Ltd." end none
    r"(?<![A-Z][a-z])(?<![A-Z][a-z]{2})(?<![A-Z][a-z]{3})\.$|[!?;:]$|[.!?]\s+[a-z]|[a-z]{3}[.!?]\s"
)


def terms_of(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Return the terms of a run, without the marks of emphasis around them; none where a line is
    no run.
    """
    end = len(text) if end is None else end
    if text[start:end].lstrip().startswith("|"):  # a row of a table
        return ()
    for sign, least in ((_BETWEEN, 2), (_DASH, _LEAST_DASHED)):
        signs = list(sign.finditer(text, start, end))
        if len(signs) + 1 >= least:
            starts = [start, *(mark.end() for mark in signs)]
            ends = [*(mark.start() for mark in signs), end]
            spans = [_bare(text, *ends_of) for ends_of in zip(starts, ends, strict=True)]
            spans = [span for span in spans if span.start < span.end]
            return (
                tuple(spans)
                if len(spans) >= least and all(_is_term(span.of(text)) for span in spans)
                else ()
            )
    return ()


def _bare(text: str, start: int, end: int) -> Span:
    span = trimmed(text, start, end)
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip("*_ "))
    return Span(start, max(start, span.start + len(words.rstrip("*_ "))))


def _is_term(words: str) -> bool:
    short = len(words) <= _LONGEST and len(words.split()) <= _MOST_WORDS
    return short and any(map(str.isalnum, words)) and not _SENTENCE.search(words)


def labelled_pairs(line: str, is_label: Callable[[str], bool]) -> list[str]:
    """Return each "Label: value" of several on a line, set apart by wide gaps or by labels that
    `is_label` knows: "Ref: 118 Closing date: 4 May"; the line itself where it holds no several.
    """
    cells = [cell for cell in _GAP.split(line.strip()) if cell]
    if len(cells) > 1 and all(map(_PAIR.match, cells[1:])):
        return [pair for cell in cells for pair in labelled_pairs(cell, is_label)]
    if not _PAIR.match(line):
        return [line]
    borders = [0, *_labels_within(line, is_label), len(line)]
    return [line[start:end].strip() for start, end in pairwise(borders)]


def _labels_within(line: str, is_label: Callable[[str], bool]) -> list[int]:
    """Where the labels behind the first one begin: of their words in a row, the first with a
    capital from which they are a known label; beside such a label, another is its last such word.
    """
    known, others = list[int](), list[int]()
    for before, colon in pairwise(_COLON.finditer(line)):
        words = list(_LABEL_WORD.finditer(line, before.end(), colon.start() + 1))[-_LABEL_WORDS:]
        starts = [
            word.start()
            for word in words
            if before.end() < word.start()
            and word[0][0].isupper()
            and _LABEL_WORDS_ALONE.fullmatch(line, word.start(), colon.start())
        ]
        if named := [at for at in starts if is_label(line[at : colon.start()])]:
            known.append(named[0])
        else:
            others += starts[-1:]
    return sorted(known + others) if known else []
