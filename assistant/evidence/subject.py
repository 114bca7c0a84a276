"""Which roles say what a claim says, and which the opposite: each decided by the judge on its own sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assistant.evidence.finder import Finder
from assistant.evidence.reader import heading_of
from assistant.judge.judge import Entailment, shipped_judge
from assistant.language.words import content_terms
from assistant.types import Subject
from store.text.stemming import stems
from store.types import Chunk, Filters, Role, SectionKind, Span

SAID = 0.4  # how far a sentence must carry a claim, or its opposite
SHARED = 0.5  # cosine that a sentence counts as which has all words of what is asked
NEAR = 0.45  # cosine of a sentence and a claim from which it counts for the sentence, below against it
MOST_OF_ROLE, MOST_READ = 4, 240  # sentences that the judge reads, the nearest to the claim
SCANNED = 60  # roles whose every sentence is looked at; of more, the passages that retrieval finds
MOST_PASSAGES = 400
MOST_QUOTES = 2  # of one role


class Said(StrEnum):
    """What a role's text says of a claim."""

    SAYS = "says"
    DENIES = "denies"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a role, and how near it is to what is asked: a cosine, or by the words it shares."""

    chunk: Chunk
    position: int
    near: float

    @property
    def span(self) -> Span:
        return self.chunk.sentences[self.position].span

    @property
    def premise(self) -> str:
        """The sentence under its headings, as the judge reads it."""
        return f"{heading_of(self.chunk)}: {self.chunk.with_lead(self.position)}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one role's text says of a claim: `quotes` are the sentences that decide, the surest first."""

    role: Role
    said: Said
    quotes: tuple[Sentence, ...]


def decide(subject: Subject, roles: Sequence[Role], finder: Finder) -> tuple[Verdict, ...]:
    """A verdict for each role whose text says what the claim says, or the opposite, in the roles' order.

    Raises EmbedderError.
    """
    read = _nearest(subject, roles, finder)
    pairs = [(sentence, claim) for sentence in read for claim in subject.claims]
    found = shipped_judge().entail([(sentence.premise, claim) for sentence, claim in pairs])
    by_role: dict[str, list[tuple[Sentence, Entailment]]] = {}
    for (sentence, _), entailment in zip(pairs, found, strict=True):
        by_role.setdefault(sentence.chunk.document.document_id, []).append((sentence, entailment))
    verdicts = (_verdict(role, by_role.get(role.document_id, ())) for role in roles)
    return tuple(verdict for verdict in verdicts if verdict)


def _verdict(role: Role, read: Sequence[tuple[Sentence, Entailment]]) -> Verdict | None:
    says = sorted(((_carried(*pair), at) for at, pair in enumerate(read)), reverse=True)
    denies = sorted(((_carried(*pair, opposite=True), at) for at, pair in enumerate(read)), reverse=True)
    surer, said = (says, Said.SAYS) if says >= denies else (denies, Said.DENIES)
    quotes = tuple(dict.fromkeys(read[at][0] for carried, at in surer if carried >= SAID))[:MOST_QUOTES]
    return Verdict(role, said, quotes) if quotes else None


def _carried(sentence: Sentence, found: Entailment, *, opposite: bool = False) -> float:
    """How far a sentence carries a claim, or its opposite: by the judge, and by how near it is to the claim."""
    more = found.supported - found.contradicted
    return (-more if opposite else more) + sentence.near - NEAR


def _nearest(subject: Subject, roles: Sequence[Role], finder: Finder) -> list[Sentence]:
    """The sentences nearest to the claim: a few of each role, and of all roles together no more than can be read."""
    chunks = _chunks(subject, roles, finder)
    places = [(chunk, at) for chunk in chunks for at in range(len(chunk.sentences))]
    if not places:
        return []
    vectors = finder.sentence_vectors(chunks)
    matrix = np.stack([vectors[chunk.chunk_id, at] for chunk, at in places])
    near = (matrix @ finder.embed([*subject.claims, subject.words]).T).max(axis=1)
    near = np.maximum(near, SHARED * np.array([_shared(subject, chunk.with_lead(at)) for chunk, at in places]))
    of_role: dict[str, int] = {}
    chosen: list[Sentence] = []
    for at in np.argsort(-near, kind="stable").tolist():
        chunk, position = places[at]
        document_id = chunk.document.document_id
        if of_role.get(document_id, 0) < MOST_OF_ROLE and len(chosen) < MOST_READ:
            of_role[document_id] = of_role.get(document_id, 0) + 1
            chosen.append(Sentence(chunk, position, float(near[at])))
    return chosen


def _shared(subject: Subject, sentence: str) -> float:
    """Share of the words asked about that stand in a sentence; of alternatives, the one that shares most."""
    here = set(stems(sentence))
    parts = [{term.stem for term in content_terms(part)} for part in re.split(r"\bor\b", subject.words)]
    return max((len(part & here) / len(part) for part in parts if part), default=0.0)


def _chunks(subject: Subject, roles: Sequence[Role], finder: Finder) -> list[Chunk]:
    if len(roles) <= SCANNED:
        every = (chunk for role in roles for chunk in finder.chunks(role.document))
        return [chunk for chunk in every if chunk.section.kind is SectionKind.BODY]
    ids = frozenset(role.document_id for role in roles)
    filters = Filters(ids, section_kinds=frozenset({SectionKind.BODY}))
    passages = finder.passages(subject.claims[0], filters, MOST_PASSAGES)
    return [chunk for passage in passages for chunk in passage.chunks]
