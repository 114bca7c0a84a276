"""Answers comparisons: resolves what is compared, asks back where two readings fit, and tells what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answer.draft import Computed, Draft
from assistant.comparison.aspects import Embed
from assistant.comparison.compare import compare
from assistant.comparison.text import comparison_text
from assistant.evidence.finder import Finder
from assistant.evidence.subject import Said, decide
from assistant.language.conditions import places_in_words
from assistant.language.wording import counted, plain
from assistant.language.words import content_terms
from assistant.question.comparison_intent import parse_comparison
from assistant.question.known import Known
from assistant.question.mentions import read
from assistant.question.role_names import role_words
from assistant.types import Ask, Aspect, CompareAsk, Comparison, Mode, Query, Reference, Side
from store.library import Library
from store.types import Chunk, Document, RolePosting, SectionKind, Span

NEAREST = 5  # sentences of each side whose mean similarity tells how near it is to a criterion
CLEARLY = 0.02  # difference of the means from which one side is nearer
QUOTED = 2  # sentences of each side shown for a criterion
MOST_OPTIONS = 6
_Key = tuple[str, tuple[str, ...]]


def compare_sides(first: Side, second: Side, library: Library, embed: Embed) -> Comparison:
    """The comparison of two sides; `embed` remembers best, since every sentence of both is embedded anew."""
    return compare(first, second, library.document_chunks, library.sentence_vectors, embed)


def answer_comparison(query: Query, known: Known, finder: Finder, library: Library, embed: Embed) -> Computed:
    """The answer to a comparison, or to which of several readings is meant."""
    assert query.compare is not None
    ask, question = query.compare, query.standalone_question
    missing = [one for one in (ask.first, ask.second) if not one.sides]
    if missing:
        return _nothing_fits(missing, known)
    if len(ask.first.sides) > 1 or len(ask.second.sides) > 1:
        return _which(ask, known, question)
    first, second = ask.first.sides[0], ask.second.sides[0]
    comparison = compare_sides(first, second, library, embed)
    if ask.criterion and not comparison.same_text:
        return _by_criterion(ask, comparison, finder, library)
    text, citations, claims = comparison_text(comparison, ask.mode, ask.aspects)
    stated = [row.name for row in comparison.facets if row.first or row.second]
    told = not ask.aspects or any(row.first or row.second for row in comparison.aspects if row.aspect in ask.aspects)
    told = told or (Aspect.SENIORITY in ask.aspects and "level" in stated)
    lead = "" if told or comparison.same_text else "The sources don't say.\n\n"
    return Computed(
        lead + text,
        comparison.evidence,
        citations,
        claims,
        _documents((first, second)),
        abstained=bool(lead),
        comparison=comparison,
    )


def _documents(sides: Sequence[Side]) -> tuple[Document, ...]:
    return tuple({side.role.document_id: side.role.document for side in sides}.values())


def _nothing_fits(missing: Sequence[Reference], known: Known) -> Computed:
    draft = Draft()
    names = " and ".join(f"“{plain(one.text)}”" for one in missing)
    shown = known.catalog.roles[:MOST_OPTIONS]
    roles = "; ".join(dict.fromkeys(plain(role_words(role, known)) for role in shown))
    more = f", and {len(known.catalog.roles) - len(shown)} more" if len(known.catalog.roles) > len(shown) else ""
    draft.say(f"Nothing that is stored fits {names}, so there is nothing to compare. There is: {roles}{more}.")
    return draft.computed(abstained=True)


def _which(ask: CompareAsk, known: Known, question: str) -> Computed:
    """Asks which reading is meant, and offers each as a question that names it."""
    pairs = _pairs(ask, known, question)
    unclear = next(one for one in (ask.first, ask.second) if len(one.sides) > 1)
    draft = Draft()
    if ask.first == ask.second:
        draft.say(
            f"Two roles are compared at a time, and “{plain(unclear.text)}” names {len(unclear.sides)}. Which two?"
        )
    else:
        draft.say(f"“{plain(unclear.text)}” fits {counted(len(unclear.sides), 'role')}. Which do you mean?")
    shown = pairs[:MOST_OPTIONS]
    draft.say("\n".join(f"{number}. {line}" for number, (line, _) in enumerate(shown, start=1)))
    if len(pairs) > len(shown):
        draft.say(f"Or another of {len(pairs)} pairs: name the two.")
    return replace(draft.computed(_documents(unclear.sides)), options=tuple(option for _, option in shown))


def _pairs(ask: CompareAsk, known: Known, question: str) -> list[tuple[str, str]]:
    """Each reading as a line to choose and as a question."""
    pairs: list[tuple[str, str]] = []
    seen: set[frozenset[_Key]] = set()
    for one in ask.first.sides:
        for other in ask.second.sides:
            ids = frozenset((_key(one), _key(other)))
            if len(ids) == 2 and ids not in seen:
                seen.add(ids)
                single = [other] if len(ask.first.sides) == 1 else [one]
                sides = single if 1 in (len(ask.first.sides), len(ask.second.sides)) else [one, other]
                line = " and ".join(f"**{plain(side.label)}** ({_where(side)})" for side in sides)
                pairs.append((line, _reading(ask, one, other, known, question)))
    return pairs


def _reading(ask: CompareAsk, one: Side, other: Side, known: Known, question: str) -> str:
    """The question with its names made certain; a plain comparison where that does not make one."""
    same = one.role == other.role
    names = _name(one, known, same), _name(other, known, same)
    said = question
    for reference, name in zip((ask.first, ask.second), names, strict=True):
        said = re.sub(
            rf"(?:\b(?:the|an?) )?{re.escape(reference.text)}(?: (?:role|job|position|posting|one)\b)?",
            name,
            said,
            count=1,
        )
    meant = parse_comparison(read(said, known), known)
    ids = [[side.role.document_id for side in ref.sides] for ref in (meant.first, meant.second)] if meant else []
    certain = ids == [[one.role.document_id], [other.role.document_id]]
    return said if certain else f"Compare {names[0]} with {names[1]}"


def _key(side: Side) -> _Key:
    """What tells sides apart: the role, and which of its postings."""
    return side.role.document_id, tuple(dict.fromkeys(str(one.place) for one in side.postings))


def _name(side: Side, known: Known, by_place: bool) -> str:
    cities = list(dict.fromkeys(one.place.city for one in side.postings))
    return f"the {cities[0]} posting" if by_place and len(cities) == 1 and cities[0] else role_words(side.role, known)


def _where(side: Side) -> str:
    postings = [RolePosting(side.role, number, one) for number, one in enumerate(side.postings, start=1)]
    return places_in_words(postings) or "no posting listed"


@dataclass(frozen=True, slots=True)
class _Nearness:
    """How near a side is to a criterion: the mean cosine of its nearest sentences, and the sentences to quote."""

    side: Side
    mean: float
    quotes: tuple[tuple[Chunk, Span], ...]


def _by_criterion(ask: CompareAsk, comparison: Comparison, finder: Finder, library: Library) -> Computed:
    """Which of two is closer to something, or what each says of it: by its own sentences."""
    first, second = comparison.first, comparison.second
    sides = [_nearness(ask.criterion, side, finder, library) for side in (first, second)]
    draft = Draft()
    spoken = [one for one in sides if one.quotes]
    if not spoken:
        draft.say(f"The sources don't say. Neither text speaks of “{plain(ask.criterion)}”.")
        return replace(draft.computed(_documents((first, second)), abstained=True), comparison=comparison)
    if ask.mode is Mode.CLOSER:
        draft.say(_closer(ask.criterion, sides))
    for one in sides:
        draft.say(f"**{plain(one.side.label)}** says:" if one.quotes else f"**{plain(one.side.label)}**: not stated.")
        draft.say("\n".join(f"- {draft.quote(chunk, span)}" for chunk, span in one.quotes))
    return replace(draft.computed(_documents((first, second))), comparison=comparison)


def _closer(criterion: str, sides: Sequence[_Nearness]) -> str:
    first, second = sorted(sides, key=lambda one: (-bool(one.quotes), -one.mean))
    what = plain(criterion)
    measured = f"measured by the {NEAREST} sentences of each that are nearest to it in meaning"
    if first.quotes and not second.quotes:
        return f"**{plain(first.side.label)}** speaks of “{what}”; the text of the other does not."
    if first.mean - second.mean < CLEARLY:
        return f"Both speak of “{what}”, and by their texts neither is clearly closer to it, {measured}."
    return f"**{plain(first.side.label)}** is closer to “{what}” by its text, {measured}."


def _nearness(criterion: str, side: Side, finder: Finder, library: Library) -> _Nearness:
    chunks = [one for one in library.document_chunks(side.role.document_id) if one.section.kind is SectionKind.BODY]
    vectors = library.sentence_vectors(chunks)
    keys = [(chunk, at) for chunk in chunks for at in range(len(chunk.sentences))]
    wanted = library.embed([criterion])[0]
    cosines = np.array([float(vectors[(chunk.chunk_id, at)] @ wanted) for chunk, at in keys])
    nearest = np.sort(cosines)[::-1][:NEAREST]
    ask = Ask(criterion, terms=tuple(content_terms(criterion)))
    verdicts = decide(ask, [side.role], finder) if ask.terms else ()
    spoken = [verdict for verdict in verdicts if verdict.said is not Said.DENIED]
    quotes = tuple((one.chunk, one.sentence.span) for verdict in spoken for one in verdict.quotes[:QUOTED])
    return _Nearness(side, float(nearest.mean()) if len(nearest) else 0.0, quotes)
