"""Tell what a sentence of a reply does: state a fact, say that the sources don't say, give an
opinion, or just talk.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from assistant.language.facts import facts_of
from assistant.language.words import one_of
from assistant.tuning import tuning
from store.embedding.classifier import shipped_classifier

WEIGHTS = Path(__file__).parent / "forms.npz"

# Conjunctions that lead on to something new, and those that give a reason.
_GOES_ON = re.compile(rf";|\b{one_of('conjunctions')}\b", re.IGNORECASE)
_REASON = re.compile(rf"\b{one_of('reasons')}\b|, as\b", re.IGNORECASE)


class Form(StrEnum):
    """What a sentence does: the classes of judge/training/sentences.yaml, in the order of their
    weights.
    """

    FACT = "fact"
    ABSENCE = "absence"
    OPINION = "opinion"
    TALK = "talk"


def form_of(sentence: str) -> Form:
    """Return what a sentence does. Unclear sentences count as facts, which are checked most
    strictly.
    """
    form, likely = _likeliest(sentence)
    return form if likely >= tuning().check.form_sure else Form.FACT


def _likeliest(sentence: str) -> tuple[Form, float]:
    """Return the likeliest form and its probability."""
    likely, form = max(zip(shipped_classifier(WEIGHTS)(sentence), Form, strict=True))
    return form, likely


def fact_in(sentence: str, form: Form) -> str:
    """Return the clause of a sentence that states a fact beside what else the sentence does, or "".

    The clause is the reason given for a judgement, or what follows "but" where the sources don't
    say something.
    """
    joint = {Form.OPINION: _REASON, Form.ABSENCE: _GOES_ON}.get(form)
    _, *clauses = joint.split(sentence) if joint else ("",)
    return next((clause.strip() for clause in clauses if _states(clause)), "")


def _states(clause: str) -> bool:
    """Return whether a clause surely states a fact."""
    if len(clause.split()) < tuning().check.shortest_clause or not facts_of(clause).words:
        return False
    form, likely = _likeliest(clause)
    return form is Form.FACT and likely >= tuning().check.form_sure
