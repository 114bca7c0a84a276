"""Words that the end of a line broke: "experi-" / "ence" is one word, "full-" / "time" keeps its
hyphen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from functools import cache

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def mender(text: str, line_end: str) -> Callable[[str], str]:
    """Return a function that joins the lines of a paragraph, parted by `line_end`, and mends the
    words they broke.

    `text` is the whole document: a word that stands in it with or without its hyphen elsewhere is
    written so. Else the dictionary decides: two words that are one without the hyphen, or of which
    one is no word, were one.
    """
    known = {word.casefold() for word in _WORD.findall(text.replace(line_end, " "))}
    broken = re.compile(rf"([^\W\d_]{{2,}})[-\u2010\u00ad]{line_end}([^\W\d_]+)")

    def mend(match: re.Match[str]) -> str:
        before, after = match[1], match[2]
        return f"{before}-{after}" if _keeps_hyphen(before, after, known) else f"{before}{after}"

    def join(paragraph: str) -> str:
        return re.sub(rf"-{line_end}", "-", broken.sub(mend, paragraph)).replace(line_end, " ")

    return join


def _keeps_hyphen(before: str, after: str, known: Container[str]) -> bool:
    whole, hyphened = f"{before}{after}".casefold(), f"{before}-{after}".casefold()
    if (whole in known) != (hyphened in known):
        return hyphened in known
    if after[0].isupper():
        return True
    dictionary = _dictionary()
    return (
        whole not in dictionary
        and before.casefold() in dictionary
        and after.casefold() in dictionary
    )


@cache
def _dictionary() -> frozenset[str]:
    """The words of pyspellchecker's English list; of another language the document's own words
    must tell.
    """
    from spellchecker import SpellChecker

    return frozenset(SpellChecker().word_frequency.words())
