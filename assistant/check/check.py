"""Check a model's reply against the evidence it was shown, sentence by sentence.

A `Checker` judges the claims; this file finds them in the reply, says what their verdicts come to,
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
    """Judges claims by evidence: supported, contradicted, or not found there."""

    name: str
    reads_english_only: bool

    def judge(self, claims: Sequence[Statement], evidence: Sequence[Evidence]) -> list[Verdict]:
        """Return a verdict for each claim, by its `checked` text, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply after the check: its text with notes and further markers, and what each claim rests
    on.

    `verdicts` has one verdict a claim. `is_absence` where the reply says that the sources don't
    say, rightly, and nothing else. `notice` is what a reader should know of the check.
    """

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    verdicts: tuple[Verdict, ...] = ()
    is_absence: bool = False
    notice: str = ""

    @property
    def is_supported(self) -> bool:
        """Whether the sources carry at least one claim."""
        return any(claim.support in (Support.SUPPORTED, Support.WEAK) for claim in self.claims)


def check_reply(
    reply: str, evidence: Sequence[Evidence], checker: Checker, orders: str = ""
) -> Checked:
    """Check `reply`, whose markers name evidence by number.

    `orders` is what the model was told to do: where it repeats that, it says nothing of the
    sources.
    """
    reply = with_exact_quotations(reply, evidence)
    unread = _unread(reply, evidence) if checker.reads_english_only else ""
    statements = statements_of(reply)
    claims = [_read(one, is_foreign=bool(unread)) for one in statements if one.is_claim]
    told = " ".join(orders.split())
    own = {claim for claim in claims if claim.text in told and claim.form is Form.FACT}
    judged = [claim for claim in claims if claim not in own]
    found = judge_by_facts(judged, evidence) if unread else checker.judge(judged, evidence)
    verdicts = dict.fromkeys(own, NOT_FOUND) | dict(zip(judged, found, strict=True))
    kept = [
        (claim, verdict)
        for claim in claims
        for verdict in _that_counts(claim, verdicts[claim], evidence, is_foreign=bool(unread))
    ]
    notes = [(claim, verdict.numbers, NOTES.get(verdict.support, "")) for claim, verdict in kept]
    forms = {claim.form for claim in claims}
    forms |= {form_of(one.text) for one in statements if not one.is_claim and not unread}
    is_absence = not kept and Form.ABSENCE in forms
    notice = BY_FACTS.format(what=unread) if unread else ""
    return _checked(with_markers(reply, notes), kept, is_absence, notice)


def _unread(reply: str, evidence: Sequence[Evidence]) -> str:
    """What of the two is in no English, in words; "" where both are."""
    if not is_english(reply, words_of(evidence)):
        return "the reply is"
    sources = "\n".join(shown.passage.text for shown in evidence)
    return "" if is_english(sources) else "the sources are"


def _read(statement: Statement, *, is_foreign: bool) -> Statement:
    """A statement with its form, and the clause of it that states a fact where the whole does
    something else.
    """
    form = Form.FACT if is_foreign else form_of(statement.text)
    clause = fact_in(statement.text, form)
    return replace(statement, form=Form.FACT if clause else form, clause=clause)


def _that_counts(
    claim: Statement, verdict: Verdict, evidence: Sequence[Evidence], *, is_foreign: bool
) -> Iterator[Verdict]:
    """What comes of a claim; nothing where it need not stand in a source, and is neither carried
    nor contradicted.
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
    """Claims and citations, each quote once, in the order they are used."""
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
