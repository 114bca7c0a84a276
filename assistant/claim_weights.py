"""How much of a claim's words some source sentence has, by what each word tells."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.claim_sources import Source
from assistant.claim_words import Words
from assistant.facts import stems

# What any statement about a job says, whatever it states.
FRAME = stems(
    "role job position post opening vacancy company employer candidate applicant someone person people need want look"
    " ask require involve include work offer give provide get take part thing kind sort way call expect seek use"
)
FRAME |= stems("half third quarter dozen couple percent cent double twice")  # claim_quantities reads them
_LIGHT = 0.3  # of such a word, and of one that names the document rather than tells what it says


class Weights:
    """Weighs words against sentences: one that many sentences hold weighs little."""

    def __init__(self, sources: Sequence[Source], words: Words) -> None:
        self._held = Counter(word for source in sources for word in source.words)
        self._labels = frozenset[str]().union(*(source.labels for source in sources))
        self._words = words

    def of(self, word: str) -> float:
        light = word in FRAME or word in self._labels
        return (_LIGHT if light else 1.0) / math.sqrt(1 + self._held[word])

    def sum(self, words: Iterable[str]) -> float:
        return sum(map(self.of, words))

    def covered(self, credits: dict[str, float]) -> float:
        """The share, 0 to 1, of some words that is found, each as far as its credit."""
        return sum(self.of(word) * value for word, value in credits.items()) / (self.sum(credits) or 1.0)

    def credits(self, words: frozenset[str], source: Source) -> dict[str, float]:
        """How far each word stands in a sentence, or about its document."""
        return {word: 1.0 if word in source.about else self._words.found(word, source.words) for word in words}

    def share(self, words: frozenset[str], source: Source) -> float:
        return self.covered(self.credits(words, source))
