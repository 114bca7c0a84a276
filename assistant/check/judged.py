"""Judge claims by the judge, each against the sentences of the evidence that come nearest to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.check.rules.checker import Embed
from assistant.check.sources import Source, sources_of
from assistant.check.statements import Statement
from assistant.check.verdict import Finding, Verdict
from assistant.evidence.reader import heading_of
from assistant.judge.judge import SURE, Entailment, Judge
from assistant.judge.premise import nearest
from assistant.language.facts import stems
from assistant.types import Evidence

SUPPORTED, CLEAR = 0.35, 0.8
MOST_OTHERS = 2  # pieces of evidence tried beside those a claim cites
MOST_QUOTES = 3
ADDS = 0.15  # share of a claim's words that a further quote must add


@dataclass(frozen=True, slots=True)
class Premise:
    """Sentences that a claim is held against, the nearest first."""

    claim: int
    is_cited: bool
    sources: tuple[Source, ...]

    @property
    def text(self) -> str:
        """The sentences in their order, under what they stand under."""
        ordered = sorted(self.sources, key=lambda source: (source.number, source.sentence.span.start))
        heading = heading_of(self.sources[0].evidence.passage.chunks[0])
        return f"{heading}: " + "\n".join(source.text for source in ordered)


class JudgeChecker:
    """Holds each claim against what it cites, then against the evidence that comes nearest. Safe to share."""

    name = "judge"

    def __init__(self, judge: Judge, embed: Embed) -> None:
        self._judge = judge
        self._embed = embed

    def judge(self, claims: Sequence[Statement], evidence: Sequence[Evidence]) -> list[Verdict]:
        """Return a verdict for each claim, in their order; raises EmbedderError."""
        sources = sources_of(evidence)
        if not claims or not sources:
            return [Verdict(Finding.NOT_FOUND, 0.0) for _ in claims]
        vectors = self._embed([*(claim.text for claim in claims), *(source.text for source in sources)])
        near = vectors[: len(claims)] @ vectors[len(claims) :].T
        premises = [
            premise for at, claim in enumerate(claims) for premise in _premises(at, claim.cited, sources, near[at])
        ]
        found = self._judge.entail([(premise.text, claims[premise.claim].text) for premise in premises])
        judged: list[list[tuple[Premise, Entailment]]] = [[] for _ in claims]
        for premise, entailment in zip(premises, found, strict=True):
            judged[premise.claim].append((premise, entailment))
        return [_verdict(claim.text, of_claim) for claim, of_claim in zip(claims, judged, strict=True)]


def _premises(at: int, cited: frozenset[int], sources: Sequence[Source], near: NDArray[np.float32]) -> list[Premise]:
    """What a claim is held against: all that it cites together, and the nearest other pieces of evidence."""
    groups: dict[int, list[int]] = {}
    for index, source in enumerate(sources):
        groups.setdefault(source.number, []).append(index)
    own = [index for number in sorted(cited) for index in groups.get(number, ())]
    others = [group for number, group in groups.items() if number not in cited]
    others.sort(key=lambda group: -float(near[group].max()))
    wanted = [(own, True)] * bool(own) + [(group, False) for group in others[:MOST_OTHERS]]
    return [Premise(at, is_cited, _nearest(group, sources, near)) for group, is_cited in wanted]


def _nearest(group: Sequence[int], sources: Sequence[Source], near: NDArray[np.float32]) -> tuple[Source, ...]:
    kept = nearest(near[list(group)], [len(sources[index].text) for index in group])
    chosen = sorted((group[at] for at in kept), key=lambda index: -float(near[index]))
    return tuple(sources[index] for index in chosen)


def _verdict(claim: str, judged: Sequence[tuple[Premise, Entailment]]) -> Verdict:
    """By what is cited; failing that by another piece of evidence, where that is clear."""
    cited = next(((premise, found) for premise, found in judged if premise.is_cited), None)
    best = max(judged, key=lambda pair: pair[1].supported)
    if cited is None or (cited[1].supported < SUPPORTED and best[1].supported >= CLEAR):
        premise, found = best
    else:
        premise, found = cited
    if found.supported >= SUPPORTED:
        return Verdict(Finding.SUPPORTED, found.supported, _quotes(claim, premise))
    if not found.is_red:
        return Verdict(Finding.SUPPORTED, found.supported, _quotes(claim, premise), is_weak=True)
    if found.contradicted >= SURE:
        return Verdict(Finding.CONTRADICTED, -found.contradicted)
    return Verdict(Finding.NOT_FOUND, found.supported)


def _quotes(claim: str, premise: Premise) -> tuple[Source, ...]:
    """The nearest sentence, and those that add words of the claim that it lacks."""
    words = stems(claim)
    chosen = [premise.sources[0]]
    for source in premise.sources[1:]:
        known = frozenset[str]().union(*(stems(one.text) for one in chosen))
        if len(chosen) < MOST_QUOTES and len(stems(source.text) & words - known) > ADDS * len(words):
            chosen.append(source)
    return tuple(chosen)
