"""What a line states of the job itself, and what it only mentions: a salary or other money, the
last day to apply or another day, a kind of employment or one that is merely possible.

The readers find amounts, dates and words; this chooses among them. It is learned from
assistant/judge/training/lines.yaml. What the vocabularies find in a line counts beside its own
words, by which lines in other languages are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from store.embedding.classifier import Marked, shipped_labeller
from store.facets.reading import Line, Reading, Sentence, Word, cues_in, lexicon, words_of
from store.types import Span

WEIGHTS = Path(__file__).with_name("lines.npz")
SURE = 0.5
_APART = 0.3  # by which one of two must be likelier to be sure
MOST_PARTS = 12  # things in a sentence beyond which it is not taken apart
# The vocabularies whose meanings mark a line, and where in them these lie.
_MARKS = (
    ("pay", "pay"),
    ("pay", "other"),
    ("pay", "periods", "alone"),
    ("dates", "closes"),
    ("dates", "posted"),
    ("dates", "rolling"),
    ("employment", "phrases"),
    ("employment", "of_work"),
    ("workplace", "phrases"),
    ("degree", "levels"),
    ("degree", "equivalents"),
    ("visa", "phrases"),
    ("experience", "experience"),
)
_PARTS = re.compile(
    r",(?!\d)|[;|·•()]|\s[-–—]\s|\b(?:plus|and|with|und|mit|et|avec|y|con|e|en|och|og)\b",
    re.IGNORECASE,
)


def says(reading: Reading, sentence: Sentence, *labels: str) -> str:
    """Return the likeliest of some labels where a sentence is likely to have it, else ""; raises
    EmbedderError.
    """
    return likeliest(said_of(reading.text, sentence.words, sentence.line), *labels)


def shares_of(
    reading: Reading, sentence: Sentence, at: Span, others: Sequence[Span]
) -> Mapping[str, float]:
    """Return the probability of each label of such a part; raises EmbedderError."""
    if len(others) > MOST_PARTS:
        others = ()
    start = max(
        (_cut(reading.text, each.end, at.start) for each in others if each.end <= at.start),
        default=sentence.start,
    )
    end = min(
        (_cut(reading.text, at.end, each.start) for each in others if each.start >= at.end),
        default=sentence.end,
    )
    words = [word for word in sentence.words if start <= word.start < end]
    return said_of(reading.text, words or sentence.words, sentence.line)


def likeliest(shares: Mapping[str, float], *labels: str, least: float = SURE) -> str:
    """Return the label with the greatest probability, "" where that is less than `least`."""
    best = max(labels, key=lambda label: shares[label])
    return best if shares[best] >= least else ""


def settled(stated: float, mentioned: float) -> bool | None:
    """Whether a line surely states a thing of the job, or surely only mentions it; None where
    neither or both are likely, and other signs decide.
    """
    is_sure = max(stated, mentioned) >= SURE > min(stated, mentioned)
    is_sure = is_sure and abs(stated - mentioned) >= _APART
    return stated > mentioned if is_sure else None


def said_of(text: str, words: Sequence[Word], line: Line) -> Mapping[str, float]:
    """Return the probability of each label of some words of a line; raises EmbedderError."""
    return shipped_labeller(WEIGHTS)([marked(text, words, line)])[0]


def marked(text: str, words: Sequence[Word], line: Line) -> Marked:
    """Return what the labeller sees of some words of a line."""
    heading = line.label_text or next(reversed(line.headings), "")
    marks = (*_marks(text, words, line), *(f"^{word.key}" for word in words_of(heading)))
    return Marked(text[words[0].start : words[-1].end], heading, marks)


def _marks(text: str, words: Sequence[Word], line: Line) -> Iterator[str]:
    for path in _MARKS:
        for mention in lexicon(*path).find(text, words):
            yield f"={path[0]}:{mention.meaning}"
    for cue in cues_in(text, words):
        yield f"=cue:{cue.meaning}"
    yield f"=label:{line.label}"
    yield f"=strength:{line.strength}"


def _cut(text: str, start: int, end: int) -> int:
    """Where the part of a sentence behind one thing ends and that before the next begins."""
    parts = [*_PARTS.finditer(text, start, end)]
    return parts[-1].start() if parts else start
