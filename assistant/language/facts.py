"""Find what a sentence states, judging by its words: content words, numbers, names and denials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from store.search.lexical import STOP_WORDS
from store.text.stemming import stem

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)(k\b)?", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,;:()–—]|\.\s|\b(?:but|although|though|because|while|whereas|which|who)\b", re.IGNORECASE
)
_OPENING = re.compile(r"(?:^|[.:!?]\s|[\"“(*])[\s\"“(*]*$")
_NEGATION = re.compile(
    r"\b(?:not(?! only)|no(?! (?:matter|more|fewer|less|later))|never|none|nobody|nothing|neither"
    r"|nor|without"
    r"|cannot|lacks?|instead of|rather than|unlike)\b|n['’]t\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen"
        " eighteen nineteen twenty".split(),
        start=2,
    )
} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
}
# Function words, negations (handled separately), and words by which an answer speaks of itself and
# its sources.
_FUNCTION_WORDS = frozenset(
    "above according across after along among answer because before being below between both "
    "candidate cannot does"
    " doing done down during each either else etc even ever every evidence few following further "
    "having here him"
    " hers into its just lack lacks let like made make makes many may me might more most much must "
    "neither never no"
    " nobody none nor not nothing off once one only onto other others over own per quite rather "
    "really said say"
    " says she should since source sources state stated states such then through thus together too "
    "toward towards"
    " under unlike until up upon very well while within without yes yet".split()
)
_SET_ASIDE = STOP_WORDS | _FUNCTION_WORDS | _NUMBER_WORDS.keys()


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one sentence.

    Attributes:
        words: stems of its content words.
        names: stems of words with a capital that an ordinary word would not have there.
        opening: stem of the first word if only its position explains its capital, otherwise empty.
        numbers: digits without separators; number words from two on are included.
        denied: stems from each negation to the end of its clause.
        around: stems of the whole clauses that have a negation ("a degree is not asked for" denies
            only what follows, yet agrees with "no degree is asked for").
    """

    words: frozenset[str]
    names: frozenset[str]
    opening: str
    numbers: frozenset[str]
    denied: frozenset[str]
    around: frozenset[str]


@lru_cache(maxsize=4096)
def facts_of(sentence: str) -> Facts:
    """Return the facts of one sentence."""
    names, opening = _names(sentence)
    negated = [
        (clause, match) for clause in _CLAUSE.split(sentence) if (match := _NEGATION.search(clause))
    ]
    return Facts(
        words=stems(sentence),
        names=frozenset(names),
        opening=opening,
        numbers=frozenset(_numbers(sentence)),
        denied=frozenset().union(*(stems(clause[match.end() :]) for clause, match in negated)),
        around=frozenset().union(*(stems(clause) for clause, _ in negated)),
    )


def denies(text: str) -> bool:
    """Return whether a text has a word of denial."""
    return bool(_NEGATION.search(text))


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Return stems of the content words of `text`."""
    plain_words = (_plain(match[0]) for match in _WORD.finditer(text))
    return frozenset(stem(word) for word in plain_words if word[1:] and word not in _SET_ASIDE)


def _names(sentence: str) -> tuple[list[str], str]:
    names: list[str] = []
    opening = ""
    for match in _WORD.finditer(sentence):
        word, plain = match[0], _plain(match[0])
        if plain in _SET_ASIDE or not plain[1:] or not any(letter.isupper() for letter in word):
            continue
        if any(letter.isupper() for letter in word[1:]) or not _OPENING.search(
            sentence[: match.start()]
        ):
            names.append(stem(plain))
        elif not opening:
            opening = stem(plain)
    return names, opening


def _numbers(sentence: str) -> Iterator[str]:
    for match in _NUMBER.finditer(sentence):
        digits = match[1].replace(",", "")
        yield str(round(float(digits) * 1000)) if match[2] else digits
    words = (match[0].lower() for match in _WORD.finditer(sentence))
    yield from (_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS)


def _plain(word: str) -> str:
    """Return a word in lower case, without a possessive or contracted ending."""
    return re.sub(r"(?:['’]s|n['’]t|['’])$", "", word.lower())
