"""Tell by the rest of a text whether a line at its top names who seeks or who is sought."""

from __future__ import annotations

import re

from store.facets.names.employers import without_legal_form
from store.facets.names.titles import title_spans
from store.facets.reading import words_of
from store.loading.web.page_names import is_subject

_SHORTEST_NAME = 4  # letters of a word that may be an employer's name by itself
_HOSTS = re.compile(r"(?:@|\bwww\.|https?://(?:www\.)?)([\w-]{3,})\.\w")
_GENDERS = re.compile(r"\((?:[a-z]/){1,2}[a-z]\)|\w[/*:_](?:in|r|a|e|ne)\b", re.IGNORECASE)


def is_spoken_of(line: str, text: str) -> bool:
    """Whether a line names who the text speaks of as itself: an employer."""
    return without_legal_form(line) != line or is_subject(line, text) or _recurs(line, text)


def is_sought(line: str, job: str) -> bool:
    """Whether a line has a word of the job that its text names, or a title's form."""
    named = {word.key for word in words_of(line)}
    return bool(title_spans(line) or _GENDERS.search(line)) or any(
        word.key in named for word in words_of(job) if len(word.key) > 2
    )


def _recurs(line: str, below: str) -> bool:
    """Whether the text or an address in it goes by the first word of a line: "Nordholm sails".

    A word that the text also has in small letters, or with the next word of the line only, is none.
    """
    first, *behind = re.findall(r"[^\W\d_][\w'’-]*", line) or [""]
    if len(first) < _SHORTEST_NAME or re.search(rf"\b{re.escape(first.lower())}\b(?![.@])", below):
        return False
    hosts = (host.casefold() for host in _HOSTS.findall(below))
    if any(host.startswith(first.casefold()) for host in hosts):
        return True
    follows = rf"(?!\s+{re.escape(behind[0][:_SHORTEST_NAME])})" if behind else ""
    alone = re.compile(rf"\b(?i:{re.escape(first)})\b{follows}")
    return any(alone.search(words) and is_subject(first, words) for words in below.split("\n"))
