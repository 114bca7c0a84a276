"""Checks a model's reply against the evidence it was shown, sentence by sentence, without a second model.

A sentence is set against the sentences of the passages it cites, those apart that are orders to a language model. The
one that carries most of it is chosen, then those that add what it lacks. Two things are asked of these.

- Do the facts agree (claim_conflicts)? A number has to be there with what it counts or measures, a name has to be known
  and to stand in its own place; neither may deny or require what the other does not; what comes first, and who does
  what to whom, may not be turned round. Where one of these disagrees the claim is UNSUPPORTED.
- How far do they carry it (claim_strength)? A logistic model over how many of its words stand there as they are or in
  words of near meaning, how near the vectors are, whether a part of it has nothing to stand on, and whether it repeats
  its source but for a word.

SUPPORTED from 0.75, WEAK from 0.40, else UNSUPPORTED. A marker is added, or a wrong one replaced, only from 0.85: a
citation that the model did not give must be clearer than one it did. Nor is it where the cited passage says as much of
the claim but for a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.check.nearness import Words
from assistant.check.sources import Source, Stated, labels, sources_of
from assistant.check.statements import Statement, statements_of, with_markers
from assistant.check.strength import NOTHING, Carried, Match, Scale
from assistant.types import Citation, Claim, Evidence, Support
from store.types import Span

Embed = Callable[[Sequence[str]], NDArray[Any]]

SUPPORTED, WEAK, CLEAR = 0.75, 0.40, 0.85
_CLEARER, _MUCH = 0.1, 0.2


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply after the check: its text with corrected markers, and what each statement rests on.

    `strengths` has one number a claim: 0 to 1, or below 0 where a fact of the claim disagrees with its sources.
    """

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    strengths: tuple[float, ...] = ()

    @property
    def is_supported(self) -> bool:
        return any(claim.support is not Support.UNSUPPORTED for claim in self.claims)


def check_claims(reply: str, evidence: Sequence[Evidence], embed: Embed) -> Checked:
    """Check `reply`, whose markers name evidence by number; `embed` gives one row of numbers a text."""
    statements = statements_of(reply)
    claims = [statement for statement in statements if statement.is_claim]
    verdicts = dict(zip(claims, _judge_all(claims, evidence, embed), strict=True))
    kept = [(one, verdicts[one].numbers if one in verdicts else ()) for one in statements]
    return _checked(with_markers(reply, kept), verdicts)


@dataclass(frozen=True, slots=True)
class _Verdict:
    support: Support
    strength: float
    sources: tuple[Source, ...] = ()
    likeness: float = 0.0

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(source.number for source in self.sources))


def _judge_all(claims: Sequence[Statement], evidence: Sequence[Evidence], embed: Embed) -> list[_Verdict]:
    read = _read([claim.text for claim in claims], evidence, embed)
    if read is None:
        return [_Verdict(Support.UNSUPPORTED, -1.0)] * len(claims)
    stated, matches, scale = read
    return [_judge(*each, scale) for each in zip(stated, (claim.cited for claim in claims), matches, strict=True)]


def carried_by(sentence: str, evidence: Sequence[Evidence], embed: Embed) -> Carried:
    """How far one sentence is carried by all of the evidence together, with the features of that."""
    read = _read([sentence], evidence, embed)
    if read is None:
        return NOTHING
    (stated,), (matches,), scale = read
    return scale.carried(stated, matches)


def _read(
    texts: Sequence[str], evidence: Sequence[Evidence], embed: Embed
) -> tuple[list[Stated], list[list[Match]], Scale] | None:
    """Claims, how near each is to every source sentence, and what weighs them; None where there is nothing to weigh."""
    sources = sources_of(evidence)
    if not texts or not sources:
        return None
    known = labels(evidence)
    stated = [Stated(text, known) for text in texts]
    told = [source.text for source in sources]
    cosines = _cosines(embed, texts, sources).tolist()
    matches = [[Match(*pair) for pair in zip(sources, row, strict=True)] for row in cosines]
    return stated, matches, Scale(sources, Words([*texts, *told], embed))


def _cosines(embed: Embed, texts: Sequence[str], sources: Sequence[Source]) -> NDArray[np.float64]:
    """How near each text comes to each source, or to one part of it."""
    parts = [(part, at) for at, source in enumerate(sources) for part in source.parts]
    rows = np.asarray(embed([*texts, *(part for part, _ in parts)]), dtype=np.float64)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    starts = [index for index, (_, at) in enumerate(parts) if not index or parts[index - 1][1] != at]
    cosines: NDArray[np.float64] = np.maximum.reduceat(rows[: len(texts)] @ rows[len(texts) :].T, starts, axis=1)
    return cosines


def _judge(claim: Stated, cited: frozenset[int], matches: Sequence[Match], scale: Scale) -> _Verdict:
    """By the cited evidence; failing that by any one passage, where that is clear."""
    by_number: dict[int, list[Match]] = {}
    for match in matches:
        by_number.setdefault(match.source.number, []).append(match)
    own = [match for number in sorted(cited) for match in by_number.get(number, ())]
    by_cited = _verdict(claim, scale.carried(claim, own))
    if by_cited.support is Support.SUPPORTED:
        return by_cited
    verdicts = [_verdict(claim, scale.carried(claim, group)) for group in by_number.values()]
    best = max(verdicts, key=lambda one: one.strength)
    # Where what is cited carries a claim but for a fact, that fact is wrong, and no other passage makes it right.
    clearer = best.strength > by_cited.likeness + (_CLEARER if by_cited.likeness < SUPPORTED else _MUCH)
    if best.support is Support.SUPPORTED and best.strength >= CLEAR and clearer:
        return best
    return by_cited


def _verdict(claim: Stated, carried: Carried) -> _Verdict:
    if carried.conflicts or carried.strength < WEAK:
        return _Verdict(Support.UNSUPPORTED, carried.strength, (), carried.likeness)
    around = frozenset[str]().union(*(source.around for source in carried.sources))
    weak = carried.strength < SUPPORTED or claim.opens_strangely(around)
    return _Verdict(Support.WEAK if weak else Support.SUPPORTED, carried.strength, carried.sources, carried.likeness)


def _checked(text: str, verdicts: dict[Statement, _Verdict]) -> Checked:
    """Claims and citations, each quote once, in the order they are used."""
    places: dict[tuple[int, Span], int] = {}
    citations: list[Citation] = []
    claims: list[Claim] = []
    for statement, verdict in verdicts.items():
        for source in verdict.sources:
            if (source.number, source.sentence.span) not in places:
                places[source.number, source.sentence.span] = len(citations)
                citations.append(Citation(source.evidence, source.sentence.span))
        used = tuple(places[source.number, source.sentence.span] for source in verdict.sources)
        claims.append(Claim(statement.text, verdict.support, used))
    return Checked(text, tuple(claims), tuple(citations), tuple(one.strength for one in verdicts.values()))
