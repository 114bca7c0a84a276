"""Tell by the rest of a text whether a line at its top names who seeks or who is sought."""

from __future__ import annotations

import re

from store.facets.names.employers import without_legal_form
from store.facets.names.titles import title_spans
from store.facets.reading import words_of
from store.loading.web.page_names import goes_by, is_subject

_GENDERS = re.compile(r"\((?:[a-z]/){1,2}[a-z]\)|\w[/*:_](?:in|r|a|e|ne)\b", re.IGNORECASE)


def is_spoken_of(line: str, text: str) -> bool:
    """Whether a line names who the text speaks of as itself: an employer."""
    return without_legal_form(line) != line or is_subject(line, text) or goes_by(line, text)


def is_sought(line: str, job: str) -> bool:
    """Whether a line has a word of the job that its text names, or a title's form."""
    named = {word.key for word in words_of(line)}
    return bool(title_spans(line) or _GENDERS.search(line)) or any(
        word.key in named for word in words_of(job) if len(word.key) > 2
    )
