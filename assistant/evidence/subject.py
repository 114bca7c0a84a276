"""Which roles say what a claim says, and which the opposite: by what the store read of them, else
by the judge.

What a posting states of visas was read when it was stored. How much a sentence insists is told by
its words and by the headings above it. All else the judge decides on a role's own sentences.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from assistant.evidence.asked import demand_of, reading_of
from assistant.evidence.finder import Finder
from assistant.evidence.reader import heading_of
from assistant.evidence.visas import OF_VISAS, is_of_visas, kind_asked, visa_sentences
from assistant.judge.judge import Entailment, shipped_judge
from assistant.language.facts import denies
from assistant.language.words import content_terms
from assistant.tuning import tuning
from assistant.types import Insistence, Subject
from store.facets.reading import Demand, lexicon, words_of
from store.text.stemming import stems
from store.types import Chunk, Document, Filters, Role, SectionKind, Span, Strength, VisaPolarity

# What the judge is asked of a posting in which no workplace was read.
AT_HOME = Subject(("You can work from home on some days.",), "work from home")


class Said(StrEnum):
    """What a role's text says of a claim."""

    SAYS = "says"
    DENIES = "denies"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a role, and how near it is to what is asked: a cosine, or by the words it
    shares.
    """

    chunk: Chunk
    position: int
    near: float

    @property
    def span(self) -> Span:
        """Where the sentence stands in its document."""
        return self.chunk.sentences[self.position].span

    @property
    def premise(self) -> str:
        """The sentence under its headings, as the judge reads it."""
        return f"{heading_of(self.chunk)}: {self.chunk.with_lead(self.position)}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one role's text says of a claim: `quotes` are the sentences that decide, the surest
    first.
    """

    role: Role
    said: Said
    quotes: tuple[Sentence, ...]


def decide(subject: Subject, roles: Sequence[Role], finder: Finder) -> tuple[Verdict, ...]:
    """A verdict for each role whose text says what the claim says, or the opposite, in the roles'
    order.

    Raises EmbedderError.
    """
    if not is_of_visas(subject):
        return _judged(subject, roles, finder)
    stated = _of_visas(roles, subject, finder)
    if not kind_asked(subject):
        silent = _judged(
            OF_VISAS, [role for role in roles if role.document_id not in stated], finder
        )
        stated |= {verdict.role.document_id: verdict for verdict in silent if _may_be(verdict)}
    return tuple(stated[role.document_id] for role in roles if role.document_id in stated)


def _may_be(verdict: Verdict) -> bool:
    """Whether what the judge read of visas can be so: without a word of denial nothing is
    refused.
    """
    return verdict.said is Said.SAYS or any(denies(quote.premise) for quote in verdict.quotes)


def mentions(
    subject: Subject, roles: Iterable[Role], finder: Finder
) -> Iterator[tuple[Role, Sentence]]:
    """The roles whose text has all the words asked about, each with the first sentence that has
    them.

    Where only a heading does, or several sentences together, the first sentence that has one of the
    words.
    """
    for role in roles:
        if not _is_named(subject, _stems_of(role.document.text)):
            continue
        chunks = [
            chunk
            for chunk in finder.chunks(role.document)
            if chunk.section.kind is SectionKind.BODY
        ]
        sentences = [
            Sentence(chunk, at, 0.0) for chunk in chunks for at in range(len(chunk.sentences))
        ]
        shares = [
            (_shared(subject, sentence.premise), -at) for at, sentence in enumerate(sentences)
        ]
        if shares and max(shares)[0] > 0:
            yield role, sentences[-max(shares)[1]]


_PARTS = re.compile(r"\s*(?:[|¦·•;,/\n\t]|\s[-–—]\s)\s*")


def worded(
    kinds: Collection[str], vocabulary: str, role: Role, finder: Finder
) -> tuple[Sentence, bool] | None:
    """Where a role's text has a word for a kind of workplace or employment, and whether a part of a
    line is just that.

    "Exeter, UK | Band 5 | Permanent" has such a part, "we work on hybrid contracts" the word alone.
    None for neither, and where the sentence is a denial.
    """
    words, alone = lexicon(vocabulary, "phrases"), None
    for chunk in finder.chunks(role.document):
        for at, sentence in enumerate(chunk.sentences):
            said = sentence.span.of(chunk.document.text)
            found = {mention.meaning for mention in words.find(said, words_of(said))}
            if found.isdisjoint(kinds) or denies(said):
                continue
            if any(words.whole(part) in kinds for part in _PARTS.split(said) if words_of(part)):
                return Sentence(chunk, at, 1.0), True
            alone = alone or Sentence(chunk, at, 1.0)
    return (alone, False) if alone else None


