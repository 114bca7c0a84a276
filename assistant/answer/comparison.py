"""Answers comparisons: resolves what is compared, asks back where two readings fit, and tells
what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, product

import numpy as np

from assistant.answer.catalog import stated_quotes
from assistant.answer.draft import Computed, Draft
from assistant.answer.quotes import NOT_TOLD
from assistant.comparison.compare import beside, compare
from assistant.comparison.facts import is_of, stating
from assistant.comparison.opening import ranked_in_words
from assistant.comparison.text import BETWEEN, comparison_text, labels, table
from assistant.evidence.finder import Finder
from assistant.evidence.topics import (
    Told,
    amounts_in_words,
    measured,
    most_of,
    ordered,
    told_by_each,
)
from assistant.judge.amounts import amounts_of
from assistant.language.conditions import places_in_words
from assistant.language.wording import counted, listed, plain, plain_cell
from assistant.question.comparison_intent import NAMING, parse_comparison, superlative_topic
from assistant.question.intents.facets import RANKED, Asked, facet_asked
from assistant.question.known import Known
from assistant.question.mentions import read, reading_of
from assistant.question.role_names import label_of, role_words
from assistant.tuning import tuning
from assistant.types import (
    Aspect,
    CompareAsk,
    Comparison,
    Mode,
    Query,
    Reference,
    Side,
    Topic,
)
from store.embedding.embedder import Embed
from store.library import Library
from store.search.catalog import Rank
from store.types import Chunk, Document, Filters, RolePosting, SectionKind, Span

_Key = tuple[str, tuple[str, ...]]
NOT_SAID = "doesn't say"


def compare_sides(sides: Sequence[Side], library: Library, embed: Embed) -> Comparison:
    """The comparison of two sides, or the facts of more; `embed` remembers best: every sentence
    is embedded anew.
    """
    if len(sides) > 2:
        return beside(sides)
    return compare(sides[0], sides[1], library.document_chunks, library.sentence_vectors, embed)


def answer_comparison(
    query: Query, known: Known, finder: Finder, library: Library, embed: Embed
) -> Computed:
    """The answer to a comparison, or to which of several readings is meant."""
    assert query.compare is not None
    ask, question = query.compare, query.standalone_question
    missing = [reference for reference in ask.references if not reference.sides]
    if missing:
        return _nothing_fits(missing, known)
    if ask.topics:
        ask = replace(ask, references=tuple(_telling(one, ask, finder) for one in ask.references))
    if any(len(reference.sides) > 1 for reference in ask.references):
        return _which(ask, known, question)
    sides = [reference.sides[0] for reference in ask.references]
    if len(sides) > tuning().answer.most_sides:
        return _too_many(sides, known)
    comparison = compare_sides(sides, library, embed)
    if ask.topics and not comparison.same_text:
        return _by_topics(ask, comparison, finder, library)
    return _whole(ask, comparison)


def _telling(reference: Reference, ask: CompareAsk, finder: Finder) -> Reference:
    """Of an employer's several roles the one that tells most surely of the first topic; all of
    them where none does, or where they aren't one employer's.
    """
    documents = [side.role.document for side in reference.sides]
    is_many = not 1 < len(documents) <= tuning().evidence.most_each
    if is_many or len({one.company for one in documents}) > 1:
        return reference
    told = told_by_each(ask.topics[0].words, documents, finder)
    sure = [side for side, each in zip(reference.sides, told, strict=True) if each.quotes]
    return replace(reference, sides=(sure[0],)) if len(sure) == 1 else reference


def _whole(ask: CompareAsk, comparison: Comparison) -> Computed:
    """All of a comparison, or the aspects that are asked for."""
    text, citations, claims = comparison_text(comparison, ask.mode, ask.aspects)
    stated = {row.name for row in comparison.facets if row.is_stated}
    told = not ask.aspects or any(
        row.first or row.second for row in comparison.aspects if row.aspect in ask.aspects
    )
    told = told or (Aspect.SENIORITY in ask.aspects and "level" in stated)
    told = told or len(comparison.sides) > 2 or comparison.same_text
    return Computed(
        text if told else f"The sources don't say.\n\n{text}",
        comparison.evidence,
        citations,
        claims,
        _documents(comparison.sides),
        abstained=not told,
        comparison=comparison,
    )


def _documents(sides: Sequence[Side]) -> tuple[Document, ...]:
    return tuple({side.role.document_id: side.role.document for side in sides}.values())


def _nothing_fits(missing: Sequence[Reference], known: Known) -> Computed:
    draft = Draft()
    names = " and ".join(f"“{plain(one.text)}”" for one in missing)
    shown = known.catalog.roles[: tuning().answer.most_options]
    roles = "; ".join(dict.fromkeys(plain(role_words(role, known)) for role in shown))
    more = (
        f", and {len(known.catalog.roles) - len(shown)} more"
        if len(known.catalog.roles) > len(shown)
        else ""
    )
    draft.say(
        f"Nothing that is stored fits {names}, so there is nothing to compare. There is: "
        f"{roles}{more}."
    )
    return draft.computed(abstained=True)


def _too_many(sides: Sequence[Side], known: Known) -> Computed:
    """Asks for fewer than are named, and offers the first of them."""
    draft = Draft()
    most = tuning().answer.most_sides
    named = [role_words(side.role, known) for side in sides[:most]]
    draft.say(
        f"That names {counted(len(sides), 'role')}, and up to {most} fit side by side. Name those "
        "you mean, or "
        f"narrow it by title, employer or place."
    )
    option = f"Compare {listed(named)}"
    draft.say(f"1. {plain(option)}")
    return replace(draft.computed(_documents(sides)), options=(option,))


def _which(ask: CompareAsk, known: Known, question: str) -> Computed:
    """Asks which reading is meant, and offers each as a question that names it."""
    unclear = next(reference for reference in ask.references if len(reference.sides) > 1)
    draft = Draft()
    draft.say(
        f"“{plain(unclear.text)}” fits {counted(len(unclear.sides), 'role')}. Which do you mean?"
    )
    most = tuning().answer.most_options
    readings = list(islice(_readings(ask), most + 1))
    shown = [
        (_line(ask, sides), _reading(ask, sides, known, question)) for sides in readings[:most]
    ]
    draft.say("\n".join(f"{number}. {line}" for number, (line, _) in enumerate(shown, start=1)))
    if len(readings) > len(shown):
        draft.say("Or another: name the roles.")
    return replace(
        draft.computed(_documents(unclear.sides)), options=tuple(option for _, option in shown)
    )


def _readings(ask: CompareAsk) -> Iterator[tuple[Side, ...]]:
    """What the references can mean together, each with a side of its own."""
    seen: set[frozenset[_Key]] = set()
    for sides in product(*(reference.sides for reference in ask.references)):
        keys = frozenset(map(_key, sides))
        if len(keys) == len(sides) and keys not in seen:
            seen.add(keys)
            yield sides


def _line(ask: CompareAsk, sides: Sequence[Side]) -> str:
    """A reading by those of its sides that aren't certain."""
    unclear = [
        side
        for side, reference in zip(sides, ask.references, strict=True)
        if len(reference.sides) > 1
    ]
    return " and ".join(f"**{plain(side.label)}** ({_where(side)})" for side in unclear)


