"""What kind of employment a posting offers, read from its title, level and text."""

from __future__ import annotations

import re

# The first that a title or a text states decides; a word that is often said of other things needs its noun.
_NOUN = r"(?:role|position|job|post|opening|contract|employment|employee|basis|appointment|vacancy|hours|work)"
_KINDS = (
    ("internship", r"\binterns?\b|\binternships?\b", r"\b(?:this|our|the) (?:[\w-]+ ){0,3}internship\b|\bas an? (?:[\w-]+ ){0,4}intern\b"),
    ("apprenticeship", r"\bapprentice(?:ship)?\b|\btrainee(?:ship)?\b", r"\bthis (?:[\w-]+ ){0,3}(?:apprentice|trainee)ship\b"),
    ("part-time", r"\bpart[- ]time\b", rf"\bpart[- ]time {_NOUN}\b|\b{_NOUN} is part[- ]time\b"),
    ("temporary", r"\btemporary\b|\bseasonal\b|\bfixed[- ]term\b", rf"\b(?:temporary|seasonal|fixed[- ]term) {_NOUN}\b"),
    ("contract", r"\bcontract(?:or)?\b|\bfreelance\b", r"\b(?:contractor|freelance) (?:role|position|job|basis)\b"),
    ("full-time", r"\bfull[- ]time\b", rf"\bfull[- ]time,? (?:\w+ )?{_NOUN}\b|\b{_NOUN} is (?:a )?full[- ]time\b"),
    ("permanent", r"\bpermanent\b", rf"\bpermanent {_NOUN}\b"),
)
_PATTERNS = tuple((kind, re.compile(title, re.I), re.compile(text, re.I)) for kind, title, text in _KINDS)
KINDS = tuple(kind for kind, _, _ in _KINDS)


def employment_of(title: str, text: str) -> str:
    """Return one of KINDS, "" where neither title nor text states one."""
    by_title = next((kind for kind, pattern, _ in _PATTERNS if pattern.search(title)), "")
    return by_title or next((kind for kind, _, pattern in _PATTERNS if pattern.search(text)), "")