def _judged(subject: Subject, roles: Sequence[Role], finder: Finder) -> tuple[Verdict, ...]:
    read = _nearest(subject, roles, finder)
    pairs = [(sentence, claim) for sentence in read for claim in subject.claims]
    judged = shipped_judge().entail([(sentence.premise, claim) for sentence, claim in pairs])
    by_role: dict[str, list[Carried]] = {}
    for (sentence, _), entailment in zip(pairs, judged, strict=True):
        carried = _insisted(subject, sentence, _carried(subject, sentence, entailment))
        by_role.setdefault(sentence.chunk.document.document_id, []).append((sentence, *carried))
    verdicts = (_verdict(role, by_role.get(role.document_id, ())) for role in roles)
    return tuple(verdict for verdict in verdicts if verdict)


# How much a sentence insists ----------------------------------------------------------------------

Carried = tuple[
    Sentence, float, float
]  # how far a sentence carries a claim, and how far its opposite
SURE = 1.0  # what a sentence carries whose own words tell
_FITS = {
    Insistence.REQUIRED: (Strength.REQUIRED, Strength.UNSTATED),
    Insistence.PREFERRED: (Strength.PREFERRED, Strength.UNSTATED),
    Insistence.EITHER: (Strength.REQUIRED, Strength.PREFERRED, Strength.UNSTATED),
    Insistence.WAIVED: (Strength.UNSTATED,),
}


def _insisted(
    subject: Subject, sentence: Sentence, carried: tuple[float, float]
) -> tuple[float, float]:
    """How far a sentence carries a claim and its opposite, where a role must insist on
    something, or must not.
    """
    if subject.insistence is None:
        return carried
    span = _named(subject, sentence)
    document = sentence.chunk.document
    demand = demand_of(document, sentence.span) if span is None else _demand_at(document, span)
    if demand.waived:
        if subject.insistence is Insistence.PREFERRED:  # "useful but not required"
            return carried
        is_of_it = _shared(subject, sentence.chunk.with_lead(sentence.position)) > 0
        carries = (
            carried[subject.insistence is not Insistence.WAIVED] >= tuning().evidence.carries_claim
        )
        is_waived = span is not None or (is_of_it and carries)
        waived = SURE if is_waived else 0.0
        return (waived, 0.0) if subject.insistence is Insistence.WAIVED else (0.0, waived)
    if demand.strength not in _FITS[subject.insistence]:
        return 0.0, SURE if span else 0.0
    is_told = span is not None and demand.strength is not Strength.UNSTATED
    return (SURE, 0.0) if is_told else carried


def _demand_at(document: Document, span: Span) -> Demand:
    reading = reading_of(document)
    inside = next((each for each in reading.sentences if each.start <= span.start < each.end), None)
    return reading.demand(inside, span) if inside else Demand(Strength.UNSTATED)


def _named(subject: Subject, sentence: Sentence) -> Span | None:
    """Where a sentence names what is asked about, word for word; None where it does not."""
    said, start = sentence.span.of(sentence.chunk.document.text), sentence.span.start
    words = [
        (match, frozenset(stems(match[0]))) for match in re.finditer(r"\w+(?:[-'’]\w+)*", said)
    ]
    here = frozenset().union(*(own for _, own in words))
    part = next((part for part in _parts(subject) if part <= here), None)
    if part is None:
        return None
    first = next(match for match, own in words if own & part)
    return Span(start + first.start(), start + first.end())


# Visas --------------------------------------------------------------------------------------------


_ANSWERS = (VisaPolarity.OFFERED, VisaPolarity.REFUSED)


def _of_visas(roles: Sequence[Role], subject: Subject, finder: Finder) -> dict[str, Verdict]:
    """What roles state of visas, by their documents; of one kind of visa only those that name it
    offer it.
    """
    kind = kind_asked(subject)
    found: dict[str, Verdict] = {}
    named: set[str] = set()
    for role in roles:
        chunks = [
            chunk
            for chunk in finder.chunks(role.document)
            if chunk.section.kind is SectionKind.BODY
        ]
        said = [
            (Sentence(chunk, at, 1.0), told)
            for chunk in chunks
            for at, told in visa_sentences(chunk)
        ]
        told = {polarity for _, polarity in said}
        answer = next((one for one in _ANSWERS if one in told), None)
        # Who takes on a visa but files no new one says both.
        quotes = tuple(sentence for sentence, polarity in said if polarity in _ANSWERS)
        if not answer:
            continue
        if kind and any(
            kind <= set(stems(sentence.span.of(role.document.text))) for sentence in quotes
        ):
            named.add(role.document_id)
        is_offer = answer is VisaPolarity.OFFERED
        shown = quotes[: tuning().evidence.quotes_for_claim]
        found[role.document_id] = Verdict(role, Said.SAYS if is_offer else Said.DENIES, shown)
    if not named:
        return found
    return {key: one for key, one in found.items() if one.said is Said.DENIES or key in named}


