"""Judge claims with the judge, each against the sentences of the evidence that are nearest to
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.check.forms import Form
from assistant.check.premises import Premise, cited_premise, head_of, other_premises
from assistant.check.sources import Source, sources_of
from assistant.check.statements import Statement
from assistant.check.verdict import Finding, Verdict
from assistant.judge.amounts import amounts_of, unexplained
from assistant.judge.facts import compared, unknown_names
from assistant.judge.judge import Entailment, Judge
from assistant.language.facts import stems
from assistant.tuning import tuning
from assistant.types import Evidence
from store.embedding.embedder import Embed


@dataclass(frozen=True, slots=True)
class Held:
    """A claim compared with one premise."""

    premise: Premise
    entailment: Entailment

    @property
    def is_carried_weakly(self) -> bool:
        """Whether the premise may support the claim."""
        limits, supported, premise = tuning().check, self.entailment.supported, self.premise
        if supported >= limits.weak or not premise.is_cited:
            return supported >= limits.weak
        return supported >= limits.weak_alike and compared(premise.put, premise.text).are_alike

    @property
    def is_carried(self) -> bool:
        """Whether the premise supports the claim and the network alone doesn't say the opposite."""
        limits, said, premise = tuning().check, self.entailment, self.premise
        if premise.is_cited:
            return said.supported >= limits.supported and said.against < limits.against
        is_clear = said.supported >= limits.supported_elsewhere
        is_clear = is_clear and said.against < limits.against_elsewhere
        return is_clear and premise.has_most and not premise.is_scattered and not premise.is_joined


