"""Build the premises of a claim: the sentences of the evidence that are nearest to it, under their
headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from assistant.check.instructions import is_instruction, parts_in
from assistant.check.sources import Source
from assistant.language.facts import facts_of, stems
from assistant.models.heads import head_lines
from assistant.tuning import tuning
from assistant.types import Evidence
from store.facets.names.place_names import place_in_words
from store.text.sentences import sentence_spans
from store.types import Document, DocumentKind

# Facets that the head of a premise gives.
STATED = ("Level", "Employment", "Workplace", "Pay", "Posted", "Closes", "Found closed")
_HEAD = re.compile(r"^you, |, you(?=:)")  # a table's head, which names what its cell cites


@dataclass(frozen=True, slots=True)
class Premise:
    """Sentences that one claim is compared with, the nearest first.

    Attributes:
        claim: the part of the claim that is checked.
        nearness: the cosine of the claim and its nearest sentence.
        is_cited: whether the claim cites the evidence that the sentences come from.
        is_joined: whether the sentences come from all the evidence, cited or not.
    """

    claim: str
    sources: tuple[Source, ...]
    nearness: float
    is_cited: bool
    is_joined: bool = False

    @property
    def documents(self) -> dict[str, Document]:
        """The documents that the sentences come from, by identifier."""
        return {source.document.document_id: source.document for source in self.sources}

    @property
    def text(self) -> str:
        """The sentences in order, grouped by piece of evidence under its head."""
        ordered = sorted(
            self.sources, key=lambda source: (source.number, source.sentence.span.start)
        )
        parts = groupby(ordered, key=lambda source: source.evidence)
        return "\n".join(
            f"{head_of(evidence, self.claim)}: " + "\n".join(source.text for source in sources)
            for evidence, sources in parts
        )

    @property
    def is_near(self) -> bool:
        """Whether it is on the same subject as the claim; cited evidence needs less nearness."""
        limits = tuning().check
        least = limits.not_near_cited if self.is_cited else limits.not_near
        return self.nearness >= least or self.has_most

    @property
    def has_most(self) -> bool:
        """Whether it has more than half of the claim's words, or all of its names."""
        said, told = facts_of(self.claim), stems(self.text)
        has_names = bool(said.names) and said.names <= told
        return 2 * len(said.words & told) > len(said.words) or has_names

    @property
    def is_scattered(self) -> bool:
        """Whether the claim joins what separate sentences say: no sentence alone has nearly all the
        words that the claim shares with the premise.
        """
        shared = facts_of(self.claim).words & stems(self.text)
        most = max(
            len(shared & (stems(source.text) | stems(head_of(source.evidence, self.claim))))
            for source in self.sources
        )
        return len(shared) - most > tuning().check.scattered * len(facts_of(self.claim).words)

    @property
    def put(self) -> str:
        """The claim in the form given to the judge: "you" replaces the role if the premise is about
        one role.
        """
        if len(self.documents) > 1:
            return self.claim
        sentences = [source.text for source in self.sources]
        return said_of_you(self.claim, self.sources[0].document, sentences)


def head_of(evidence: Evidence, claim: str = "") -> str:
    """Return what a piece of evidence stands under: title, team, company or publisher, author,
    places and headings.

    Adds other facts read from a role (its pay, or when it closes) if the claim mentions them.
    """
    document, said = evidence.passage.document, _told(claim)
    whose = document.company or document.publisher, document.author
    places = (place_in_words(posting.place) for posting in document.postings)
    lines = [f"{name}: {value}" for name, value in head_lines(document) if name in STATED and value]
    spoken_of = (line for line in lines if said & _told(line))
    stated = (line for line in spoken_of if not _is_ordered(line, document.text))
    names = (document.title, document.team, *whose, *places)
    parts = filter(None, (*names, *stated, *evidence.passage.heading_path))
    return " › ".join(dict.fromkeys(parts))


def _is_ordered(line: str, text: str) -> bool:
    """Return whether a line of a head was read from an instruction to a language model."""
    numbers = facts_of(line).numbers
    ordered = (span.of(text) for span in (*parts_in(text), *sentence_spans(text, 0, len(text))))
    return any(numbers & facts_of(part).numbers for part in ordered if is_instruction(part))


