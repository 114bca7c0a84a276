"""The words by which a question leans on what was said before it."""

from __future__ import annotations

import re

NOUN = r"(?:role|job|position|posting|opening|vacancy|internship|listing)"
WHY = re.compile(
    r"^\W*(?:(?:but|and|so|ok|really)\W+)*(?:why(?:\W+(?:not|so|is that|is it|though|exactly|was that))?|how come)\W*$",
    re.I,
)
MORE = re.compile(
    r"^\W*(?:(?:ok|okay|and|please|can you|could you|great|thanks|cool|nice|interesting|good|wow)\W+)*(?:tell me (?:a bit |some )?more|(?:some )?more(?: details?| please)?"
    r"|go on|elaborate|continue|say more|expand(?: on (?:that|it))?|what else|anything else|more info(?:rmation)?"
    r"|tell me more about (?:it|that|this|them|those))\W*$",
    re.IGNORECASE,
)
GAP = re.compile(
    r"^\W*(?:(?:and|but|ok|okay|so|then|or|now|hmm|also|no|nope|sorry|actually|i mean|i meant|i said|rather|thanks|thank you|great|only|just|not that|not that one|i was asking about)\W+)*(?P<about>(?:what|how) about|what of|same for|(?:and )?what if it['’]?s|and)?\W*"
    r"(?P<rest>.*?)\W*$",
    re.IGNORECASE | re.DOTALL,
)
ORDINALS = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "latter": 1, "third": 2, "3rd": 2, "fourth": 3,
    "4th": 3, "fifth": 4, "5th": 4, "last": -1, "one": 0, "two": 1, "three": 2, "four": 3,
}  # fmt: skip
ORDINAL = re.compile(
    rf"\b(?:the\W+)?(?P<word>first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|former|latter)(?:\W+(?:one|two|{NOUN}|of (?:them|those|these)))?\b"
    r"|\b(?:number|option|no\.?|#)\W*(?P<number>[1-9]|one|two|three|four)\b",
    re.IGNORECASE,
)
ORDINAL_NOT = re.compile(
    r"^\W+(?:of all|thing|time|step|day|year|week|month|name|impression|place\b)|^ (?:and foremost)", re.IGNORECASE
)
OTHER_ONE = re.compile(rf"\bthe other(?: one| {NOUN})?(?!\s+\w+s\b)\b", re.IGNORECASE)
THEM = re.compile(
    r"\b(?:of )?(?:them|they|these|those|both(?: of (?:them|these|those))?|the two(?: of them)?|each(?: of them)?|either(?: of them)?)\b(?!\s+(?:roles|jobs)\b)",
    re.IGNORECASE,
)
THIS_ROLE = re.compile(
    r"\b(?:(?:the|this|that|such an?)(?: same)? (?:role|job|position|posting|opening|vacancy|listing)|(?:this|that) (?:internship|one))\b(?!\s+(?:in|at|for|on) [A-Z])",
    re.IGNORECASE,
)
IT = re.compile(
    r"\b(?:it|its)\b(?!['’]?s?\s+(?:true|possible|that|like to|mean to|take to|hard to|easy to|difficult to|worth|better|necessary to|important to|ok|okay)\b)"
    r"|(?<=\bdoes )(?:that|this)\b|(?<=\bis )(?:that|this)\b(?!\s+\w+ing\b)(?=\W*$|\s+\w)|(?<=\babout )(?:that|this)\b(?=\W*$)",
    re.IGNORECASE,
)
PLEONASTIC = re.compile(
    r"\bit (?:mean|take|feel|look)s? (?:to|like)\b|\bis it (?:\w+ ){1,3}(?:to|that|if)\b|\b(?:does|would|do|will) it (?:matter|help|mean to|take)\b",
    re.IGNORECASE,
)
THERE = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!and )\bthere\b(?!\W+(?:is|are|was|were|be|any|a|an)\b)",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(
    r"\bthe (?:main |key |basic |daily |preferred )?(?:responsibilities|duties|requirements|qualifications|tasks|salary|pay|location|team|level"
    r"|skills|tools|methods|technologies|benefits|hours|deadline|start date|perks|workload|day to day|tech stack|hiring manager)\b",
    re.IGNORECASE,
)
LED = re.compile(
    r"(?:(?:in|at|for|from|outside|near|not|except|excluding|without|within)\b\W*(?:(?:of|the|in|at|for)\W+)*)",
    re.IGNORECASE,
)
LED_BEFORE = re.compile(
    r"(?:\b(?:not|outside|in|at|for|from|near|within|of|except|excluding)\W+)+(?:the\W+)?$", re.IGNORECASE
)
BOTH = re.compile(
    r"\b(?:both|the two|each|either|them)\b|\bthey\b.*\b(?:differ|compare|have in common)\b", re.IGNORECASE
)
SHORT = re.compile(
    r"\W*(?:(?:and|so|ok|but)\W+)?(?:(?P<which>which(?: ones?| are they)?|what are they|(?:list|show|name) (?:them|those)(?: please)?)"
    r"|(?P<many>how many(?: is that| are (?:there|they)| of them)?(?: in total)?)|(?P<where>where(?: then| exactly| is that)?))\W*",
    re.IGNORECASE,
)
PERSON = re.compile(r"\b(?:she|he|her|him|his|hers)\b", re.IGNORECASE)
