"""What a role states of visas and work permits: that they are offered, or refused; and what asks
about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.judge.judge import shipped_judge
from assistant.language.words import content_terms
from assistant.tuning import tuning
from assistant.types import Subject
from store.facets.read import read_facets
from store.facets.reading import Lexicon, vocabulary, words_of
from store.text.stemming import stem, stems
from store.types import Chunk, Fields, Span, VisaPolarity

SPONSORS = "The employer sponsors visas."
OF_VISAS = Subject(
    (SPONSORS, "The employer arranges a visa or permit for people from abroad."), "visa permit"
)
_OFFERS, *_REFUSES = (
    "The employer offers visa sponsorship.",
    "The employer does not sponsor visas.",
    "No help with a visa or work permit is offered.",
)
_CLAUSE = re.compile(r"[,;:()–—]|\b(?:but|although|though|while|as)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def tables() -> Any:
    """The tables of visas.yaml."""
    return yaml.safe_load(Path(__file__).with_name("visas.yaml").read_text("utf-8"))


def is_of_visas(subject: Subject) -> bool:
    """Whether a claim is one about visas; to sponsor is, where nothing else is named."""
    by_themselves = frozenset(stems("sponsor sponsoring sponsorship"))
    words = frozenset(term.stem for term in content_terms(subject.words))
    is_sponsorship = bool(words) and words <= by_themselves
    return is_sponsorship or all(read_facets(Fields(), claim, ()).visas for claim in subject.claims)


def kind_asked(subject: Subject) -> frozenset[str]:
    """The stems by which a question names one kind of visa: "H-1B", "Skilled Worker"; none where
    any will do.
    """
    generic = _stems_under("gives") | {stem(word) for word in tables()["any_of_them"]}
    named = frozenset(term.stem for term in content_terms(subject.words))
    return named if named - generic else frozenset()


def visa_sentences(chunk: Chunk) -> Iterator[tuple[int, VisaPolarity]]:
    """The sentences of a chunk that speak of visas or permits, each with what it answers."""
    text = chunk.document.text
    stated = [(each.span, each.value) for each in chunk.document.facets.visas if each.span]
    for at, sentence in enumerate(chunk.sentences):
        inside = [value for span, value in stated if _overlap(span, sentence.span)]
        said = sentence.span.of(text)
        if inside or _kinds().find(said, words_of(said)):
            known = next((value for value in inside if value is not VisaPolarity.UNCLEAR), None)
            yield at, known or polarity(said)


def polarity(sentence: str) -> VisaPolarity:
    """What a sentence that names visas answers: by what the employer does or won't do, else by
    the judge.
    """
    clauses = [(frozenset(stems(clause)), _denies(clause)) for clause in _CLAUSE.split(sentence)]
    words, is_denied = frozenset(stems(sentence)), any(denied for _, denied in clauses)
    gives = [(own, denied) for own, denied in clauses if not own.isdisjoint(_stems_under("gives"))]
    if not _stems_under("things").isdisjoint(words):
        by_things = [denied for own, denied in gives if not own.isdisjoint(_stems_under("things"))]
        told = set(by_things or [denied for _, denied in gives])
        if True in told:
            return VisaPolarity.REFUSED
        if told and _stems_under("asks").isdisjoint(words):
            return VisaPolarity.OFFERED
    sponsors, offers, *refuses = shipped_judge().entail(
        [(sentence, one) for one in (SPONSORS, _OFFERS, *_REFUSES)]
    )
    if (
        is_denied
        and offers.contradicted + sum(found.supported for found in refuses)
        >= tuning().evidence.unsponsored
    ):
        return VisaPolarity.REFUSED
    is_offered = not is_denied and sponsors.supported >= tuning().evidence.sponsored
    return VisaPolarity.OFFERED if is_offered else VisaPolarity.UNCLEAR


def _denies(clause: str) -> bool:
    return any(word.key in vocabulary("visa")["denials"] for word in words_of(clause))


@lru_cache(maxsize=4)
def _stems_under(key: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tables()[key])


@lru_cache(maxsize=1)
def _kinds() -> Lexicon:
    return Lexicon({"kind": tables()["kinds"]})


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end
