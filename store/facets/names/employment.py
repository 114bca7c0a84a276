"""What kind of employment a posting offers, read from its title, level and text."""

from __future__ import annotations

import re

_NOUN = r"(?:role|position|job|post|opening|contract|employment|employee|basis|appointment|vacancy|hours|work)\b"
_ELSE = r"(?! (?:experience|permit|visa|authori[sz]ation))"  # "full-time work experience"
_IT_IS = r"\b(?:role|position|job|post) is (?:a )?"
_UP_TO_4 = r"(?:[\w-]+ ){0,4}"
# What a title tells of the work, not of the terms it is done on: "Contract Manager", "Internship Coordinator".
_OF_WORK = (
    r"(?!s?[ -](?:administ|analy|attorney|compliance|coordinat|counsel|law|manage|negotiat|officer|program|relation"
    r"|specialist|supervis))"
)


def _stated(kind: str) -> str:
    """A kind as a text states it of its own role, where the words are often said of other things too."""
    return rf"\b{kind},? (?:[\w-]+ )?{_NOUN}{_ELSE}|{_IT_IS}{kind}\b"


# Each kind with what a title or a label says and what a text does. The first that is stated decides.
_KINDS = (
    (
        "internship",
        rf"\bintern(?:ship)?s?\b{_OF_WORK}",
        rf"\bthis {_UP_TO_4}internship\b|\b(?:the|our) {_UP_TO_4}internship (?:is|will|lasts|runs|starts|begins)\b"
        rf"|\bas (?:an?|our) {_UP_TO_4}intern,? you\b|\b(?:join|work with) us as an? {_UP_TO_4}intern\b"
        rf"|\b(?:looking|searching) for {_UP_TO_4}interns?\b",
    ),
    (
        "apprenticeship",
        rf"\b(?:apprentice|trainee)(?:ship)?s?\b{_OF_WORK}",
        rf"\bthis {_UP_TO_4}(?:apprentice|trainee)ship\b|\bas (?:an?|our) {_UP_TO_4}(?:apprentice|trainee),? you\b",
    ),
    ("part-time", r"\bpart[- ]time\b", _stated(r"part[- ]time")),
    (
        "temporary",
        r"\b(?:temporary|seasonal|fixed[- ]term)\b",
        _stated(r"(?:temporary|seasonal|fixed[- ]term)"),
    ),
    (
        "contract",
        rf"\bcontract(?:or)?\b{_OF_WORK}|\bfreelance\b",
        r"\b(?:contract|contractor|freelance) (?:role|position|job|basis)\b"
        r"|\b(?:is|on|for) an? [\w-]+[- ](?:week|month|year)s?[- ](?:long )?contract\b",
    ),
    ("full-time", r"\bfull[- ]time\b", _stated(r"full[- ]time")),
    ("permanent", r"\bpermanent\b", _stated("permanent")),
)
_PATTERNS = tuple((kind, re.compile(title, re.I), re.compile(text, re.I)) for kind, title, text in _KINDS)
KINDS = tuple(kind for kind, _, _ in _KINDS)
# A line that says nothing else: "Employment type: full-time", "- Part-time".
_LABEL = re.compile(
    r"^[\W_]*(?:(?:employment|job|contract|position|work|role)[ -]?(?:type|status|schedule|basis)?|type|schedule|hours)"
    r"[*_ ]*:[*_ ]*(?P<labelled>\S.{0,60})$"
    r"|(?:^|(?<=[.;] ))[\W_]*(?P<opening>(?:part|full)[- ]time)(?= or\b|[,.;]| for\b| evening| day| shifts?\b)"
    r"|^[\W_]*(?P<alone>(?:part|full)[- ]time|(?:permanent|temporary|seasonal|fixed[- ]term)(?: contract)?)\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def employment_of(title: str, text: str) -> str:
    """Return one of KINDS, "" where neither title nor text states one."""
    labels = (match["labelled"] or match["opening"] or match["alone"] for match in _LABEL.finditer(text))
    told = next((kind for words in (title, *labels) if (kind := _told(words))), "")
    return told or next((kind for kind, _, pattern in _PATTERNS if pattern.search(text)), "")


def _told(words: str) -> str:
    """The kind that a title or a label tells."""
    return next((kind for kind, pattern, _ in _PATTERNS if pattern.search(words)), "")
