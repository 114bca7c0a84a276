"""What each role says of a topic in its own sentences, and which of them says more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.evidence.features import Candidate
from assistant.evidence.finder import Finder, Finding
from assistant.judge.amounts import Amount, amounts_of
from assistant.language.words import content_terms
from assistant.tuning import tuning
from assistant.types import Ask
from store.embedding.embedder import Embed
from store.types import Chunk, Document, Filters, Span

# "One week in six" and "every sixth Saturday" are shares.
_SHARE = re.compile(
    r"\b(?P<part>[\w-]+) (?:\w+ )?(?:in|out of) (?:every )?(?P<whole>[\w-]+)\b", re.IGNORECASE
)
# How often, and not how much: "three days a week".
_OFTEN = re.compile(
    r"\b[\w-]+ (?:days?|nights?|times) (?:a|per|each|every) (?:week|month)\b", re.IGNORECASE
)
_PART_END = re.compile(r"[,;:]\s+|\s+[-–—]\s+")  # of a sentence that tells of several things
_WORKING_DAYS = 5 / 7  # a week of holiday is five days to some, seven to others


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences in which a role speaks of a topic, and the amounts of the likeliest."""

    quotes: tuple[tuple[Chunk, Span], ...] = ()
    amounts: tuple[Amount, ...] = ()

    @classmethod
    def by(cls, candidates: Sequence[Candidate], words: str, embed: Embed) -> Told:
        """What some sentences tell of what words ask for."""
        quotes = tuple((one.chunk, one.sentence.span) for one in candidates)
        return cls(quotes, measured(_part(candidates[0].text, words, embed)) if candidates else ())


def told_by_each(
    words: str,
    documents: Sequence[Document],
    finder: Finder,
    question: str = "",
    *,
    by_amount: bool = False,
) -> list[Told]:
    """What each role says of a topic, asked by a question of its own or by its words; `by_amount`
    where it is asked how much of it.

    The surest sentence with an amount then tells what the others must be like to be compared.
    """
    question = question or f"What about the {words}?"
    found = [finder.finding(_ask(question, words, one)) for one in documents]
    told = [_quoted(finding, words, finder.embed) for finding in found]
    if not by_amount:
        return told
    measured_ones = [
        _measured(words, document, finding, finder)
        for document, finding in zip(documents, found, strict=True)
    ]
    _, surest = max(
        (pair for each in measured_ones for pair in each),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )
    if surest is None or surest.probability < tuning().evidence.answered:
        return told
    wanted = finder.embed([_part(surest.text, words, finder.embed)])[0]
    for at, each in enumerate(measured_ones):
        parts = [_part(one.text, words, finder.embed) for _, one in each]
        near = finder.embed(parts) @ wanted if parts else ()
        alike = [
            pair
            for pair, cosine in zip(each, near, strict=True)
            if cosine >= tuning().evidence.alike
        ]
        best = max(alike, key=lambda pair: pair[0], default=None)
        told[at] = (
            Told.by([best[1]], words, finder.embed) if best else replace(told[at], amounts=())
        )
    return told


def _part(text: str, words: str, embed: Embed) -> str:
    """The part of a sentence with an amount that comes nearest to some words; all of it where no
    part has one: "you get 27 days of leave, a pension and 1,500 pounds to learn with".
    """
    parts = [part for part in _PART_END.split(text) if measured(part)]
    if len(parts) < 2:
        return parts[0] if parts else text
    near = embed(parts) @ embed([words])[0]
    return parts[int(near.argmax())]


def _quoted(finding: Finding, words: str, embed: Embed) -> Told:
    likeliest = sorted(finding.chosen, key=lambda one: -one.probability) if finding.answered else []
    least = likeliest[0].probability / 2 if likeliest else 0.0
    near = [one for one in likeliest if one.probability >= least]
    return Told.by(near[: tuning().answer.quoted_on_topic], words, embed)


def _measured(
    words: str, document: Document, found: Finding, finder: Finder
) -> list[tuple[float, Candidate]]:
    """The sentences with an amount, each with how likely it tells how much there is of a topic."""
    told = {
        (one.chunk.chunk_id, one.position): one for one in found.candidates if measured(one.text)
    }
    if not told:
        return []
    long = finder.finding(_ask(f"How long is the {words}?", words, document)).candidates
    both = [
        ((one.probability * told[key].probability) ** 0.5, one)
        for one in long
        if (key := (one.chunk.chunk_id, one.position)) in told
    ]
    return [pair for pair in both if pair[0] >= tuning().evidence.measured]


def _ask(text: str, words: str, document: Document) -> Ask:
    """A topic asked of one role, as of one that is named."""
    held = Filters(frozenset({document.document_id}))
    return Ask(text, held, (document.title,), tuple(content_terms(words)), within=text)


def measured(text: str) -> tuple[Amount, ...]:
    """The amounts of a text with a unit, shares first; without the "a week" of a rate."""
    shares = []
    for match in _SHARE.finditer(text):
        part, whole = (amounts_of(f"{word} parts") for word in (match["part"], match["whole"]))
        least = part[0].written if part else float(match["part"].casefold() in ("one", "a"))
        if whole and 0 < least < whole[0].written:
            shares.append(Amount(least, least / whole[0].written, "share", said=match[0]))
    told = [
        one
        for one in amounts_of(_OFTEN.sub(" ", text).replace("per cent", "percent"))
        if one.kind and one.written != 1
    ]
    # An hour is no small day: 37 hours are not less than five days.
    return (
        *shares,
        *(replace(one, kind="hours") if 0 < one.value < one.written / 20 else one for one in told),
    )


def ordered(told: Sequence[Told], highest: bool = True) -> list[int]:
    """Those that state an amount of the kind that most state first, by that amount."""
    own = _alike(told)
    return sorted(own, key=lambda at: own[at].value * _shorter(own[at]), reverse=highest)


def amounts_in_words(told: Sequence[Told], highest: bool = True) -> list[str]:
    """The amounts by which they are ordered, as they are said, in that order."""
    own = _alike(told)
    return [own[at].said for at in ordered(told, highest)]


def most_of(told: Sequence[Told], highest: bool = True) -> int | None:
    """Which of several surely says the most of a topic, or the least; None where none does."""
    own, order = _alike(told), ordered(told, highest)
    if len(order) < max(2, len(told)):
        return None
    first, *others = (own[at] for at in order)
    surely = all(_exceeds(*((first, one) if highest else (one, first))) for one in others)
    return order[0] if surely else None


def _alike(told: Sequence[Told]) -> dict[int, Amount]:
    """The first amount of each of the kind that most state first, by its place."""
    kinds = Counter(each.amounts[0].kind for each in told if each.amounts)
    kind = max(kinds, key=kinds.__getitem__, default="")
    firsts = (
        (at, next((one for one in each.amounts if one.kind == kind), None))
        for at, each in enumerate(told)
    )
    return {at: amount for at, amount in firsts if amount is not None}


def _exceeds(one: Amount, other: Amount) -> bool:
    """Whether an amount is surely more than another, however many days a week has."""
    if (_shorter(one) < 1) == (_shorter(other) < 1):
        return one.value > other.value
    return one.value * _shorter(one) > other.value


def _shorter(amount: Amount) -> float:
    """What a week of five days comes to of one of seven, for what is told in weeks."""
    return (
        _WORKING_DAYS
        if amount.kind == "time" and amount.value in (amount.written * 7, amount.written * 14)
        else 1
    )
