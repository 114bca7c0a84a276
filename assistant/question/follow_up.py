"""Makes a question stand alone by rules: pronouns and gaps filled from the turns before, and nothing else changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.words import content_terms
from assistant.question.focus import (
    ATTRIBUTE,
    IT,
    MORE,
    ORDINAL,
    OTHER_ONE,
    PERSON,
    THEM,
    THERE,
    THIS_ROLE,
    WHY,
    focus_of,
)
from assistant.question.known import Known
from assistant.question.leaning import (
    attribute_of_role,
    comparison_continued,
    first_two,
    gap_filled,
    going_on,
    more_asked,
    ordinal_named,
    other_one,
    place_in_list,
    pronouns_filled,
    which_of_them,
    which_ones,
    why_asked,
)
from assistant.question.mentions import Reading
from assistant.question.role_names import resolve, role_words
from assistant.types import Turn


def leans(question: str, turns: Sequence[Turn]) -> bool:
    """Whether a question may need the turns before it to be understood."""
    if not turns:
        return False
    signs = (WHY, MORE, ORDINAL, OTHER_ONE, THEM, THIS_ROLE, IT, THERE, ATTRIBUTE, PERSON)
    gap = re.match(r"^\W*(?:and|but|or|so|what about|how about|also|which)\b", question, re.IGNORECASE)
    return gap is not None or len(question.split()) <= 4 or any(sign.search(question) for sign in signs)


def stand_alone(asked: Reading, turns: Sequence[Turn], known: Known) -> str:
    """The question with what it leaves to the turns before filled in; as it is where it leaves nothing."""
    question = asked.text
    if not turns:
        return question
    if chosen := _chosen(asked, turns[-1], known):
        return chosen
    focus = focus_of(asked, turns, known)
    for rule in _RULES:
        filled = rule(question, focus, known)
        if filled != question:
            return filled
    return question


def _chosen(asked: Reading, turn: Turn, known: Known) -> str:
    """The question that was offered and is chosen by its number or by a name that only it holds; else ""."""
    question = asked.text
    if not turn.options or len(question.split()) > 8:
        return ""
    if (place := place_in_list(question)) is not None:
        return turn.options[place] if -len(turn.options) <= place < len(turn.options) else ""
    if re.fullmatch(r"\W*[1-9]\W*", question):
        place = int(re.sub(r"\D", "", question)) - 1
        return turn.options[place] if place < len(turn.options) else ""
    words = {term.stem for term in content_terms(question)}
    meant = resolve(asked, known)
    if meant is not None and len(meant.roles) == 1:
        fits = [one for one in turn.options if role_words(meant.roles[0], known) in one]
        if len(fits) == 1:
            return fits[0]
    holding = [option for option in turn.options if words and words <= {term.stem for term in content_terms(option)}]
    return holding[0] if len(holding) == 1 else ""


_RULES = (
    why_asked, more_asked, which_ones, first_two, ordinal_named, other_one, comparison_continued, gap_filled,
    which_of_them, pronouns_filled, attribute_of_role, going_on,
)  # fmt: skip
