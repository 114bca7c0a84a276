"""How a comparison opens: what the roles share in one sentence, what sets them apart in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.comparison.aspects import heading_aspect
from assistant.comparison.facts import (
    CLOSES,
    EXPERIENCE,
    HIGHEST,
    LOWEST,
    PAY,
    paid_of_full_time,
    stating,
)
from assistant.language.wording import in_one_sentence, plain_cell
from assistant.question.intents.facets import Asked
from assistant.tuning import tuning
from assistant.types import Aspect, Citation, Comparison, FacetRow, Mode, Side
from store.facets.names.place_names import place_in_words
from store.search.catalog import Facet, Rank

_BEING = {
    "company": "at {}",
    "team": "in the team {}",
    "level": "{}-level",
    "employment": "{}",
    "workplace": "{}",
    "places": "in {}",
}
_SHARED = {
    PAY: "pay the same ({})",
    EXPERIENCE: "ask for {}",
    "degree": "say the same of a degree ({})",
    "languages": "ask for the same languages ({})",
    CLOSES: "close on the same day ({})",
}
_APART = {
    "places": "is in {} rather than {}",
    "company": "is at {} rather than {}",
    "workplace": "is {} rather than {}",
    "employment": "is {} rather than {}",
    "level": "is {}-level rather than {}-level",
}


def opening(
    comparison: Comparison, mode: Mode, names: Sequence[str], safe: Callable[[str], str]
) -> str:
    """What is shared, what sets apart, or both, as the mode asks; `safe` fits the words of sources
    for where they go.

    `names` are what the sides are called, ready to be shown.
    """
    facts = {
        row.name.removesuffix(" required"): _Fact.of(row, safe)
        for row in comparison.facets
        if row.is_stated
    }
    if len(names) > 2:
        return " ".join(filter(None, (_shared_by_all(facts, names), _first_of_all(facts, names))))
    sentences = {
        Mode.SHARED: [_shared(comparison, facts, names)],
        Mode.DIFFERENT: [_apart(comparison, facts, names)],
    }.get(mode, [_shared(comparison, facts, names), _apart(comparison, facts, names)])
    return " ".join(filter(None, sentences))


@dataclass(frozen=True, slots=True)
class _Fact:
    """A row of facts, its cells ready to be shown, and the parts of each that a comma separates."""

    cells: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    ranks: tuple[str, ...]
    differs: bool

    @classmethod
    def of(cls, row: FacetRow, safe: Callable[[str], str]) -> _Fact:
        parts = tuple(tuple(map(safe, filter(None, cell.split(", ")))) for cell in row.cells)
        return cls(
            tuple(map(safe, row.cells)), parts, row.ranks or ("",) * len(row.cells), row.differs
        )

    @property
    def is_told_by_all(self) -> bool:
        return all(self.cells)


# What is shared -----------------------------------------------------------------------------------


def _shared(comparison: Comparison, facts: dict[str, _Fact], names: Sequence[str]) -> str:
    first, second = names
    being, having = _same(facts, _BEING), _same(facts, _SHARED)
    clauses = [f"are both {in_one_sentence(being)}"] if being else []
    clauses += having
    if topics := _topics(comparison):
        clauses.append(f"say much the same about {in_one_sentence(topics)}")
    return (
        f"{first} and {second} "
        f"{in_one_sentence(clauses) if clauses else 'have nothing in common that they state'}."
    )


def _same(facts: dict[str, _Fact], templates: dict[str, str]) -> list[str]:
    return [
        template.format(fact.cells[0].removesuffix(" asked for"))
        for name, template in templates.items()
        if (fact := facts.get(name)) and not fact.differs
    ]


def _topics(comparison: Comparison) -> list[str]:
    """The aspects on which a sentence of each surely says the same."""
    sure = {_place(pair.first) for pair in comparison.in_both if pair.sure}
    rows = [
        row for row in comparison.aspects if any(_place(citation) in sure for citation in row.first)
    ]
    return [str(row.aspect) for row in rows if row.aspect is not Aspect.OTHER]


def _place(citation: Citation) -> tuple[int, int]:
    return citation.evidence.number, citation.span.start


def _shared_by_all(facts: dict[str, _Fact], names: Sequence[str]) -> str:
    being, having = _same(facts, _BEING), _same(facts, _SHARED)
    clauses = [f"are all {in_one_sentence(being)}"] if being else []
    clauses += having
    said = in_one_sentence(clauses) if clauses else "have nothing in common that all of them state"
    return f"{in_one_sentence(names)} {said}."


# What sets them apart -----------------------------------------------------------------------------


def _apart(comparison: Comparison, facts: dict[str, _Fact], names: Sequence[str]) -> str:
    """Facts of the first beside the second's, then what only one of them names or speaks of."""
    told = [
        _pay(facts),
        _experience(facts),
        *_rather(facts, ("places", "workplace")),
        _closing(facts),
    ]
    told += _rather(facts, ("company", "employment", "level"))
    clauses = list(filter(None, told))[: tuning().comparison.most_facts]
    parts = [f"{names[0]} {in_one_sentence(clauses)}"] if clauses else []
    parts += [
        f"only {name} {does}"
        for name, does in zip(names, _alone(comparison, facts), strict=True)
        if does
    ]
    of_pay = [
        row for row in comparison.aspects if row.aspect is Aspect.PAY and (row.first or row.second)
    ]
    if PAY not in facts and not of_pay:
        parts.append("neither says what it pays")
    said = "; ".join(parts) or "no fact that both state sets them apart"
    return f"{said[0].upper()}{said[1:]}."


