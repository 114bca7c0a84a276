"""Answers lists and counts from the catalog: what was counted, the list itself, and where each
posting says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from assistant.answer.draft import Computed, Draft
from assistant.answer.quotes import NOT_TOLD
from assistant.comparison.facts import fact_rows, is_of, stating
from assistant.evidence.finder import Finder
from assistant.evidence.subject import AT_HOME, Said, Sentence, Verdict, decide, mentions, worded
from assistant.evidence.visas import is_of_visas
from assistant.language.conditions import (
    NOT_SAID,
    by_place,
    counted_units,
    in_words,
    is_stated,
    places_in_words,
    role_name,
    tally,
    unit_of,
    unknown_in_words,
)
from assistant.language.quantities import QUANTITIES
from assistant.language.stated import (
    PERIODS,
    date_in_words,
    day_in_words,
    pay_in_words,
    years_in_words,
)
from assistant.language.wording import counted, listed, plain
from assistant.question.intents.facets import Asked, facet_asked
from assistant.question.known import Known
from assistant.question.role_names import label_of
from assistant.tuning import tuning
from assistant.types import Insistence, Query, Side, Subject, Topic, Unit, Wanted
from store.facets.names.periods import posted_on
from store.facets.names.place_names import place_in_words
from store.search.catalog import (
    Condition,
    Facet,
    Rank,
    Selection,
    closes_on,
    is_ranked,
    ordered,
    pay_of,
    years_of,
)
from store.types import Chunk, Facets, Pay, Role, RolePosting, SectionKind, Span, Stated, Workplace

MOST_HOURS = (
    48  # a week, by the European Union's Working Time Directive, 2003/88/EC, with one day of rest
)
_DAYS_IN_YEAR = 6 * 52
MOST_IN_YEAR = {
    "hour": MOST_HOURS * 52,
    "shift": _DAYS_IN_YEAR,
    "day": _DAYS_IN_YEAR,
    "week": 52,
    "month": 12,
    "year": 1,
}


def place_quotes(
    chunks: Sequence[Chunk], postings: Sequence[RolePosting]
) -> list[tuple[Chunk, Span]]:
    """A few sentences that name the postings' places; the first sentence where none does."""
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
        list(found.values())[: tuning().answer.places_quoted]
        or [(chunk, span) for chunk, span in sentences if chunk.section.kind is SectionKind.BODY][
            :1
        ]
    )


def _place_names(one: RolePosting) -> Iterator[str]:
    place = one.posting.place
    if name := place.city or place_in_words(place):
        yield name


def by_day(selection: Selection, order: Rank) -> Selection:
    """The postings of the latest day that any of them gives (of the earliest), or as many in
    order as are asked for.
    """
    dated = [(day, one) for one in selection.postings if (day := posted_on(one.posting.date))]
    ordered = sorted(dated, key=lambda item: item[0], reverse=order.highest)
    is_one_day = order.number == 1
    postings = [one for day, one in ordered if not is_one_day or day == ordered[0][0]]
    postings = postings if is_one_day else postings[: order.number or None]
    return Selection.of_postings(postings)


def fitting(verdicts: Sequence[Verdict], roles: Sequence[Role], wanted: Wanted) -> set[str]:
    """The roles a claim picks out.

    Where the opposite is wanted and no text says it, the roles that do not speak of it are meant.
    """
    says = {verdict.role.document_id for verdict in verdicts if verdict.said is Said.SAYS}
    denies = {verdict.role.document_id for verdict in verdicts if verdict.said is Said.DENIES}
    if wanted is Wanted.SAID:
        return says
    if wanted is Wanted.REFUSED or (wanted is Wanted.DENIED and denies):
        return denies
    return {role.document_id for role in roles} - says


def surely_first(kinds: Sequence[Selection], rank: Rank) -> tuple[list[Selection], list[str]]:
    """The kinds of pay of which one may be the highest, and the periods of those that come to less
    in any year.

    Nobody works longer than MOST_IN_YEAR, so that 12 pounds an hour is less than 60,000 pounds a
    year.
    """
    if rank.facet is not Facet.PAY or not rank.highest or rank.number != 1:
        return list(kinds), []
    tops = [pay for kind in kinds if (pay := pay_of(kind.entries[0].facets))]
    yearly = {pay.currency: _in_year(pay) for pay in tops if pay.period in ("year", "month")}
    less = [pay for pay in tops if _in_year(pay) < yearly.get(pay.currency, Decimal(0))]
    kept = [kind for kind, pay in zip(kinds, tops, strict=True) if pay not in less]
    return kept, list(dict.fromkeys(pay.period for pay in less))


def _in_year(pay: Pay) -> Decimal:
    return (pay.most or pay.least or Decimal(0)) * MOST_IN_YEAR[pay.period]


def names_several(condition: Condition) -> bool:
    """Whether a condition names roles one by one, as the list below will."""
    return condition.facet is Facet.ROLE and len(condition.values) > 1


