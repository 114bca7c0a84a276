"""What a line is by its form alone: a label with its value, a list item, a rule, a heading, a
place.
"""

from __future__ import annotations

import re
from functools import lru_cache

from store.text.signs import EMOJI

LONGEST_HEADING = 80  # characters
MOST_HEADING_WORDS = 11
LONGEST_VALUE = 160  # characters of a label's value; what is longer is text
_LABEL_WORDS = 5
_COLON_WORDS = (
    4  # "Your key duties:" heads a list, "These are the people we look for:" introduces one
)
_LONGEST_PLACE = 100

_LABEL = re.compile(
    r"\s{0,8}(?:[-*+•]\s{1,4})?(?P<mark>\*\*|__)?(?P<name>[^\W\d_][^:：*"
    r"|\n<>\"]{0,45})(?P<close>\*\*|__)?\s?"
    r"(?:[:：](?P<late>\*\*|__)?(?:\s+|$)|：)(?P<value>.*)"
)
_RULE = re.compile(r"([-=_*~#.+•—–─━═])(?:[ \t]*\1){2,}")
_BOX = re.compile(r"[+|][-=+|]{3,}[+|]")
_DECORATED = re.compile(
    r"([-=*~#_+—–─━═:<>|])\1+[ \t]*(?P<text>[^\s\-=*~#_+—–─━═:<>|].{0,118}?)[ \t]*([-=*~#_+—–─━═:<>"
    r"|])\3+"
)
_BRACKETED = re.compile(r"\[[ \t]*(?P<text>[^\]\[]{2,60})[ \t]*\]")
_ADDRESS = re.compile(r"https?://|www\.|\S+@\S+\.\w")
_PLACE = re.compile(r"[^\W\d_a-z][\w.'’/() -]{1,40}(?:,[ ]?[^\W_a-z][\w.'’/() -]{0,40}){1,3}")
_QUOTES = "\"“‘'«„"


def label_of(line: str) -> tuple[str, str] | None:
    """Return name and value of a "Label: value" line, bold or itemised or not; the value may be
    empty.
    """
    match = _LABEL.fullmatch(line.rstrip())
    if not match:
        return None
    name = match["name"].strip(" \t*_")
    if len(name.split()) > _LABEL_WORDS or name.endswith((".", ",", "!", "?")):
        return None
    value = match["value"].strip()
    if match["mark"] and not (match["close"] or match["late"]):
        value = value.removesuffix(match["mark"]).rstrip()
    return (name, value) if not value.startswith("//") else None


def is_rule(line: str) -> bool:
    """Tell a line drawn across the page: "-----", "* * *", "+-----+"."""
    line = line.strip()
    return bool(_RULE.fullmatch(line) or _BOX.fullmatch(line))


def decorated(line: str) -> str:
    """Return the words of a heading set between signs, as in "=== JOB DETAILS ===" or "[ABOUT
    US]", else "".
    """
    line = line.strip()
    match = _DECORATED.fullmatch(line) or _BRACKETED.fullmatch(line)
    text = match["text"].strip() if match else ""
    return text if any(map(str.isalpha, text)) and len(text.split()) <= MOST_HEADING_WORDS else ""


def is_capitals(line: str) -> bool:
    """Tell words in capital letters alone."""
    return line.isupper() and sum(map(str.isalpha, line)) > 2


def reads_as_heading(line: str) -> bool:
    """Tell whether a line that stands alone can be a heading: short, capitalised, no sentence,
    label, place or date.
    """
    words = line.split()
    if not words or len(line) > LONGEST_HEADING or len(words) > MOST_HEADING_WORDS:
        return False
    bare = EMOJI.sub("", line).strip()
    if not bare:
        return False
    opens = bare[0].isupper() or bare[0].isdigit() or bare[0] in _QUOTES + "¿¡.("
    is_quote = bare[0] in _QUOTES and bare[-1] in "\"”’'»“"
    if is_quote or not (opens or _uncased(bare[0])) or bare.endswith(tuple(".,;…。/&")):
        return False
    if bare.endswith((":", "：")):
        return len(words) <= _COLON_WORDS
    label = label_of(bare)
    return (
        not (label and label[1])
        and not _ADDRESS.search(bare)
        and not _is_figures(bare)
        and not has_place_form(bare)
    )


def has_place_form(line: str) -> bool:
    """Tell a line such as "Leeds, UK": two to four capitalised parts between commas."""
    is_joined = " and " in line or "&" in line
    return len(line) <= _LONGEST_PLACE and not is_joined and bool(_PLACE.fullmatch(line))


@lru_cache(4096)
def is_place(line: str) -> bool:
    """Tell a line that names places and nothing else."""
    from store.facets.places import places_of_line

    return len(line) <= _LONGEST_PLACE and bool(places_of_line(line))


def is_coded_place(line: str) -> bool:
    """Tell a place that begins with its country's code and a comma, which hardly any other line
    does.
    """
    code, _, name = line.partition(",")
    is_code = len(code) in (2, 3) and code.isupper() and code.isalpha()
    return is_code and bool(name) and is_place(line)


def _uncased(letter: str) -> bool:
    return letter.isalpha() and letter.lower() == letter.upper()


def _is_figures(line: str) -> bool:
    """Tell a date, a price or a number from words."""
    letters, digits = sum(map(str.isalpha, line)), sum(map(str.isdigit, line))
    return letters < 3 or digits * 2 > letters
