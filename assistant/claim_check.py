"""Checks a model's reply against the evidence it was shown, sentence by sentence, without a second model.

A sentence is set against the sentences of the passages it cites. First the facts must agree: its numbers and
names must stand in the source, and neither may deny what the other states. Then its strength is the mean of

- words: the share of its content words and numbers that the source has, rare ones weighing more;
- meaning: the cosine between it and the closest source sentence.

SUPPORTED from 0.60, WEAK from 0.42, else UNSUPPORTED. A marker is added, or a wrong one replaced, only from 0.68:
a citation that the model did not give must be clearer than one it did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.facts import Facts, facts_of, stems
from assistant.statements import Statement, statements_of, with_markers
from assistant.types import Citation, Claim, Evidence, Support
from store.types import Sentence, Span

Embed = Callable[[Sequence[str]], NDArray[Any]]
Weigh = Callable[[Iterable[str]], float]

SUPPORTED, WEAK, CLEAR = 0.60, 0.42, 0.68
_MOST_QUOTES = 4  # of one passage, where a statement gathers what several sentences or list items say
_LEAST_GAIN = 0.20  # share of a statement's words that a further sentence must add


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply after the check: its text with corrected markers, and what each statement rests on."""

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]

    @property
    def is_supported(self) -> bool:
        return any(claim.support is not Support.UNSUPPORTED for claim in self.claims)


def check_claims(reply: str, evidence: Sequence[Evidence], embed: Embed) -> Checked:
    """Check `reply`, whose markers name evidence by number; `embed` gives one row of numbers a text."""
    statements = statements_of(reply)
    claims = [statement for statement in statements if statement.is_claim]
    verdicts = dict(zip(claims, _judge_all(claims, _sources(evidence), embed), strict=True))
    kept = [(one, verdicts[one].numbers if one in verdicts else ()) for one in statements]
    return _checked(with_markers(reply, kept), verdicts)


@dataclass(frozen=True, slots=True)
class _Source:
    """A sentence of the evidence with the words that stand around it: its lead, heading, title, names."""

    evidence: Evidence
    sentence: Sentence
    text: str
    facts: Facts
    words: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Match:
    source: _Source
    cosine: float


@dataclass(frozen=True, slots=True)
class _Verdict:
    support: Support
    sources: tuple[_Source, ...] = ()
    strength: float = 0.0

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(source.evidence.number for source in self.sources))


def _sources(evidence: Sequence[Evidence]) -> list[_Source]:
    return [source for one in evidence for source in _sources_of(one)]


def _sources_of(evidence: Evidence) -> Iterator[_Source]:
    document = evidence.passage.document
    about = stems(" . ".join((document.title, *evidence.passage.heading_path)))
    facets = (document.author, document.publisher, document.company, document.team, document.level)
    names = about | stems(" . ".join((evidence.passage.text, *facets)))
    for sentence in evidence.passage.sentences:
        lead = sentence.lead.of(document.text) if sentence.lead else ""
        quote = sentence.span.of(document.text)
        if quote.endswith(":"):  # it introduces a list and states nothing by itself
            continue
        text = f"{lead} {quote}".strip()
        facts = facts_of(text)
        stated = facts.words | facts.numbers
        yield _Source(evidence, sentence, text, facts, stated | about, facts.words | names)


def _cosines(embed: Embed, texts: Sequence[str], sources: Sequence[str]) -> NDArray[np.float64]:
    rows = np.asarray(embed([*texts, *sources]), dtype=np.float64)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    cosines: NDArray[np.float64] = rows[: len(texts)] @ rows[len(texts) :].T
    return cosines


def _weights(sources: Sequence[_Source]) -> Weigh:
    """How much some words weigh together: one that many source sentences hold weighs little."""
    held = Counter(word for source in sources for word in source.words)
    return lambda words: sum((1 + held[word]) ** -0.5 for word in words)


