"""Check a model's reply against the evidence it was shown, sentence by sentence.

A `Checker` judges the claims. This file finds them in the reply, turns their verdicts into marks,
and cuts the quotes from the sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.check.absence import speaks_of, stated_after_all
from assistant.check.forms import Form, fact_in, form_of
from assistant.check.languages import (
    BY_FACTS,
    is_english,
    judge_by_facts,
    lacks_an_amount,
    words_of,
)
from assistant.check.quotations import with_exact_quotations
from assistant.check.statements import Statement, statements_of, with_markers
from assistant.check.verdict import Finding, Verdict
from assistant.models.reply.marks import NOTES
from assistant.types import Citation, Claim, Evidence, Support
from store.types import Span

NOT_FOUND = Verdict(Finding.NOT_FOUND, 0.0)


class Checker(Protocol):
    """Judge whether the evidence supports or contradicts claims, or doesn't mention them."""

    name: str
    reads_english_only: bool

    def judge(self, claims: Sequence[Statement], evidence: Sequence[Evidence]) -> list[Verdict]:
        """Return a verdict on the `checked` text of each claim, in the order of the claims."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply after the check: its text with notes and added markers, and the sources of each
    claim.

    `verdicts` has one verdict for each claim. `is_absence` is True where the reply says only that
    the sources don't answer, and is right. `notice` is what a reader should know about the check.
    """

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    verdicts: tuple[Verdict, ...] = ()
    is_absence: bool = False
    notice: str = ""

    @property
    def is_supported(self) -> bool:
        """Whether the sources support at least one claim."""
        return any(claim.support in (Support.SUPPORTED, Support.WEAK) for claim in self.claims)


def check_reply(
    reply: str, evidence: Sequence[Evidence], checker: Checker, orders: str = ""
) -> Checked:
    """Check `reply`, whose markers name evidence by number.

    `orders` is the prompt that the model was given: a sentence that repeats it says nothing about
    the sources.
    """
    reply = with_exact_quotations(reply, evidence)
    unread = _unread(reply, evidence) if checker.reads_english_only else ""
    statements = statements_of(reply)
    claims = [
        _read(statement, is_foreign=bool(unread)) for statement in statements if statement.is_claim
    ]
    instructions = " ".join(orders.split())
    repeated = {claim for claim in claims if claim.text in instructions and claim.form is Form.FACT}
    judged = [claim for claim in claims if claim not in repeated]
    results = judge_by_facts(judged, evidence) if unread else checker.judge(judged, evidence)
    verdicts = dict.fromkeys(repeated, NOT_FOUND) | dict(zip(judged, results, strict=True))
    kept = [
        (claim, verdict)
        for claim in claims
        for verdict in _that_counts(claim, verdicts[claim], evidence, is_foreign=bool(unread))
    ]
    notes = [(claim, verdict.numbers, NOTES.get(verdict.support, "")) for claim, verdict in kept]
    forms = {claim.form for claim in claims}
    forms |= {
        form_of(statement.text) for statement in statements if not statement.is_claim and not unread
    }
    is_absence = not kept and Form.ABSENCE in forms
    notice = BY_FACTS.format(what=unread) if unread else ""
    return _checked(with_markers(reply, notes), kept, is_absence, notice)


def _unread(reply: str, evidence: Sequence[Evidence]) -> str:
    """Return which of the reply and the evidence isn't in English, in words; "" if both are."""
    if not is_english(reply, words_of(evidence)):
        return "the reply is"
    sources = "\n".join(shown.passage.text for shown in evidence)
    return "" if is_english(sources) else "the sources are"


def _read(statement: Statement, *, is_foreign: bool) -> Statement:
    """Return a statement with its form and, where only one clause of it states a fact, that
    clause.
    """
    form = Form.FACT if is_foreign else form_of(statement.text)
    clause = fact_in(statement.text, form)
    return replace(statement, form=Form.FACT if clause else form, clause=clause)


def _that_counts(
    claim: Statement, verdict: Verdict, evidence: Sequence[Evidence], *, is_foreign: bool
) -> Iterator[Verdict]:
    """Yield the verdict to show for a claim: none where the claim needs no source and no source
    supports or contradicts it.
    """
    is_fact = claim.form is Form.FACT and not is_foreign
    is_absence, is_against = claim.form is Form.ABSENCE, verdict.finding is Finding.CONTRADICTED
    if is_absence and (source := stated_after_all(claim, evidence)):
        yield Verdict(Finding.CONTRADICTED, -1.0, (source,))
    elif is_fact or (is_absence and is_against and speaks_of(claim, verdict)):
        yield verdict
    elif lacks_an_amount(claim.text, evidence):
        yield NOT_FOUND
    elif claim.form is not Form.TALK and verdict.finding is Finding.SUPPORTED:
        yield verdict


def _checked(
    text: str, kept: Sequence[tuple[Statement, Verdict]], is_absence: bool, notice: str
) -> Checked:
    """Return the checked reply: claims and citations in the order they are used, each quote
    once.
    """
    quoted: dict[tuple[int, Span], Citation] = {}
    claims: list[Claim] = []
    for statement, verdict in kept:
        places = [(source.number, source.sentence.span) for source in verdict.sources]
        for place, source in zip(places, verdict.sources, strict=True):
            quoted.setdefault(place, Citation(source.evidence, source.sentence.span))
        used = tuple(map(list(quoted).index, places))
        claims.append(Claim(statement.text, verdict.support, used))
    verdicts = tuple(verdict for _, verdict in kept)
    return Checked(text, tuple(claims), tuple(quoted.values()), verdicts, is_absence, notice)