# What the judge reads -----------------------------------------------------------------------------


def _verdict(role: Role, read: Sequence[Carried]) -> Verdict | None:
    says = sorted(((carried, at) for at, (_, carried, _) in enumerate(read)), reverse=True)
    denies = sorted(((carried, at) for at, (_, _, carried) in enumerate(read)), reverse=True)
    surer, said = (says, Said.SAYS) if says >= denies else (denies, Said.DENIES)
    limits = tuning().evidence
    carrying = dict.fromkeys(
        read[at][0] for carried, at in surer if carried >= limits.carries_claim
    )
    quotes = tuple(carrying)[: limits.quotes_for_claim]
    return Verdict(role, said, quotes) if quotes else None


def _carried(subject: Subject, sentence: Sentence, found: Entailment) -> tuple[float, float]:
    """How far a sentence carries a claim, and its opposite: by the judge, and by how near it is
    to the claim.
    """
    limits = tuning().evidence
    more, near = found.supported - found.contradicted, sentence.near - limits.claim_near
    is_named = _is_named(subject, _stems_of(sentence.span.of(sentence.chunk.document.text)))
    return more + near + (limits.claim_named if is_named else 0.0), near - more


def _nearest(subject: Subject, roles: Sequence[Role], finder: Finder) -> list[Sentence]:
    """The sentences nearest to the claim: a few of each role, and of all roles together no more
    than can be read.
    """
    chunks = _chunks(subject, roles, finder)
    places = [(chunk, at) for chunk in chunks for at in range(len(chunk.sentences))]
    if not places:
        return []
    vectors = finder.sentence_vectors(chunks)
    matrix = np.stack([vectors[chunk.chunk_id, at] for chunk, at in places])
    near = (matrix @ finder.embed([*subject.claims, subject.words]).T).max(axis=1)
    limits = tuning().evidence
    shared = np.array([_shared(subject, chunk.with_lead(at)) for chunk, at in places])
    near = np.maximum(near, limits.shares_words * shared)
    of_role: dict[str, int] = {}
    chosen: list[Sentence] = []
    for at in np.argsort(-near, kind="stable").tolist():
        chunk, position = places[at]
        document_id = chunk.document.document_id
        if (
            of_role.get(document_id, 0) < limits.read_of_role
            and len(chosen) < limits.read_for_claim
        ):
            of_role[document_id] = of_role.get(document_id, 0) + 1
            chosen.append(Sentence(chunk, position, float(near[at])))
    return chosen


def _shared(subject: Subject, sentence: str) -> float:
    """Share of the words asked about that stand in a sentence; of alternatives, the one that
    shares most.
    """
    here = set(stems(sentence))
    return max((len(part & here) / len(part) for part in _parts(subject)), default=0.0)


def _is_named(subject: Subject, here: frozenset[str]) -> bool:
    return any(part <= here for part in _parts(subject))


def _parts(subject: Subject) -> list[frozenset[str]]:
    """The stems of what is asked about, of each alternative by itself."""
    parts = (
        frozenset(term.stem for term in content_terms(part))
        for part in re.split(r"\bor\b", subject.words)
    )
    return [part for part in parts if part]


def _chunks(subject: Subject, roles: Sequence[Role], finder: Finder) -> list[Chunk]:
    """What is looked at: of few roles all of it; of many what retrieval finds, and what has the
    words asked about.
    """
    if len(roles) <= tuning().evidence.roles_scanned:
        every = (chunk for role in roles for chunk in finder.chunks(role.document))
        return [chunk for chunk in every if chunk.section.kind is SectionKind.BODY]
    ids = frozenset(role.document_id for role in roles)
    filters = Filters(ids, section_kinds=frozenset({SectionKind.BODY}))
    passages = finder.passages(subject.claims[0], filters, tuning().evidence.passages_for_claim)
    found = {chunk.chunk_id: chunk for passage in passages for chunk in passage.chunks}
    naming = (role.document for role in roles if _is_named(subject, _stems_of(role.document.text)))
    found |= {chunk.chunk_id: chunk for document in naming for chunk in finder.chunks(document)}
    return [chunk for chunk in found.values() if chunk.section.kind is SectionKind.BODY]


@lru_cache(maxsize=5_000)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(stems(text))
