"""The words that numbers, units and periods are told in, and plain ones for those told in another way."""

from __future__ import annotations

import re

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen".split()
)
_TENS = {word: 10 * at for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_VALUES: dict[str, float] = {word: float(at) for at, word in enumerate(ONES)} | {"dozen": 12.0, "no": 0.0}
SCALES = {"hundred": 100.0, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
FRACTIONS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "eighth": 12.5, "tenth": 10.0}
FRACTIONS |= {f"{part}s": value for part, value in FRACTIONS.items()}
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
# Each unit's kind and how many of the kind's own units it is.
UNITS: dict[str, tuple[str, float]] = {
    "second": ("days", 1 / 86400), "minute": ("days", 1 / 1440), "hour": ("days", 1 / 24), "hr": ("days", 1 / 24),
    "day": ("days", 1.0), "week": ("days", 7.0), "fortnight": ("days", 14.0), "month": ("days", 30.4),
    "year": ("days", 365.0), "decade": ("days", 3650.0), "percent": ("percent", 1.0), "%": ("percent", 1.0),
    "kilometre": ("km", 1.0), "kilometer": ("km", 1.0), "km": ("km", 1.0), "mile": ("km", 1.609),
    "metre": ("km", 0.001), "meter": ("km", 0.001), "foot": ("km", 0.0003048), "kilo": ("kg", 1.0), "kg": ("kg", 1.0),
    "kilogram": ("kg", 1.0), "gram": ("kg", 0.001), "tonne": ("kg", 1000.0), "pound": ("£", 1.0), "euro": ("€", 1.0),
    "dollar": ("$", 1.0), "litre": ("litre", 1.0), "liter": ("litre", 1.0), "hectare": ("hectare", 1.0),
    "fold": ("fold", 1.0),
}  # fmt: skip
PERIODS = "hour day shift week fortnight month quarter season term year".split()
ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
ADVERBS |= {"yearly": "year", "annually": "year", "annual": "year"}

WORD_NUMBER = rf"(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(ONES[1:10])}))?|{'|'.join(reversed(ONES))}|dozen"
_OF_WHAT = "of|the|your|my|his|her|its|our|their|all|for|goes|to"  # what follows "half" where it is 50%
# Ways of telling a quantity without a plain number before a plain unit.
_PLAINER: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\ban? (hour|day|week|month|year|mile)s? and a half\b", r"1.5 \1s"),
        (r"\bhalf an? (hour|day|year|mile)\b", r"0.5 \1s"),
        (r"\bhalf a dozen\b", "6"),
        (r"\ba dozen\b", "12"),
        (r"\bwithin an? (hour|day|week|fortnight|month|year)\b", r"within 1 \1"),
        (r"\b(?:an?|one) (fifth|third|quarter|eighth|tenth) of\b", r"~\1 of"),
        (r"\b(?:an?|one) (fifth|third|quarter|eighth|tenth)\b(?= in\b|$|[.,;])", r"~\1"),
        (rf"(?<!first )(?<!second )(?<!other )(?<!latter )(?<!and a )\bhalf(?= (?:{_OF_WHAT})\b)", "~half"),
        (r"\btwo[- ]thirds\b", "66.7 percent"),
        (r"\bthree[- ]quarters\b", "75 percent"),
        (r"\bper cent\b", "percent"),
        (r"\bonce(?= (?:an?|per|each|every)\b|\W*$)", "1 times"),
        (r"\btwice(?! as\b)", "2 times"),
        (r"\bthrice\b", "3 times"),
        (r"\b(?:double[ds]?|doubling|twice as)\b", "2 fold"),
        (r"\b(?:tripled?|triples|three times as)\b", "3 fold"),
        (r"\bevery (?:other|second)(?= \w)", "each #2#"),
        *((rf"\bevery {ordinal}(?= \w)", f"each #{at}#") for at, ordinal in enumerate(ORDINALS[2:], 3)),
        (rf"\b(?:one|1|a) (?:(\w+) )?(?:in|out of)(?: every)? ({WORD_NUMBER}|\d{{1,2}})\b", r"\1 #\2#"),
        (rf"\bevery ({WORD_NUMBER}|\d+) (?=(?:{'|'.join(PERIODS[1:])})s)", r"each #\1# "),
        (r"\bnever (\w+ )?(?:more|longer|later) than\b", r"\1 at most"),
        (r"\bnoon\b", "12:00"),
        (r"\bmidnight\b", "00:00"),
        (r"\bhalf past (\w+)( in the (?:afternoon|evening)| pm)?", r"\1:30\2"),
        (r"\bquarter past (\w+)( in the (?:afternoon|evening)| pm)?", r"\1:15\2"),
    )
)


def in_plain_numbers(text: str) -> str:
    """A text with "half a dozen" as "6", "a quarter of" as "~quarter of", "every other week" as "each #2# week"."""
    for pattern, plain in _PLAINER:
        text = pattern.sub(plain, text)
    return text


def value_of(word: str) -> float:
    """The value of a number in digits or in one word."""
    word = word.lower().replace(",", "")
    if word[0].isdigit():
        return float(word)
    tens, _, ones = word.partition("-")
    return _TENS[tens] + _VALUES.get(ones, 0.0) if tens in _TENS else _VALUES[word]
