"""Words of questions: the stems of the words that ask for something, and lists of words by what
they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.types import Term
from store.search.lexical import STOP_WORDS
from store.text.stemming import stem

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")

# Words that say how a question is put, or that any question about work has; they ask for nothing
# themselves.
FRAME_WORDS = frozenset(
    """
    able according across actually again already another answer anybody anyone anything around article ask
    asked asking away basically being between bit both called cant care case chance come consider describe
    detail details didnt different does doesnt doing done dont each either else especially ever everybody everyone
    everything exactly example explain far find full general give given go going gonna good got happen hear
    help hey hi honestly i'd i'll i'm i've id idea ill im include included includes including info information
    interested into involve involved involves isnt itself ive job jobs just keep kind kinds know let like
    likely list little lot main make makes many matter maybe mean meant mention mentioned might more most much
    must need needed needs neither normally now often ok okay one ones other others overall overview part particular
    people person please point position positions possible posting postings ppl pretty question questions
    quick quite really recent right role roles said same say says see seem sense short show side somehow
    someone something sort sorts stuff summary supposed sure take talk team teams tell term terms thank thanks
    that's thing things think through throughout together topic total totally towards try trying two type
    types typical typically under up upon use used uses using usually want wanted wants wat way ways well
    what's whats whether without wonder word words work worked working works would yes yet yrs
    """.split()
)


def content_terms(text: str) -> tuple[Term, ...]:
    """Return the words of `text` that ask for something, each stem once, in order."""
    terms: dict[str, Term] = {}
    for match in _WORD.finditer(text):
        for word in match.group().split("-"):
            lower = re.sub(r"['’]s?$", "", word.lower())
            if (
                (len(lower) > 1 or lower.isdigit())
                and lower not in STOP_WORDS
                and lower not in FRAME_WORDS
            ):
                terms.setdefault(stem(lower), Term(word, stem(lower)))
    return tuple(terms.values())


@lru_cache(maxsize=1)
def word_lists() -> Mapping[str, Any]:
    """Return the lists of words.yaml, each with a question in which its words do what they are
    listed for.
    """
    lists: Mapping[str, Any] = yaml.safe_load(
        Path(__file__).with_name("words.yaml").read_text("utf-8")
    )
    return lists


@lru_cache(maxsize=64)
def words_for(*names: str) -> tuple[str, ...]:
    """Return the words of the named lists of words.yaml."""
    return tuple(word for name in names for word in word_lists()[name]["words"])


def any_of(*names: str) -> str:
    """Return a pattern for any word of the named lists of words.yaml, singular or plural, the
    longest first.
    """
    return _alternatives(form for word in words_for(*names) for form in (word, _plural(word)))


def one_of(*names: str) -> str:
    """Return the same pattern for the singular alone."""
    return _alternatives(words_for(*names))


def _alternatives(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return rf"(?:{'|'.join(longest_first)})".replace(" ", r"[\s-]+")


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"
