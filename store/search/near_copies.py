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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]
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
ROUNDS = 12  # of joining groups two by two
LONGEST_COMPARED = 1000  # words that are compared one by one to say what differs

# Writing without spaces between words, where each character counts as one: Thai, kana, Han.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What is compared of a text: hashes of its phrases in their order, the same in every
    process.
    """

    phrases: Hashes


def variants(
    texts: Mapping[str, str],
    *,
    known: Mapping[str, Fingerprint] | None = None,
    must_agree: Mapping[str, str] | None = None,
) -> tuple[tuple[str, ...], ...]:
    """Group the texts that are near copies of each other.

    Args:
        texts: by identifier. Texts of fewer than 20 words are in no group: they tell too little.
        known: fingerprints from an earlier call of `fingerprint`, so that these texts are not read
            again.
        must_agree: by identifier, what near copies must have in common beside their text: the
            company, say.

    Returns:
        Groups of two or more identifiers, sorted, each identifier in one group at most.
    """
    names = sorted(texts)
    kept = {} if known is None else known
    made = _fingerprints([texts[name] for name in names if name not in kept])
    prints = [kept[name] if name in kept else next(made) for name in names]
    families = [(must_agree or {}).get(name, "") for name in names]
    if not any(len(each.phrases) for each in prints):
        return ()
    groups = _Comparison(prints, families).groups()
    return tuple(tuple(names[number] for number in group) for group in groups)


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a text; capitals, punctuation and white space do not count."""
    return next(_fingerprints([text]))


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


def _fingerprints(texts: Sequence[str]) -> Iterator[Fingerprint]:
    import numpy as np

    hashes: dict[str, int] = {}
    for text in texts:
        words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
        for word in words:
            if word not in hashes:
                hashes[word] = _word_hash(word)
        numbers = np.array([hashes[word] for word in words], dtype=np.uint64)
        yield Fingerprint(_phrases(numbers if len(numbers) >= FEWEST_WORDS else numbers[:0]))


def _phrases(words: Hashes) -> Hashes:
    """Hash each run of words, by a polynomial and the finalizer of MurmurHash3."""
    import numpy as np

    count = max(0, len(words) - PHRASE + 1)
    mixed = np.zeros(count, dtype=np.uint64)
    for at in range(PHRASE):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + words[at : at + count]
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(33))


def _candidates(
    sketches: Sequence[Hashes], families: Sequence[str], least: float
) -> tuple[Numbers, Numbers]:
    """Return the pairs that share `least` of the smaller sketch: the first of each pair, and the
    second.
    """
    import numpy as np

    sizes = np.array([len(sketch) for sketch in sketches], dtype=np.int64)
    keys = np.concatenate(
        [
            sketch ^ np.uint64(_word_hash(name))
            for sketch, name in zip(sketches, families, strict=True)
        ]
    )
    owners = np.repeat(np.arange(len(sketches)), sizes)
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    pairs = [np.empty(0, dtype=np.int64)]
    for step in range(1, min(NEIGHBOURS, len(keys) - 1) + 1):
        alike = keys[:-step] == keys[step:]
        pairs.append(owners[:-step][alike] * len(sketches) + owners[step:][alike])
    codes, shared = np.unique(np.concatenate(pairs), return_counts=True)
    first, second = np.divmod(codes, len(sketches))
    enough = shared >= least * np.minimum(sizes[first], sizes[second])
    return first[enough], second[enough]


