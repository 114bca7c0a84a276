"""Facts that code compares, beside what the network reads: numbers, names, words, and what is denied."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from assistant.language.facts import Facts, facts_of


@dataclass(frozen=True, slots=True)
class Compared:
    """How the facts of a claim stand to those of its premise; shares are 0 to 1.

    Attributes:
        numbers: share of the claim's numbers that the premise lacks.
        a_number: 1 where it lacks one.
        names: share of the claim's names that it lacks.
        words: share of the claim's content words that it lacks.
        denied: share of the words both have that the claim alone denies.
        affirmed: share of them that the premise alone denies.
    """

    numbers: float
    a_number: float
    names: float
    words: float
    denied: float
    affirmed: float

    @property
    def row(self) -> tuple[float, ...]:
        """The six in their order."""
        return astuple(self)


def compared(claim: str, premise: str) -> Compared:
    """Compare the facts of two texts."""
    said, told = facts_of(claim), facts_of(premise)
    shared = said.words & told.words
    numbers = said.numbers - told.numbers
    return Compared(
        numbers=_share(numbers, said.numbers),
        a_number=float(bool(numbers)),
        names=_share(said.names - told.words - told.names, said.names),
        words=_share(said.words - told.words, said.words),
        denied=_share((_denied(said) - _denied(told)) & shared, shared),
        affirmed=_share((_denied(told) - _denied(said)) & shared, shared),
    )


def _denied(facts: Facts) -> frozenset[str]:
    return facts.denied | facts.around


def _share(some: frozenset[str], of: frozenset[str]) -> float:
    return len(some) / len(of) if of else 0.0
