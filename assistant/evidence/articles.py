"""What of an article a question asks for, which article is meant, what it or a role says in short,
and the section whose heading asks the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evidence.asked import states
from assistant.evidence.choose import Choice, leans_back, quoted_words, tells
from assistant.evidence.features import Candidate, WordVectors
from assistant.language.remembered import RememberedVectors
from assistant.language.words import any_of, one_of
from assistant.question.intents.facets import Asked
from assistant.tuning import tuning
from assistant.types import Ask
from store.embedding.classifier import shipped_classifier
from store.embedding.embedder import Vectors
from store.text.stemming import stems
from store.types import Document, DocumentKind, Section, SectionKind

WEIGHTS = Path(__file__).with_name("articles.npz")
FRAMING = Path(__file__).with_name("framing.npz")
FRAMES = ("says", "frames")  # what its weights tell apart, in their order
_FACTS = (Asked.PAY, Asked.PLACE, Asked.WORKPLACE, Asked.EMPLOYMENT, Asked.CLOSES)
_TEXT = re.compile(rf"\b{any_of('texts')}\b", re.IGNORECASE)
_ASKING = re.compile(rf"\b{one_of('question_words')}\b", re.IGNORECASE)
_FILLING = re.compile(
    rf"\b(?:{one_of('auxiliaries')}|an?|the|i|you|he|she|it|we|they)\b", re.IGNORECASE
)


class Wanted(StrEnum):
    """What of articles a question asks for, in the order of the weights."""

    PART = "part"
    WHOLE = "whole"
    ADVICE = "advice"


def wanted_of(question: str) -> Wanted:
    """What of articles a question asks for; raises EmbedderError."""
    shares = shipped_classifier(WEIGHTS)(question)
    return max(zip(shares, Wanted, strict=True))[1]


def meant(
    ask: Ask, articles: Sequence[Document], vectors: WordVectors, asked: Vectors
) -> tuple[Document, ...]:
    """The articles that an ask for a whole one or for advice is about, the nearest first; none
    where it is about roles.

    `asked` is the unit vector of the ask. Names of roles, places and employers hold it to the
    articles that speak of them.
    """
    wanted = wanted_of(ask.text)
    if wanted is Wanted.PART:
        return ()
    held = ask.filters.document_ids or ask.nearby
    named = [one for one in articles if one.document_id in held]
    is_named = bool(named) or wanted is Wanted.ADVICE or names_article(ask.text)
    fitting = named or [
        one for one in articles if is_named and (not held or speaks_of(one, ask.scope))
    ]
    near = {one.document_id: float(_nearness(one, vectors, asked)) for one in fitting}
    ranked = sorted(fitting, key=lambda one: -near[one.document_id])
    limits = tuning().evidence
    least = max(near.values(), default=0.0) - limits.as_near_article
    return tuple([one for one in ranked if near[one.document_id] >= least][: limits.most_articles])


def names_article(question: str) -> bool:
    """Whether a question has a word for a text that is no posting."""
    return _TEXT.search(question) is not None


def speaks_of(document: Document, names: Sequence[str]) -> bool:
    """Whether a text has all of the names, in whatever form of their words."""
    text = f" {' '.join(stems(document.text))} "
    return all(f" {' '.join(stems(name))} " in text for name in names)


def _nearness(article: Document, vectors: WordVectors, asked: Vectors) -> float:
    headings = {f"{article.title}: {' '.join(one.heading_path[-1:])}" for one in article.sections}
    return float((vectors(sorted({article.title, *headings})) @ asked).max())


def summary(
    sentences: Sequence[Candidate],
    vectors: Mapping[tuple[str, int], Vectors],
    headings: WordVectors,
    words: int,
    most: int,
) -> Choice:
    """The most telling sentence of each section, in order, as far as they are few words together;
    the sections that are left out.

    A sentence tells the more the nearer it is to its heading and to the middle of its section, the
    earlier it stands and the less it only frames what others say. Where sentences were judged, it
    counts how likely they answer in place of the heading.
    """
    sections: dict[int, list[Candidate]] = {}
    for one in filter(tells, sentences):
        sections.setdefault(one.chunk.section.span.start, []).append(one)
    if len(sections) > 1 and not any(one.probability for one in sentences):  # an opening announces
        sections = {
            at: found for at, found in sections.items() if found[0].chunk.section.heading_path
        } or sections
    best = [_most_telling(found, vectors, headings) for found in sections.values()]
    chosen: list[Candidate] = []
    passages = 0
    for _, unit in sorted(best, key=lambda scored: -scored[0]):
        if passages < most and quoted_words([*chosen, *unit]) <= words:
            chosen += unit
            passages += 1
    kept = {one.chunk.section.span.start for one in chosen}
    lefts = (unit[0].chunk.section for _, unit in best)
    left = tuple(section for section in lefts if section.span.start not in kept)
    return Choice(tuple(sorted(chosen, key=lambda one: one.sentence.span.start)), True, left)


def _most_telling(
    found: Sequence[Candidate],
    vectors: Mapping[tuple[str, int], Vectors],
    headings: WordVectors,
) -> tuple[float, list[Candidate]]:
    """The sentence of a section that says most of what it says, an item with its whole list, and
    how much; where sentences were judged, how likely the section answers.
    """
    limits = tuning().evidence
    units = [_with_list(one, found) for one in found]
    rows = np.stack([vectors[one.chunk.chunk_id, one.position] for one in found])
    path = found[0].chunk.section.heading_path
    score = (
        _centrality(found, rows)
        + limits.telling_parts * np.array([names_parts(one) for one in found])
        - limits.telling_leaning * np.array([_leans(one) for one in found])
        - limits.telling_word * np.array([max(0, quoted_words(unit) - 20) for unit in units])
    )
    likely = np.array([one.probability for one in found])
    if likely.any():
        return float(likely.max()), units[int((score + likely / 2).argmax())]
    if path:
        score = score + rows @ headings([path[-1]])[0]
    at = int(score.argmax())
    return float(score[at]) - limits.telling_depth * len(path[1:]), units[at]


def _centrality(found: Sequence[Candidate], vectors: Vectors) -> NDArray[np.float64]:
    """How near each sentence of a section is to the middle of it, more the earlier it stands, less
    where it only frames what others say.
    """
    limits, middle = tuning().evidence, vectors.mean(axis=0)
    score: NDArray[np.float64] = (
        vectors @ middle / (np.linalg.norm(middle) or 1.0)
        + limits.telling_first / (1 + np.arange(len(found)))
        - limits.telling_framing * np.array(framing_of([one.text for one in found]))
    )
    return score


def _with_list(one: Candidate, found: Sequence[Candidate]) -> list[Candidate]:
    lead = one.sentence.lead
    return [one] if lead is None else [other for other in found if other.sentence.lead == lead]


def _leans(one: Candidate) -> bool:
    """Whether a sentence says little by itself: it points back, or has few words."""
    is_short = one.sentence.lead is None and len(one.text.split()) < tuning().evidence.shortest_item
    return leans_back(one) or is_short


def names_parts(one: Candidate) -> bool:
    """Whether a sentence is an item, or names what it announces: "Two things count: ..."."""
    return one.sentence.lead is not None or ": " in one.text


def asked_section(
    ask: Ask, documents: Sequence[Document], vectors: WordVectors, asked: Vectors
) -> Section | None:
    """The section of an article whose heading asks the same: by nearly all of its words, or as it
    comes nearest, alone and after the title, and clearly nearer than any that it doesn't hold.
    """
    limits = tuning().evidence
    rows = [
        (document, span)
        for document in documents
        if document.kind is DocumentKind.ARTICLE
        for span in document.sections
        if span.heading_path and span.kind is SectionKind.BODY
    ]
    if not rows:
        return None
    alone = vectors([span.heading_path[-1] for _, span in rows]) @ asked
    titled = vectors([f"{one.title}: {span.heading_path[-1]}" for one, span in rows]) @ asked
    near = np.where(alone < limits.heading_asks, 0.0, (alone + titled) / 2)
    near[[_asks_alike(span.heading_path[-1], ask.text) for _, span in rows]] = 1.0
    document, best = rows[int(near.argmax())]
    depth = len(best.heading_path)
    others = [
        float(value)
        for value, (other, span) in zip(near, rows, strict=True)
        if other is not document or span.heading_path[:depth] != best.heading_path
    ]
    is_clear = near.max() - max(others, default=0.0) >= limits.heading_clear
    if near.max() < limits.heading_asks or not is_clear:
        return None
    return Section(document, best.kind, best.heading_path, best.span)


def _asks_alike(heading: str, question: str) -> bool:
    """Whether a heading is put as a question, three of its words in four are a question's too, and
    both begin alike: "Who sits on it", "who sits on the committee?".
    """
    asking, asked = _ASKING.match(heading), _ASKING.search(question)
    words = set(stems(_FILLING.sub(" ", heading)))
    if not asking or not asked or asking[0].lower() != asked[0].lower() or len(words) < 3:
        return False
    return len(words & set(stems(question))) >= tuning().evidence.heading_alike * len(words)


def framing_of(sentences: Sequence[str]) -> list[float]:
    """How likely each sentence, as "Here is what we want", only frames what others say, 0 to 1.

    Raises EmbedderError.
    """
    return _framing()(sentences)[:, 0].tolist() if sentences else []


@cache
def _framing() -> RememberedVectors:
    frames = FRAMES.index("frames")
    return RememberedVectors(lambda texts: shipped_classifier(FRAMING).of_all(texts)[:, [frames]])


def facts_stated(found: Sequence[Candidate]) -> dict[Asked, Candidate]:
    """Return the first sentence of a role that states each fact."""
    first: dict[Asked, Candidate] = {}
    for one in found:
        for asked in states(one.chunk, one.sentence.span):
            first.setdefault(asked, one)
    return {asked: first[asked] for asked in _FACTS if asked in first}


def outline(found: Sequence[Candidate], facts: Sequence[Candidate], vectors: Vectors) -> Choice:
    """Return the sentences that state facts, then the most central one of each section, the
    longest section first, then the next ones, as far as they are few words together.

    `vectors` are the unit vectors of what is found, in its order.
    """
    limits = tuning().evidence
    sections: dict[int, list[int]] = {}
    for at, one in enumerate(found):
        if tells(one) and one not in facts:
            sections.setdefault(one.chunk.section.span.start, []).append(at)
    ranked = sorted(
        ([found[at] for at in _central(rows, found, vectors)] for rows in sections.values()),
        key=len,
        reverse=True,
    )
    chosen: list[Candidate] = []
    for one in filter(None, chain.from_iterable(zip_longest(*ranked))):
        is_short = quoted_words([*chosen, one]) + limits.facts_words <= limits.broad_words
        if len(chosen) < limits.most_broad - bool(facts) and is_short:
            chosen.append(one)
    quoted = {one.chunk.section.span for one in chosen}
    left = (some[0].chunk.section for some in ranked if some[0].chunk.section.span not in quoted)
    return Choice((*facts, *chosen), True, tuple(left))


def _central(rows: Sequence[int], found: Sequence[Candidate], vectors: Vectors) -> Iterator[int]:
    """The sentences of a section, that which says most of what it says first."""
    score = _centrality([found[at] for at in rows], vectors[list(rows)])
    yield from (rows[at] for at in np.argsort(-score, kind="stable"))
