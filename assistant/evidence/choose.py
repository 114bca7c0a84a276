"""Which sentences answer an ask: few for a narrow one, a point from each part for a broad one."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from assistant.evidence.asked import asks_for_one_thing, asks_for_requirements, is_broadly_put
from assistant.evidence.features import Candidate, mix
from assistant.judge.judge import sigmoid
from assistant.language.words import content_terms, one_of
from assistant.tuning import tuning
from assistant.types import Ask
from store.embedding.embedder import Embed, Vectors
from store.text.sentences import sentence_spans
from store.text.stemming import stems
from store.types import Section, SectionKind, Span

EMBEDDED_AT_ONCE = 8  # sentences of a broad answer
_LONG = re.compile(
    r"\b(?:tell me more|everything|in full|in detail|(?:the )?whole (?:section|text|posting))\b",
    re.IGNORECASE,
)
_LEANS_BACK = re.compile(
    r"^\W*(?:it|its|they|their|these|those|this|that|he|she|his|her|such|both|"
    r"the (?:former|latter|reason|contrast|two))\b",
    re.IGNORECASE,
)

_WHY = re.compile(r"\bwhy\b|\bhow come\b|\breasons?\b", re.IGNORECASE)
_REASON = re.compile(rf"\b(?:{one_of('reasons', 'gives_reason')})\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:.()—–]|\b(?:that|who|which)\b")


def defined(ask: Ask, found: Sequence[Candidate]) -> str:
    """The ask with what a name in it is in the name's place, where a candidate defines it; else an
    empty string.

    "What do Bar Raisers look for?" stands under a heading about hiring teams, which only somebody
    who has read what a Bar Raiser is can know.
    """
    for name in re.findall(r"\b[A-Z][\w-]*(?: [A-Z][\w-]*)*", ask.text[1:]):
        singular = re.escape(name.removesuffix("s"))
        pattern = re.compile(rf"\b{singular}s?\b (?:is|are|means|stands for) (?:an? |the )?([^.]+)")
        for one in sorted(found, key=lambda one: -one.probability)[:8]:
            if match := pattern.search(one.text):
                longest = tuning().evidence.longest_definition
                predicate = " ".join(_CLAUSE_END.split(match.group(1))[0].split()[:longest])
                return ask.text.replace(name, predicate, 1)
    return ""


Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences to quote, and the sections that say more of it than is quoted, the likeliest
    first.
    """

    sentences: tuple[Candidate, ...]
    is_broad: bool = False
    more: tuple[Section, ...] = ()


def is_overview(ask: Ask) -> bool:
    """Whether an ask names a document and asks nothing in particular of it."""
    own = {term.stem for term in content_terms(ask.put)} - set(stems("role employer"))
    return bool(ask.scope) and not ask.terms and not own and is_broad(ask)


def is_broad(ask: Ask) -> bool:
    """Whether an ask is put so that a whole section may answer it."""
    if ask.within and asks_for_one_thing(ask.put):
        return False
    return is_broadly_put(ask.text) or asks_for_requirements(ask.put)


def asks_why(ask: Ask) -> bool:
    """Whether an ask wants a reason."""
    return _WHY.search(ask.said or ask.text) is not None


def gives_reason(sentence: str) -> bool:
    """Whether a sentence has a word by which a reason is given."""
    return _REASON.search(sentence) is not None


def reasons(found: Sequence[Candidate], stands: Collection[str]) -> tuple[Candidate, ...]:
    """What is found for an ask that wants a reason, unanswered by all that gives none.

    A reason stands in a chunk of a section whose heading asks the same, `stands`, or has a word for
    one, in the section of the likeliest sentence or nearly as likely itself.
    """
    limits = tuning().evidence
    best = max(found, key=odds, default=None)

    def is_reason(one: Candidate) -> bool:
        near = best is not None and (
            _section_key(one) == _section_key(best) or odds(one) >= limits.near_best * odds(best)
        )
        return one.chunk.chunk_id in stands or (near and gives_reason(one.text))

    return tuple(
        one if is_reason(one) else replace(one, probability=limits.answered * one.probability)
        for one in found
    )


