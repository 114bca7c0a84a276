"""Correct quotations in a reply that are nearly what a source says, and mark the others as
paraphrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from assistant.models.reply.markers import find_markers
from assistant.models.reply.marks import PARAPHRASED
from assistant.tuning import tuning
from assistant.types import Evidence
from store.types import Span

LONGEST = 600  # characters

_QUOTED = re.compile(
    rf"“([^“”\n]{{8,{LONGEST}}})”|„([^„“”\n]{{8,{LONGEST}}})[“”]|«([^«»\n]{{8,{LONGEST}}})»"
    rf"|(?<!\w)\"([^\"\n]{{8,{LONGEST}}})\"(?!\w)"
)
_LEFT_OUT = re.compile(r"\s*(?:\[(?:…|\.{3})\]|…|\.{3})\s*")
_WORD = re.compile(r"\w+")
_PUNCTUATION = " .,;:!?"


def with_exact_quotations(reply: str, evidence: Sequence[Evidence]) -> str:
    """Return `reply` with every quotation word for word as a source has it, or followed by
    PARAPHRASED.
    """
    passages = (shown.passage for shown in evidence)
    texts = [passage.span.of(passage.document.text) for passage in passages]
    for quoted in reversed(list(_QUOTED.finditer(reply))):
        at = quoted.lastindex or 0
        is_all = quoted[0] == reply.strip()
        is_short = len(_WORD.findall(quoted[at])) < tuning().check.shortest_quotation
        if is_all or is_short or find_markers(quoted[at]):
            continue
        parts = [_in_a_source(part, texts) for part in _LEFT_OUT.split(quoted[at]) if part]
        if all(parts):
            ending = quoted[at][len(quoted[at].rstrip(_PUNCTUATION)) :].strip()
            mended = " … ".join(parts) + ending * (not parts[-1].endswith((".", "!", "?")))
            reply = f"{reply[: quoted.start(at)]}{mended}{reply[quoted.end(at) :]}"
        else:
            reply = f"{reply[: quoted.end()]} {PARAPHRASED}{reply[quoted.end() :]}"
    return reply


def quotations_in(reply: str) -> Iterator[Span]:
    """Yield the spans of the words of each quotation."""
    for quoted in _QUOTED.finditer(reply):
        yield Span(*quoted.span(quoted.lastindex or 0))


def _in_a_source(part: str, texts: Sequence[str]) -> str:
    """Return the words of a source that part of a quotation corresponds to, or ""."""
    bare = part.strip(_PUNCTUATION)
    for text in texts:
        if found := re.search(r"\s+".join(map(re.escape, bare.split())), text, re.IGNORECASE):
            return " ".join((bare if found[0].lower() == bare.lower() else found[0]).split())
    least = tuning().check.quotation_near
    nearest = [fuzz.partial_ratio_alignment(bare, text, score_cutoff=least) for text in texts]
    near = [(at, text) for at, text in zip(nearest, texts, strict=True) if at]
    if not near:
        return ""
    at, text = max(near, key=lambda pair: pair[0].score)
    return _whole_words(text, at.dest_start, at.dest_end)


def _whole_words(text: str, start: int, end: int) -> str:
    """Return the text from `start` to `end`, extended to whole words."""
    words = [word for word in _WORD.finditer(text) if word.end() > start and word.start() < end]
    return " ".join(text[words[0].start() : words[-1].end()].split()) if words else ""
