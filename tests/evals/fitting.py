"""What the weights of the judge's entailment are fitted on: claims as the checker puts them, with
their labels.

Beside the claims of the choosing halves and of the made passages for choosing there are those that
a model is likely to make and nobody wrote down: a sentence of the evidence as it stands, its first
clause, the same with one thing changed, and a supported claim held against another group's
evidence.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.check.premises import cited_premise
from assistant.check.sources import Source, sources_of
from assistant.judge.training.changes import changed
from assistant.judge.training.made import MadePassage
from assistant.types import Evidence
from claims import HELD, evidence_of, halves
from store.embedding.embedder import Embed, Embedder

MADE, ADDED, STRANGE = 0.2, 0.3, 0.5
"""Weights of a made passage's claim, of a sentence of the evidence, and of a claim beside
another's evidence.
"""
SENTENCES = 5  # of a group's evidence that become claims
_CLAUSE = re.compile(r", | and |; ")
_SHORTEST = 4  # words of a sentence or clause


@dataclass(frozen=True, slots=True)
class Row:
    """A claim beside its premise, as they are put to the judge."""

    premise: str
    claim: str
    label: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Group:
    """Evidence with the claims about it: text, cited numbers, label."""

    evidence: Sequence[Evidence]
    claims: Sequence[tuple[str, frozenset[int], str]]
    weight: float


def rows(passages: Sequence[MadePassage], embedder: Embedder, embed: Embed) -> Iterator[Row]:
    """Everything to fit on; nothing of the held half."""
    chance = random.Random(1)
    groups = [_of_pairs(group, embedder) for half, group in halves() if half != HELD]
    made = [_of_made(passage, embedder) for passage in passages]
    for kind in (groups, made):
        for group, stranger in zip(kind, [*kind[1:], kind[0]], strict=True):
            yield from _of_group(group, stranger, embed, chance)


def _of_pairs(group: dict[str, Any], embedder: Embedder) -> _Group:
    claims = [
        (
            " ".join(claim["says"].split()),
            frozenset(claim["cites"]),
            "supported" if claim["is"] == "supported" else _label(claim["changed"]),
        )
        for claim in group["claims"]
    ]
    return _Group(evidence_of(group, embedder), claims, 1.0)


def _label(changed_kind: str) -> str:
    return "unstated" if changed_kind == "added" else "contradicted"


def _of_made(passage: MadePassage, embedder: Embedder) -> _Group:
    claims = [(claim.claim, frozenset({1}), claim.label) for claim in passage.claims]
    return _Group(evidence_of(passage_group(passage), embedder), claims, MADE)


def passage_group(passage: MadePassage) -> dict[str, Any]:
    """A made passage as evidence, in the shape of the files of claims."""
    one = {
        "kind": passage.kind,
        "title": passage.title,
        "company" if passage.kind == "role" else "publisher": passage.company,
        "heading": passage.heading or "Text",
        "text": passage.text,
    }
    return {"evidence": [one]}


def _of_group(
    group: _Group, stranger: _Group, embed: Embed, chance: random.Random
) -> Iterator[Row]:
    own, others = sources_of(group.evidence), sources_of(stranger.evidence)
    for text, cites, label in group.claims:
        yield from _row(text, cites, own, embed, label, group.weight)
        if label == "supported" and chance.random() < group.weight:
            yield from _row(
                text, frozenset(), others, embed, "unstated", STRANGE * min(1.0, 2 * group.weight)
            )
    if chance.random() < 2 * group.weight:
        for source in chance.sample(own, min(SENTENCES, len(own))):
            quote = " ".join(source.sentence.span.of(source.document.text).split())
            clause = _CLAUSE.split(quote)[0]
            other = changed(quote, chance)
            if len(quote.split()) < _SHORTEST or quote.endswith("?"):
                continue
            weight = ADDED * group.weight
            cites = frozenset({source.number})
            yield from _row(quote, cites, own, embed, "supported", weight)
            if clause != quote and len(clause.split()) >= _SHORTEST:
                yield from _row(f"{clause}.", cites, own, embed, "supported", weight)
            if other:
                yield from _row(other, cites, own, embed, "contradicted", weight)


def _row(
    text: str,
    cites: frozenset[int],
    sources: Sequence[Source],
    embed: Embed,
    label: str,
    weight: float,
) -> Iterator[Row]:
    """The claim against what it cites, or against what comes nearest where it cites nothing."""
    vectors = embed([text, *(source.text for source in sources)])
    near = np.asarray(vectors[1:] @ vectors[0], dtype=np.float32)
    held = cites or frozenset({sources[int(np.argmax(near))].number})
    if premise := cited_premise(text, held, sources, near):
        yield Row(premise.text, premise.put, label, weight)