def is_long(ask: Ask) -> bool:
    """Whether an ask wants all there is."""
    return _LONG.search(ask.text) is not None


def narrow(found: Sequence[Candidate]) -> Choice:
    """The best sentence, and the next ones that answer nearly as well, as long as they are few
    words together.

    A line that only introduces a list comes with its items, a sentence that points back with the
    one before it.
    """
    limits = tuning().evidence
    best = max((odds(one) for one in found), default=0.0)
    chosen: dict[Key, Candidate] = {}
    for one in sorted(found, key=lambda one: -one.probability):
        if len(chosen) >= limits.most_narrow or odds(one) < limits.near_best * best:
            break
        unit = [each for each in _unit(one, found) if _key(each) not in chosen]
        if chosen and quoted_words([*chosen.values(), *unit]) > limits.narrow_words:
            continue
        chosen.update((_key(each), each) for each in _within(unit, limits.narrow_words))
    return Choice(tuple(one for one in found if _key(one) in chosen))


def broad(found: Sequence[Candidate], embed: Embed, is_long: bool = False) -> Choice:
    """The sentences likeliest to be points of the answer, without near-repeats, in few words
    together.

    In the long form all of their sections, in more words. `embed` gives unit vectors; no more
    sentences are embedded than it takes to find enough that differ.
    """
    limits = tuning().evidence
    share = dict(zip(map(_key, found), points(found), strict=True))
    ranked: list[tuple[Candidate, Vectors]] = []
    telling = sorted(filter(tells, found), key=lambda one: -share[_key(one)])
    least = limits.least_point * share[_key(telling[0])] if telling else 0.0
    for one, vector in _embedded(telling, embed):
        if not is_long and len(ranked) >= limits.least_broad and share[_key(one)] < least:
            break
        if not any(_repeats(one, other, float(vector @ known)) for other, known in ranked):
            ranked.append((one, vector))
    good = [
        one
        for at, (one, _) in enumerate(ranked)
        if at < limits.least_broad or share[_key(one)] >= least
    ]
    if is_long:
        sections = {_section_key(one) for one in good}
        good = [one for one, _ in ranked if _section_key(one) in sections]
    most, words = limits.most_broad, limits.broad_words
    if is_long:
        most, words = limits.most_long, limits.long_words
    chosen: list[Candidate] = []
    left: dict[tuple[str, int], Section] = {}
    for one in good:
        length = _words if is_long else quoted_words
        if len(chosen) < most and (not chosen or length([*chosen, one]) <= words):
            chosen.append(one)
        else:
            left.setdefault(_section_key(one), one.chunk.section)
    return Choice(tuple(chosen), True, tuple(left.values()))


def _embedded(sentences: Sequence[Candidate], embed: Embed) -> Iterator[tuple[Candidate, Vectors]]:
    """Sentences with their vectors, a few at a time."""
    for start in range(0, len(sentences), EMBEDDED_AT_ONCE):
        some = sentences[start : start + EMBEDDED_AT_ONCE]
        yield from zip(
            some, embed([one.chunk.with_lead(one.position) for one in some]), strict=True
        )


def _repeats(one: Candidate, other: Candidate, near: float) -> bool:
    """Whether a sentence says much the same as another; items of one list are worded alike and
    say different things.
    """
    siblings = one.sentence.lead is not None and _introduced_alike(one, other)
    return _key(one) == _key(other) or (not siblings and near >= tuning().evidence.repeats)


def _introduced_alike(one: Candidate, other: Candidate) -> bool:
    return one.chunk.document == other.chunk.document and one.sentence.lead == other.sentence.lead


def tells(one: Candidate) -> bool:
    """Whether a sentence says something by itself: no line that introduces a list, names a place
    or the document.
    """
    document = one.chunk.document
    names = set(stems(" ".join((document.title, document.author, document.company, document.team))))
    words = set(stems(one.text))
    says_more = len(words - names) >= 2 or words.isdisjoint(names)
    return one.chunk.section.kind is SectionKind.BODY and not one.text.endswith(":") and says_more


