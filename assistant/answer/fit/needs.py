"""What a posting says of what the asker needs, and of a permit to work where they need one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from assistant.answer.catalog import stated_quotes
from assistant.answer.fit.asker import Asker
from assistant.answer.fit.requirements import Requirement
from assistant.evidence.finder import Finder
from assistant.evidence.subject import Said, decide, mentions, worded
from assistant.evidence.visas import tables, visa_sentences
from assistant.language.facts import denies
from assistant.question.known import Known
from assistant.question.mentions import conditions_of, read
from assistant.types import Subject
from store.search.catalog import Facet
from store.text.stemming import stems
from store.types import Chunk, Role, Span, VisaPolarity

Quotes = list[tuple[Chunk, Span]]
_TERMS = {Facet.PAY: "pay", Facet.EMPLOYMENT: "employment", Facet.WORKPLACE: "workplace"}


class Offer(StrEnum):
    """What a posting says of a thing that the asker needs."""

    SAYS = "says so"
    DENIES = "says otherwise"
    NAMES = "mentions it"
    SILENT = "doesn't say"


def permit_of(role: Role, asker: Asker, finder: Finder) -> tuple[Offer, Quotes] | None:
    """What a posting says to who may not work there without a permit; None to who may.

    A posting that only asks for the right to work offers none.
    """
    if not asker.is_foreign_to(role):
        return None
    told: dict[Offer, Quotes] = {}
    for chunk in finder.chunks(role.document):
        for at, polarity in visa_sentences(chunk):
            span = chunk.sentences[at].span
            offer = _OFFERED.get(polarity) or _unclear(span.of(chunk.document.text))
            told.setdefault(offer, []).append((chunk, span))
    return next(((offer, told[offer]) for offer in Offer if offer in told), (Offer.SILENT, []))


_OFFERED = {VisaPolarity.OFFERED: Offer.SAYS, VisaPolarity.REFUSED: Offer.DENIES}


def _unclear(sentence: str) -> Offer:
    """What a sentence says that speaks of permits in a word or two: "EU nationals only", "H-1B
    sponsorship", "any work visa".
    """
    words = frozenset(stems(sentence))
    if denies(sentence) or words & {*stems(" ".join(tables()["asks"]))}:
        return Offer.DENIES
    return Offer.SAYS if words & {*stems("sponsorship")} else Offer.NAMES


def offer_of(
    need: str, role: Role, asked: Sequence[Requirement], known: Known, finder: Finder
) -> tuple[Offer, Quotes]:
    """Whether a posting says that it offers what is needed, with its sentences: by its pay, its
    workplace and its kind of employment, else by the judge; what it asks for it doesn't offer.
    """
    reading = read(need, known)
    terms = [one for one in reading.mentions if one.facet in _TERMS]
    for condition in conditions_of(need, terms, known.catalog):
        name = _TERMS[condition.facet]
        stated = getattr(role.document.facets, name if name != "employment" else "employments")
        stated = stated if isinstance(stated, tuple) else (stated,) if stated else ()
        quotes = stated_quotes(finder.chunks(role.document), stated)
        holds = {condition.holds(entry) for entry in role.entries}
        if True in holds:
            return Offer.SAYS, quotes
        if (
            found := worded([*map(str, condition.values)], name, role, finder)
            if name != "pay"
            else None
        ):
            return Offer.SAYS, [(found[0].chunk, found[0].span)]
        is_apart = False in holds and condition.facet is not Facet.EMPLOYMENT
        return Offer.DENIES if is_apart else Offer.SILENT, quotes
    subject, own = Subject((f"The role offers {need}.",), need), {each.span for each in asked}
    for verdict in decide(subject, [role], finder):
        if said := [(one.chunk, one.span) for one in verdict.quotes if one.span not in own]:
            return Offer.SAYS if verdict.said is Said.SAYS else Offer.DENIES, said
    named = [(one.chunk, one.span) for _, one in mentions(subject, [role], finder)]
    named = [quote for quote in named if quote[1] not in own]
    return Offer.NAMES if named else Offer.SILENT, named