def stated_of(facets: Facets, facet: Facet) -> tuple[Stated[Any], ...]:
    """What a posting states of pay, experience, degrees or its closing date."""
    if facet is Facet.EXPERIENCE:
        return facets.experience
    if facet is Facet.DEGREE:
        return facets.degrees
    stated = facets.pay if facet is Facet.PAY else facets.closes
    return (stated,) if stated else ()


def value_in_words(facets: Facets, facet: Facet) -> str:
    """Return "GBP 28,000–32,000 a year" or "closes 4 December 2026"; "" where nothing is stated."""
    if facet is Facet.PAY:
        return pay_in_words(facets.pay)
    if facet is Facet.CLOSES:
        day = closes_on(facets)
        said = date_in_words(day) if day else day_in_words(facets.closes)
        return f"closes {said}" if said else ""
    if facet is Facet.EXPERIENCE:
        years = years_of(facets)
        return "" if years is None else years_in_words(years)
    return ""


def values_in_words(entries: Sequence[RolePosting], facet: Facet) -> str:
    """What postings of a role state; where they differ, each value with the places it is of."""
    return by_place(entries, lambda entry: value_in_words(entry.facets, facet))


def stated_quotes(
    chunks: Sequence[Chunk], stated: Sequence[Stated[Any]]
) -> list[tuple[Chunk, Span]]:
    """The sentences in which something is stated; none of what a field states."""
    spans = [one.span for one in stated if one.span]
    found: dict[Span, tuple[Chunk, Span]] = {}
    for chunk in chunks:
        for sentence in chunk.sentences:
            if any(sentence.span.start <= span.start < sentence.span.end for span in spans):
                found.setdefault(sentence.span, (chunk, sentence.span))
    return list(found.values())


def narrowed(selection: Selection, roles: Sequence[Role]) -> Selection:
    """Return the selection with these roles and their postings alone."""
    ids = {role.document_id for role in roles}
    return Selection(
        tuple(roles), tuple(one for one in selection.postings if one.role.document_id in ids)
    )


def row_of(role: Role, postings: Sequence[RolePosting]) -> str:
    """Return a role on one line: title, team and company, places, number of postings and dates."""
    document = role.document
    about = ", ".join(part for part in (document.team, document.company) if part)
    where = places_in_words(postings) if postings else ""
    listed = counted(len(postings), "posting") if postings else "no posting listed"
    dated = sorted({one.posting.date for one in postings if one.posting.date})
    dates = f", dated {' and '.join(dated[:2])}" if 0 < len(dated) <= 2 else ""
    return plain(
        f"**{document.title}**{f' ({about})' if about else ''}: "
        f"{listed}{f', {where}' if where else ''}{dates}"
    )


UNCOMPARED = (
    "Pay in different currencies, or for periods such as an hour and a year, isn't compared."
)


def _in_less(period: str) -> str:
    return f"What is paid by the {period} comes to less, even at {MOST_HOURS} hours a week."


def _of_postings(selection: Selection) -> str:
    """Return "(3 postings)" behind a blank, or nothing where there are as many roles."""
    postings = len(selection.postings)
    return f" ({counted(postings, 'posting')})" if postings not in (0, len(selection.roles)) else ""


def both_numbers(selection: Selection) -> str:
    """Return "3 roles, 5 postings"."""
    return f"{counted(len(selection.roles), 'role')}, {counted(len(selection.postings), 'posting')}"


_STANCES: Mapping[Insistence | None, tuple[str, str]] = {
    None: ("fits", "fit"),
    Insistence.REQUIRED: ("requires", "require"),
    Insistence.PREFERRED: ("prefers", "prefer"),
    Insistence.WAIVED: ("doesn't ask for", "don't ask for"),
    Insistence.EITHER: ("asks for", "ask for"),
}


def _stance(subject: Subject, verdicts: Sequence[Verdict], number: int) -> str:
    """How roles stand to what is asked, which is quoted: "require “Norwegian”"."""
    is_denied = any(verdict.said is Said.DENIES for verdict in verdicts)
    # "Who would help with a visa?" asks of an offer.
    says = _STANCES[None if is_of_visas(subject) else subject.insistence]
    if subject.wanted is Wanted.REFUSED or (subject.wanted is Wanted.DENIED and is_denied):
        says = ("says no to", "say no to")
    elif subject.wanted is not Wanted.SAID:
        says = ("doesn't mention", "don't mention")
    return f"{says[number > 1]} “{plain(subject.words)}”"


def _number(number: int) -> str:
    return {0: "None", 1: "One"}.get(number, f"{number:,}")


def are(number: int) -> str:
    """Return "is" for one and "are" for any other number."""
    return "is" if number == 1 else "are"


