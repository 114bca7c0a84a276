"""How far the words of one text stand in another: the same words, other forms, synonyms, or words of near meaning."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.check.rules.polarity import are_opposites, mean_alike
from assistant.check.sources import Source
from assistant.language.facts import facts_of, stems
from store.text.stemming import stem

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


Embed = Callable[[Sequence[str]], NDArray[Any]]

_FORM, _SYNONYM, _LOOSE = 0.9, 0.85, 0.45  # of a word that stands there as it is
_FAR, _NEAR = 0.5, 0.75  # cosines of two words' vectors that count nothing and, up to MOST_BY_MEANING, in full
_MOST_BY_MEANING = 0.8
# Names that are one, whatever their stems.
_SAME = [frozenset(map(stem, line.split())) for line in ("phd doctoral doctorate", "uk britain", "usa america")]
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Words:
    """The content words of some texts, each embedded once, and how near they are to each other."""

    def __init__(self, texts: Iterable[str], embed: Embed) -> None:
        spelled: dict[str, str] = {}
        names: set[str] = set()
        for text in texts:
            names |= facts_of(text).names
            for match in _WORD.finditer(text):
                word = re.sub(r"['’].*$", "", match[0].lower())
                spelled.setdefault(stem(word), word)
        self._names = frozenset(names)  # a name means no other, however near their vectors are
        known = stems(" ".join(spelled.values()))
        self._row = {one: at for at, one in enumerate(one for one in spelled if one in known)}
        rows = np.asarray(embed([spelled[one] for one in self._row] or [""]), dtype=np.float64)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        self._rows = rows
        self._credit: dict[tuple[str, str], float] = {}

    def found(self, word: str, among: frozenset[str]) -> float:
        """How far a word, as its stem, stands among others: 1 where it does, 0 where nothing near it does."""
        if word in among:
            return 1.0
        return max((self._near(word, other) for other in among), default=0.0)

    def share(self, words: frozenset[str], among: frozenset[str]) -> float:
        """The share, 0 to 1, of some words that stand among others; 0 of none."""
        return sum(self.found(word, among) for word in words) / len(words) if words else 0.0

    def _near(self, one: str, other: str) -> float:
        if (one, other) not in self._credit:
            self._credit[one, other] = self._measured(one, other)
        return self._credit[one, other]

    def _measured(self, one: str, other: str) -> float:
        if _is_form(one, other):
            return _FORM
        if are_opposites(one, other):
            return 0.0
        if mean_alike(one, other) or any(one in same and other in same for same in _SAME):
            return _SYNONYM
        if one in self._names or other in self._names or one not in self._row or other not in self._row:
            return 0.0
        cosine = float(self._rows[self._row[one]] @ self._rows[self._row[other]])
        return _MOST_BY_MEANING * min(1.0, max(0.0, (cosine - _FAR) / (_NEAR - _FAR)))


def _is_form(one: str, other: str) -> bool:
    """Whether two stems have one root: "anaesthet" and "anaesthetist", "norwegian" and "norway" not."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and long.startswith(short) and len(long) - len(short) <= 4
