"""Answers which roles would take the asker: one requirement by requirement, several in three
groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from assistant.answer.draft import Computed, Draft
from assistant.answer.fit.asked import roles_asked_of
from assistant.answer.fit.asker import Asker, Statement, asker_of
from assistant.answer.fit.decide import (
    UNTOLD,
    Decision,
    Fit,
    decide_requirement,
    names_some,
    pairs_judged,
    pairs_of_welcome,
    speaks_of,
    welcomes,
)
from assistant.answer.fit.needs import Offer, Quotes, offer_of, permit_of
from assistant.answer.fit.requirements import STRENGTHS, Requirement, requirements_of
from assistant.evidence.asked import demand_of
from assistant.evidence.finder import Finder
from assistant.judge.judge import shipped_judge
from assistant.language.facts import facts_of, stems
from assistant.language.wording import counted, listed, plain
from assistant.language.words import content_terms
from assistant.question.known import Known
from assistant.question.role_names import label_of
from assistant.tuning import tuning
from assistant.types import Query, Turn
from store.embedding.embedder import Vectors
from store.types import Document, Role, SectionKind, Span, Strength

_STRENGTHS = dict(zip(STRENGTHS, ("Required", "Asked for", "Preferred"), strict=True))
_SILENT = "it states no requirement"
_PERMIT = "a permit to work there"


_OFFERED = {Offer.SAYS: Fit.MET, Offer.DENIES: Fit.NOT_MET}


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the asker stands to a role.

    Attributes:
        met, against, left: the sentences for and against it, and what the asker doesn't speak of.
        is_open: whether nothing that they do speak of is left open.
        near: how many of its requirements are met, and the cosine of what it asks for and what is
            said.
    """

    role: Role
    met: Quotes
    against: Quotes
    left: Quotes
    is_open: bool
    near: float

    @property
    def fit(self) -> Fit:
        """The group it belongs to."""
        if self.against:
            return Fit.NOT_MET
        return Fit.MET if self.met and self.is_open else Fit.UNTOLD

    @property
    def quotes(self) -> Quotes:
        """The sentences that put it there."""
        return {Fit.MET: self.met, Fit.NOT_MET: self.against, Fit.UNTOLD: self.left}[self.fit]


def answer_fit(
    query: Query, known: Known, finder: Finder, turns: Sequence[Turn] = ()
) -> Computed | None:
    """Set what roles ask for beside what the asker says of themselves; None where that isn't what
    is asked, or nothing is said of it.

    Raises EmbedderError.
    """
    roles, trade = roles_asked_of(query, known)
    if not roles:
        return None
    asker = asker_of(query, turns, known)
    if query.compare is not None and not asker.statements:
        return None
    if len(roles) == 1:
        own = asker.in_trade(is_own=roles[0].document_id in trade)
        told = _of_one(roles[0], own, known, finder)
    else:
        says = asker.statements or asker.needs or asker.needs_permit
        if trade and asker.tells_trade_alone:
            return None  # "I'm a baker. What is there for me?" lists what bakers are sought for
        told = _of_several(roles, asker, trade, known, finder) if says else None
    is_lacking = bool(asker.statements) and all(one.denied for one in asker.statements)
    if is_lacking and told and not told.decides and _is_told(query, finder):
        return None  # "would it matter there that I can't swim?"
    return told.computed if told else None


def _is_told(query: Query, finder: Finder) -> bool:
    """Whether a sentence answers the question by itself."""
    return any(finder.finding(ask).answered for ask in query.asks)


# One role -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Beside:
    """What roles ask for beside what the asker says, and whether that decides anything."""

    computed: Computed
    decides: bool


def _of_one(role: Role, asker: Asker, known: Known, finder: Finder) -> _Beside | None:
    """What a role asks for, line by line, and what it says of what the asker needs."""
    asked = requirements_of(role, finder)
    permit = permit_of(role, asker, finder)
    if not (asked or permit or asker.needs):
        return None
    draft = Draft()
    draft.say(f"What the **{plain(label_of(role, known))}** role asks for, and what you say of it:")
    decided = {each: _decided(each, asker.statements, finder) for each in asked}
    decided = {
        each: decision
        for each, decision in decided.items()
        if not each.waived or decision is not UNTOLD
    }
    listed_, said = list(decided), [statement.text for statement in asker.statements]
    most = tuning().answer.requirements_listed
    shown = [listed_[at] for at in _near([each.text for each in listed_], said, most, finder)]
    for strength, name in _STRENGTHS.items():
        lines = _lines({each: decided[each] for each in shown if each.strength is strength}, draft)
        draft.say(f"**{name}**\n\n" + "\n".join(lines) if lines else "")
    left = Counter(each.strength for each in decided if each not in shown)
    kinds = [f"{left[each]} {name.lower()}" for each, name in _STRENGTHS.items() if left[each]]
    draft.say(f"Not listed here: {left.total()} more ({listed(kinds)})." if kinds else "")
    needs = {need: offer_of(need, role, asked, known, finder) for need in asker.needs}
    needs |= {_PERMIT: permit} if permit else {}
    lines = [
        f"- **{offer}**: {' '.join([*(draft.quote(*quote) for quote in quotes), ''])}"
        f"You need “{plain(need)}”."
        for need, (offer, quotes) in needs.items()
    ]
    draft.say("**What you need**\n\n" + "\n".join(lines) if lines else "")
    if not asker.statements and not needs:
        draft.say("You say nothing of yourself yet. Add what you have done, know and hold.")
    decides = bool(needs) or any(decision is not UNTOLD for decision in decided.values())
    return _Beside(draft.computed((role.document,)), decides)


