"""How far some source sentences carry a claim: what contradicts it, and a logistic model of how much it is covered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.claim_edits import copied, exchanged, other_date, other_name, replaced
from assistant.claim_order import (
    by_someone_else,
    deeds_of,
    in_other_order,
    orders_of,
    preferences_of,
    told_in_order,
)
from assistant.claim_polarity import at_odds, clauses_of, says_the_opposite, words_of_opposites
from assistant.claim_quantities import Quantities, quantities_of, unmet
from assistant.claim_roles import Label, named_in, parts_of
from assistant.claim_sources import Source, labels_of, title_words
from assistant.claim_words import Words
from assistant.facts import Facts, facts_of, stems
from assistant.spelling import is_word

Weigh = Callable[[Iterable[str]], float]

FEATURES = ("covered", "cosine", "lacking", "least part", "gap", "tampered", "replaced")
WEIGHTS = (6.0, 4.0, -1.5, 2.0, -1.0, 0.0, 0.0)
BIAS = -6.0

_MOST_QUOTES = 4  # of one passage, where a statement gathers what several sentences or list items say
_LEAST_GAIN = 0.15  # share of a statement's words that a further sentence must add
_CARRIES = 0.6  # a sentence that has less of any part than this share of the best one's does not carry a claim
_LACKS = 0.35  # a word found less than so far is not found
# What any statement about a job says, whatever it states.
_FRAME = stems(
    "role job position post opening vacancy company employer candidate applicant someone person people need want look"
    " ask require involve include work offer give provide get take part thing kind sort way call expect seek use"
)


@dataclass(frozen=True)
class Stated:
    """A claim with what it states, read once."""

    text: str
    labels: tuple[Label, ...]

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        return self.facts.words

    @cached_property
    def quantities(self) -> Quantities:
        return quantities_of(self.text)

    @cached_property
    def parts(self) -> tuple[tuple[frozenset[str], frozenset[int]], ...]:
        """The content words of each part with the numbers of the documents it is bound to; none for any."""
        found: list[tuple[frozenset[str], frozenset[int]]] = []
        bound: frozenset[int] = frozenset()
        for part in parts_of(self.text):
            bound = named_in(part, self.labels) or bound
            if words := stems(part):
                found.append((words, bound))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Match:
    source: Source
    cosine: float


@dataclass(frozen=True, slots=True)
class Carried:
    """What carries a claim, how strongly (0 to 1; below 0 where facts disagree), and what disagrees.

    `likeness`, 0 to 1, is the strength there would be if nothing disagreed.
    """

    sources: tuple[Source, ...]
    strength: float
    conflicts: tuple[str, ...] = ()
    features: tuple[float, ...] = ()

    @property
    def likeness(self) -> float:
        return self.strength + len(self.conflicts)


class Scale:
    """Weighs claims against sentences of one set of sources."""

    def __init__(self, sources: Sequence[Source], words: Words) -> None:
        held = Counter(word for source in sources for word in source.words)
        self._held = held
        self._labels = frozenset[str]().union(*(stems(" . ".join(labels_of(one.document))) for one in sources))
        self._words = words

    def weigh(self, words: Iterable[str]) -> float:
        return sum(self._weight(word) for word in words)

    def _weight(self, word: str) -> float:
        light = word in _FRAME or word in self._labels
        return (0.3 if light else 1.0) * (1 + self._held[word]) ** -0.5

    def carried(self, claim: Stated, matches: Sequence[Match]) -> Carried:
        """How far a claim is carried by these source sentences alone."""
        chosen = self._choose(claim, matches)
        if not chosen:
            return Carried((), -1.0, ("nothing",))
        sources = tuple(match.source for match in chosen)
        about = {match.source.number: match.source.about for match in matches}
        features = self._features(claim, chosen, about)
        strength = 1 / (1 + math.exp(-BIAS - sum(map(float.__mul__, WEIGHTS, features))))
        conflicts = tuple(self._conflicts(claim, sources, matches))
        return Carried(sources, strength - len(conflicts), conflicts, features)

    def _choose(self, claim: Stated, matches: Sequence[Match]) -> list[Match]:
        """The sentence that carries most of a claim, then those that add words or numbers it lacks."""
        whole = self.weigh(claim.words) or 1.0
        missing = {word: 1.0 for word in claim.words}
        chosen: list[Match] = []
        left = list(matches)
        unmet_before = unmet(claim.quantities, Quantities((), frozenset()))
        numbers: list[Quantities] = []
        while left and len(chosen) < _MOST_QUOTES:
            gains = []
            for match in left:
                gain = sum(
                    self._weight(word) * max(0.0, self._words.found(word, match.source.words) - 1 + lack)
                    for word, lack in missing.items()
                )
                met = unmet_before - unmet(claim.quantities, _joined([*numbers, match.source.quantities]))
                gains.append(gain / whole + 0.3 * max(0, met) + (0.0 if chosen else match.cosine))
            if chosen and max(gains) < _LEAST_GAIN:
                break
            best = left.pop(gains.index(max(gains)))
            chosen.append(best)
            numbers.append(best.source.quantities)
            unmet_before = unmet(claim.quantities, _joined(numbers))
            missing = {
                word: min(lack, 1 - self._words.found(word, best.source.words)) for word, lack in missing.items()
            }
        return chosen

    def _features(self, claim: Stated, chosen: Sequence[Match], about: dict[int, frozenset[str]]) -> tuple[float, ...]:
        sources = [match.source for match in chosen]
        parts = [(words, self._credits(words, sources, bound, about)) for words, bound in claim.parts]
        credit: dict[str, float] = {}
        for _, credits in parts:
            for word, value in credits.items():
                credit[word] = min(value, credit.get(word, 1.0))
        covered = sum(self._weight(word) * value for word, value in credit.items()) / (self.weigh(credit) or 1.0)
        lacking = sum(value < _LACKS for word, value in credit.items() if word not in _FRAME)
        shares = [
            sum(self._weight(word) * value for word, value in credits.items()) / self.weigh(credits)
            for words, credits in parts
            if len(words) > 1 or not words <= _FRAME
        ] or [covered]
        cosine = max(match.cosine for match in chosen)
        order = _in_order(claim.text, sources[0])
        tampered = max(copied(order, source.in_order) for source in sources) if lacking else 0.0
        put = max(replaced(_in_order(claim.text, source), source.in_order, self._words.share) for source in sources)
        return covered, cosine, min(lacking, 4) / 4, min(shares), max(shares) - min(shares), tampered, put

    def _credits(
        self, words: frozenset[str], sources: Sequence[Source], bound: frozenset[int], about: dict[int, frozenset[str]]
    ) -> dict[str, float]:
        """How far each word of a part stands in the one sentence that has most of them, or about its document."""
        best = self._credits_of(words, frozenset(), frozenset().union(*(about[one] for one in bound & about.keys())))
        for source in sources:
            if not bound or source.number in bound:
                credits = self._credits_of(words, source.words, source.about)
                best = max(best, credits, key=lambda one: sum(self._weight(word) * one[word] for word in words))
        return best

    def _credits_of(self, words: frozenset[str], among: frozenset[str], about: frozenset[str]) -> dict[str, float]:
        return {word: 1.0 if word in about else self._words.found(word, among) for word in words}

    def _conflicts(self, claim: Stated, sources: Sequence[Source], matches: Sequence[Match]) -> Iterable[str]:
        near = self._words.share
        best = sources[0]
        around = frozenset[str]().union(*(match.source.around for match in matches))
        if self._unmet(claim, sources):
            yield "quantity"
        order = _in_order(claim.text, best)
        if exchanged(order, best.in_order):
            yield "exchanged"
        if other_name(order, best.in_order, claim.facts.names, best.facts.names):
            yield "other name"
        if other_date(claim.text, " ".join(source.text for source in sources)):
            yield "date"
        if self._strange_names(claim, around):
            yield "name"
        if _other_person(claim, sources):
            yield "person"
        numbers = {match.source.number for match in matches}
        if any(bound and not bound & numbers for _, bound in claim.parts) or self._told_of_another(claim, sources):
            yield "role"
        aside = frozenset[str]().union(*(stems(" . ".join(labels_of(source.document))) for source in sources))
        denied = at_odds(clauses_of(claim.text), [one for source in sources for one in source.clauses], aside, near)
        opposites = frozenset[str]().union(*(source.opposites for source in sources))
        denies = [any(one.denies for one in some) for some in (clauses_of(claim.text), best.clauses)]
        opposite = says_the_opposite(words_of_opposites(claim.text) - aside, opposites)
        if opposite == (denies[0] == denies[1]) if opposite else denied:  # "not open" is "closed"
            yield "polarity"
        preferred = [one for source in sources for one in preferences_of(source.text)]
        if in_other_order(preferences_of(claim.text), preferred, near):
            yield "preference"
        if in_other_order(orders_of(claim.text), [one for source in sources for one in source.orders], near):
            yield "order"
        deeds = deeds_of(claim.text, best.people, title_words(best.document))
        known = frozenset[str]().union(*(source.everyone for source in sources))
        if by_someone_else(deeds, [one for source in sources for one in source.deeds], known):
            yield "deed"

    def _unmet(self, claim: Stated, sources: Sequence[Source]) -> int:
        """How many quantities of a claim the sentences that carry it do not state; others' numbers do not count."""
        if not claim.quantities.numbers and not claim.quantities.ordinals:
            return 0
        carrying: dict[Source, None] = {}
        for words, _ in claim.parts:
            shares = {source: self._share(words, source) for source in sources}
            most = max(shares.values())
            carrying |= {source: None for source, share in shares.items() if most and share >= _CARRIES * most}
        return unmet(claim.quantities, _joined([source.quantities for source in carrying or sources]))

    def _told_of_another(self, claim: Stated, sources: Sequence[Source]) -> bool:
        """Whether a part of a claim about one role stands in what is told of another."""
        for words, bound in claim.parts:
            if bound:
                own, any_ = (
                    max(
                        (self._share(words, source) for source in sources if not only or source.number in only),
                        default=0.0,
                    )
                    for only in (bound, frozenset[int]())
                )
                if any_ > own + 0.3:
                    return True
        return False

    def _share(self, words: frozenset[str], source: Source) -> float:
        credits = self._credits_of(words, source.words, source.about)
        return sum(self._weight(word) * value for word, value in credits.items()) / self.weigh(words)

    def _strange_names(self, claim: Stated, around: frozenset[str]) -> frozenset[str]:
        """Names in a claim that its passages do not know."""
        return frozenset(name for name in claim.facts.names if self._words.found(name, around) < 0.85)


def strange_opening(claim: Stated, sources: Sequence[Source]) -> bool:
    """Whether a claim's first word may be a name that its passage does not know ("Acme asks ...")."""
    opening = claim.facts.opening
    first = claim.text.split()[0].strip("\"'“”,.:;").lower()
    return bool(opening) and not any(opening in source.around for source in sources) and not is_word(first)


def _in_order(claim: str, source: Source) -> tuple[str, ...]:
    return told_in_order(claim, source.people, title_words(source.document))


def _joined(some: Sequence[Quantities]) -> Quantities:
    return Quantities(
        tuple(number for one in some for number in one.numbers), frozenset().union(*(one.ordinals for one in some))
    )


def _other_person(claim: Stated, sources: Sequence[Source]) -> bool:
    """Whether the sentence that carries most of a claim speaks of other people than it."""
    named = claim.words & frozenset[str]().union(*(source.people for source in sources))
    firsts = frozenset(name[0] for source in sources for name in source.full_names)
    meant = sources[0].persons
    if named & firsts and meant & firsts:
        named, meant = named & firsts, meant & firsts
    return bool(named and meant and not named & meant)
