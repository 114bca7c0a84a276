"""Which sentences answer an ask: few for a narrow one, a point from each part for a broad one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.evidence.breadth import is_broadly_put
from assistant.evidence.features import Candidate
from assistant.types import Ask
from store.embedding.embedder import Vectors
from store.types import Chunk, Section, SectionKind

ANSWERED = 0.14  # probability from which a question counts as answered: about one in seven of the tune halves is below
CERTAIN = 0.95
PLAIN = 0.7  # from which the evidence is taken to answer, whatever a model says of it
NARROW_WORDS, BROAD_WORDS, LONG_WORDS = 60, 150, 600
MOST_NARROW, LEAST_BROAD, MOST_BROAD, MOST_LONG = 3, 3, 8, 40  # sentences
NEAR_BEST = 0.4  # a sentence with this share of the best one's odds answers too
FAINT = 0.2  # a sentence with less than this share of the best one's odds is no point of a broad answer
REPEATS = 0.8  # cosine from which two sentences say much the same
_LONG = re.compile(
    r"\b(?:tell me more|everything|in full|in detail|(?:the )?whole (?:section|text|posting))\b", re.IGNORECASE
)
_LEANS_BACK = re.compile(
    r"^\W*(?:it|its|they|their|these|those|this|that|he|she|his|her|such|both|"
    r"the (?:former|latter|reason|contrast|two))\b",
    re.IGNORECASE,
)

ABOUT_THE_HEADING = 0.45  # cosine at which a broad ask is about what stands under a heading
_TRAILING = re.compile(r"\s+(?:in|of|at|from|with|on) [^?]*")  # "... in a scientist": less than a heading would say
LONGEST_DEFINITION = 6  # words of a definition that go into the ask
_CLAUSE_END = re.compile(r"[,;:.()—–]|\b(?:that|who|which)\b")


def topics(ask: Ask, found: Sequence[Candidate]) -> list[str]:
    """The ask as it is, without the names that scope it, and with its subject in the sources' words.

    "What do Bar Raisers look for?" stands under a heading about hiring teams, which only somebody who has read what
    a Bar Raiser is can know: so a definition found among the candidates takes the name's place.
    """
    defined = _definition(ask, found)
    wider = [_TRAILING.sub("", defined)] if defined else []
    return list(dict.fromkeys(text for text in (ask.text, ask.unscoped, defined, *wider) if text))


def _definition(ask: Ask, found: Sequence[Candidate]) -> str:
    """The ask with what a name in it is in the name's place, where a candidate defines it; else empty."""
    for name in re.findall(r"\b[A-Z][\w-]*(?: [A-Z][\w-]*)*", ask.text[1:]):
        singular = re.escape(name.removesuffix("s"))
        pattern = re.compile(rf"\b{singular}s?\b (?:is|are|means|stands for) (?:an? |the )?([^.]+)")
        for one in sorted(found, key=lambda one: -one.probability)[:8]:
            match = pattern.search(one.text)
            if match:
                predicate = " ".join(_CLAUSE_END.split(match.group(1))[0].split()[:LONGEST_DEFINITION])
                return ask.text.replace(name, predicate, 1)
    return ""


