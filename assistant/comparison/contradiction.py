"""Whether two sentences on one topic cannot mean the same: what one states, the other states
otherwise.

A vector tells the topic of a sentence and hardly its details: "a degree in law" and "a degree in
physics" are near.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

from assistant.language.facts import Facts, facts_of, stems
from assistant.tuning import tuning
from store.facets.names.skills import skills_in
from store.types import Span

Kinds = tuple[tuple[str, re.Pattern[str]], ...]

_NUMBERS = {
    word: float(value)
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen"
        " eighteen nineteen twenty".split(),
        start=1,
    )
}
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}
_NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(_NUMBERS)})"
# "three to five years", "six months"; not how often: "every two weeks", "two days a week".
_LENGTH = re.compile(
    rf"(?<!every )(?<!in )(?<!per )(?<!each )\b({_NUMBER})\+?(?:[ -](?:to|or|and)[ -]({_NUMBER})| "
    rf"?[–-] ?({_NUMBER}))?"
    rf"[ -](?:\w+ )?({'|'.join(_DAYS)})s?\b(?! (?:a|per|each|every)\b)",
    re.IGNORECASE,
)


def _kinds(table: dict[str, str]) -> Kinds:
    return tuple(
        (name, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for name, words in table.items()
    )


# Of each of these groups a job has one: who states one does not mean another.
_EXCLUSIVE: tuple[Kinds, ...] = (
    _kinds(
        {
            "bachelor": r"bachelor|b\.?sc\b|undergraduate degree",
            "master": r"master['’]?s\b|m\.?sc\b|mba\b",
            "doctor": r"ph\.? ?d|doctora",
        }
    ),
    _kinds(
        {
            "permanent": r"permanent|open-ended|unlimited contract",
            "temporary": r"temporary|fixed[- ]term|limited to|seasonal|maternity cover",
        }
    ),
    _kinds(
        {"studied": r"degrees?\b|bachelor|ph\.? ?d\b|doctora", "done": r"experience|background in"}
    ),
    _kinds({"full": r"full[- ]time", "part": r"part[- ]time|half[- ]time"}),
    _kinds({"days": r"day shifts?|daytime", "nights": r"night shifts?|nights\b|overnight"}),
    _kinds(
        {
            "away": r"remote(?:ly)?\b|from home|home ?office|hybrid",
            "here": r"on[- ]site|in person|(?:in|at|to) (?:the|our) office",
        }
    ),
    _kinds(
        {
            month: rf"{month}\b"
            for month in "January February March April June July August September".split()
        }
    )
    + _kinds({month: rf"{month}\b" for month in "October November December".split()}),
    _kinds(
        {
            language: rf"{language}\b"
            for language in "English German French Spanish Italian Dutch Portuguese Danish Swedish "
            "Norwegian Finnish"
            " Polish Czech Russian Ukrainian Greek Turkish Arabic Hebrew Hindi Urdu Bengali "
            "Mandarin Cantonese Chinese"
            " Japanese Korean Welsh Irish Gaelic".split()
        }
    ),
)

_FORMAL = re.compile(
    r"\b(?:degrees?|bachelor|master['’]?s|ph\.?d|doctora(?:te|l)|diploma|certifi\w+|licen[cs]ed?"
    r"|qualified|qualifications?"
    r"|registration|registered|ticket|stud(?:y|ying|ied)|enrolled|experience|background in"
    r"|knowledge of)\b",
    re.IGNORECASE,
)
# What any formal qualification is called by, and what is said of it: it does not tell one from
# another.
_FORMAL_WORDS = stems(
    "degree bachelor bachelor's master master's phd doctorate doctoral diploma certificate "
    "certification certified"
    " licence license licensed qualified qualification registration registered ticket study "
    "studying studied student"
    " enrolled university school college subject field discipline related similar relevant another "
    "equivalent required"
    " welcome bonus advantage completed hold valid current status condition education insist "
    "plenty count"
    " experience experienced year month work working knowledge background good least solid strong "
    "first previous"
    " proven some any plus desirable essential preferably ideally practical professional"
)
_PARTNERS = re.compile(
    r"\b(?:work|collaborat|cooperat|partner|liais|report|answer)\w*(?: \w+){0,3}? (?:with"
    r"|alongside|to)\b([^.;:,]*)",
    re.IGNORECASE,
)
_PARTNER_WORDS = stems(
    "close team colleague department group others people directly daily member member's head "
    "manager"
)
# That something is not asked for.
_WAIVES = re.compile(
    r"\b(?:not?|never|none|cannot)\b[^.;]*\b(?:matters?|requir\w+|needed|necessary|insist\w*"
    r"|conditions?|expect\w*"
    r"|essential|assumed)\b|n['’]t (?:matter|need|require|expect)|\bmore than any\b",
    re.IGNORECASE,
)
_CALENDAR = stems("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


def at_odds(first: str, second: str, aside: frozenset[str] = frozenset()) -> bool:
    """Whether two sentences on one topic state another degree, length of time, number, name or
    choice.

    Also where one asks for what the other does not. `aside` are stems of words that name the roles
    themselves.
    """
    stated: tuple[Callable[[str], frozenset[str]], ...] = (
        _formal_subject,
        _partners,
        lambda text: _names(text, aside),
    )
    return (
        any(_differ(_chosen(kinds, first), _chosen(kinds, second)) for kinds in _EXCLUSIVE)
        or any(_differ(of(first), of(second)) for of in stated)
        or _other_quantity(first, second)
        or _denied(first, second)
    )


def _differ(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether both state something of a kind, and nothing in common."""
    return bool(first and second and not first & second)