def _judge_all(claims: Sequence[Statement], sources: Sequence[_Source], embed: Embed) -> list[_Verdict]:
    if not claims or not sources:
        return [_Verdict(Support.UNSUPPORTED)] * len(claims)
    cosines = _cosines(embed, [claim.text for claim in claims], [source.text for source in sources])
    weigh = _weights(sources)
    return [
        _judge(claim, [_Match(*pair) for pair in zip(sources, row, strict=True)], weigh)
        for claim, row in zip(claims, cosines.tolist(), strict=True)
    ]


def _judge(claim: Statement, matches: Sequence[_Match], weigh: Weigh) -> _Verdict:
    """By the cited evidence; failing that by any one passage, where that is clear."""
    facts = facts_of(claim.text)
    by_number: dict[int, list[_Match]] = {}
    for match in matches:
        by_number.setdefault(match.source.evidence.number, []).append(match)
    cited = _weigh_up(facts, [match for number in claim.cited for match in by_number.get(number, ())], weigh)
    if cited.support is Support.SUPPORTED:
        return cited
    best = max((_weigh_up(facts, group, weigh) for group in by_number.values()), key=lambda one: one.strength)
    return best if best.support is Support.SUPPORTED and best.strength >= CLEAR else cited


def _weigh_up(facts: Facts, matches: Sequence[_Match], weigh: Weigh) -> _Verdict:
    """The verdict on a statement from these source sentences alone."""
    chosen = _choose(facts, matches, weigh)
    sources = tuple(match.source for match in chosen)
    if not sources or not _facts_agree(facts, sources):
        return _Verdict(Support.UNSUPPORTED)
    stated = facts.words | facts.numbers
    covered = stated & _union(source.words for source in sources)
    share = weigh(covered) / weigh(stated)
    strength = (share + max(0.0, *(match.cosine for match in chosen))) / 2
    if strength < WEAK:
        return _Verdict(Support.UNSUPPORTED)
    # A first word that the evidence does not know may be a name ("Acme asks ...") or a plain word.
    strange = facts.opening and facts.opening not in _union(source.names for source in sources)
    return _Verdict(Support.WEAK if strange or strength < SUPPORTED else Support.SUPPORTED, sources, strength)


def _choose(facts: Facts, matches: Sequence[_Match], weigh: Weigh) -> list[_Match]:
    """The sentence that carries most of a statement, then those that add words or numbers it lacks."""
    whole = weigh(facts.words | facts.numbers)
    missing = facts.words | facts.numbers
    chosen: list[_Match] = []
    left = [match for match in matches if not facts.at_odds_with(match.source.facts)]
    while left and len(chosen) < _MOST_QUOTES:
        gains = [
            weigh(missing & match.source.words) / whole
            + len(missing & match.source.facts.numbers)  # a number has to be found, whatever it weighs
            + (0.0 if chosen else match.cosine)
            for match in left
        ]
        if chosen and max(gains) < _LEAST_GAIN:
            break
        chosen.append(left.pop(gains.index(max(gains))))
        missing = missing - chosen[-1].source.words
    return chosen


def _facts_agree(facts: Facts, sources: Sequence[_Source]) -> bool:
    names = _union(source.names for source in sources)
    numbers = _union(source.facts.numbers for source in sources)
    return facts.names <= names and facts.numbers <= numbers


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _checked(text: str, verdicts: dict[Statement, _Verdict]) -> Checked:
    """Claims and citations, each quote once, in the order they are used."""
    places: dict[tuple[int, Span], int] = {}
    citations: list[Citation] = []
    claims: list[Claim] = []
    for statement, verdict in verdicts.items():
        for source in verdict.sources:
            if (source.evidence.number, source.sentence.span) not in places:
                places[source.evidence.number, source.sentence.span] = len(citations)
                citations.append(Citation(source.evidence, source.sentence.span))
        used = tuple(places[source.evidence.number, source.sentence.span] for source in verdict.sources)
        claims.append(Claim(statement.text, verdict.support, used))
    return Checked(text, tuple(claims), tuple(citations))
