"""Open the answer to a yes-or-no question with yes or no, where the judge decides it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

from assistant.evidence.finder import Finding
from assistant.judge.judge import shipped_judge
from assistant.language.facts import denies
from assistant.tuning import tuning

# Probabilities that a sentence supports or contradicts the question; the judge learned to hold yes-or-no questions, as
# they are put, against a passage. Chosen on the choosing halves: 6 opened rightly for 1 wrongly.


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
    words = yaml.safe_load(files("assistant.answer").joinpath("polarity.yaml").read_text("utf-8"))
    opens, asks_more = ("|".join(map(re.escape, words[name])) for name in ("opens", "asks_more"))
    return (
        re.compile(rf"(?:^|[.,:;!?–—-])\W*(?:{opens})(?:n['’]?t)?\b", re.IGNORECASE),
        re.compile(rf"\b(?:{asks_more})\b", re.IGNORECASE),
    )
