"""Forms of text that is still arriving: each knows its whole pattern, and the pattern of its beginnings.

A reply is shown while it streams. What stands at its end may become a marker with the next characters, so whoever
looks for markers must know the beginnings of all their forms too. Built from parts, the two patterns cannot differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """Two regular expressions: `whole`, and `begun` for every beginning that lacks something, the empty one too."""

    whole: str
    begun: str


def one(characters: str) -> Form:
    """A single character, given as a pattern: "[0-9]"."""
    return Form(characters, "")


def word(letters: str) -> Form:
    """Exactly these characters."""
    return seq(*(one(re.escape(letter)) for letter in letters))


def seq(*forms: Form) -> Form:
    """One after the other."""
    begun = forms[-1].begun
    for form in reversed(forms[:-1]):
        begun = f"(?:{form.whole}{begun}|{form.begun})"
    return Form("".join(form.whole for form in forms), begun)


def either(*forms: Form) -> Form:
    """Any of them."""
    return Form(
        *(f"(?:{'|'.join(parts)})" for parts in zip(*((form.whole, form.begun) for form in forms), strict=True))
    )


def many(form: Form, least: int, most: int) -> Form:
    """From `least` to `most` of it, the bound being what keeps any text from being held back for long."""
    before = f"(?:{form.whole}){{0,{most - 1}}}" if most > 1 else ""
    return Form(f"(?:{form.whole}){{{least},{most}}}", before + form.begun)


def maybe(form: Form) -> Form:
    """It, or nothing."""
    return many(form, 0, 1)


LONGEST_CODE = 160  # characters of code in a line; what has no end by then was no code

_RUN = r"(?<!`)(?P<run>`++)"
_FENCE_END = r"[ \t>]*(?P=fence)[`~]*[ \t\r]*(?:\n|\Z)"
CODE = (
    r"^[ \t]*(?:(?:[-*+>•]|[0-9]{1,2}[.)])[ \t]+)?(?P<fence>`{3,}+(?=[^`\n]*\n)|~{3,}+)[^\n]*"
    rf"(?>(?:\n(?!{_FENCE_END})[^\n]*+)*)(?:\n{_FENCE_END})?"
    rf"|{_RUN}[^\n]{{1,{LONGEST_CODE}}}?(?<!`)(?P=run)(?!`)"
)  # fenced and inline; needs re.MULTILINE
OPEN_CODE = rf"(?<!`)(?P<open_run>`++)[^\n]{{0,{LONGEST_CODE}}}`*\Z"  # may still become code
