"""Greetings, thanks and the like: answered in a line that says what can be asked."""

from __future__ import annotations

import re

from assistant.answer.draft import Computed
from assistant.language.wording import counted
from assistant.question.known import Known

_GREETING = r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening)|greetings)(?: there| all)?"
_THANKS = (
    r"(?:(?:many |ok |great |perfect )?thanks?(?: you)?(?: (?:a lot|so much|very much))?|thx|cheers|great|perfect"
    r"|cool|nice|ok(?:ay)?|got it)"
)
_BYE = r"(?:bye|goodbye|see you|good night|that's all)"
_HELP = (
    r"(?:help|what can (?:you|i) (?:do|ask)(?: (?:here|you|for me))?|how does this work|who are you|what are you"
    r"|what do you (?:do|know))"
)
_TALK = re.compile(
    rf"\W*(?:(?P<hello>{_GREETING})|(?P<thanks>{_THANKS})|(?P<bye>{_BYE})|(?P<help>{_HELP}))\W*", re.IGNORECASE
)


def small_talk(question: str, known: Known) -> Computed | None:
    """What to say to words that ask nothing of the sources; None for a question."""
    match = _TALK.fullmatch(question)
    if match is None:
        return None
    if match["bye"]:
        return Computed("Goodbye.")
    opening = "You are welcome. " if match["thanks"] else "Hello. " if match["hello"] else ""
    return Computed(f"{opening}{_what_to_ask(known)}")


def _what_to_ask(known: Known) -> str:
    roles, postings = len(known.catalog.roles), len(known.catalog.postings)
    articles = len(known.documents) - roles
    stored = ", ".join(
        counted(number, what)
        for number, what in ((articles, "article"), (roles, "role"), (postings, "posting"))
        if number
    )
    if not stored:
        return "Nothing is stored yet. Add documents with: rolecall ingest PATH"
    return (
        f"Ask about what is stored ({stored}): what a role asks for, how many there are and where, how two differ, "
        "or what an article says about hiring."
    )