def _decided(asked: Requirement, said: Sequence[Statement], finder: Finder) -> Decision:
    """How the asker stands to a requirement; in part where they only name some of it."""
    decision = decide_requirement(asked, said, finder)
    some = () if decision.by else names_some(asked, said)
    return Decision(Fit.PARTLY, some) if some else decision


def _lines(decided: Mapping[Requirement, Decision], draft: Draft) -> list[str]:
    """A line for each requirement that is decided; those of which nothing is said in one."""
    told = {each: decision for each, decision in decided.items() if decision.by}
    lines = [
        f"- **{decision.fit}**: {draft.quote(each.chunk, each.span)} You say "
        f"{'; '.join(f'“{plain(statement.words)}”' for statement in decision.by)}."
        for each, decision in told.items()
    ]
    left = [draft.quote(each.chunk, each.span) for each in decided if each not in told]
    return [*lines, f"- **{Fit.UNTOLD}**: {'; '.join(left)}"] if left else lines


# Several roles ------------------------------------------------------------------------------------


def _of_several(
    roles: Sequence[Role], asker: Asker, trade: Set[str], known: Known, finder: Finder
) -> _Beside | None:
    """The roles in three groups, each role once with the sentences that decide, the likeliest
    first.
    """
    said = [statement.text for statement in asker.statements]
    titles = [role.document.title for role in roles]
    near = [roles[at] for at in _near(titles, said, tuning().answer.roles_fitted, finder)]
    looked_at = _in_field(near, asker, trade, finder)
    standings = [
        _standing(role, asker.in_trade(is_own=role.document_id in trade), known, finder)
        for role in looked_at
    ]
    if not any(one.met or one.against or one.left for one in standings):
        return None
    standings.sort(key=lambda one: -one.near)
    draft, most = Draft(), tuning().answer.groups_nearest
    for title, fit, lead in (
        ("Open to you, by what you say", Fit.MET, ""),
        ("Not open to you", Fit.NOT_MET, ""),
        ("Can't tell", Fit.UNTOLD, "asks for "),
    ):
        group = [one for one in standings if one.fit is fit]
        rows = [_row(one, lead, known, draft) for one in group[:most]]
        names = [plain(label_of(one.role, known)) for one in group[most:]]
        rows += [f"- {len(names)} more: {listed(names)}"] if names else []
        draft.say(f"**{title}**\n\n" + "\n".join(rows) if rows else "")
    fitting = {one.role.document_id for one in standings if one.fit is Fit.MET}
    draft.say("" if fitting else "None of them is clearly open to you.")
    if others := [plain(label_of(role, known)) for role in near if role not in looked_at]:
        rest = [f"{len(others) - most} more"] if len(others) > most else []
        draft.say(f"In other lines of work than you speak of: {listed([*others[:most], *rest])}.")
    if left := len(roles) - len(near):
        draft.say(f"Not compared: {counted(left, 'role')} more. Name one to see what it asks.")
    chosen = known.catalog.select(()).only(fitting)
    computed = draft.computed(tuple(one.role.document for one in standings), chosen)
    return _Beside(computed, any(one.met or one.against for one in standings))


def _in_field(roles: Sequence[Role], asker: Asker, trade: Set[str], finder: Finder) -> list[Role]:
    """The roles of the asker's own trade, and those whose sentences are about as near to what they
    have done or studied as those of the nearest one; all of them where they tell of no field.
    """
    own = [each for each in asker.statements if not each.denied and not each.of_origin]
    if not any(map(_tells_field, own)):
        return list(roles)
    said = finder.embed([each.text for each in own])
    near = [_nearness(role, said, finder) for role in roles]
    least = tuning().answer.same_field * max(near, default=0.0)
    told = zip(roles, near, strict=True)
    return [role for role, each in told if each >= least or role.document_id in trade]


def _tells_field(statement: Statement) -> bool:
    """Whether it says in what the asker has years or a degree, not only how many years."""
    stated = (*statement.facets.experience, *statement.facets.degrees)
    words = statement.words
    for one in statement.facets.experience:
        words = words.replace(one.raw, one.value.of)
    return bool(stated and content_terms(words))


def _nearness(role: Role, said: Vectors, finder: Finder) -> float:
    """The mean cosine of a role's few sentences that are nearest to what is said."""
    chunks = [one for one in finder.chunks(role.document) if one.section.kind is SectionKind.BODY]
    vectors = finder.sentence_vectors(chunks)
    keys = [(chunk.chunk_id, at) for chunk in chunks for at in range(len(chunk.sentences))]
    if not keys:
        return 0.0
    cosines = (np.stack([vectors[key] for key in keys]) @ said.T).max(axis=1)
    return float(np.sort(cosines)[::-1][: tuning().answer.nearest_to_asker].mean())