def _reading(ask: CompareAsk, sides: Sequence[Side], known: Known, question: str) -> str:
    """The question with its names made certain; a plain comparison where that does not make one."""
    roles = [side.role.document_id for side in sides]
    names = [_name(side, known, roles.count(side.role.document_id) > 1) for side in sides]
    said = question
    for reference, name in zip(ask.references, names, strict=True):
        own = (
            rf"(?:\b(?:the|an?) )?{re.escape(reference.text)}(?: (?:role|job|position|posting"
            r"|one)\b)?"
        )
        said = name.join(re.split(own, said, maxsplit=1))
    compared = parse_comparison(read(said, known), known, 1.0)
    meant = compared.references if compared else ()
    ids = [[side.role.document_id for side in reference.sides] for reference in meant]
    return said if ids == [[role] for role in roles] else f"Compare {' with '.join(names)}"


def _key(side: Side) -> _Key:
    """What tells sides apart: the role, and which of its postings."""
    return side.role.document_id, tuple(dict.fromkeys(str(one.place) for one in side.postings))


def _name(side: Side, known: Known, by_place: bool) -> str:
    cities = list(dict.fromkeys(one.place.city for one in side.postings))
    return (
        f"the {cities[0]} posting"
        if by_place and len(cities) == 1 and cities[0]
        else role_words(side.role, known)
    )


