"""What each role says of a topic in its own sentences, and which of them says more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence.features import Candidate
from assistant.evidence.finder import Finder
from assistant.judge.amounts import Amount, amounts_of
from assistant.language.words import content_terms
from assistant.tuning import tuning
from assistant.types import Ask
from store.types import Chunk, Document, Filters, Span

# "One week in six" and "every sixth Saturday" are shares.
_SHARE = re.compile(r"\b(?P<part>[\w-]+) (?:\w+ )?(?:in|out of) (?:every )?(?P<whole>[\w-]+)\b", re.IGNORECASE)
_WORKING_DAYS = 5 / 7  # a week of holiday is five days to some, seven to others


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences in which a role speaks of a topic, likeliest first, and the amounts of the first."""

    quotes: tuple[tuple[Chunk, Span], ...] = ()
    amounts: tuple[Amount, ...] = ()

    @classmethod
    def by(cls, candidates: Sequence[Candidate]) -> Told:
        """What some sentences tell."""
        quotes = tuple((one.chunk, one.sentence.span) for one in candidates)
        return cls(quotes, measured(candidates[0].text) if candidates else ())


def told_on(words: str, document: Document, finder: Finder, by_amount: bool = False) -> Told:
    """What a role says of a topic; `by_amount` where it is asked how much of it.

    A sentence with an amount then goes before others, where it answers "how long" as well as "what
    about".
    """
    found = finder.finding(_ask(f"What about the {words}?", words, document))
    if by_amount:
        long = {
            (one.chunk.chunk_id, one.position): one.probability
            for one in finder.finding(_ask(f"How long is the {words}?", words, document)).candidates
        }
        both = [
            ((one.probability * long.get((one.chunk.chunk_id, one.position), 0.0)) ** 0.5, one)
            for one in found.candidates
            if measured(one.text)
        ]
        best = max(both, key=lambda pair: pair[0], default=None)
        if best and best[0] >= tuning().evidence.measured:
            return Told.by([best[1]])
    likeliest = sorted(found.chosen, key=lambda one: -one.probability) if found.answered else []
    return Told.by(likeliest[: tuning().answer.quoted_on_topic])


def _ask(text: str, words: str, document: Document) -> Ask:
    """A topic asked of one role, as of one that is named."""
    held = Filters(frozenset({document.document_id}))
    return Ask(text, held, (document.title,), tuple(content_terms(words)), within=text)


def measured(text: str) -> tuple[Amount, ...]:
    """The amounts of a text that have a unit, shares first: "one week in six"."""
    shares = []
    for match in _SHARE.finditer(text):
        part, whole = (amounts_of(f"{word} parts") for word in (match["part"], match["whole"]))
        least = part[0].written if part else 1.0 if match["part"].casefold() in ("one", "a") else 0.0
        if whole and 0 < least < whole[0].written:
            shares.append(Amount(least, least / whole[0].written, "share"))
    return (*shares, *(amount for amount in amounts_of(text) if amount.kind))


def most_of(told: Sequence[Told], highest: bool = True) -> int | None:
    """Which of several says the most of a topic, or the least; None where amounts don't tell."""
    kinds = [amount.kind for amount in told[0].amounts] if told and told[0].amounts else []
    for kind in kinds:
        own = [next((one for one in each.amounts if one.kind == kind), None) for each in told]
        known = [one for one in own if one is not None]
        if len(known) == len(told):
            return _first(known, highest)
    return None


def _first(amounts: Sequence[Amount], highest: bool) -> int | None:
    for at, amount in enumerate(amounts):
        others = [*amounts[:at], *amounts[at + 1 :]]
        if all(_exceeds(*((amount, one) if highest else (one, amount))) for one in others):
            return at
    return None


def _exceeds(one: Amount, other: Amount) -> bool:
    """Whether an amount is surely more than another, however many days a week has."""
    ratios = {round(amount.value / amount.written) for amount in (one, other) if amount.written}
    if one.kind == "time" and len(ratios) > 1 and ratios & {7, 14}:
        return one.value * (_WORKING_DAYS if _in_weeks(one) else 1) > other.value
    return one.value > other.value


def _in_weeks(amount: Amount) -> bool:
    return round(amount.value / amount.written) in (7, 14)
