"""Pieces of lists and counts: rows, the quotes behind them, and what is picked of a selection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.conditions_text import places_in_words
from assistant.phrases import counted
from assistant.plain_text import plain
from assistant.subject import Said, Verdict
from store.catalog import Condition, Facet, Selection
from store.dates import posted_on
from store.places import place_in_words
from store.types import Chunk, Role, RolePosting, SectionKind, Span

MOST_PLACES_QUOTED = 4  # of one role


def place_quotes(chunks: Sequence[Chunk], postings: Sequence[RolePosting]) -> list[tuple[Chunk, Span]]:
    """The sentences that name the postings' places, at most MOST_PLACES_QUOTED; the first sentence where none does."""
    sentences = [(chunk, one.span) for chunk in chunks for one in chunk.sentences]
    # A place line first, then the author's own words.
    sentences.sort(key=lambda item: item[0].section.kind is not SectionKind.PLACE)
    found: dict[Span, tuple[Chunk, Span]] = {}
    for name in dict.fromkeys(name for one in postings for name in _place_names(one)):
        for chunk, span in sentences:
            if name.casefold() in span.of(chunk.document.text).casefold():
                found.setdefault(span, (chunk, span))
                break
    return (
        list(found.values())[:MOST_PLACES_QUOTED]
        or [(chunk, span) for chunk, span in sentences if chunk.section.kind is SectionKind.BODY][:1]
    )


def _place_names(one: RolePosting) -> Iterator[str]:
    place = one.posting.place
    if name := place.city or place_in_words(place):
        yield name


def of_one_date(selection: Selection, newest: bool, most: int) -> Selection:
    """The postings of the latest date that any of them gives (of the earliest), or that many of them in order."""
    dated = [(day, one) for one in selection.postings if (day := posted_on(one.posting.date))]
    ordered = sorted(dated, key=lambda item: item[0], reverse=newest)
    postings = tuple(one for day, one in ordered if most or day == ordered[0][0])[: most or None]
    return Selection.of_postings(postings)


def spoken_of(verdicts: Mapping[str, Verdict]) -> set[str]:
    """The roles that speak of a subject: in its own words where any does, else in others."""
    literal = {one.role.document_id for one in verdicts.values() if one.said is Said.LITERAL}
    return literal or {one.role.document_id for one in verdicts.values() if one.said is Said.NEAR}


def said_by(role: Role, verdicts: Mapping[str, Verdict], spoken: set[str]) -> Verdict | None:
    return verdicts[role.document_id] if role.document_id in spoken else None


def speaks_of(number: int, negated: bool) -> str:
    if negated:
        return "does not mention" if number == 1 else "do not mention"
    return "speaks of" if number == 1 else "speak of"


def names_several(condition: Condition) -> bool:
    """Whether a condition names roles one by one, as the list below will."""
    return condition.facet is Facet.ROLE and len(condition.values) > 1


def narrowed(selection: Selection, roles: Sequence[Role]) -> Selection:
    ids = {role.document_id for role in roles}
    return Selection(tuple(roles), tuple(one for one in selection.postings if one.role.document_id in ids))


def row_of(role: Role, postings: Sequence[RolePosting]) -> str:
    document = role.document
    about = ", ".join(part for part in (document.team, document.company) if part)
    where = places_in_words(postings) if postings else ""
    listed = counted(len(postings), "posting") if postings else "no posting listed"
    dated = sorted({one.posting.date for one in postings if one.posting.date})
    dates = f", dated {' and '.join(dated[:2])}" if 0 < len(dated) <= 2 else ""
    return plain(
        f"**{document.title}**{f' ({about})' if about else ''}: {listed}{f', {where}' if where else ''}{dates}"
    )


def both_numbers(selection: Selection) -> str:
    return f"{counted(len(selection.roles), 'role')}, {counted(len(selection.postings), 'posting')}"


def are(number: int) -> str:
    return "is" if number == 1 else "are"