def _where(side: Side) -> str:
    postings = [
        RolePosting(side.role, number, one) for number, one in enumerate(side.postings, start=1)
    ]
    return places_in_words(postings) or "no posting listed"


def _by_topics(
    ask: CompareAsk, comparison: Comparison, finder: Finder, library: Library
) -> Computed:
    """What each side says of every topic, side by side; first who says more, where that is told."""
    names = [f"**{label}**" for label in labels(comparison)]
    draft, leads, rows, silent = Draft(), [], [], []
    for topic in ask.topics:
        facet = _facet_of(topic)
        row = next((row for row in comparison.facets if is_of(row, facet)), None)
        told = _told(topic, facet, comparison.sides, finder)
        values = row.cells if row else [""] * len(told)
        cells = [
            BETWEEN.join(draft.quote(*quote) for quote in each.quotes)
            or plain_cell(value)
            or NOT_SAID
            for each, value in zip(told, values, strict=True)
        ]
        leads.append(_lead(topic, facet, told, comparison, ask, library))
        if all(cell == NOT_SAID for cell in cells):
            silent.append(topic)
        else:
            rows.append((row.name if row else plain_cell(topic.words), *cells))
    leads = [lead for lead in leads if lead]
    if silent:
        on = listed([f"“{plain(topic.words)}”" for topic in silent], "or")
        leads.append(f"{_none(names)} speaks of {on}.")
    draft.say(f"{'' if rows else NOT_TOLD + ' '}{' '.join(leads)}".rstrip())
    draft.say(table(comparison, rows) if rows else "")
    computed = draft.computed(_documents(comparison.sides), abstained=not rows)
    return replace(computed, comparison=comparison)


def _none(names: Sequence[str]) -> str:
    return f"Neither {names[0]} nor {names[1]}" if len(names) == 2 else f"None of {listed(names)}"


def _facet_of(topic: Topic) -> Asked | None:
    """The facet that a topic is."""
    return facet_asked(topic.said or topic.words)


def _told(topic: Topic, facet: Asked | None, sides: Sequence[Side], finder: Finder) -> list[Told]:
    """What each side says of a topic: where it states the facet, else what answers."""
    is_measured = topic.highest is not None or any(
        one.kind for one in amounts_of(f"2 {topic.words}")
    )
    documents = [side.role.document for side in sides]
    facts = [stating(facet, side) for side in sides]
    told = told_by_each(
        topic.words,
        documents,
        finder,
        facet.question if facet else "",
        by_amount=is_measured and not all(facts),
    )
    for at, (side, stated) in enumerate(zip(sides, facts, strict=True)):
        if stated:
            quotes = stated_quotes(finder.chunks(side.role.document), stated)
            said = quotes[0][1].of(side.role.document.text) if quotes else ""
            told[at] = Told(tuple(quotes[: tuning().answer.quoted_on_topic]), measured(said))
    return told


def _lead(
    topic: Topic,
    facet: Asked | None,
    told: Sequence[Told],
    comparison: Comparison,
    ask: CompareAsk,
    library: Library,
) -> str:
    """Which side has the more or the less of a topic; "" where nothing tells."""
    names = [f"**{label}**" for label in labels(comparison)]
    highest = topic.highest if topic.highest is not None else facet is not Asked.CLOSES
    row = next((row for row in comparison.facets if is_of(row, facet)), None)
    if facet in RANKED and (row is None or all(row.cells) or topic.highest is None):
        is_asked = topic.highest is not None or len(ask.topics) == 1
        return ranked_in_words(comparison, Rank(RANKED[facet], highest), is_asked=is_asked)
    at = most_of(told, highest) if all(each.quotes for each in told) else None
    if at is not None:
        end = ("more" if highest else "less") if len(told) == 2 else _end(highest)
        most, *others = map(plain, amounts_in_words(told, highest))
        return (
            f"{names[at]} states {end} on “{plain(topic.words)}”: {most} against {listed(others)}."
        )
    if ask.mode is Mode.CLOSER and len(told) == 2 and any(each.quotes for each in told):
        return _closer(topic.words, comparison, [each.quotes for each in told], library)
    if facet in RANKED:
        return ranked_in_words(comparison, Rank(RANKED[facet], highest))
    return ""


