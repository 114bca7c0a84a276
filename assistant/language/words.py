"""Words that ask for something: stemmed, without the ones that only frame a question."""

from __future__ import annotations

import re

from assistant.types import Term
from store.search.lexical import STOP_WORDS
from store.text.stemming import stem

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")

# Words that say how something is asked, or that any question about work holds; they ask for nothing themselves.
FRAME_WORDS = frozenset(
    """
    able according across actually again already another answer anybody anyone anything around article ask
    asked asking away basically being between bit both called cant care case chance come consider describe
    detail details didnt different does doesnt doing done dont each else especially ever everybody everyone
    everything exactly example explain far find full general give given go going gonna good got happen hear
    help hey hi honestly i'd i'll i'm i've id idea ill im include included includes including info information
    interested into involve involved involves isnt itself ive job jobs just keep kind kinds know let like
    likely list little lot main make makes many matter maybe mean meant mention mentioned might more most much
    must need needed needs normally now often ok okay one ones other others overall overview part particular
    people person please point position positions possible posting postings ppl pretty question questions
    quick quite really recent right role roles said same say says see seem sense short show side somehow
    someone something sort sorts stuff summary supposed sure take talk team teams tell term terms thank thanks
    that's thing things think through throughout together topic total totally towards try trying two type
    types typical typically under up upon use used uses using usually want wanted wants wat way ways well
    what's whats whether without wonder word words work worked working works would yes yet yrs
    """.split()
)


def content_terms(text: str) -> tuple[Term, ...]:
    """The words of `text` that ask for something, each stem once, in order."""
    terms: dict[str, Term] = {}
    for match in _WORD.finditer(text):
        for word in match.group().split("-"):
            lower = re.sub(r"['’]s?$", "", word.lower())
            if (len(lower) > 1 or lower.isdigit()) and lower not in STOP_WORDS and lower not in FRAME_WORDS:
                terms.setdefault(stem(lower), Term(word, stem(lower)))
    return tuple(terms.values())
