"""Open the answer to a yes-or-no question with yes or no, where the judge decides it."""

from __future__ import annotations

import re
from functools import cache

from assistant.evidence.finder import Finding
from assistant.judge.judge import shipped_judge
from assistant.language.facts import denies
from assistant.tuning import tuning
from store.text.listed import any_of, compiled, listed


def polarity(finding: Finding) -> str:
    """Return "Yes", "No", or an empty string where nothing is decided; raises EmbedderError."""
    question = finding.ask.put
    if finding.is_broad or not finding.chosen or not asks_yes_or_no(question):
        return ""
    best = max(finding.chosen, key=lambda one: one.probability)
    sentence = best.chunk.with_lead(best.position)
    (found,) = shipped_judge().entail([(sentence, question)])
    if found.contradicted >= tuning().answer.says_no:
        return "No"
    supported = found.supported >= tuning().answer.says_yes
    return "Yes" if supported and denies(sentence) == denies(question) else ""


def asks_yes_or_no(question: str) -> bool:
    """Whether a question asks for yes or no and nothing else."""
    opens, asks_more = _patterns()
    return opens.search(question) is not None and asks_more.search(question) is None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = listed(__file__, "polarity")
    return (
        compiled(rf"(?:^|[.,:;!?–—-])\W*(?:{any_of(words['opens'])})(?:n['’]?t)?\b"),
        compiled(rf"\b(?:{any_of(words['asks_more'])})\b"),
    )