def _end(highest: bool) -> str:
    return "the most" if highest else "the least"


def answer_most(query: Query, known: Known, finder: Finder) -> Computed | None:
    """Which role has the most of what no facet tells; None where that can't be told."""
    topic = superlative_topic(reading_of(query)) if query.superlative and not query.by else None
    conditions = [one for one in query.conditions if one.facet in NAMING]
    roles = {
        role.document_id: role
        for role in known.catalog.asked_of(conditions).select(conditions).roles
    }
    if topic is None or query.order or not roles:
        return None
    most = tuning().answer.roles_measured
    passages = finder.passages(topic.words, Filters(frozenset(roles)), 4 * most)
    near = list(
        dict.fromkeys(
            chunk.document.document_id for passage in passages for chunk in passage.chunks
        )
    )
    documents = [roles[one].document for one in near[:most]]
    told = told_by_each(topic.words, documents, finder, by_amount=True)
    order = ordered(told, highest := topic.highest is not False)
    if len(order) < 2:
        return None
    draft, what = Draft(), f"“{plain(topic.words)}”"
    said = [told[at] for at in order]
    names = [plain(label_of(roles[near[at]], known)) for at in order]
    if most_of(said, highest) is not None:
        draft.say(
            f"**{names[0]}** states {_end(highest)} on {what}, of "
            f"{counted(len(order), 'role')} that say how much:"
        )
    else:
        draft.say(
            f"{counted(len(order), 'role')} say how much on {what}, and none of them surely "
            f"{_end(highest)}:"
        )
    shown = list(zip(names, said, strict=True))[: tuning().answer.groups_nearest]
    draft.say("\n".join(f"- **{name}**: {draft.quote(*one.quotes[0])}" for name, one in shown))
    if left := len(order) - len(shown):
        draft.say(f"And {counted(left, 'more role')}.")
    if left := len(roles) - len(order):
        draft.say(
            f"{counted(left, 'other role')} {'does' if left == 1 else 'do'} not say how much."
        )
    return draft.computed(tuple(roles[near[at]].document for at in order))


def _closer(
    topic: str,
    comparison: Comparison,
    told: Sequence[Sequence[tuple[Chunk, Span]]],
    library: Library,
) -> str:
    """Which of two is nearer to a topic."""
    means = [_nearness(topic, side, library) for side in comparison.sides]
    names = [f"**{label}**" for label in labels(comparison)]
    what = plain(topic)
    first, second = sorted((0, 1), key=lambda at: (not told[at], -means[at]))
    most = tuning().answer.nearest_to_topic
    measured = f"measured by the {most} sentences of each that are nearest to it in meaning"
    if told[first] and not told[second]:
        return f"{names[first]} speaks of “{what}”; the text of the other does not."
    if means[first] - means[second] < tuning().answer.clearly_nearer:
        return (
            f"Both speak of “{what}”, and by their texts neither is clearly closer to it, "
            f"{measured}."
        )
    return f"{names[first]} is closer to “{what}” by its text, {measured}."


def _nearness(topic: str, side: Side, library: Library) -> float:
    """The mean cosine of a side's nearest sentences to a topic."""
    chunks = [
        one
        for one in library.document_chunks(side.role.document_id)
        if one.section.kind is SectionKind.BODY
    ]
    vectors = library.sentence_vectors(chunks)
    keys = [(chunk.chunk_id, at) for chunk in chunks for at in range(len(chunk.sentences))]
    wanted = library.embed([topic])[0]
    cosines = np.array([float(vectors[key] @ wanted) for key in keys])
    nearest = np.sort(cosines)[::-1][: tuning().answer.nearest_to_topic]
    return float(nearest.mean()) if len(nearest) else 0.0
