"""Words that are opposites: "junior" and "senior"."""

from __future__ import annotations

import re

from store.stemming import stem

_OPPOSITES = """
start begin open|end finish close stop
increase raise grow rise|decrease reduce cut fall drop lower shrink
more|less fewer
inside indoors|outside outdoors
junior entry-level|senior
day daytime|night nights overnight
morning|evening afternoon
early earlier|late later
internal internally|external externally
permanent open-ended|temporary fixed-term seasonal
paid|unpaid
old|new
large big huge|small compact tiny
high higher highest|low lower lowest
fast quickly|slow slowly
buy|sell
hire recruit|fire dismiss
accept approve agree|reject refuse decline
include included|exclude excluded
allow allowed permitted|forbidden banned prohibited
public|private
above|below
upper|lower
maximum|minimum
formal|informal
experienced|inexperienced
written|spoken oral
manual manually|automatic automatically
easy|hard difficult
pass|fail
arrive|leave
same|different
together|alone
individual individually|joint jointly
summer|winter
north northern|south southern
east eastern|west western
left|right
import|export
wholesale|retail
add|remove
online remote remotely|on-site onsite
best|worst
better|worse
largest biggest|smallest
longest longer|shortest shorter
won|lost
weekday weekdays|weekend weekends
strength strengths|weakness weaknesses
front-end frontend|back-end backend
theoretical|practical
simple|complex
domestic|foreign overseas
first|last final
free|charged
keep retain preserve|lose abandon
""".strip()
# Several words before the one that has an opposite.
_PLAINER: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\b(?:free of (?:charge|cost)|(?:at no|without(?: any)?|no) (?:charge|cost|fee)s?)\b", "free"),
        (r"\b(?:gives?|gave|giving) up\b", "lose"),
    )
)


def in_plain_words(text: str) -> str:
    """A text with "free of charge" as "free" and "gives up" as "lose"."""
    for pattern, plain in _PLAINER:
        text = pattern.sub(plain, text)
    return text


def says_the_opposite(claim: frozenset[str], source: frozenset[str]) -> bool:
    """Whether a claim has a word whose opposite, and not the word itself, stands in the source."""
    return any(
        (one & claim and other & source and not one & source and not other & claim)
        or (other & claim and one & source and not other & source and not one & claim)
        for one, other in _PAIRS
    )


def are_opposites(one: str, other: str) -> bool:
    """Whether two stems mean the opposite of each other."""
    return other in _AGAINST.get(one, ())


def mean_alike(one: str, other: str) -> bool:
    """Whether two stems have the same opposite."""
    return other in _BESIDE.get(one, ())


def words_of_opposites(text: str) -> frozenset[str]:
    """Stems of all words of a text, function words too, that have an opposite."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", in_plain_words(text).lower())
    return frozenset(map(stem, words)) & _AGAINST.keys()


_PAIRS = tuple(
    (frozenset(map(stem, one.split())), frozenset(map(stem, other.split())))
    for one, _, other in (line.partition("|") for line in _OPPOSITES.splitlines())
)
_BESIDE: dict[str, frozenset[str]] = {}
_AGAINST: dict[str, frozenset[str]] = {}
for _pair in _PAIRS:
    for _side, _other in (_pair, _pair[::-1]):
        for _one in _side:
            _BESIDE[_one] = _BESIDE.get(_one, frozenset()) | _side
            _AGAINST[_one] = _AGAINST.get(_one, frozenset()) | _other
