"""Companies and teams, read from a posting's or an article's own words."""

from __future__ import annotations

import re
from collections import Counter

from store.facets.reading import vocabulary
from store.text.capitals import CAP, NAME, UNIT

_NO_NAMES = frozenset(
    """I A An The This That These We You Our Your They It If In At On As To By For From With AI ML PhD CS IT US UK EU HR
    Day Part Key Basic Preferred About What Who How Why When Where Here There Us""".split()
)
_LOWER = "a-zß-öø-ÿ"
_HIRING = (
    r"(?:is|are) (?:currently |now |actively |always )?"
    r"(?:seeking|looking|hiring|searching|recruiting|growing|expanding|in search)"
)
_GROUP = r"(?:team|group|organi[sz]ation|org|division|department|lab|unit)\b"
_OWNED = rf"(?:[Tt]he|[Oo]ur|{NAME}['’]s)"

_JOINED = r"(?:[Jj]oin(?:ed|ing|s)?|[Ww]ork(?:ing|s|ed)? (?:at|for)|[Cc]areers? (?:at|with))"
_COMPANY = r"(?:company|start-?up|leader|provider|maker|manufacturer|employer|retailer|bank)\b"

# How plainly each wording says that the name in it is the employer's.
_EMPLOYER = tuple(
    (weight, re.compile(pattern))
    for weight, pattern in (
        (3, rf"(?:^|[.!?]\s+)At ({NAME}),"),
        (3, rf"\b{_JOINED} ({NAME})"),
        (2, rf"\b({NAME}) (?:{_HIRING}|seeks\b)"),
        (2, rf"\b({NAME}) is an? (?:\w+[ -]){{0,4}}{_COMPANY}"),
        (1, rf"\b(?:at|within) ({NAME})"),
        (1, rf"\b({NAME})['’]s\b"),
    )
)
# A name of several words with which a paragraph near the top begins: "Seaholm Kelp grows kelp".
_SUBJECT = re.compile(
    rf"(?:^|\n\n)(?:\w{{1,3}} )?({CAP}(?: (?:(?:and|of|for|the|de|du|der|für|&) )?{CAP}){{1,6}}) "
    rf"(?:is|has|are|ist|hat|est|[{_LOWER}]{{4,}})\b(?! *\n)"
)
_SUBJECT_WITHIN = 1_000  # characters
_TEAMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_OWNED} ({UNIT}) {_GROUP}(?: (?:at|in|within|of) [^.!?]{{1,60}}?)? {_HIRING}",
        rf"\b(?:[Jj]oin(?:ing)?|[Oo]n|[Ii]n|[Ww]ithin|[Oo]f|[Ww]ith)(?: {_OWNED})? ({UNIT}) "
        rf"{_GROUP}",
        rf"\b[Tt]he ({UNIT}) {_GROUP}",
    )
)
_ORGANISATION = re.compile(rf"\b(?:[Aa]t|[Ww]ithin|[Jj]oin(?:ing)?) ({UNIT})(?=[\s,.])")
LEAST_WEIGHT = 2
ADDRESSED = 3  # weight of a name that is the host of a mail address
_HOST = re.compile(r"@(?:[\w-]+\.)*?([\w-]{3,})\.\w")
_LEGAL_FORM = re.compile(
    rf"[\s,]+(?:{'|'.join(map(re.escape, sorted(vocabulary('names/legal_forms'), key=len)[::-1]))})\.?$"
)


def company_named(text: str, *, is_posting: bool = True) -> str:
    """Return the employer a text names, "" where it names none plainly.

    In a posting a paragraph may begin with the employer; in an article it more often begins with a
    person.
    """
    weights: Counter[str] = Counter()
    for weight, pattern in _EMPLOYER:
        for match in pattern.finditer(text):
            for name in _prefixes(match[1]):
                weights[name] += weight
    for match in _SUBJECT.finditer(text[:_SUBJECT_WITHIN]) if is_posting else ():
        if match[1].split(" ")[0] not in _NO_NAMES:
            weights[match[1]] += 2
    for name in _named_by_addresses(text):
        weights[name] += ADDRESSED
    best = max(weights, key=lambda name: (weights[name], len(name)), default="")
    return best if weights[best] >= LEAST_WEIGHT else ""


def _named_by_addresses(text: str) -> set[str]:
    """Names of a text that are the host of a mail address in it: "Starcrest", a@starcrest.org."""
    hosts = {host.casefold() for host in _HOST.findall(text)}
    names = Counter(re.findall(NAME, text) if hosts else [])
    held = {name for name in names if re.sub(r"[\W_]", "", name).casefold() in hosts}
    longer = {short: name for short in held for name in names if name.startswith(f"{short} ")}
    return held - longer.keys()


def without_legal_form(name: str) -> str:
    """Return a name without its legal form: "Seaholm Kelp" of "Seaholm Kelp Ltd."."""
    return _LEGAL_FORM.sub("", name)


def team_named(text: str) -> str:
    """Return the team a posting is for, with the organisation it belongs to where that is named;
    else "".
    """
    matches = (match for pattern in _TEAMS for match in pattern.finditer(text))
    teams = (_called(match, text) for match in matches if match[1] not in _NO_NAMES)
    names = [name for name in (next(teams, ""), _organisation(text)) if name]
    if len(names) == 2 and (names[0] in names[1] or names[1] in names[0]):
        return max(names, key=len)
    return ", ".join(names)


def _called(match: re.Match[str], text: str) -> str:
    """A team's name; with its noun where that is a place's or a person's: "Topsham team".

    A word that the text also has in small letters is none: "the Pricing team sets the price".
    """
    name = match[1]
    is_word = re.search(rf"\b{re.escape(name[:-1].lower())}", text) is not None
    is_own = " " not in name and not name.isupper() and not is_word
    noun = re.compile(_GROUP).search(text, match.end(1))
    return f"{name} {noun[0]}" if is_own and noun else name


def _organisation(text: str) -> str:
    """A unit with its acronym: "At Acme Catalog Systems (ACS)"."""
    return next((match[1] for match in _ORGANISATION.finditer(text) if match[1].endswith(")")), "")


def _prefixes(name: str) -> list[str]:
    """Return what a name may be part of: "Acme Search Science" of "Acme Search" or "Acme"; the
    most frequent wins.
    """
    words = name.split(" ")
    if words[0] in _NO_NAMES:
        return []
    return [" ".join(words[: i + 1]) for i in range(len(words))]
