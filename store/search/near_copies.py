"""Find texts that are near copies of each other: one role listed again with another place, date,
number or boilerplate.

Candidates come from bottom-k sketches, the form of MinHash in Broder, "On the resemblance and
containment of documents" (1997). All words of each pair of candidates are then compared. Words that
many other roles share count little: boilerplate that a company writes under every role does not
make two roles one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Weights = NDArray[np.float64]

PHRASE = 6  # words of a phrase, the unit of comparison
FEWEST_WORDS = 20  # words that a text needs to be told from others
SKETCH = 64  # phrases of each text that are used to find candidates
NEARLY_ALL = 0.6  # share of the smaller sketch that two identical texts have in common
SOME = 0.125  # share of the smaller sketch that two similar texts have in common
FEW = 100  # groups that may have a phrase that still distinguishes them
# texts that one phrase makes candidates of each text: all, up to this number, then the next ones in
# order
NEIGHBOURS = 24
SAME = 0.92  # share of the words: one role, whatever other roles share
# share of the words, where words that other groups have too count twice, since they are known to be
# boilerplate
LEAST = 0.7
FLOOR = 0.5  # least share of the words that similar texts have in common
ALIKE = 0.58  # share of the words, weighted
AROUND = 20  # words on either side that determine a word's weight
LONGEST_COMPARED = 1000  # words that are compared one by one to describe differences

# Writing without spaces between words, where each character counts as a word: Thai, kana, Han.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


def variants(
    texts: Mapping[str, str], *, must_agree: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], ...]:
    """Group the texts that are near copies of each other.

    Args:
        texts: by identifier. Texts of fewer than 20 words are in no group: they say too little.
        must_agree: by identifier, what near copies must have in common besides their text, such as
            the company.

    Returns:
        Groups of two or more identifiers, sorted, each identifier in one group at most.
    """
    families = must_agree or {}
    names = sorted(texts)
    phrases = {name: made for name in names if (made := _phrases(texts[name]))}
    comparison = _Comparison([*phrases.values()], [families.get(name, "") for name in phrases])
    told = [*phrases]
    return tuple(tuple(told[number] for number in group) for group in comparison.groups())


def differences(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the phrases that only `before` has, and those that only `after` has, in their order.

    Capitals, punctuation and the order of lines are ignored. If lines that only one text has
    contain more than 1,000 words, these lines are returned whole.
    """
    lines = [[list(_written_words(line)) for line in text.splitlines()] for text in (before, after)]
    keys = [{_keys(line) for line in text} for text in lines]
    old = [line for line in lines[0] if line and _keys(line) not in keys[1]]
    new = [line for line in lines[1] if line and _keys(line) not in keys[0]]
    if max(sum(map(len, old)), sum(map(len, new))) > LONGEST_COMPARED:
        return tuple(" ".join(line) for line in old), tuple(" ".join(line) for line in new)
    # An empty word ends each line, so that no phrase continues into the next.
    old_words, new_words = ([word for line in text for word in [*line, ""]] for text in (old, new))
    changes = SequenceMatcher(None, _keys(old_words), _keys(new_words)).get_opcodes()
    removed = [old_words[low:high] for change, low, high, _, _ in changes if change != "equal"]
    added = [new_words[low:high] for change, _, _, low, high in changes if change != "equal"]
    return tuple(_spoken(removed)), tuple(_spoken(added))


def _written_words(line: str) -> Iterator[str]:
    return (word for word in line.split() if _WORD.search(word))


def _keys(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        "".join(_WORD.findall(unicodedata.normalize("NFKC", word).casefold())) for word in words
    )


