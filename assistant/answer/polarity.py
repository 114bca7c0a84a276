"""Open the answer to a yes-or-no question with yes or no, where the judge decides it."""

from __future__ import annotations

import re
from functools import cache

from assistant.evidence.asked import demand_of
from assistant.evidence.features import Candidate
from assistant.evidence.finder import Finding
from assistant.judge.judge import shipped_judge
from assistant.language.facts import denies
from assistant.language.words import content_terms
from assistant.tuning import tuning
from store.facets.reading import read_text, vocabulary
from store.text.listed import any_of, compiled, listed
from store.text.stemming import stems
from store.types import Span, Strength


def polarity(finding: Finding) -> str:
    """Return "Yes", "No", or an empty string where nothing is decided; raises EmbedderError."""
    question = finding.ask.put
    if finding.is_broad or not finding.chosen or not asks_yes_or_no(question):
        return ""
    best = max(finding.chosen, key=lambda candidate: candidate.probability)
    if decided := _by_demand(question, best):
        return decided
    if best.probability < tuning().answer.sure_of_words:
        return ""
    sentence = best.chunk.with_lead(best.position)
    (found,) = shipped_judge().entail([(sentence, question)])
    if found.contradicted >= tuning().answer.says_no:
        return "No"
    supported = found.supported >= tuning().answer.says_yes
    return "Yes" if supported and denies(sentence) == denies(question) else ""


def _by_demand(question: str, best: Candidate) -> str:
    """Whether a sentence insists on a thing as much as the question asks; "" where either doesn't
    insist on it.

    "Is a PhD required?" is answered "No" by a PhD under "Preferred qualifications".
    """
    asked = _demand(question)
    told = demand_of(best.chunk.document, best.sentence.span)
    strengths = {told.strength, asked}
    is_of_it = bool(_things(question) & set(stems(best.chunk.with_lead(best.position))))
    if (
        not is_of_it
        or asked is Strength.UNSTATED
        or (Strength.UNSTATED in strengths and not told.waived)
    ):
        return ""
    return "Yes" if told.strength is asked and not told.waived else "No"


def _demand(question: str) -> Strength:
    return read_text(question, ()).demand_within(Span(0, len(question))).strength


def _things(question: str) -> set[str]:
    """Stems of what a question asks about, without the words that say how much is insisted on
    it.
    """
    strength = vocabulary("strength")
    insisting = [phrase for phrases in strength["words"].values() for phrase in phrases]
    return {term.stem for term in content_terms(question)} - set(
        stems(" ".join([*insisting, *strength["asks"]]))
    )


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