class JudgeChecker:
    """Compare each claim with the evidence it cites or, if that fails, with the nearest evidence.
    Safe to share.
    """

    name = "judge"
    reads_english_only = True

    def __init__(self, judge: Judge, embed: Embed) -> None:
        self._judge = judge
        self._embed = embed

    def judge(self, claims: Sequence[Statement], evidence: Sequence[Evidence]) -> list[Verdict]:
        """Return a verdict for each claim, in order; raises EmbedderError."""
        sources = sources_of(evidence)
        if not claims or not sources:
            return [Verdict(Finding.NOT_FOUND, 0.0) for _ in claims]
        texts = [claim.checked for claim in claims], [source.text for source in sources]
        near = self._nearness(*texts)
        cited = [
            cited_premise(claim.checked, claim.cited, sources, row)
            for claim, row in zip(claims, near, strict=True)
        ]
        held = self._held([[premise] if premise else [] for premise in cited])
        # Only claims that their own citations don't support are compared with other evidence.
        others = [
            [] if of_claim and of_claim[0].entailment.supported >= tuning().check.supported
            else other_premises(claim.checked, claim.cited, sources, row)
            for claim, row, of_claim in zip(claims, near, held, strict=True)
        ]  # fmt: skip
        elsewhere = self._held(others)
        return [
            _verdict(claim, [*with_cited, *with_others], sources)
            for claim, with_cited, with_others in zip(claims, held, elsewhere, strict=True)
        ]

    def _nearness(self, claims: Sequence[str], sources: Sequence[str]) -> NDArray[np.float32]:
        """Return cosines of shape (claims, sources)."""
        rows = np.asarray(self._embed([*claims, *sources]), dtype=np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        near: NDArray[np.float32] = rows[: len(claims)] @ rows[len(claims) :].T
        return near

    def _held(self, premises: Sequence[Sequence[Premise]]) -> list[list[Held]]:
        """Compare each claim with each of its premises."""
        pairs = [(premise.text, premise.put) for of_claim in premises for premise in of_claim]
        entailments = iter(self._judge.entail(pairs))
        return [[Held(premise, next(entailments)) for premise in of_claim] for of_claim in premises]


def _verdict(claim: Statement, held: Sequence[Held], sources: Sequence[Source]) -> Verdict:
    """Return the verdict on a claim: the cited evidence decides, unless other evidence clearly
    supports the claim.

    Evidence that the model didn't cite must support the claim more clearly than evidence it did.
    """
    limits, said = tuning().check, claim.checked
    near = [each for each in held if each.premise.is_near]
    # A cited sentence may itself say "Not sponsored".
    is_carried = any(each.is_carried and each.premise.is_cited for each in near)
    if claim.form is Form.ABSENCE and not is_carried:
        return _of_absence(near, claim.cited)
    for each in sorted(near, key=lambda each: (not each.is_carried, -each.entailment.supported)):
        premise, supported = each.premise, each.entailment.supported
        if not each.is_carried and not each.is_carried_weakly:
            continue
        quotes, lacks = _quotes(said, premise), lacks_a_fact(said, premise, sources)
        if each.is_carried:
            # The heads of the row and the column name its subject.
            is_named_alone = bool(claim.under) and not premise.is_cited
            is_weak = lacks or is_named_alone or _is_in_head(said, quotes)
            return Verdict(Finding.SUPPORTED, supported, quotes, is_weak=is_weak)
        if not lacks or not lacks_a_fact(said, premise, sources, is_wide=True):
            return Verdict(Finding.SUPPORTED, supported, quotes, is_weak=True)
    if claim.under and (stands_as := _in_the_words_of(claim, sources)):
        return Verdict(Finding.SUPPORTED, limits.weak, (stands_as,), is_weak=True)
    against = max(near, key=lambda each: each.entailment.contradicted, default=None)
    if against and against.entailment.contradicted >= limits.contradicted:
        strength = -against.entailment.contradicted
        return Verdict(Finding.CONTRADICTED, strength, against.premise.sources[:1])
    supported = max((each.entailment.supported for each in held), default=0.0)
    return Verdict(Finding.NOT_FOUND, min(limits.weak_alike, supported))


def _in_the_words_of(claim: Statement, sources: Sequence[Source]) -> Source | None:
    """Return the source that has a table's cell word for word, and a word of the heads of the
    cell.
    """
    cell, heads = claim.text.casefold(), stems(claim.under)
    for source in sources:
        is_cited = source.number in claim.cited or source.evidence.is_computed
        if is_cited and cell in source.text.casefold() and heads & stems(source.text):
            return source
    return None


def _of_absence(near: Sequence[Held], cited: frozenset[int]) -> Verdict:
    """Return the verdict on a claim that the sources don't say something: any sentence about the
    subject contradicts it, whatever the sentence says.

    A claim that cites a document speaks of that document alone.
    """
    sources = [source for each in near for source in each.premise.sources]
    own = {source.document.document_id for source in sources if source.number in cited}
    if own:
        near = [each for each in near if own >= each.premise.documents.keys()]
    spoken = min(near, key=lambda each: each.entailment.unstated, default=None)
    if spoken and spoken.entailment.unstated < tuning().check.spoken_of:
        strength = spoken.entailment.unstated - 1
        return Verdict(Finding.CONTRADICTED, strength, spoken.premise.sources[:1])
    return Verdict(Finding.NOT_FOUND, 0.0)


def lacks_a_fact(
    claim: str, premise: Premise, sources: Sequence[Source], *, is_wide: bool = False
) -> bool:
    """Return whether a number or a name of a claim is missing from the evidence that a premise is
    taken from.

    With `is_wide`, it must be missing from everything shown of the same documents, and must not
    follow from the numbers there.
    """
    related = [each for each in sources if each.document.document_id in premise.documents]
    told_in = related if is_wide else premise.sources
    evidence = {source.number: source.evidence for source in told_in}
    heads = [head_of(shown, claim) for shown in evidence.values()]
    told = "\n".join([*heads, *(source.text for source in sources if source.number in evidence)])
    stated = amounts_of(told)
    if is_wide:
        is_lacking = bool(unexplained(claim, [told], [source.text for source in premise.sources]))
    else:
        is_lacking = not all(amount.stands_in(stated) for amount in amounts_of(claim))
    return is_lacking or bool(unknown_names(claim, told))


def _is_in_head(claim: str, quotes: Sequence[Source]) -> bool:
    """Return whether a claim says only what the head of its evidence says, such as the place and
    the company of a role: there is nothing to quote.
    """
    head = stems(head_of(quotes[0].evidence, claim))
    told = frozenset[str]().union(*(stems(quote.text) for quote in quotes))
    return bool(stems(claim) & head) and not stems(claim) & told


def _quotes(claim: str, premise: Premise) -> tuple[Source, ...]:
    """Return the nearest sentence, and those that have words of the claim which it lacks."""
    words, limits = stems(claim), tuning().check
    chosen = [premise.sources[0]]
    for source in premise.sources[1:]:
        known = frozenset[str]().union(*(stems(quote.text) for quote in chosen))
        added = stems(source.text) & words - known
        if len(chosen) < limits.most_quotes and len(added) > limits.quote_adds * len(words):
            chosen.append(source)
    return tuple(chosen)