def points(found: Sequence[Candidate]) -> list[float]:
    """How likely each sentence is a point of the answer to a broad ask, by a logistic model
    (mix.yaml, `points`).
    """
    weights = mix()["points"]
    return [
        sigmoid(float(np.dot(row, weights["weights"])) + weights["bias"])
        for row in point_rows(found)
    ]


def point_rows(found: Sequence[Candidate]) -> list[list[float]]:
    """What is weighed of each sentence, by itself and by where it stands.

    How far its odds, those of its section's likeliest sentence and its heading's nearness fall
    behind the best there are; how early in the section it stands; whether it is an item of a list;
    its length; how far its likelier neighbour's odds fall behind; whether it is the best.
    """
    if not found:
        return []
    logits = np.array([math.log(max(1e-9, odds(one))) for one in found])
    behind = logits - logits.max()
    sections: dict[tuple[str, int], list[int]] = {}
    for at in sorted(range(len(found)), key=lambda at: found[at].sentence.span.start):
        sections.setdefault(_section_key(found[at]), []).append(at)
    nearest_heading = max(one.features.heading for one in found)
    rows: list[list[float]] = [[]] * len(found)
    for section in sections.values():
        likeliest = max(behind[at] for at in section)
        for place, at in enumerate(section):
            beside = [
                behind[other] for other in section[max(0, place - 1) : place + 2] if other != at
            ]
            rows[at] = [
                behind[at],
                likeliest,
                found[at].features.heading - nearest_heading,
                1 / (1 + place),
                float(found[at].sentence.lead is not None),
                math.log(1 + len(found[at].text.split())),
                max(beside, default=tuning().evidence.alone),
                float(behind[at] == 0),
            ]
    return rows


def _section_key(one: Candidate) -> tuple[str, int]:
    return one.chunk.document.document_id, one.chunk.section.span.start


def odds(one: Candidate) -> float:
    """How much likelier a sentence answers than not."""
    return odds_of(one.probability)


def odds_of(probability: float) -> float:
    """A probability as odds."""
    return probability / max(1e-9, 1 - probability)


def _unit(one: Candidate, found: Sequence[Candidate]) -> list[Candidate]:
    """A sentence with what it means nothing without."""
    items = [other for other in found if _introduced_by(other, one)]
    before = [before for before, after in pairwise(found) if after is one and _leans(before, one)]
    return [*before, one, *items]


def _within(unit: Sequence[Candidate], words: int) -> list[Candidate]:
    """The first of a unit that are few words together; one at least."""
    kept: list[Candidate] = []
    for one in unit:
        if kept and quoted_words([*kept, one]) > words:
            break
        kept.append(one)
    return kept


def _words(some: Iterable[Candidate]) -> int:
    return sum(len(one.text.split()) for one in some)


def quoted_words(some: Iterable[Candidate]) -> int:
    """Words of sentences as a broad answer quotes them."""
    return sum(len(essence(one).of(one.chunk.document.text).split()) for one in some)


def essence(one: Candidate) -> Span:
    """What a broad answer quotes of a sentence: of a list item of several sentences as many of the
    first as say something.
    """
    span, text = one.sentence.span, one.chunk.document.text
    if one.sentence.lead is not None:
        for sentence in sentence_spans(text, span.start, span.end):
            kept = Span(span.start, sentence.end)
            if len(kept.of(text).split()) >= tuning().evidence.shortest_item:
                return kept
    return span


def _key(one: Candidate) -> Key:
    return one.chunk.chunk_id, one.position


def _leans(before: Candidate, one: Candidate) -> bool:
    """Whether `one` begins with a word that points back to `before`, its neighbour in the
    paragraph.
    """
    together = (
        before.chunk.section == one.chunk.section
        and before.sentence.paragraph == one.sentence.paragraph
    )
    return together and leans_back(one)


def leans_back(one: Candidate) -> bool:
    """Whether a sentence outside lists begins with a word that points back."""
    return one.sentence.lead is None and _LEANS_BACK.match(one.text) is not None


def _introduced_by(item: Candidate, lead: Candidate) -> bool:
    return item.chunk.document == lead.chunk.document and item.sentence.lead == lead.sentence.span
