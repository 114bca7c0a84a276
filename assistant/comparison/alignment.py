"""Which sentences of two roles say the same, told by their meaning and not by shared words."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.tuning import tuning
from assistant.types import Citation
from store.embedding.embedder import Vectors
from store.types import Chunk, Span


def introduction(chunk: Chunk, position: int) -> Span | None:
    """Return the line that introduces the list a sentence is in; None outside lists and where
    that is a heading.
    """
    lead = chunk.sentences[position].lead
    return lead if lead is not None and lead.start >= chunk.section.span.start else None


def stands_alone(item: str) -> bool:
    """Return whether an item reads as a sentence without the line above it."""
    return not item[:1].islower() and len(item.split()) >= tuning().comparison.fewest_item_words


def with_introduction(chunk: Chunk, position: int) -> str:
    """Return a sentence, under the line that introduces it where it does not stand alone."""
    own = chunk.sentences[position].span.of(chunk.document.text)
    alone = introduction(chunk, position) is None or stands_alone(own)
    return own if alone else chunk.with_lead(position)


def lead_of(citation: Citation) -> str:
    """Return the line that introduces a quoted list item, or "" for a quote that stands alone."""
    for chunk in citation.evidence.passage.chunks:
        for at, sentence in enumerate(chunk.sentences):
            if sentence.span == citation.span and not stands_alone(citation.quote):
                lead = introduction(chunk, at)
                return lead.of(citation.document.text) if lead else ""
    return ""


_ALWAYS = ("candidate", "successful candidate", "post holder", "postholder")


def as_you(text: str, title: str) -> str:
    """Return a sentence with "you" for the holder of the job, whose title says nothing about its
    meaning.
    """
    return _holder(title).sub("you", text)


@lru_cache(maxsize=1024)
def _holder(title: str) -> re.Pattern[str]:
    words = title.split(",")[0].split()
    names = {" ".join(words[at:]) for at in range(len(words))} | set(_ALWAYS)
    listed = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(
        rf"\b(?:the|an?|our|this|each|every) (?:[\w-]+ ){{0,2}}?(?:{listed})\b(?!['’]s)",
        re.IGNORECASE,
    )


def framed(sentence: str, title: str = "") -> str:
    """Return a sentence as one about a job, so that lists and prose become alike; with a title, its
    holder is "you".

    Otherwise "the applied scientist" in a sentence of each would bring the two nearer than what
    they say.
    """
    said = " ".join(sentence.split()).rstrip(".;,")
    return f"In this job, {as_you(said, title) if title else said}."


def align(
    first: Vectors,
    second: Vectors,
    threshold: float | None = None,
    same_aspect: NDArray[np.bool_] | None = None,
) -> list[tuple[int, int, float]]:
    """Pairs (i, j, similarity) of rows that are each other's nearest, at least `threshold` near,
    best first.

    `first` and `second` are unit vectors of each role's sentences, shape (sentences, dimension);
    `same_aspect`, shape (first's sentences, second's), is true where two speak of one aspect, which
    counts for them. Similarity, at most 1, is the cosine after each role's mean is taken away:
    every sentence of a role says who it is about, and that is not what it says (after Mu and
    Viswanath, "All-but-the-Top", 2018). Nearest both ways: Artetxe and Schwenk, 2019.
    """
    if not len(first) or not len(second):
        return []
    least = tuning().comparison.aligned if threshold is None else threshold
    similarity = _apart_from_mean(first) @ _apart_from_mean(second).T
    if same_aspect is not None:
        similarity = np.minimum(1.0, similarity + tuning().comparison.same_aspect * same_aspect)
    best, back = similarity.argmax(axis=1), similarity.argmax(axis=0)
    pairs = [(i, int(j), float(similarity[i, j])) for i, j in enumerate(best) if back[j] == i]
    return sorted(
        (pair for pair in pairs if pair[2] >= least), key=lambda pair: (-pair[2], pair[0])
    )


def _apart_from_mean(vectors: Vectors) -> NDArray[np.float64]:
    rows = np.asarray(vectors, dtype=np.float64)
    rows = rows - rows.sum(axis=0) / (len(rows) + tuning().comparison.sentences_added)
    apart: NDArray[np.float64] = rows / np.maximum(
        np.linalg.norm(rows, axis=1, keepdims=True), 1e-12
    )
    return apart