def _row(one: _Standing, lead: str, known: Known, draft: Draft) -> str:
    most = tuning().answer.quoted_for_fit
    said = " ".join(draft.quote(*quote) for quote in dict.fromkeys(one.quotes[:most]))
    met = "".join(draft.quote(*quote) for quote in one.met[:1]) if lead else ""
    told = f"{', but ' if met else ''}{lead}{said}" if said else " and no more" if met else _SILENT
    return f"- **{plain(label_of(one.role, known))}**: {met}{told}"


def _near(texts: Sequence[str], said: Sequence[str], most: int, finder: Finder) -> list[int]:
    """Which texts are looked at: all, or of many those nearest to what is said, the nearest
    first.
    """
    if len(texts) <= most or not said:
        return list(range(len(texts)))[:most]
    near = (finder.embed(texts) @ finder.embed(said).T).max(axis=1)
    return [int(at) for at in (-near).argsort(kind="stable")[:most]]


def _standing(role: Role, asker: Asker, known: Known, finder: Finder) -> _Standing:
    """What a role asks for, first as far as code compares it; of what is left the judge reads
    a few sentences.
    """
    asked, said = requirements_of(role, finder), asker.statements
    insists = [each for each in asked if each.strength is not Strength.PREFERRED]
    decided = {each: decide_requirement(each, said, finder, judged=False) for each in insists}
    left = [each for each, told in decided.items() if told is UNTOLD and not each.waived]
    quotes: dict[Fit, Quotes] = {fit: [] for fit in Fit}
    offers = [offer_of(need, role, asked, known, finder) for need in asker.needs]
    offers += [permit] if (permit := permit_of(role, asker, finder)) else []
    for offer, shown in offers:
        quotes[_OFFERED.get(offer, Fit.UNTOLD)] += shown
    is_against = any(told.fit is Fit.NOT_MET for told in decided.values()) or quotes[Fit.NOT_MET]
    welcome: Quotes = []
    if not is_against:
        few = tuning().answer.judged_of_role
        texts = [statement.text for statement in said]
        looked_at = _near([each.text for each in left], texts, few, finder) if said else []
        shipped_judge().entail(
            [pair for at in looked_at for pair in pairs_judged(left[at], said)]
        )  # all at once: the judge remembers
        for at in looked_at:
            decided[left[at]] = decide_requirement(left[at], said, finder)
        welcome = _welcomed(role, asked, said, few, finder)
    for each, told in decided.items():
        if told.fit is not Fit.UNTOLD or not each.waived:
            quotes[told.fit].append((each.chunk, each.span))
    unsettled = [each for each in left if decided[each] is UNTOLD and speaks_of(each, said)]
    is_fit = welcome or any(told.fit is Fit.MET for told in decided.values())
    # Help with a visa opens no door by itself to who says what they can do.
    is_met = is_fit or all(one.of_trade or one.of_origin for one in said)
    is_open = is_met and not unsettled and all(offer in _OFFERED for offer, _ in offers)
    asks_first = [(each.chunk, each.span) for each in unsettled] + quotes[Fit.UNTOLD]
    asks = finder.embed([role.document.title, *(each.text for each in insists)])
    near = float(sum(told.fit is Fit.MET for told in decided.values()) + len(welcome))
    near += float((asks @ finder.embed([one.text for one in said]).T).max()) if said else 0.0
    return _Standing(
        role, welcome + quotes[Fit.MET], quotes[Fit.NOT_MET], asks_first, bool(is_open), near
    )


def _welcomed(
    role: Role,
    asked: Sequence[Requirement],
    said: Sequence[Statement],
    most: int,
    finder: Finder,
) -> Quotes:
    """The sentences that welcome the asker by what no facet tells, as that they have just
    qualified.
    """
    told = [
        one
        for one in said
        if not (one.facets.degrees or one.facets.languages)
        and (one.denied or not one.facets.experience)
    ]
    own = {each.span for each in asked if each.experience or each.degrees}
    body = [each for each in finder.chunks(role.document) if each.section.kind is SectionKind.BODY]
    places = [(chunk, sentence.span) for chunk in body for sentence in chunk.sentences]
    waiving = [place for place in places if _waives(role.document, place[1], told)]
    places = [place for place in places if place[1] not in own]
    texts = [span.of(role.document.text) for _, span in places]
    near = _near(texts, [one.text for one in told], most, finder) if told else ()
    shipped_judge().entail([pair for at in near for pair in pairs_of_welcome(texts[at], told)])
    return waiving or [places[at] for at in near if welcomes(texts[at], told)]


def _waives(document: Document, span: Span, said: Sequence[Statement]) -> bool:
    """Whether a sentence says that what the asker lacks isn't needed."""
    own = stems(span.of(document.text))
    lacking = [denied for one in said if one.denied and (denied := facts_of(one.text).denied)]
    return demand_of(document, span).waived and any(words <= own for words in lacking)
