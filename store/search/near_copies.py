"""Which texts are near copies of each other: one role listed again, with another place, date,
number or boilerplate.

Candidates come from bottom-k sketches, the form of MinHash in Broder, "On the resemblance and
containment of documents" (1997). Each pair of candidates is then checked on all its words, where
words that many other roles share count little: what a company writes under every role does not make
two roles one.
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

PHRASE = 6  # words of a phrase, the unit that is compared
FEWEST_WORDS = 20  # of a text that can be told from another
SKETCH = 64  # phrases of each text that candidates are found by
NEARLY_ALL = 0.6  # of the smaller sketch of two candidates for being the same
SOME = 0.125  # of the smaller sketch of two candidates for being alike
FEW = 100  # groups that have a phrase which tells them from others
# texts that one phrase makes candidates of each text: all up to that many, then the next in order
NEIGHBOURS = 24
SAME = 0.92  # of the words: one role, whatever others share
# of the words, those of them that other groups have too counting twice: they are known as
# boilerplate
LEAST = 0.7
FLOOR = 0.5  # of the words, in texts that can be alike at all
ALIKE = 0.58  # of the words, weighted
AROUND = 20  # words on either side that a word's weight is taken from
LONGEST_COMPARED = 1000  # words that are compared one by one to say what differs

# Writing without spaces between words, where each character counts as one: Thai, kana, Han.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


def variants(
    texts: Mapping[str, str], *, must_agree: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], ...]:
    """Group the texts that are near copies of each other.

    Args:
        texts: by identifier. Texts of fewer than 20 words are in no group: they tell too little.
        must_agree: by identifier, what near copies must have in common beside their text: the
            company, say.

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

    Capitals, punctuation and the order of lines make no difference. Where more than 1,000 words are
    in lines of one text alone, these lines are given whole.
    """
    lines = [[list(_written_words(line)) for line in text.splitlines()] for text in (before, after)]
    keys = [{_keys(line) for line in text} for text in lines]
    old = [line for line in lines[0] if line and _keys(line) not in keys[1]]
    new = [line for line in lines[1] if line and _keys(line) not in keys[0]]
    if max(sum(map(len, old)), sum(map(len, new))) > LONGEST_COMPARED:
        return tuple(" ".join(line) for line in old), tuple(" ".join(line) for line in new)
    # An empty word ends each line, so that no phrase runs over it.
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
    """Join the words of each run to phrases, one for each line it touches."""
    for run in runs:
        for ended, words in groupby(run, key=lambda word: not word):
            if not ended:
                yield " ".join(words)


def _phrases(text: str) -> list[str]:
    """The runs of words of a text, by where they begin."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if len(words) < FEWEST_WORDS:
        return []
    return [" ".join(words[at : at + PHRASE]) for at in range(len(words) - PHRASE + 1)]


class _Comparison:
    """Compares texts by the share of their words that stand in phrases both have, and joins them
    to groups.
    """

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
        """Join texts that are the same, then groups that are alike where words of many groups
        count little.
        """
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
        """The pairs that share `least` of the smaller sketch: the phrases of least hash, those of
        few groups before the others.
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
        """The share of both texts' words that stand in phrases both have; the same by weight, and
        the weight of these words as a share of all words.
        """
        import numpy as np

        plain = covered = total = size = 0.0
        for one, other in ((first, second), (second, first)):
            words = self._words[one]
            shared = np.isin(words, self._words[other])
            inside = np.convolve(shared, np.ones(PHRASE)) > 0
            own = 1 / np.maximum(1.0, self._holders[words] - shared)
            window = np.ones(2 * AROUND + 1)
            near = slice(AROUND, AROUND + len(inside))
            sums = np.convolve(np.append(own, np.zeros(PHRASE - 1)), window)[near]
            there = np.convolve(np.append(np.ones(len(own)), np.zeros(PHRASE - 1)), window)[near]
            weights = sums / np.maximum(1, there)
            plain, size = plain + inside.sum(), size + len(inside)
            covered, total = covered + weights[inside].sum(), total + weights.sum()
        return plain / size, covered / max(total, 1e-9), covered / size

    def _unite(self, one: int, other: int) -> None:
        low, high = sorted((self._find(one), self._find(other)))
        self._group[high] = low

    def _find(self, number: int) -> int:
        while self._group[number] != number:
            self._group[number] = self._group[self._group[number]]
            number = self._group[number]
        return number


def _hash(phrase: str) -> int:
    return int.from_bytes(blake2b(phrase.encode(), digest_size=8).digest(), "little")
