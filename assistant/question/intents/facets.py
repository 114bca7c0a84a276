"""What of a posting a question or a part of one asks for: told by a classifier
(judge/training/facet_questions.py).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from assistant.tuning import tuning
from store.embedding.classifier import shipped_classifier
from store.search.catalog import Facet

WEIGHTS = Path(__file__).parent / "facets.npz"


class Asked(StrEnum):
    """What of a posting a question asks for: a facet by its name in `Facets`, all that is asked of
    candidates, or anything else.
    """

    PAY = "pay"
    EXPERIENCE = "experience"
    DEGREE = "degrees"
    LANGUAGES = "languages"
    VISA = "visas"
    WORKPLACE = "workplace"
    EMPLOYMENT = "employments"
    CLOSES = "closes"
    POSTED = "posted"
    PLACE = "places"
    LEVEL = "level"
    TRAVEL = "travel"
    REQUIREMENTS = "requirements"
    NONE = "none"

    @property
    def question(self) -> str:
        """The question put to one posting; "" where none asks for it alone."""
        return _PUT.get(self, "")


_PUT = {
    Asked.PAY: "What does it pay?",
    Asked.EXPERIENCE: "Is experience needed?",
    Asked.DEGREE: "Do I need a degree?",
    Asked.LANGUAGES: "Which languages do I need?",
    Asked.VISA: "Would they sponsor a visa?",
    Asked.WORKPLACE: "Can I work from home?",
    Asked.EMPLOYMENT: "Is it permanent or temporary, full time or part time?",
    Asked.CLOSES: "When is the closing date?",
    Asked.POSTED: "When was it posted?",
    Asked.PLACE: "Where is it based?",
    Asked.LEVEL: "How senior is it?",
    Asked.TRAVEL: "How much travel is there?",
    Asked.REQUIREMENTS: "Which qualifications do I need?",
}

# What roles can be ordered by.
RANKED: dict[Asked | None, Facet] = {
    Asked.PAY: Facet.PAY,
    Asked.EXPERIENCE: Facet.EXPERIENCE,
    Asked.CLOSES: Facet.CLOSES,
}


def facets_asked(question: str) -> dict[Asked, float]:
    """The probability of each facet that a question asks for it; raises EmbedderError."""
    return dict(zip(Asked, shipped_classifier(WEIGHTS)(question), strict=True))


def facet_asked(words: str) -> Asked | None:
    """The facet that words such as "pays better" or "working from home" ask for; None where they
    surely ask for none.

    Raises EmbedderError.
    """
    shares = facets_asked(words)
    likeliest = max(shares, key=shares.__getitem__)
    is_sure = likeliest is not Asked.NONE and shares[likeliest] >= tuning().question.facet_sure
    return likeliest if is_sure else None
