"""Headings that run on inside a posting's text: "… scale. Key job responsibilities As part of the team …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TEAM = (
    r"(?:teams?|roles?|jobs?|groups?|company|business|organi[sz]ations?|org|position|opportunity|internship"
    r"|program(?:me)?)"
)
_KIND = (
    r"(?:basic|preferred|minimum|required|desired|additional|essential|key|core|main|primary|major|other|bonus"
    r"|nice[- ]to[- ]have|must[- ]have|your|the|our|job|role|general|technical|position|typical|day[- ]to[- ]day)"
)
_YOU_DO = r"(?:do|be doing|work on|bring|need|learn|gain|have|own|get|offer|deliver|achieve|look for|expect|provide)"

# Distinctive enough to be headings wherever a capitalised word follows, even after a list item without a period.
_CERTAIN = "|".join(
    (
        rf"(?:{_KIND} )+(?:responsibilities|duties|accountabilities|qualifications|requirements)"
        r"(?: (?:and|&|/) (?:responsibilities|duties|qualifications|requirements|skills|experience))?",
        r"(?:preferred|required|desired|minimum|essential|nice[- ]to[- ]have) (?:skills|experience|education)"
        r"(?: (?:and|&) (?:skills|experience|education|qualifications))?",
        r"(?:a |your )?(?:typical )?day[- ]in[- ](?:the|your|a)[- ]life",
        rf"about (?:the|our|this) {_TEAM}|about you|about us",
        rf"what (?:you|we)(?:['’]ll| will|['’]re| are|['’]d)? (?:{_YOU_DO}|looking for)",
        rf"what (?:you|we) {_YOU_DO}|what (?:sets|makes) you (?:apart|stand out)",
        r"who (?:you|we)(?: are|['’]re)|who (?:should|can) apply",
        r"why (?:join us|you['’]ll love (?:it here|this (?:role|job|team))|work (?:with|for) us)",
        r"how you(?:['’]ll| will) (?:make an impact|contribute|succeed|grow)",
        r"work\s?[/-]?\s?life (?:balance|harmony)",
        r"mentorship (?:and|&) career growth|inclusive (?:team )?culture|diverse experiences",
        r"(?:benefits|perks|compensation) (?:and|&) (?:benefits|perks|compensation)",
        r"(?:job|role|position|team) (?:summary|description|overview|details)",
        r"equal (?:employment )?opportunit(?:y|ies)(?: employer| statement)?",
        r"how to apply|(?:application|interview|hiring) process",
        r"physical requirements|work environment|work authori[sz]ation",
    )
)
# Ordinary words too: headings only where a sentence ended before them.
_POSSIBLE = (
    r"responsibilities|duties|qualifications|requirements|benefits|perks|compensation|eligibility"
    r"|nice to haves?|must haves?|bonus points|our (?:team|culture|mission|values|benefits)"
    r"|the (?:role|team|opportunity|position)"
)
# Ordinary words that also begin sentences and items: headings only before a colon or a line's end.
_LABELS = (
    r"overview|summary|description|skills|experience|education|locations?|salary(?: range)?|pay(?: range)?"
    r"|travel|schedule|team|culture|mission|training|development|support|tasks|profile"
)
_INCLUDE = (
    r"(?: (?:will |may |would )?(?:include|includes|including|are|cover|covers)"
    r"(?:,? but (?:are |is )?not limited to)?(?: the following)?)?[ \t]*:"
)
_END = r"(?=[ \t]*(?:\n|$))"
_BEGINS = r"(?=\s+[\"“'‘(]?(?:[^\W_a-z]|[*+•·‣▪●◦–—-][ \t]))"
_HEADING = re.compile(
    rf"(?<!\S)(?P<marks>[#*_]*[ \t]*)(?:"
    rf"(?P<certain>(?i:{_CERTAIN}))(?:(?:{_INCLUDE})?[*_]*(?:{_END}|{_BEGINS}))"
    rf"|(?P<possible>(?i:{_POSSIBLE}))(?:(?:{_INCLUDE})?[*_]*(?:{_END}|{_BEGINS}))"
    rf"|(?P<label>(?i:{_LABELS}))(?:(?:{_INCLUDE})[*_]*(?:{_END}|{_BEGINS})|{_END})"
    rf")"
)
_SENTENCE_ENDED = re.compile(r"(?:^|[.!?:;)”\"]\s+|\n\s*)$")
_UNFINISHED = re.compile(
    r"(?:^|\s)(?:a|an|the|and|or|of|to|in|on|at|by|for|with|from|as|your|our|their|its|this|these|both|all|any|see|also|,)\s+$"
)


@dataclass(frozen=True, slots=True)
class RoleHeading:
    """A heading inside a posting's text: its label, and the characters it takes up, colon included."""

    label: str
    start: int
    end: int
    certain: bool


def role_headings(text: str) -> Iterator[RoleHeading]:
    """Yield the headings that run on inside a posting's text, in order."""
    for match in _HEADING.finditer(text):
        kind = match.lastgroup or ""
        label = match[kind]
        before = text[max(0, match.start() - 16) : match.start()]
        certain = kind == "certain" and not _UNFINISHED.search(before)
        if (label[0].isupper() or match["marks"]) and (certain or _SENTENCE_ENDED.search(before)):
            yield RoleHeading(label, match.start(), match.end(), certain)
