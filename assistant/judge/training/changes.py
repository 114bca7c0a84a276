"""Changes that make a true claim false: numbers, days, months, units, strength, negation."""

from __future__ import annotations

import random
import re

# Each row: words that say different things where one stands in the other's place.
_ROWS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "January February March April May June July August September October November December",
    "one two three four five six seven eight nine ten twelve",
    "first second third fourth fifth",
    "hourly daily weekly monthly yearly",
    "hour day week month year",
    "hours days weeks months years",
    "before after",
    "more less",
    "always never",
    "all no",
    "least most",
    "required optional",
    "mandatory voluntary",
    "include exclude",
    "includes excludes",
    "paid unpaid",
    "temporary permanent",
    "part-time full-time",
    "above below",
    "north south east west",
    "euros pounds dollars",
    "morning evening",
    "increase decrease",
    "junior senior",
    "internal external",
)
_OTHERS = {
    word: [other for other in row.split() if other != word] for row in _ROWS for word in row.split()
}
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_VERB = re.compile(r"\b(must|can|may|will|should|is|are|has to|have to)\b(?! not\b)(?!n['’]t)")
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")


def changed(claim: str, chance: random.Random) -> str:
    """The claim with one thing changed so that it says something else, "" where there is nothing
    to change.
    """
    ways = [way for way in (_number, _word, _negation) if way(claim, random.Random(0))]
    return chance.choice(ways)(claim, chance) if ways else ""


def _number(claim: str, chance: random.Random) -> str:
    numbers = list(_NUMBER.finditer(claim))
    if not numbers:
        return ""
    match = chance.choice(numbers)
    digits = [at for at, sign in enumerate(match[0]) if sign.isdigit()]
    at = chance.choice(digits[: max(1, len(digits) - 1)])
    other = chance.choice([digit for digit in "123456789" if digit != match[0][at]])
    return (
        claim[: match.start()] + match[0][:at] + other + match[0][at + 1 :] + claim[match.end() :]
    )


def _word(claim: str, chance: random.Random) -> str:
    found = [match for match in _WORD.finditer(claim) if match[0] in _OTHERS]
    if not found:
        return ""
    match = chance.choice(found)
    return claim[: match.start()] + chance.choice(_OTHERS[match[0]]) + claim[match.end() :]


def _negation(claim: str, chance: random.Random) -> str:
    if re.search(r"\b(?:not|no|never|nobody|none|without|cannot)\b|n['’]t\b", claim):
        return re.sub(
            r"\b(do|does|is|are|will|must|need|can) not\b|\bcannot\b",
            lambda m: m[1] or "can",
            claim,
            count=1,
        ) * (
            re.search(r"\b(?:do|does|is|are|will|must|need|can) not\b|\bcannot\b", claim)
            is not None
        )
    found = list(_VERB.finditer(claim))
    if not found:
        return ""
    match = found[0]
    return f"{claim[: match.start()]}{match[0]} not{claim[match.end() :]}"
