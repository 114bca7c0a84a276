"""The sort of thing a question asks for (a number, a date, a reason, ...) and whether a sentence holds one."""

from __future__ import annotations

import re

from assistant.attributes import MONEY, SPELL
from assistant.types import Expected
from store.stemming import stem

_UNIT = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)"

# The first that matches decides.
_ASKS: tuple[tuple[Expected, str], ...] = (
    (
        Expected.MONEY,
        r"\b(?:salar(?:y|ies)|wages?|compensation|stipend|bonus|hourly rate|how much (?:money|(?:\w+ ){0,6}(?:pay|pays|paid|make|"
        r"earn|cost))|what (?:does|do) .{0,40}\bpay|how well paid)\b",
    ),
    (Expected.DURATION, rf"\bhow long\b|\b(?:how|so) many {_UNIT}\b|\b(?:duration|length) of\b|\bhow much time\b"),
    (
        Expected.DATE,
        r"(?:^|\W)when (?:do|does|did|is|are|was|were|will|would|can|must|should)\b|\b(?:what|which) (?:year|date|month|day)\b|"
        r"\bdeadline\b|\bstart date\b|\bsince when\b",
    ),
    (
        Expected.NUMBER,
        r"\bhow (?:many|old|big|large|often|far)\b|\b(?:what|which) (?:percentage|percent|share|number|proportion)\b",
    ),
    (Expected.REASON, r"^\W*(?:\w+\W+){0,3}why\b|\bhow come\b|\bwhat(?:'s| is| was) the reason\b"),
    (Expected.PERSON, r"^\W*(?:\w+\W+){0,3}who(?:'s|m|se)?\b"),
    (
        Expected.PLACE,
        r"^\W*(?:\w+\W+){0,2}where\b|\b(?:which|what) (?:city|cities|country|town|place|location|office|university|college|school)\b",
    ),
)
_ASK_PATTERNS = tuple((expected, re.compile(pattern, re.IGNORECASE)) for expected, pattern in _ASKS)

_NUMBER = re.compile(
    r"(?<![\w.-])\d[\d,.]*\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|"
    r"fifty|hundreds?|thousands?|millions?|billions?|dozens?|half|once|twice|several|multiple|couple|annual(?:ly)?|weekly|"
    r"daily|monthly|every (?:day|week|month|year))\b",
    re.IGNORECASE,
)
_MONTH = r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|spring|summer|autumn|winter)\b"
_YEAR = r"\b(?:19|20)\d\d\b|\byears? (?:ago|before|earlier)\b"
_ANY_DATE = rf"{_MONTH}|{_YEAR}|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(?:when|whenever|while|after|before|until|ago|during)\b"
_COUNTED = re.compile(r"\bhow many (?:of (?:the|those|these|its|their) )?((?:[\w-]+\W+){0,2}[\w-]+)", re.IGNORECASE)
# What is counted in words so general that any number may count it.
_ANYTHING_COUNTED = frozenset("people person ppl persons times ones things of others folks more".split())
NEAR_WORDS = 5
_REASON = re.compile(
    r"\b(?:because|since|so that|therefore|due to|reason|in order to|as a result|which is why|that is why|thanks to|purpose|aim|"
    r"goal|means that|leads? to|so (?:we|they|you|the)|matters?)\b|\bto (?:[a-z]+)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:I|we|you)\b|\b(?:manager|lead(?:er|ers|s)?|head|director|team|group|scientists?|engineers?|colleagues?|people|person|"
    r"candidates?|managers|experts?|officer|chief|staff|mentor|members?|anyone|everyone|those|hires?|board|panel)\b|"
    r"\b[A-Z][a-z]+ [A-Z][a-z]+\b"
)
_PROPER = re.compile(r"(?<![.!?:] )(?<!^)\b[A-Z][\w-]*[a-z][\w-]*\b")


def expected_of(question: str) -> Expected:
    """What sort of thing the question asks for."""
    for expected, pattern in _ASK_PATTERNS:
        if pattern.search(question):
            return expected
    return Expected.ANYTHING


def without_asking_words(question: str) -> str:
    """The question without the words that only say what sort of thing is asked for ("how many", "which city")."""
    expected = expected_of(question)
    patterns = [pattern for kind, pattern in _ASK_PATTERNS if kind is expected and kind is not Expected.MONEY]
    for pattern in patterns:
        question = pattern.sub(" ", question)
    return question


def meets(expected: Expected, question: str, text: str) -> bool:
    """Whether a sentence holds such a thing that the question did not bring along itself."""
    if expected is Expected.NUMBER:
        return _brings(_NUMBER, question, text) and _counts(question, text)
    if expected is Expected.DATE:
        return _dated(question, text)
    if expected is Expected.DURATION:
        return re.search(SPELL, text, re.IGNORECASE) is not None
    if expected is Expected.MONEY:
        return re.search(MONEY, text, re.IGNORECASE) is not None
    if expected is Expected.PLACE:
        return _brings(_PROPER, question, text)
    patterns = {Expected.REASON: _REASON, Expected.PERSON: _PERSON}
    return expected not in patterns or patterns[expected].search(text) is not None


def _counts(question: str, text: str) -> bool:
    """Whether a number of the sentence stands near what "how many ..." counts."""
    asked = _COUNTED.search(question)
    if asked is None:
        return True
    counted = asked.group(1).lower().split()
    if counted[0] in _ANYTHING_COUNTED:
        return True
    wanted = {stem(word) for word in counted}
    words = re.findall(r"[\w,.%-]+", text)
    numbers = [at for at, word in enumerate(words) if _NUMBER.search(word)]
    named = [at for at, word in enumerate(words) if stem(word.strip(".,")) in wanted]
    return any(abs(one - other) <= NEAR_WORDS for one in numbers for other in named)


def _dated(question: str, text: str) -> bool:
    """Whether the sentence tells a time as exactly as it is asked for."""
    for word, pattern in (("month", _MONTH), ("date", _MONTH), ("year", _YEAR)):
        if re.search(rf"\b(?:what|which) {word}\b", question, re.IGNORECASE):
            return re.search(pattern, text) is not None
    return re.search(_ANY_DATE, text) is not None


def _brings(pattern: re.Pattern[str], question: str, text: str) -> bool:
    known = {match.group().lower() for match in pattern.finditer(question)}
    return any(match.group().lower() not in known for match in pattern.finditer(text))