def _chosen(kinds: Kinds, text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in kinds if pattern.search(text))


def _formal_subject(text: str) -> frozenset[str]:
    """What a formal qualification or experience that a text speaks of is in."""
    return stems(text) - _FORMAL_WORDS if _FORMAL.search(text) else frozenset()


def _partners(text: str) -> frozenset[str]:
    """Whom one works with or reports to."""
    return (
        frozenset().union(*(stems(match[1]) for match in _PARTNERS.finditer(text))) - _PARTNER_WORDS
    )


def _names(text: str, aside: frozenset[str]) -> frozenset[str]:
    """The names (tools, certificates, laws) a text is mostly about; none where they are
    mentioned by the way.
    """
    facts = facts_of(text)
    skills = [
        skill.name
        for skill in skills_in(text, (Span(0, len(text)),))
        if any(map(str.isupper, skill.name))
    ]
    names = (facts.names | stems(" ".join(skills))) - aside - _CALENDAR
    return (
        names if len(names) * tuning().comparison.names_share >= len(facts.words) else frozenset()
    )


def _other_quantity(first: str, second: str) -> bool:
    lengths = [tuple(_lengths(text)) for text in (first, second)]
    if all(lengths):
        times = tuning().comparison.same_length
        return not any(
            one[0] <= other[1] * times and other[0] <= one[1] * times
            for one, other in product(*lengths)
        )
    return _differ(facts_of(first).numbers, facts_of(second).numbers)


def _lengths(text: str) -> Iterator[tuple[float, float]]:
    """The lengths of time that a text states, in days, each from its least to its most."""
    for match in _LENGTH.finditer(text):
        ends = [_value(part) * _DAYS[match[4].lower()] for part in match.group(1, 2, 3) if part]
        yield min(ends), max(ends)


def _value(number: str) -> float:
    return _NUMBERS.get(number.lower()) or float(number)


def _denied(first: str, second: str) -> bool:
    one, other = facts_of(first), facts_of(second)
    return _denies(first, one, other) or _denies(second, other, one)


def _denies(text: str, facts: Facts, other: Facts) -> bool:
    """Whether a text denies what another states plainly, or waives something where the other
    denies nothing.
    """
    return bool(
        (facts.denied & other.words) - other.around or (_WAIVES.search(text) and not other.around)
    )