def _spoken(runs: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the words of each run joined to phrases, one for each line that the run touches."""
    for run in runs:
        for ended, words in groupby(run, key=lambda word: not word):
            if not ended:
                yield " ".join(words)


def _phrases(text: str) -> list[str]:
    """Return the runs of words of a text, by their beginning."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if len(words) < FEWEST_WORDS:
        return []
    return [" ".join(words[at : at + PHRASE]) for at in range(len(words) - PHRASE + 1)]


class _Comparison:
    """Compares texts by the share of their words in common phrases, and joins them to groups."""

    def __init__(self, phrases: Sequence[Sequence[str]], families: Sequence[str]) -> None:
        import numpy as np

        self._families = families
        numbers: dict[str, int] = {}
        self._words: list[Numbers] = [
            np.array([numbers.setdefault(phrase, len(numbers)) for phrase in each])
            for each in phrases
        ]
        self._hashes = [_hash(phrase) for phrase in numbers]
        self._holders: Weights = np.ones(len(numbers))
        self._group = list(range(len(phrases)))

    def groups(self) -> list[list[int]]:
        """Join identical texts, then similar groups, where words of many groups count little."""
        import numpy as np

        for first, second in self._candidates(range(len(self._group)), NEARLY_ALL):
            if self._score(first, second)[0] >= SAME:
                self._unite(first, second)
        leaders = sorted({self._find(number) for number in self._group})
        held = Counter(
            phrase
            for group in self._members().values()
            for phrase in {number for text in group for number in self._words[text].tolist()}
        )
        self._holders = np.array([held[number] for number in range(len(held))], dtype=float)
        for first, second in self._candidates(leaders, SOME):
            plain, weighted, own = self._score(first, second)
            if plain >= FLOOR and weighted >= ALIKE and 2 * plain - own >= LEAST:
                self._unite(first, second)
        return [group for group in self._members().values() if len(group) > 1]

    def _members(self) -> dict[int, list[int]]:
        members: dict[int, list[int]] = {}
        for number in range(len(self._group)):
            members.setdefault(self._find(number), []).append(number)
        return members

    def _candidates(self, texts: Iterable[int], least: float) -> list[tuple[int, int]]:
        """Return the pairs that share at least `least` of the smaller sketch: the phrases with the
        lowest hashes, those of few groups before the others.
        """
        sizes: dict[int, int] = {}
        owners: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for text in texts:
            sketch = sorted(
                set(self._words[text].tolist()),
                key=lambda phrase: (self._holders[phrase] > FEW, self._hashes[phrase]),
            )[:SKETCH]
            sizes[text] = len(sketch)
            for phrase in sketch:
                owners[self._families[text], phrase].append(text)
        shared = Counter(
            (first, second)
            for those in owners.values()
            for at, first in enumerate(those)
            for second in those[at + 1 : at + 1 + NEIGHBOURS]
        )
        return [
            pair
            for pair, number in shared.items()
            if number >= least * min(sizes[text] for text in pair)
        ]

    def _score(self, first: int, second: int) -> tuple[float, float, float]:
        """Return the share of both texts' words that are in common phrases; the same by weight; and
        the weight of these words as a share of all words.
        """
        import numpy as np

        plain = covered = total = size = 0.0
        for text, compared in ((first, second), (second, first)):
            words = self._words[text]
            shared = np.isin(words, self._words[compared])
            inside = np.convolve(shared, np.ones(PHRASE)) > 0
            rarity = 1 / np.maximum(1.0, self._holders[words] - shared)
            window = np.ones(2 * AROUND + 1)
            near = slice(AROUND, AROUND + len(inside))
            sums = np.convolve(np.append(rarity, np.zeros(PHRASE - 1)), window)[near]
            there = np.convolve(np.append(np.ones(len(rarity)), np.zeros(PHRASE - 1)), window)[near]
            weights = sums / np.maximum(1, there)
            plain, size = plain + inside.sum(), size + len(inside)
            covered, total = covered + weights[inside].sum(), total + weights.sum()
        return plain / size, covered / max(total, 1e-9), covered / size

    def _unite(self, first: int, second: int) -> None:
        low, high = sorted((self._find(first), self._find(second)))
        self._group[high] = low

    def _find(self, number: int) -> int:
        while self._group[number] != number:
            self._group[number] = self._group[self._group[number]]
            number = self._group[number]
        return number


def _hash(phrase: str) -> int:
    return int.from_bytes(blake2b(phrase.encode(), digest_size=8).digest(), "little")