Key = tuple[str, int]
Near = Callable[[Candidate, Candidate], float]  # the cosine of two sentences


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences to quote, and the sections that say more of it than is quoted, the likeliest first."""

    sentences: tuple[Candidate, ...]
    is_broad: bool = False
    more: tuple[Section, ...] = ()


def is_overview(ask: Ask) -> bool:
    """Whether an ask names a document and asks nothing in particular of it."""
    return bool(ask.scope) and not ask.terms and is_broad(ask)


def is_broad(ask: Ask) -> bool:
    """Whether an ask is put so that a whole section may answer it."""
    return is_broadly_put(ask.text)


def is_long(ask: Ask) -> bool:
    """Whether an ask wants all there is."""
    return _LONG.search(ask.text) is not None


def narrow(found: Sequence[Candidate]) -> Choice:
    """The best sentence, and the next ones that answer nearly as well, as long as they are few words together.

    A line that only introduces a list comes with its items, a sentence that points back with the one before it.
    """
    best = max((odds(one) for one in found), default=0.0)
    chosen: dict[Key, Candidate] = {}
    for one in sorted(found, key=lambda one: -one.probability):
        if len(chosen) >= MOST_NARROW or odds(one) < NEAR_BEST * best:
            break
        unit = [each for each in _unit(one, found) if _key(each) not in chosen]
        if chosen and _words([*chosen.values(), *unit]) > NARROW_WORDS:
            continue
        chosen.update((_key(each), each) for each in _within(unit, NARROW_WORDS))
    return Choice(tuple(one for one in found if _key(one) in chosen))


def broad(found: Sequence[Candidate], near: Near, is_long: bool = False, least: float = FAINT) -> Choice:
    """From each section its likeliest sentence, then further ones, without near-repeats, in few words together.

    Sentences with less than `least` of the best one's odds are no points.

    Sections come by their likeliest sentence (round-robin over a ranking of groups, as in result diversification:
    Santos, Macdonald and Ounis 2015).
    """
    sections = _by_section(found, least)
    most, words = (MOST_LONG, LONG_WORDS) if is_long else (MOST_BROAD, BROAD_WORDS)
    chosen: dict[Key, Candidate] = {}
    rounds = max(map(len, sections), default=0)
    for one in (section[at] for at in range(rounds) for section in sections if at < len(section)):
        fits = _words([*chosen.values(), one]) <= words or not chosen
        repeats = any(near(one, other) >= REPEATS for other in chosen.values())
        if len(chosen) < most and fits and not repeats and _key(one) not in chosen:
            chosen[_key(one)] = one
    left = [section for section in sections if any(_key(one) not in chosen for one in section)]
    return Choice(tuple(chosen.values()), True, tuple(section[0].chunk.section for section in left))


def _by_section(found: Sequence[Candidate], least: float) -> list[list[Candidate]]:
    """Sentences that say something by themselves, likeliest first, by section; of each section those near its best."""
    telling = [one for one in found if one.chunk.section.kind is SectionKind.BODY and not one.text.endswith(":")]
    grouped: dict[tuple[str, int], list[Candidate]] = {}
    for one in sorted(telling, key=lambda one: -one.probability):
        section = one.chunk.section
        grouped.setdefault((section.document.document_id, section.span.start), []).append(one)
    best = max((odds(one) for one in telling), default=0.0)
    near = [[one for one in group if odds(one) >= least * best] for group in grouped.values()]
    return [group for group in near if group]


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
    return [*before, one, *(items if one.text.endswith(":") else ())]


def _within(unit: Sequence[Candidate], words: int) -> list[Candidate]:
    """The first of a unit that are few words together; one at least."""
    kept: list[Candidate] = []
    for one in unit:
        if kept and _words([*kept, one]) > words:
            break
        kept.append(one)
    return kept


def _words(some: Iterable[Candidate]) -> int:
    return sum(len(one.text.split()) for one in some)


def _key(one: Candidate) -> Key:
    return one.chunk.chunk_id, one.position


def _leans(before: Candidate, one: Candidate) -> bool:
    """Whether `one` begins with a word that points back to `before`, its neighbour in the paragraph."""
    together = before.chunk.section == one.chunk.section and before.sentence.paragraph == one.sentence.paragraph
    return together and one.sentence.lead is None and _LEANS_BACK.match(one.text) is not None


def _introduced_by(item: Candidate, lead: Candidate) -> bool:
    return item.chunk.document == lead.chunk.document and item.sentence.lead == lead.sentence.span


def under(heading: tuple[str, ...], chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks of a document that stand under a heading, those of its sub-headings among them."""
    return [
        chunk
        for chunk in chunks
        if chunk.section.kind is SectionKind.BODY and chunk.section.heading_path[: len(heading)] == heading
    ]


def cosine_of(vectors: Mapping[Key, Vectors]) -> Near:
    """How near two of the sentences are whose unit vectors are given."""
    return lambda one, other: float(vectors[_key(one)] @ vectors[_key(other)])