def _pay(facts: dict[str, _Fact]) -> str:
    fact = facts.get(PAY)
    if fact is None or not (fact.differs and fact.is_told_by_all):
        return ""
    first, second = fact.cells
    return (
        f"pays {fact.ranks[0]} ({first} against {second})"
        if fact.ranks[0]
        else f"pays {first} against {second}"
    )


def _experience(facts: dict[str, _Fact]) -> str:
    fact = facts.get(EXPERIENCE)
    if fact is None or not (fact.differs and fact.is_told_by_all):
        return ""
    against = " against ".join(_years(cell) for cell in fact.cells)
    return f"asks for {fact.ranks[0] or 'other'} experience ({against})"


def _years(cell: str) -> str:
    """The years that a cell states, for a sentence that says of what."""
    return cell.removesuffix(" of experience").removesuffix(" asked for")


def _closing(facts: dict[str, _Fact]) -> str:
    fact = facts.get(CLOSES)
    if fact is None or not any(fact.ranks):
        return ""
    return f"closes {fact.ranks[0]} ({fact.cells[0]} against {fact.cells[1]})"


def _rather(facts: dict[str, _Fact], wanted: Sequence[str]) -> list[str]:
    told = [(name, facts[name]) for name in wanted if name in facts]
    return [
        _APART[name].format(*fact.cells)
        for name, fact in told
        if fact.differs and fact.is_told_by_all
    ]


_ALONE = {PAY: "says what it pays ({})", EXPERIENCE: "asks for {}"}


def _alone(comparison: Comparison, facts: dict[str, _Fact]) -> list[str]:
    """What each side alone states, names or speaks of."""
    rows = [row for row in comparison.aspects if row.aspect is not Aspect.OTHER]
    topics = (
        [str(row.aspect) for row in rows if not row.second and _speaks(row.aspect, row.first)],
        [str(row.aspect) for row in rows if not row.first and _speaks(row.aspect, row.second)],
    )
    skills = [_skills(facts, side) for side in (0, 1)]
    told = []
    for side, aspects in enumerate(topics):
        others = {skill.casefold() for skill in skills[1 - side]}
        named = [skill for skill in skills[side] if skill.casefold() not in others]
        parts = [
            template.format(fact.cells[side].removesuffix(" asked for"))
            for name, template in _ALONE.items()
            if (fact := facts.get(name)) and fact.cells[side] and not fact.cells[1 - side]
        ]
        most = tuning().comparison.most_named
        parts += [f"names {in_one_sentence(named[:most])}"] if named else []
        parts += [f"covers {in_one_sentence(aspects[:most])}"] if aspects else []
        told.append(in_one_sentence(parts) if parts else "")
    return told


def _speaks(aspect: Aspect, citations: Sequence[Citation]) -> bool:
    """Whether a side speaks of an aspect and doesn't just touch it in one sentence under another
    heading.
    """
    headings = {
        chunk.section.heading_path
        for citation in citations
        for chunk in citation.evidence.passage.chunks
        if any(sentence.span == citation.span for sentence in chunk.sentences)
    }
    return len(citations) > 1 or any(heading_aspect(path) is aspect for path in headings)


def _skills(facts: dict[str, _Fact], side: int) -> list[str]:
    return [
        skill
        for name, fact in facts.items()
        if name.startswith("skills")
        for skill in fact.parts[side]
    ]


def _first_of_all(facts: dict[str, _Fact], names: Sequence[str]) -> str:
    """Of several roles, which pays most, asks for most experience and closes earliest, where
    that is known.
    """
    templates = {
        PAY: "pays most ({})",
        EXPERIENCE: "asks for the most experience ({})",
        CLOSES: "closes first ({})",
    }
    told = [
        f"{name} {template.format(_years(cell))}"
        for fact_name, template in templates.items()
        if (fact := facts.get(fact_name))
        for name, cell, rank in zip(names, fact.cells, fact.ranks, strict=True)
        if rank in ("most", "earliest")
    ]
    return f"{in_one_sentence(told)}." if told else ""


