"""Check a model's reply against the evidence it was shown, sentence by sentence.

A `Checker` judges the claims; this file finds them in the reply, corrects its markers by the verdicts, and cuts the
quotes from the sources.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.check.statements import Statement, statements_of, with_markers
from assistant.check.verdict import Finding, Verdict
from assistant.types import Citation, Claim, Evidence, Support
from store.types import Span


class Checker(Protocol):
    """Judges claims by evidence: supported, contradicted, or not found there."""

    name: str

    def judge(self, claims: Sequence[Statement], evidence: Sequence[Evidence]) -> list[Verdict]:
        """Return a verdict for each claim, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply after the check: its text with corrected markers, and what each statement rests on.

    `verdicts` has one verdict a claim.
    """

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    verdicts: tuple[Verdict, ...] = ()

    @property
    def is_supported(self) -> bool:
        return any(claim.support is not Support.UNSUPPORTED for claim in self.claims)


def check_reply(reply: str, evidence: Sequence[Evidence], checker: Checker, orders: str = "") -> Checked:
    """Check `reply`, whose markers name evidence by number.

    `orders` is what the model was told to do: where it repeats that, it says nothing of the sources.
    """
    statements = statements_of(reply)
    told = " ".join(orders.split())
    claims = [statement for statement in statements if statement.is_claim]
    own = {claim for claim in claims if claim.text in told}
    judged = [claim for claim in claims if claim not in own]
    found = dict(zip(judged, checker.judge(judged, evidence), strict=True))
    verdicts = {claim: found.get(claim, Verdict(Finding.NOT_FOUND, 0.0)) for claim in claims}
    kept = [(statement, verdicts[statement].numbers if statement in verdicts else ()) for statement in statements]
    return _checked(with_markers(reply, kept), verdicts)


def _checked(text: str, verdicts: Mapping[Statement, Verdict]) -> Checked:
    """Claims and citations, each quote once, in the order they are used."""
    places: dict[tuple[int, Span], int] = {}
    citations: list[Citation] = []
    claims: list[Claim] = []
    for statement, verdict in verdicts.items():
        for source in verdict.carrying:
            if (source.number, source.sentence.span) not in places:
                places[source.number, source.sentence.span] = len(citations)
                citations.append(Citation(source.evidence, source.sentence.span))
        used = tuple(places[source.number, source.sentence.span] for source in verdict.carrying)
        claims.append(Claim(statement.text, verdict.support, used))
    return Checked(text, tuple(claims), tuple(citations), tuple(verdicts.values()))
