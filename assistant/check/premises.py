"""What a claim is held against: the sentences of some evidence that come nearest to it, under what they stand under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from assistant.check.sources import Source
from assistant.language.facts import facts_of, stems
from assistant.types import Evidence
from store.facets.names.place_names import place_in_words
from store.types import Document, DocumentKind

MOST_OTHERS = 2  # pieces of evidence tried beside those a claim cites
FAR = 0.3  # cosine; what comes no nearer to a claim is about something else
LONGEST = 600  # characters of a premise
ADDS = 0.5  # cosine that a sentence is worth which adds all words and numbers of a claim to those chosen before


@dataclass(frozen=True, slots=True)
class Premise:
    """Sentences that one claim is held against, the nearest first.

    Attributes:
        nearness: the cosine of the claim and the sentence that comes nearest.
        is_cited: whether the claim names their evidence.
    """

    sources: tuple[Source, ...]
    nearness: float
    is_cited: bool

    @property
    def text(self) -> str:
        """The sentences in their order, those of each piece of evidence under its head."""
        ordered = sorted(self.sources, key=lambda source: (source.number, source.sentence.span.start))
        parts = groupby(ordered, key=lambda source: source.evidence)
        return "\n".join(
            f"{head_of(evidence)}: " + "\n".join(source.text for source in sources) for evidence, sources in parts
        )

    def has_most_of(self, claim: str) -> bool:
        """Whether more than half of a claim's words stand in it, or all of its names."""
        said, told = facts_of(claim), stems(self.text)
        return 2 * len(said.words & told) > len(said.words) or (bool(said.names) and said.names <= told)

    def put(self, claim: str) -> str:
        """The claim as it is put to the judge: of the one role that the premise is about, it is said of "you"."""
        documents = {source.document.document_id: source.document for source in self.sources}
        if len(documents) > 1:
            return claim
        return said_of_you(claim, self.sources[0].document, [source.text for source in self.sources])


def head_of(evidence: Evidence) -> str:
    """What a piece of evidence stands under: title, team, company or publisher, author, places and headings."""
    document = evidence.passage.document
    places = (place_in_words(posting.place) for posting in document.postings)
    names = (document.title, document.team, document.company or document.publisher, document.author, *places)
    return " › ".join(dict.fromkeys(filter(None, (*names, *evidence.passage.heading_path))))


def said_of_you(claim: str, document: Document, sentences: Sequence[str]) -> str:
    """A claim with "you" for the title of a role, unless its sentences say the title themselves.

    Postings speak to their reader of what a model tells of the role.
    """
    title = re.split(r"[,(|]| [-–—] ", document.title)[0].strip()
    named = re.compile(rf"\b(?:(?:the|an?) )?{re.escape(title)}s?\b(?: (?:role|job|position|post))?", re.IGNORECASE)
    if document.kind is not DocumentKind.ROLE or not title or any(map(named.search, sentences)):
        return claim
    put = named.sub("you", claim)
    return put[:1].upper() + put[1:]


def cited_premise(
    claim: str, cited: frozenset[int], sources: Sequence[Source], near: NDArray[np.float32]
) -> Premise | None:
    """All that a claim cites, together; None where it cites nothing that is there. `near` has a cosine a source."""
    group = [at for at, source in enumerate(sources) if source.number in cited]
    return _premise(claim, group, sources, near, is_cited=True) if group else None


def other_premises(
    claim: str, cited: frozenset[int], sources: Sequence[Source], near: NDArray[np.float32]
) -> list[Premise]:
    """The pieces of evidence that come nearest to a claim, each alone, of those it doesn't cite."""
    groups: dict[int, list[int]] = {}
    for at, source in enumerate(sources):
        if source.number not in cited:
            groups.setdefault(source.number, []).append(at)
    related = [group for group in groups.values() if near[group].max() >= FAR]
    by_nearness = sorted(related, key=lambda group: -float(near[group].max()))
    return [_premise(claim, group, sources, near, is_cited=False) for group in by_nearness[:MOST_OTHERS]]


def _premise(
    claim: str, group: Sequence[int], sources: Sequence[Source], near: NDArray[np.float32], *, is_cited: bool
) -> Premise:
    chosen = [group[at] for at in _chosen(claim, [sources[index].text for index in group], near[list(group)])]
    return Premise(tuple(sources[index] for index in chosen), float(near[list(group)].max()), is_cited)


def _chosen(claim: str, texts: Sequence[str], near: NDArray[np.float32]) -> list[int]:
    """The sentences of a premise, best first: the nearest, and those that add what of the claim is still missing."""
    wanted = _told(claim)
    told = [_told(text) & wanted for text in texts]
    missing, left, chosen, room = wanted, list(range(len(texts))), list[int](), LONGEST
    while left:
        best = max(left, key=lambda at: float(near[at]) + ADDS * len(told[at] & missing) / max(1, len(wanted)))
        left.remove(best)
        if not chosen or len(texts[best]) <= room:
            chosen.append(best)
            missing = missing - told[best]
            room -= len(texts[best])
    return chosen


def _told(text: str) -> frozenset[str]:
    """Content words and numbers."""
    facts = facts_of(text)
    return facts.words | facts.numbers
