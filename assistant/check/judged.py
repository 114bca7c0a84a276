"""Judge claims by the judge, each against the sentences of the evidence that come nearest to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.check.premises import FAR, Premise, cited_premise, head_of, other_premises
from assistant.check.sources import Source, sources_of
from assistant.check.statements import Statement
from assistant.check.verdict import Finding, Verdict
from assistant.judge.amounts import amounts_of
from assistant.judge.facts import unknown_names
from assistant.judge.judge import Entailment, Judge
from assistant.language.facts import stems
from assistant.language.remembered import Embed
from assistant.types import Evidence

# Chosen on the choosing halves of tests/evals/claims.py and on replies.py: docs/decisions/0026.
SUPPORTED, CLEAR, RED = 0.5, 0.6, 0.2
MOST_QUOTES = 3
ADDS = 0.15  # share of a claim's words that a further quote must add


@dataclass(frozen=True, slots=True)
class Held:
    """A claim held against one premise."""

    premise: Premise
    entailment: Entailment


class JudgeChecker:
    """Holds each claim against what it cites, failing that against the evidence that comes nearest. Safe to share."""

    name = "judge"

    def __init__(self, judge: Judge, embed: Embed) -> None:
        self._judge = judge
        self._embed = embed

    def judge(self, claims: Sequence[Statement], evidence: Sequence[Evidence]) -> list[Verdict]:
        """Return a verdict for each claim, in their order; raises EmbedderError."""
        sources = sources_of(evidence)
        if not claims or not sources:
            return [Verdict(Finding.NOT_FOUND, 0.0) for _ in claims]
        near = self._nearness([claim.text for claim in claims], [source.text for source in sources])
        cited = [cited_premise(claim.text, claim.cited, sources, row) for claim, row in zip(claims, near, strict=True)]
        held = self._held(claims, [[premise] if premise else [] for premise in cited])
        # Only what its own citation doesn't carry is looked for elsewhere.
        others = [
            [] if of_claim and of_claim[0].entailment.supported >= SUPPORTED
            else other_premises(claim.text, claim.cited, sources, row)
            for claim, row, of_claim in zip(claims, near, held, strict=True)
        ]  # fmt: skip
        elsewhere = self._held(claims, others)
        return [
            _verdict(claim.text, [*own, *other], sources)
            for claim, own, other in zip(claims, held, elsewhere, strict=True)
        ]

    def _nearness(self, claims: Sequence[str], sources: Sequence[str]) -> NDArray[np.float32]:
        """Cosines, shape (claims, sources)."""
        rows = np.asarray(self._embed([*claims, *sources]), dtype=np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        near: NDArray[np.float32] = rows[: len(claims)] @ rows[len(claims) :].T
        return near

    def _held(self, claims: Sequence[Statement], premises: Sequence[Sequence[Premise]]) -> list[list[Held]]:
        """Each claim against each of its premises."""
        pairs = [
            (premise.text, premise.put(claim.text))
            for claim, of_claim in zip(claims, premises, strict=True)
            for premise in of_claim
        ]
        entailments = iter(self._judge.entail(pairs))
        return [[Held(premise, next(entailments)) for premise in of_claim] for of_claim in premises]


def _verdict(claim: str, held: Sequence[Held], sources: Sequence[Source]) -> Verdict:
    """By what is cited; by another piece of evidence only where that is clear.

    A citation that the model didn't give must be clearer than one it did.
    """
    if not held:
        return Verdict(Finding.NOT_FOUND, 0.0)
    own = held[0]
    best = max(held, key=lambda each: each.entailment.supported)
    chosen = best if best.entailment.supported >= CLEAR else own
    premise, supported = chosen.premise, chosen.entailment.supported
    is_near = premise.nearness >= FAR or premise.has_most_of(claim)
    if is_near and supported >= (SUPPORTED if premise.is_cited else CLEAR):
        quotes = _quotes(claim, premise)
        is_weak = _is_in_head(claim, quotes) or lacks_a_fact(claim, premise, sources)
        return Verdict(Finding.SUPPORTED, supported, quotes, is_weak=is_weak)
    if is_near and premise.is_cited and supported >= RED and not lacks_a_fact(claim, premise, sources):
        return Verdict(Finding.SUPPORTED, supported, _quotes(claim, premise), is_weak=True)
    if chosen.entailment.contradicted > chosen.entailment.unstated:
        return Verdict(Finding.CONTRADICTED, -chosen.entailment.contradicted, premise.sources[:1])
    return Verdict(Finding.NOT_FOUND, supported)


def lacks_a_fact(claim: str, premise: Premise, sources: Sequence[Source]) -> bool:
    """Whether a number or a name of a claim stands nowhere in the evidence that a premise is taken from."""
    evidence = {source.evidence.number: source.evidence for source in premise.sources}
    heads = [head_of(shown) for shown in evidence.values()]
    told = "\n".join([*heads, *(source.text for source in sources if source.number in evidence)])
    stated = amounts_of(told)
    return bool(unknown_names(claim, told)) or not all(amount.stands_in(stated) for amount in amounts_of(claim))


def _is_in_head(claim: str, quotes: Sequence[Source]) -> bool:
    """Whether a claim says what only the head of its evidence does, where and whose a role is: nothing to quote."""
    head = stems(head_of(quotes[0].evidence))
    told = frozenset[str]().union(*(stems(quote.text) for quote in quotes))
    return bool(stems(claim) & head) and not stems(claim) & told


def _quotes(claim: str, premise: Premise) -> tuple[Source, ...]:
    """The nearest sentence, and those that add words of the claim that it lacks."""
    words = stems(claim)
    chosen = [premise.sources[0]]
    for source in premise.sources[1:]:
        known = frozenset[str]().union(*(stems(quote.text) for quote in chosen))
        if len(chosen) < MOST_QUOTES and len(stems(source.text) & words - known) > ADDS * len(words):
            chosen.append(source)
    return tuple(chosen)
