"""Tell which of the two lines that open a posting is its title, and which its employer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from store.facets.names.employers import without_legal_form
from store.facets.names.titles import title_spans
from store.facets.reading import words_of
from store.loading.title import job_in_text, reads_as_title, title_in_text
from store.loading.web.page_names import is_subject, key
from store.text.lines import Line
from store.text.terms import terms_of

_OPENING = 3  # lines among which the two stand
_SHORTEST_NAME = 4  # letters of a word that may be an employer's name by itself
_DECISIVE = 2  # how much plainer one line must be an employer than the other
_HOSTS = re.compile(r"(?:@|\bwww\.|https?://(?:www\.)?)([\w-]{3,})\.\w")
_GENDERS = re.compile(r"\((?:[a-z]/){1,2}[a-z]\)|\w[/*:_](?:in|r|a|e|ne)\b", re.IGNORECASE)


def title_and_employer(lines: Sequence[Line], text: str, name: str) -> tuple[str, str]:
    """Return the title and the employer that open a text, in whichever order; ("", "") where
    nothing tells them apart.

    `name` is what its file is called.
    """
    for upper, lower in pairwise(lines[:_OPENING]):
        if all(reads_as_title(line.text) and not terms_of(line.text) for line in (upper, lower)):
            below = text[lower.end :]
            plainer = _is_employer(upper.text, below, name) - _is_employer(lower.text, below, name)
            if not plainer:
                plainer = _DECISIVE * (upper.text.isupper() - lower.text.isupper())
            if abs(plainer) < _DECISIVE:
                return "", ""
            first, second = upper.text, lower.text
            return (second, first) if plainer > 0 else (first, second)
    return "", ""


def _is_employer(line: str, below: str, name: str) -> int:
    """How much more plainly a line is an employer's name than a title."""
    is_named = without_legal_form(line) != line or is_subject(line, below) or _recurs(line, below)
    is_title = bool(title_spans(line) or _GENDERS.search(line) or _is_sought(line, below))
    called = f" {key(PurePath(name).stem.replace('_', ' '))} "
    in_name = any(f" {first} {second} " in called for first, second in pairwise(key(line).split()))
    return _DECISIVE * (is_named - is_title - in_name)


def _recurs(line: str, below: str) -> bool:
    """Whether the text or an address in it goes by the first word of a line: "Nordholm sails".

    A word that the text also has in small letters, or with the next word of the line only, is none.
    """
    first, *behind = re.findall(r"[^\W\d_][\w'’-]*", line)
    if len(first) < _SHORTEST_NAME or re.search(rf"\b{re.escape(first.lower())}\b(?![.@])", below):
        return False
    hosts = (host.casefold() for host in _HOSTS.findall(below))
    if any(host.startswith(first.casefold()) for host in hosts):
        return True
    follows = rf"(?!\s+{re.escape(behind[0][:_SHORTEST_NAME])})" if behind else ""
    alone = re.compile(rf"\b(?i:{re.escape(first)})\b{follows}")
    return any(alone.search(words) and is_subject(first, words) for words in below.split("\n"))


def _is_sought(line: str, below: str) -> bool:
    """Whether the text seeks somebody by words of the line."""
    sought = title_in_text(below) or job_in_text(below)
    named = {word.key for word in words_of(line)}
    return any(word.key in named for word in words_of(sought) if len(word.key) > 2)
