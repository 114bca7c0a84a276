"""Compare facts in code, next to what the network reads: amounts, names, words, denials and
repetitions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from assistant.judge.amounts import amounts_of, in_digits
from assistant.language.facts import Facts, denies, facts_of
from assistant.language.spelling import is_word

_WORD = re.compile(r"[\w'’]+")
_CAPITALS = re.compile(r"\b[A-Z]\w*(?:[ -][A-Z]\w*)+")
MOSTLY = 0.6  # share of a claim's words that a line must have before their order means anything
_JOINTS = frozenset(("and", "or"))


@dataclass(frozen=True, slots=True)
class Compared:
    """How the facts of a claim compare with those of its premise; shares are 0 to 1.

    Attributes:
        numbers: share of the claim's amounts that the premise lacks.
        a_number: 1 if the premise lacks an amount of the claim.
        otherwise: 1 if the premise has a number of the claim only for something else.
        names: share of the claim's names that the premise lacks.
        words: share of the claim's content words that the premise lacks.
        denied: share of the shared words that only the claim denies.
        affirmed: share of the shared words that only the premise denies.
        repeated: 1 if all words of the claim appear in order in one sentence, or in the items of
            one list.
        replaced: share of the claim's words that form runs of one sentence; 0 where the claim is
            repeated. The more of a sentence is repeated, the likelier the rest was put in its
            place.
        reordered: share of the words in common with the nearest sentence that are in another order:
            "the warden reports to the pilot" for "the pilot reports to the warden".
    """

    numbers: float
    a_number: float
    otherwise: float
    names: float
    words: float
    denied: float
    affirmed: float
    repeated: float
    replaced: float
    reordered: float

    @property
    def are_alike(self) -> bool:
        """Whether no number, name or denial distinguishes the two."""
        return not any((self.numbers, self.otherwise, self.names, self.denied, self.affirmed))

    @property
    def row(self) -> tuple[float, ...]:
        """All values in order."""
        return astuple(self)


def compared(claim: str, premise: str) -> Compared:
    """Compare the facts of two texts; the sentences of a premise are on separate lines."""
    said, told = facts_of(claim), facts_of(premise)
    shared = said.words & told.words
    amounts, stated = amounts_of(claim), amounts_of(premise)
    absent = [amount for amount in amounts if not amount.stands_in(stated)]
    words = _words(claim)
    repeated, runs = _repeated(words, premise)
    return Compared(
        numbers=len(absent) / max(1, len(amounts)),
        a_number=float(bool(absent)),
        otherwise=float(any(amount.is_told_otherwise(stated) for amount in amounts)),
        names=_share(unknown_names(claim, premise), said.names),
        words=_share(said.words - told.words, said.words),
        denied=_share((_denied(said) - _denied(told)) & shared, shared),
        affirmed=_share((_denied(told) - _denied(said)) & shared, shared),
        repeated=float(repeated),
        replaced=0.0 if repeated else runs,
        reordered=_reordered(words, premise),
    )


def unknown_names(claim: str, premise: str) -> frozenset[str]:
    """Return stems of the claim's names that are nowhere in the premise. Its first word is a name
    if it is not English.
    """
    said, told = facts_of(claim), facts_of(premise)
    names = said.names
    if said.opening and not is_word(claim.split()[0].strip("\"'“”,.:;*").lower()):
        names |= {said.opening}
    return names - told.words - told.names - _initials(premise, names)


def _initials(text: str, names: frozenset[str]) -> frozenset[str]:
    """Return the names that are initials of adjacent capitalised words of the text."""
    runs = ["".join(word[0] for word in run.split()).lower() for run in _CAPITALS.findall(text)]
    return frozenset(name for name in names if len(name) > 1 and any(name in run for run in runs))


def _denied(facts: Facts) -> frozenset[str]:
    return facts.denied | facts.around


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _words(text: str) -> list[str]:
    """Return all words in lower case, numbers in digits."""
    return [in_digits(word) for word in _WORD.findall(text.lower())]


def _reordered(claim: Sequence[str], premise: str) -> float:
    """Return the share of words in another order, among those in common with the most similar
    line.
    """
    most, share = 0, 0.0
    for line in map(_words, premise.splitlines()):
        shared = sum((Counter(claim) & Counter(line)).values())
        if shared > most:
            blocks = SequenceMatcher(None, claim, line, autojunk=False).get_matching_blocks()
            most, share = shared, 1 - sum(block.size for block in blocks) / shared
    return share if most >= MOSTLY * len(claim) else 0.0


def _repeated(claim: Sequence[str], premise: str) -> tuple[bool, float]:
    """Return whether a claim repeats a line or the items of one list, and the largest share of it
    that consists of runs of a line.
    """
    most = 0
    is_whole = False
    of_list: dict[str, set[int]] = {}
    for text in premise.splitlines():
        line = _words(text)
        blocks = SequenceMatcher(None, claim, line, autojunk=False).get_matching_blocks()[:-1]
        runs = [
            at for block in blocks if block.size > 1 for at in range(block.a, block.a + block.size)
        ]
        most = max(most, len(runs))
        skipped = [
            word
            for first, second in pairwise(blocks)
            for word in line[first.b + first.size : second.b]
        ]
        is_whole |= sum(block.size for block in blocks) == len(claim) and not denies(
            " ".join(skipped)
        )
        lead, colon, _ = text.partition(":")
        of_list.setdefault(lead if colon else text, set()).update(runs)
    left = (
        {word for at, word in enumerate(claim) if at not in matched} for matched in of_list.values()
    )
    is_whole |= bool(claim) and any(words <= _JOINTS for words in left)
    return is_whole, most / max(1, len(claim))
