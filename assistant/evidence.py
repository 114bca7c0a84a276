"""From a query to evidence: what is retrieved for each ask, how well it answers, and what is admitted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.coverage import Candidate, TermWeights, WordVectors, candidates
from assistant.confidence import judged
from assistant.types import Ask, Evidence, Query
from store.library import Library
from store.types import Passage


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one ask: its sentences, each with the probability that it answers."""

    ask: Ask
    passages: tuple[Passage, ...]
    candidates: tuple[Candidate, ...]

    @property
    def confidence(self) -> float:
        return max((one.probability for one in self.candidates), default=0.0)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything a speaker may use: the evidence admitted to the answer to a query, and why it was."""

    query: Query
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]

    @property
    def retrieved(self) -> tuple[Passage, ...]:
        return tuple(passage for finding in self.findings for passage in finding.passages)

    @property
    def confidence(self) -> float:
        return max((finding.confidence for finding in self.findings), default=0.0)


class Finder:
    """Finds evidence in a library. Safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._words = WordVectors(library.embed)
        self._weights: tuple[int, TermWeights] | None = None
        self._lock = threading.Lock()

    def find(self, query: Query, most: int) -> Found:
        """Evidence for every ask of the query, at most `most` passages, each ask's best first."""
        findings = tuple(self._finding(ask) for ask in query.asks)
        return Found(query, admit(findings, most), findings)

    def _finding(self, ask: Ask) -> Finding:
        passages = self._library.retrieve(ask.text, filters=ask.filters)
        vectors = self._library.sentence_vectors(chunk for passage in passages for chunk in passage.chunks)
        found = candidates(ask, passages, vectors, self._library.embed, self._words, self._term_weights())
        return Finding(ask, passages, judged(ask, found))

    def _term_weights(self) -> TermWeights:
        with self._lock:
            revision = self._library.revision
            if self._weights is None or self._weights[0] != revision:
                self._weights = (revision, TermWeights(self._library.chunks()))
            return self._weights[1]


def admit(findings: Sequence[Finding], most: int) -> tuple[Evidence, ...]:
    """The passages that hold the best sentences, taken from each ask in turn, numbered in that order."""
    queues = [_by_best_sentence(finding) for finding in findings]
    admitted: list[Passage] = []
    while any(queues) and len(admitted) < most:
        for queue in queues:
            if queue and len(admitted) < most:
                passage = queue.pop(0)
                if passage.chunks not in [other.chunks for other in admitted]:
                    admitted.append(passage)
    return tuple(Evidence(number, passage) for number, passage in enumerate(admitted, start=1))


def _by_best_sentence(finding: Finding) -> list[Passage]:
    best: dict[str, float] = {}
    for one in finding.candidates:
        best[one.chunk.chunk_id] = max(best.get(one.chunk.chunk_id, -1.0), one.probability)
    return sorted(finding.passages, key=lambda passage: -max(best.get(chunk.chunk_id, -1.0) for chunk in passage.chunks))
