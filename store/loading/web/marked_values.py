"""Facts of a posting that a page marks only by the names in its markup: class="location"."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from store.loading.markup.characters import letters_of
from store.loading.markup.html_markdown import html_to_line
from store.loading.markup.tree import visible_text
from store.text.listed import listed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ATTRIBUTES = ("class", "id", "data-automation-id", "data-qa", "data-testid", "data-test")
_SELECTOR = ", ".join(f"[{name}]" for name in _ATTRIBUTES)
_LONGEST = 80  # characters of a value
_MOST_PARTS = 4  # texts under an element that is one value
_MOST_VALUES = 3  # different values under one mark; more are a list of other postings
_MOST_MARKS = 20_000
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LABEL = re.compile(r"^[^:]{2,25}:\s+")


def marked_values(body: LexborNode, markdown: str, title: str) -> dict[str, tuple[str, ...]]:
    """Return the values that a page's markup names, by the field they are for.

    Only what stands in the page's main text counts, and only names that mark few values.
    """
    text = letters_of(markdown)
    by_field: dict[str, dict[str, None]] = {field: {} for field in _fields().values()}
    for node in body.css(_SELECTOR)[:_MOST_MARKS]:
        fields = {field for word in _names(node) if (field := _fields().get(word))}
        if len(fields) != 1:
            continue
        value = _value(node)
        if value and letters_of(value) in text and letters_of(value) != letters_of(title):
            by_field[fields.pop()].setdefault(value)
    return {
        field: _outermost(values)
        for field, values in by_field.items()
        if 0 < len(values) <= _MOST_VALUES
    }


def is_marked(node: LexborNode) -> bool:
    """Tell whether the names in an element's markup say that it holds a fact of the posting."""
    data = " ".join(name for name in node.attributes if name.startswith("data-"))
    words = _names(node) | {word.lower() for word in _WORD.findall(data)}
    return not words.isdisjoint(_fields())


@cache
def _fields() -> dict[str, str]:
    marks = listed(__file__, "marked_values")
    return {word: field for field, words in marks.items() for word in words}


def _names(node: LexborNode) -> set[str]:
    """Return the words in an element's names, alone and with their next: "job-type" has "job",
    "type", "jobtype".
    """
    attributes = node.attributes
    names: set[str] = set()
    for name in _ATTRIBUTES:
        for token in (attributes.get(name) or "")[:300].split():
            words = [word.lower() for word in _WORD.findall(token)]
            names.update(words, (a + b for a, b in pairwise(words)))
    return names


def _value(node: LexborNode) -> str:
    """Return an element's text as one value; an empty string where it is a label or more than a
    value.
    """
    definitions = node.css("dd")
    if len(definitions) == 1:
        node = definitions[0]
    if node.tag in {"dt", "th", "label", "button", "ul", "ol", "dl", "table", "html", "body"}:
        return ""
    parts = list(visible_text(node))
    joined = html_to_line(" ".join(parts).replace("<", "&lt;"))
    value = _LABEL.sub("", joined).strip(" /|·•,–-")
    is_label = letters_of(value) in _fields() or value.endswith((":", "."))
    is_value = 1 < len(value) <= _LONGEST and len(parts) <= _MOST_PARTS
    return value if is_value and not is_label else ""


def _outermost(values: dict[str, None]) -> tuple[str, ...]:
    """Return the values that are no part of another one."""
    return tuple(
        value
        for value in values
        if not any(value != longer and value in longer for longer in values)
    )
