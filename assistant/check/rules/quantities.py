"""Numbers with what they count: "three months" is neither "three years" nor "three people"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.language.facts import stems

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


_FEW = 5  # things that a source may enumerate without a number
_PERIOD_STEMS = stems(" ".join(PERIODS))
_NUMBER = re.compile(
    rf"(?P<money>[$€£])?(?<![\w.#])(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?|(?:{WORD_NUMBER})(?![\w]))"
    rf"(?P<half> and a half)?(?:[ -]?(?P<scale>k|bn|hundred|thousand|million|billion)(?:s of)?\b)?(?P<rest>.{{0,48}})",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"\b(?P<hour>\d{{1,2}}|{'|'.join(reversed(ONES))})(?:[:.](?P<minute>[0-5]\d))?"
    r"\s?(?P<part>[ap]\.?m\b\.?|o['’]clock|in the (?:morning|afternoon|evening)|at night)?",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(?:at least|(?:a )?minimum(?: of)?|no (?:less|fewer) than|not (?:less|fewer) than|more than|over|above"
    r"|at a minimum)(?: an?| the| of)?(?: \w+)?\s*[$€£]?$",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:at most|up to|(?:no|not) (?:more|longer|later) than|(?:a )?maximum(?: of)?|less than|fewer than|under|below"
    r"|within|as (?:many|much|long) as|limited to)(?: an?| the| of)?(?: \w+)?\s*[$€£]?$",
    re.IGNORECASE,
)
_LEAST_AFTER = re.compile(r"\s*\+|^[^,.;]{0,20}\bor (?:more|longer|above)\b|^[^,.;]{0,20}\b(?:minimum|and up)\b", re.I)
_MOST_AFTER = re.compile(r"^[^,.;]{0,20}\b(?:or (?:less|fewer)|at (?:the )?most|maximum)\b", re.IGNORECASE)
_UNIT_AFTER = re.compile(rf"^\+?[\s-]*(?:[a-z]+[\s-])?(%|{'|'.join(UNITS)}|feet)(?:s\b|\b|(?<=%))(?:['’]s?)?", re.I)
_PER = re.compile(rf"\b(?:an?|per|each|every|(?:of|in) (?:the|a|each|every)) ({'|'.join(PERIODS)})\b", re.IGNORECASE)
_ORDINAL = re.compile(rf"\b({'|'.join(ORDINALS)}|last|final)[ -]([^\W\d_]+)(?: ([^\W\d_]+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, in `unit` ("days", "percent", "$", "" where it counts things called `nouns`), a `per` period.

    `bound` is "least" or "most" where no exact number is told; `raw` is the number as written, before conversion.
    `implied` where it is told without a number ("a week", "both"): a claim need not mean it.
    """

    value: float
    raw: float
    unit: str = ""
    nouns: frozenset[str] = frozenset()
    per: str = ""
    bound: str = ""
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Quantities:
    """All that one text counts, measures and puts in an order."""

    numbers: tuple[Quantity, ...]
    ordinals: frozenset[tuple[str, str]]  # ("second", "interview")


def quantities_of(text: str) -> Quantities:
    """The quantities of one text, in order."""
    text = in_plain_numbers(text)
    ordinals = frozenset((match[1].lower(), noun) for match in _ORDINAL.finditer(text) for noun in stems(match[2]))
    numbers = [*_clocks(text), *_fractions(text), *_implied(text)]
    numbers += _counted(_CLOCK.sub(lambda match: " " if _is_clock(match) else match[0], text))
    return Quantities(tuple(dict.fromkeys(numbers)), ordinals)


def joined(some: Sequence[Quantities]) -> Quantities:
    """The quantities of several texts together."""
    numbers = tuple(dict.fromkeys(number for one in some for number in one.numbers))
    return Quantities(numbers, frozenset[tuple[str, str]]().union(*(one.ordinals for one in some)))


def unmet(claim: Quantities, source: Quantities) -> int:
    """How many of a claim's quantities the source does not state, or states otherwise."""
    left = [one for one in source.numbers if not one.implied and not any(_equal(other, one) for other in claim.numbers)]
    wrong = sum(not _met(one, source.numbers, bool(left)) for one in claim.numbers if not one.implied)
    for ordinal, noun in claim.ordinals:
        others = {other for other, counted in source.ordinals if counted == noun}
        wrong += bool(others) and not _same_ordinal(ordinal, others)
    return wrong


def _same_ordinal(one: str, others: set[str]) -> bool:
    return one in others or bool({one, *others} <= {"last", "final"})


