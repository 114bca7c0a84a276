"""What a question is about where it names no role: a proper name, or the words for a thing."""

from __future__ import annotations

import re

_ASKING = frozenset(
    """what which who whom whose when where why how is are was were do does did can could will would should has have
    had must may might tell describe explain list give name show compare and but so also then ok please i me my you
    your the a an in on at of for to with from by about if as there it this that these those they we our us
    any""".split()
)
_NAME = re.compile(r"[A-Z][\w&.'’-]*(?:\s+(?:of|and|the|for|&)\s+(?=[A-Z]))?(?:\s*[A-Z0-9][\w&.'’-]*)*")
_THING = re.compile(
    r"\b(?:the|a|an|your|their|its)\s+((?:[\w'’-]+\s+){0,3}?[\w'’-]+)(?=\s+(?:is|are|was|were|do|does|did|can|could|will|would"
    r"|should|for|of|in|at|on|to|with|from|by|that|which|who|work|like|required|needed|mean|look|take|last|cost|about)\b|\W*$)",
    re.IGNORECASE,
)


def subject_of(question: str) -> str:
    """The last proper name in a question, else the first thing it names with an article; "" for neither."""
    names = [match[0] for match in _NAME.finditer(question) if not _begins_plain(question, match)]
    if names:
        return re.sub(r"['’]s$", "", names[-1])
    thing = _THING.search(question)
    return thing[0] if thing else ""


def _begins_plain(question: str, match: re.Match[str]) -> bool:
    """Whether a capital letter is only that of a first word, or a word that is no name in capitals."""
    words = match[0].split()
    if match.start() > 0 and question[: match.start()].rstrip()[-1:] not in ".?!:":
        return words[0].casefold() in _ASKING and len(words) == 1
    return len(words) == 1 and not (words[0][1:] != words[0][1:].lower() or any(c.isdigit() for c in words[0]))