GROUPS = (Unit.PLACES, Unit.COUNTRIES, Unit.COMPANIES, Unit.TEAMS, Unit.TITLES)
_RANKED = {
    (Facet.PAY, True): "The highest pay",
    (Facet.PAY, False): "The lowest pay",
    (Facet.EXPERIENCE, True): "The most experience asked for",
    (Facet.EXPERIENCE, False): "The least experience asked for",
    (Facet.CLOSES, True): "The last closing date",
    (Facet.CLOSES, False): "The first closing date",
}
_IN_ORDER = {
    (Facet.PAY, True): "the highest pay first",
    (Facet.PAY, False): "the lowest pay first",
    (Facet.EXPERIENCE, True): "the most experience first",
    (Facet.EXPERIENCE, False): "the least experience first",
    (Facet.CLOSES, True): "the last to close first",
    (Facet.CLOSES, False): "the soonest to close first",
}


def answer_from_catalog(ask: Query, known: Known, finder: Finder) -> Computed:
    """The answer to a list or a count."""
    catalog = known.catalog.asked_of(ask.conditions)
    selection = catalog.select(ask.conditions)
    closed = len(known.catalog.select(ask.conditions).postings) - len(selection.postings)
    teller = _Teller(ask, known, closed, finder, is_found=bool(selection.roles))
    if not known.catalog.roles:
        return teller.empty()
    selection = teller.widened(selection)
    if not selection.roles:
        return teller.nothing()
    if ask.order is not None and ask.order.facet is not Facet.DATE:
        return teller.ranked(selection, ask.order)
    if ask.order is not None:
        selection = teller.by_day(selection, ask.order)
        if not selection.postings:
            return teller.undated()
    if ask.subjects:
        return teller.by_subject(selection)
    if ask.unit in (Unit.DATES, Unit.LINKS):
        return teller.details(selection)
    return teller.listed(selection)


