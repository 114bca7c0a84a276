"""Which facts of a claim disagree with the sentences that carry most of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from assistant.check.rules.nearness import Weights, Words
from assistant.check.rules.order import (
    by_someone_else,
    changes_of,
    deeds_of,
    in_other_order,
    orders_of,
    preferences_of,
    told_in_order,
)
from assistant.check.rules.polarity import at_odds, denies_alone, says_the_opposite
from assistant.check.rules.quantities import joined, unmet
from assistant.check.sources import Source, Stated, title_words

_Segment = tuple[tuple[str, ...], tuple[str, ...]]

_MOST_WORDS = 2  # put in place of others; more are another way of saying it
_REPEATS = 0.5  # share of a claim's words that stand in its source in the same order


def other_name(claim: Sequence[str], source: Sequence[str], names: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one of a claim's `names` stands in place of another of its source's, both words in order."""
    segments, repeated = _compared(claim, source)
    return repeated >= _REPEATS * (len(claim) - 1) and any(
        len(new) <= _MOST_WORDS and bool(set(new) & names - set(source)) and bool(set(old) & others - set(claim))
        for new, old in segments
    )


def _compared(claim: Sequence[str], source: Sequence[str]) -> tuple[list[_Segment], int]:
    """What of a claim stands in place of what of its source, and how many words both have in the same order."""
    operations = SequenceMatcher(None, claim, source, autojunk=False).get_opcodes()
    segments = [(tuple(claim[a:b]), tuple(source[c:d])) for tag, a, b, c, d in operations if tag == "replace"]
    return segments, sum(b - a for tag, a, b, _, _ in operations if tag == "equal")


_CARRIES = 0.6  # a sentence that has less of any part than this share of the best one's does not carry a claim
_NAME = 0.85  # a name found less than so far is not found


@dataclass(frozen=True)
class Compared:
    """A claim beside its sources, the one that carries most first, and all `passages` they were chosen from."""

    claim: Stated
    sources: tuple[Source, ...]
    passages: tuple[Source, ...]
    words: Words
    weights: Weights

    @property
    def best(self) -> Source:
        return self.sources[0]

    @cached_property
    def in_order(self) -> tuple[str, ...]:
        return told_in_order(self.claim.text, self.best.people, title_words(self.best.document))

    @cached_property
    def around(self) -> frozenset[str]:
        return frozenset[str]().union(*(source.around for source in self.passages))


def conflicts(compared: Compared) -> tuple[str, ...]:
    """The names of the kinds of fact that disagree."""
    return tuple(name for name, disagrees in _KINDS if disagrees(compared))


def _quantity(one: Compared) -> bool:
    """A number is not that of the sentences that carry its part; what others state does not count."""
    claim = one.claim
    if not claim.quantities.numbers and not claim.quantities.ordinals:
        return False
    carrying: dict[Source, None] = {}
    for words, _ in claim.parts:
        shares = {source: one.weights.share(words, source) for source in one.sources}
        most = max(shares.values())
        carrying |= {source: None for source, share in shares.items() if most and share >= _CARRIES * most}
    stated = [source.quantities for source in carrying or one.sources] + [one.best.called]
    return unmet(claim.quantities, joined(stated)) > 0


def _name(one: Compared) -> bool:
    """A name is one the passages do not know, or stands in another's place."""
    names = one.claim.facts.names
    unknown = any(one.words.found(name, one.around) < _NAME for name in names)
    return unknown or other_name(one.in_order, one.best.in_order, names, one.best.facts.names)


def _polarity(one: Compared) -> bool:
    """One denies or requires what the other does not; "not open" agrees with "closed"."""
    aside = frozenset[str]().union(*(source.labels for source in one.sources))
    opposites = frozenset[str]().union(*(source.opposites for source in one.sources))
    if says_the_opposite(one.claim.opposites - aside, opposites):
        denies, denied = (any(clause.denies for clause in clauses) for clauses in (one.claim.clauses, one.best.clauses))
        return denies == denied
    clauses = [clause for source in one.sources for clause in source.clauses]
    if denies_alone(one.claim.clauses, clauses):
        return True
    return at_odds(one.claim.clauses, clauses, aside, one.words.share)


def _order(one: Compared) -> bool:
    return any(
        in_other_order(
            of(one.claim.text), [pair for source in one.sources for pair in of(source.text)], one.words.share
        )
        for of in (orders_of, preferences_of, changes_of)
    )


def _deed(one: Compared) -> bool:
    deeds = deeds_of(one.claim.text, one.best.people, title_words(one.best.document))
    known = frozenset[str]().union(*(source.everyone for source in one.sources))
    return by_someone_else(deeds, [deed for source in one.sources for deed in source.deeds], known)


_KINDS: Sequence[tuple[str, Callable[[Compared], bool]]] = (
    ("quantity", _quantity),
    ("name", _name),
    ("polarity", _polarity),
    ("order", _order),
    ("deed", _deed),
)