def _met(claim: Quantity, sources: Sequence[Quantity], others_left: bool) -> bool:
    """Whether the source states a quantity; `others_left` where it also states one that the claim does not."""
    rivals = [one for one in sources if one.unit == claim.unit and (claim.unit or "time" in claim.nouns & one.nouns)]
    if claim.raw == 1 and not any(one.raw != 1 for one in rivals):
        return True  # "one" is mostly no number, "once a month" may be "on the first Monday of each month"
    equal = [one for one in sources if _equal(claim, one)]
    if not equal and not claim.unit and claim.raw <= _FEW and sources and not others_left:
        return True  # it may count what the source enumerates
    counts_others = not any(claim.nouns & one.nouns or not one.nouns for one in equal)
    rivals = [one for one in sources if claim.nouns & one.nouns and not one.unit and one.raw != 1]
    if not claim.unit and claim.nouns and counts_others and rivals:
        return False  # the number stands there for something else, and what it should count has another
    return any(_fits(claim, one) for one in equal)


def _fits(claim: Quantity, source: Quantity) -> bool:
    if claim.per and source.per and claim.per != source.per:
        return False
    return not (claim.bound and source.bound and claim.bound != source.bound)


def _equal(claim: Quantity, source: Quantity) -> bool:
    if {claim.unit, source.unit} == {"every", "percent"}:
        return abs(claim.value * source.value - 100) < 3
    if claim.unit != source.unit:
        return claim.raw == source.raw and (not claim.unit or (not source.unit and not source.nouns))
    if claim.value == source.value:
        return True
    if not claim.unit or claim.raw == source.raw:  # "three weeks" for "three months"
        return False
    return abs(claim.value - source.value) <= 0.09 * max(claim.value, source.value) and claim.unit == "days"


def _counted(text: str) -> Iterator[Quantity]:
    at = 0
    while match := _NUMBER.search(text, at):
        at = match.start("rest")
        raw = (value_of(match["number"]) + 0.5 * bool(match["half"])) * SCALES.get((match["scale"] or "").lower(), 1.0)
        rest, before = match["rest"], text[max(0, match.start() - 32) : match.start()]
        unit, factor, after = _unit(match["money"], rest)
        yield Quantity(
            raw * factor, raw, unit, frozenset() if unit else _nouns(after), _period(after), _bound(before, rest)
        )


def _nouns(after: str) -> frozenset[str]:
    """Stems of the next words of a clause, the first of which the number counts."""
    words = re.findall(r"[^\W\d_]+|[,.;:]", after)[:2]
    end = next((at for at, word in enumerate(words) if not stems(word)), len(words))
    return stems(" ".join(words[:end])) - _PERIOD_STEMS


def _unit(money: str | None, rest: str) -> tuple[str, float, str]:
    if money:
        return money, 1.0, rest
    if match := _UNIT_AFTER.match(rest):
        name = match[1].lower().replace("feet", "foot")
        return *UNITS[name], rest[match.end() :]
    # The second of a range has the unit: "three to five years".
    if match := re.match(rf"\s*(?:to|or|and|[–-])\s*(?:\d+|{WORD_NUMBER})\b(?P<rest>.*)", rest, re.IGNORECASE):
        return _unit(None, match["rest"])
    return "", 1.0, rest


def _period(after: str) -> str:
    near = re.split(r"[.;:]|,", after)[0][:34]
    if match := _PER.search(near):
        return match[1].lower()
    words = near.lower().split()
    return next((ADVERBS[word] for word in words if word in ADVERBS), "")


def _bound(before: str, after: str) -> str:
    if _MOST.search(before) or _MOST_AFTER.match(after):
        return "most"
    return "least" if _LEAST.search(before) or _LEAST_AFTER.match(after) else ""


def _implied(text: str) -> Iterator[Quantity]:
    for match in re.finditer(rf"\b(?:an?|each|every) ({'|'.join(UNITS)})\b", text, re.IGNORECASE):
        unit, factor = UNITS[match[1].lower()]
        yield Quantity(factor, 1.0, unit, implied=True)
    if re.search(r"\b(?:both|couple|pair|neither|twins?)\b", text, re.IGNORECASE):
        yield Quantity(2.0, 2.0, implied=True)


def _fractions(text: str) -> Iterator[Quantity]:
    for match in re.finditer(rf"#({WORD_NUMBER}|\d{{1,3}})#", text, re.IGNORECASE):
        yield Quantity(value_of(match[1]), value_of(match[1]), "every")
    for match in re.finditer(rf"~({'|'.join(FRACTIONS)})\b", text, re.IGNORECASE):
        yield Quantity(FRACTIONS[match[1].lower()], FRACTIONS[match[1].lower()], "percent")
    for _ in re.finditer(r"(?<!second )(?<!first )\b(?:about|roughly|around|nearly|almost) half\b(?! an?\b)", text):
        yield Quantity(50.0, 50.0, "percent")


def _is_clock(match: re.Match[str]) -> bool:
    return bool(match["part"]) or (bool(match["minute"]) and ":" in match[0])


def _clocks(text: str) -> Iterator[Quantity]:
    for match in _CLOCK.finditer(text):
        if _is_clock(match):
            hour = value_of(match["hour"]) + float(match["minute"] or 0) / 60
            late = re.match(r"p|in the (?:afternoon|evening)", match["part"] or "", re.IGNORECASE)
            # As written, "four" may be told of four in the afternoon.
            yield Quantity(hour + 12 if late and hour < 12 else hour, hour, "clock")