# What a question asks first -----------------------------------------------------------------------

_RANKED = {
    Facet.PAY: (PAY, "pays {}", "pay {}", "no number"),
    Facet.EXPERIENCE: (EXPERIENCE, "asks for {} experience", "ask for {} experience", "no number"),
    Facet.CLOSES: (CLOSES, "closes {}", "close {}", "no date"),
}
_UNRANKED = " These can't be ranked."


def ranked_in_words(comparison: Comparison, rank: Rank, *, is_asked: bool = True) -> str:
    """Say which side a rank puts first and what each states; "" where none states it.

    Also where that is not `is_asked` and can't be told.
    """
    name, one, several, nothing = _RANKED[rank.facet]
    row = next(
        (row for row in comparison.facets if row.name.removesuffix(" required") == name), None
    )
    if row is None or not row.is_stated:
        return ""
    fact = _Fact.of(row, lambda cell: plain_cell(_years(cell)))
    names = [f"**{plain_cell(name)}**" for name in _titles_and_places(comparison.sides)]
    if rank.facet is Facet.PAY and (paid := _in_hand(comparison.sides, fact.cells, names, rank)):
        return paid
    wanted = HIGHEST if rank.highest else LOWEST
    first = next((at for at, word in enumerate(fact.ranks) if word in wanted), None)
    if first is not None:
        others = [
            cell if len(names) == 2 else f"{cell} ({name})"
            for name, cell in zip(names, fact.cells, strict=True)
        ]
        against = in_one_sentence([other for at, other in enumerate(others) if at != first])
        return (
            f"{names[first]} {one.format(fact.ranks[first])}: {fact.cells[first]} against "
            f"{against}."
        )
    if not is_asked:
        return ""
    if not fact.differs:
        return f"{in_one_sentence(names)} {several.format('the same')}: {fact.cells[0]}."
    said = [
        f"{name}: {cell}" if cell else f"{name} gives {nothing}"
        for name, cell in zip(names, fact.cells, strict=True)
    ]
    return f"{'; '.join(said)}.{_UNRANKED if fact.is_told_by_all else ''}"


def _in_hand(sides: Sequence[Side], cells: Sequence[str], names: Sequence[str], rank: Rank) -> str:
    """Which of several pays more for its own hours, where one gives what a full week would pay; ""
    where none does.
    """
    told = [paid_of_full_time(side) for side in sides]
    if not any(is_full for is_full, _ in told):
        return ""
    figures, ends = list[str](), list[tuple[Decimal, Decimal]]()
    for side, cell, name, (is_full, own) in zip(sides, cells, names, told, strict=True):
        stated = next((one.value for one in stating(Asked.PAY, side)), None)
        paid = f", {own:,.0f} for its own hours" if own else ""
        figures.append(f"{name}: {cell}{f' as a full-time equivalent{paid}' if is_full else ''}")
        known = [own] if is_full else [stated.least, stated.most] if stated else []
        numbers = [one for one in known if one is not None]
        ends += [(min(numbers), max(numbers))] if numbers else []
    facts = f"{'; '.join(figures)}."
    units = {
        (one.value.currency, one.value.period) for side in sides for one in stating(Asked.PAY, side)
    }
    if len(ends) < len(sides) or len(units) != 1:
        return f"{facts}{_UNRANKED}"
    first = max(range(len(ends)), key=lambda at: ends[at][0] if rank.highest else -ends[at][1])
    others = [each for at, each in enumerate(ends) if at != first]
    is_sure = all(
        ends[first][0] > each[1] if rank.highest else ends[first][1] < each[0] for each in others
    )
    end = "more" if rank.highest else "less"
    return f"In hand {names[first]} pays {end}. {facts}" if is_sure else f"{facts}{_UNRANKED}"


def _titles_and_places(sides: Sequence[Side]) -> list[str]:
    """What sides are called: by their title, with the place where another has it too, or by
    their label.
    """
    titles = [side.role.document.title for side in sides]
    places = [
        "; ".join(dict.fromkeys(place_in_words(posting.place) for posting in side.postings))
        for side in sides
    ]
    named = [
        f"{title} in {place}" if place else title
        for title, place in zip(titles, places, strict=True)
    ]
    if len(set(titles)) == len(titles):
        return titles
    return named if len(set(named)) == len(named) else [side.label for side in sides]