class _Comparison:
    """Compares texts by the share of their words that stand in phrases both have, and joins them
    to groups.
    """

    def __init__(self, prints: Sequence[Fingerprint], families: Sequence[str]) -> None:
        import numpy as np

        self._families = families
        sizes = [len(each.phrases) for each in prints]
        self._hashes, numbers = np.unique(
            np.concatenate([each.phrases for each in prints]), return_inverse=True
        )
        self._count = len(self._hashes)
        # One number a word: that of the phrase it begins, and for the last words of a text one that
        # no text marks.
        ending = np.full(PHRASE - 1, self._count)
        parts = np.split(numbers, np.cumsum(sizes)[:-1])
        self._words: list[Numbers] = [np.concatenate([part, ending]) for part in parts]
        self._sizes = np.array([len(words) for words in self._words])
        self._holders = np.ones(self._count + 1)
        self._group = list(range(len(prints)))

    def groups(self) -> list[list[int]]:
        """Join texts that are the same, then groups that are alike where words of many groups
        count little.
        """
        first, second = _candidates(
            self._sketches(range(len(self._group))), self._families, NEARLY_ALL
        )
        plain = self._scores(first, second)
        for one, other in zip(
            first[plain >= SAME].tolist(), second[plain >= SAME].tolist(), strict=True
        ):
            self._unite(one, other)
        self._join_alike()
        members: dict[int, list[int]] = {}
        for number in range(len(self._group)):
            members.setdefault(self._find(number), []).append(number)
        return [group for group in members.values() if len(group) > 1]

    def _join_alike(self) -> None:
        """Compare the first text of each group with those of the others, and join what is alike
        on average.
        """
        import numpy as np

        self._count_holders()
        firsts = sorted(set(self._leaders().tolist()))
        found = _candidates(self._sketches(firsts), [self._families[text] for text in firsts], SOME)
        first, second = (np.array(firsts, dtype=np.int64)[each] for each in found)
        plain = self._scores(first, second)
        for _ in range(ROUNDS):
            leaders = self._leaders()
            apart = leaders[first] != leaders[second]
            first, second, plain = first[apart], second[apart], plain[apart]
            if not len(first) or not self._join_best(first, second, plain):
                break
            self._count_holders()

    def _sketches(self, texts: Iterable[int]) -> list[Hashes]:
        """Return the phrases to find candidates by: those of least hash, phrases of few groups
        before the others.
        """
        import numpy as np

        made = []
        for text in texts:
            phrases = np.unique(self._words[text][: 1 - PHRASE])
            order = np.lexsort((self._hashes[phrases], self._holders[phrases] > FEW))
            made.append(self._hashes[phrases[order[:SKETCH]]])
        return made

    def _join_best(self, first: Numbers, second: Numbers, plain: Weights) -> int:
        """Join each group with the one most like it, on average over their candidates; say how
        many were joined.
        """
        import numpy as np

        leaders = self._leaders()[np.stack([first, second])]
        pairs, index = np.unique(
            leaders.min(0) * len(self._group) + leaders.max(0), return_inverse=True
        )
        counts = np.bincount(index)
        near = (np.bincount(index, plain) / counts >= FLOOR)[index]
        weighted, common = np.zeros(len(first)), np.zeros(len(first))
        weighted[near], own = self._weighted_scores(first[near], second[near])
        common[near] = plain[near] - own
        mean = np.bincount(index, weighted) / counts
        enough = np.bincount(index, plain + common) / counts >= LEAST
        joined: set[int] = set()
        for at in np.argsort(-mean, kind="stable").tolist():
            both = set(divmod(int(pairs[at]), len(self._group)))
            if mean[at] >= ALIKE and enough[at] and not both & joined:
                self._unite(*both)
                joined |= both
        return len(joined) // 2

    def _unite(self, one: int, other: int) -> None:
        low, high = sorted((self._find(one), self._find(other)))
        self._group[high] = low

    def _find(self, number: int) -> int:
        while self._group[number] != number:
            self._group[number] = self._group[self._group[number]]
            number = self._group[number]
        return number

    def _leaders(self) -> Numbers:
        import numpy as np

        return np.array([self._find(number) for number in range(len(self._group))])

    def _count_holders(self) -> None:
        """Count the groups that have each phrase: a role that is listed fifty times counts once."""
        import numpy as np

        pairs = np.repeat(self._leaders(), self._sizes) * (self._count + 1) + np.concatenate(
            self._words
        )
        pairs.sort()  # np.unique would hash them, which takes ten times as long
        pairs = pairs[np.diff(pairs, prepend=-1) != 0]
        self._holders = np.bincount(pairs % (self._count + 1), minlength=self._count + 1).astype(
            float
        )

    def _scores(self, first: Numbers, second: Numbers) -> Weights:
        """Return for each pair the share of both texts' words that stand in phrases both have."""
        covered, total = self._sums(first, second, weighted=False)
        return covered / total

    def _weighted_scores(self, first: Numbers, second: Numbers) -> tuple[Weights, Weights]:
        """Return for each pair the same share by weight, and the weight of these words as a
        share of all words.
        """
        covered, total = self._sums(first, second, weighted=True)
        return covered / total, covered / (self._sizes[first] + self._sizes[second])

    def _sums(self, first: Numbers, second: Numbers, *, weighted: bool) -> tuple[Weights, Weights]:
        """Return for each pair the weight of the words in phrases that both have, and of all
        words of both.
        """
        import numpy as np

        by, text = np.concatenate([first, second]), np.concatenate([second, first])
        order = np.argsort(by, kind="stable")
        bounds = np.flatnonzero(np.diff(by[order], prepend=-1, append=-1))
        covered, total = np.zeros(len(by)), np.zeros(len(by))
        marked = np.zeros(self._count + 1, dtype=bool)
        for start, end in pairwise(bounds.tolist()):
            here = order[start:end]
            own = self._words[by[here[0]]][: 1 - PHRASE]
            marked[own] = True
            covered[here], total[here] = self._covered(text[here], marked, weighted)
            marked[own] = False
        half = len(first)
        return covered[:half] + covered[half:], np.maximum(total[:half] + total[half:], 1e-9)

    def _covered(
        self, texts: Numbers, marked: NDArray[np.bool_], weighted: bool
    ) -> tuple[Weights, Weights]:
        """Return for each text the weight of its words that stand in marked phrases, and of all
        its words.
        """
        import numpy as np

        words = np.concatenate([self._words[text] for text in texts.tolist()])
        ends = np.cumsum(self._sizes[texts])
        starts = ends - self._sizes[texts]
        shared = marked[words]
        inside = shared.copy()
        for at in range(1, PHRASE):
            inside[at:] |= shared[:-at]
        weights = self._weights(words, shared, starts, ends) if weighted else np.ones(len(words))
        return np.add.reduceat(weights * inside, starts), np.add.reduceat(weights, starts)

    def _weights(
        self, words: Numbers, shared: NDArray[np.bool_], starts: Numbers, ends: Numbers
    ) -> Weights:
        """Weigh each word by how few other groups have the phrases around it."""
        import numpy as np

        own = 1 / np.maximum(1.0, self._holders[words] - shared)
        own[words == self._count] = 0
        there = np.concatenate([[0], np.cumsum(words != self._count)])
        sums = np.concatenate([[0.0], np.cumsum(own)])
        at = np.arange(len(words))
        sizes = ends - starts
        low = np.maximum(at - AROUND, np.repeat(starts, sizes))
        high = np.minimum(at + AROUND + 1, np.repeat(ends, sizes))
        around: Weights = (sums[high] - sums[low]) / np.maximum(1, there[high] - there[low])
        return around


def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