class _Teller:
    """Says what was selected."""

    def __init__(
        self, ask: Query, known: Known, closed: int, finder: Finder, *, is_found: bool
    ) -> None:
        self._ask = ask
        self._known = known
        self._catalog = known.catalog.asked_of(ask.conditions)
        self._closed = closed  # postings that meet the conditions and are not counted
        self._finder = finder
        self._is_found = is_found
        self._undated: Sequence[Role] = ()
        self._draft = Draft()
        where = in_words([one for one in ask.conditions if not names_several(one)], self._catalog)
        self._where = f" {where}" if where else ""  # what a noun is followed by

    @cached_property
    def _unknown(self) -> dict[Facet, tuple[Role, ...]]:
        """The roles that may meet the conditions or not, by what isn't known of them."""
        return self._catalog.unknown(self._ask.conditions)

    @cached_property
    def _worded(self) -> dict[str, tuple[Role, Sequence[Sentence], bool]]:
        """Of roles that state no workplace or kind of employment those whose text has a word for
        what is asked, or says that some days may be worked at home.
        """
        found: dict[str, tuple[Role, Sequence[Sentence], bool]] = {}
        for condition in self._ask.conditions:
            name = "workplace" if condition.is_of_remote else str(condition.facet)
            kinds = (
                ["remote"] if condition.is_of_remote else [str(value) for value in condition.values]
            )
            if name not in ("workplace", "employment") or condition.negated:
                continue
            others = [one for one in self._ask.conditions if one is not condition]
            roles = [
                role
                for role in self._unknown.get(condition.facet, ())
                if any(all(one.holds(entry) for one in others) for entry in role.entries)
            ]
            if Workplace.HYBRID in condition.values:
                for verdict in decide(AT_HOME, roles, self._finder):
                    if verdict.said is Said.SAYS:
                        found[verdict.role.document_id] = (verdict.role, verdict.quotes, True)
            for role in roles:
                if told := worded(kinds, name, role, self._finder):
                    found.setdefault(role.document_id, (role, (told[0],), told[1]))
        return found

    def widened(self, selection: Selection) -> Selection:
        """A selection and the roles of whose text a part says just what is asked: "Leeds |
        Hybrid | Permanent".
        """
        plainly = [role for role, _, is_plain in self._worded.values() if is_plain]
        postings = [entry for role in plainly for entry in self._left_open(role) if entry.number]
        self._is_found = self._is_found or bool(plainly)
        return (
            Selection.joined([selection, Selection(tuple(plainly), tuple(postings))])
            if plainly
            else selection
        )

    def _say_worded(self) -> None:
        """Says of which further roles the text has the word."""
        rows = [
            f"- **{self._called(role)}**: {self._quoted(sentences[0])}"
            for role, sentences, is_plain in self._worded.values()
            if not is_plain
        ][: tuning().answer.groups_nearest]
        if rows:
            self._draft.say(
                f"Not stated by {'it' if len(rows) == 1 else 'them'} as such, but the text has the "
                "word:"
            )
            self._draft.say("\n".join(rows))

    def _left_open(self, role: Role) -> Sequence[RolePosting]:
        """The postings of a role of which no condition is known not to hold; all where it is of
        each.
        """
        may_be = [
            entry
            for entry in role.entries
            if all(condition.holds(entry) is not False for condition in self._ask.conditions)
        ]
        return may_be or role.entries

    @property
    def _quantities(self) -> tuple[Facet, ...]:
        """What is compared, so that each role's own value is shown."""
        ask = self._ask
        facets = [
            *(condition.facet for condition in ask.conditions),
            *([ask.order.facet] if ask.order else []),
        ]
        return tuple(dict.fromkeys(facet for facet in facets if facet in QUANTITIES))

    def _say_uncounted(self) -> None:
        """Says which roles may meet the conditions too, and how many postings that do are
        closed.
        """
        self._say_worded()
        for facet, roles in self._unknown.items():
            left = [role for role in roles if role.document_id not in self._worded]
            self._say_unknown(facet, left)
        self._say_unknown(Facet.DATE, self._undated)
        if self._closed and (self._ask.subjects or self._is_by_day):
            self._draft.say(
                f"{counted(self._closed, 'closed posting')} {are(self._closed)} left out."
            )
        elif self._closed:
            more = " more" if self._is_found else ""
            self._draft.say(f"{self._closed:,}{more} {are(self._closed)} closed.")

    def _say_unknown(self, facet: Facet, roles: Sequence[Role]) -> None:
        """Says which roles may meet the conditions or not: what they state can't be compared, or
        they state nothing that is known.
        """
        what = unknown_in_words(facet, self._ask.conditions)
        told = {role.document_id: self._stated(role, facet) for role in roles}
        paid = [
            role
            for role in roles
            if facet is Facet.PAY and any(pay_of(each.facets) for each in self._left_open(role))
        ]
        left = [role for role in roles if role not in paid]
        for some, lead in ((paid, "can't be compared"), (left, "isn't known")):
            if some:
                names = self._names(some, told)
                self._draft.say(f"The {what} of {counted(len(some), 'role')} {lead}: {names}.")

    def _stated(self, role: Role, facet: Facet) -> str:
        """The words of a role's source for a place or pay that wasn't understood or compared."""
        stated = [entry.facets for entry in self._left_open(role)]
        said = [f"“{place}”" for facets in stated for place in facets.unplaced]
        if facet is not Facet.PLACE:
            said = [value_in_words(facets, facet) for facets in stated if facet is Facet.PAY]
        words = [words for words in dict.fromkeys(said) if words]
        return listed(words) if words else ""

    def _called(self, role: Role) -> str:
        """A role's name, told apart from others with its title."""
        alike = len(self._known.catalog.titled(role.document.title)) > 1
        return plain(label_of(role, self._known) if alike else role_name(role))

    def _names(self, roles: Sequence[Role], told: Mapping[str, str] | None = None) -> str:
        """Roles by name, with what is told of each, and how many more there are."""
        most, told = tuning().answer.groups_nearest, told or {}
        names = [
            f"{self._called(role)} ({plain(said)})" if said else self._called(role)
            for role in roles[:most]
            for said in [told.get(role.document_id, "")]
        ]
        return listed([*names, *([f"{len(roles) - most} more"] if len(roles) > most else [])])

    @property
    def _is_by_day(self) -> bool:
        return self._ask.order is not None and self._ask.order.facet is Facet.DATE

    def by_day(self, selection: Selection, order: Rank) -> Selection:
        """The newest or oldest of them; what gives no date is said apart where all that do are
        listed.
        """
        dated = by_day(selection, order)
        if order.number != 1 and not 0 < order.number <= len(dated.postings):
            self._undated = tuple(role for role in selection.roles if role not in dated.roles)
        return dated

    def listed(self, selection: Selection) -> Computed:
        unit = self._ask.by or self._ask.unit or Unit.EITHER
        grouped = unit in GROUPS or self._ask.by is Unit.ROLES
        if self._ask.superlative and not self._ask.by:
            self._draft.say(f"No source says which is “{plain(self._ask.superlative)}”.")
        if self._ask.every:
            self._draft.say(self._whether_every(selection))
        if self._ask.complement:
            self._complement(selection, unit)
        elif grouped:
            self._groups(selection, unit)
        else:
            self._draft.say(f"{self._headline(selection)}:")
            self._rows(selection)
        return self._computed(selection)

    def ranked(self, selection: Selection, rank: Rank) -> Computed:
        """What comes first, or all in order, with the values; what states none is listed apart."""
        if self._ask.subjects:
            chosen = self._chosen(selection, self._decided(selection.roles))
            selection = chosen if chosen.roles else selection
        kinds: Sequence[Selection] = ordered(selection, rank)
        if not kinds:
            self._draft.say(
                f"{NOT_TOLD} No posting{self._where} states a {rank.facet.value} that can be "
                "compared."
            )
            self._say_unranked(selection, rank)
            return self._draft.computed(selection=Selection((), ()), abstained=True)
        kinds, less = surely_first(kinds, rank)
        is_first = rank.number == 1
        if is_first and len(kinds) > 1:
            self._draft.say(" ".join([self._firsts(kinds, rank), *map(_in_less, less)]))
        else:
            for kind in kinds:
                self._draft.say(
                    self._first(kind, rank)
                    if is_first
                    else self._in_order(kind, rank, len(kinds) == 1)
                )
                self._rows(kind)
            self._draft.say(UNCOMPARED if len(kinds) > 1 else "")
            self._draft.say(" ".join(map(_in_less, less)))
        self._say_unranked(selection, rank)
        return self._computed(Selection.joined(kinds))

    def _firsts(self, kinds: Sequence[Selection], rank: Rank) -> str:
        """What comes first of each kind of pay, in one sentence."""
        told = []
        for kind in kinds:
            facets = kind.entries[0].facets
            quotes = [
                self._draft.cite(*quote)
                for role in kind.roles[: tuning().answer.places_quoted]
                for quote in stated_quotes(
                    self._finder.chunks(role.document), stated_of(facets, rank.facet)
                )
            ]
            what = plain(f"**{value_in_words(facets, rank.facet)}** ({self._names(kind.roles)})")
            quotes = quotes or [
                self._draft.cite(*quote)
                for quote in self._place_quotes(kind.roles[0], kind.of(kind.roles[0]))
            ]
            told.append(self._draft.claim(what, quotes))
        lead = _RANKED[rank.facet, rank.highest]
        return f"{lead}{self._where}: {'; '.join(told[:-1])}; and {told[-1]}. {UNCOMPARED}"

    def _first(self, kind: Selection, rank: Rank) -> str:
        """The value of what comes first."""
        value = plain(value_in_words(kind.entries[0].facets, rank.facet).removeprefix("closes "))
        lead = _RANKED[rank.facet, rank.highest]
        of = (
            f"Of the postings{self._where}, {lead[0].lower()}{lead[1:]} is "
            if self._where
            else f"{lead}: "
        )
        return f"{of}**{value}**."

    def _in_order(self, kind: Selection, rank: Rank, is_only: bool) -> str:
        """How many roles follow, in what they are paid where that differs, and in which order."""
        number = len(kind.roles)
        pays = [] if is_only else [pay for entry in kind.entries if (pay := pay_of(entry.facets))]
        periods = [
            words for period, words in PERIODS.items() if any(pay.period == period for pay in pays)
        ]
        paid = f", in {pays[0].currency} {listed(periods, 'or')}" if pays else ""
        ties = number - rank.number if rank.number else 0
        more = (
            f"; {counted(ties, 'more role')} {'ties' if ties == 1 else 'tie'} with the last"
            if ties > 0
            else ""
        )
        return (
            f"**{counted(number, 'role')}**{self._where}{paid}, "
            f"{_IN_ORDER[rank.facet, rank.highest]}{more}:"
        )

    def _say_unranked(self, selection: Selection, rank: Rank) -> None:
        unknown = {
            role.document_id for role in self._unknown.get(rank.facet, ())
        }  # said with the conditions
        ranked = {entry.role.document_id for entry in selection.entries if is_ranked(entry, rank)}
        left = [role for role in selection.roles if role.document_id not in unknown | ranked]
        self._say_unknown(rank.facet, left)

    def undated(self) -> Computed:
        self._draft.say(f"The sources don't say: no posting{self._where} gives a date.")
        return self._draft.computed(selection=Selection((), ()), abstained=True)

    def details(self, selection: Selection) -> Computed:
        """When each posting was listed, or its link; postings that give none are counted."""
        dates = self._ask.unit is Unit.DATES
        told = [
            one for one in selection.postings if (one.posting.date if dates else one.posting.url)
        ]
        what = "date" if dates else "link"
        left = len(selection.postings) - len(told)
        rest = f"; {counted(left, 'other')} give{'s' if left == 1 else ''} none" if left else ""
        self._draft.say(
            f"**{counted(len(told), 'posting')}**{self._where} give{'s' if len(told) == 1 else ''} "
            f"a {what}{rest}:"
        )
        rows = []
        most = tuning().answer.rows_listed
        for one in told[:most]:
            place = place_in_words(one.posting.place) or NOT_SAID
            row = (
                f"**{one.role.document.title}**, {place}: "
                f"{one.posting.date if dates else one.posting.url}"
            )
            cited = [
                self._draft.cite(chunk, span) for chunk, span in self._place_quotes(one.role, [one])
            ]
            rows.append(f"- {self._draft.claim(plain(row), cited)}")
        self._draft.say("\n".join(rows))
        if len(told) > most:
            self._draft.say(
                f"And {counted(len(told) - most, 'posting')} more; `rolecall postings` lists them "
                "all."
            )
        return self._computed(Selection.of_postings(told))

    def empty(self) -> Computed:
        """No roles are there to be listed or counted."""
        self._draft.say("No roles are stored. Add some with: rolecall ingest PATH")
        return self._draft.computed(selection=Selection((), ()), abstained=True)

    def nothing(self) -> Computed:
        """Nothing meets the conditions: says so, and where what comes nearest is."""
        what = "role" if self._ask.unit is Unit.ROLES else "posting"
        if self._unknown:
            self._draft.say(f"No {what}{self._where} is known.")
        elif self._closed or not self._catalog.postings:
            self._draft.say(f"There is **no open {what}**{self._where}.")
        else:
            total = f"none of the {counted(len(self._catalog.postings), 'posting')} is"
            self._draft.say(f"There is **no {what}**{self._where}: {total}.")
        self._say_uncounted()
        wider, dropped = self._widened()
        if wider.postings and dropped:
            rest = in_words(
                [one for one in self._ask.conditions if one not in dropped], self._catalog
            )
            self._draft.say(f"What there is{f' {rest}' if rest else ''}, {both_numbers(wider)}:")
            by = Unit.PLACES if dropped[0].facet is Facet.PLACE else Unit.TITLES
            self._groups_of(wider, by, tuning().answer.groups_nearest)
        return self._draft.computed(selection=Selection((), ()))

    def _widened(self) -> tuple[Selection, list[Condition]]:
        """The postings that meet most of the conditions, and those that were dropped: the place
        first.
        """
        conditions = sorted(self._ask.conditions, key=lambda one: one.facet is not Facet.PLACE)
        for dropped in ([one] for one in conditions if one.facet is not Facet.ROLE):
            wider = self._catalog.select([one for one in conditions if one not in dropped])
            if wider.postings:
                return wider, dropped
        return self._catalog.select(()), conditions

    def by_subject(self, selection: Selection) -> Computed:
        """Of the selected roles those whose own text says what is asked, with its sentences;
        then what others say.
        """
        decided = self._decided(selection.roles)
        chosen = self._chosen(selection, decided)
        first, verdicts = next(iter(decided.items()))
        if len(decided) == 1 and first.wanted is Wanted.SAID and not chosen.roles:
            return self._unsaid(selection, first, verdicts)
        self._draft.say(f"{self._lead(selection, chosen, decided)}{':' if chosen.roles else '.'}")
        ids = {role.document_id for role in chosen.roles}
        shown = [
            verdict
            for some in decided.values()
            for verdict in some
            if verdict.role.document_id in ids
        ]
        told = {verdict.role.document_id for verdict in shown}
        self._verdicts(sorted(shown, key=lambda verdict: selection.roles.index(verdict.role)))
        self._rows(
            narrowed(chosen, [role for role in chosen.roles if role.document_id not in told])
        )
        silent = [
            role for role in selection.roles if role not in [verdict.role for verdict in verdicts]
        ]
        is_read = is_of_visas(first)  # what was read of a posting tells which others refuse
        if len(decided) == 1 and (is_read or not ids):
            self._others(verdicts, ids)
        if len(decided) == 1 and first.wanted is Wanted.SAID and not is_read:
            self._mentioned(first, silent)
        if len(decided) == 1 and (
            is_read or (first.wanted in (Wanted.DENIED, Wanted.REFUSED) and told)
        ):
            self._silent(silent)
        return self._computed(chosen)

    def _decided(self, roles: Sequence[Role]) -> dict[Subject, tuple[Verdict, ...]]:
        return {subject: decide(subject, roles, self._finder) for subject in self._ask.subjects}

    def _chosen(
        self, selection: Selection, decided: Mapping[Subject, Sequence[Verdict]]
    ) -> Selection:
        """Of the selected roles those that every claim picks out."""
        picked = [
            fitting(verdicts, selection.roles, subject.wanted)
            for subject, verdicts in decided.items()
        ]
        return narrowed(
            selection,
            [role for role in selection.roles if all(role.document_id in ids for ids in picked)],
        )

    def _lead(
        self, selection: Selection, chosen: Selection, decided: Mapping[Subject, Sequence[Verdict]]
    ) -> str:
        """How many roles fit the subjects, in words."""
        number, of = len(chosen.roles), self._of(selection)
        if self._ask.superlative:
            speaks = "mentions" if number == 1 else "mention"
            return (
                f"No source says which it is of all; **{number:,}** {of} {speaks} "
                f"it{_of_postings(chosen)}"
            )
        said = [_stance(subject, verdicts, number) for subject, verdicts in decided.items()]
        return f"**{_number(number)}** {of} {' and '.join(said)}{_of_postings(chosen)}"

    def _of(self, selection: Selection) -> str:
        number = len(selection.roles)
        return (
            f"of the {counted(number, 'role')}{self._where}"
            if number != 1
            else f"of the one role{self._where}"
        )

    def _others(self, verdicts: Sequence[Verdict], chosen: set[str]) -> None:
        """What the other roles say of it."""
        for said, title in ((Said.DENIES, "Said not to be so:"), (Said.SAYS, "These do:")):
            left = [
                one for one in verdicts if one.said is said and one.role.document_id not in chosen
            ]
            if left:
                self._draft.say(title)
                self._verdicts(left)

    def _silent(self, roles: Sequence[Role]) -> None:
        """The roles that say neither."""
        if roles:
            does = "doesn't" if len(roles) == 1 else "don't"
            self._draft.say(f"{counted(len(roles), 'role')} {does} say: {self._names(roles)}.")

    def _mentioned(self, subject: Subject, roles: Sequence[Role]) -> bool:
        """Of roles that neither say nor deny it those whose text has its words, with the
        sentence; whether any has.
        """
        found = list(islice(mentions(subject, roles, self._finder), tuning().answer.mentions_shown))
        if found:
            self._draft.say(f"“{plain(subject.words)}” also stands in:")
            rows = [
                f"- **{self._called(role)}**: {self._quoted(sentence)}" for role, sentence in found
            ]
            self._draft.say("\n".join(rows))
        return bool(found)

    def _quoted(self, sentence: Sentence) -> str:
        return self._draft.quote(sentence.chunk, sentence.span)

    def _unsaid(
        self, selection: Selection, subject: Subject, verdicts: Sequence[Verdict]
    ) -> Computed:
        """No role's text says it; one may deny it, or have the words and say neither."""
        silent = [
            role for role in selection.roles if role not in [verdict.role for verdict in verdicts]
        ]
        if verdicts:
            self._draft.say(
                f"**None** {self._of(selection)} {_stance(subject, verdicts, 0)}, by their own "
                "texts."
            )
            self._others(verdicts, set())
            self._mentioned(subject, silent)
            return self._computed(Selection((), ()))
        of = self._of(selection)
        if any(True for _ in mentions(subject, silent, self._finder)):
            self._draft.say(f"{NOT_TOLD} **None** {of} {_stance(subject, (), 0)} in so many words.")
            self._mentioned(subject, silent)
        else:
            self._draft.say(f"{NOT_TOLD} No text {of} mentions “{plain(subject.words)}”.")
        self._say_uncounted()
        return self._draft.computed(selection=Selection((), ()), abstained=True)

    def _headline(self, selection: Selection) -> str:
        postings, roles = len(selection.postings), len(selection.roles)
        order = self._ask.order
        if order is not None and self._is_by_day and order.number == 1:
            which, date = (
                "newest" if order.highest else "oldest",
                selection.postings[0].posting.date,
            )
            return (
                f"The {which} posting{self._where} is dated **{plain(date)}** "
                f"({both_numbers(selection)})"
            )
        if self._ask.unit is Unit.ROLES:
            of = f", in {counted(postings, 'posting')}" if postings else ""
            return f"There {are(roles)} **{counted(roles, 'role')}**{self._where}{of}"
        of = "" if not postings else f" of **{counted(roles, 'role')}**"
        return f"There {are(postings)} **{counted(postings, 'posting')}**{of}{self._where}"

    def _whether_every(self, selection: Selection) -> str:
        """Answer "Are all pilot jobs in Hull?": does the last condition narrow the selection?"""
        wider = self._catalog.select(self._ask.conditions[:-1])
        number, of = len(selection.postings), len(wider.postings)
        if number == of:
            return f"**Yes**, all {of:,} of them."
        last = self._ask.conditions[-1:]
        is_known = any(
            condition.holds(posting) is False for posting in wider.postings for condition in last
        )
        lead = "**No**" if is_known else "That isn't known of all"
        return f"{lead}: {number:,} of {of:,} are."

    def _complement(self, selection: Selection, unit: Unit) -> None:
        """The companies, places and so on that have no such posting, nor one that may be such."""
        open_ = (
            posting
            for roles in self._unknown.values()
            for role in roles
            for posting in self._left_open(role)
        )
        having = {unit_of(one, unit) for one in (*selection.postings, *open_)}
        left = [
            name
            for name, _ in tally(self._catalog.postings, unit)
            if name not in having and is_stated(name)
        ]
        self._draft.say(
            f"**{counted_units(len(left), unit)}** with no "
            f"posting{self._where}{':' if left else '.'}"
        )
        self._draft.say(
            "\n".join(f"- {plain(name)}" for name in left[: tuning().answer.rows_listed])
        )

    def _rows(self, selection: Selection) -> None:
        """A row a role: its name, where its postings are, how many there are, and the quotes
        that say so.
        """
        rows = []
        for role in selection.roles[: tuning().answer.rows_listed]:
            postings = selection.of(role)
            entries = postings or role.entries
            values = [
                words for facet in self._quantities if (words := values_in_words(entries, facet))
            ]
            said = [
                stated
                for facet in self._quantities
                for entry in entries
                for stated in stated_of(entry.facets, facet)
            ]
            quotes = stated_quotes(self._finder.chunks(role.document), said) or self._place_quotes(
                role, postings
            )
            if role.document_id in self._worded:
                quotes = [(one.chunk, one.span) for one in self._worded[role.document_id][1]]
            cited = [self._draft.cite(chunk, span) for chunk, span in quotes]
            row = plain("; ".join([row_of(role, postings), *values]))
            told = [self._shown(topic, role, postings) for topic in self._columns]
            rows.append("; ".join([f"- {self._draft.claim(row, cited)}", *told]))
        self._draft.say("\n".join(rows))
        left = len(selection.roles) - tuning().answer.rows_listed
        if left > 0:
            self._draft.say(
                f"And {counted(left, 'role')} more; `rolecall postings` lists them all."
            )

    @property
    def _columns(self) -> tuple[Topic, ...]:
        """What is shown of each posting: what is asked for, and how much of the work may be done
        at home where that is what picks them.
        """
        at_home = any(Workplace.HYBRID in condition.values for condition in self._ask.conditions)
        return (*self._ask.shown, *([Topic("home", said=AT_HOME.words)] if at_home else []))

    def _shown(self, topic: Topic, role: Role, postings: Sequence[RolePosting]) -> str:
        """What a role states of what is to be shown: its sentence, else in words."""
        asked = facet_asked(topic.said) or Asked.NONE
        side = Side(role, tuple(one.posting for one in postings), "")
        stated = stating(asked, side)
        quotes = stated_quotes(self._finder.chunks(role.document), stated)
        said = [self._draft.quote(*quote) for quote in quotes[: tuning().answer.quoted_on_topic]]
        row = next((row for row in fact_rows((side,)) if is_of(row, asked)), None)
        name = row.name if row else str(asked)
        words = plain(row.cells[0]) if row and not said else ""
        return f"{name}: {' '.join(said) or words or 'not stated'}"

    def _groups(self, selection: Selection, unit: Unit) -> None:
        """How many there are of a unit such as places, and each with its postings."""
        groups = tally(selection.postings, unit)
        number = len([name for name, _ in groups if is_stated(name)])
        postings = counted(len(selection.postings), "posting")
        of = "" if len(selection.roles) == 1 else f" of {counted(len(selection.roles), 'role')}"
        self._draft.say(f"**{counted_units(number, unit)}**, with {postings}{of}{self._where}:")
        self._groups_of(selection, unit, tuning().answer.rows_listed)

    def _groups_of(self, selection: Selection, unit: Unit, most: int) -> None:
        rows = []
        groups = tally(selection.postings, unit)
        for name, count in groups[:most]:
            inside = [one for one in selection.postings if unit_of(one, unit) == name]
            roles = Selection.of_postings(inside).roles
            cited = [
                self._draft.cite(chunk, span)
                for role in roles[: tuning().answer.places_quoted]
                for chunk, span in self._place_quotes(
                    role, [one for one in inside if one.role == role]
                )
            ]
            of = f" of {counted(len(roles), 'role')}"
            if len(roles) == 1:
                of = "" if role_name(roles[0]).startswith(name) else f" ({role_name(roles[0])})"
            row = plain(f"**{name}**: {counted(count, 'posting')}{of}")
            rows.append(f"- {self._draft.claim(row, cited)}")
        self._draft.say("\n".join(rows))
        if len(groups) > most:
            self._draft.say(f"And {len(groups) - most} more.")

    def _verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """A row a role with the sentences that decide."""
        quotes: dict[str, list[str]] = {}
        names = {verdict.role.document_id: self._called(verdict.role) for verdict in verdicts}
        for verdict in verdicts:
            if len(quotes) < tuning().answer.rows_listed or verdict.role.document_id in quotes:
                said = [self._draft.quote(quote.chunk, quote.span) for quote in verdict.quotes]
                quotes.setdefault(verdict.role.document_id, []).extend(said)
        rows = [
            f"- **{names[role]}**: {' '.join(dict.fromkeys(said))}" for role, said in quotes.items()
        ]
        self._draft.say("\n".join(rows))
        if len(names) > len(rows):
            self._draft.say(f"And {counted(len(names) - len(rows), 'role')} more.")

    def _place_quotes(
        self, role: Role, postings: Sequence[RolePosting]
    ) -> list[tuple[Chunk, Span]]:
        """Where a role's text says that it is posted in the places of these postings, each
        sentence once.
        """
        return place_quotes(self._finder.chunks(role.document), postings)

    def _computed(self, selection: Selection) -> Computed:
        self._say_uncounted()
        return self._draft.computed(tuple(role.document for role in selection.roles), selection)
