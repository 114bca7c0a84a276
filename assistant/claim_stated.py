"""A claim with what it states, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assistant.claim_opposites import words_of_opposites
from assistant.claim_polarity import Clause, clauses_of
from assistant.claim_quantities import Quantities, quantities_of
from assistant.claim_roles import Label, named_in, parts_of
from assistant.facts import Facts, facts_of, stems
from assistant.spelling import is_word


@dataclass(frozen=True)
class Stated:
    """One sentence of an answer; `labels` tell which words of it name which document."""

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
    def clauses(self) -> tuple[Clause, ...]:
        return clauses_of(self.text)

    @cached_property
    def opposites(self) -> frozenset[str]:
        return words_of_opposites(self.text)

    @cached_property
    def parts(self) -> tuple[tuple[frozenset[str], frozenset[int]], ...]:
        """The content words of each part with the numbers of the documents it is about; none for any."""
        found: list[tuple[frozenset[str], frozenset[int]]] = []
        bound: frozenset[int] = frozenset()
        for part in parts_of(self.text):
            bound = named_in(part, self.labels) or bound
            if words := stems(part):
                found.append((words, bound))
        return tuple(dict.fromkeys(found))

    def opens_strangely(self, around: frozenset[str]) -> bool:
        """Whether the first word may be a name that no passage knows ("Acme asks ..."); `around` are their stems."""
        opening = self.facts.opening
        first = self.text.split()[0].strip("\"'“”,.:;").lower()
        return bool(opening) and opening not in around and not is_word(first)