def said_of_you(claim: str, document: Document, sentences: Sequence[str]) -> str:
    """Return a claim with "you" for the title of a role, unless its sentences say the title
    themselves.

    Postings address their reader as "you" where a model writes "the role".
    """
    title = re.split(r"[,(|]| [-–—] ", document.title)[0].strip()
    named = re.compile(
        rf"\b(?:(?:the|an?) )?{re.escape(title)}s?\b(?: (?:role|job|position|post))?", re.IGNORECASE
    )
    if document.kind is not DocumentKind.ROLE or not title or any(map(named.search, sentences)):
        return claim
    put = _HEAD.sub("", named.sub("you", claim))
    return put[:1].upper() + put[1:]


def cited_premise(
    claim: str, cited: frozenset[int], sources: Sequence[Source], near: NDArray[np.float32]
) -> Premise | None:
    """Return everything a claim cites as one premise; None if it cites nothing that exists.

    `near` has one cosine for each source.
    """
    group = [at for at, source in enumerate(sources) if source.number in cited]
    return _premise(claim, group, sources, near, is_cited=True) if group else None


def other_premises(
    claim: str, cited: frozenset[int], sources: Sequence[Source], near: NDArray[np.float32]
) -> list[Premise]:
    """Return the nearest pieces of evidence that a claim doesn't cite: each alone, then all
    together.
    """
    limits = tuning().check
    groups: dict[int, list[int]] = {}
    for at, source in enumerate(sources):
        groups.setdefault(source.number, []).append(at)
    evidence = {number: sources[group[0]].evidence for number, group in groups.items()}
    for number in _strange(claim, cited, evidence):
        del groups[number]
    related = {
        number: group for number, group in groups.items() if near[group].max() >= limits.not_near
    }
    uncited = [group for number, group in related.items() if number not in cited]
    tried = sorted(uncited, key=lambda group: -float(near[group].max()))[: limits.others_tried]
    premises = [_premise(claim, group, sources, near, is_cited=False) for group in tried]
    if len(related) > 1:
        joined = [at for group in related.values() for at in group]
        whole = _premise(claim, joined, sources, near, is_cited=False)
        premises.append(replace(whole, is_joined=True))
    return premises


def _strange(claim: str, cited: frozenset[int], evidence: Mapping[int, Evidence]) -> frozenset[int]:
    """Return the evidence of roles that a claim neither cites nor names; none if it cites no role.

    A claim that cites a role speaks of that role.
    """
    documents = {number: shown.passage.document for number, shown in evidence.items()}
    roles = [number for number, of in documents.items() if of.kind is DocumentKind.ROLE]
    own = [number for number in roles if number in cited and not evidence[number].is_computed]
    if not own:
        return frozenset()
    ids = {documents[number].document_id for number in own}
    heads = {number: stems(head_of(evidence[number])) for number in roles}
    names = facts_of(claim).names.difference(*(heads[number] for number in own))
    others = (number for number in roles if documents[number].document_id not in ids)
    return frozenset(number for number in others if not names & heads[number])


def _premise(
    claim: str,
    group: Sequence[int],
    sources: Sequence[Source],
    near: NDArray[np.float32],
    *,
    is_cited: bool,
) -> Premise:
    own, nearness = [sources[at] for at in group], near[list(group)]
    chosen = _chosen(claim, [source.text for source in own], nearness)
    return Premise(claim, tuple(own[at] for at in chosen), float(nearness.max()), is_cited)


def _chosen(claim: str, texts: Sequence[str], near: NDArray[np.float32]) -> list[int]:
    """Return the sentences of a premise, best first: the nearest, then those that add words of the
    claim that are still missing.
    """
    wanted = _told(claim)
    told = [_told(text) & wanted for text in texts]
    limits = tuning().check
    missing, room = wanted, limits.premise_length
    left, chosen = list(range(len(texts))), list[int]()

    def worth(at: int) -> float:
        return float(near[at]) + limits.words_added * len(told[at] & missing) / max(1, len(wanted))

    while left:
        best = max(left, key=worth)
        left.remove(best)
        if not chosen or len(texts[best]) <= room:
            chosen.append(best)
            missing = missing - told[best]
            room -= len(texts[best])
    return chosen


def _told(text: str) -> frozenset[str]:
    """Return the content words and numbers of a text."""
    facts = facts_of(text)
    return facts.words | facts.numbers
